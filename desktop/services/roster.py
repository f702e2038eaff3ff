"""Who is on duty (值班) on which day, as people write it: a day and a name on each line."""

import re
from datetime import date, timedelta

_LINE = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:\.\.|至)\s*(\d{4}-\d{1,2}-\d{1,2}))?[\s,，、:：]+(.+)"
)
_LONGEST = 92


class RosterError(ValueError):
    """A line is no day with a name; the message says which, in Chinese."""


def read_roster(text: str) -> dict[date, str]:
    """Read a roster, such as `2026-10-01 王海` or `2026-10-01至2026-10-03 王海`.

    Several people of one day stand in one line or in several.

    Raises:
        RosterError: A line cannot be read.
    """
    found: dict[date, str] = {}
    for line in text.splitlines():
        plain = line.strip()
        if not plain:
            continue
        for day, name in _days(plain):
            found[day] = f"{found[day]}、{name}" if day in found else name
    return found


def _days(line: str) -> list[tuple[date, str]]:
    match = _LINE.fullmatch(line)
    try:
        if match:
            first = _day(match[1])
            last = _day(match[2]) if match[2] else first
            days = (last - first).days
            if 0 <= days < _LONGEST:
                name = match[3].strip()
                return [(first + timedelta(days=n), name) for n in range(days + 1)]
    except ValueError:
        pass  # 2026-02-30: said below
    raise RosterError(f"“{line}”不是值班安排。请每行写日期和姓名，如 2026-10-01 王海。")


def _day(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)
