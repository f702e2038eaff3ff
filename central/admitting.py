"""Late entries that a person admits: applied as of the moment the clerk claimed."""

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from central import arrivals, late_entries, past_rounds, schema
from central.database import Database
from central.judging import DELIVERED_LATE, Verdict
from central.late_entries import LateState
from central.lost_races import run_again
from central.moments import from_ms, now
from central.orderbook import Deed, Held, OrderBook
from central.past_rounds import LateWork
from central.problems import ProblemError
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.contract.messages import ActionResult, ResultStatus
from desktop.domain.orders import Actor, Role, Stage


class _RefusedError(Exception):
    """Takes back what the transaction has admitted before.

    Attributes:
        result: The refusal.
    """

    def __init__(self, result: ActionResult) -> None:
        super().__init__(result.code)
        self.result = result


@dataclass(frozen=True, slots=True)
class _Kept:
    """A late entry as it is taken up."""

    deed: Deed
    round: int


def admit(database: Database, rulebook: Rulebook, op_id: str) -> list[ActionResult]:
    """Apply a late entry as of the moment the clerk claimed.

    A return that was delivered late consists of its form and the request: the form's entry of
    the same client, filed before it, is admitted first. What has come by its own way meanwhile
    is not applied a second time; its entry is closed. What belongs to an earlier round is filed
    in that round, and a submission waits for its files.

    Returns:
        One result for each entry taken up; the last one is that of `op_id`. When one is refused,
        nothing is changed, and the refusal is the only result.

    Raises:
        ProblemError: `not_found`.
    """
    try:
        results, waiting = _admitted(database, rulebook, op_id)
    except _RefusedError as refusal:
        return [refusal.result]
    if waiting:
        # again after the commit: the last file may have come while it was under way
        arrivals.complete(database, rulebook, (waiting,))
    return results


@run_again
def _admitted(database: Database, rulebook: Rulebook, op_id: str) -> tuple[list[ActionResult], str]:
    """Admit in one transaction; gives the order's id as well when it waits for files now."""
    with database.write() as transaction:
        book = OrderBook(transaction, database.epoch)
        order_id = _order_of(book.connection, op_id)
        # first the lock, then the look: a push may be taking the same action at this moment
        book.hold([order_id])
        entries = _entries(book.connection, op_id)
        done = late_entries.kept(book.connection, [entry.deed.op_id for entry in entries])
        results = []
        for entry in entries:
            deed = entry.deed
            if done[deed.op_id]:
                late_entries.close(book.connection, deed.op_id, LateState.ARRIVED)
                results.append(_nothing_new(deed, done[deed.op_id]))
                continue
            result = _admit_one(book, rulebook, order_id, entry)
            if not result.status.settled:
                raise _RefusedError(result)
            results.append(result)
            _settle(book.connection, deed, result)
        book.publish()
        held = book.get(order_id)
    waits = held is not None and held.order.stage is Stage.AWAITING_FILES
    return results, order_id if waits else ""


def _order_of(connection: Connection, op_id: str) -> str:
    table = schema.late_entries
    found = connection.execute(select(table.c.order_id).where(table.c.op_id == op_id)).scalar()
    if found is None:
        raise ProblemError("not_found")
    return str(found)


def _entries(connection: Connection, op_id: str) -> list[_Kept]:
    table = schema.late_entries
    wanted = connection.execute(select(table).where(table.c.op_id == op_id)).one_or_none()
    if wanted is None or wanted.state != LateState.OPEN:
        raise ProblemError("not_found")
    query = select(table).where(table.c.op_id == op_id)
    if wanted.code == DELIVERED_LATE:
        query = select(table).where(
            table.c.client_id == wanted.client_id,
            table.c.order_id == wanted.order_id,
            table.c.code == DELIVERED_LATE,
            table.c.seq <= wanted.seq,
            table.c.state == LateState.OPEN,
        )
    rows = connection.execute(query.order_by(table.c.seq))
    return [
        _Kept(
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
            ),
            row.round,
        )
        for row in rows
    ]


def _nothing_new(deed: Deed, version: int) -> ActionResult:
    return ActionResult(seq=deed.seq, op_id=deed.op_id, status=ResultStatus.NOOP, version=version)


def _admit_one(book: OrderBook, rulebook: Rulebook, order_id: str, entry: _Kept) -> ActionResult:
    held = book.get(order_id)
    if held is None:
        raise ProblemError("not_found")
    deed = entry.deed
    work = LateWork(
        action=codec.decode_action(deed.data), round=entry.round, at=deed.at, actor=deed.actor
    )
    verdict = past_rounds.judge(held.order, work, rulebook.rules_of(held.order))
    return ActionResult(
        seq=deed.seq,
        op_id=deed.op_id,
        status=verdict.status,
        code=verdict.code,
        message=verdict.message,
        version=_written(book, held, deed, verdict),
    )


def _written(book: OrderBook, held: Held, deed: Deed, verdict: Verdict) -> int:
    """Write what an entry has changed; the order's version afterwards."""
    if verdict.outcome is not None:
        outcome = verdict.outcome
        if deed.kind == "submit":
            outcome = arrivals.handed_in(book.connection, outcome)
        return book.change(held, outcome, deed, verdict.section).version
    if verdict.status.settled:
        book.note(held.order.order_id, held.version, deed, "noop")
    return held.version


def _settle(connection: Connection, deed: Deed, result: ActionResult) -> None:
    """Mark the entry, and let the stored answer say what is true now."""
    answers = schema.answers
    late_entries.close(connection, deed.op_id, LateState.ADMITTED)
    connection.execute(
        update(answers)
        .where(answers.c.op_id == deed.op_id)
        .values(settled=True, code="", body=codec.encode(result))
    )
