"""What the server last said: replaced by newer versions only, never deleted."""

import logging
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from desktop.contract.codec import UnreadableError, decode_order, encode
from desktop.contract.messages import Change, ChangeOp
from desktop.domain.orders import Order
from desktop.services.ports import RuleBook
from desktop.store import meta_rows, outbox_rows
from desktop.store.schema import NO_DUE
from desktop.store.view_rows import Shown, put_views
from desktop.store.working import list_row, shelved, show_again

_LOG = logging.getLogger(__name__)

SWEPT = "中心的工单清单中已没有这张工单"
"""Reason shown for an order that a reset no longer names."""
NO_REASON = "中心未说明原因"

_HEADS = (
    "SELECT order_id, order_key, epoch, version, removed_reason FROM base "
    "WHERE order_id IN (SELECT value FROM json_each(?))"
)
_INSERT = (
    "INSERT INTO base (order_key, order_id, epoch, version, body_version, sweep, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = (
    "UPDATE base SET epoch = ?, version = ?, body_version = ?, sweep = ?, removed_reason = '', "
    "body = ? "
    "WHERE order_key = ?"
)
_REMOVE = (
    "UPDATE base SET epoch = ?, version = ?, sweep = ?, removed_reason = ? WHERE order_key = ?"
)
_TOUCH = "UPDATE base SET sweep = ? WHERE order_key = ?"
_UNTOUCHED = (
    "FROM base WHERE removed_reason = '' "
    "AND sweep < (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'sweep')"
)


class _Head(Struct, frozen=True):
    key: int
    epoch: int
    version: int
    removed_reason: str


class _Lot(Struct, frozen=True):
    """One lot of changes on its way into the database."""

    connection: Connection
    rules: RuleBook
    epoch: int
    sweep: int
    resetting: bool
    heads: Mapping[str, _Head]

    def versions(self, change: Change) -> tuple[int, int, int, int]:
        """Write epoch, version, version of the body and sweep as a base keeps them.

        A removal raises the version and leaves that of the body, so that own work which the body
        does not contain stays on top of it.
        """
        return self.epoch, change.version, change.version, self.sweep

    def is_newer(self, change: Change) -> bool:
        """Guard by (epoch, version).

        Replies of a lineage that is over are refused as a whole before, so another epoch in the
        base always means an older lineage. What only a sweep has shelved comes back in a reset
        under the version it had.
        """
        head = self.heads.get(change.order_id)
        if head is None or head.epoch != self.epoch or change.version > head.version:
            return True
        return bool(
            self.resetting
            and head.removed_reason
            and change.op is ChangeOp.PUT
            and change.version == head.version
        )


def apply(
    connection: Connection, changes: Sequence[Change], rules: RuleBook, *, epoch: int
) -> set[str]:
    """Replace bases by what is newer, and write the views of all these orders.

    Returns:
        Ids of the orders that have changed.
    """
    wanted = _newest(changes)
    if not wanted:
        return set()
    facts = meta_rows.all_of(connection)
    lot = _Lot(
        connection=connection,
        rules=rules,
        epoch=epoch,
        sweep=int(facts["sweep"]),
        resetting=facts["resetting"] == "1",
        heads=_heads(connection, wanted),
    )
    newer = [change for change in wanted.values() if lot.is_newer(change)]
    if lot.resetting:
        _touch(lot, wanted)
    puts = [change for change in newer if change.op is ChangeOp.PUT and change.order is not None]
    removes = [change for change in newer if change.op is ChangeOp.REMOVE]
    return _put(lot, puts) | _remove(lot, removes)


def _newest(changes: Sequence[Change]) -> dict[str, Change]:
    newest: dict[str, Change] = {}
    for change in changes:
        known = newest.get(change.order_id)
        if known is None or change.version >= known.version:
            newest[change.order_id] = change
    return newest


def _heads(connection: Connection, wanted: Iterable[str]) -> dict[str, _Head]:
    rows = connection.exec_driver_sql(_HEADS, (encode(list(wanted)).decode(),))
    return {row[0]: _Head(*row[1:]) for row in rows}


def _touch(lot: _Lot, order_ids: Iterable[str]) -> None:
    keys = [lot.heads[order_id].key for order_id in order_ids if order_id in lot.heads]
    if keys:
        lot.connection.exec_driver_sql(_TOUCH, [(lot.sweep, key) for key in keys])


def _put(lot: _Lot, puts: Sequence[Change]) -> set[str]:
    known = [change.order_id for change in puts if change.order_id in lot.heads]
    with_work = outbox_rows.touched_orders(lot.connection, known) if known else set()
    next_key = _next_key(lot.connection)
    inserts, updates = [], []
    shown: list[Shown] = []
    changed: set[str] = set()
    for change in puts:
        assert change.order is not None  # noqa: S101 - `apply` has left the others out
        head = lot.heads.get(change.order_id)
        order = _readable(change)
        if head is not None and order is None:
            continue
        body = bytes(change.order)
        if head is None:
            key, next_key = next_key, next_key + 1
            inserts.append((key, change.order_id, *lot.versions(change), body))
        else:
            key = head.key
            updates.append((*lot.versions(change), body, key))
        changed.add(change.order_id)
        if order is not None and change.order_id not in with_work:
            shown.append((key, list_row(order, lot.rules), order))
    if inserts:
        lot.connection.exec_driver_sql(_INSERT, inserts)
    if updates:
        lot.connection.exec_driver_sql(_UPDATE, updates)
    put_views(lot.connection, shown)
    show_again(lot.connection, with_work & changed, lot.rules)
    return changed


def _readable(change: Change) -> Order | None:
    """Decode an order; one that this program cannot read does not hold up the others.

    Its text is kept when it is new here, so that a newer program can show it; a known order
    stays at the version that can be read.
    """
    assert change.order is not None  # noqa: S101 - `apply` has left the others out
    try:
        order = decode_order(change.order)
    except UnreadableError:
        order = None
    if order is None or order.order_id != change.order_id:
        # under another order's id, work on it would go out to that other order
        _LOG.warning("order %s at version %d cannot be read", change.order_id, change.version)
        return None
    return order


def _next_key(connection: Connection) -> int:
    found = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'base'")
    return int(found.scalar() or 0) + 1


def _remove(lot: _Lot, removes: Sequence[Change]) -> set[str]:
    """Move orders to the 已移走 shelf; body and own work stay."""
    known = [change for change in removes if change.order_id in lot.heads]
    if known:
        rows = [
            (
                lot.epoch, change.version, lot.sweep, change.reason or NO_REASON,
                lot.heads[change.order_id].key,
            )
            for change in known
        ]  # fmt: skip
        lot.connection.exec_driver_sql(_REMOVE, rows)
        _shelve(lot.connection, [row[-1] for row in rows])
    return {change.order_id for change in known}


def _shelve(connection: Connection, keys: Sequence[int]) -> None:
    # the row of a removed order differs in nothing else: see `working.shelved`
    connection.exec_driver_sql(
        "UPDATE view SET stage = 'removed', grp = 'removed', due = ?, due_duty = '', "
        "due_certain = 1 WHERE order_key = ?",
        [(NO_DUE, key) for key in keys],
    )


def held(connection: Connection) -> list[tuple[str, int]]:
    """List the orders that have not been removed, each with the server's version."""
    rows = connection.exec_driver_sql(
        "SELECT order_id, version FROM base WHERE removed_reason = ''"
    )
    return [(str(order_id), int(version)) for order_id, version in rows]


def begin_sweep(connection: Connection) -> None:
    """Mark all bases in one step: their sweep number is now an old one."""
    meta_rows.put(connection, "sweep", meta_rows.number(connection, "sweep") + 1)
    meta_rows.put(connection, "resetting", 1)


def untouched(connection: Connection) -> tuple[dict[int, str], int, int]:
    """Find what a sweep would shelve: the bases, how many have pending work, and of how many."""
    rows = connection.exec_driver_sql(f"SELECT order_key, order_id {_UNTOUCHED}")
    gone = {int(key): str(order_id) for key, order_id in rows}
    with_work = connection.exec_driver_sql(
        f"SELECT count(*) {_UNTOUCHED} AND order_id IN "  # noqa: S608
        "(SELECT order_id FROM outbox WHERE state = 'pending')"
    ).scalar_one()
    here = connection.exec_driver_sql(
        "SELECT count(*) FROM base WHERE removed_reason = ''"
    ).scalar_one()
    return gone, int(with_work), int(here)


def sweep(connection: Connection, keys: Sequence[int]) -> None:
    """Shelve bases that no change has touched since `begin_sweep`."""
    connection.exec_driver_sql(
        "UPDATE base SET removed_reason = ? WHERE order_key = ?", [(SWEPT, key) for key in keys]
    )
    _shelve(connection, keys)


def reshow(connection: Connection, rules: RuleBook, *, after: int, limit: int) -> int | None:
    """Write the views of the next bases anew.

    Args:
        connection: An open transaction.
        rules: All rules.
        after: Key after which to go on.
        limit: How many at most.

    Returns:
        The last key done, or None when there are no more.
    """
    rows = connection.exec_driver_sql(
        "SELECT order_key, order_id, removed_reason, body FROM base WHERE order_key > ? "
        "ORDER BY order_key LIMIT ?",
        (after, limit),
    ).fetchall()
    with_work = outbox_rows.touched_orders(connection, [row[1] for row in rows])
    shown: list[Shown] = []
    for key, order_id, removed_reason, body in rows:
        try:
            order = shelved(decode_order(body), removed_reason)
        except UnreadableError:
            with_work.discard(order_id)
            continue
        if order_id not in with_work:
            shown.append((key, list_row(order, rules), order))
    put_views(connection, shown)
    show_again(connection, with_work, rules)
    return int(rows[-1][0]) if rows else None
