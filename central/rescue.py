"""Work that a client could not push any more: filed with its orders, applied by a person only.

A device was revoked, a user disabled, a lineage lost, a program too old: the outbox is still there.
Its rows come as a bundle, over the wire or as a file, and are kept as late entries.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select

from central import audit, late_entries, schema
from central.database import Database, Transaction
from central.identity import UserRow, units_of
from central.judging import claimed_moment
from central.late_entries import Filing
from central.lost_races import run_again
from central.moments import now
from central.orderbook import Deed, OrderBook
from central.problems import ProblemError
from desktop.contract.messages import (
    MAX_RESCUE_BYTES,
    MAX_RESCUED,
    PushedAction,
    RescueBundle,
    RescueFate,
    RescueReply,
    RescueResult,
)
from desktop.domain.orders import Actor, Role

CODE = "rescue"
"""Why the entries were filed."""
_ID_LENGTH = 60
_KIND_LENGTH = 40
_LOT = 500


def read_file(content: bytes) -> RescueBundle:
    """Read a bundle from a file.

    Raises:
        ProblemError: `malformed` or `too_large`.
    """
    if len(content) > MAX_RESCUE_BYTES:
        raise ProblemError("too_large")
    try:
        return msgspec.json.decode(content, type=RescueBundle)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProblemError("malformed", str(error)) from error


def actor_of(database: Database, user_id: str, order_ids: Sequence[str] = ()) -> Actor:
    """Find the person who made a bundle, also one who was disabled since.

    Args:
        database: The platform's database.
        user_id: The person.
        order_ids: Orders of the bundle: they tell which of his units he worked for.

    Raises:
        LookupError: There is no such user.
    """
    table, orders = schema.users, schema.orders
    with database.read() as connection:
        row = connection.execute(select(table).where(table.c.user_id == user_id)).one_or_none()
        if row is None:
            raise LookupError(user_id)
        units = units_of(connection, UserRow(row.user_id, row.unit_id, row.name, row.role))
        query = select(orders.c.unit_id).where(orders.c.order_id.in_(order_ids[:_LOT]))
        worked = set(connection.execute(query).scalars())
    unit = next((unit for unit in units if unit.unit_id in worked), units[0])
    return Actor(row.user_id, row.name, unit.unit_id, Role(unit.role))


@run_again
def file_bundle(database: Database, bundle: RescueBundle, actor: Actor, *, who: str) -> RescueReply:
    """File every action of a bundle that the platform does not have yet.

    Args:
        database: The platform's database.
        bundle: The actions.
        actor: Who made them: the user of the token, or whom the one at the command line vouches
            for.
        who: Who brought the bundle, for the audit.

    Raises:
        ProblemError: `too_large`, `malformed`.
    """
    if len(bundle.actions) > MAX_RESCUED:
        raise ProblemError("too_large")
    if not _is_id(bundle.client_id):
        raise ProblemError("malformed", "client_id")
    with database.write() as transaction:
        readable = [action for action in bundle.actions if _is_readable(action)]
        # as a push does: one that takes the same action at this moment is waited for, or waits
        book = OrderBook(transaction, database.epoch)
        book.hold(action.order_id for action in readable)
        known = _known(transaction, [action.op_id for action in readable])
        results = tuple(
            _file(transaction, bundle, action, actor, known) for action in bundle.actions
        )
        filed = sum(result.fate is RescueFate.FILED for result in results)
        audit.record(transaction.connection, who, "rescue", bundle.client_id, f"filed={filed}")
    return RescueReply(
        client_id=bundle.client_id, epoch=database.epoch, results=results, server_time=now()
    )


def _file(
    transaction: Transaction,
    bundle: RescueBundle,
    action: PushedAction,
    actor: Actor,
    known: set[str],
) -> RescueResult:
    if action.op_id in known:
        return RescueResult(op_id=action.op_id, fate=RescueFate.KNOWN)
    if not _is_readable(action):
        return RescueResult(op_id=action.op_id, fate=RescueFate.UNREADABLE)
    try:
        claimed = claimed_moment(action)
    except OverflowError:
        return RescueResult(op_id=action.op_id, fate=RescueFate.UNREADABLE)
    deed = Deed(
        op_id=action.op_id,
        kind=action.kind,
        data=bytes(action.data),
        actor=actor,
        at=claimed,
        claimed_at=claimed,
        received_at=now(),
        client_id=bundle.client_id,
        seq=action.seq,
    )
    filing = Filing(deed, action.order_id, CODE, action.round)
    late_entries.file(transaction.connection, filing)
    return RescueResult(op_id=action.op_id, fate=RescueFate.FILED)


def _known(transaction: Transaction, op_ids: list[str]) -> set[str]:
    """Find the actions for which there is nothing left to do.

    They are in the history, or their own clerk has put something newer in their place.
    """
    history, answers = schema.history, schema.answers
    known: set[str] = set()
    for start in range(0, len(op_ids), _LOT):
        lot = op_ids[start : start + _LOT]
        taken = select(history.c.op_id).where(history.c.op_id.in_(lot))
        replaced = select(answers.c.op_id).where(
            answers.c.op_id.in_(lot), answers.c.superseded_by != ""
        )
        for query in (taken, replaced):
            known.update(transaction.connection.execute(query).scalars())
    return known


def _is_readable(action: PushedAction) -> bool:
    ids = _is_id(action.op_id) and _is_id(action.order_id)
    return ids and action.kind.isprintable() and len(action.kind) <= _KIND_LENGTH


def _is_id(text: str) -> bool:
    return 0 < len(text) <= _ID_LENGTH and text.isprintable()
