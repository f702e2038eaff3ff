"""Finds out whether something was written into the signature boxes of a sheet."""

from collections.abc import Sequence

from desktop.scanning.pages import InkReading, SheetBox


def read_ink(
    image: bytes, blank_pdf: bytes, blank_page: int, boxes: Sequence[SheetBox]
) -> tuple[InkReading, ...]:
    """Compare the boxes of a scanned page with the same page as it was printed.

    Args:
        image: The scan, ``ScannedPage.jpeg``.
        blank_pdf: The form as printed, nothing signed.
        blank_page: Which of its pages this is, counted from 1 as in ``QrMark.page``.
        boxes: Boxes of the form; those of other pages are passed over.

    Returns:
        One reading for each box of that page, in their order.
    """
    raise NotImplementedError
