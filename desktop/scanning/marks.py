"""Finds the program's QR codes on a page and where they sit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from desktop.scanning.pages import QrMark

Grey = NDArray[np.uint8]
Point = tuple[float, float]

_QR: Final = zxingcpp.barcode_formats_from_str("QRCode")
_UPSCALE_PIXELS: Final = 9_000_000


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code of ours on a picture.

    Attributes:
        mark: What it says.
        corners: Upper left, upper right, lower right and lower left corner *of the code*, in
            pixels of the picture, whichever way the code is turned.
    """

    mark: QrMark
    corners: tuple[Point, Point, Point, Point]

    @property
    def angle_deg(self) -> float:
        """How far the code is turned clockwise on the picture, in degrees."""
        (lx, ly), (rx, ry), (brx, bry), (blx, bly) = self.corners
        across = complex(rx - lx + brx - blx, ry - ly + bry - bly)
        down = complex(blx - lx + brx - rx, bly - ly + bry - ry)
        return float(np.degrees(np.angle(across + down / 1j)))

    @property
    def stretch(self) -> float:
        """How far the code is from a square, as the ratio of its sides or diagonals; 1 for one."""
        (lx, ly), (rx, ry), (brx, bry), (blx, bly) = self.corners
        across = abs(complex(rx - lx + brx - blx, ry - ly + bry - bly))
        down = abs(complex(blx - lx + brx - rx, bly - ly + bry - ry))
        falling, rising = abs(complex(brx - lx, bry - ly)), abs(complex(blx - rx, bly - ry))
        sides = max(across, down) / max(min(across, down), 1.0)
        return max(sides, max(falling, rising) / max(min(falling, rising), 1.0))


def find_marks(picture: Image.Image) -> list[Sighting]:
    """Look for codes, harder each time none is found.

    Args:
        picture: Grey page.

    Returns:
        One sighting for each different mark.
    """
    for scale, attempt, binarizer in _attempts(picture):
        found = _read(attempt, scale, binarizer)
        if found:
            return found
    return []


def _attempts(picture: Image.Image) -> Iterator[tuple[float, Grey, zxingcpp.Binarizer]]:
    local, fixed = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.FixedThreshold
    yield 1.0, np.asarray(picture), local
    # half the size is cheap, and noise and fine dust fall out of it
    yield 0.5, np.asarray(picture.reduce(2)), local
    calm = picture.filter(ImageFilter.MedianFilter(3))
    # what helps one page hides the code of another: noise wants calming, blur wants size
    for attempt in (picture, calm):
        if picture.width * picture.height <= _UPSCALE_PIXELS:
            size = (picture.width * 2, picture.height * 2)
            larger = attempt.resize(size, Image.Resampling.BICUBIC)
            yield 2.0, np.asarray(larger), local
            # dust that touches the corner patterns lets go of them when all strokes get thinner
            yield 2.0, np.asarray(_thinned(larger)), local
    yield 0.5, np.asarray(calm.reduce(2)), local
    yield 1.0, np.asarray(calm), local
    yield 1.0, _thresholded(calm), fixed


def _thinned(picture: Image.Image) -> Image.Image:
    """Give each pixel the brightest value of the 5 × 5 around it; MaxFilter would take a second."""
    for across, down in ((1, 0), (2, 0), (-1, 0), (0, 1), (0, 2), (0, -1)):
        picture = ImageChops.lighter(picture, ImageChops.offset(picture, across, down))
    return picture


def _thresholded(picture: Image.Image) -> Grey:
    """Set each pixel to black or white against its surroundings; shadows fall out."""
    grey = np.asarray(picture, dtype=np.int16)
    around = np.asarray(picture.filter(ImageFilter.BoxBlur(24)), dtype=np.int16)
    return np.where(grey < around - 12, 0, 255).astype(np.uint8)


def _read(picture: Grey, scale: float, binarizer: zxingcpp.Binarizer) -> list[Sighting]:
    found: dict[QrMark, Sighting] = {}
    for code in zxingcpp.read_barcodes(
        picture,
        formats=_QR,
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=binarizer,
        try_invert=False,
    ):
        mark = QrMark.parse(str(code.text))
        if mark is not None:
            place = code.position
            corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
            first, second, third, fourth = ((p.x / scale, p.y / scale) for p in corners)
            found.setdefault(mark, Sighting(mark, (first, second, third, fourth)))
    return list(found.values())
