"""What the use cases of paper need from the world: printers of forms, readers of scans."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.services.proposals import Proposal


class InkBox(Struct, frozen=True):
    """A signature box on a printed page: points, origin bottom left, page from 0."""

    page: int
    name: str
    x: float
    y: float
    width: float
    height: float


class PrintedForm(Struct, frozen=True, kw_only=True):
    """A rendered form.

    Attributes:
        codes: Section (signature step) and its 版本码.
        file_name: A name that says nothing about the caller.
        in_full: Whether the caller's number stands on it in full.
        proposals: What may give the caller of a 举报 or 保密 order away, hidden or left.
    """

    form: str
    form_id: str
    round: int
    codes: tuple[tuple[str, str], ...]
    pdf: bytes
    pages: int
    boxes: tuple[InkBox, ...]
    file_name: str
    in_full: bool = False
    proposals: tuple[Proposal, ...] = ()


class PrintContext(Struct, frozen=True, kw_only=True):
    """What a print shows beside the order.

    Attributes:
        copy: For F2, `site` (现场联) shows the caller's number in full, `archive` masks it.
        in_full: Print the caller's number in full on a form that otherwise masks it.
        photos: SHA-256 and bytes of pictures to print.
        training: Mark every page 演练.
        left: Texts of a 举报 or 保密 order that were proposed to be hidden and are left.
        form_id: Of a report that is signed, its id.
        code: Likewise its 版本码.
    """

    printed_at: datetime
    operator: str
    unit_name: str
    copy: str = "archive"
    in_full: bool = False
    photos: Mapping[str, bytes] = field(default_factory=dict)
    training: bool = False
    left: frozenset[str] = frozenset()
    form_id: str = ""
    code: str = ""


class BatchLine(Struct, frozen=True):
    """One sheet of a batch on its separator sheet."""

    number: str
    form: str
    round: int
    copies: int


class FormPrinter(Protocol):
    """Orders to paper."""

    def render(
        self, form: str, order: Order, round_number: int, rules: Rules, context: PrintContext
    ) -> PrintedForm:
        """Render a form.

        Raises:
            PrintError: A character is in no font, or the form is unknown.
        """

    def blank(self, form: str, context: PrintContext) -> bytes:
        """Render the empty form (空白表)."""

    def stamp(self, name: str, notes: tuple[str, ...], box: InkBox) -> bytes:
        """Draw what an electronic signature looks like in its box, as a PDF of one page.

        Raises:
            PrintError: A character of the name is in no font.
        """

    def of_unit(
        self, form: str, content: Mapping[str, object], context: PrintContext
    ) -> PrintedForm:
        """Render a form of the unit itself, which belongs to no order (F15, F21).

        Its one 版本码 is that of the section without a name.

        Raises:
            PrintError: A character is in no font, the form is unknown, or it has no such field.
        """

    def batch_list(self, lines: Sequence[BatchLine], context: PrintContext) -> bytes:
        """Render the separator sheet in front of a batch (打印清单)."""


class PrintError(Exception):
    """A form cannot be printed; the message says which character in which field, or why."""


class SheetPage(Struct, frozen=True, kw_only=True):
    """One page of a scan.

    Attributes:
        form_id: From the QR code; empty when none could be read.
        codes: 版本码 from the QR code.
        jpeg: The page upright and straight, as it is archived.
        blank: Nothing is on it, as on the back of a sheet.
    """

    source: str
    index: int
    form_id: str
    page: int
    pages: int
    codes: tuple[str, ...]
    jpeg: bytes
    blank: bool = False


class SheetLikeness(Struct, frozen=True, kw_only=True):
    """How much a page looks like a printed sheet.

    Attributes:
        page: Which page of the sheet it is like, from 1.
        quarters: Quarter turns, anticlockwise, that put the scanned page upright.
        score: 1 for the same ink in the same places, 0 for nothing in common.
    """

    page: int
    quarters: int
    score: float


class ScanProblem(Struct, frozen=True, kw_only=True):
    """A file that could not be read."""

    source: str
    code: str
    message: str


class BoxInk(Struct, frozen=True):
    """Whether a signature box holds ink."""

    box: str
    ink: bool
    doubtful: bool


class SheetReader(Protocol):
    """Scans and photos to pages, and pages held against printed sheets."""

    def read(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[Sequence[SheetPage], Sequence[ScanProblem]]:
        """Read files in a process of its own that is ended at its time limit or on cancel."""

    def ink(self, page: SheetPage, blank_pdf: bytes, boxes: Sequence[InkBox]) -> Sequence[BoxInk]:
        """Compare the boxes of a scanned page with the form as it was printed."""

    def alike(self, page: SheetPage, prints: Sequence[bytes]) -> Sequence[SheetLikeness]:
        """Compare a page without a code with printed sheets; one answer for each of them."""

    def turned(self, page: SheetPage, quarters: int) -> SheetPage:
        """Turn a page anticlockwise by quarters."""

    def text(self, pdf: bytes) -> str:
        """Read the text of a printed form, line by line."""
