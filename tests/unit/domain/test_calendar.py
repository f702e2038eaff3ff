"""Working days against the published notices, day by day."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.rulebook import bundled_calendar
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calendar import (
    CST,
    Calendar,
    CalendarError,
    YearNotice,
    check_notice,
    moment_text,
    parse_notice,
    weekday_name,
)
from resources import rule_files

_REFERENCE = Path(__file__).parents[2] / "reference"
_DAYS = st.dates(date(2024, 1, 1), date(2028, 6, 30))


def _reference() -> dict[date, bool]:
    found = {}
    for name in ("working_days_2018_2023.csv", "working_days_2024_2026.csv"):
        with (_REFERENCE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[date.fromisoformat(row["date"])] = row["status"] == "work"
    return found


def test_every_day_of_2018_to_2026_agrees_with_the_reference() -> None:
    reference = _reference()
    calendar = bundled_calendar()
    assert len(reference) == 9 * 365 + 2
    wrong = [day for day, works in reference.items() if calendar.day(day).working != works]
    assert wrong == []
    assert all(calendar.day(day).certain for day in reference)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2026-02-21", 1, "2026-02-24"),
        ("2026-02-21", 2, "2026-02-25"),
        ("2026-02-21", 3, "2026-02-26"),
        ("2026-02-21", 5, "2026-02-28"),
        ("2026-02-21", 10, "2026-03-06"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 2, "2026-05-07"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-04-30", 4, "2026-05-09"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-04-30", 10, "2026-05-18"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-18", 2, "2026-09-21"),
        ("2026-09-18", 3, "2026-09-22"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 10, "2026-10-09"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-09-30", 10, "2026-10-20"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", 2, "2026-11-24"),
        ("2026-11-20", 3, "2026-11-25"),
        ("2026-11-20", 5, "2026-11-27"),
        ("2026-11-20", 10, "2026-12-04"),
        ("2026-12-30", 1, "2026-12-31"),
    ],
)
def test_working_spans_of_2026(start: str, count: int, end: str) -> None:
    span = bundled_calendar().working_span(date.fromisoformat(start), count)
    assert (span.end, span.certain) == (date.fromisoformat(end), True)
    assert sum(day.working for day in span.days) == count


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-02-13", "2026-02-16"),
        ("2026-02-21", "2026-02-24"),
        ("2026-04-30", "2026-05-03"),
        ("2026-09-18", "2026-09-21"),
        ("2026-09-30", "2026-10-03"),
        ("2026-11-20", "2026-11-23"),
        ("2026-12-30", "2027-01-02"),
    ],
)
def test_three_natural_days_are_never_moved_by_holidays(start: str, end: str) -> None:
    span = bundled_calendar().natural_span(date.fromisoformat(start), 3)
    assert (span.end, span.certain) == (date.fromisoformat(end), True)
    assert len(span.days) == 3


@pytest.mark.parametrize(
    ("count", "end"), [(2, "2027-01-04"), (3, "2027-01-05"), (5, "2027-01-07")]
)
def test_a_span_into_an_unpublished_year_is_not_certain(count: int, end: str) -> None:
    span = bundled_calendar().working_span(date(2026, 12, 30), count)
    assert (span.end, span.certain) == (date.fromisoformat(end), False)


@pytest.mark.parametrize(
    ("start", "count", "earliest"),
    [
        ("2026-12-30", 1, "2026-12-31"),
        ("2026-12-30", 2, "2027-01-02"),
        ("2026-12-30", 5, "2027-01-05"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2027-04-30", 1, "2027-05-03"),
    ],
)
def test_a_provisional_span_has_an_earliest_end(start: str, count: int, earliest: str) -> None:
    """Weekends may become make-up days; 元旦, 五一 and 国庆 never."""
    found = bundled_calendar().earliest_working_end(date.fromisoformat(start), count)
    assert found == date.fromisoformat(earliest)


@given(_DAYS, st.integers(1, 15))
def test_the_earliest_end_is_never_later_and_is_the_end_where_that_is_certain(
    start: date, count: int
) -> None:
    calendar = bundled_calendar()
    end, certain = calendar.working_end(start, count)
    earliest = calendar.earliest_working_end(start, count)
    assert earliest == end if certain else earliest <= end


def test_an_unpublished_year_is_unknown_and_never_without_holidays() -> None:
    calendar = bundled_calendar()
    assert not calendar.is_published(2027)
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    assert not any(calendar.day(day).certain for day in days)
    assert all("未公布" in calendar.day(day).why for day in days)
    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    assert not any(calendar.day(date(2027, *month_day)).working for month_day in fixed)


def test_reasons_name_the_holiday_and_the_make_up_day() -> None:
    calendar = bundled_calendar()
    assert calendar.day(date(2026, 9, 20)).why == "国庆节调休上班"
    assert calendar.day(date(2026, 9, 25)).why == "中秋节放假"
    assert calendar.day(date(2026, 9, 19)).why == "周末"
    assert calendar.day(date(2026, 9, 21)).why == "工作日"


@given(_DAYS, st.integers(1, 15))
def test_the_cached_end_is_the_end_of_the_span(start: date, count: int) -> None:
    calendar = bundled_calendar()
    span = calendar.working_span(start, count)
    assert calendar.working_end(start, count) == (span.end, span.certain)
    assert calendar.working_days_between(start, span.end) == count
    assert calendar.working_days_between(span.end, start) == -count
    assert [day.date for day in span.days] == [
        start + timedelta(days=n) for n in range(1, (span.end - start).days + 1)
    ]


def test_a_span_needs_a_day() -> None:
    with pytest.raises(CalendarError):
        bundled_calendar().working_span(date(2026, 1, 5), 0)


def _notice(**changes: object) -> dict[str, object]:
    content = dict(rule_files.calendar_contents())["2026.toml"]
    return {**content, **changes}


def _with_work(*days: date) -> dict[str, object]:
    content = _notice()
    work = content["work"]
    assert isinstance(work, list)
    return {**content, "work": [*work, *({"name": "元旦", "from": day} for day in days)]}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (_with_work(date(2026, 3, 4)), "2026-03-04 不在周末"),
        (_with_work(date(2026, 3, 6)), "2026-03-06 不在周末"),
        (_with_work(date(2026, 1, 3)), "2026-01-03 既放假又上班"),
        (_with_work(date(2025, 12, 20)), "2025-12-20 不在 2026 年"),
        (_with_work(date(2027, 1, 9)), "2027-01-09 不在 2026 年"),
        (_with_work(date(2026, 1, 4)), "2026-01-04 写了两次"),
        (_notice(off=[], work=[{"name": "国庆节", "from": date(2026, 10, 3)}]), "法定节假日"),
        (_with_work(date(2026, 3, 7)), "少 12 天，应为 13 天"),
        (_notice(work=[]), "应为 13 天"),
        (_notice(off=[]), "应为 13 天"),
        (_notice(year="二〇二六"), "invalid literal"),
        (_notice(work={"from": date(2026, 1, 4)}), "lists of tables"),
        (_notice(off=[{"name": "元旦"}]), "from"),
    ],
)
def test_a_contradicting_notice_is_refused(content: dict[str, object], named: str) -> None:
    with pytest.raises(CalendarError, match=named) as caught:
        parse_notice(content, name="2026.toml")
    assert str(caught.value).startswith("2026.toml: ")


@pytest.mark.parametrize("key", ["year", "document", "source"])
def test_a_notice_without_number_or_source_is_refused(key: str) -> None:
    content = _notice()
    del content[key]
    with pytest.raises(CalendarError, match=key):
        parse_notice(content, name="2026.toml")


@pytest.mark.parametrize(
    ("year", "lost", "fine"),
    [
        (2024, 11, True),
        (2024, 13, False),
        (2025, 13, True),
        (2025, 11, False),
        (2020, 13, True),
        (2020, 11, False),
    ],
)
def test_lost_working_days_of_a_year(year: int, lost: int, fine: bool) -> None:
    first = date(year, 3, 1)
    weekdays = [day for n in range(40) if (day := first + timedelta(days=n)).weekday() < 5]
    notice = YearNotice(year, "文号", "来源", dict.fromkeys(weekdays[:lost], "假"), {})
    if fine:
        check_notice(notice, name="x")
    else:
        with pytest.raises(CalendarError, match="天"):
            check_notice(notice, name="x")


def test_every_bundled_notice_names_document_and_source() -> None:
    notices = bundled_calendar().notices
    assert [notice.year for notice in notices] == list(range(2018, 2027))
    for notice in notices:
        addresses = notice.source.split(" ")
        assert all(address.startswith("https://www.gov.cn/") for address in addresses)
        # 2019 and 2020 were changed by a second notice
        assert len(addresses) == (2 if notice.year in {2019, 2020} else 1)
        assert notice.document.startswith("国办发明电〔")
        assert notice.document.count("〔") == len(addresses)


def test_a_notice_names_days_of_the_year_before() -> None:
    """The notice for 2019 names three days of 2018; before it came out they were not certain."""
    notices = bundled_calendar().notices
    with_2019 = Calendar(notices[:2])
    assert with_2019.day(date(2018, 12, 29)).why == "元旦调休上班"
    assert not with_2019.day(date(2018, 12, 31)).working
    without = Calendar(notices[:1])
    assert without.day(date(2018, 12, 31)).working
    assert not without.day(date(2018, 12, 31)).certain
    assert without.day(date(2018, 12, 28)).certain
    # 元旦 of 2027 is a Friday and can reach forward only
    assert bundled_calendar().day(date(2026, 12, 31)).certain


def test_the_later_notice_wins_whatever_the_order_of_the_files() -> None:
    first = YearNotice(2018, "甲", "甲", {date(2018, 12, 29): "元旦"}, {})
    second = YearNotice(2019, "乙", "乙", {}, {date(2018, 12, 29): "元旦"})
    for notices in ((first, second), (second, first)):
        assert Calendar(notices).day(date(2018, 12, 29)).working


@pytest.mark.parametrize("year", range(2018, 2027))
def test_working_days_lost_in_a_calendar_year(year: int) -> None:
    """They come out by the calendar year as well, although 元旦 reached back twice."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if day.year == year]
    worked = sum(bundled_calendar().day(day).working for day in days)
    lost = {2020: 13, 2025: 13, 2026: 13}.get(year, 11)
    assert sum(day.weekday() < 5 for day in days) - worked == lost


def test_moments_as_people_write_them() -> None:
    assert moment_text(datetime(2026, 11, 24, 17, 30, tzinfo=CST)) == "11月24日(周二)17:30"
    assert moment_text(datetime(2026, 9, 20, 23, 59, 59, tzinfo=CST)) == "9月20日(周日)24:00"
    assert weekday_name(date(2026, 11, 23)) == "周一"


def test_a_calendar_without_notices_is_never_certain() -> None:
    span = Calendar(()).working_span(date(2026, 9, 18), 1)
    assert not span.certain
