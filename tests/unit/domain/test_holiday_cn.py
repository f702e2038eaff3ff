"""Reading the public holiday-cn shape, and what is refused in it."""

import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from helpers.calendars import holiday_cn, packed
from helpers.rulebook import bundled_calendar
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.holiday_cn import NotPublishedError, read_holiday_cn
from desktop.domain.notices import (
    CalendarError,
    YearNotice,
    expected_loss,
    lost_days,
    notice_toml,
    parse_notice,
)


def _read(**changes: Any) -> YearNotice:
    return read_holiday_cn(packed(holiday_cn(**changes)), name="2027.json")


def _days(*more: dict[str, Any], without: str = "") -> list[dict[str, Any]]:
    days = [day for day in holiday_cn()["days"] if day["date"] != without]
    return [*days, *more]


def _day(day: str, is_off: object, name: object = "春节") -> dict[str, Any]:
    return {"name": name, "date": day, "isOffDay": is_off}


def test_a_good_file_is_read() -> None:
    notice = _read()
    assert notice.year == 2027
    assert notice.document == "国务院办公厅关于2027年部分节假日安排的通知"
    assert notice.source == "https://www.gov.cn/zhengce/invented.htm"
    assert notice.off[date(2027, 2, 5)] == "春节"
    assert notice.work[date(2027, 10, 9)] == "国庆节"
    assert lost_days(notice) == expected_loss(2027) == 13


def test_a_byte_order_mark_and_missing_papers_do_no_harm() -> None:
    content = holiday_cn()
    del content["papers"]
    notice = read_holiday_cn(b"\xef\xbb\xbf" + packed(content), name="2027.json")
    assert notice.source == "文件 2027.json"


def test_an_empty_year_is_not_published() -> None:
    with pytest.raises(NotPublishedError, match="2027 年的放假安排还没有公布"):
        _read(days=[])


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (_days(_day("2027-03-10", False)), "2027-03-10 不在周末"),
        (_days(_day("2027-03-14", False)), "少 12 天，应为 13 天"),
        (_days(_day("2027-03-10", True)), "少 14 天，应为 13 天"),
        (_days(_day("2027-02-06", False)), "2027-02-06 写了两次"),
        (_days(_day("2027-02-06", True)), "2027-02-06 写了两次"),
        (_days(_day("2028-01-01", True)), "2028-01-01 不在 2027 年"),
        (_days(_day("2026-12-24", True)), "2026-12-24 不在 2027 年"),
        (_days(_day("2027-10-02", False), without="2027-10-02"), "2027-10-02 是法定节假日"),
        (
            _days(_day("2027-03-10", True), without="2027-01-01"),
            "2027-01-01 是法定节假日，文件中却没有放假",
        ),
        (_days(_day("2027-02-30", True)), "“2027-02-30”不是日期"),
        (_days({"name": "春节", "date": 20270210, "isOffDay": True}), "“20270210”不是日期"),
        (_days(_day("2027-03-10", 1)), "isOffDay"),
        (_days(_day("2027-03-10", True, name="")), "没有节日名称"),
        (["2027-01-01"], "每一项应含"),
        ({"2027-01-01": True}, "没有 days 列表"),
    ],
)
def test_bad_days_are_refused_with_the_file_and_the_day(days: object, named: str) -> None:
    with pytest.raises(CalendarError, match=named) as caught:
        _read(days=days)
    assert str(caught.value).startswith("2027.json: ")
    assert not isinstance(caught.value, NotPublishedError)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"\xff\xfe", "不是 JSON"),
        (b"{", "不是 JSON"),
        (b"[" * 100_000, "不是 JSON"),
        (b"[]", "JSON 对象"),
        (packed(holiday_cn(year="2027")), "year 应为年份"),
        (packed(holiday_cn(year=True)), "year 应为年份"),
        (packed(holiday_cn(papers="https://x")), "papers"),
        (packed({"year": 2027}), "没有 days 列表"),
    ],
)
def test_other_files_are_refused(raw: bytes, named: str) -> None:
    with pytest.raises(CalendarError, match=named):
        read_holiday_cn(raw, name="2027.json")


def test_the_resumed_monday_of_2020_is_no_make_up_day() -> None:
    """The special notice names 2020-02-03 (Monday) as working, and so does holiday-cn."""
    notice = next(entry for entry in bundled_calendar().notices if entry.year == 2020)
    days = [_day(day.isoformat(), True, name) for day, name in notice.off.items()]
    days += [_day(day.isoformat(), False, name) for day, name in notice.work.items()]
    days.append(_day("2020-02-03", False))
    read = read_holiday_cn(packed({"year": 2020, "papers": [], "days": days}), name="2020.json")
    assert (read.off, read.work) == (notice.off, notice.work)


@pytest.mark.parametrize("year", range(2018, 2027))
def test_every_shipped_year_survives_the_shape_and_the_file(year: int) -> None:
    notice = next(entry for entry in bundled_calendar().notices if entry.year == year)
    days = [_day(day.isoformat(), True, name) for day, name in notice.off.items()]
    days += [_day(day.isoformat(), False, name) for day, name in notice.work.items()]
    raw = packed({"year": year, "papers": notice.source.split(" "), "days": days})
    read = read_holiday_cn(raw, name=f"{year}.json")
    assert (read.off, read.work, read.source) == (notice.off, notice.work, notice.source)
    again = parse_notice(tomllib.loads(notice_toml(read)), name=f"{year}.toml")
    assert again == read


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_wording_can_be_written_and_read_back(document: str, source: str) -> None:
    notice = _read()
    odd = YearNotice(2027, document, source, notice.off, notice.work)
    again = parse_notice(tomllib.loads(notice_toml(odd)), name="2027.toml")
    assert (again.off, again.work) == (odd.off, odd.work)
    if document.isprintable():
        assert again.document == document


_SPOILERS: list[Callable[[dict[str, Any]], None]] = [
    lambda day: day.update(isOffDay=not day["isOffDay"]),
    lambda day: day.update(date="2028-" + day["date"][5:]),
    lambda day: day.pop("date"),
    lambda day: day.pop("isOffDay"),
    lambda day: day.pop("name"),
]


@given(st.integers(0, len(holiday_cn()["days"]) - 1), st.sampled_from(_SPOILERS))
def test_one_spoilt_day_is_always_noticed(
    which: int, spoil: Callable[[dict[str, Any]], None]
) -> None:
    content = holiday_cn()
    spoil(content["days"][which])
    with pytest.raises(CalendarError):
        read_holiday_cn(packed(content), name="2027.json")
