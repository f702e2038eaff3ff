"""What came too late or was refused: kept with its order, seen and admitted by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import Connection, select, update

from central import schema
from central.database import Database
from central.judging import DELIVERED_LATE
from central.lost_races import run_again
from central.moments import from_ms, now, to_ms
from central.new_rows import ensure
from central.orderbook import Deed, OrderBook
from central.problems import ProblemError
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.contract.messages import ActionResult, ResultStatus
from desktop.domain import lifecycle
from desktop.domain.conflicts import section_of
from desktop.domain.orders import Actor, Role
from desktop.domain.refusals import Refusal


class LateEntry(Struct, frozen=True, kw_only=True):
    """One refused payload, as a supervisor sees it."""

    op_id: str
    order_id: str
    number: str
    kind: str
    code: str
    user_name: str
    unit_id: str
    claimed_at: datetime
    received_at: datetime
    admitted: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """A refused action on its way into the file."""

    deed: Deed
    order_id: str
    code: str


def file(connection: Connection, filing: Filing) -> None:
    """Keep a refused action; one that was rescued before is kept already."""
    ensure(connection, schema.late_entries, row_of(filing))


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


def close(connection: Connection, op_id: str) -> None:
    """Leave nothing to be admitted: the action has come by its own way."""
    table = schema.late_entries
    connection.execute(update(table).where(table.c.op_id == op_id).values(admitted=True))


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
    connection.execute(update(table).where(*same, his).values(admitted=True))


def row_of(filing: Filing) -> dict[str, object]:
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
        "admitted": False,
        "data": deed.data,
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
                admitted=row.admitted,
            )
            for row in connection.execute(query)
        ]


@run_again
def admit(database: Database, rulebook: Rulebook, op_id: str) -> list[ActionResult]:
    """Apply a late entry as of the moment the clerk claimed.

    A return that was delivered late consists of its form and the request: the form's entry of
    the same client, filed before it, is admitted first. What has come by its own way meanwhile
    is not applied a second time; its entry is closed.

    Returns:
        One result for each entry taken up; the last one is that of `op_id`. A refusal among
        them ends it and changes nothing.

    Raises:
        ProblemError: `not_found`.
    """
    with database.write() as transaction:
        book = OrderBook(transaction, database.epoch)
        order_id = _order_of(book.connection, op_id)
        # first the lock, then the look: a push may be taking the same action at this moment
        book.hold([order_id])
        deeds = _deeds(book.connection, op_id)
        done = kept(book.connection, [deed.op_id for deed in deeds])
        results = []
        for deed in deeds:
            if done[deed.op_id]:
                close(book.connection, deed.op_id)
                results.append(_nothing_new(deed, done[deed.op_id]))
                continue
            result = _admit_one(book, rulebook, order_id, deed)
            results.append(result)
            if not result.status.settled:
                break
            _settle(book.connection, deed, result)
        book.publish()
    return results


def _order_of(connection: Connection, op_id: str) -> str:
    table = schema.late_entries
    found = connection.execute(select(table.c.order_id).where(table.c.op_id == op_id)).scalar()
    if found is None:
        raise ProblemError("not_found")
    return str(found)


def _deeds(connection: Connection, op_id: str) -> list[Deed]:
    table = schema.late_entries
    wanted = connection.execute(select(table).where(table.c.op_id == op_id)).one_or_none()
    if wanted is None or wanted.admitted:
        raise ProblemError("not_found")
    query = select(table).where(table.c.op_id == op_id)
    if wanted.code == DELIVERED_LATE:
        query = select(table).where(
            table.c.client_id == wanted.client_id,
            table.c.order_id == wanted.order_id,
            table.c.code == DELIVERED_LATE,
            table.c.seq <= wanted.seq,
            table.c.admitted.is_(False),
        )
    rows = connection.execute(query.order_by(table.c.seq))
    return [
        Deed(
            op_id=row.op_id,
            kind=row.kind,
            data=bytes(row.data),
            actor=Actor(row.user_id, row.user_name, row.unit_id, Role(row.role)),
            at=from_ms(row.claimed_at),
            claimed_at=from_ms(row.claimed_at),
            received_at=now(),
            client_id=row.client_id,
            seq=row.seq,
        )
        for row in rows
    ]


def _nothing_new(deed: Deed, version: int) -> ActionResult:
    return ActionResult(seq=deed.seq, op_id=deed.op_id, status=ResultStatus.NOOP, version=version)


def _admit_one(book: OrderBook, rulebook: Rulebook, order_id: str, deed: Deed) -> ActionResult:
    held = book.get(order_id)
    if held is None:
        raise ProblemError("not_found")
    result = _nothing_new(deed, held.version)
    action = codec.decode_action(deed.data)
    rules = rulebook.rules_of(held.order)
    outcome = lifecycle.apply(held.order, action, rules, deed.at, deed.actor)
    if isinstance(outcome, Refusal):
        return structs.replace(
            result, status=ResultStatus.REFUSED, code=outcome.code, message=outcome.message
        )
    if outcome is held.order:
        book.note(order_id, held.version, deed, "noop")
        return result
    # marked like a pushed one: who writes the same section without having seen it is asked
    changed = book.change(held, outcome, deed, section_of(action) or "")
    return structs.replace(result, status=ResultStatus.APPLIED, version=changed.version)


def _settle(connection: Connection, deed: Deed, result: ActionResult) -> None:
    """Mark the entry, and let the stored answer say what is true now."""
    answers = schema.answers
    close(connection, deed.op_id)
    connection.execute(
        update(answers)
        .where(answers.c.op_id == deed.op_id)
        .values(settled=True, code="", body=codec.encode(result))
    )
