"""Tells what a pen left from what a scanner, dust or a fold left."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Mask = NDArray[np.bool_]

_STREAKS: Final = 4
_STREAK_PX: Final = 5
_COVER: Final = 0.85
_SLANTS: Final = np.tan(np.radians(np.arange(-10.0, 10.5, 0.5)))


def without_dust(mask: Mask) -> Mask:
    """Take out specks: what covers less than a third of the 9 × 9 pixels around it...

    Args:
        mask: True where it is dark.
    """
    crowd = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(4))
    return mask & (np.asarray(crowd) > 255 * 0.20)


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
    rows, columns = np.nonzero(mask)
    if len(rows) < high * _COVER:
        return None
    for slant in sorted(_SLANTS, key=abs):
        feet = np.rint(columns - slant * (rows - high / 2)).astype(int)
        inside = (feet >= 0) & (feet < wide)
        # rows that each foot covers, not pixels: a blot is no line
        cells = np.zeros((wide, high), dtype=bool)
        cells[feet[inside], rows[inside]] = True
        cover = cells.sum(axis=1) / high
        best = int(cover.argmax())
        if cover[best] >= _COVER:
            near = np.abs(feet - best) <= _STREAK_PX // 2
            line = np.zeros_like(mask)
            line[rows[near], columns[near]] = True
            return line
    return None
