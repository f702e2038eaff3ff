"""What a push is judged by: all of it loaded in a few statements, before the first action."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy import false, select

from central import late_entries, schema
from central.identity import Session
from central.judging import Failure
from central.new_rows import ensure
from central.orderbook import OrderBook
from central.problems import ProblemError
from desktop.contract.messages import ActionResult, PushRequest
from desktop.domain.conflicts import SectionMark

_RESULT = msgspec.json.Decoder(ActionResult)


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer that an action has got."""

    op_id: str
    fingerprint: str
    result: ActionResult


@dataclass(slots=True)
class Batch:
    """What one push has loaded and collected.

    Attributes:
        careful: Every action is written at once, inside a savepoint of its own.
        rows: Answers that are still to be written.
    """

    book: OrderBook
    request: PushRequest
    session: Session
    received: datetime
    last: int
    careful: bool
    rows: list[dict[str, object]] = field(default_factory=list)
    by_seq: dict[int, Stored] = field(default_factory=dict)
    by_op: dict[str, Stored] = field(default_factory=dict)
    failures: dict[str, list[Failure]] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)


def lock_client(book: OrderBook, request: PushRequest, session: Session) -> int:
    """Let no other push of this client in, and tell its last number.

    Raises:
        ProblemError: `client_forked`.
    """
    table = schema.clients
    query = select(table).where(table.c.client_id == request.client_id).with_for_update()
    row = book.connection.execute(query).one_or_none()
    if row is None:
        values = {"client_id": request.client_id, "user_id": session.user_id, "last": 0}
        ensure(book.connection, table, values)
        row = book.connection.execute(query).one()
    if row.user_id != session.user_id:
        raise ProblemError("client_forked")
    return int(row.last)


def load(batch: Batch) -> None:
    """Load in a few statements what every action of the batch is judged by."""
    actions = batch.request.actions
    order_ids = sorted({action.order_id for action in actions})
    batch.book.hold(order_ids)
    load_answers(batch)
    _load_failures(batch, order_ids)
    batch.late = late_entries.kept(batch.book.connection, [action.op_id for action in actions])
    feed = schema.feed
    query = select(feed.c.order_id).where(
        feed.c.unit_id == batch.session.unit_id,
        feed.c.op == "remove",
        feed.c.order_id.in_(order_ids),
    )
    batch.left = set(batch.book.connection.execute(query).scalars())


def load_answers(batch: Batch) -> None:
    """Load the answers that actions of the batch have got before, from here or elsewhere."""
    table, actions = schema.answers, batch.request.actions
    mine = (table.c.client_id == batch.request.client_id) & table.c.seq.in_(
        [action.seq for action in actions]
    )
    known = table.c.op_id.in_([action.op_id for action in actions])
    for row in batch.book.connection.execute(select(table).where(mine | known)):
        result = _RESULT.decode(bytes(row.body))
        stored = Stored(row.op_id, row.fingerprint, result)
        batch.by_op[row.op_id] = stored
        if row.client_id == batch.request.client_id:
            batch.by_seq[row.seq] = stored


def _load_failures(batch: Batch, order_ids: list[str]) -> None:
    table = schema.answers
    query = select(table.c.order_id, table.c.seq, table.c.op_id, table.c.code).where(
        table.c.client_id == batch.request.client_id,
        table.c.order_id.in_(order_ids),
        table.c.settled == false(),
        table.c.superseded_by == "",
    )
    for row in batch.book.connection.execute(query):
        failure = Failure(row.seq, row.op_id, row.code)
        batch.failures.setdefault(row.order_id, []).append(failure)


def is_own(batch: Batch, mark: SectionMark) -> bool:
    """Tell whether this client made a deed under an earlier id: it has sent the same op_id.

    A PC whose image was restored takes a new id, and its clerk's next text builds on the last.
    """
    connection, table = batch.book.connection, schema.answers
    written = select(table.c.op_id).where(
        table.c.client_id == mark.client_id, table.c.seq == mark.seq
    )
    op_id = connection.execute(written).scalar()
    if any(stored.op_id == op_id for stored in batch.by_seq.values()):
        return True
    mine = select(table.c.seq).where(
        table.c.client_id == batch.request.client_id, table.c.op_id == op_id
    )
    return connection.execute(mine).first() is not None
