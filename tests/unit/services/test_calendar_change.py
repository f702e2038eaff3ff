"""A changed calendar: which open deadlines move."""

import time
from datetime import date, datetime, timedelta

from helpers.calendars import calendar_until, holiday_cn, packed
from helpers.memory_store import MemoryStore
from helpers.orders import an_order, contacted, did, submitted_order
from helpers.rule_samples import OneRuleBook
from helpers.rulebook import bundled_calendar, rules_with, xiayang_rules
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST, Calendar, YearNotice
from desktop.domain.clocks import due_of, open_duties
from desktop.domain.holiday_cn import read_holiday_cn
from desktop.domain.orders import Order, PlatformDue
from desktop.domain.profile import Duty
from desktop.services.calendar_change import first_change, moved_deadlines, open_orders

_BOOK = OneRuleBook(xiayang_rules())
_OLD = bundled_calendar()
_NEW = Calendar((*_OLD.notices, read_holiday_cn(packed(holiday_cn()), name="2027.json")))
"""Invented: in 2027 春节 is off from 02-05 to 02-12, with 01-30 and 01-31 worked."""


def _order(day: str, kind: str = "normal") -> Order:
    moment = datetime.fromisoformat(f"{day}T10:00:00+08:00")
    return an_order(kind=kind, dispatched_at=moment)


def test_deadlines_over_a_new_holiday_move_and_become_certain() -> None:
    order = _order("2027-02-03")
    moved = moved_deadlines([order], _BOOK, _OLD, _NEW)
    assert [(entry.duty, entry.before.date(), entry.after.date()) for entry in moved] == [
        (Duty.ACCEPT, date(2027, 2, 4), date(2027, 2, 4)),
        (Duty.CONTACT, date(2027, 2, 4), date(2027, 2, 4)),
        (Duty.RETURN, date(2027, 2, 5), date(2027, 2, 15)),
        (Duty.HANDLE, date(2027, 2, 10), date(2027, 2, 18)),
    ]
    assert [entry.moved for entry in moved] == [False, False, True, True]
    assert all(entry.is_certain and not entry.was_certain for entry in moved)
    assert {entry.number for entry in moved} == {order.number}


def test_a_make_up_day_brings_a_deadline_forward() -> None:
    moved = moved_deadlines([_order("2027-01-27")], _BOOK, _OLD, _NEW)
    (handle,) = [entry for entry in moved if entry.duty is Duty.HANDLE]
    assert (handle.before.date(), handle.after.date()) == (date(2027, 2, 3), date(2027, 2, 1))


def test_orders_of_a_known_year_and_settled_ones_do_not_move() -> None:
    settled = structs.replace(submitted_order(), dispatched_at=_order("2027-02-03").dispatched_at)
    assert moved_deadlines([_order("2026-11-02"), settled], _BOOK, _OLD, _NEW) == ()


def test_what_has_been_done_is_no_open_deadline() -> None:
    fresh = _order("2027-02-03")
    clicked = fresh.dispatched_at + timedelta(hours=1)
    order = did(fresh, act.Accept(), contacted(moment=clicked), moment=clicked)
    duties = {entry.duty for entry in moved_deadlines([order], _BOOK, _OLD, _NEW)}
    assert not {Duty.ACCEPT, Duty.CONTACT} & duties
    assert Duty.HANDLE in duties


def test_the_platforms_own_deadline_never_moves() -> None:
    own = datetime(2027, 2, 9, 17, 30, tzinfo=CST)
    order = structs.replace(_order("2027-02-03"), platform_due=(PlatformDue(Duty.HANDLE, own),))
    duties = {entry.duty for entry in moved_deadlines([order], _BOOK, _OLD, _NEW)}
    assert Duty.HANDLE not in duties


def test_regional_days_hold_under_both_calendars() -> None:
    own = [{"name": "三月节", "from": date(2027, 2, 16), "kind": "off"}]
    book = OneRuleBook(rules_with(regional_holidays=own))
    moved = moved_deadlines([_order("2027-02-03")], book, _OLD, _NEW)
    (handle,) = [entry for entry in moved if entry.duty is Duty.HANDLE]
    assert handle.after.date() == date(2027, 2, 19)


def test_nothing_moves_between_equal_calendars() -> None:
    assert moved_deadlines([_order("2027-02-03")], _BOOK, _OLD, _OLD) == ()
    assert first_change(_OLD, Calendar(_OLD.notices)) is None
    assert first_change(Calendar(()), Calendar(())) is None


def test_the_first_change() -> None:
    assert first_change(_OLD, _NEW) == date(2027, 1, 1)
    assert first_change(_NEW, _OLD) == date(2027, 1, 1)
    # the notice for 2019 reached back to 2018-12-29
    assert first_change(calendar_until(2019), calendar_until(2020)) == date(2018, 12, 29)
    prolonged = {date(2026, 10, 8): "国庆节"}
    last = _OLD.notices[-1]
    changed = YearNotice(2026, "", "", {**last.off, **prolonged}, last.work)
    assert first_change(_OLD, Calendar((*_OLD.notices[:-1], changed))) == date(2026, 10, 8)


@given(st.dates(date(2026, 12, 1), date(2027, 12, 20)), st.sampled_from(["normal", "snapshot"]))
def test_the_list_is_exactly_what_differs(day: date, kind: str) -> None:
    order = _order(day.isoformat(), kind)
    old, new = xiayang_rules(), OneRuleBook(xiayang_rules()).rules_for("", 0)
    new = type(new)(new.profile, _NEW)
    wanted = set()
    for duty in (*open_duties(order), Duty.RETURN):
        before, after = due_of(order, duty, old), due_of(order, duty, new)
        if before and after and (before.due, before.certain) != (after.due, after.certain):
            wanted.add((duty, before.due, after.due))
    found = moved_deadlines([order], _BOOK, _OLD, _NEW)
    assert {(entry.duty, entry.before, entry.after) for entry in found} == wanted


def test_open_orders_come_from_the_agenda_as_the_clerk_sees_them() -> None:
    store = MemoryStore(_BOOK)
    store.put(_order("2027-02-03"))
    store.put(structs.replace(submitted_order(), order_id="settled", number="SF-settled"))
    assert [order.number for order in open_orders(store, store)] == [_order("2027-02-03").number]


def test_many_orders_are_compared_in_seconds() -> None:
    first = datetime(2026, 12, 1, 9, tzinfo=CST)
    base = _order("2026-12-01")
    orders = [
        structs.replace(base, dispatched_at=first + timedelta(minutes=2 * n)) for n in range(20_000)
    ]
    begun = time.perf_counter()
    moved = moved_deadlines(orders, _BOOK, _OLD, _NEW)
    assert time.perf_counter() - begun < 3.0
    assert moved
