"""The State Council's holiday notices: read, checked and written, one year each."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct


class CalendarError(ValueError):
    """A holiday notice contradicts itself or the calendar; the message names the day."""


class YearNotice(Struct, frozen=True):
    """The published holiday arrangement of one year.

    Attributes:
        year: The calendar year.
        document: Number of the notice, such as 国办发明电〔2025〕7号, or its title where the number
            is not known.
        source: Where the notice can be read.
        off: Days off, each with its holiday's name.
        work: Make-up working days (调休上班), each with the holiday's name.
    """

    year: int
    document: str
    source: str
    off: Mapping[date, str]
    work: Mapping[date, str]


OFF_BY_LAW = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节"} | {
    (10, day): "国庆节" for day in (1, 2, 3)
}
"""Days that are off by 全国年节及纪念日放假办法 and fall on the same date each year."""

_LAST_DAYS = 25
"""A notice may name the last week of the year before (from 12-25), which 元旦 can reach back to:
2018-12-29 to 31 are in the notice for 2019, 2022-12-31 is in the one for 2023."""

_SPECIAL_YEARS = {2020: 13}
"""Years whose figure a special notice changed. 2020: 春节 was prolonged to 02-02, so that 01-31
(Friday) became a day off and 02-01 (Saturday) was no longer a make-up day: 11 + 2."""


def parse_notice(table: Mapping[str, object], *, name: str) -> YearNotice:
    """Read one year's notice from a mapping, such as a TOML file's content.

    Args:
        table: `year`, `document`, `source`, and lists `off` and `work` of tables with
            `name`, `from` and (for more than one day) `to`.
        name: The file's name, for messages.

    Raises:
        CalendarError: A key is missing, or `check_notice` finds a contradiction.
    """
    try:
        notice = YearNotice(
            year=int(str(table["year"])),
            document=str(table["document"]),
            source=str(table["source"]),
            off=_named_days(table.get("off", []), name),
            work=_named_days(table.get("work", []), name),
        )
    except CalendarError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CalendarError(f"{name}: {error}") from error
    check_notice(notice, name=name)
    return notice


def _named_days(entries: object, name: str) -> dict[date, str]:
    found: dict[date, str] = {}
    for day, holiday in _days_of(entries):
        if day in found:
            raise CalendarError(f"{name}: {day} 写了两次")
        found[day] = holiday
    return found


def _days_of(entries: object) -> Iterator[tuple[date, str]]:
    if not isinstance(entries, list):
        raise TypeError("off and work are lists of tables")
    for entry in entries:
        first: date = entry["from"]
        last: date = entry.get("to", first)
        for offset in range((last - first).days + 1):
            yield first + timedelta(days=offset), str(entry["name"])


def lost_days(notice: YearNotice) -> int:
    """Count the working days that a notice takes away: weekdays off less make-up days."""
    return sum(day.weekday() < 5 for day in notice.off) - len(notice.work)


def expected_loss(year: int) -> int:
    """Tell how many working days a year's notice must take away.

    Eleven days are off by law up to 2024 and thirteen from 2025; the notices only move them.
    """
    return _SPECIAL_YEARS.get(year, 11 if year <= 2024 else 13)


def check_notice(notice: YearNotice, *, name: str) -> None:
    """Hold a notice against the calendar.

    Raises:
        CalendarError: A make-up day falls on a weekday or on a day off by law, a day is both off
            and work, lies outside the year (and the last week of the year before), or weekdays
            less working days is not 11 (to 2024) or 13 (from 2025).
    """
    for day in notice.work:
        if day.weekday() < 5:
            raise CalendarError(f"{name}: 调休上班日 {day} 不在周末")
        if day in notice.off:
            raise CalendarError(f"{name}: {day} 既放假又上班")
        if is_off_by_law(day):
            raise CalendarError(f"{name}: {day} 是法定节假日，不能上班")
    for day in (*notice.off, *notice.work):
        if not _is_in_reach(day, notice.year):
            raise CalendarError(f"{name}: {day} 不在 {notice.year} 年")
    lost, expected = lost_days(notice), expected_loss(notice.year)
    if lost != expected:
        raise CalendarError(f"{name}: 全年工作日比平日少 {lost} 天，应为 {expected} 天")


def is_off_by_law(day: date) -> bool:
    """Tell whether a day is off by law each year; 05-02 only since the reform of 2025."""
    if (day.month, day.day) == (5, 2) and day.year < 2025:
        return False
    return (day.month, day.day) in OFF_BY_LAW


def _is_in_reach(day: date, year: int) -> bool:
    return day.year == year or (day.year == year - 1 and day.month == 12 and day.day >= _LAST_DAYS)


def notice_toml(notice: YearNotice) -> str:
    """Write a notice as the text of a calendar file, which `parse_notice` reads back."""
    lines = [
        f"year = {notice.year}",
        f"document = {_quoted(notice.document)}",
        f"source = {_quoted(notice.source)}",
    ]
    days = [(day, "off", holiday) for day, holiday in notice.off.items()]
    days += [(day, "work", holiday) for day, holiday in notice.work.items()]
    for first, last, key, holiday in _runs(sorted(days)):
        lines += ["", f"[[{key}]]", f"name = {_quoted(holiday)}", f"from = {first}"]
        if last != first:
            lines.append(f"to = {last}")
    return "\n".join(lines) + "\n"


def _runs(days: list[tuple[date, str, str]]) -> list[tuple[date, date, str, str]]:
    """Join neighbouring days of the same holiday into stretches."""
    runs: list[tuple[date, date, str, str]] = []
    for day, key, holiday in days:
        if runs and runs[-1][1:] == (day - timedelta(days=1), key, holiday):
            runs[-1] = (runs[-1][0], day, key, holiday)
        else:
            runs.append((day, day, key, holiday))
    return runs


def _quoted(text: str) -> str:
    """Quote a TOML basic string."""
    plain = "".join(mark if mark.isprintable() else " " for mark in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
