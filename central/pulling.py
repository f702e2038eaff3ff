"""Pull: the changes of a unit after a cursor, in the sequence in which they were committed."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
from msgspec import Raw
from sqlalchemy import Connection, delete, func, literal_column, select, update

from central import acknowledgements, schema
from central.acknowledgements import Standing
from central.database import Database
from central.identity import Session
from central.lost_races import run_again
from central.moments import now, to_ms
from central.problems import ProblemError
from desktop.contract import codec
from desktop.contract.messages import (
    ActionResult,
    Change,
    ChangeOp,
    CheckReply,
    CheckRequest,
    PullReply,
    PullRequest,
)

MAX_PAGE = 2000
_PAGE_BYTES = 4_000_000
_RESULTS = 500
_TOMBSTONES_KEPT = timedelta(days=180)
_FETCH = 250
_RESULT = msgspec.json.Decoder(ActionResult)


@dataclass(frozen=True, slots=True)
class Position:
    """What an opaque cursor means.

    Attributes:
        epoch: Lineage that it belongs to.
        change: Last change that the client has.
        since: Head of the unit when the listing from the start began. Removals up to there are
            of no interest to the listing, so it may go on below the floor.
        unit_id: The unit.
    """

    epoch: int
    change: int
    since: int
    unit_id: str

    def __str__(self) -> str:
        """Write the cursor."""
        return f"{self.epoch}.{self.change}.{self.since}.{self.unit_id}"


@dataclass(slots=True)
class _Page:
    changes: list[Change]
    reached: int
    more: bool


def position_of(cursor: str) -> Position | None:
    """Read a cursor; None when it is none of ours."""
    parts = cursor.split(".", 3)
    if len(parts) != 4 or not all(part.isdecimal() for part in parts[:3]):
        return None
    epoch, change, since = (int(part) for part in parts[:3])
    return Position(epoch, change, since, parts[3])


def pull(database: Database, request: PullRequest, session: Session) -> PullReply:
    """Read a page of changes.

    An empty cursor, one of another lineage or unit, one ahead of the head, or one so old that
    removals since then are forgotten, gets `reset`: what follows is everything. A limit of 0 asks
    only where the server stands: no change comes, and the cursor stays where it is.

    Raises:
        ProblemError: `client_forked`: the client's id belongs to another user.
    """
    limit = max(0, min(request.limit, MAX_PAGE))
    with database.read() as connection:
        head, floor = _head(connection, session.unit_id)
        start = position_of(request.cursor)
        fresh = Position(database.epoch, 0, head, session.unit_id)
        reset = start is None or not _is_good(start, fresh, floor)
        if start is None or reset:
            start = fresh
        # most looks of a long poll find nothing: they need not search for it
        nothing = _Page([], start.change, more=False)
        page = nothing if start.change == head else _page(connection, start, limit)
        client = _client(connection, request, session)
        results = _results(connection, request) if request.ack < client.last else ()
    if client.is_due(request.ack):
        acknowledgements.write_down(database, request.client_id, request.ack)
    reached = page.reached if page.more else head
    cursor = str(Position(database.epoch, reached, start.since, session.unit_id))
    return PullReply(
        client_id=request.client_id,
        epoch=database.epoch,
        changes=tuple(page.changes),
        cursor=cursor if limit else request.cursor,
        server_time=now(),
        more=page.more or not limit,
        reset=reset,
        results=results,
        last=client.last,
        after=request.cursor,
    )


def check(database: Database, request: CheckRequest, session: Session) -> CheckReply:
    """Tell what a client that has pulled everything holds."""
    table = schema.orders
    query = (
        select(table.c.order_id, table.c.version)
        .where(table.c.unit_id == session.unit_id, table.c.stage != "removed")
    )  # fmt: skip
    with database.read() as connection:
        rows = [(str(row.order_id), int(row.version)) for row in connection.execute(query)]
    return CheckReply(
        client_id=request.client_id,
        epoch=database.epoch,
        count=len(rows),
        checksum=codec.checksum(rows),
    )


def heads(database: Database) -> dict[str, int]:
    """Read the last change number of every unit."""
    with database.read() as connection:
        rows = connection.execute(select(schema.heads.c.unit_id, schema.heads.c.head))
        return {str(row.unit_id): int(row.head) for row in rows}


@run_again
def forget_tombstones(database: Database, *, kept: timedelta = _TOMBSTONES_KEPT) -> int:
    """Delete removals that are older than any cursor still served.

    Returns:
        How many were deleted.
    """
    feed, head = schema.feed, schema.heads
    # written out, as the index over removals is: a parameter would not find it
    old = (feed.c.op == literal_column("'remove'")) & (feed.c.changed_at < to_ms(now() - kept))
    query = select(feed.c.unit_id, func.max(feed.c.change).label("top")).where(old)
    query = query.group_by(feed.c.unit_id).order_by(feed.c.unit_id)
    with database.write() as transaction:
        connection = transaction.connection
        for row in connection.execute(query).all():
            same = head.c.unit_id == row.unit_id
            connection.execute(update(head).where(same).values(floor=row.top))
        return connection.execute(delete(feed).where(old)).rowcount


def _head(connection: Connection, unit_id: str) -> tuple[int, int]:
    table = schema.heads
    query = select(table.c.head, table.c.floor).where(table.c.unit_id == unit_id)
    row = connection.execute(query).one_or_none()
    return (int(row.head), int(row.floor)) if row else (0, 0)


def _is_good(position: Position, fresh: Position, floor: int) -> bool:
    if (position.epoch, position.unit_id) != (fresh.epoch, fresh.unit_id):
        return False
    ahead = max(position.change, position.since) > fresh.since
    return not ahead and max(position.change, position.since) >= floor


def _page(connection: Connection, start: Position, limit: int) -> _Page:
    feed, orders = schema.feed, schema.orders
    wanted = (feed.c.op == ChangeOp.PUT.value) | (feed.c.change > start.since)
    query = (
        select(
            feed.c.change, feed.c.order_id, feed.c.op, feed.c.version, feed.c.reason,
            orders.c.body,
        )
        .outerjoin(orders, orders.c.order_id == feed.c.order_id)
        .where(feed.c.unit_id == start.unit_id, feed.c.change > start.change, wanted)
        .order_by(feed.c.change)
        .limit(limit + 1)
    )  # fmt: skip
    page = _Page([], start.change, more=False)
    size = 0
    result = connection.execute(query)
    while rows := result.fetchmany(_FETCH):
        for change, order_id, op, version, reason, body in rows:
            if len(page.changes) == limit or size > _PAGE_BYTES:
                page.more = True
                return page
            page.reached = change
            if op == "put":
                size += len(body)
                order = Raw(body)
                page.changes.append(
                    Change(order_id=order_id, op=ChangeOp.PUT, version=version, order=order)
                )
            else:
                page.changes.append(
                    Change(order_id=order_id, op=ChangeOp.REMOVE, version=version, reason=reason)
                )
    return page


def _client(connection: Connection, request: PullRequest, session: Session) -> Standing:
    table = schema.clients
    query = select(table.c.last, table.c.user_id, table.c.acked, table.c.acked_at)
    query = query.where(table.c.client_id == request.client_id)
    known = connection.execute(query).one_or_none()
    if known is None:
        return Standing()
    if known.user_id != session.user_id:
        # "nothing taken yet" would make the client believe that its work has been lost
        raise ProblemError("client_forked")
    return Standing(known.last, known.acked, known.acked_at)


def _results(connection: Connection, request: PullRequest) -> tuple[ActionResult, ...]:
    answers = schema.answers
    query = (
        select(answers.c.body)
        .where(answers.c.client_id == request.client_id, answers.c.seq > request.ack)
        .order_by(answers.c.seq)
        .limit(_RESULTS)
    )
    bodies = connection.execute(query).scalars()
    return tuple(_RESULT.decode(bytes(body)) for body in bodies)
