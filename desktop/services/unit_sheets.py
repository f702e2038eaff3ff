"""Forms of the unit itself as the shelf keeps them: what went out, and what came back signed."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from desktop.domain.calendar import CST
from desktop.domain.paper_forms import REPORT_FORMS, file_title, step_name
from desktop.services.paper_ports import PrintedForm
from desktop.services.ports import AuditEntry, NewBlob
from desktop.services.scan_findings import SheetChange, SheetMatch

_SUBJECTS = {"F15": "item"} | {form.id: "period" for form in REPORT_FORMS}
"""The field that says what a form is about, of forms that a unit has many of at a time."""


_NAME_LENGTH = 8
"""How much of a filing's name tells its files from those of another one."""


class UnitSheet(Struct, frozen=True, kw_only=True):
    """A form of the unit that went out.

    Attributes:
        at: When it was printed; the day stands on it.
        code: Its 版本码.
        by: Who printed it.
        content: What stood on it.
        pages: The pages that were printed, such as `1-2`; empty for all.
    """

    form: str
    at: datetime
    code: str
    copies: int
    by: str
    content: dict[str, object]
    form_id: str = ""
    pages: str = ""

    @property
    def subject(self) -> str:
        """What it is about: a later sheet about the same takes its place."""
        return str(self.content.get(_SUBJECTS.get(self.form, ""), "")).strip()

    @property
    def title(self) -> str:
        """Its day and what it is about."""
        return "　".join(filter(None, (day_words(self.at.astimezone(CST)), self.subject)))


class SignedSheet(Struct, frozen=True, kw_only=True):
    """A form of the unit that came back signed and was filed.

    Attributes:
        entry_id: Its name.
        title: Its day and what it is about.
        match: How its content stood to what the office had when it was filed.
        changes: Where the two differed.
        pictures: Hashes of its pages, in order.
        missing: Pages that were not there.
        taken_back: Why it does not count any more; empty for one that stands.
    """

    entry_id: str
    form: str
    form_id: str
    code: str
    title: str
    step: str
    signer: str
    signed_on: date
    remark: str
    delegated: bool
    late: bool
    filed_at: datetime
    filed_by: str
    match: SheetMatch
    pictures: tuple[str, ...]
    changes: tuple[SheetChange, ...] = ()
    missing: tuple[int, ...] = ()
    taken_back: str = ""

    @property
    def words(self) -> str:
        """Who signed what, and when."""
        way = "委托签" if self.delegated else "补签" if self.late else "签字"
        return f"{self.signer} {self.signed_on} {way}（{step_name(self.form, self.step)}）"

    @property
    def standing(self) -> str:
        """How its content stood to what the office had; empty where it was the same."""
        if self.taken_back:
            return f"已撤销：{self.taken_back}"
        return {
            SheetMatch.CHANGED: "与后来打印的内容不一致",
            SheetMatch.ELSEWHERE: "本机没有打印记录，内容没有比对",
            SheetMatch.UNCOMPARED: "没有核对版本码，内容没有比对",
        }.get(self.match, "")

    @property
    def file_stem(self) -> str:
        """Begins the names of its files; says nothing about a person.

        One print may be filed for each of its signatures, and again after a filing was taken
        back: the step and the filing's own name keep their files apart in one folder.
        """
        sheet = self.code or self.form_id or "无版本码"
        which = f"{step_name(self.form, self.step)}-{self.entry_id[:_NAME_LENGTH]}"
        return f"{file_title(self.form)}-{sheet}-签字件-{which}"


class ShelfTransaction(Protocol):
    """What a transaction can do with the shelf."""

    def audit(self, entry: AuditEntry) -> None:
        """Add a line to the audit log."""

    def put_unit_sheet(self, sheet: UnitSheet, printed: PrintedForm) -> None:
        """Keep a form that goes out, as it is printed."""

    def signed_sheet(self, entry_id: str) -> SignedSheet | None:
        """Load a signed form as it is filed now."""

    def put_signed_sheet(self, sheet: SignedSheet) -> None:
        """File a signed form, or write it anew."""

    def keep_on_shelf(self, blob: NewBlob) -> None:
        """Name a stored file that stays on this PC for good."""

    def settle_pages(self, keys: Sequence[str], *, at: datetime, filed: bool) -> None:
        """Take pages out of the tray."""


class ShelfStore(Protocol):
    """The local database as the shelf sees it."""

    def shelf_writing(self) -> AbstractContextManager[ShelfTransaction]:
        """Open a write transaction on the shelf, with the clerk's priority.

        Raises:
            StorageError: The disk is full or broken; nothing was saved, and the message says so.
        """

    def unit_sheets(self, *, form: str = "", limit: int = 50) -> Sequence[UnitSheet]:
        """List the forms of the unit that went out, the last one first."""

    def unit_sheets_with(self, code: str) -> Sequence[UnitSheet]:
        """List the prints that carry a 版本码, the last one first."""

    def printed_unit_sheet(self, code: str) -> PrintedForm | None:
        """Load a form as it was printed last; None where its pages are not kept here."""

    def unit_sheets_of(self, form: str, form_id: str) -> Sequence[UnitSheet]:
        """List the prints of one identity, whatever stood on them, the last one first."""

    def latest_unit_sheet(self, form: str, subject: str) -> UnitSheet | None:
        """Find what was printed last about a subject, however long ago."""

    def signed_sheets(self, form: str = "") -> Sequence[SignedSheet]:
        """List all signed forms that were filed, the last one first; of all kinds for none."""

    def signed_sheets_with(self, form: str, pictures: Collection[str]) -> Sequence[SignedSheet]:
        """List the signed forms of one kind that were filed from any of some pictures."""


def day_words(day: date) -> str:
    """Write a day as it stands on the form: it is part of the form's identity."""
    return f"{day.year}年{day.month}月{day.day}日"
