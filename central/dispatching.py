"""The centre's side of the story: new orders are dispatched, the centre's staff act on them."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from msgspec import Raw, Struct, structs
from sqlalchemy import Connection, select

from central import schema
from central.database import Database
from central.lost_races import run_again
from central.moments import now
from central.orderbook import CENTRE, Deed, Held, OrderBook
from central.problems import ProblemError
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.contract.messages import ActionResult, ResultStatus
from desktop.domain import lifecycle
from desktop.domain.actions import Action, DecideReturn
from desktop.domain.orders import Actor, Order
from desktop.domain.refusals import Refusal

_LOT = 500
_QUERY_LOT = 500


class CentreRequest(Struct, frozen=True, kw_only=True):
    """`POST /v1/centre/actions`: centre staff act on an order.

    Attributes:
        order_id: The order; or its `number`.
        action: The action's JSON with its `kind`.
        op_id: UUID that makes a repeat harmless; empty when the caller does not repeat.
    """

    action: Raw
    order_id: str = ""
    number: str = ""
    op_id: str = ""


def dispatch(database: Database, orders: Sequence[Order], *, lot: int = _LOT) -> int:
    """Dispatch new orders in lots, so that a large number never holds a unit's head for long.

    Orders whose number is known already are passed over.

    Returns:
        How many were new.
    """
    added = 0
    for start in range(0, len(orders), lot):
        added += dispatch_at_once(database, orders[start : start + lot])
    return added


@run_again
def dispatch_at_once(database: Database, orders: Sequence[Order]) -> int:
    """Dispatch new orders in one transaction: all of them or, when it fails, none."""
    with database.write() as transaction:
        book = OrderBook(transaction, database.epoch)
        known = _known_numbers(book.connection, [order.number for order in orders])
        fresh = [order for order in orders if order.number not in known]
        book.add(fresh)
        book.publish()
    return len(fresh)


def known_numbers(database: Database, numbers: Sequence[str]) -> set[str]:
    """Find out which order numbers the platform has already."""
    with database.read() as connection:
        return _known_numbers(connection, numbers)


def _known_numbers(connection: Connection, numbers: Sequence[str]) -> set[str]:
    known: set[str] = set()
    table = schema.orders
    for start in range(0, len(numbers), _QUERY_LOT):
        lot = numbers[start : start + _QUERY_LOT]
        query = select(table.c.number).where(table.c.number.in_(lot))
        known.update(connection.execute(query).scalars())
    return known


def order_id_of(database: Database, number: str) -> str:
    """Find an order by its number.

    Raises:
        LookupError: There is none.
    """
    query = select(schema.orders.c.order_id).where(schema.orders.c.number == number)
    with database.read() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        raise LookupError(number)
    return str(found)


def take(
    database: Database, rulebook: Rulebook, request: CentreRequest, actor: Actor
) -> ActionResult:
    """Take an action of centre staff that came over the wire.

    Raises:
        ProblemError: `malformed` or `not_found`.
    """
    try:
        action = codec.decode_action(request.action)
        order_id = request.order_id or order_id_of(database, request.number)
    except codec.UnreadableError as error:
        raise ProblemError("malformed", str(error)) from error
    except LookupError as error:
        raise ProblemError("not_found") from error
    return act(database, rulebook, order_id, action, actor=actor, op_id=request.op_id)


@run_again
def act(
    database: Database,
    rulebook: Rulebook,
    order_id: str,
    action: Action,
    *,
    actor: Actor = CENTRE,
    op_id: str = "",
    at: datetime | None = None,
) -> ActionResult:
    """Apply an action of the centre to an order.

    Args:
        database: The platform's database.
        rulebook: The rules of the orders.
        order_id: The order.
        action: What the centre does.
        actor: Who does it.
        op_id: Makes a repeat harmless: a known one changes nothing.
        at: When it was done; now by default.

    Raises:
        ProblemError: `not_found`.
    """
    deed = _deed(action, actor, op_id or str(uuid.uuid4()), at or now())
    with database.write() as transaction:
        book = OrderBook(transaction, database.epoch)
        book.hold([order_id])
        held = book.get(order_id)
        if held is None:
            raise ProblemError("not_found")
        if _is_known(book, deed.op_id):
            return _result(deed, ResultStatus.APPLIED, held.version, replayed=True)
        named = _named(book, action)
        rules = rulebook.rules_of(held.order)
        outcome = lifecycle.apply(held.order, named, rules, deed.at, deed.actor)
        result = _settle(book, held, outcome, deed)
        book.publish()
    return result


def _deed(action: Action, actor: Actor, op_id: str, at: datetime) -> Deed:
    return Deed(
        op_id=op_id,
        kind=codec.kind_of(action),
        data=codec.encode(action),
        actor=actor,
        at=at,
        claimed_at=at,
        received_at=now(),
    )


def _named(book: OrderBook, action: Action) -> Action:
    """Fill in the name of the unit that a returned order goes to."""
    if not isinstance(action, DecideReturn) or action.new_unit_name or not action.new_unit_id:
        return action
    query = select(schema.units.c.name).where(schema.units.c.unit_id == action.new_unit_id)
    name = book.connection.execute(query).scalar()
    return structs.replace(action, new_unit_name=name or action.new_unit_id)


def _settle(book: OrderBook, held: Held, outcome: Order | Refusal, deed: Deed) -> ActionResult:
    if isinstance(outcome, Refusal):
        refused = _result(deed, ResultStatus.REFUSED, held.version)
        return structs.replace(refused, code=outcome.code, message=outcome.message)
    if outcome is held.order:
        book.note(held.order.order_id, held.version, deed, "noop")
        return _result(deed, ResultStatus.NOOP, held.version)
    changed = book.change(held, outcome, deed)
    return _result(deed, ResultStatus.APPLIED, changed.version)


def _result(
    deed: Deed, status: ResultStatus, version: int, *, replayed: bool = False
) -> ActionResult:
    return ActionResult(
        seq=deed.seq, op_id=deed.op_id, status=status, version=version, replayed=replayed
    )


def _is_known(book: OrderBook, op_id: str) -> bool:
    query = select(schema.history.c.op_id).where(schema.history.c.op_id == op_id)
    return book.connection.execute(query).first() is not None
