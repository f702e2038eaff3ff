"""Invented holiday files in the holiday-cn shape, and calendars with a notice left out."""

import json
from datetime import date, timedelta
from typing import Any

from helpers.rulebook import bundled_calendar

from desktop.domain.calendar import Calendar

INVENTED_2027: tuple[tuple[str, str, str, bool], ...] = (
    ("元旦", "2027-01-01", "2027-01-03", True),
    ("春节", "2027-01-30", "2027-01-31", False),
    ("春节", "2027-02-05", "2027-02-12", True),
    ("清明节", "2027-04-03", "2027-04-05", True),
    ("劳动节", "2027-05-01", "2027-05-05", True),
    ("劳动节", "2027-05-08", "2027-05-08", False),
    ("端午节", "2027-06-09", "2027-06-09", True),
    ("中秋节", "2027-09-15", "2027-09-15", True),
    ("国庆节", "2027-10-01", "2027-10-07", True),
    ("国庆节", "2027-10-09", "2027-10-10", False),
)
"""What the notice for 2027 might have said; not what it says."""


def holiday_cn(**changes: Any) -> dict[str, Any]:
    """A holiday-cn file of the invented year, with some keys changed."""
    days = []
    for name, first, last, is_off in INVENTED_2027:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            days.append({"name": name, "date": day.isoformat(), "isOffDay": is_off})
            day += timedelta(days=1)
    content: dict[str, Any] = {
        "$schema": "schema.json",
        "year": 2027,
        "papers": ["https://www.gov.cn/zhengce/invented.htm"],
        "days": days,
    }
    return {**content, **changes}


def packed(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def calendar_until(year: int) -> Calendar:
    """The bundled calendar as it was before the notices for `year` and later came out."""
    return Calendar(tuple(entry for entry in bundled_calendar().notices if entry.year < year))
