"""The shelf of the unit's own forms as its desk sees it."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager

from desktop.services.paper_ports import PrintedForm
from desktop.services.unit_sheets import ShelfTransaction, SignedSheet, UnitSheet
from desktop.store import shelf_rows
from desktop.store.clerk_part import FilingPart


class ShelfPart(FilingPart):
    """What the shelf asks of the store; see `services.unit_sheets.ShelfStore`."""

    def shelf_writing(self) -> AbstractContextManager[ShelfTransaction]:
        """Open a write transaction on the shelf, with the clerk's priority."""
        return self._filing()

    def unit_sheets(self, *, form: str = "", limit: int = 50) -> Sequence[UnitSheet]:
        """List the forms of the unit that went out, the last one first."""
        with self._database.reading() as connection:
            return shelf_rows.sheets(connection, form=form, limit=limit)

    def unit_sheets_with(self, code: str) -> Sequence[UnitSheet]:
        """List the prints that carry a 版本码, the last one first."""
        with self._database.reading() as connection:
            return shelf_rows.sheets_with(connection, code)

    def printed_unit_sheet(self, code: str) -> PrintedForm | None:
        """Load a form as it was printed last; None where its pages are not kept here."""
        with self._database.reading() as connection:
            return shelf_rows.printed(connection, code)

    def unit_sheets_of(self, form: str, form_id: str) -> Sequence[UnitSheet]:
        """List the prints of one identity, whatever stood on them, the last one first."""
        with self._database.reading() as connection:
            return shelf_rows.sheets_of(connection, form, form_id)

    def latest_unit_sheet(self, form: str, subject: str) -> UnitSheet | None:
        """Find what was printed last about a subject, however long ago."""
        with self._database.reading() as connection:
            return shelf_rows.latest(connection, form, subject)

    def signed_sheets(self, form: str = "") -> Sequence[SignedSheet]:
        """List all signed forms that were filed, the last one first; of all kinds for none."""
        with self._database.reading() as connection:
            return shelf_rows.signed(connection, form)

    def signed_sheets_with(self, form: str, pictures: Collection[str]) -> Sequence[SignedSheet]:
        """List the signed forms of one kind that were filed from any of some pictures."""
        with self._database.reading() as connection:
            return shelf_rows.signed_with(connection, form, pictures)
