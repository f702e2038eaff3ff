"""Push: ordered actions of a client, each applied exactly once.

One transaction a batch: the effects, the answers and the client's last number are committed
together, so a lost reply or a kill at any moment leaves nothing half done. A batch is written in a
few statements; if one of its actions cannot be written, it is rolled back and taken again with a
savepoint for each action, so that only that one gets an error.
"""

import functools
import logging
import uuid
from datetime import datetime

from msgspec import Raw, structs
from sqlalchemy import insert, update
from sqlalchemy.exc import DataError, IntegrityError

from central import arrivals, judging, late_entries, push_batches, schema
from central.database import Database
from central.identity import Session
from central.judging import Case, Failure, Verdict
from central.late_entries import Choice, Filing, LateState
from central.lost_races import run_again
from central.moments import now, to_ms
from central.orderbook import Deed, Held, OrderBook
from central.problems import ProblemError
from central.push_batches import Batch, Stored
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.contract.messages import (
    MAX_ACTIONS,
    PROTOCOL,
    PROTOCOL_MIN,
    ActionResult,
    PushedAction,
    PushReply,
    PushRequest,
    ResultStatus,
)
from desktop.domain.orders import Stage

_LOG = logging.getLogger(__name__)

_ANSWER = insert(schema.answers)
_ID_LENGTH = 60

_POISON = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    DataError,
    IntegrityError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a single bad action can raise: it gets an `error`, and the queue behind it goes on."""


def push(
    database: Database,
    rulebook: Rulebook,
    request: PushRequest,
    session: Session,
    received: datetime | None = None,
) -> PushReply:
    """Take a batch of actions.

    Args:
        database: The platform's database.
        rulebook: The rules of the orders.
        request: The actions.
        session: Who sends them, from the token.
        received: When they arrived; now by default.

    Raises:
        ProblemError: `forbidden`, `protocol_too_old`, `too_large`, `epoch_changed`,
            `client_forked`, `gap` or `seq_reused`: nothing of the batch was taken.
    """
    _check(database, request, session)
    batch, results = _taken(database, rulebook, request, session, received or now())
    if batch.waiting:
        # again after the commit: the last file may have come while it was under way
        arrivals.complete(database, rulebook, batch.waiting)
    return PushReply(
        client_id=request.client_id,
        epoch=database.epoch,
        last=batch.last,
        results=results,
        server_time=now(),
    )


@run_again
def _taken(
    database: Database,
    rulebook: Rulebook,
    request: PushRequest,
    session: Session,
    received: datetime,
) -> tuple[Batch, tuple[ActionResult, ...]]:
    """Take the actions in one transaction."""
    with database.write() as transaction:

        def take(*, careful: bool) -> tuple[Batch, tuple[ActionResult, ...]]:
            book = OrderBook(transaction, database.epoch)
            last = push_batches.lock_client(book, request, session)
            batch = Batch(book, request, session, received, last, careful)
            push_batches.load(batch)
            results = tuple(_answer(batch, action, rulebook) for action in request.actions)
            _settle(batch)
            return batch, results

        savepoint = transaction.connection.begin_nested()
        try:
            done = take(careful=False)
        except _POISON:
            savepoint.rollback()
            transaction.moved.clear()
            return take(careful=True)
        savepoint.commit()
    return done


def _settle(batch: Batch) -> None:
    """Write answers, the client's last number, and the changes with their places in the feeds."""
    connection, table = batch.book.connection, schema.clients
    batch.book.write()
    if batch.rows:
        connection.execute(_ANSWER, batch.rows)
    same = table.c.client_id == batch.request.client_id
    connection.execute(update(table).where(same).values(last=batch.last))
    batch.book.publish()


def _check(database: Database, request: PushRequest, session: Session) -> None:
    if request.user_id != session.user_id:
        raise ProblemError("forbidden")
    ids = [request.client_id, *(text for action in request.actions for text in _ids(action))]
    if not all(0 < len(text) <= _ID_LENGTH and text.isprintable() for text in ids):
        raise ProblemError("malformed")
    if not PROTOCOL_MIN <= request.protocol <= PROTOCOL:
        raise ProblemError("protocol_too_old")
    if len(request.actions) > MAX_ACTIONS:
        raise ProblemError("too_large")
    if request.epoch != database.epoch:
        raise ProblemError("epoch_changed", epoch=database.epoch)


def _ids(action: PushedAction) -> tuple[str, str]:
    return action.op_id, action.order_id


def _answer(batch: Batch, action: PushedAction, rulebook: Rulebook) -> ActionResult:
    """Answer one action: repeat before precondition, or a client conflicts with itself."""
    fingerprint = codec.fingerprint(action)
    if action.seq <= batch.last:
        return _repeat(batch, action, fingerprint)
    if action.seq > batch.last + 1:
        raise ProblemError("gap", expected=batch.last + 1)
    known = batch.by_op.get(action.op_id)
    if known is None:
        result = _take(batch, action, fingerprint, rulebook)
    else:
        result = _once(known, action, fingerprint)
    _store(batch, action, fingerprint, result)
    return result


def _repeat(batch: Batch, action: PushedAction, fingerprint: str) -> ActionResult:
    stored = batch.by_seq.get(action.seq)
    if stored is None or stored.fingerprint != fingerprint:
        raise ProblemError("seq_reused", expected=batch.last + 1)
    return structs.replace(stored.result, seq=action.seq, replayed=True)


def _once(known: Stored, action: PushedAction, fingerprint: str) -> ActionResult:
    """Answer an action that came before under another number."""
    if known.fingerprint == fingerprint:
        return structs.replace(known.result, seq=action.seq, replayed=True)
    return _result(action, judging.worded(ResultStatus.ERROR, "op.reused"))


def _take(batch: Batch, action: PushedAction, fingerprint: str, rulebook: Rulebook) -> ActionResult:
    """Judge and apply one action."""
    if not batch.careful:
        return _apply(batch, action, rulebook)
    mark = batch.book.mark()
    savepoint = batch.book.connection.begin_nested()
    try:
        result = _apply(batch, action, rulebook)
        batch.book.write()
    except _POISON as error:
        savepoint.rollback()
        batch.book.go_back(mark)
        if isinstance(error, IntegrityError):
            # a twin from a copied database may have been faster since the answers were loaded
            push_batches.load_answers(batch)
            known = batch.by_op.get(action.op_id)
            if known is not None:
                return _once(known, action, fingerprint)
        return _poisoned(action, error)
    savepoint.commit()
    return result


def _apply(batch: Batch, action: PushedAction, rulebook: Rulebook) -> ActionResult:
    held = batch.book.get(action.order_id)
    admitted = batch.late.get(action.op_id)
    if admitted:
        # rescued, and admitted by a person: it is in the history already
        verdict = Verdict(status=ResultStatus.APPLIED)
        return _result(action, verdict, version=admitted)
    case = Case(
        pushed=action,
        client_id=batch.request.client_id,
        actor=batch.session.actor,
        received=batch.received,
        held=held,
        was_mine=action.order_id in batch.left,
        failures=tuple(batch.failures.get(action.order_id, ())),
        is_own=functools.partial(push_batches.is_own, batch),
    )
    verdict = judging.judge(case, rulebook)
    if held is None or not verdict.status.settled:
        return _unsettled(batch, action, verdict, held)
    return _settled(batch, action, verdict, held)


def _settled(batch: Batch, action: PushedAction, verdict: Verdict, held: Held) -> ActionResult:
    deed = _deed(batch, action, verdict.at or batch.received)
    if action.op_id in batch.late:
        late_entries.close(batch.book.connection, action.op_id, LateState.ARRIVED)
    if verdict.outcome is None:
        batch.book.note(action.order_id, held.version, deed, "noop")
        return _result(action, verdict, version=held.version)
    outcome = verdict.outcome
    if action.kind == "submit":
        outcome = arrivals.handed_in(batch.book.connection, outcome)
    changed = batch.book.change(held, outcome, deed, verdict.section)
    if outcome.stage is Stage.AWAITING_FILES:
        batch.waiting.add(action.order_id)
    return _result(action, verdict, version=changed.version)


def _unsettled(
    batch: Batch, action: PushedAction, verdict: Verdict, held: Held | None
) -> ActionResult:
    if verdict.filed:
        deed = _deed(batch, action, batch.received)
        filing = Filing(deed, action.order_id, verdict.code, action.round)
        late_entries.file(batch.book.connection, filing)
    result = _result(action, verdict, version=held.version if held else 0)
    if verdict.status is ResultStatus.CONFLICT and held is not None:
        return structs.replace(result, order=Raw(codec.encode(held.order)))
    if verdict.status is ResultStatus.ERROR:
        return structs.replace(result, incident=_incident(action, verdict.code))
    return result


def _deed(batch: Batch, action: PushedAction, at: datetime) -> Deed:
    return Deed(
        op_id=action.op_id,
        kind=action.kind,
        data=bytes(action.data),
        actor=batch.session.actor,
        at=at,
        claimed_at=judging.claimed_moment(action),
        received_at=batch.received,
        client_id=batch.request.client_id,
        seq=action.seq,
    )


def _result(action: PushedAction, verdict: Verdict, *, version: int = 0) -> ActionResult:
    return ActionResult(
        seq=action.seq,
        op_id=action.op_id,
        status=verdict.status,
        code=verdict.code,
        message=verdict.message,
        version=version,
        section=verdict.section if verdict.status is ResultStatus.CONFLICT else "",
    )


def _poisoned(action: PushedAction, error: BaseException) -> ActionResult:
    verdict = judging.worded(ResultStatus.ERROR, "action.unreadable")
    incident = _incident(action, type(error).__name__)
    return structs.replace(_result(action, verdict), incident=incident)


def _incident(action: PushedAction, why: str) -> str:
    """Log what can be logged of a bad action: never its content, which may name people."""
    incident = uuid.uuid4().hex[:8]
    _LOG.error("action not taken incident=%s kind=%.40s why=%s", incident, action.kind, why)
    return incident


def _store(batch: Batch, action: PushedAction, fingerprint: str, result: ActionResult) -> None:
    row = {
        "client_id": batch.request.client_id,
        "seq": action.seq,
        "op_id": action.op_id,
        "fingerprint": fingerprint,
        "order_id": action.order_id,
        "settled": result.status.settled,
        "superseded_by": "",
        "code": result.code,
        "body": codec.encode(structs.replace(result, replayed=False)),
        "received_at": to_ms(batch.received),
    }
    batch.rows.append(row)
    stored = Stored(action.op_id, fingerprint, result)
    batch.by_op[action.op_id] = batch.by_seq[action.seq] = stored
    batch.last = action.seq
    if not result.status.settled:
        failure = Failure(action.seq, action.op_id, result.code)
        batch.failures.setdefault(action.order_id, []).append(failure)
    elif action.supersedes:
        _supersede(batch, action)


def _supersede(batch: Batch, action: PushedAction) -> None:
    table = schema.answers
    for row in batch.rows:
        if (row["order_id"], row["op_id"]) == (action.order_id, action.supersedes):
            row["superseded_by"] = action.op_id
    batch.book.connection.execute(
        update(table)
        .where(
            table.c.client_id == batch.request.client_id,
            table.c.order_id == action.order_id,
            table.c.op_id == action.supersedes,
        )
        .values(superseded_by=action.op_id)
    )
    # what was handed over meanwhile is not to be laid over the newer text by a person
    choice = Choice(
        action.supersedes, action.order_id, batch.request.client_id, batch.session.user_id
    )
    late_entries.give_up(batch.book.connection, choice)
    kept = [
        failure
        for failure in batch.failures.get(action.order_id, ())
        if failure.op_id != action.supersedes
    ]
    batch.failures[action.order_id] = kept
