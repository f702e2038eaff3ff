"""How far an order is: which step is done, which is next, and whose wish the sign-off is."""

import pytest
from helpers.orders import (
    HANDS_ON,
    RESULT,
    accepted_order,
    an_order,
    contacted,
    did,
    order_in,
    signed_return_order,
    submitted_order,
)
from helpers.rulebook import profile_rules, xiayang_rules

from desktop.domain import actions as act
from desktop.domain.orders import Order, Stage
from desktop.domain.profile import Profile
from desktop.services.order_way import (
    Progress,
    WayStep,
    is_sheet_demanded,
    is_signoff_demanded,
    way_of,
)

PLAIN = xiayang_rules().profile
DONE, NOW, LATER, SKIPPED = Progress.DONE, Progress.NOW, Progress.LATER, Progress.SKIPPED


def _demanding() -> Profile:
    found = [profile_rules(place).profile for place in ("linshu", "kaifeng", "zizhiqu")]
    return next(profile for profile in found if is_signoff_demanded(profile))


def _told(order: Order, profile: Profile = PLAIN, **wish: bool) -> dict[str, Progress]:
    return {step.name: step.progress for step in way_of(order, profile, **wish)}


def _signoff(order: Order, profile: Profile = PLAIN, **wish: bool) -> WayStep:
    return next(step for step in way_of(order, profile, **wish) if step.name == "签批")


@pytest.mark.parametrize(
    ("order", "progress"),
    [
        (an_order(), [NOW, LATER, LATER, SKIPPED, LATER, LATER]),
        (accepted_order(), [DONE, NOW, LATER, SKIPPED, LATER, LATER]),
        (did(accepted_order(), contacted()), [DONE, DONE, NOW, SKIPPED, LATER, LATER]),
        (
            did(accepted_order(), contacted(), act.SaveResult(RESULT)),
            [DONE, DONE, DONE, SKIPPED, NOW, LATER],
        ),
        (submitted_order(), [DONE, DONE, DONE, SKIPPED, DONE, NOW]),
        (order_in(Stage.CLOSED), [DONE, DONE, DONE, SKIPPED, DONE, SKIPPED]),
    ],
    ids=["dispatched", "accepted", "contacted", "handled", "submitted", "closed"],
)
def test_the_first_step_that_is_not_done_is_the_present_one(
    order: Order, progress: list[Progress]
) -> None:
    way = way_of(order, PLAIN)
    assert [step.name for step in way] == ["接单", "先行联系", "处置", "签批", "提交", "回访"]
    assert [step.progress for step in way] == progress


def test_what_is_done_tells_its_moment_and_what_waits_tells_for_whom() -> None:
    contact = next(
        step for step in way_of(did(accepted_order(), contacted()), PLAIN) if step.at == HANDS_ON
    )
    assert contact.progress is DONE
    assert way_of(submitted_order(), PLAIN)[-1].note == "等待中心"


def test_a_sign_off_is_advice_where_only_the_office_wants_it_and_a_step_where_demanded() -> None:
    handled = did(accepted_order(), contacted(), act.SaveResult(RESULT))
    assert _signoff(handled).note == "不作要求"
    wanted = _signoff(handled, signs_off=True)
    assert (wanted.progress, wanted.note) == (NOW, "建议")
    assert _told(handled, signs_off=True)["提交"] is LATER
    demanded = _signoff(handled, _demanding())
    assert (demanded.progress, demanded.note) == (NOW, "待办")


def test_nothing_is_advised_on_what_has_been_handed_in() -> None:
    assert _signoff(submitted_order(), signs_off=True).progress is SKIPPED


def test_the_signature_of_a_return_is_no_sign_off() -> None:
    assert signed_return_order().signatures
    assert _signoff(signed_return_order()).progress is SKIPPED


def test_the_sheet_is_the_units_own_where_no_step_waits_for_it() -> None:
    assert not is_sheet_demanded(PLAIN)
