"""How each deadline on an order's screen stands, in the word the clerk reads."""

from datetime import datetime

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import (
    CLERK,
    RESULT,
    accepted_order,
    an_order,
    at,
    contacted,
    did,
    order_in,
    pending_return_order,
    submitted_order,
)
from helpers.places import FULL_RESULT, Place

from desktop.domain import actions as act
from desktop.domain.clocks import Rules, clocks_of
from desktop.domain.guide import steps
from desktop.domain.orders import Order, PlatformDue, Stage
from desktop.domain.profile import Duty
from desktop.services.duty_states import DutyState, duty_state, return_is_over
from desktop.services.order_desk import OrderCard
from desktop.services.ports import WorkingOrder

_DAYS_LATER = at(24 * 9)


def _states(office: MemoryOffice, order: Order, now: datetime) -> dict[Duty, DutyState]:
    office.cabinet.put(order)
    office.clock.moment = now
    card = office.desk.open(order.order_id)
    return {clock.duty: duty_state(card, clock, now) for clock in card.clocks}


def test_a_return_can_be_asked_for_before_the_order_is_accepted_xy_07(
    office: MemoryOffice,
) -> None:
    states = _states(office, an_order(), at(1))
    assert set(states.values()) == {DutyState.OPEN}
    assert Duty.RETURN in states


@pytest.mark.parametrize("order", [an_order(), accepted_order()], ids=["dispatched", "accepted"])
def test_a_return_that_was_not_asked_for_in_time_is_over_not_done_xy_07(
    office: MemoryOffice, order: Order
) -> None:
    assert _states(office, order, _DAYS_LATER)[Duty.RETURN] is DutyState.OVER
    assert return_is_over(office.desk.open(order.order_id), _DAYS_LATER)


def test_a_return_that_is_being_decided_is_done(office: MemoryOffice) -> None:
    assert _states(office, pending_return_order(), _DAYS_LATER)[Duty.RETURN] is DutyState.DONE


def test_a_submitted_order_needs_no_return(office: MemoryOffice) -> None:
    states = _states(office, submitted_order(), at(2))
    assert states[Duty.RETURN] is DutyState.SPARED
    assert states[Duty.HANDLE] is DutyState.DONE


def test_what_was_done_in_time_and_what_was_done_late_differ(office: MemoryOffice) -> None:
    late = did(accepted_order(), contacted(moment=_DAYS_LATER), moment=_DAYS_LATER)
    states = _states(office, late, _DAYS_LATER)
    assert states[Duty.ACCEPT] is DutyState.DONE
    assert states[Duty.CONTACT] is DutyState.LATE
    assert states[Duty.HANDLE] is DutyState.OPEN


def test_a_closed_order_has_nothing_left_open(office: MemoryOffice) -> None:
    states = _states(office, order_in(Stage.CLOSED), at(30))
    assert DutyState.OPEN not in states.values()


def test_the_result_can_be_told_only_when_there_is_one_ls_09() -> None:
    place = Place("linshu")
    limit = (PlatformDue("handle", at(100)),)
    plain = place.accepted(contacted(), platform_due=limit)
    found = place.accepted(contacted(), act.SaveResult(RESULT), platform_due=limit)
    assert _feedback(place.rules, plain) is DutyState.LATER
    assert _feedback(place.rules, found) is DutyState.OPEN
    told = found.with_round(result=FULL_RESULT)
    assert _feedback(place.rules, told) is DutyState.DONE


def _feedback(rules: Rules, order: Order) -> DutyState:
    clocks = clocks_of(order, rules)
    card = OrderCard(
        WorkingOrder(order=order, version=1), rules, steps(order, rules, at(2), CLERK), clocks
    )
    [clock] = [clock for clock in clocks if clock.duty is Duty.FEEDBACK]
    return duty_state(card, clock, at(2))
