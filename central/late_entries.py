"""What came too late or was refused: kept with its order, to be seen by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Connection, select, update

from central import schema
from central.database import Database
from central.moments import from_ms, to_ms
from central.new_rows import ensure
from central.orderbook import Deed

_MOST_ROUNDS = 10_000
"""More is no round of an order, and might not fit into the column."""


class LateState(StrEnum):
    """What has become of a late entry; only an open one can be admitted."""

    OPEN = "open"
    ADMITTED = "admitted"
    """A person has applied it."""
    ARRIVED = "arrived"
    """The action has come by its own way after all."""
    SUPERSEDED = "superseded"
    """Its own clerk has put something newer in its place."""


class LateEntry(Struct, frozen=True, kw_only=True):
    """One refused payload, as a supervisor sees it.

    Attributes:
        round: The round that the clerk saw; 0 where it was not kept.
    """

    op_id: str
    order_id: str
    number: str
    kind: str
    code: str
    user_name: str
    unit_id: str
    claimed_at: datetime
    received_at: datetime
    round: int
    state: LateState


@dataclass(frozen=True, slots=True)
class Filing:
    """A refused action on its way into the file.

    Attributes:
        round: The round that the clerk saw.
    """

    deed: Deed
    order_id: str
    code: str
    round: int


def file(connection: Connection, filing: Filing) -> None:
    """Keep a refused action; one that was rescued before is kept already."""
    ensure(connection, schema.late_entries, _row(filing))


def kept(connection: Connection, op_ids: Sequence[str]) -> dict[str, int]:
    """Find the late entries of some actions: a rescued one may still come by its own way.

    Returns:
        Version of the order that each has made, if a person has applied it meanwhile; 0 if not.
    """
    late, history = schema.late_entries, schema.history
    query = (
        select(late.c.op_id, history.c.version)
        .outerjoin(history, history.c.op_id == late.c.op_id)
        .where(late.c.op_id.in_(op_ids))
    )
    return {row.op_id: row.version or 0 for row in connection.execute(query)}


def close(connection: Connection, op_id: str, state: LateState) -> None:
    """Leave nothing to be admitted: say what has become of an entry."""
    table = schema.late_entries
    opened = (table.c.op_id == op_id, table.c.state == LateState.OPEN)
    connection.execute(update(table).where(*opened).values(state=state.value))


@dataclass(frozen=True, slots=True)
class Choice:
    """A clerk's decision about an action of his that had failed.

    Attributes:
        op_id: The failed action.
        order_id: Its order.
        client_id: Where the decision came from.
        user_id: Who decided; his PC may have another client id than when it failed.
    """

    op_id: str
    order_id: str
    client_id: str
    user_id: str


def give_up(connection: Connection, choice: Choice) -> None:
    """Leave nothing to be admitted: its own clerk has put something newer in its place."""
    table = schema.late_entries
    his = (table.c.client_id == choice.client_id) | (table.c.user_id == choice.user_id)
    same = (table.c.op_id == choice.op_id, table.c.order_id == choice.order_id)
    opened = table.c.state == LateState.OPEN
    superseded = LateState.SUPERSEDED.value
    connection.execute(update(table).where(*same, his, opened).values(state=superseded))


def _row(filing: Filing) -> dict[str, object]:
    """Make the row of a refused action."""
    deed = filing.deed
    return {
        "op_id": deed.op_id,
        "order_id": filing.order_id,
        "client_id": deed.client_id,
        "seq": deed.seq,
        "kind": deed.kind,
        "code": filing.code,
        "user_id": deed.actor.user_id,
        "user_name": deed.actor.name,
        "unit_id": deed.actor.unit_id,
        "role": deed.actor.role.value,
        "claimed_at": to_ms(deed.claimed_at),
        "received_at": to_ms(deed.received_at),
        "data": deed.data,
        "round": filing.round if 0 < filing.round < _MOST_ROUNDS else 0,
        "state": LateState.OPEN.value,
    }


def entries(database: Database) -> list[LateEntry]:
    """List all late entries, the oldest first."""
    table, orders = schema.late_entries, schema.orders
    query = (
        select(table, orders.c.number)
        .outerjoin(orders, orders.c.order_id == table.c.order_id)
        .order_by(table.c.received_at, table.c.seq)
    )
    with database.read() as connection:
        return [
            LateEntry(
                op_id=row.op_id,
                order_id=row.order_id,
                number=row.number or "",
                kind=row.kind,
                code=row.code,
                user_name=row.user_name,
                unit_id=row.unit_id,
                claimed_at=from_ms(row.claimed_at),
                received_at=from_ms(row.received_at),
                round=row.round,
                state=LateState(row.state),
            )
            for row in connection.execute(query)
        ]
