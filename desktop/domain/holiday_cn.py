"""The public holiday-cn shape: one JSON a year, with the notices' addresses."""

import json
from collections.abc import Mapping
from datetime import date

from desktop.domain.notices import CalendarError, YearNotice, check_notice, is_off_by_law

_RESUMED = frozenset({date(2020, 2, 3)})
"""Weekdays that a notice names as working although they are so anyway: the end of the prolonged
春节 of 2020 (2月3日起正常上班)."""


class NotPublishedError(CalendarError):
    """The file names no day: that year's notice was not published when it was made."""


def read_holiday_cn(raw: bytes, *, name: str) -> YearNotice:
    """Read and check a holiday-cn file.

    Args:
        raw: The file's bytes: `{"year": 2027, "papers": [...], "days": [{"name", "date",
            "isOffDay"}, ...]}`; other keys are left alone.
        name: The file's name, for messages.

    Raises:
        NotPublishedError: Its list of days is empty.
        CalendarError: It is not of that shape, or contradicts itself or the calendar.
    """
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CalendarError(f"{name}: 不是 JSON 文件，无法读取") from error
    if not isinstance(content, dict):
        raise CalendarError(f"{name}: 应为一个含 year、days 的 JSON 对象")
    notice = _notice(content, name)
    check_notice(notice, name=name)
    _demand_days_by_law(notice, name)
    return notice


def _notice(content: Mapping[str, object], name: str) -> YearNotice:
    year = content.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 2008 <= year <= 2200:
        raise CalendarError(f"{name}: year 应为年份，如 2027")
    days = content.get("days")
    if not isinstance(days, list):
        raise CalendarError(f"{name}: 没有 days 列表")
    if not days:
        raise NotPublishedError(
            f"{name}: days 是空的，{year} 年的放假安排还没有公布；没有导入，原有日历不变"
        )
    seen: set[date] = set()
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for entry in days:
        day, holiday, is_off = _day(entry, name)
        if day in seen:
            raise CalendarError(f"{name}: {day} 写了两次")
        seen.add(day)
        if is_off:
            off[day] = holiday
        elif day not in _RESUMED:
            work[day] = holiday
    return YearNotice(
        year=year,
        document=f"国务院办公厅关于{year}年部分节假日安排的通知",
        source=_source(content.get("papers", []), name),
        off=off,
        work=work,
    )


def _day(entry: object, name: str) -> tuple[date, str, bool]:
    if not isinstance(entry, dict):
        raise CalendarError(f"{name}: days 中的每一项应含 name、date、isOffDay")
    text, holiday, is_off = entry.get("date"), entry.get("name"), entry.get("isOffDay")
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        day = None
    if day is None:
        raise CalendarError(f"{name}: “{text}”不是日期，应如 2027-01-01")
    if not isinstance(holiday, str) or not holiday.strip():
        raise CalendarError(f"{name}: {day} 没有节日名称")
    if not isinstance(is_off, bool):
        raise CalendarError(f"{name}: {day} 的 isOffDay 应为 true 或 false")
    return day, holiday.strip(), is_off


def _source(papers: object, name: str) -> str:
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise CalendarError(f"{name}: papers 应为网址列表")
    return " ".join(papers) or f"文件 {name}"


def _demand_days_by_law(notice: YearNotice, name: str) -> None:
    """Refuse half a year: a weekday that is off by law must be named as off."""
    for day in _every_day(notice.year):
        if is_off_by_law(day) and day.weekday() < 5 and day not in notice.off:
            raise CalendarError(f"{name}: {day} 是法定节假日，文件中却没有放假；文件可能不完整")


def _every_day(year: int) -> list[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(day) for day in range(first, date(year + 1, 1, 1).toordinal())]
