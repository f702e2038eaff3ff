"""Turns pages upright, straightens them and packs them for the archive."""

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop.scanning.shading import brightened, paper_of

Array = NDArray[np.float64]
Grey = NDArray[np.float32]

ARCHIVE_BYTES: Final = 300_000
_LONG_SIDE: Final = 2600
_PAPER_FROM: Final = 0.86
_PROFILE_SIDE: Final = 600
_SKEW_DEG: Final = 8.0
_STRIP_PX: Final = 6
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
    small = picture.reduce(max(1, max(picture.size) // _PROFILE_SIDE))
    angles = np.arange(-_SKEW_DEG, _SKEW_DEG + 0.25, 0.5)
    sharpness = _sharpness(small, angles)
    best = int(np.argmax(sharpness))
    if sharpness[best] <= 1.2 * float(np.median(sharpness)):
        return picture
    return _turned(picture, _level(picture, float(angles[best])))


def _turned(picture: Image.Image, slant: float) -> Image.Image:
    """Turn a page a little and cut off again what that added, as far as nothing stands there."""
    if abs(slant) < 0.05:
        return picture
    left, top, right, foot = _reach(picture, slant)
    turn = np.radians(slant)
    across, down = np.cos(turn), np.sin(turn)
    middle_x, middle_y = picture.width / 2, picture.height / 2
    matrix = (
        across, -down, middle_x + across * left - down * top,
        down, across, middle_y + down * left + across * top,
    )  # fmt: skip
    size = (round(right - left), round(foot - top))
    return picture.transform(
        size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=_WHITE
    )


def _reach(picture: Image.Image, slant: float) -> tuple[float, float, float, float]:
    """Tell how far a page reaches when it is turned: left, top, right and foot from its middle.

    That is its own size, and more where something dark stands in the corners.
    """
    factor = 8
    small = picture.reduce(factor)
    turned = small.rotate(slant, Image.Resampling.NEAREST, expand=True, fillcolor=_WHITE)
    grey = np.asarray(turned)
    dark = grey < 0.75 * float(np.median(grey))
    columns, rows = np.nonzero(dark.any(axis=0))[0], np.nonzero(dark.any(axis=1))[0]
    right, foot = picture.width / 2, picture.height / 2
    left, top = -right, -foot
    if len(columns) and len(rows):
        middle_x, middle_y = turned.width / 2, turned.height / 2
        left = min(left, (float(columns[0]) - middle_x) * factor)
        top = min(top, (float(rows[0]) - middle_y) * factor)
        right = max(right, (float(columns[-1]) + 1 - middle_x) * factor)
        foot = max(foot, (float(rows[-1]) + 1 - middle_y) * factor)
    return left, top, right, foot


def _level(picture: Image.Image, slant: float) -> float:
    """Make the angle that a small code gave exact by the printed lines of the whole page."""
    small = picture.reduce(max(1, max(picture.size) // _PROFILE_SIDE))
    turned = small.rotate(slant, Image.Resampling.BILINEAR, fillcolor=_WHITE)
    best = 0.0
    for reach, step in ((0.9, 0.3), (0.2, 0.1)):
        around = best + np.arange(-reach, reach + step / 2, step)
        best = float(around[np.argmax(_sharpness(turned, around))])
    return slant + best


def _sharpness(picture: Image.Image, slants: Array) -> Array:
    """Tell how sharply rows and columns of a page differ when it is turned by each of the angles.

    Instead of turning the page it is cut into strips, and these are shifted against each other.
    """
    grey = np.asarray(picture, dtype=np.float32)
    return _contrast(grey, slants) + _contrast(grey.T, -slants)


def _contrast(grey: Grey, slants: Array) -> Array:
    """Tell how sharply the rows differ, for each angle at which they may lie."""
    high, wide = grey.shape
    # the outer tenth holds the turned-in corners and the scanner's black rim
    count = max(1, (wide - 2 * (wide // 10)) // _STRIP_PX)
    first = (wide - count * _STRIP_PX) // 2
    inner = grey[:, max(0, first) : max(0, first) + count * _STRIP_PX]
    strips = inner.reshape(high, count, -1).mean(axis=2)
    # what is read between two rows is softer: so are all, else the angle of no shift would win
    strips = (strips[:-1] + strips[1:]) / 2
    places = first + (np.arange(count) + 0.5) * _STRIP_PX - wide / 2
    shifts = np.tan(np.radians(slants))[:, None] * places
    whole = np.floor(shifts)
    part = (shifts - whole).astype(np.float32)
    rows = np.arange(high // 10, high - high // 10)
    above = np.clip(rows + whole.astype(np.intp)[..., None], 0, len(strips) - 2)
    flat = above * count + np.arange(count)[:, None]
    upper, lower = strips.take(flat), strips.take(flat + count)
    read = np.matmul((1 - part)[:, None], upper) + np.matmul(part[:, None], lower)
    steps = np.diff(read[:, 0], axis=1)
    return np.asarray((steps**2).sum(axis=1), dtype=np.float64)


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
    return brightened(picture, paper_of(picture), _PAPER_FROM)


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    # Pillow would carry the comment of the file along that the page came from
    picture.save(out, "JPEG", quality=quality, comment=b"")
    return out.getvalue()
