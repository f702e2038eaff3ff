"""Reading of finished PDFs in tests: text, pictures, metadata."""

import re
from typing import Any

import pypdfium2


def squeezed(text: str) -> str:
    """A text without white space: where a line ends is not part of what was printed."""
    return re.sub(r"\s", "", text)


def page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def whole_text(pdf: bytes) -> str:
    return squeezed("".join(page_texts(pdf)))


def page_image(pdf: bytes, page: int, dpi: int) -> Any:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72).to_pil().convert("L")
