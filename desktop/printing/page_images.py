"""PDF pages as pictures, for the preview and for thumbnails."""

import threading
from collections.abc import Sequence

import pypdfium2

_LOCK = threading.Lock()
"""pdfium is not thread-safe."""


class PdfiumPages:
    """Implements `PageImages`; safe to call from any thread."""

    def sizes(self, pdf: bytes) -> Sequence[tuple[float, float]]:
        """Measure every page: width and height in points."""
        with _LOCK:
            document = pypdfium2.PdfDocument(pdf)
            try:
                return [document.get_page_size(index) for index in range(len(document))]
            finally:
                document.close()

    def page(self, pdf: bytes, index: int, *, width: int) -> tuple[bytes, int, int]:
        """Render a page.

        Args:
            pdf: The document.
            index: The page, from 0.
            width: Wanted width in pixels.

        Returns:
            RGB bytes without padding, width and height in pixels.
        """
        with _LOCK:
            document = pypdfium2.PdfDocument(pdf)
            try:
                page = document[index]
                picture = page.render(scale=width / page.get_width()).to_pil().convert("RGB")
            finally:
                document.close()
        return picture.tobytes(), picture.width, picture.height
