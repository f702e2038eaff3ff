"""What the clerk did: appended, sent, settled; never changed and never deleted.

`id` is the order in which things were done. `seq` is the number for the server: 1, 2, 3 … for
one client id. Actions that were answered under an earlier client id carry a negative `seq`, so
that they can be mistaken for none of the new ones; so do those that a clerk has dealt with and a
restored server knows nothing of.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from desktop.contract.codec import encode
from desktop.contract.messages import ActionResult, Claimed, PushedAction, ResultStatus
from desktop.domain.orders import Actor
from desktop.services.ports import NewAction, OutboxEntry, OutboxState, Resolution
from desktop.store import meta_rows
from desktop.store.moments import from_us, to_us

_ACTOR = msgspec.json.Decoder(Actor)
_CLAIMED = msgspec.json.Decoder(Claimed)

_ENTRY_COLUMNS = (
    "outbox.seq, outbox.op_id, outbox.order_id, outbox.kind, outbox.data, outbox.state, "
    "outbox.clicked_at, outbox.actor, outbox.round, outbox.status, outbox.code, outbox.message, "
    "outbox.version, outbox.supersedes, outbox.doubtful, outbox.settled_at, outbox.resolution"
)
_OF_ORDER = f"SELECT {_ENTRY_COLUMNS}, '', '' FROM outbox WHERE order_id = ? ORDER BY id"  # noqa: S608
_LISTED = (
    f"SELECT {_ENTRY_COLUMNS}, coalesce(view.number, ''), coalesce(view.title, '') "  # noqa: S608
    "FROM outbox "
    "LEFT JOIN base ON base.order_id = outbox.order_id "
    "LEFT JOIN view ON view.order_key = base.order_key "
)
_APPEND = (
    "INSERT INTO outbox (seq, op_id, order_id, kind, data, round, base_version, base_seq, seen, "
    "claimed, clicked_at, actor, blobs, supersedes, base_text, state) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')"
)
_OUTGOING = (
    "SELECT seq, op_id, kind, order_id, data, claimed, schema, round, base_version, base_seq, "
    "seen, supersedes, blobs FROM outbox WHERE state = 'pending' ORDER BY seq LIMIT ?"
)
_SETTLE = (
    "UPDATE outbox SET state = ?, status = ?, code = ?, message = ?, version = ?, theirs = ?, "
    "doubtful = 0, settled_at = ? WHERE op_id = ?"
)


_RESOLVE = (
    "UPDATE outbox SET resolution = ? WHERE op_id = ? AND state = 'attention' AND resolution = ''"
)
_UNDISMISS = (
    "UPDATE outbox SET resolution = '' WHERE op_id = ? AND state = 'attention' "
    "AND resolution IN ('dismissed', 'handed_over') RETURNING order_id"
)


def append(connection: Connection, new: NewAction) -> int:
    """Add an action under the next number, and return the number."""
    seq = meta_rows.number(connection, "top") + 1
    meta_rows.put(connection, "top", seq)
    values = (
        seq, new.op_id, new.order_id, new.kind, new.data, new.round, new.base_version,
        new.base_seq, new.seen, encode(new.claimed), to_us(new.clicked_at), encode(new.actor),
        " ".join(new.blobs), new.supersedes, new.base_text,
    )  # fmt: skip
    connection.exec_driver_sql(_APPEND, values)
    if new.supersedes:
        resolve(connection, new.supersedes, Resolution.SUPERSEDED)
    return seq


def resolve(connection: Connection, op_id: str, resolution: Resolution) -> str:
    """Mark a failed action as dealt with; all the rest of it stays as it is.

    Returns:
        Id of its order; empty when there was nothing to resolve.
    """
    found = connection.exec_driver_sql(f"{_RESOLVE} RETURNING order_id", (resolution, op_id))
    return str(found.scalar() or "")


def undismiss(connection: Connection, op_id: str) -> str:
    """Let a failed action that a clerk had put aside wait for him again.

    Returns:
        Id of its order; empty when it is not put aside.
    """
    return str(connection.exec_driver_sql(_UNDISMISS, (op_id,)).scalar() or "")


def holds(connection: Connection, op_id: str) -> bool:
    """Tell whether an action is in the outbox."""
    found = connection.exec_driver_sql("SELECT 1 FROM outbox WHERE op_id = ?", (op_id,))
    return found.first() is not None


def of_order(connection: Connection, order_id: str) -> tuple[OutboxEntry, ...]:
    """Load the actions on an order, newest last."""
    return tuple(map(_entry, connection.exec_driver_sql(_OF_ORDER, (order_id,))))


def listed(
    connection: Connection, state: OutboxState | None, limit: int, *, unresolved: bool
) -> tuple[OutboxEntry, ...]:
    """List actions, oldest first for pending, newest first otherwise."""
    direction = "" if state is OutboxState.PENDING else " DESC"
    where = ["state = ?"] if state else []
    where += ["resolution = ''"] if unresolved else []
    conditions = f"WHERE {' AND '.join(where)} " if where else ""
    sql = f"{_LISTED}{conditions}ORDER BY outbox.id{direction} LIMIT ?"
    parameters = (str(state), limit) if state else (limit,)
    return tuple(map(_entry, connection.exec_driver_sql(sql, parameters)))


def single(connection: Connection, op_id: str) -> OutboxEntry | None:
    """Load an action by its op_id."""
    row = connection.exec_driver_sql(f"{_LISTED}WHERE op_id = ?", (op_id,)).first()
    return None if row is None else _entry(row)


def count_open(connection: Connection) -> int:
    """Count the failed actions that no clerk has dealt with."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM outbox WHERE state = 'attention' AND resolution = ''"
    )
    return int(found.scalar_one())


def touched_orders(connection: Connection, order_ids: Iterable[str]) -> set[str]:
    """Find which orders have any action in the outbox."""
    found = connection.exec_driver_sql(
        "SELECT value FROM json_each(?) WHERE EXISTS "
        "(SELECT 1 FROM outbox WHERE outbox.order_id = value)",
        (encode(list(order_ids)).decode(),),
    )
    return {str(order_id) for (order_id,) in found}


def outgoing(connection: Connection, limit: int, max_bytes: int) -> list[PushedAction]:
    """Load the oldest unanswered actions, at least one if there is any.

    Their numbers follow on one another: what is asked again goes alone when others after it have
    their answers.
    """
    found: list[PushedAction] = []
    size = 0
    for row in connection.exec_driver_sql(_OUTGOING, (limit,)):
        action = pushed(row)
        size += len(encode(action))
        if found and (size > max_bytes or action.seq != found[-1].seq + 1):
            break
        found.append(action)
    return found


def settle(connection: Connection, results: Sequence[ActionResult], now: datetime) -> set[str]:
    """Store the centre's answers.

    A result counts only for an action that waits for one under just this number: replayed
    replies, and answers to a number that has been given anew, change nothing.

    Returns:
        Ids of the orders concerned.
    """
    waiting = _waiting(connection, [result.op_id for result in results])
    rows = [
        _settled(result, now)
        for result in results
        if waiting.get(result.op_id, ("", 0))[1] == result.seq
    ]
    if rows:
        connection.exec_driver_sql(_SETTLE, rows)
    return {waiting[str(row[-1])][0] for row in rows}


def _settled(result: ActionResult, now: datetime) -> tuple[object, ...]:
    state = OutboxState.DONE if result.status.settled else OutboxState.ATTENTION
    message = result.message
    if result.incident:
        message = f"{message}（故障编号 {result.incident}）"
    theirs = None if result.order is None else bytes(result.order)
    return (
        str(state), str(result.status), result.code, message, result.version, theirs,
        to_us(now), result.op_id,
    )  # fmt: skip


def _waiting(connection: Connection, op_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    if not op_ids:
        return {}
    rows = connection.exec_driver_sql(
        "SELECT op_id, order_id, seq FROM outbox WHERE state = 'pending' AND op_id IN "
        "(SELECT value FROM json_each(?))",
        (encode(list(op_ids)).decode(),),
    )
    return {str(op_id): (str(order_id), int(seq)) for op_id, order_id, seq in rows}


def mark_doubtful(connection: Connection, order_id: str, seqs: frozenset[int]) -> None:
    """Remember which pending actions of an order a replay refused."""
    connection.exec_driver_sql(
        "UPDATE outbox SET doubtful = (state = 'pending' AND seq IN "
        "(SELECT value FROM json_each(?))) WHERE order_id = ? AND doubtful <> "
        "(state = 'pending' AND seq IN (SELECT value FROM json_each(?)))",
        (seqs_json := encode(sorted(seqs)).decode(), order_id, seqs_json),
    )


def acked(connection: Connection, top: int) -> int:
    """Find the highest number up to which every action has its answer; `top` is the last one."""
    first = connection.exec_driver_sql(
        "SELECT min(seq) FROM outbox WHERE state = 'pending'"
    ).scalar()
    return top if first is None else int(first) - 1


def tally(entries: Sequence[OutboxEntry]) -> tuple[int, int]:
    """Count the unsent actions of an order, and those that need attention."""
    unsent = sum(entry.state is OutboxState.PENDING for entry in entries)
    return unsent, sum(entry.needs_attention for entry in entries)


def read_actor(raw: bytes) -> Actor:
    """Read who acted."""
    return _ACTOR.decode(raw)


def _entry(row: Sequence[Any]) -> OutboxEntry:
    (
        seq, op_id, order_id, kind, data, state, clicked_at, actor, the_round, status, code,
        message, version, supersedes, doubtful, settled_at, resolution, number, title,
    ) = row  # fmt: skip
    return OutboxEntry(
        seq=seq,
        op_id=op_id,
        order_id=order_id,
        kind=kind,
        data=bytes(data),
        state=OutboxState(state),
        clicked_at=from_us(clicked_at),
        actor=_ACTOR.decode(actor),
        round=the_round,
        status=ResultStatus(status) if status else None,
        code=code,
        message=message,
        version=version,
        supersedes=supersedes,
        doubtful=bool(doubtful),
        number=number,
        title=title,
        resolution=Resolution(resolution),
        settled_at=None if settled_at is None else from_us(settled_at),
    )


def pushed(row: Sequence[Any]) -> PushedAction:
    """Read an action as it is sent, from the columns of `outgoing`."""
    (
        seq, op_id, kind, order_id, data, claimed, schema, the_round, base_version, base_seq,
        seen, supersedes, blobs,
    ) = row  # fmt: skip
    return PushedAction(
        seq=seq,
        op_id=op_id,
        kind=kind,
        order_id=order_id,
        data=msgspec.Raw(data),
        claimed=_CLAIMED.decode(claimed),
        schema=schema,
        round=the_round,
        base_version=base_version,
        base_seq=base_seq,
        seen=seen,
        supersedes=supersedes,
        blobs=tuple(blobs.split()),
    )
