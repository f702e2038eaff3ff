"""The period of a report: a month, a year, or a span of days."""

import calendar as months
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.domain.calendar import CST

_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_BETWEEN = re.compile(r"\s*(?:\.\.|至|到|~|—+|(?<=-\d\d)/)\s*")


class PeriodError(ValueError):
    """A text is no period; the message says what one looks like, in Chinese."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days that a report is about, both ends included."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        """First moment of it."""
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """First moment after it."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def is_year(self) -> bool:
        """Whether it is a calendar year."""
        return self == year_period(self.first.year)

    @property
    def is_month(self) -> bool:
        """Whether it is a calendar month."""
        return self == month_period(self.first.year, self.first.month)

    @property
    def text(self) -> str:
        """The period as machines write it, for file names and commands."""
        if self.is_year:
            return f"{self.first:%Y}"
        if self.is_month:
            return f"{self.first:%Y-%m}"
        return f"{self.first}" if self.first == self.last else f"{self.first}至{self.last}"

    @property
    def name(self) -> str:
        """The period as people write it."""
        if self.is_year:
            return f"{self.first.year}年"
        if self.is_month:
            return f"{self.first.year}年{self.first.month}月"
        return _day(self.first) + ("" if self.first == self.last else f"至{_day(self.last)}")

    def holds(self, moment: datetime | None) -> bool:
        """Tell whether a moment lies in it."""
        return moment is not None and self.starts_at <= moment < self.ends_at

    def before(self) -> "Period":
        """Give the period just before, as long as this one: what 环比 compares with."""
        last = self.first - timedelta(days=1)
        if self.is_year:
            return year_period(last.year)
        if self.is_month:
            return month_period(last.year, last.month)
        return Period(last - (self.last - self.first), last)

    def year_ago(self) -> "Period":
        """Give the same period of the year before: what 同比 compares with."""
        if self.is_month:
            return month_period(self.first.year - 1, self.first.month)
        return Period(_year_ago(self.first), _year_ago(self.last))


def month_period(year: int, month: int) -> Period:
    """Give a calendar month."""
    return Period(date(year, month, 1), date(year, month, months.monthrange(year, month)[1]))


def year_period(year: int) -> Period:
    """Give a calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def read_period(text: str) -> Period:
    """Read 2026-10, 2026, 2026-10-01 or 2026-10-01至2026-10-08, or the same with 年月日.

    Raises:
        PeriodError: It is none of them.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if found := _MONTH.fullmatch(plain):
            return month_period(int(found[1]), int(found[2]))
        if found := _YEAR.fullmatch(plain):
            return year_period(int(found[1]))
        if found_days := _read_days(plain):
            return found_days
    except ValueError:
        pass  # 2026-13 or 2026-02-30: said below
    raise PeriodError(
        f"“{text}”不是期间。请写月份 2026-10、年份 2026，或日期 2026-10-01至2026-10-08。"
    )


def _read_days(plain: str) -> Period | None:
    days = [_DAY.fullmatch(part) for part in _BETWEEN.split(plain)]
    read = [date(int(day[1]), int(day[2]), int(day[3])) for day in days if day]
    if len(read) != len(days) or len(read) > 2 or read[0] > read[-1]:
        return None
    return Period(read[0], read[-1])


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CST)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _year_ago(day: date) -> date:
    last = months.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last))
