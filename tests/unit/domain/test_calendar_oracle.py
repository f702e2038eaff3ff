"""The calendar against `chinesecalendar`, a library that other people maintain."""

from datetime import date, timedelta

import chinese_calendar
from helpers.rulebook import bundled_calendar

_JUSTIFIED: dict[date, str] = {}
"""Days on which we differ, each with the notice that decides. None: version 1.11 knows the notice
that prolonged 春节 in 2020, on which older tables differ (2020-01-31 to 02-02)."""


def test_every_day_of_2018_to_2026_agrees_with_chinesecalendar() -> None:
    calendar = bundled_calendar()
    first, last = date(2018, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert len(days) == 9 * 365 + 2
    differing = {
        day for day in days if chinese_calendar.is_workday(day) != calendar.day(day).working
    }
    assert differing == set(_JUSTIFIED)


def test_the_days_changed_by_the_special_notice_of_2020_are_off() -> None:
    calendar = bundled_calendar()
    for day in (31, 32, 33):
        moment = date(2020, 1, 1) + timedelta(days=day - 1)
        assert calendar.day(moment).why == "春节放假"
    assert calendar.day(date(2020, 2, 3)).working


def test_2027_is_unknown() -> None:
    assert not bundled_calendar().is_published(2027)
