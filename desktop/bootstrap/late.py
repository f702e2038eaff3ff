"""Adapters whose libraries load when they are first used.

reportlab, numpy, pdfium and requests together take longer to load than Qt: a window that has to
be usable at once loads them when the first form is printed or the first scan is read.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.services.paper_ports import (
    BatchLine,
    BoxInk,
    FormPrinter,
    InkBox,
    PrintContext,
    PrintedForm,
    ScanProblem,
    SheetLikeness,
    SheetPage,
    SheetReader,
)
from desktop.services.signing_ports import (
    Certificate,
    DocumentSigner,
    SignatureReport,
    SigningKey,
    Token,
    TokenCertificate,
)
from desktop.services.workplace import PageImages


def _never() -> bool:
    return False


class LatePrinter:
    """Implements `FormPrinter`.

    Args:
        office_fonts: Whether to take the office's own faces; a change holds from the next start.
    """

    def __init__(self, office_fonts: Callable[[], bool] = _never) -> None:
        self._office_fonts = office_fonts

    @cached_property
    def _printer(self) -> FormPrinter:
        from desktop.bootstrap.paper_fonts import paper_fonts
        from desktop.printing.printer import PdfPrinter

        return PdfPrinter(paper_fonts(office=self._office_fonts()))

    def render(
        self, form: str, order: Order, round_number: int, rules: Rules, context: PrintContext
    ) -> PrintedForm:
        """See `FormPrinter.render`."""
        return self._printer.render(form, order, round_number, rules, context)

    def blank(self, form: str, context: PrintContext) -> bytes:
        """See `FormPrinter.blank`."""
        return self._printer.blank(form, context)

    def stamp(self, name: str, notes: tuple[str, ...], box: InkBox) -> bytes:
        """See `FormPrinter.stamp`."""
        return self._printer.stamp(name, notes, box)

    def of_unit(
        self, form: str, content: Mapping[str, object], context: PrintContext
    ) -> PrintedForm:
        """See `FormPrinter.of_unit`."""
        return self._printer.of_unit(form, content, context)

    def batch_list(self, lines: Sequence[BatchLine], context: PrintContext) -> bytes:
        """See `FormPrinter.batch_list`."""
        return self._printer.batch_list(lines, context)


class LateReader:
    """Implements `SheetReader`."""

    @cached_property
    def _reader(self) -> SheetReader:
        from desktop.scanning.sheet_reader import ProcessSheetReader

        return ProcessSheetReader()

    def read(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = _never
    ) -> tuple[Sequence[SheetPage], Sequence[ScanProblem]]:
        """See `SheetReader.read`."""
        return self._reader.read(paths, cancelled=cancelled)

    def ink(self, page: SheetPage, blank_pdf: bytes, boxes: Sequence[InkBox]) -> Sequence[BoxInk]:
        """See `SheetReader.ink`."""
        return self._reader.ink(page, blank_pdf, boxes)

    def alike(self, page: SheetPage, prints: Sequence[bytes]) -> Sequence[SheetLikeness]:
        """See `SheetReader.alike`."""
        return self._reader.alike(page, prints)

    def turned(self, page: SheetPage, quarters: int) -> SheetPage:
        """See `SheetReader.turned`."""
        return self._reader.turned(page, quarters)

    def text(self, pdf: bytes) -> str:
        """See `SheetReader.text`."""
        return self._reader.text(pdf)


class LateImages:
    """Implements `PageImages`."""

    @cached_property
    def _images(self) -> PageImages:
        from desktop.printing.page_images import PdfiumPages

        return PdfiumPages()

    def sizes(self, pdf: bytes) -> Sequence[tuple[float, float]]:
        """See `PageImages.sizes`."""
        return self._images.sizes(pdf)

    def page(self, pdf: bytes, index: int, *, width: int) -> tuple[bytes, int, int]:
        """See `PageImages.page`."""
        return self._images.page(pdf, index, width=width)


class LateSigner:
    """Implements `DocumentSigner`.

    Args:
        issuers: Reads the certificates of the issuers that the office trusts.
        stamp_url: Address of the time-stamp server; "" for none.
    """

    def __init__(
        self, issuers: Callable[[], Sequence[bytes]], stamp_url: Callable[[], str]
    ) -> None:
        self._issuers = issuers
        self._stamp_url = stamp_url

    def _signer(self) -> DocumentSigner:
        from desktop.signatures.pades import PadesSigner

        # made anew each time: the settings may have changed, and signing is rare
        return PadesSigner(self._issuers(), stamp_url=self._stamp_url())

    def knows_issuers(self) -> bool:
        """See `DocumentSigner.knows_issuers`."""
        return self._signer().knows_issuers()

    def on_token(self, token: Token) -> Sequence[TokenCertificate]:
        """See `DocumentSigner.on_token`."""
        return self._signer().on_token(token)

    def certificate(self, key: SigningKey) -> Certificate:
        """See `DocumentSigner.certificate`."""
        return self._signer().certificate(key)

    def sign(self, pdf: bytes, box: InkBox, key: SigningKey, *, stamp: bytes) -> bytes:
        """See `DocumentSigner.sign`."""
        return self._signer().sign(pdf, box, key, stamp=stamp)

    def check(self, pdf: bytes, *, original: bytes) -> Sequence[SignatureReport]:
        """See `DocumentSigner.check`."""
        return self._signer().check(pdf, original=original)
