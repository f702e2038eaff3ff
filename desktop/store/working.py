"""The order as the clerk sees it: base, own newer work on top, removed or not."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs
from sqlalchemy import Connection

from desktop.contract.codec import UnreadableError, decode_order, encode
from desktop.domain.orders import Order, Stage
from desktop.services.lists import ListRow, summarise
from desktop.services.overlay import Overlaid, failed_seq, overlay
from desktop.services.ports import OutboxEntry, RuleBook, WorkingOrder
from desktop.store import outbox_rows
from desktop.store.failures import storage_error
from desktop.store.view_rows import Shown, put_views

_BASE = "SELECT order_key, version, body_version, removed_reason, body FROM base WHERE order_id = ?"

_BODIES = "SELECT removed_reason, body FROM base WHERE order_id IN (SELECT value FROM json_each(?))"


class Replayed(Struct, frozen=True):
    """An order rebuilt from its base and outbox."""

    key: int
    version: int
    removed_reason: str
    overlaid: Overlaid
    entries: tuple[OutboxEntry, ...]

    @property
    def order(self) -> Order:
        """What is shown."""
        return shelved(self.overlaid.order, self.removed_reason)

    def working(self) -> WorkingOrder:
        """Make what the use cases work with; numbers of an earlier client id count as none."""
        return WorkingOrder(
            order=self.order,
            version=self.version,
            base_seq=max(0, self.overlaid.base_seq),
            failed_seq=max(0, failed_seq(self.entries)),
            actions=self.entries,
            unsent=outbox_rows.tally(self.entries)[0],
            removed_reason=self.removed_reason,
        )


def shelved(order: Order, removed_reason: str) -> Order:
    """Show an order on the 已移走 shelf when there is a reason; its content stays."""
    if not removed_reason:
        return order
    return structs.replace(order, stage=Stage.REMOVED, removed=removed_reason)


def replayed(connection: Connection, order_id: str, rules: RuleBook) -> Replayed | None:
    """Rebuild an order; None when this database does not have it.

    Raises:
        StorageError: The stored order cannot be read.
    """
    found = connection.exec_driver_sql(_BASE, (order_id,)).first()
    if found is None:
        return None
    key, version, body_version, removed_reason, body = found
    try:
        order = decode_order(body)
    except UnreadableError as error:
        raise storage_error("storage.broken") from error
    entries = outbox_rows.of_order(connection, order_id)
    the_rules = rules.rules_for(order.profile, order.profile_version)
    overlaid = overlay(order, entries, the_rules, base_version=body_version)
    return Replayed(key, version, removed_reason, overlaid, entries)


def shown_orders(connection: Connection, order_ids: Sequence[str], rules: RuleBook) -> list[Order]:
    """Load many orders at once; only those with own work on top are replayed one by one.

    Raises:
        StorageError: A stored order cannot be read.
    """
    with_work = outbox_rows.touched_orders(connection, order_ids)
    plain = [order_id for order_id in order_ids if order_id not in with_work]
    rows = connection.exec_driver_sql(_BODIES, (encode(plain).decode(),)).fetchall()
    try:
        found = [shelved(decode_order(body), reason) for reason, body in rows]
    except UnreadableError as error:
        raise storage_error("storage.broken") from error
    for order_id in with_work:
        with_it = replayed(connection, order_id, rules)
        found += [with_it.order] if with_it else []
    return found


def list_row(order: Order, rules: RuleBook, entries: tuple[OutboxEntry, ...] = ()) -> ListRow:
    """Reduce an order to its row."""
    unsent, attention = outbox_rows.tally(entries) if entries else (0, 0)
    the_rules = rules.rules_for(order.profile, order.profile_version)
    return summarise(order, the_rules, unsent=unsent, attention=attention)


def show_again(connection: Connection, order_ids: Iterable[str], rules: RuleBook) -> None:
    """Write the view rows of some orders anew from base and outbox."""
    shown: list[Shown] = []
    for order_id in order_ids:
        found = replayed(connection, order_id, rules)
        if found is not None:
            order = found.order
            shown.append((found.key, list_row(order, rules, found.entries), order))
            outbox_rows.mark_doubtful(connection, order_id, found.overlaid.doubtful)
    put_views(connection, shown)
