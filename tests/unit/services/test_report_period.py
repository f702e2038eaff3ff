"""Periods and rosters as people write them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calendar import CST
from desktop.services.report_period import (
    Period,
    PeriodError,
    month_period,
    read_period,
    year_period,
)
from desktop.services.roster import RosterError, read_roster

days = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "name"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31), "2026年10月"),
        (" 2026-2 ", date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026年10月", date(2026, 10, 1), date(2026, 10, 31), "2026年10月"),
        ("２０２６年", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026-10-1", date(2026, 10, 1), date(2026, 10, 1), "2026年10月1日"),
        (
            "2026年10月1日至2026年10月8日",
            date(2026, 10, 1),
            date(2026, 10, 8),
            "2026年10月1日至2026年10月8日",
        ),
        (
            "2026-10-01/2026-10-08",
            date(2026, 10, 1),
            date(2026, 10, 8),
            "2026年10月1日至2026年10月8日",
        ),
        ("2026-10-03", date(2026, 10, 3), date(2026, 10, 3), "2026年10月3日"),
        (
            "2026-10-01..2026-10-08",
            date(2026, 10, 1),
            date(2026, 10, 8),
            "2026年10月1日至2026年10月8日",
        ),
    ],
)
def test_periods_are_read(text: str, first: date, last: date, name: str) -> None:
    period = read_period(text)
    assert (period.first, period.last, period.name) == (first, last, name)


@pytest.mark.parametrize(
    "text", ["", "十月", "2026-13", "2026-02-30", "2026-10-08..2026-10-01", "26-10", "10月"]
)
def test_what_is_no_period_is_refused_in_words(text: str) -> None:
    with pytest.raises(PeriodError, match="不是期间"):
        read_period(text)


@given(days, st.integers(0, 400))
def test_a_period_is_read_back_from_its_own_text(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    assert read_period(period.text) == period


@given(days, st.integers(0, 90))
def test_the_period_before_ends_the_day_before_it(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    assert period.before().last + timedelta(days=1) == period.first
    if not (period.is_month or period.is_year):
        assert period.before().last - period.before().first == period.last - period.first


def test_a_month_is_compared_with_months_and_a_year_with_years() -> None:
    assert month_period(2026, 3).before() == month_period(2026, 2)
    assert month_period(2026, 1).before() == month_period(2025, 12)
    assert month_period(2024, 2).year_ago() == month_period(2023, 2)
    assert year_period(2026).year_ago() == year_period(2025) == year_period(2026).before()
    leap = Period(date(2024, 2, 29), date(2024, 2, 29))
    assert leap.year_ago() == Period(date(2023, 2, 28), date(2023, 2, 28))


def test_both_ends_count_and_the_next_midnight_does_not() -> None:
    period = month_period(2026, 10)
    assert period.holds(datetime(2026, 10, 1, tzinfo=CST))
    assert period.holds(datetime(2026, 10, 31, 23, 59, 59, 999_999, tzinfo=CST))
    assert not period.holds(datetime(2026, 11, 1, tzinfo=CST))
    assert not period.holds(datetime(2026, 9, 30, 23, 59, tzinfo=CST))
    assert not period.holds(None)


def test_a_roster_names_who_is_on_duty() -> None:
    roster = read_roster("2026-10-01至2026-10-02 王海\n\n2026-10-2，陈晓\n2026-10-3：李敏、王海\n")
    assert roster == {
        date(2026, 10, 1): "王海",
        date(2026, 10, 2): "王海、陈晓",
        date(2026, 10, 3): "李敏、王海",
    }


@pytest.mark.parametrize(
    "line", ["王海", "2026-10-01", "2026-02-30 王海", "2026-10-03至2026-10-01 王海",
             "2026-01-01至2026-12-31 王海"]
)  # fmt: skip
def test_a_line_that_is_no_roster_is_named(line: str) -> None:
    with pytest.raises(RosterError, match="不是值班安排"):
        read_roster(f"2026-10-01 王海\n{line}")
