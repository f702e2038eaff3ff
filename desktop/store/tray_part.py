"""The tray for scanned pages as the scan desk sees it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from desktop.services.scan_ports import TrayFile, TrayPage, TrayTransaction
from desktop.store import tray_rows
from desktop.store.clerk_part import FilingPart

_WITH_CODE = (
    "SELECT order_id FROM drafts WHERE form LIKE 'printed/%' AND instr(form, ?) > 0 "
    "UNION SELECT order_id FROM outbox WHERE kind = 'form_printed' AND instr(data, ?) > 0 "
    "UNION SELECT order_id FROM base WHERE order_id IN (SELECT order_id FROM forms) "
    "AND instr(body, ?) > 0 LIMIT 20"
)
"""Own prints are drafts and outbox rows, a colleague's are in the order as it came. Only the
orders that were ever printed are read whole."""


class TrayPart(FilingPart):
    """What the scan desk asks of the store; see `services.scan_ports.TrayStore`."""

    def tray_writing(self) -> AbstractContextManager[TrayTransaction]:
        """Open a write transaction on the tray, with the clerk's priority."""
        return self._filing()

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

    def orders_with_code(self, code: str) -> Sequence[str]:
        """Find the few orders in whose prints a 版本码 may stand.

        Args:
            code: Ten letters and digits; it is looked for as it is.
        """
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(_WITH_CODE, (code, code.encode(), code.encode()))
            return [str(order_id) for (order_id,) in rows]

    def drop_originals(self, settled_before: datetime) -> int:
        """Delete the originals all of whose pages were settled before; say how many files went.

        The rows go first: a file without a row is only waste, a row without its file is a loss.
        """
        with self._database.clerk_writing() as connection:
            dropped = tray_rows.drop_originals(connection, settled_before)
        for sha256 in dropped:
            self.blobs.remove(sha256)
        return len(dropped)
