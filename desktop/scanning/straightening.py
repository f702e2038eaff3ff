"""Turns pages upright, straightens them and packs them for the archive."""

import io
from typing import Final

import numpy as np
from PIL import Image

from desktop.scanning.shading import shade_of

ARCHIVE_BYTES: Final = 300_000
_LONG_SIDE: Final = 2600
_PAPER_FROM: Final = 0.86
_PROFILE_SIDE: Final = 600
_SKEW_DEG: Final = 8.0
_WHITE: Final = 255
_TURNS: Final = {
    1: Image.Transpose.ROTATE_90,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_270,
}


def upright(picture: Image.Image, clockwise_deg: float) -> Image.Image:
    """Turn a page back that lies turned clockwise.

    Args:
        picture: Grey page.
        clockwise_deg: How far it is turned, as its code shows.

    Returns:
        The page upright, its lines level; nothing is cut off, new corners are white.
    """
    turned = turned_quarters(picture, round(clockwise_deg / 90))
    slant = (clockwise_deg + 45) % 90 - 45
    slant = _level(turned, slant)
    return _turned(turned, slant)


def turned_quarters(picture: Image.Image, quarters: int) -> Image.Image:
    """Turn a picture anticlockwise by quarters."""
    return picture.transpose(_TURNS[quarters % 4]) if quarters % 4 else picture


def levelled(picture: Image.Image) -> Image.Image:
    """Straighten a page without a code by its printed lines; which side is up stays open.

    Args:
        picture: Grey page.

    Returns:
        The page with its lines level; the picture itself where it shows none.
    """
    factor = max(1, max(picture.size) // _PROFILE_SIDE)
    small = picture.reduce(factor)
    angles = np.arange(-_SKEW_DEG, _SKEW_DEG + 0.25, 0.5)
    sharpness = [_sharpness(small, float(angle)) for angle in angles]
    best = int(np.argmax(sharpness))
    if sharpness[best] <= 1.2 * float(np.median(sharpness)):
        return picture
    return _turned(picture, _level(picture, float(angles[best])))


def _turned(picture: Image.Image, slant: float) -> Image.Image:
    """Turn a page a little and cut off again what that added, as far as nothing stands there."""
    if abs(slant) < 0.05:
        return picture
    turned = picture.rotate(slant, Image.Resampling.BILINEAR, expand=True, fillcolor=_WHITE)
    across, down = (turned.width - picture.width) // 2, (turned.height - picture.height) // 2
    left, top, right, foot = across, down, across + picture.width, down + picture.height
    factor = 8
    small = np.asarray(turned.reduce(factor))
    dark = small < 0.75 * float(np.median(small))
    columns, rows = np.nonzero(dark.any(axis=0))[0], np.nonzero(dark.any(axis=1))[0]
    if len(columns) and len(rows):
        left, top = min(left, int(columns[0]) * factor), min(top, int(rows[0]) * factor)
        right = max(right, (int(columns[-1]) + 1) * factor)
        foot = max(foot, (int(rows[-1]) + 1) * factor)
    return turned.crop((left, top, min(right, turned.width), min(foot, turned.height)))


def _level(picture: Image.Image, slant: float) -> float:
    """Make the angle that a small code gave exact by the printed lines of the whole page."""
    factor = max(1, max(picture.size) // _PROFILE_SIDE)
    small = picture.reduce(factor)
    best = slant
    for reach, step in ((0.9, 0.3), (0.2, 0.1)):
        around = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(around, key=lambda angle: _sharpness(small, float(angle))))
    return best


def _sharpness(picture: Image.Image, slant: float) -> float:
    """Tell how sharply rows and columns of a page differ when it is turned so far."""
    turned = np.asarray(
        picture.rotate(slant, Image.Resampling.BILINEAR, fillcolor=_WHITE), dtype=np.float32
    )
    high, wide = turned.shape
    # the outer tenth holds the turned-in corners and the scanner's black rim
    core = turned[high // 10 : -(high // 10), wide // 10 : -(wide // 10)]
    rows, columns = np.diff(core.mean(axis=1)), np.diff(core.mean(axis=0))
    return float((rows**2).sum() + (columns**2).sum())


def archived(picture: Image.Image) -> tuple[bytes, int, int]:
    """Pack a page as a grey JPEG that keeps handwriting and stays small.

    Args:
        picture: Grey page, upright.

    Returns:
        JPEG bytes without any metadata, width and height in pixels.
    """
    longest = max(picture.size)
    page = picture if longest <= _LONG_SIDE else _scaled(picture, _LONG_SIDE / longest)
    packed = _smallest(page)
    if len(packed) > ARCHIVE_BYTES:
        # noise is what costs the bytes, and nobody signs with noise
        page = _whitened(page)
        packed = _smallest(page)
    while len(packed) > ARCHIVE_BYTES:
        page = _scaled(page, 0.8)
        packed = _smallest(page)
    return packed, page.width, page.height


def _smallest(picture: Image.Image) -> bytes:
    """Pack at the best quality that fits, or at the least that handwriting bears."""
    packed = _jpeg(picture, 75)
    for quality in (60, 45):
        # a lower quality saves at most half
        if not ARCHIVE_BYTES < len(packed) <= 2.2 * ARCHIVE_BYTES:
            break
        packed = _jpeg(picture, quality)
    return packed


def _whitened(picture: Image.Image) -> Image.Image:
    """Make paper white where it is grey, shaded or noisy; strokes keep their darkness."""
    darkness = np.asarray(shade_of(picture), dtype=np.float32) / _WHITE
    lit = np.clip((1.0 - darkness) / _PAPER_FROM, 0.0, 1.0)
    return Image.fromarray((lit * _WHITE).astype(np.uint8))


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    # Pillow would carry the comment of the file along that the page came from
    picture.save(out, "JPEG", quality=quality, comment=b"")
    return out.getvalue()
