"""The shelf of the unit's own forms as its desk sees it."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from desktop.services.paper_ports import PrintedForm
from desktop.services.unit_sheets import ShelfTransaction, SignedSheet, UnitSheet
from desktop.store import shelf_rows
from desktop.store.clerk_part import StoreTransaction
from desktop.store.part import StorePart


class ShelfPart(StorePart):
    """What the shelf asks of the store; see `services.unit_sheets.ShelfStore`."""

    @contextmanager
    def shelf_writing(self) -> Iterator[ShelfTransaction]:
        """Open a write transaction on the shelf, with the clerk's priority.

        Raises:
            StorageError: The disk is full or broken; nothing was saved, and the message says so.
        """
        transaction = StoreTransaction(self._rules, self.blobs)
        with self._database.clerk_writing() as connection:
            transaction.join(connection)
            yield transaction

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
