"""A form as text: pages, every line with its place, and the boxes, so that a change is seen."""

from collections.abc import Iterator

import pypdfium2
from helpers.form_gallery import Exhibit, printed
from helpers.pdf_text import squeezed, whole_text

from forms.document import Rendered

_SPELLED_OUT = ("blank", "normal")
"""Contents whose every line is kept; of the others the number of pages and of characters is."""


def reference(exhibit: Exhibit) -> str:
    """Describe a form with every kind of content."""
    return "\n".join(_lines(exhibit)) + "\n"


def _lines(exhibit: Exhibit) -> Iterator[str]:
    yield f"{exhibit.id} {exhibit.name}"
    for name, form in exhibit.contents().items():
        result = printed(exhibit.module, form)
        yield f"\n[{name}] {result.pages} 页，{len(whole_text(result.pdf))} 字"
        if name in _SPELLED_OUT:
            yield from _places(result)


def _places(result: Rendered) -> Iterator[str]:
    """Write each run of text and each box with page, left and lower edge, in whole points."""
    with pypdfium2.PdfDocument(result.pdf) as document:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                words = squeezed(text.get_text_bounded(left, bottom, right, top))
                yield f"{number} {left:.0f},{bottom:.0f} {words}"
    for box in result.boxes:
        size = f"{box.width:.0f}x{box.height:.0f}"
        yield f"{box.page + 1} {box.x:.0f},{box.y:.0f} [{box.name} {size}]"
