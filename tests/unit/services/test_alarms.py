"""Alarms ring half a working day and an hour before, once each, in office hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from helpers.memory_store import MemoryStore
from helpers.office import MemoryOptions
from helpers.rule_samples import OneRuleBook, xiayang_rules
from helpers.rulebook import profile_rules
from helpers.sample_histories import CLERK
from msgspec import structs

from desktop.contract.messages import Claimed
from desktop.domain.calendar import CST
from desktop.domain.orders import (
    Contact,
    ContactOutcome,
    HandlingResult,
    Order,
    PlatformDue,
    Round,
    Stage,
    Stamp,
    new_order,
)
from desktop.domain.profile import Duty
from desktop.services.alarms import Alarms, office_time
from desktop.services.confirmed_alarms import ConfirmedAlarms, Notice
from desktop.services.order_desk import ChangeFeed, OrderDesk

DUE = datetime(2026, 11, 24, 17, 0, tzinfo=CST)


@dataclass
class _Clock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=0)


def _left_lying(order: Order, number: int) -> Order:
    past = PlatformDue("accept", DUE - timedelta(days=9))
    return structs.replace(
        order, order_id=f"old-{number}", number=f"OLD{number:05}", platform_due=(past,)
    )


def _alarms(kind: str = "normal", *, overdue: int = 0) -> tuple[Alarms, _Clock]:
    rules = xiayang_rules()
    store = MemoryStore(OneRuleBook(rules))
    order = new_order(
        order_id="o-1",
        number="SF2611200001",
        title="楼道堆物",
        kind=kind,
        unit_id=CLERK.unit_id,
        dispatched_at=datetime(2026, 11, 24, 9, 0, tzinfo=CST),
        profile="xiayang",
        profile_version=1,
        platform_due=(PlatformDue("accept", DUE),),
    )
    for number in range(overdue):
        store.put(_left_lying(order, number))
    store.put(order)
    clock = _Clock(DUE)
    desk = OrderDesk(store, store._rules, clock, CLERK, ChangeFeed())
    return Alarms(desk, store, clock, ConfirmedAlarms(MemoryOptions(), clock)), clock


def _at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CST)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (_at(9, 30), None),
        (_at(10, 59), None),
        (_at(11, 1), Notice.EARLY),
        (_at(13, 31), Notice.EARLY),
        (_at(13, 46), Notice.HALF_DAY),
        (_at(15, 59), Notice.HALF_DAY),
        (_at(16, 1), Notice.HOUR),
        (_at(17, 1), None),
    ],
)
def test_which_alarm_rings_when(moment: datetime, expected: Notice | None) -> None:
    alarms, clock = _alarms()
    clock.moment = moment
    rung = alarms.ring()
    assert [alarm.which for alarm in rung] == ([expected] if expected else [])


def test_many_overdue_orders_do_not_silence_the_rest() -> None:
    alarms, clock = _alarms(overdue=250)
    clock.moment = _at(16, 1)
    assert [alarm.number for alarm in alarms.ring()] == ["SF2611200001"]


def test_each_alarm_rings_once() -> None:
    alarms, clock = _alarms()
    rung = []
    clock.moment = _at(9, 5)
    while clock.moment < DUE:
        rung += alarms.ring()
        clock.moment += timedelta(minutes=1)
    assert [alarm.which for alarm in rung] == [Notice.EARLY, Notice.HALF_DAY, Notice.HOUR]


@pytest.mark.parametrize(
    ("moment", "is_open"), [(_at(9, 30), True), (_at(12, 30), True), (_at(17, 0), False)]
)
def test_a_duty_is_open_until_it_ends_also_at_noon(moment: datetime, is_open: bool) -> None:
    alarms, clock = _alarms()
    clock.moment = _at(16, 1)
    (alarm,) = alarms.ring()
    clock.moment = moment
    alarms.ring()
    assert (alarm.what in alarms.open) is is_open


@pytest.mark.parametrize("change", ["accepted", "moved", "removed"])
def test_a_duty_is_open_no_more_when_it_is_done_moved_or_taken_away(change: str) -> None:
    alarms, clock = _alarms()
    clock.moment = _at(16, 1)
    (alarm,) = alarms.ring()
    order = alarms._desk.open("o-1").working.order
    changed = {
        "accepted": order.with_round(accepted=Stamp(_at(16), CLERK.user_id, CLERK.name)),
        "moved": structs.replace(
            order, platform_due=(PlatformDue("accept", DUE + timedelta(hours=1)),)
        ),
        "removed": structs.replace(order, stage=Stage.REMOVED),
    }[change]
    alarms._lists.put(changed)  # type: ignore[attr-defined]  # the fake store of `_alarms`
    alarms.ring()
    assert alarm.what not in alarms.open


def test_a_duty_that_is_open_again_rings_again() -> None:
    """The centre may refuse what had done it; the strip has let it go by then."""
    alarms, clock = _alarms()
    clock.moment = _at(16, 1)
    (alarm,) = alarms.ring()
    order = alarms._desk.open("o-1").working.order
    accepted = order.with_round(accepted=Stamp(_at(16), CLERK.user_id, CLERK.name))
    alarms._lists.put(accepted)  # type: ignore[attr-defined]  # the fake store of `_alarms`
    assert alarm not in alarms.ring()
    alarms._lists.put(order)  # type: ignore[attr-defined]  # as above
    assert alarm in alarms.ring()
    assert alarms.ring() == ()


def test_an_ordinary_order_does_not_ring_at_noon_rest_but_an_urgent_one_does() -> None:
    for kind, expected in (("normal", 0), ("urgent", 1)):
        alarms, clock = _alarms(kind)
        clock.moment = _at(12, 30)
        clock.moment = DUE - timedelta(minutes=50) if kind == "urgent" else clock.moment
        assert len(alarms.ring()) == expected


def test_an_order_left_lying_is_remembered_early_until_it_is_accepted() -> None:
    alarms, clock = _alarms()
    clock.moment = _at(11, 5)
    (alarm,) = alarms.ring()
    assert alarm.which is Notice.EARLY
    assert alarm.message == (
        "工单 SF2611200001：派单后还没有接单，先行接单将于 11月24日(周二)17:00 截止"
    )
    again, clock = _alarms()
    order = again._desk.open("o-1").working.order
    accepted = order.with_round(accepted=Stamp(_at(9, 30), CLERK.user_id, CLERK.name))
    again._lists.put(accepted)  # type: ignore[attr-defined]  # the fake store of `_alarms`
    clock.moment = _at(11, 5)
    assert again.ring() == ()


def test_an_alarm_names_number_and_duty_and_nobody() -> None:
    alarms, clock = _alarms()
    clock.moment = _at(16, 30)
    (alarm,) = alarms.ring()
    assert alarm.message == "工单 SF2611200001：先行接单将于 11月24日(周二)17:00 截止"


def test_office_time_leaves_out_noon_and_weekends() -> None:
    rules = xiayang_rules()
    friday, monday = _at(17, 0, day=20), _at(9, 30, day=23)
    assert office_time(friday, monday, rules) == timedelta(hours=1)
    assert office_time(_at(11, 0), _at(14, 0), rules) == timedelta(hours=1)


def test_a_result_not_told_to_the_caller_rings_as_such() -> None:
    rules = profile_rules("linshu")
    store = MemoryStore(OneRuleBook(rules))
    order = new_order(
        order_id="o-1",
        number="SF2611200001",
        title="楼道堆物",
        kind="normal",
        unit_id=CLERK.unit_id,
        dispatched_at=datetime(2026, 11, 23, 9, 0, tzinfo=CST),
        profile="linshu",
        profile_version=1,
        stage=Stage.HANDLING,
        anonymous=False,
        platform_due=(PlatformDue("handle", DUE),),
        rounds=(
            Round(
                number=1,
                started_at=datetime(2026, 11, 23, 9, 0, tzinfo=CST),
                accepted=Stamp(_at(9, day=23), "u", "陈敏"),
                contacts=(
                    Contact(
                        entry_id="c-1",
                        stamp=Stamp(_at(10, day=23), "u", "陈敏"),
                        occurred_at=_at(10, day=23),
                        way="电话",
                        outcome=ContactOutcome.REACHED,
                    ),
                ),
                result=HandlingResult(outcome="solved"),
            ),
        ),
    )
    store.put(order)
    clock = _Clock(_at(16, 1))
    desk = OrderDesk(store, store._rules, clock, CLERK, ChangeFeed())
    [alarm] = Alarms(desk, store, clock, ConfirmedAlarms(MemoryOptions(), clock)).ring()
    assert (alarm.duty, alarm.which, alarm.due) == (Duty.FEEDBACK, Notice.HOUR, DUE)
    assert "向来电人反馈结果" in alarm.message


def test_a_confirmed_alarm_does_not_ring_after_a_start() -> None:
    """The next one of the same duty does, and so does the same one after the deadline moved."""
    first, clock = _alarms()
    clock.moment = _at(14)
    (alarm,) = first.ring()
    first._confirmed.confirm([alarm])
    again = Alarms(first._desk, first._lists, clock, first._confirmed)
    assert again.ring() == ()
    clock.moment = _at(16, 1)
    assert [alarm.which for alarm in again.ring()] == [Notice.HOUR]


def test_an_alarm_that_nobody_confirmed_rings_after_a_start() -> None:
    first, clock = _alarms()
    clock.moment = _at(14)
    rung = first.ring()
    assert Alarms(first._desk, first._lists, clock, first._confirmed).ring() == rung != ()
