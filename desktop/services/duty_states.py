"""How a deadline on an order's screen stands: still to be met, met, met late, over, not needed."""

from datetime import datetime
from enum import Enum

from desktop.domain.clocks import Clock, has_feedback, is_return_closed, open_duties
from desktop.domain.missed_duties import duty_done_at
from desktop.domain.profile import Duty
from desktop.services.order_desk import OrderCard

_NOT_ACCEPTED = "action.not_accepted"


class DutyState(Enum):
    """How a duty of the current round stands; the value is the word on screen."""

    OPEN = "待办"
    DONE = "已完成"
    LATE = "逾期完成"
    OVER = "已截止"
    LATER = "还没有到这一步"
    SPARED = "不再需要"


def duty_state(card: OrderCard, clock: Clock, now: datetime) -> DutyState:
    """Tell how one deadline of an order stands.

    Args:
        card: The order with its steps.
        clock: One of its clocks.
        now: The present moment.
    """
    order = card.working.order
    if clock.duty is Duty.RETURN:
        return _return_state(card, clock, now)
    if clock.duty in open_duties(order, card.rules.profile):
        return DutyState.OPEN
    if clock.duty is Duty.SUPERVISE:
        return DutyState.DONE
    if clock.duty is Duty.FEEDBACK:
        return _feedback_state(card)
    return _done_state(card, clock) or DutyState.SPARED


def return_is_over(card: OrderCard, now: datetime) -> bool:
    """Tell whether an order, accepted or not, is past the moment that locks its return (XY-07)."""
    return is_return_closed(card.working.order, card.rules, now) is not None


def _return_state(card: OrderCard, clock: Clock, now: datetime) -> DutyState:
    """A return that was never asked for is open as long as it can be asked for (XY-07).

    Before the order is accepted its steps are closed, and yet the deadline runs.
    """
    done = _done_state(card, clock)
    if done is not None:
        return done
    if not open_duties(card.working.order, card.rules.profile):
        return DutyState.SPARED
    if return_is_over(card, now):
        return DutyState.OVER
    steps = [step for step in card.steps if step.due and step.due.duty is Duty.RETURN]
    waits = any(step.refusal and step.refusal.code == _NOT_ACCEPTED for step in steps)
    return DutyState.OPEN if waits or any(step.open for step in steps) else DutyState.SPARED


def _done_state(card: OrderCard, clock: Clock) -> DutyState | None:
    done_at = duty_done_at(card.working.order.round, clock.duty)
    if done_at is None:
        return None
    is_late = done_at.replace(microsecond=0) > clock.due
    return DutyState.LATE if is_late else DutyState.DONE


def _feedback_state(card: OrderCard) -> DutyState:
    """The result can be told only when there is one (LS-09, ZZ-05)."""
    order = card.working.order
    if has_feedback(order):
        return DutyState.DONE
    return DutyState.LATER if open_duties(order, card.rules.profile) else DutyState.SPARED
