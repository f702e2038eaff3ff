"""What a request that was delivered late holds back, and what it does not."""

from datetime import timedelta

import pytest
from helpers.central_clerks import (
    Clerk,
    add_orders,
    contact,
    head_signature,
    make_order,
    result,
    return_form,
)
from msgspec import structs

from central.platform import Platform
from desktop.contract.messages import ResultStatus
from desktop.domain.actions import (
    Accept,
    Action,
    RequestExtension,
    RequestReturn,
    Submit,
    WithdrawReturn,
)
from desktop.domain.orders import Order, Stage

_ASK = RequestExtension(entry_id="ext-1", reason="等待产权单位答复")


def _old(platform: Platform, number: str, profile: str, kind: str) -> Order:
    order = make_order(number, hours_ago=24 * 20)
    order = structs.replace(order, profile=profile, kind=kind)
    add_orders(platform, order)
    return order


@pytest.mark.parametrize("asked_again", [False, True])
def test_a_late_extension_does_not_hold_back_the_report(
    platform: Platform, asked_again: bool
) -> None:
    order = _old(platform, "L-1", "generic", "general")
    clerk, clicked = Clerk(platform), order.dispatched_at + timedelta(hours=2)
    more = [structs.replace(_ASK, entry_id="ext-2")] if asked_again else []
    actions: list[Action] = [Accept(), contact(), _ASK, *more, result(), Submit()]
    reply = clerk.push(*(clerk.made(order, action, clicked=clicked) for action in actions))
    codes = [told.code for told in reply.results if told.status is not ResultStatus.APPLIED]
    assert codes == ["extension.delivered_late"] * (1 + asked_again)
    held = clerk.order(order)
    assert held.stage is Stage.SUBMITTED
    assert held.extensions == ()


def test_any_other_failure_beside_it_still_blocks(platform: Platform) -> None:
    order = _old(platform, "L-2", "generic", "general")
    clerk, clicked = Clerk(platform), order.dispatched_at + timedelta(hours=2)
    reply = clerk.push(
        clerk.made(order, Accept(), clicked=clicked),
        clerk.made(order, _ASK, clicked=clicked),
        clerk.made(order, Submit(), clicked=clicked),
        clerk.made(order, result(), clicked=clicked),
    )
    assert [told.code for told in reply.results][1:] == [
        "extension.delivered_late",
        "submit.result_missing",
        "order.blocked",
    ]


def test_an_extension_that_was_asked_too_late_holds_nothing_back_either(platform: Platform) -> None:
    order = _old(platform, "L-3", "generic", "general")
    clerk = Clerk(platform)
    reply = clerk.push(
        clerk.made(order, Accept()),
        clerk.made(order, _ASK),
        clerk.made(order, result()),
    )
    assert [told.code for told in reply.results] == ["", "extension.deadline_passed", ""]


def test_what_follows_a_late_return_was_done_about_another_order(platform: Platform) -> None:
    order = _old(platform, "L-4", "xiayang", "normal")
    clerk, form = Clerk(platform), return_form()
    clicked = order.dispatched_at + timedelta(hours=2)
    actions: list[Action] = [
        Accept(), form, head_signature(order, form), RequestReturn(), WithdrawReturn(), result(),
    ]  # fmt: skip
    reply = clerk.push(*(clerk.made(order, action, clicked=clicked) for action in actions))
    late = "return.delivered_late"
    assert [told.code for told in reply.results] == [
        "", late, "", late, "order.blocked", "order.blocked",
    ]  # fmt: skip
