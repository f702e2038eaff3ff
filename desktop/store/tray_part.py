"""The tray for scanned pages as the scan desk sees it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from desktop.services.scan_ports import TrayFile, TrayPage, TrayTransaction
from desktop.store import tray_rows
from desktop.store.clerk_part import StoreTransaction
from desktop.store.part import StorePart


class TrayPart(StorePart):
    """What the scan desk asks of the store; see `services.scan_ports.TrayStore`."""

    @contextmanager
    def tray_writing(self) -> Iterator[TrayTransaction]:
        """Open a write transaction on the tray, with the clerk's priority.

        Raises:
            StorageError: The disk is full or broken; nothing was saved, and the message says so.
        """
        transaction = StoreTransaction(self._rules, self.blobs)
        with self._database.clerk_writing() as connection:
            transaction.join(connection)
            yield transaction

    def tray_pages(self) -> Sequence[TrayPage]:
        """List the pages that wait, oldest first."""
        with self._database.reading() as connection:
            return tray_rows.waiting(connection)

    def tray_file(self, sha256: str) -> TrayFile | None:
        """Find a file that was taken in before."""
        with self._database.reading() as connection:
            return tray_rows.file(connection, sha256)

    def waiting_of(self, sha256: str) -> int:
        """Count the pages of a file that still wait."""
        with self._database.reading() as connection:
            return tray_rows.waiting_of(connection, sha256)

    def recent_sheets(self, limit: int) -> Sequence[tuple[str, str]]:
        """List the sheets printed last: order id and the name of the draft that keeps each."""
        with self._database.reading() as connection:
            return tray_rows.recent_sheets(connection, limit)

    def drop_originals(self, settled_before: datetime) -> int:
        """Delete the originals all of whose pages were settled before; say how many files went.

        The rows go first: a file without a row is only waste, a row without its file is a loss.
        """
        with self._database.clerk_writing() as connection:
            dropped = tray_rows.drop_originals(connection, settled_before)
        for sha256 in dropped:
            self.blobs.remove(sha256)
        return len(dropped)
