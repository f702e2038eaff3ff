"""Deadlines into a year whose holidays are not published: their earliest and latest day."""

from datetime import date, datetime, timedelta

import pytest
from helpers.calendars import calendar_until
from helpers.orders import an_order
from helpers.rulebook import bundled_calendar, xiayang_rules
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calendar import CST, Calendar
from desktop.domain.clocks import Rules, clocks_for, due_of
from desktop.domain.holiday_seasons import SEASONS, HolidayAllowance
from desktop.domain.profile import Duty

_FUTURE = st.dates(date(2026, 12, 1), date(2032, 12, 31))
_KINDS = ["normal", "urgent", "semi_urgent", "snapshot", "city_review"]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_the_bounds_held_in_every_past_year(year: int) -> None:
    """What a year's notice then said always lay between what could be said before it."""
    before, known = calendar_until(year), bundled_calendar()
    start = date(year - 1, 12, 15) if year > 2018 else date(2018, 1, 1)
    while start < date(year, 12, 10):
        for count in (1, 2, 3, 5, 10, 15):
            end, certain = known.working_end(start, count)
            assert certain
            assert before.earliest_working_end(start, count) <= end
            assert end <= before.latest_working_end(start, count)
        start += timedelta(days=1)


@given(_FUTURE, st.integers(1, 15))
def test_bounds_enclose_the_provisional_end_and_meet_where_it_is_certain(
    start: date, count: int
) -> None:
    calendar = bundled_calendar()
    end, certain = calendar.working_end(start, count)
    earliest = calendar.earliest_working_end(start, count)
    latest = calendar.latest_working_end(start, count)
    assert earliest <= end <= latest
    if certain:
        assert earliest == latest


@given(_FUTURE, st.integers(1, 15), st.integers(0, 5), st.integers(0, 20))
def test_bounds_are_monotone(start: date, count: int, more: int, later: int) -> None:
    calendar = bundled_calendar()
    after = start + timedelta(days=later)
    for find in (calendar.earliest_working_end, calendar.latest_working_end):
        assert find(start, count) <= find(start, count + more)
    assert calendar.earliest_working_end(start, count) <= calendar.earliest_working_end(
        after, count
    )


@pytest.mark.parametrize(
    ("start", "count", "earliest", "due", "latest"),
    [
        # 元旦 is a Friday: three days at most, the weekend may be worked
        ("2026-12-30", 5, "2027-01-05", "2027-01-07", "2027-01-07"),
        ("2026-12-30", 2, "2027-01-02", "2027-01-04", "2027-01-04"),
        # before 春节: eight weekdays may be taken
        ("2027-01-20", 5, "2027-01-25", "2027-01-27", "2027-02-08"),
        # no holiday can lie in March and November; weekends may be worked all the same
        ("2027-03-08", 5, "2027-03-13", "2027-03-15", "2027-03-15"),
        # 国庆: 10-01 is a Friday; 中秋 and 国庆 together can take nine weekdays
        ("2027-09-29", 1, "2027-09-30", "2027-09-30", "2027-10-12"),
    ],
)
def test_known_bounds(start: str, count: int, earliest: str, due: str, latest: str) -> None:
    calendar = bundled_calendar()
    day = date.fromisoformat(start)
    found = (
        calendar.earliest_working_end(day, count),
        calendar.working_end(day, count),
        calendar.latest_working_end(day, count),
    )
    wanted = [date.fromisoformat(text) for text in (earliest, due, latest)]
    assert found == (wanted[0], (wanted[1], False), wanted[2])


def test_a_new_year_on_a_tuesday_can_take_the_monday_before() -> None:
    """As 2018-12-31: the last days of a published year are not certain then."""
    calendar = calendar_until(2019)
    start = date(2018, 12, 28)
    assert calendar.working_end(start, 1) == (date(2018, 12, 31), False)
    assert calendar.earliest_working_end(start, 1) == date(2018, 12, 29)
    assert calendar.latest_working_end(start, 1) == date(2019, 1, 3)
    # 2027-01-01 is a Friday
    assert bundled_calendar().working_end(date(2026, 12, 28), 3) == (date(2026, 12, 31), True)


def test_seasons_overlapping_are_used_up_in_the_order_they_end() -> None:
    ends = {season.name: season.last for season in SEASONS}
    assert ends["国庆节"] < ends["中秋节"]
    order = [season.name for season in SEASONS]
    assert order.index("国庆节") < order.index("中秋节")
    allowance = HolidayAllowance()
    days = [date(2027, 9, 27) + timedelta(days=n) for n in range(19)]
    taken = [day for day in days if day.weekday() < 5 and allowance.take(day)]
    assert len(taken) == 6 + 3
    assert not allowance.take(date(2027, 11, 3))


def test_the_allowance_of_a_new_year_counts_for_both_sides() -> None:
    allowance = HolidayAllowance()
    around = [date(2029, 12, 31), date(2030, 1, 1), date(2030, 1, 2), date(2030, 1, 3)]
    assert [allowance.take(day) for day in around] == [True, True, True, False]
    assert allowance.take(date(2030, 12, 31))


@given(st.sampled_from(_KINDS), st.integers(0, 400 * 24))
def test_deadlines_carry_bounds_exactly_where_they_are_not_certain(kind: str, hours: int) -> None:
    rules = xiayang_rules()
    start = datetime(2026, 6, 1, tzinfo=CST) + timedelta(hours=hours)
    order = an_order(kind=kind, dispatched_at=start)
    for clock in clocks_for(kind, rules, dispatched_at=start):
        due = due_of(order, clock.duty, rules)
        assert due is not None
        assert (due.earliest, due.latest) == (clock.earliest, clock.latest)
        if clock.certain:
            assert (clock.earliest, clock.latest) == (None, None)
        else:
            assert clock.earliest is not None
            assert clock.latest is not None
            assert clock.earliest <= clock.due <= clock.latest
            assert clock.earliest.timetz() == clock.due.timetz() == clock.latest.timetz()


def test_five_days_from_the_thirtieth_of_december() -> None:
    rules = xiayang_rules()
    clocks = clocks_for("normal", rules, dispatched_at=datetime(2026, 12, 30, 10, tzinfo=CST))
    (handle,) = [clock for clock in clocks if clock.duty is Duty.HANDLE]
    assert handle.due == datetime(2027, 1, 7, 23, 59, 59, tzinfo=CST)
    assert handle.earliest == datetime(2027, 1, 5, 23, 59, 59, tzinfo=CST)
    assert handle.latest == datetime(2027, 1, 7, 23, 59, 59, tzinfo=CST)


def test_a_limit_in_natural_days_caps_the_latest_moment() -> None:
    """随身拍: the earlier of 2 working and 3 natural days; on 2027-02-04 春节 may follow."""
    rules = Rules(xiayang_rules().profile, Calendar(bundled_calendar().notices))
    clocks = clocks_for("snapshot", rules, dispatched_at=datetime(2027, 2, 4, 10, tzinfo=CST))
    (handle,) = [clock for clock in clocks if clock.duty is Duty.HANDLE]
    assert handle.due.date() == date(2027, 2, 7)
    assert handle.earliest is not None
    assert handle.latest is not None
    assert handle.earliest.date() == date(2027, 2, 6)
    assert handle.latest.date() == date(2027, 2, 7)
