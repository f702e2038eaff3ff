"""A changed calendar: which open deadlines move."""

import time
from datetime import date, datetime, timedelta

from helpers.calendars import calendar_until, holiday_cn, packed
from helpers.memory_store import MemoryStore
from helpers.orders import an_order, contacted, did, submitted_order
from helpers.places import matter
from helpers.rule_samples import OneRuleBook
from helpers.rulebook import bundled_calendar, rules_with, xiayang_rules
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST, Calendar, YearNotice
from desktop.domain.clocks import Rules, due_of, open_duties
from desktop.domain.holiday_cn import read_holiday_cn
from desktop.domain.orders import Order, PlatformDue, Round, Stage
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


def _open_orders() -> st.SearchStrategy[list[Order]]:
    """Orders that share rules and days, and orders that differ in one thing that counts."""
    moments = st.integers(0, 60 * 24 * 60).map(_in_winter)
    own = st.tuples(st.sampled_from(["handle", "feedback"]), moments)
    return st.lists(
        st.builds(
            _built,
            st.sampled_from(["normal", "snapshot"]),
            st.sampled_from(_NEAR),
            st.just(None) | own,
            st.sampled_from([None, *_NEAR]),
            st.sampled_from(["fresh", "accepted", "told", "warned", "warned later", "watched"]),
        ),
        min_size=8,
        max_size=16,
    ).map(_numbered)


_NEAR = [datetime(2027, 2, 3, 23, 59, tzinfo=CST), datetime(2027, 2, 4, 0, 1, tzinfo=CST)]


def _in_winter(minutes: int) -> datetime:
    return datetime(2026, 12, 28, tzinfo=CST) + timedelta(minutes=minutes)


def _built(
    kind: str,
    dispatched: datetime,
    own: tuple[str, datetime] | None,
    received: datetime | None,
    state: str,
) -> Order:
    order = an_order(kind=kind, dispatched_at=dispatched, received_at=received)
    clicked = dispatched + timedelta(hours=1)
    actions: dict[str, tuple[act.UnitAction, ...]] = {
        "accepted": (act.Accept(),),
        "told": (act.Accept(), contacted(moment=clicked)),
        "watched": (act.Accept(), matter("follow_up", received_at=clicked)),
    }
    order = did(order, *actions.get(state, ()), moment=clicked)
    if state.startswith("warned"):
        again = Round(number=2, started_at=dispatched + timedelta(days=len(state)))
        order = structs.replace(order, stage=Stage.REWORK, rounds=(*order.rounds, again))
    if own:
        order = structs.replace(order, platform_due=(PlatformDue(*own),))
    return order


def _numbered(orders: list[Order]) -> list[Order]:
    numbers = range(len(orders), 0, -1)
    return [
        structs.replace(order, order_id=f"o-{number}", number=f"SF{number:04}")
        for number, order in zip(numbers, orders, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(_open_orders())
def test_many_orders_together_are_what_each_of_them_is_alone(orders: list[Order]) -> None:
    profile = xiayang_rules().profile
    old, new = Rules(profile, _OLD), Rules(profile, _NEW)
    wanted = []
    for order in orders:
        first = (Duty.RETURN,) if order.round.number == 1 else ()
        for duty in (*open_duties(order, profile), *first):
            before, after = due_of(order, duty, old), due_of(order, duty, new)
            if before and after and (before.due, before.certain) != (after.due, after.certain):
                wanted.append((after.due, order.number, duty, before.due, order.order_id))
    found = moved_deadlines(orders, _BOOK, _OLD, _NEW)
    assert [
        (entry.after, entry.number, entry.duty, entry.before, entry.order_id) for entry in found
    ] == sorted(wanted)


def test_many_orders_are_compared_in_seconds() -> None:
    first = datetime(2027, 1, 4, 9, tzinfo=CST)
    base = _order("2027-01-04")
    orders = [
        structs.replace(base, dispatched_at=first + timedelta(minutes=2 * n)) for n in range(20_000)
    ]
    begun = time.perf_counter()
    moved = moved_deadlines(orders, _BOOK, _OLD, _NEW)
    # a fifth of 100,000, which may take three seconds
    assert time.perf_counter() - begun < 0.6 * 2
    assert len(moved) > 40_000
