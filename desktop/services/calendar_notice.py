"""When to ask for a year's holiday calendar."""

from datetime import datetime

from desktop.domain.calendar import CST, Calendar

_ASK_FROM_MONTH = 11
"""The State Council publishes the next year's arrangement in November, at times in October or
December."""


def missing_year(now: datetime, calendar: Calendar) -> int | None:
    """Tell which year's calendar is wanted and not known.

    Args:
        now: The time, aware.
        calendar: What is known.

    Returns:
        The running year when even that is unknown; from 1 November the next year when it is
        unknown; else None.
    """
    today = now.astimezone(CST).date()
    if not calendar.is_published(today.year):
        return today.year
    if today.month >= _ASK_FROM_MONTH and not calendar.is_published(today.year + 1):
        return today.year + 1
    return None


def missing_year_words(year: int) -> str:
    """Ask for a year's calendar."""
    return (
        f"还没有 {year} 年的放假安排，跨入该年的时限为暂定。"
        f"国务院办公厅公布后，请更新程序，或请维护人员导入放假安排。"
    )
