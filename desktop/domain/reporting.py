"""When the unit's regular reports are due (LS-11, KF-17, KF-19, XY-18)."""

import calendar as months
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from desktop.domain.calendar import Calendar, weekday_name
from desktop.domain.clocks import Rules
from desktop.domain.profile import ReportingDuty

_CYCLE_MONTHS = {
    "monthly": tuple(range(1, 13)),
    "bimonthly": (2, 4, 6, 8, 10, 12),
    "quarterly": (3, 6, 9, 12),
    "half_yearly": (6, 12),
}
"""The months in which a report of each cycle is due; 每双月 is read as the even months."""


class ReportDue(Struct, frozen=True):
    """One report of one period.

    Attributes:
        duty: What it is.
        due: Last day that counts; never moved, also when it is a rest day.
        alarm_on: Last working day up to it: who waits for the due day may find a rest day.
        certain: False when it lies in a year whose holidays are not published.
    """

    duty: ReportingDuty
    due: date
    alarm_on: date
    certain: bool


def reports_due(rules: Rules, first: date, last: date) -> tuple[ReportDue, ...]:
    """List the reports that are due from one day to another, the earliest first.

    Duties without a date (`as_needed`) are not among them.
    """
    found = [
        _due(duty, day, rules.calendar)
        for duty in rules.profile.reporting_duties
        for year in range(first.year, last.year + 1)
        for day in _days(duty, year)
        if first <= day <= last
    ]
    return tuple(sorted(found, key=lambda report: (report.due, report.duty.id)))


def explained(report: ReportDue) -> str:
    """Say how the day was found (怎么算的): cycle, a rest day, the working day before it."""
    duty, due, alarm = report.duty, report.due, report.alarm_on
    parts = [cycle_words(duty)]
    if alarm != due:
        parts.append(
            f"{_day_words(due)}是休息日，不顺延，提醒提前到最后一个工作日{_day_words(alarm)}"
        )
    if not report.certain:
        parts.append("那一年的放假安排尚未公布，提醒的日子为暂定")
    return "；".join(parts)


_CYCLE_WORDS = {
    "monthly": ("每月", "当月月末"),
    "bimonthly": ("每双月", "偶数月的月末"),
    "quarterly": ("每季度", "季度末"),
    "half_yearly": ("每半年", "六月、十二月的月末"),
    "yearly": ("每年", "月末"),
}
"""How a cycle is called, and the day that stands in for one that the document does not name."""


def cycle_words(duty: ReportingDuty) -> str:
    """Say how often a report is due, and by which day."""
    if duty.cycle == "as_needed":
        return "随时报送，没有日期"
    cycle, end = _CYCLE_WORDS[duty.cycle]
    month = f"{duty.month}月" if duty.month else ""
    if duty.day:
        return f"{cycle}{month}{duty.day}日以前，当日计入"
    return f"{cycle}一次；文件没有写明日期，按{month}{end}计"


def _day_words(day: date) -> str:
    return f"{day.month}月{day.day}日（{weekday_name(day)}）"


def _days(duty: ReportingDuty, year: int) -> Iterator[date]:
    due_months = (duty.month,) if duty.month else _CYCLE_MONTHS.get(duty.cycle, ())
    for month in due_months:
        yield date(year, month, duty.day or months.monthrange(year, month)[1])


def _due(duty: ReportingDuty, due: date, calendar: Calendar) -> ReportDue:
    alarm = due
    while not calendar.day(alarm).working:
        alarm -= timedelta(days=1)
    return ReportDue(duty, due, alarm, calendar.day(due).certain)
