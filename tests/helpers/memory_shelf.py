"""The shelf of a store in memory."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from helpers.memory_tray import MemoryTray

from desktop.domain.calendar import CST
from desktop.domain.paper_forms import PAPER_FORMS
from desktop.domain.version_code import unit_sheet
from desktop.services.paper_ports import InkBox, PrintContext, PrintedForm
from desktop.services.ports import AuditEntry, NewBlob, StorageError
from desktop.services.unit_sheets import SignedSheet, UnitSheet, day_words


def plain_unit_sheet(
    form: str, content: Mapping[str, object], context: PrintContext
) -> PrintedForm:
    """Render a form of the unit as a line that says what was typed, with its real code."""
    day = day_words(context.printed_at.astimezone(CST))
    identity, code = unit_sheet(form, context.unit_name, day, content)
    return PrintedForm(
        form=form,
        form_id=identity,
        round=0,
        codes=(("", code),),
        pdf=":".join((form, *(f"{key}={value}" for key, value in content.items()))).encode(),
        pages=1,
        boxes=tuple(InkBox(0, step, 300, 60, 200, 40) for step, _ in PAPER_FORMS[form].steps),
        file_name=f"{form}.pdf",
    )


class MemoryShelf(MemoryTray):
    """Forms of the unit that went out, and those that came back signed."""

    audits: list[AuditEntry]
    broken: StorageError | None

    def __init__(self) -> None:
        super().__init__()
        self.went_out: list[tuple[UnitSheet, PrintedForm | None]] = []
        self.came_back: dict[str, SignedSheet] = {}
        self.on_shelf: set[str] = set()

    @contextmanager
    def shelf_writing(self) -> Iterator["MemoryShelf"]:
        """Open a transaction."""
        if self.broken:
            raise self.broken
        yield self

    def audit(self, entry: AuditEntry) -> None:
        """Add a line to the audit log."""
        self.audits.append(entry)

    def put_unit_sheet(self, sheet: UnitSheet, printed: PrintedForm) -> None:
        """Keep a form."""
        self.went_out.append((sheet, printed))

    def signed_sheet(self, entry_id: str) -> SignedSheet | None:
        """Load a signed form."""
        return self.came_back.get(entry_id)

    def put_signed_sheet(self, sheet: SignedSheet) -> None:
        """File a signed form."""
        self.came_back[sheet.entry_id] = sheet

    def keep_on_shelf(self, blob: NewBlob) -> None:
        """Name a file that stays here."""
        self.on_shelf.add(blob.sha256)

    def unit_sheets(self, *, form: str = "", limit: int = 50) -> Sequence[UnitSheet]:
        """List the forms that went out."""
        found = [sheet for sheet, _ in self.went_out if form in ("", sheet.form)]
        return found[::-1][:limit]

    def unit_sheets_with(self, code: str) -> Sequence[UnitSheet]:
        """List the prints with a code."""
        return [sheet for sheet, _ in self.went_out if sheet.code == code][::-1]

    def printed_unit_sheet(self, code: str) -> PrintedForm | None:
        """Load a form as it was printed."""
        found = [printed for sheet, printed in self.went_out if sheet.code == code]
        return found[-1] if found else None

    def unit_sheets_of(self, form: str, form_id: str) -> Sequence[UnitSheet]:
        """List the prints of one identity."""
        found = [sheet for sheet, _ in self.went_out if sheet.form == form]
        return [sheet for sheet in found[::-1] if sheet.form_id == form_id]

    def latest_unit_sheet(self, form: str, subject: str) -> UnitSheet | None:
        """Find what was printed last about a subject."""
        found = [sheet for sheet, _ in self.went_out if sheet.form == form]
        return next((sheet for sheet in found[::-1] if sheet.subject == subject), None)

    def signed_sheets(self, form: str = "") -> Sequence[SignedSheet]:
        """List the signed forms."""
        found = [sheet for sheet in self.came_back.values() if form in ("", sheet.form)]
        return found[::-1]

    def signed_sheets_with(self, form: str, pictures: Collection[str]) -> Sequence[SignedSheet]:
        """List the signed forms from some pictures."""
        found = [sheet for sheet in self.signed_sheets() if sheet.form == form]
        return [sheet for sheet in found if set(pictures) & set(sheet.pictures)]
