"""The orders of one transaction: held under lock, changed, and published to the units' feeds."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from central import schema
from central.database import Transaction
from central.moments import now, to_ms
from central.new_rows import ensure, replace
from desktop.contract import codec
from desktop.contract.messages import ChangeOp
from desktop.domain.conflicts import SectionMark, marked
from desktop.domain.orders import Actor, Order, Role, Stage

SYSTEM = Actor("system", "平台", "", Role.SYSTEM)
CENTRE = Actor("centre", "12345热线中心", "", Role.CENTRE)
"""Centre staff at the command line."""

_Item = TypeVar("_Item")
_LOT = 500
_MARKS = msgspec.json.Decoder(tuple[SectionMark, ...])


# built once: putting a statement together costs more than running it
_NOTE = insert(schema.history)
_WRITE = (
    update(schema.orders)
    .where(schema.orders.c.order_id == bindparam("key"))
    .values({name: bindparam(name) for name in ("unit_id", "stage", "version", "body", "marks")})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An action with all that the history keeps of it."""

    op_id: str
    kind: str
    data: bytes
    actor: Actor
    at: datetime
    claimed_at: datetime
    received_at: datetime
    client_id: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """An order as it stands inside the transaction."""

    order: Order
    version: int
    marks: tuple[SectionMark, ...]


@dataclass(frozen=True, slots=True)
class _Move:
    op: ChangeOp
    version: int
    reason: str = ""


@dataclass(slots=True)
class _Pending:
    """Rows that are still to be written, so that each kind is one statement for many actions."""

    notes: list[dict[str, object]] = field(default_factory=list)
    orders: dict[str, dict[str, object]] = field(default_factory=dict)
    files: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of a book to which it can go back when nothing was written since."""

    held: dict[str, Held]
    moves: dict[str, dict[str, _Move]]


def system_deed(kind: str, data: bytes) -> Deed:
    """Make the deed of something that the platform does by itself."""
    moment = now()
    return Deed(
        op_id=str(uuid.uuid4()),
        kind=kind,
        data=data,
        actor=SYSTEM,
        at=moment,
        claimed_at=moment,
        received_at=moment,
    )


class OrderBook:
    """Orders of one writing transaction.

    Locks are taken in one sequence everywhere (client, orders sorted, units sorted), so that
    writers never wait for each other in a circle. Changes are kept until `write` or `publish`,
    which write each kind of row in one statement.

    Args:
        transaction: The transaction.
        epoch: Lineage of the data; versions of a later one are always higher.
    """

    def __init__(self, transaction: Transaction, epoch: int) -> None:
        self._transaction = transaction
        self._least_version = epoch << 32
        self._held: dict[str, Held] = {}
        self._moves: dict[str, dict[str, _Move]] = {}
        self._pending = _Pending()

    @property
    def connection(self) -> Connection:
        """The transaction's connection."""
        return self._transaction.connection

    def hold(self, order_ids: Iterable[str]) -> None:
        """Load orders and lock them; unknown ids are passed over."""
        table = schema.orders
        wanted = sorted(set(order_ids) - set(self._held))
        columns = (table.c.order_id, table.c.body, table.c.version, table.c.marks)
        for lot in _lots(wanted):
            query = select(*columns).where(table.c.order_id.in_(lot)).order_by(table.c.order_id)
            for row in self.connection.execute(query.with_for_update()):
                order = codec.decode_order(bytes(row.body))
                self._held[row.order_id] = Held(order, row.version, _MARKS.decode(row.marks))

    def get(self, order_id: str) -> Held | None:
        """Give a held order."""
        return self._held.get(order_id)

    def add(self, orders: Sequence[Order]) -> None:
        """Insert new orders and put them into their units' feeds."""
        version = self._least_version + 1
        for lot in _lots(orders):
            rows = [
                {
                    "order_id": order.order_id,
                    "number": order.number,
                    "unit_id": order.unit_id,
                    "stage": order.stage.value,
                    "version": version,
                    "body": codec.encode(order),
                    "marks": b"[]",
                }
                for order in lot
            ]
            self.connection.execute(insert(schema.orders), rows)
        for order in orders:
            self._move(order.unit_id, order.order_id, _Move(ChangeOp.PUT, version))

    def change(self, old: Held, outcome: Order, deed: Deed, section: str = "") -> Held:
        """Keep an order's new state with the deed that made it, to be written.

        Args:
            old: The order as it was.
            outcome: What the life cycle made of it.
            deed: What was done.
            section: The section that it replaced; empty for none.

        Returns:
            The order as it stands now.
        """
        version = max(old.version + 1, self._least_version)
        held = Held(outcome, version, _marks(old, outcome, deed, section, version))
        self._keep(old, held)
        self.note(outcome.order_id, version, deed, "applied")
        self._held[outcome.order_id] = held
        self._announce(old.order, held)
        return held

    def note(self, order_id: str, version: int, deed: Deed, status: str) -> None:
        """Keep a deed for the history."""
        row = {
            "op_id": deed.op_id,
            "order_id": order_id,
            "version": version,
            "status": status,
            "kind": deed.kind,
            "client_id": deed.client_id,
            "seq": deed.seq,
            "user_id": deed.actor.user_id,
            "user_name": deed.actor.name,
            "unit_id": deed.actor.unit_id,
            "role": deed.actor.role.value,
            "at": to_ms(deed.at),
            "claimed_at": to_ms(deed.claimed_at),
            "received_at": to_ms(deed.received_at),
            "data": deed.data,
        }
        self._pending.notes.append(row)

    def mark(self) -> Mark:
        """Remember how things stand; there must be nothing that is still to be written."""
        return Mark(dict(self._held), {unit: dict(moves) for unit, moves in self._moves.items()})

    def go_back(self, mark: Mark) -> None:
        """Forget what was changed since a mark; the caller rolls the database back."""
        self._held, self._moves = mark.held, mark.moves
        self._pending = _Pending()

    def write(self) -> None:
        """Write what was changed and noted so far."""
        pending, self._pending = self._pending, _Pending()
        if pending.notes:
            self.connection.execute(_NOTE, pending.notes)
        if pending.orders:
            self.connection.execute(_WRITE, list(pending.orders.values()))
        if pending.files:
            ensure(self.connection, schema.order_files, *pending.files.values())

    def publish(self) -> None:
        """Number the changes in the feeds of their units, under the lock of each unit's head.

        The lock is held until the commit, so numbers become visible in their own order and a
        reader's cursor never passes one that is still to come.
        """
        self.write()
        for unit_id in sorted(self._moves):
            moves = self._moves[unit_id]
            last = self._head(unit_id)
            self._feed(unit_id, moves, last)
            table = schema.heads
            head = last + len(moves)
            self.connection.execute(
                update(table).where(table.c.unit_id == unit_id).values(head=head)
            )
            self._transaction.moved[unit_id] = head
        self._moves = {}

    def _keep(self, old: Held, new: Held) -> None:
        order_id = new.order.order_id
        self._pending.orders[order_id] = {
            "key": new.order.order_id,
            "unit_id": new.order.unit_id,
            "stage": new.order.stage.value,
            "version": new.version,
            "body": codec.encode(new.order),
            "marks": codec.encode(new.marks),
        }
        for sha256 in sorted(files_of(new.order) - files_of(old.order)):
            row: dict[str, object] = {"sha256": sha256, "order_id": order_id}
            self._pending.files[sha256, order_id] = row

    def _announce(self, old: Order, held: Held) -> None:
        order = held.order
        if old.unit_id != order.unit_id:
            reason = f"已改派至{order.unit_name or order.unit_id}"
            self._move(old.unit_id, order.order_id, _Move(ChangeOp.REMOVE, held.version, reason))
        if order.stage is Stage.REMOVED:
            move = _Move(ChangeOp.REMOVE, held.version, order.removed)
        else:
            move = _Move(ChangeOp.PUT, held.version)
        self._move(order.unit_id, order.order_id, move)

    def _move(self, unit_id: str, order_id: str, move: _Move) -> None:
        self._moves.setdefault(unit_id, {})[order_id] = move

    def _head(self, unit_id: str) -> int:
        table = schema.heads
        query = select(table.c.head).where(table.c.unit_id == unit_id).with_for_update()
        found = self.connection.execute(query).scalar()
        if found is None:
            ensure(self.connection, table, {"unit_id": unit_id, "head": 0, "floor": 0})
            found = self.connection.execute(query).scalar_one()
        return int(found)

    def _feed(self, unit_id: str, moves: dict[str, _Move], last: int) -> None:
        stamp = to_ms(now())
        rows: list[dict[str, object]] = [
            {
                "unit_id": unit_id,
                "order_id": order_id,
                "change": number,
                "op": move.op.value,
                "version": move.version,
                "reason": move.reason[:500],
                "changed_at": stamp,
            }
            for number, (order_id, move) in enumerate(moves.items(), start=last + 1)
        ]
        for lot in _lots(rows):
            replace(self.connection, schema.feed, *lot)


def files_of(order: Order) -> set[str]:
    """List the SHA-256 of every file that an order speaks of."""
    attached = {row.sha256 for row in order.attachments if not row.retracted}
    signed = {row.sha256 for row in order.signatures if not row.retracted}
    return (attached | signed) - {""}


def missing_files(connection: Connection, order: Order) -> set[str]:
    """List the files of an order whose bytes are not present."""
    wanted = files_of(order)
    if not wanted:
        return set()
    table = schema.blobs
    query = select(table.c.sha256).where(table.c.sha256.in_(sorted(wanted)))
    return wanted - set(connection.execute(query).scalars())


def _marks(
    old: Held, outcome: Order, deed: Deed, section: str, version: int
) -> tuple[SectionMark, ...]:
    if outcome.unit_id != old.order.unit_id:
        return ()
    if not section:
        return old.marks
    mark = SectionMark(section, outcome.round.number, version, deed.client_id, deed.seq)
    return marked(old.marks, mark)


def _lots(rows: Sequence[_Item]) -> Iterable[Sequence[_Item]]:
    for start in range(0, len(rows), _LOT):
        yield rows[start : start + _LOT]
