"""Deadlines that are not the unit's own: shown, and never asked of it."""

from datetime import datetime, timedelta

import pytest
from helpers.orders import (
    CLERK,
    HANDS_ON,
    RESULT,
    an_order,
    at,
    called_back,
    did,
    submitted_order,
    warned_order,
)
from helpers.rulebook import xiayang_rules

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import (
    clocks_for,
    clocks_of,
    informing_clocks_of,
    next_due,
    open_duties,
)
from desktop.domain.guide import steps
from desktop.domain.orders import PlatformDue, Stage
from desktop.domain.profile import FOR_INFORMATION, Duty

_KINDS = [kind.id for kind in xiayang_rules().profile.kinds]


@pytest.mark.parametrize("kind", _KINDS)
def test_the_street_is_nowhere_among_the_units_own_duties(kind: str) -> None:
    rules = xiayang_rules()
    for order in (an_order(kind=kind), submitted_order(kind=kind), warned_order(kind=kind)):
        own = {clock.duty for clock in clocks_of(order, rules)} | set(open_duties(order))
        assert not own & FOR_INFORMATION
        nearest = next_due(order, rules)
        assert nearest is None or nearest.duty not in FOR_INFORMATION
        for moment in (at(1), at(1000)):
            shown = [step.due.duty for step in steps(order, rules, moment, CLERK) if step.due]
            assert not set(shown) & FOR_INFORMATION
    found = clocks_for(kind, rules, dispatched_at=at(0), rehandle_at=at(9))
    assert Duty.STREET not in {clock.duty for clock in found}


def test_it_is_explained_day_by_day() -> None:
    [clock] = informing_clocks_of(an_order(), xiayang_rules())
    assert (clock.duty, clock.rule) == (Duty.STREET, "XY-13")
    assert sum(day.working for day in clock.days) == 10


def test_the_platforms_own_one_wins() -> None:
    due = datetime(2026, 10, 8, 17, tzinfo=CST)
    order = an_order(platform_due=(PlatformDue("handle_street", due),))
    [clock] = informing_clocks_of(order, xiayang_rules())
    assert (clock.due, clock.rule) == (due, "platform")
    assert clock.computed is not None
    assert clock.computed - due > timedelta(hours=24)


def test_it_ends_with_the_order_and_with_the_second_handling() -> None:
    rules = xiayang_rules()
    head_part = act.RecordHeadPart(
        entry_id="h", occurred_at=HANDS_ON, head="周建国", place="", text="到场"
    )
    assert informing_clocks_of(an_order(stage=Stage.CLOSED), rules) == ()
    again = did(warned_order(), act.Accept(), act.SaveResult(RESULT), head_part)
    assert len(informing_clocks_of(again, rules)) == 1
    third = did(did(again, act.Submit()), called_back(entry="cb-2"), moment=at(30))
    assert third.round.number == 3
    assert informing_clocks_of(third, rules) == ()
