"""How dark a page is against its own paper, whatever the lamp, the paper and the stains are."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from desktop.scanning.strokes import darkest

Shade = NDArray[np.float32]

PAPER_CELL: Final = 8
"""Side of the square of pixels for which one brightness of the paper is told."""
_WHITE: Final = 255.0
_LEAST_PAPER: Final = 40.0
_NEAR: Final = 7
_STRIP: Final = 64


def shade_of(picture: Image.Image) -> Image.Image:
    """Turn a page into how dark it is against the paper around: 0 paper, 255 black.

    Shadows, yellowed paper and wide stains fall out.
    """
    return shade_against(picture, paper_of(picture))


def shade_against(picture: Image.Image, paper: Image.Image) -> Image.Image:
    """Turn a page, or a part of one, into how dark it is against known paper.

    Args:
        picture: Grey.
        paper: How bright the paper is; any size, it is spread over the picture.
    """
    return ImageChops.invert(brightened(picture, paper, 1.0))


def brightened(picture: Image.Image, paper: Image.Image, white_from: float) -> Image.Image:
    """Even out the light on a page.

    Args:
        picture: Grey.
        paper: How bright the paper is; any size, it is spread over the picture.
        white_from: What part of the brightness of its paper turns quite white.
    """
    grey = np.asarray(picture)
    even = np.empty(grey.shape, dtype=np.uint8)
    high, wide = grey.shape
    cells = paper.height / high
    # strip by strip: floating copies of the whole page would cost more than the sums
    for top in range(0, high, _STRIP):
        foot = min(top + _STRIP, high)
        light = paper.resize(
            (wide, foot - top),
            Image.Resampling.BILINEAR,
            box=(0, top * cells, paper.width, foot * cells),
        )
        lit = np.divide(np.float32(_WHITE / white_from), np.asarray(light))
        lit *= grey[top:foot]
        np.minimum(lit, _WHITE, out=lit)
        even[top:foot] = lit
    return Image.fromarray(even)


def paper_of(picture: Image.Image) -> Image.Image:
    """Estimate how bright the paper is around each point: the brightest value near by.

    Args:
        picture: Grey page.

    Returns:
        A picture in floating point, one pixel for each cell of the page.
    """
    small = np.asarray(picture.reduce(PAPER_CELL), dtype=np.float32)
    bright = darkest(small, _NEAR)
    for _ in range(2):
        bright = _mean(_mean(bright).T).T
    return Image.fromarray(np.maximum(bright, _LEAST_PAPER))


def _mean(values: Shade) -> Shade:
    """Smooth each column over five rows."""
    high = len(values)
    padded = np.pad(values, ((2, 2), (0, 0)), mode="edge")
    total = padded[:high] + padded[4 : 4 + high]
    for down in (1, 2, 3):
        total += padded[down : down + high]
    return total / np.float32(5)
