"""The result is told to the caller: an open duty where the documents say so (LS-09, ZZ-05)."""

import copy
from datetime import datetime
from typing import Any

import pytest
from helpers.orders import CLERK, HANDS_ON, RESULT, contacted
from helpers.places import FULL_RESULT, Place
from helpers.rulebook import rules_of
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules, clocks_for, clocks_of, due_of, open_duties
from desktop.domain.guide import steps
from desktop.domain.orders import Order
from desktop.domain.profile import Duty
from desktop.services.lists import summarise
from resources import rule_files

_L = Place("linshu")
_MONDAY = datetime(2026, 9, 21, 9, tzinfo=CST)


def _with_numbers() -> Rules:
    """临沭, extended by a unit that has agreed on five working days with its county."""
    content: dict[str, Any] = copy.deepcopy(rule_files.profile_content("linshu"))
    for clock in content["clocks"]:
        if clock["duty"] in {"handle", "rehandle"}:
            del clock["no_number"]
            clock["limits"] = [{"count": 5, "unit": "wd"}]
    return rules_of(content)


def _owed(**changes: object) -> Order:
    return _L.accepted(contacted(), act.SaveResult(RESULT), **changes)


def test_the_deadline_is_that_of_the_handling_with_its_own_clause() -> None:
    rules, order = _with_numbers(), _owed()
    due, handle = due_of(order, Duty.FEEDBACK, rules), due_of(order, Duty.HANDLE, rules)
    assert due is not None
    assert handle is not None
    assert (due.due, due.certain, due.rule) == (handle.due, handle.certain, "LS-09")
    [clock] = [clock for clock in clocks_of(order, rules) if clock.duty is Duty.FEEDBACK]
    assert (clock.due, clock.rule, clock.certain) == (due.due, due.rule, due.certain)
    assert clock.clause.endswith("最晚在办理时限以前")
    assert clock.days


@pytest.mark.parametrize("rehandle", [None, _MONDAY])
def test_clocks_without_an_order_know_it_too(rehandle: datetime | None) -> None:
    found = {
        clock.duty: clock
        for clock in clocks_for(
            "normal", _with_numbers(), dispatched_at=HANDS_ON, rehandle_at=rehandle
        )
    }
    working = found[Duty.REHANDLE if rehandle else Duty.HANDLE]
    assert found[Duty.FEEDBACK].due == working.due
    assert found[Duty.FEEDBACK].rule == "LS-09"


def test_without_a_deadline_of_the_handling_there_is_none() -> None:
    order = _owed()
    assert due_of(order, Duty.FEEDBACK, _L.rules) is None
    assert Duty.FEEDBACK in open_duties(order, _L.profile)
    assert Duty.FEEDBACK not in {clock.duty for clock in clocks_of(order, _L.rules)}


def test_the_list_and_the_steps_say_it_and_the_telling_ends_it() -> None:
    rules, order = _with_numbers(), _owed()
    assert summarise(order, rules).due_duty is Duty.FEEDBACK
    [first, *_rest] = steps(order, rules, HANDS_ON, CLERK)
    assert (first.name, first.action, first.primary) == ("登记结果反馈", act.SaveResult, True)
    assert first.due is not None
    assert first.due.duty is Duty.FEEDBACK
    told = _L.did(order, act.SaveResult(FULL_RESULT))
    assert summarise(told, rules).due_duty is Duty.HANDLE
    names = {step.name for step in steps(told, rules, HANDS_ON, CLERK)}
    assert "登记结果反馈" not in names
    assert "填写处理记录" in names


@pytest.mark.parametrize("missing", [{"answered_at": None}, {"answer": "  "}])
def test_a_time_without_words_or_words_without_a_time_tell_nothing(
    missing: dict[str, object],
) -> None:
    half = structs.replace(FULL_RESULT, **missing)
    order = _L.accepted(contacted(), act.SaveResult(half))
    assert Duty.FEEDBACK in open_duties(order, _L.profile)


@pytest.mark.parametrize("place", ["xiayang", "kaifeng", "generic", "zizhiqu", "guizhou"])
def test_elsewhere_nobody_owes_it(place: str) -> None:
    elsewhere = Place(place)
    order = elsewhere.accepted(contacted(), act.SaveResult(RESULT))
    assert Duty.FEEDBACK not in open_duties(order, elsewhere.profile)
