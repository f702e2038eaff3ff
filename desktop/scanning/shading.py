"""How dark a page is against its own paper, whatever the lamp, the paper and the stains are."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Shade = NDArray[np.float32]

_DARKEST: Final = 255.0


def shade_of(picture: Image.Image) -> Image.Image:
    """Turn a page into how dark it is against the paper around: 0 paper, 255 black.

    Shadows, yellowed paper and wide stains fall out.
    """
    factor = 8
    small = picture.reduce(factor)
    grey = np.asarray(small, dtype=np.float32)
    paper_map = Image.fromarray(_paper(grey)).resize(picture.size, Image.Resampling.BILINEAR)
    paper = np.maximum(np.asarray(paper_map, dtype=np.float32), 40.0)
    darkness = np.clip((paper - np.asarray(picture, dtype=np.float32)) / paper, 0.0, 1.0)
    return Image.fromarray((darkness * _DARKEST).astype(np.uint8))


def _paper(grey: Shade) -> Shade:
    """Estimate how bright the paper is around each point: the brightest value near by."""
    bright = grey
    for _ in range(3):
        padded = np.pad(bright, 1, mode="edge")
        bright = np.maximum.reduce(
            [
                padded[dy : dy + grey.shape[0], dx : dx + grey.shape[1]]
                for dy in range(3)
                for dx in range(3)
            ]
        )
    for _ in range(2):
        padded = np.pad(bright, 2, mode="edge")
        bright = np.mean(
            [padded[d : d + grey.shape[0], 2:-2] for d in range(5)], axis=0, dtype=np.float32
        )
        padded = np.pad(bright, 2, mode="edge")
        bright = np.mean(
            [padded[2:-2, d : d + grey.shape[1]] for d in range(5)], axis=0, dtype=np.float32
        )
    return bright
