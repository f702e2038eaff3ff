"""The one function that applies an action to an order.

The client calls it when the clerk clicks, again in every replay of unsent work, and the centre
calls it when the action arrives: the same code, so the three agree.
"""

from datetime import datetime

from desktop.domain import actions as act
from desktop.domain.centre_actions import CENTRE_EFFECTS
from desktop.domain.centre_proceedings import CENTRE_PROCEEDINGS
from desktop.domain.clocks import Rules
from desktop.domain.gates import gate
from desktop.domain.orders import Actor, Order, Stage, Stamp
from desktop.domain.refusals import Refusal
from desktop.domain.rows import Context, entries_of
from desktop.domain.unit_actions import UNIT_EFFECTS
from desktop.domain.unit_proceedings import UNIT_PROCEEDINGS

__all__ = ["Outcome", "apply", "entries_of"]

Outcome = Order | Refusal
_EFFECTS = {**UNIT_EFFECTS, **UNIT_PROCEEDINGS, **CENTRE_EFFECTS, **CENTRE_PROCEEDINGS}


def apply(order: Order, action: act.Action, rules: Rules, at: datetime, actor: Actor) -> Outcome:
    """Apply an action to an order.

    Args:
        order: The order as it stands.
        action: What is done.
        rules: The jurisdiction the order was dispatched under, and the calendar.
        at: The moment that decides: the click at the client and in every replay; at the centre
            the claimed or the received time, as the profile says.
        actor: Who acts; at the centre from the token, never from the message.

    Returns:
        The changed order; the very same object when there was nothing left to do (somebody has
        accepted before, the row is already there); or a refusal, and then nothing has changed.
    """
    if _already_done(order, action):
        return order
    refusal = gate(order, type(action), rules, at, actor)
    if refusal:
        return refusal
    stamp = Stamp(at, actor.user_id, actor.name)
    return _EFFECTS[type(action)](order, action, Context(rules, stamp, actor))


def _already_done(order: Order, action: act.Action) -> bool:
    if isinstance(action, act.Accept):
        return order.round.accepted is not None and order.stage not in {
            Stage.DISPATCHED,
            Stage.WARNED,
            Stage.REMOVED,
        }
    if isinstance(action, act.Appending):
        return any(entry.entry_id == action.entry_id for entry in entries_of(order))
    return False
