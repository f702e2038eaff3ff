"""One file from the first byte to its finished pages; runs in the child process."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from desktop.scanning import intake, marks, paper_edge, straightening
from desktop.scanning.pages import ScannedPage

_NO_CODE: Final = "未找到二维码，请手工指定工单。"
_MANY_CODES: Final = "一页上有几个不同的二维码，请每张单独扫描。"
_EMPTY_PAGE: Final = "空白页。"
_STRETCH: Final = 1.05


def convert(path: Path) -> Iterator[int | ScannedPage]:
    """Read a file page by page.

    Args:
        path: The file.

    Yields:
        First the number of pages, then each page.

    Raises:
        UnreadableError: The file must be refused.
    """
    with intake.opened(path) as source:
        yield source.count
        for index, picture in enumerate(source.pictures):
            yield convert_page(picture, path.name, index)


def convert_page(picture: Image.Image, source_name: str, index: int) -> ScannedPage:
    """Cut the page out, read its code, turn it upright and pack it.

    Args:
        picture: Grey page.
        source_name: Name of its file.
        index: Its position there, from 0.

    Returns:
        The page.
    """
    page = paper_edge.laid_flat(picture)
    empty = _is_empty(page)
    found = [] if empty else marks.find_marks(page)
    if page is not picture and not empty and _is_ill_cut(found):
        # better askew and with the table around it than without a part of the sheet
        seen = marks.find_marks(picture)
        page, found = (picture, seen) if seen else (page, found)
    mark = found[0].mark if len(found) == 1 else None
    note = ""
    if mark is None:
        note = _MANY_CODES if found else _EMPTY_PAGE if empty else _NO_CODE
    if found:
        page = straightening.upright(page, found[0].angle_deg)
    elif not empty:
        page = straightening.levelled(page)
    jpeg, width, height = straightening.archived(page)
    return ScannedPage(source_name, index, mark, jpeg, width, height, note, blank=empty)


def _is_ill_cut(found: list[marks.Sighting]) -> bool:
    """Tell whether something else was taken for the edge of the sheet, such as a shadow's.

    The code is cut off then, or no square: a part of a sheet was stretched to a whole one.
    """
    return not found or any(sighting.stretch > _STRETCH for sighting in found)


def _is_empty(picture: Image.Image) -> bool:
    """Tell whether a page holds no more than the print that shines through from its back."""
    small = picture.reduce(4) if min(picture.size) >= 64 else picture
    grey = np.asarray(small)
    paper = float(np.median(grey[::4, ::4]))
    return float((grey < paper * 0.65).mean()) < 0.0005
