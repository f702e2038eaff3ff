"""Finds out whether something was written into the signature boxes of a sheet.

A box counts as signed only where the scan is surely laid over the print and the box holds marks
that the print does not have. Print, dust, stains and streaks of the scanner are taken out first;
what is left in between is doubtful, and a person looks.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from desktop.scanning import marks
from desktop.scanning.pages import InkReading, SheetBox
from desktop.scanning.registration import (
    Array,
    Placement,
    affine,
    best_shifts,
    place,
    warped,
)
from desktop.scanning.shading import PAPER_CELL, paper_of, shade_against
from desktop.scanning.strokes import (
    Mask,
    darkest,
    narrow_marks,
    sharp_places,
    without_dust,
    without_streaks,
)

_DPI: Final = 200
_POINT_PX: Final = _DPI / 72
_BORDER_PX: Final = 11
_AROUND_PX: Final = 30
_SEARCH_PX: Final = 6
_FRAME_PX: Final = 2
_FOUND: Final = 0.3
_SURE: Final = 0.0080
_NONE: Final = 0.0016
_DARK: Final = 64
_FAINT: Final = 41


@dataclass(frozen=True, slots=True)
class _Print:
    """The page as printed."""

    ink: Image.Image
    """How dark it is at 200 dpi."""
    half: Image.Image
    """The same at 100 dpi."""
    height_pt: float


@dataclass(frozen=True, slots=True)
class _Scan:
    """The page as scanned."""

    grey: Image.Image
    paper: Image.Image
    """How bright the paper is, a pixel for each cell."""
    half: Image.Image
    """How dark the page is against its paper, half as large."""


def read_ink(
    image: bytes, blank_pdf: bytes, blank_page: int, boxes: Sequence[SheetBox]
) -> tuple[InkReading, ...]:
    """Compare the boxes of a scanned page with the same page as it was printed.

    Args:
        image: The scan, ``ScannedPage.jpeg``.
        blank_pdf: The form as printed, nothing signed.
        blank_page: Which of its pages this is, from 0, so ``QrMark.page - 1``.
        boxes: Boxes of the form; those of other pages are passed over.

    Returns:
        One reading for each box of that page, in their order.
    """
    asked = [box for box in boxes if box.page == blank_page]
    if not asked:
        return ()
    printed = _drawn(blank_pdf, blank_page)
    with Image.open(io.BytesIO(image), formats=["JPEG", "PNG"]) as opened:
        grey = opened.convert("L")
    paper = paper_of(grey)
    scan = _Scan(grey, paper, shade_against(grey.reduce(2), paper))
    placement = _placed(printed, scan)
    return tuple(_reading(box, printed, scan, placement) for box in asked)


def _drawn(pdf: bytes, number: int) -> _Print:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        height_pt = float(page.get_height())
        picture: Image.Image = page.render(scale=_POINT_PX, grayscale=True).to_pil()
        page.close()
    finally:
        document.close()
    ink = ImageChops.invert(picture.convert("L"))
    return _Print(ink, ink.reduce(2), height_pt)


def _placed(printed: _Print, scan: _Scan) -> Placement:
    """Lay the scan over the print; the matrix is for pixels of both at half their size."""
    start, anchor = _first_guess(printed.ink, scan.grey)
    halved = np.diag([0.5, 0.5, 1.0]) @ start @ np.diag([2.0, 2.0, 1.0])
    return place(printed.half, scan.half, halved, (anchor[0] / 2, anchor[1] / 2))


def _first_guess(ink: Image.Image, grey: Image.Image) -> tuple[Array, tuple[float, float]]:
    """Bring the code of the print to the code of the scan, else page to page."""
    ours, theirs = marks.find_marks(ImageChops.invert(ink)), marks.find_marks(grey)
    if len(ours) == 1 and len(theirs) == 1:
        corners = np.array(ours[0].corners)
        # not the same scale both ways: a page that was cut off may have been stretched
        matrix = affine(corners, np.array(theirs[0].corners), np.ones(4))
        middle = corners.mean(axis=0)
        return matrix, (float(middle[0]), float(middle[1]))
    across, down = grey.width / ink.width, grey.height / ink.height
    matrix = np.array([[across, 0.0, 0.0], [0.0, down, 0.0], [0.0, 0.0, 1.0]])
    return matrix, (ink.width / 2, ink.height / 2)


def _reading(box: SheetBox, printed: _Print, scan: _Scan, placement: Placement) -> InkReading:
    if not placement.trusted:
        return InkReading(box.name, ink=False, doubtful=True, ratio=0.0)
    left = round(box.x * _POINT_PX)
    top = round((printed.height_pt - box.y - box.height) * _POINT_PX)
    wide, high = round(box.width * _POINT_PX), round(box.height * _POINT_PX)
    halves = (left // 2, top // 2, wide // 2, high // 2)
    half, sure = _nudged(printed.half, scan.half, placement.matrix, halves)
    there = np.diag([2.0, 2.0, 1.0]) @ half @ np.diag([0.5, 0.5, 1.0])
    inner = (left + _BORDER_PX, top + _BORDER_PX)
    size = (max(1, wide - 2 * _BORDER_PX), max(1, high - 2 * _BORDER_PX))
    print_there = printed.ink.crop((*inner, inner[0] + size[0], inner[1] + size[1]))
    return _judged(box.name, print_there, _window(scan, there, inner, size), sure=sure)


def _window(
    scan: _Scan, matrix: Array, corner: tuple[int, int], size: tuple[int, int]
) -> Image.Image:
    """Cut out how dark the scan is in a part of the printed page."""
    origin = (float(corner[0]), float(corner[1]))
    cells = np.diag([1 / PAPER_CELL, 1 / PAPER_CELL, 1.0])
    grey = warped(scan.grey, matrix, origin, size)
    return shade_against(grey, warped(scan.paper, cells @ matrix, origin, size))


def _nudged(
    blank: Image.Image, shade: Image.Image, matrix: Array, area: tuple[int, int, int, int]
) -> tuple[Array, bool]:
    """Correct the place of one box by the print around it; tell whether it was found there.

    The inside of the box is left out of the comparison: a bold signature must not pull it away.
    """
    left, top, wide, high = area
    x, y = left - _AROUND_PX, top - _AROUND_PX
    size = (wide + 2 * _AROUND_PX, high + 2 * _AROUND_PX)
    patch = np.array(blank.crop((x, y, x + size[0], y + size[1])), dtype=np.float32)
    if float(patch.max()) < 40:
        return matrix, True
    window = warped(
        shade,
        matrix,
        (float(x - _SEARCH_PX), float(y - _SEARCH_PX)),
        (size[0] + 2 * _SEARCH_PX, size[1] + 2 * _SEARCH_PX),
    )
    seen = np.array(window, dtype=np.float32)
    inset = _AROUND_PX + _SEARCH_PX + _SEARCH_PX + _FRAME_PX
    seen[inset : seen.shape[0] - inset, inset : seen.shape[1] - inset] = 0
    shifts, scores = best_shifts(patch[None], seen[None])
    if scores[0] < _FOUND:
        return matrix, False
    moved = matrix.copy()
    moved[:, 2] += matrix[:, :2] @ shifts[0]
    return moved, True


def _judged(name: str, blank: Image.Image, written: Image.Image, *, sure: bool) -> InkReading:
    free = darkest(np.asarray(blank, dtype=np.float32), 9) <= 40
    calm = written.filter(ImageFilter.MedianFilter(3))
    marks_there = narrow_marks(np.asarray(calm, dtype=np.float32))
    free &= sharp_places(calm)
    area = float(marks_there.size)
    dark = _cleaned((marks_there > _DARK) & free)
    ratio = float(dark.sum()) / area
    faint = float(_cleaned((marks_there > _FAINT) & free).sum()) / area
    ink = sure and ratio >= _SURE and _spread(dark)
    return InkReading(name, ink, doubtful=not ink and (not sure or faint >= _NONE), ratio=ratio)


def _cleaned(mask: Mask) -> Mask:
    return without_dust(without_streaks(mask))


def _spread(mask: Mask) -> bool:
    """Tell whether marks reach out in two directions: a name does, a single dash does not."""
    rows, columns = np.nonzero(mask)
    if len(rows) < 60:
        return False
    covariance = np.cov(np.vstack([columns, rows]))
    narrow, broad = np.sqrt(np.maximum(np.linalg.eigvalsh(covariance), 0.0))
    return bool(narrow >= 4.0 and broad >= 10.0)
