"""Which printed sheet a page without a readable code may be: compared by where its ink lies.

No letters are read. Pages and prints are made small and laid over each other at any shift; lines,
boxes and the lengths of the printed lines of text tell the sheets of different orders apart.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from desktop.scanning.shading import shade_of
from desktop.scanning.straightening import archived, turned_quarters

_WIDE: Final = 126
_HIGH: Final = 178
_SHIFT: Final = 14
_DPI: Final = 50
_MOST_PAGES: Final = 8

Grey = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a page looks like a printed page.

    Attributes:
        page: Which page of the print, from 0.
        quarters: Quarter turns, anticlockwise, that put the scanned page upright.
        score: 1 for the same ink in the same places, 0 for nothing in common.
    """

    page: int
    quarters: int
    score: float


def likeness(image: bytes, prints: Sequence[bytes]) -> list[Likeness]:
    """Compare a page with printed sheets.

    Args:
        image: The page, ``ScannedPage.jpeg``.
        prints: PDFs.

    Returns:
        For each PDF the best of its pages and of the ways to turn the scan.
    """
    views = list(_views(image))
    return [_best(views, pdf) for pdf in prints]


def turned(image: bytes, quarters: int) -> bytes:
    """Turn a page by quarters, anticlockwise, and pack it anew."""
    with Image.open(io.BytesIO(image), formats=["JPEG", "PNG"]) as opened:
        page = turned_quarters(opened.convert("L"), quarters)
    return archived(page)[0]


def _views(image: bytes) -> Iterator[tuple[int, Grey]]:
    """Make the page small in every way that leaves it portrait like the prints."""
    with Image.open(io.BytesIO(image), formats=["JPEG", "PNG"]) as opened:
        page = opened.convert("L")
    shade = shade_of(page)
    for quarters in range(4):
        upright = turned_quarters(shade, quarters)
        if upright.height >= upright.width:
            yield quarters, _small(upright)


def _small(shade: Image.Image) -> Grey:
    size = (_WIDE, _HIGH)
    calm = shade.filter(ImageFilter.BoxBlur(max(1, shade.width // _WIDE // 2)))
    grey = np.asarray(calm.resize(size, Image.Resampling.BOX), dtype=np.float64)
    # a stain or a fold must not weigh more than a line of text
    return np.minimum(grey, 90.0)


def _best(views: Sequence[tuple[int, Grey]], pdf: bytes) -> Likeness:
    found = [
        Likeness(number, quarters, _score(view, printed))
        for number, printed in enumerate(_drawn(pdf))
        for quarters, view in views
    ]
    return max(found, key=lambda one: one.score, default=Likeness(0, 0, 0.0))


def _drawn(pdf: bytes) -> Iterator[Grey]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(min(len(document), _MOST_PAGES)):
            page = document[number]
            picture = page.render(scale=_DPI * 2 / 72, grayscale=True).to_pil().convert("L")
            page.close()
            yield _small(shade_of(picture))
    finally:
        document.close()


def _score(view: Grey, printed: Grey) -> float:
    """Find the highest correlation over small shifts."""
    one, other = view - view.mean(), printed - printed.mean()
    size = (_HIGH + _SHIFT, _WIDE + _SHIFT)
    spectrum = np.fft.rfft2(one, size) * np.conj(np.fft.rfft2(other, size))
    products = np.fft.irfft2(spectrum, size)
    reach = [*range(_SHIFT + 1), *range(-_SHIFT, 0)]
    near = products[np.ix_(reach, reach)]
    strength = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float(near.max()) / strength if strength > 0 else 0.0
