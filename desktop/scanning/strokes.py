"""Tells what a pen left from what a scanner, dust or a fold left."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Mask = NDArray[np.bool_]
Shade = NDArray[np.float32]

_STREAKS: Final = 4
_STREAK_PX: Final = 5
_COVER: Final = 0.85
_GAP_PX: Final = 9
_DUST_PX: Final = 21
_DUST_INK_PX: Final = 45
_STEEP: Final = 11.0
_BROAD_PX: Final = 25
_SLANTS: Final = np.tan(np.radians(np.arange(-10.0, 10.5, 0.5)))


def darkest(shade: Shade, size: int) -> Shade:
    """Give each pixel the highest value of the size × size pixels around it; size is odd."""
    return _running(_running(shade, size, np.maximum).T, size, np.maximum).T


def lightest(shade: Shade, size: int) -> Shade:
    """Give each pixel the lowest value of the size × size pixels around it; size is odd."""
    return _running(_running(shade, size, np.minimum).T, size, np.minimum).T


def _running(shade: Shade, size: int, choose: np.ufunc) -> Shade:
    """Slide a window down the columns; doubling its length takes few passes."""
    reach = size // 2
    values = np.pad(shade, ((reach, reach), (0, 0)), mode="edge")
    length = 1
    while length < size:
        step = min(length, size - length)
        values = choose(values[:-step], values[step:])
        length += step
    return np.asarray(values, dtype=np.float32)


def narrow_marks(shade: Shade) -> Shade:
    """Keep what is narrower than a broad marker (3 mm); stains and shadows are wider.

    Args:
        shade: How dark each pixel is, 0 to 255.
    """
    return shade - darkest(lightest(shade, _BROAD_PX), _BROAD_PX)


def sharp_places(picture: Image.Image) -> Mask:
    """Tell where the edge of a pen stroke is near; the rim of a stain is softer.

    Args:
        picture: How dark each pixel is, 0 to 255.
    """
    calm = np.asarray(picture.filter(ImageFilter.BoxBlur(1)), dtype=np.float32)
    steepness: list[Shade] = list(np.gradient(calm))
    return darkest(np.hypot(steepness[0], steepness[1]), 9) > _STEEP


def without_dust(mask: Mask) -> Mask:
    """Take out specks: whatever has less ink around it than a stroke that passes through.

    Args:
        mask: True where it is dark.
    """
    around = ImageFilter.BoxBlur(_DUST_PX // 2)
    crowd = np.asarray(Image.fromarray(mask.astype(np.uint8) * 255).filter(around))
    return mask & (crowd > 255 * _DUST_INK_PX / _DUST_PX**2)


def without_streaks(mask: Mask) -> Mask:
    """Take out thin straight lines that cross the whole box, as scanners and folds make them.

    Args:
        mask: True where it is dark.
    """
    cleaned = mask
    for _ in range(_STREAKS):
        down = _streak(cleaned)
        across = _streak(cleaned.T)
        if down is None and across is None:
            break
        if down is not None:
            cleaned = cleaned & ~down
        if across is not None:
            cleaned = cleaned & ~across.T
    return cleaned


def _streak(mask: Mask) -> Mask | None:
    """Find one line from top to bottom, up to 10° from the vertical."""
    high, wide = mask.shape
    # most boxes have too few rows with anything in them
    touched = np.convolve(mask.any(axis=1), np.ones(_GAP_PX), mode="same") > 0
    if touched.sum() < high * _COVER:
        return None
    rows, columns = np.nonzero(mask)
    # the median filter leaves a thin line in pieces
    joined = _running(mask.astype(np.float32), _GAP_PX, np.maximum) > 0
    joined_rows, joined_columns = np.nonzero(joined)
    for slant in sorted(_SLANTS, key=abs):
        feet = _feet(joined_rows, joined_columns, slant, high)
        inside = (feet >= 0) & (feet < wide)
        # rows that each foot covers, not pixels: a blot is no line
        cells = np.zeros((wide, high), dtype=bool)
        cells[feet[inside], joined_rows[inside]] = True
        cover = cells.sum(axis=1) / high
        best = int(cover.argmax())
        if cover[best] >= _COVER:
            near = np.abs(_feet(rows, columns, slant, high) - best) <= _STREAK_PX // 2
            line = np.zeros_like(mask)
            line[rows[near], columns[near]] = True
            return line
    return None


def _feet(
    rows: NDArray[np.intp], columns: NDArray[np.intp], slant: float, high: int
) -> NDArray[np.intp]:
    """Slide pixels along a slant to the middle row."""
    return np.rint(columns - slant * (rows - high / 2)).astype(np.intp)
