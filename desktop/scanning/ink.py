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
from PIL import Image, ImageFilter

from desktop.scanning import marks
from desktop.scanning.pages import InkReading, SheetBox
from desktop.scanning.registration import (
    Array,
    Placement,
    best_shifts,
    place,
    similarity,
    warped,
)
from desktop.scanning.shading import shade_of
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
_AROUND_PX: Final = 60
_SEARCH_PX: Final = 12
_FRAME_PX: Final = 4
_SURE: Final = 0.0080
_NONE: Final = 0.0016
_DARK: Final = 64
_FAINT: Final = 41


@dataclass(frozen=True, slots=True)
class _Print:
    """The page as printed, at 200 dpi."""

    picture: Image.Image
    height_pt: float


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
        scan = opened.convert("L")
    shade = shade_of(scan)
    blank = shade_of(printed.picture)
    placement = _placed(printed.picture, blank, scan, shade)
    return tuple(_reading(box, printed, blank, shade, placement) for box in asked)


def _drawn(pdf: bytes, number: int) -> _Print:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        height_pt = float(page.get_height())
        picture: Image.Image = page.render(scale=_POINT_PX, grayscale=True).to_pil()
        page.close()
        return _Print(picture.convert("L"), height_pt)
    finally:
        document.close()


def _placed(
    printed: Image.Image, blank: Image.Image, scan: Image.Image, shade: Image.Image
) -> Placement:
    """Lay the scan over the print; the matrix is for pixels of the print at 200 dpi."""
    start, anchor = _first_guess(printed, scan)
    halved = np.array([[2.0, 2.0, 1.0]])
    placement = place(blank.reduce(2), shade, start * halved, (anchor[0] / 2, anchor[1] / 2))
    return Placement(placement.matrix / halved, placement.matched, placement.error_px)


def _first_guess(printed: Image.Image, scan: Image.Image) -> tuple[Array, tuple[float, float]]:
    """Bring the code of the print to the code of the scan, else page to page."""
    ours, theirs = marks.find_marks(printed), marks.find_marks(scan)
    if len(ours) == 1 and len(theirs) == 1:
        corners = np.array(ours[0].corners)
        matrix = similarity(corners, np.array(theirs[0].corners), np.ones(4))
        middle = corners.mean(axis=0)
        return matrix, (float(middle[0]), float(middle[1]))
    across, down = scan.width / printed.width, scan.height / printed.height
    matrix = np.array([[across, 0.0, 0.0], [0.0, down, 0.0], [0.0, 0.0, 1.0]])
    return matrix, (printed.width / 2, printed.height / 2)


def _reading(
    box: SheetBox, printed: _Print, blank: Image.Image, shade: Image.Image, placement: Placement
) -> InkReading:
    if not placement.trusted:
        return InkReading(box.name, ink=False, doubtful=True, ratio=0.0)
    left = round(box.x * _POINT_PX)
    top = round((printed.height_pt - box.y - box.height) * _POINT_PX)
    wide, high = round(box.width * _POINT_PX), round(box.height * _POINT_PX)
    there, sure = _nudged(blank, shade, placement.matrix, (left, top, wide, high))
    inner = (left + _BORDER_PX, top + _BORDER_PX)
    size = (max(1, wide - 2 * _BORDER_PX), max(1, high - 2 * _BORDER_PX))
    print_there = blank.crop((*inner, inner[0] + size[0], inner[1] + size[1]))
    written = warped(shade, there, (float(inner[0]), float(inner[1])), size)
    return _judged(box.name, print_there, written, sure=sure)


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
    if scores[0] < 0.3:
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
