"""The port `SheetReader`: pages and ink in the words of the use cases."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
from msgspec import structs

from desktop.scanning import likeness
from desktop.scanning.ink import read_ink
from desktop.scanning.pages import ScannedPage, ScanRefused, SheetBox
from desktop.scanning.reader import ScanReader, never
from desktop.services.paper_ports import (
    BoxInk,
    InkBox,
    ScanProblem,
    SheetLikeness,
    SheetPage,
)


class ProcessSheetReader:
    """Reads scans in a child process; safe to call from any thread."""

    def __init__(self) -> None:
        self._reader = ScanReader()

    def read(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = never
    ) -> tuple[Sequence[SheetPage], Sequence[ScanProblem]]:
        """Read files; see `SheetReader.read`."""
        pages: list[SheetPage] = []
        problems: list[ScanProblem] = []
        for found in self._reader.read(paths, cancel=cancelled):
            if isinstance(found, ScanRefused):
                problems.append(
                    ScanProblem(source=found.source_name, code=found.code, message=found.message_zh)
                )
            else:
                pages.append(_page(found))
        return pages, problems

    def ink(self, page: SheetPage, blank_pdf: bytes, boxes: Sequence[InkBox]) -> Sequence[BoxInk]:
        """Compare boxes with the form as it was printed; see `SheetReader.ink`."""
        if not boxes:
            return ()
        wanted = [
            SheetBox(box.page, box.name, box.x, box.y, box.width, box.height) for box in boxes
        ]
        readings = read_ink(page.jpeg, blank_pdf, boxes[0].page, wanted)
        return [BoxInk(reading.box, reading.ink, reading.doubtful) for reading in readings]

    def alike(self, page: SheetPage, prints: Sequence[bytes]) -> Sequence[SheetLikeness]:
        """Compare a page with printed sheets; see `SheetReader.alike`."""
        return [
            SheetLikeness(page=found.page + 1, quarters=found.quarters, score=found.score)
            for found in likeness.likeness(page.jpeg, prints)
        ]

    def turned(self, page: SheetPage, quarters: int) -> SheetPage:
        """Turn a page; see `SheetReader.turned`."""
        return structs.replace(page, jpeg=likeness.turned(page.jpeg, quarters))

    def text(self, pdf: bytes) -> str:
        """Read the text of a form; see `SheetReader.text`."""
        document = pypdfium2.PdfDocument(pdf)
        try:
            return "\n".join(_text(document[number]) for number in range(len(document)))
        finally:
            document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    try:
        return str(words.get_text_range()).replace("\r\n", "\n")
    finally:
        words.close()
        page.close()


def _page(found: ScannedPage) -> SheetPage:
    mark = found.mark
    return SheetPage(
        source=found.source_name,
        index=found.index,
        form_id=mark.form_id if mark else "",
        page=mark.page if mark else 0,
        pages=mark.pages if mark else 0,
        codes=mark.codes if mark else (),
        jpeg=found.jpeg,
        blank=found.blank,
    )
