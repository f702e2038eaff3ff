"""Whether an order can still be returned, what to know of it, and what its form lacks (XY-07)."""

from datetime import datetime

from msgspec import Struct

from desktop.domain.actions import SaveReturnForm
from desktop.domain.calendar import moment_text
from desktop.domain.conditions import return_content
from desktop.domain.orders import ReturnForm
from desktop.domain.profile import Duty
from desktop.domain.refusals import Refusal
from desktop.services.duty_states import return_is_over
from desktop.services.order_desk import OrderCard


class ReturnOffer(Struct, frozen=True):
    """What the page of an acceptance says of a return.

    Attributes:
        words: The sentence for the clerk.
        is_over: The deadline has locked it; nothing may promise a return.
    """

    words: str
    is_over: bool


def return_offer(card: OrderCard, now: datetime) -> ReturnOffer | None:
    """Say how a return of an order stands before it is accepted.

    Returns:
        None where nothing is to be said: the place knows no return, or the order came back for
        rework, which nobody else can take over.
    """
    order = card.working.order
    is_known = any(step.action is SaveReturnForm for step in card.steps)
    if order.round.number > 1 or not is_known:
        return None
    is_over = return_is_over(card, now)
    return ReturnOffer(_words(card, is_over=is_over), is_over)


def form_problem(card: OrderCard, form: ReturnForm) -> Refusal | None:
    """Tell what a form as it is typed lacks here; the same is asked when it is sent."""
    return return_content(card.working.order, form, card.rules)


def _words(card: OrderCard, *, is_over: bool) -> str:
    profile = card.rules.profile
    rule = profile.cite(Duty.RETURN, card.working.order.kind)
    cite = f"（{rule}）" if rule else ""
    due = next((clock.due for clock in card.clocks if clock.duty is Duty.RETURN), None)
    if is_over and due:
        return f"退单已于 {moment_text(due)} 截止，逾期不予退单{cite}。本单由本部门办理。"
    words = f"退单要先接单，再填写《退单申请表》{cite}。"
    if due:
        consequence = "，逾期不予退单" if profile.late_return == "locked" else ""
        words += f"截止 {moment_text(due)}{consequence}。"
    return f"{words}退单审核期间，先行联系和办理的时限照常计算。"
