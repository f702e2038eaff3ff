"""Working days of the State Council's notices, and what is known of a year.

A year whose holiday notice has not been published is *unknown*, never "without holidays":
spans that cross it are provisional. Only the days fixed by law (元旦, 五一, 国庆) are taken as
off there, because no notice has ever turned them into working days.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cached_property

CST = timezone(timedelta(hours=8), "CST")
"""China standard time. Fixed, because China has had no summer time since 1991."""

_ONE_DAY = timedelta(days=1)
_FIXED_BY_LAW = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节"} | {
    (10, day): "国庆节" for day in (1, 2, 3)
}
_WEEKDAY_NAMES = "一二三四五六日"


class CalendarError(ValueError):
    """A holiday notice contradicts itself or the calendar; the message names the day."""


@dataclass(frozen=True, slots=True)
class YearNotice:
    """The published holiday arrangement of one year.

    Attributes:
        year: The calendar year.
        document: Number of the notice, such as 国办发明电〔2025〕7号.
        source: Where the notice can be read.
        off: Days off, each with its holiday's name.
        work: Make-up working days (调休上班), each with the holiday's name.
    """

    year: int
    document: str
    source: str
    off: Mapping[date, str]
    work: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Day:
    """What one calendar day is.

    Attributes:
        date: The day.
        working: Whether it is a working day.
        certain: False in a year without a published notice.
        why: The reason in a clerk's words.
    """

    date: date
    working: bool
    certain: bool
    why: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days from a start to the n-th counted day.

    Attributes:
        start: Day 0, never counted (民法典第二百零一条).
        end: The day on which the count is reached.
        certain: False when a day of an unpublished year was passed over.
        days: Each day after the start, with whether it counted.
    """

    start: date
    end: date
    certain: bool
    days: tuple[Day, ...]


def weekday_name(day: date) -> str:
    """Name a day of the week as people write it, such as 周二."""
    return "周" + _WEEKDAY_NAMES[day.weekday()]


def moment_text(moment: datetime) -> str:
    """Write a moment as people do, such as 11月24日(周二)17:30; the end of a day as 24:00."""
    local = moment.astimezone(CST)
    clock = "24:00" if (local.hour, local.minute) == (23, 59) else f"{local:%H:%M}"
    return f"{local.month}月{local.day}日({weekday_name(local.date())}){clock}"


@dataclass(frozen=True)
class Calendar:
    """Working days over all years whose notices are known.

    Attributes:
        notices: The published years.
    """

    notices: tuple[YearNotice, ...]
    _ends: dict[tuple[date, int], tuple[date, bool]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def _years(self) -> dict[int, YearNotice]:
        return {notice.year: notice for notice in self.notices}

    @cached_property
    def _off(self) -> dict[date, str]:
        return {day: name for notice in self.notices for day, name in notice.off.items()}

    @cached_property
    def _work(self) -> dict[date, str]:
        return {day: name for notice in self.notices for day, name in notice.work.items()}

    def is_published(self, year: int) -> bool:
        """Tell whether the year's holiday notice is known."""
        return year in self._years

    def day(self, day: date) -> Day:
        """Say what a day is and why."""
        if day in self._work:
            return Day(day, True, True, f"{self._work[day]}调休上班")
        if day in self._off:
            return Day(day, False, True, f"{self._off[day]}放假")
        certain = self.is_published(day.year)
        if not certain and (day.month, day.day) in _FIXED_BY_LAW:
            return Day(
                day, False, False, f"{_FIXED_BY_LAW[day.month, day.day]}（法定，当年安排未公布）"
            )
        suffix = "" if certain else "（当年放假安排未公布）"
        if day.weekday() >= 5:
            return Day(day, False, certain, "周末" + suffix)
        return Day(day, True, certain, "工作日" + suffix)

    def working_span(self, start: date, count: int) -> Span:
        """Count working days after a start day, with every day passed over."""
        return _span(start, count, map(self.day, _days_after(start)), lambda day: day.working)

    def natural_span(self, start: date, count: int) -> Span:
        """Count natural days after a start day; rest days count and never move the end."""
        days = (Day(day, True, True, "自然日") for day in _days_after(start))
        return _span(start, count, days, lambda _day: True)

    def working_end(self, start: date, count: int) -> tuple[date, bool]:
        """Find the end of a working span and whether it is certain, without the single days.

        Cached, because lists ask for the same few hundred days a hundred thousand times.
        """
        key = (start, count)
        found = self._ends.get(key)
        if found is None:
            span = self.working_span(start, count)
            found = self._ends[key] = (span.end, span.certain)
        return found

    def earliest_working_end(self, start: date, count: int) -> date:
        """Find the earliest day a working span can end on, whatever an unpublished notice says.

        Every day of an unpublished year may turn out to be a working day, weekends as make-up
        days too, except those that are off by law.
        """
        days = map(self.day, _days_after(start))
        return _span(start, count, days, _may_be_working).end

    def working_days_between(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`; negative if reversed."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.day(day).working for day in days)


def _days_after(start: date) -> Iterator[date]:
    day = start
    while True:
        day += _ONE_DAY
        yield day


def _may_be_working(day: Day) -> bool:
    by_law = (day.date.month, day.date.day) in _FIXED_BY_LAW
    return day.working if day.certain else not by_law


def _span(start: date, count: int, days: Iterable[Day], counts: Callable[[Day], bool]) -> Span:
    if count < 1:
        raise CalendarError(f"a span needs at least one day, not {count}")
    passed: list[Day] = []
    left = count
    for day in days:
        passed.append(day)
        left -= counts(day)
        if left == 0:
            break
    return Span(start, passed[-1].date, all(day.certain for day in passed), tuple(passed))


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
            off=dict(_named_days(table.get("off", []))),
            work=dict(_named_days(table.get("work", []))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CalendarError(f"{name}: {error}") from error
    check_notice(notice, name=name)
    return notice


def _named_days(entries: object) -> Iterator[tuple[date, str]]:
    if not isinstance(entries, list):
        raise TypeError("off and work are lists of tables")
    for entry in entries:
        first: date = entry["from"]
        last: date = entry.get("to", first)
        for offset in range((last - first).days + 1):
            yield first + timedelta(days=offset), str(entry["name"])


_SPECIAL_YEARS = {2020: 11}
"""Years whose figure was set by a special notice; 2020 keeps 11 although 春节 was prolonged."""


def check_notice(notice: YearNotice, *, name: str) -> None:
    """Hold a notice against the calendar.

    Raises:
        CalendarError: A make-up day falls on a weekday, a day is both off and work, lies in
            another year, or weekdays less working days is not 11 (to 2024) or 13 (from 2025).
    """
    for day in notice.work:
        if day.weekday() < 5:
            raise CalendarError(f"{name}: 调休上班日 {day} 不在周末")
        if day in notice.off:
            raise CalendarError(f"{name}: {day} 既放假又上班")
    for day in (*notice.off, *notice.work):
        if day.year != notice.year:
            raise CalendarError(f"{name}: {day} 不在 {notice.year} 年")
    weekdays_off = sum(day.weekday() < 5 for day in notice.off)
    expected = _SPECIAL_YEARS.get(notice.year, 11 if notice.year <= 2024 else 13)
    lost = weekdays_off - len(notice.work)
    if lost != expected:
        raise CalendarError(f"{name}: 全年工作日比平日少 {lost} 天，应为 {expected} 天")
