"""The expected state of every order: its history, done once more from the dispatched order on."""

import re
from collections import defaultdict
from collections.abc import Sequence

from helpers.rulebook import xiayang_rules
from helpers.town_ledger import Deed, Ledger
from msgspec import structs

from central.moments import from_ms
from desktop.contract.codec import decode_action, decode_order, encode
from desktop.domain import lifecycle
from desktop.domain.orders import Actor, Order, Role, Stage
from desktop.domain.refusals import Refusal

_FRACTION = re.compile(rb"(T\d\d:\d\d:\d\d)\.\d+")


def differences(ledger: Ledger) -> list[str]:
    """Name the orders whose content is not what their history makes of them."""
    deeds: dict[str, list[Deed]] = defaultdict(list)
    for deed in ledger.deeds:
        if deed.status == "applied":
            deeds[deed.order_id].append(deed)
    wrong = []
    for order_id, (_, _, _, body) in ledger.orders.items():
        first = min(version for known, version in ledger.bodies if known == order_id)
        start = decode_order(ledger.bodies[order_id, first])
        if start.stage is not Stage.DISPATCHED or start.rounds[0].accepted:
            start = _before(start)
        expected = _replayed(start, deeds[order_id], decode_order(body).stage)
        if isinstance(expected, str):
            wrong.append(f"{order_id}: {expected}")
        elif _plain(encode(expected)) != _plain(encode(decode_order(body))):
            wrong.append(f"{order_id} is not what its history makes of it")
    return wrong


def _before(order: Order) -> Order:
    """The order as it was dispatched, before the duty clerk of a town accepted it."""
    return structs.replace(
        order, stage=Stage.DISPATCHED, rounds=(structs.replace(order.rounds[0], accepted=None),)
    )


def _replayed(order: Order, deeds: Sequence[Deed], end: Stage) -> Order | str:
    for place, deed in enumerate(deeds):
        actor = Actor(deed.user_id, deed.user_name, deed.unit_id, Role(deed.role))
        outcome = lifecycle.apply(
            order, decode_action(deed.data), xiayang_rules(), from_ms(deed.at), actor
        )
        if isinstance(outcome, Refusal):
            return f"{deed.kind} in its history is refused: {outcome.code}"
        if deed.kind == "submit" and _waits(deeds[place + 1 :], end):
            outcome = structs.replace(outcome, stage=Stage.AWAITING_FILES)
        order = outcome
    return order


def _waits(later: Sequence[Deed], end: Stage) -> bool:
    """Tell whether a submission waited for files: they arrived later, or have not yet."""
    for deed in later:
        if deed.kind in {"files_arrived", "submit"}:
            return deed.kind == "files_arrived"
    return end is Stage.AWAITING_FILES


def _plain(body: bytes) -> bytes:
    """Leave out parts of seconds, which a history keeps less of."""
    return _FRACTION.sub(rb"\1", body)
