"""What the centre holds, as people at the command line read it."""

from msgspec import Raw, Struct
from sqlalchemy import select

from central import schema
from central.database import Database
from central.moments import from_ms
from central.problems import ProblemError
from desktop.contract import codec
from desktop.domain.orders import Order


class OrderLine(Struct, frozen=True, kw_only=True):
    """One order in a list."""

    number: str
    order_id: str
    unit_id: str
    stage: str
    version: int
    title: str


class HistoryLine(Struct, frozen=True, kw_only=True):
    """One action that the centre has taken."""

    kind: str
    status: str
    op_id: str
    client_id: str
    seq: int
    version: int
    user_id: str
    user_name: str
    role: str
    at: str
    claimed_at: str
    received_at: str
    data: Raw


class OrderRecord(Struct, frozen=True, kw_only=True):
    """An order with everything that was done to it, in the sequence in which it was taken."""

    order: Order
    version: int
    history: tuple[HistoryLine, ...]


def order_lines(database: Database, unit_id: str = "") -> list[OrderLine]:
    """List orders by number."""
    table = schema.orders
    query = select(table).order_by(table.c.number)
    if unit_id:
        query = query.where(table.c.unit_id == unit_id)
    with database.read() as connection:
        return [
            OrderLine(
                number=row.number,
                order_id=row.order_id,
                unit_id=row.unit_id,
                stage=row.stage,
                version=row.version,
                title=codec.decode_order(bytes(row.body)).title,
            )
            for row in connection.execute(query)
        ]


def order_record(database: Database, number: str) -> OrderRecord:
    """Read an order with its history.

    Raises:
        ProblemError: `not_found`.
    """
    orders, history = schema.orders, schema.history
    with database.read() as connection:
        row = connection.execute(select(orders).where(orders.c.number == number)).one_or_none()
        if row is None:
            raise ProblemError("not_found")
        query = select(history).where(history.c.order_id == row.order_id)
        deeds = connection.execute(query.order_by(history.c.entry)).all()
    return OrderRecord(
        order=codec.decode_order(bytes(row.body)),
        version=row.version,
        history=tuple(
            HistoryLine(
                kind=deed.kind,
                status=deed.status,
                op_id=deed.op_id,
                client_id=deed.client_id,
                seq=deed.seq,
                version=deed.version,
                user_id=deed.user_id,
                user_name=deed.user_name,
                role=deed.role,
                at=from_ms(deed.at).isoformat(),
                claimed_at=from_ms(deed.claimed_at).isoformat(),
                received_at=from_ms(deed.received_at).isoformat(),
                data=Raw(bytes(deed.data)),
            )
            for deed in deeds
        ),
    )
