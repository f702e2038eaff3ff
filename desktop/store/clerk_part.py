"""The store as the use cases see it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from desktop.contract.codec import UnreadableError, decode_order
from desktop.domain.orders import Order
from desktop.services.paper_ports import PrintedForm
from desktop.services.ports import (
    AuditEntry,
    CentreOrder,
    ClerkTransaction,
    FormLocation,
    NewAction,
    NewBlob,
    OutboxEntry,
    Resolution,
    RuleBook,
    WorkingOrder,
)
from desktop.services.print_notes import TOLD
from desktop.services.scan_ports import TrayFile, TrayPage
from desktop.services.unit_sheets import SignedSheet, UnitSheet
from desktop.store import blob_rows, meta_rows, outbox_rows, shelf_rows, tray_rows
from desktop.store.blob_files import BlobFolder
from desktop.store.failures import storage_error
from desktop.store.moments import from_us, to_us
from desktop.store.part import StorePart
from desktop.store.view_rows import put_views
from desktop.store.working import list_row, replayed, show_again, shown_orders


class StoreTransaction:
    """One clerk action's transaction; see `services.ports.ClerkTransaction`."""

    def __init__(self, rules: RuleBook, blobs: BlobFolder) -> None:
        self._rules = rules
        self._blobs = blobs
        self._op_ids: list[str] = []
        self._connection: Connection | None = None

    def join(self, connection: Connection) -> None:
        """Begin on an open connection."""
        self._connection = connection

    def has_landed(self, connection: Connection) -> bool:
        """Tell whether the actions are in the database although COMMIT raised an error."""
        return bool(self._op_ids) and all(
            outbox_rows.holds(connection, op_id) for op_id in self._op_ids
        )

    @property
    def _open(self) -> Connection:
        assert self._connection is not None  # noqa: S101 - `writing` joins before it yields
        return self._connection

    def working(self, order_id: str) -> WorkingOrder | None:
        """Load an order as the clerk sees it, inside the transaction."""
        found = replayed(self._open, order_id, self._rules)
        return found.working() if found else None

    def append(self, new: NewAction) -> int:
        """Add an action to the outbox and return its seq."""
        self._op_ids.append(new.op_id)
        return outbox_rows.append(self._open, new)

    def resolve(self, op_id: str, resolution: Resolution) -> None:
        """Remember what a clerk has done about a failed action; its content stays."""
        order_id = outbox_rows.resolve(self._open, op_id, resolution)
        if order_id:
            show_again(self._open, [order_id], self._rules)

    def undismiss(self, op_id: str) -> None:
        """Let a failed action that a clerk had put aside wait for him again."""
        order_id = outbox_rows.undismiss(self._open, op_id)
        if order_id:
            show_again(self._open, [order_id], self._rules)

    def show(self, order: Order) -> None:
        """Write the view row of an order that an action has changed."""
        key = self._open.exec_driver_sql(
            "SELECT order_key FROM base WHERE order_id = ?", (order.order_id,)
        ).scalar_one()
        entries = outbox_rows.of_order(self._open, order.order_id)
        put_views(self._open, [(int(key), list_row(order, self._rules, entries), order)])

    def audit(self, entry: AuditEntry) -> None:
        """Add a line to the audit log."""
        detail = json.dumps(dict(entry.detail), ensure_ascii=False)
        self._open.exec_driver_sql(
            "INSERT INTO audit (at, actor, what, order_id, detail) VALUES (?, ?, ?, ?, ?)",
            (to_us(entry.at), entry.actor, entry.what, entry.order_id, detail),
        )

    def note(self, name: str, text: str) -> None:
        """Keep a fact about this office."""
        meta_rows.put(self._open, name, text)

    def add_blob(self, blob: NewBlob) -> None:
        """Name a stored file; it goes to the centre in its own queue.

        Raises:
            StorageError: There is no such file.
        """
        self._name_blob(blob, "waiting")

    def keep_here(self, blob: NewBlob) -> None:
        """Name a stored file that stays on this PC.

        Raises:
            StorageError: There is no such file.
        """
        self._name_blob(blob, "kept")

    def keep_on_shelf(self, blob: NewBlob) -> None:
        """Name a stored file that stays on this PC for good.

        Raises:
            StorageError: There is no such file.
        """
        self._name_blob(blob, "shelf")

    def put_unit_sheet(self, sheet: UnitSheet, printed: PrintedForm) -> None:
        """Keep a form of the unit that goes out, as it is printed."""
        shelf_rows.put_sheet(self._open, sheet, printed)

    def signed_sheet(self, entry_id: str) -> SignedSheet | None:
        """Load a signed form of the unit as it is filed now."""
        return shelf_rows.signed_one(self._open, entry_id)

    def put_signed_sheet(self, sheet: SignedSheet) -> None:
        """File a signed form of the unit, or write it anew."""
        shelf_rows.put_signed(self._open, sheet)

    def put_file(self, file: TrayFile) -> None:
        """Remember a file that was taken in."""
        tray_rows.put_file(self._open, file)

    def put_page(self, page: TrayPage) -> None:
        """Put a page into the tray, or write it anew."""
        tray_rows.put_page(self._open, page)

    def settle_pages(self, keys: Sequence[str], *, at: datetime, filed: bool) -> None:
        """Take pages out of the tray: filed with an order, or put aside."""
        tray_rows.settle(self._open, keys, at=at, filed=filed)

    def save_draft(self, order_id: str, form: str, content: bytes) -> None:
        """Keep what has been typed into a form."""
        self._open.exec_driver_sql(
            "INSERT INTO drafts (order_id, form, content) VALUES (?, ?, ?) "
            "ON CONFLICT (order_id, form) DO UPDATE SET content = excluded.content",
            (order_id, form, content),
        )

    def drop_draft(self, order_id: str, form: str) -> None:
        """Forget a draft that has become an action."""
        self._open.exec_driver_sql(
            "DELETE FROM drafts WHERE order_id = ? AND form = ?", (order_id, form)
        )

    def _name_blob(self, blob: NewBlob, state: str) -> None:
        if not self._blobs.exists(blob.sha256):
            raise storage_error("storage.missing")
        blob_rows.put(self._open, blob, state=state)


class FilingPart(StorePart):
    """Base of the parts that write for a clerk: his actions, the shelf and the tray."""

    @contextmanager
    def _filing(self) -> Iterator[StoreTransaction]:
        """Open a write transaction with the clerk's priority.

        Raises:
            StorageError: The disk is full or broken; nothing was saved, and the message says so.
        """
        transaction = StoreTransaction(self._rules, self.blobs)
        with self._database.clerk_writing(transaction.has_landed) as connection:
            transaction.join(connection)
            yield transaction


class ClerkPart(FilingPart):
    """What the use cases ask of the store; see `services.ports.OrderStore`."""

    def writing(self) -> AbstractContextManager[ClerkTransaction]:
        """Open a write transaction with the clerk's priority; commits on leaving, FULL sync.

        Raises:
            StorageError: The disk is full or broken; nothing was saved, and the message says so.
        """
        return self._filing()

    def working(self, order_id: str) -> WorkingOrder | None:
        """Load an order as the clerk sees it."""
        with self._database.reading() as connection:
            found = replayed(connection, order_id, self._rules)
        return found.working() if found else None

    def shown(self, order_ids: Sequence[str]) -> list[Order]:
        """Load many orders as the clerk sees them, in any sequence; vanished ones are left out."""
        with self._database.reading() as connection:
            return shown_orders(connection, order_ids, self._rules)

    def order_id_of(self, number: str) -> str | None:
        """Find an order by its number (工单编号); one that is still here before a removed one."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT order_id FROM view WHERE number = ? "
                "ORDER BY grp = 'removed', order_key DESC LIMIT 1",
                (number.strip(),),
            ).scalar()
        return None if found is None else str(found)

    def draft(self, order_id: str, form: str) -> bytes | None:
        """Load a draft."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT content FROM drafts WHERE order_id = ? AND form = ?", (order_id, form)
            ).scalar()
        return None if found is None else bytes(found)

    def form_location(self, form_id: str) -> FormLocation | None:
        """Find the order of a printed form; None for a foreign sheet."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT order_id, form, round FROM forms WHERE form_id = ?", (form_id,)
            ).first()
        if found is None:
            return None
        order_id, form, the_round = found
        return FormLocation(order_id=order_id, form=form, round=the_round)

    def audit_log(self, *, order_id: str = "", limit: int = 200) -> list[AuditEntry]:
        """List the lines of the audit log, newest first.

        Args:
            order_id: Only those of one order; empty for all.
            limit: How many at most.
        """
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT at, actor, what, order_id, detail FROM audit "
                "WHERE ? IN ('', order_id) ORDER BY id DESC LIMIT ?",
                (order_id, limit),
            )
            return [_entry(row) for row in rows]

    def print_notes(self, order_id: str) -> list[AuditEntry]:
        """List the lines of the audit log that tell of an order's prints, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT at, actor, what, order_id, detail FROM audit "
                "WHERE order_id = ? AND what IN (?, ?, ?, ?) ORDER BY id",
                (order_id, *TOLD),
            )
            return [_entry(row) for row in rows]

    def action(self, op_id: str) -> OutboxEntry | None:
        """Load an action by its op_id."""
        with self._database.reading() as connection:
            return outbox_rows.single(connection, op_id)

    def centre_order(self, order_id: str) -> CentreOrder | None:
        """Load an order as the centre last sent it, without own work on top.

        Raises:
            StorageError: The stored order cannot be read.
        """
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT body, body_version FROM base WHERE order_id = ?", (order_id,)
            ).first()
        if found is None:
            return None
        try:
            return CentreOrder(decode_order(found[0]), int(found[1]))
        except UnreadableError as error:
            raise storage_error("storage.broken") from error

    def drafts(self, order_id: str) -> Mapping[str, bytes]:
        """Load every draft on an order, by form."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT form, content FROM drafts WHERE order_id = ? ORDER BY form", (order_id,)
            )
            return {str(form): bytes(content) for form, content in found}

    def clash_texts(self, op_id: str) -> tuple[bytes, bytes]:
        """Load what a clashing action was based on, and the centre's order as the reply gave it.

        Returns:
            JSON of the section before the action, JSON of the centre's order; empty where there
            is none.
        """
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT base_text, theirs FROM outbox WHERE op_id = ?", (op_id,)
            ).first()
        return (b"", b"") if found is None else (bytes(found[0]), bytes(found[1] or b""))


def _entry(row: Sequence[Any]) -> AuditEntry:
    at, actor, what, of, detail = row
    return AuditEntry(
        at=from_us(at), actor=actor, what=what, order_id=of, detail=json.loads(detail)
    )
