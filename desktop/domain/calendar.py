"""Working days of the State Council's notices, and what is known of a year.

A year whose holiday notice has not been published is *unknown*, never "without holidays":
spans that cross it are provisional. Only the days fixed by law (元旦, 五一, 国庆) are taken as
off there, because no notice has ever turned them into working days.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cached_property

from msgspec import Struct

from desktop.domain.holiday_seasons import HolidayAllowance
from desktop.domain.notices import (
    OFF_BY_LAW,
    CalendarError,
    YearNotice,
    check_notice,
    is_off_by_law,
    parse_notice,
)

__all__ = [
    "CST",
    "Calendar",
    "CalendarError",
    "Day",
    "RegionalHoliday",
    "Span",
    "YearNotice",
    "check_notice",
    "moment_text",
    "parse_notice",
    "weekday_name",
]

CST = timezone(timedelta(hours=8), "CST")
"""China standard time. Fixed, because China has had no summer time since 1991."""

_ONE_DAY = timedelta(days=1)
_WEEKDAY_NAMES = "一二三四五六日"
_TUESDAY = 1


class RegionalHoliday(Struct, frozen=True):
    """Days that a region adds to the national arrangement, such as a 自治区's own holidays.

    Attributes:
        name: The holiday.
        first: First day.
        last: Last day.
        off: True for days off, False for make-up working days.
    """

    name: str
    first: date
    last: date
    off: bool

    def days(self) -> Iterator[date]:
        """List its days."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


class Day(Struct, frozen=True):
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


class Span(Struct, frozen=True):
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
        notices: The published years; where two name the same day, the later year's wins.
        regional: What a region adds; it wins over the national notices, which are shared.
    """

    notices: tuple[YearNotice, ...]
    regional: tuple[RegionalHoliday, ...] = ()
    _ends: dict[tuple[date, int], tuple[date, bool]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def with_regional(self, regional: tuple[RegionalHoliday, ...]) -> "Calendar":
        """Give this calendar with a region's days on top."""
        return replace(self, regional=regional)

    @cached_property
    def _years(self) -> dict[int, YearNotice]:
        return {notice.year: notice for notice in self.notices}

    @cached_property
    def _named(self) -> dict[date, tuple[bool, str]]:
        """Whether each named day is worked, and why."""
        named: dict[date, tuple[bool, str]] = {}
        for _, notice in sorted(self._years.items()):
            named |= {day: (False, f"{name}放假") for day, name in notice.off.items()}
            named |= {day: (True, f"{name}调休上班") for day, name in notice.work.items()}
        for entry in self.regional:
            why = f"{entry.name}放假（地方）" if entry.off else f"{entry.name}调休上班（地方）"
            named |= dict.fromkeys(entry.days(), (not entry.off, why))
        return named

    def is_published(self, year: int) -> bool:
        """Tell whether the year's holiday notice is known."""
        return year in self._years

    def day(self, day: date) -> Day:
        """Say what a day is and why."""
        named = self._named.get(day)
        if named is not None:
            return Day(day, named[0], True, named[1])
        certain = self.is_published(day.year) and not self._may_be_taken(day)
        if not certain and is_off_by_law(day):
            holiday = OFF_BY_LAW[day.month, day.day]
            return Day(day, False, False, f"{holiday}（法定，当年安排未公布）")
        suffix = "" if certain else "（当年放假安排未公布）"
        if day.weekday() >= 5:
            return Day(day, False, certain, "周末" + suffix)
        return Day(day, True, certain, "工作日" + suffix)

    def named_days(self, year: int) -> tuple[Day, ...]:
        """List the days of a year that a notice, the region or the law names."""
        first = date(year, 1, 1)
        days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
        is_unknown = not self.is_published(year)
        return tuple(
            self.day(day)
            for day in days
            if day in self._named or (is_unknown and is_off_by_law(day))
        )

    def _may_be_taken(self, day: date) -> bool:
        """Tell whether next year's notice, not yet published, could still name this day.

        Only where 元旦 is a Tuesday has it reached back over a working day: 2018-12-31 was off
        and 12-29, the Saturday before, was worked (notice for 2019).
        """
        return (
            (day.month, day.day) >= (12, 29)
            and date(day.year + 1, 1, 1).weekday() == _TUESDAY
            and not self.is_published(day.year + 1)
        )

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

    def latest_working_end(self, start: date, count: int) -> date:
        """Find the latest day a working span can end on, whatever an unpublished notice says.

        No weekend of an unpublished year is counted, and every weekday that a holiday can still
        take is left out (`holiday_seasons`).
        """
        allowance = HolidayAllowance()

        def works(day: Day) -> bool:
            if day.certain or day.date.weekday() >= 5:
                return day.working
            taken = allowance.take(day.date)
            return day.working and not taken

        return _span(start, count, map(self.day, _days_after(start)), works).end

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
    return day.working if day.certain else not is_off_by_law(day.date)


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
