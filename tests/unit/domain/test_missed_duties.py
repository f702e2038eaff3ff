"""Which deadlines an order missed, by its own record."""

from datetime import timedelta

from helpers.orders import (
    DISPATCHED_AT,
    HANDS_ON,
    RESULT,
    accepted_order,
    an_order,
    at,
    contacted,
    did,
    warned_order,
)
from helpers.rulebook import profile_rules, xiayang_rules
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.clocks import due_of
from desktop.domain.missed_duties import MissedDuty, missed_duties
from desktop.domain.orders import Confidentiality
from desktop.domain.profile import Duty

_LATER = DISPATCHED_AT + timedelta(days=60)


def names(found: tuple[MissedDuty, ...]) -> list[tuple[Duty, int, bool]]:
    return [(entry.duty, entry.round, entry.done_at is None) for entry in found]


def test_nothing_is_missed_before_its_deadline() -> None:
    rules, order = xiayang_rules(), an_order()
    due = due_of(order, Duty.CONTACT, rules)
    assert due is not None
    assert missed_duties(order, rules, due.due) == ()
    after = missed_duties(order, rules, due.due + timedelta(seconds=1))
    assert {entry.duty for entry in after} == {Duty.ACCEPT, Duty.CONTACT}
    assert all(entry.due == due.due and entry.done_at is None for entry in after)


def test_what_was_done_in_time_is_never_missed() -> None:
    order = did(
        accepted_order(),
        contacted(),
        act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place="门口", findings="堵塞"),
        act.SaveResult(RESULT),
        act.Submit(),
    )
    assert missed_duties(order, xiayang_rules(), _LATER) == ()


def test_what_was_done_late_says_when() -> None:
    late = at(24 * 9)
    order = did(accepted_order(), contacted(), moment=late)
    found = missed_duties(order, xiayang_rules(), _LATER)
    assert names(found) == [(Duty.CONTACT, 1, False), (Duty.HANDLE, 1, True)]
    assert found[0].done_at == late
    assert (found[0].rule, found[1].rule) == ("XY-02", "XY-03")


def test_a_caller_who_need_not_be_contacted_is_no_missed_duty() -> None:
    order = structs.replace(an_order(), confidentiality=Confidentiality.REPORT)
    there = profile_rules("kaifeng")
    assert Duty.CONTACT not in {entry.duty for entry in missed_duties(order, there, _LATER)}
    here = xiayang_rules()
    assert Duty.CONTACT in {entry.duty for entry in missed_duties(order, here, _LATER)}


def test_each_round_has_its_own_deadline() -> None:
    order = warned_order()
    rules = xiayang_rules()
    due = due_of(order, Duty.REHANDLE, rules)
    assert due is not None
    found = missed_duties(order, rules, due.due + timedelta(days=1))
    assert (Duty.REHANDLE, 2, True) in names(found)
    assert all(entry.round == 2 for entry in found if entry.duty is Duty.REHANDLE)
