"""Dates and times as platforms write them and as people type them, read as +08:00."""

import math
import re
from datetime import date, datetime, time, timedelta, timezone

from central.importing.cells import Cell, CellRefused, normalised
from desktop.domain.calendar import CST

_DASHES = re.compile("[‐‑‒–—−~～]")  # typed for "-"
_BLANKS = re.compile(r"\s+")
_WEEKDAY = re.compile(r"\(?(?:星期|礼拜|周)[一二三四五六日天]\)?")
_DATE = re.compile(
    r"(\d{4}) ?(?:年|[-/.,]) ?(\d{1,2}) ?(?:月|[-/.,]) ?(\d{1,2})(?: ?[日号])?(?:[ T,]*|$)"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2})?)?")
_TIME = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜里|[AaPp][Mm])? ?"
    r"(?P<hour>\d{1,2}) ?[:时点] ?"
    r"(?:(?P<half>半)|(?P<minute>\d{1,2}) ?(?:[:分] ?(?:(?P<second>\d{1,2})(?:[.,]\d+)? ?秒?)?)?)?"
    r" ?(?P<tail>[AaPp][Mm])? ?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_NO_YEAR = re.compile(r"\d{1,2} ?(?:[-/.]|月) ?\d{1,2} ?[日号]?(?![-/.\d])(?: .*|$)")
_SHORT_YEAR = re.compile(r"\d{1,2} ?(?:[-/.]|年) ?\d{1,2} ?(?:[-/.]|月) ?\d{1,4}.*")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = datetime(1899, 12, 30, tzinfo=CST)  # day 0 of spreadsheet serials after February 1900
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 2000-01-01, 2099-12-31
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚", "夜里", "pm"})
_MORNING = frozenset({"凌晨", "清晨", "早上", "早晨", "早", "上午", "am"})
_END_OF_DAY = time(23, 59, 59)

_NOT_UNDERSTOOD = "看不懂，请写成 2026-09-18 14:05 的样子"


def moment(cell: Cell, *, end_of_day: bool = False) -> datetime | None:
    """Read a date or a date with time.

    Args:
        cell: Date cell, spreadsheet serial, or text.
        end_of_day: A date without time means its last second (deadlines), not its first.

    Returns:
        An aware moment (+08:00) in whole seconds; None for an empty cell.

    Raises:
        CellRefused: The text is no date, has no year, or one digit too few.
    """
    if isinstance(cell, str):
        return _from_text(cell, end_of_day=end_of_day)
    if isinstance(cell, datetime):
        return _rounded(_plausible(cell.replace(tzinfo=cell.tzinfo or CST)))
    if isinstance(cell, date):
        return _plausible(_at(cell, None, end_of_day=end_of_day))
    if isinstance(cell, bool | time | timedelta):
        raise CellRefused("只有时间，没有日期")
    return _from_number(cell, end_of_day=end_of_day)


def _from_text(raw: str, *, end_of_day: bool) -> datetime | None:
    text = _tidy(raw)
    if not text:
        return None
    if found := _DATE.match(text):
        return _dated(found[1], found[2], found[3], text[found.end() :], end_of_day=end_of_day)
    if found := _COMPACT.match(text):
        return _compact(found, text, end_of_day=end_of_day)
    if _SERIAL.fullmatch(text):
        return _from_number(float(text), end_of_day=end_of_day)
    if _NO_YEAR.fullmatch(text):
        raise CellRefused("没有年份，请补上年份")
    if _SHORT_YEAR.fullmatch(text):
        raise CellRefused("年份要写四位并放在最前，例如 2026-09-18")
    raise CellRefused(_NOT_UNDERSTOOD)


def _tidy(raw: str) -> str:
    text = normalised(raw).lstrip("'")
    if not text.isascii():
        text = _WEEKDAY.sub(" ", _DASHES.sub("-", text))
    return _BLANKS.sub(" ", text).strip()


def _compact(found: re.Match[str], text: str, *, end_of_day: bool) -> datetime:
    if found.end() != len(text):
        if text[8].isdigit():
            raise CellRefused(_NOT_UNDERSTOOD)
        return _dated(found[1], found[2], found[3], text[8:].lstrip(" T"), end_of_day=end_of_day)
    clock = ":".join(part for part in found.groups()[3:] if part)
    return _dated(found[1], found[2], found[3], clock, end_of_day=end_of_day)


def _dated(year: str, month: str, day: str, rest: str, *, end_of_day: bool) -> datetime:
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        raise CellRefused("不是真实的日期") from None
    first = _plausible(_at(on, None, end_of_day=end_of_day))  # before a zone can overflow
    if not rest:
        return first
    clock = _TIME.fullmatch(rest)
    if clock is None:
        raise CellRefused(_NOT_UNDERSTOOD)
    return _plausible(_on_clock(on, clock))


def _on_clock(on: date, clock: re.Match[str]) -> datetime:
    hour = _hour(int(clock["hour"]), (clock["part"] or clock["tail"] or "").lower())
    minute = 30 if clock["half"] else int(clock["minute"] or 0)
    second = int(clock["second"] or 0)
    midnight_after = (hour, minute, second) == (24, 0, 0)
    try:
        at = _at(on, time(0 if midnight_after else hour, minute, second), end_of_day=False)
    except ValueError:
        raise CellRefused("不是真实的时间") from None
    if midnight_after:
        at += timedelta(days=1)
    return _in_zone(at, clock["zone"])


def _in_zone(at: datetime, zone: str | None) -> datetime:
    if zone is None:
        return at
    if zone == "Z":
        offset = timedelta()
    else:
        digits = zone[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        offset = -offset if zone[0] == "-" else offset
    if abs(offset) >= timedelta(days=1):
        raise CellRefused("时区不对")
    return at.replace(tzinfo=timezone(offset)).astimezone(CST)


def _hour(hour: int, part: str) -> int:
    """Turn the hour of a half day into one of 24; 晚上12点 could be either midnight."""
    if hour == 12 and part in {"晚上", "晚", "夜里"}:
        raise CellRefused("“晚上12点”说不清是哪一天，请改用 24 小时制")
    if part in _MORNING and hour == 12:
        return 0
    if part in _AFTERNOON and hour < 12:
        return hour + 12
    if part == "中午" and hour < 4:
        return hour + 12
    return hour


def _from_number(value: float, *, end_of_day: bool) -> datetime:
    if _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        at = _rounded(_EPOCH + timedelta(days=value))
        return _at(at, _END_OF_DAY, end_of_day=True) if end_of_day and value == int(value) else at
    digits = str(int(value)) if math.isfinite(value) and value == int(value) else ""
    found = _COMPACT.fullmatch(digits)
    if found is None:
        raise CellRefused(_NOT_UNDERSTOOD)
    return _compact(found, digits, end_of_day=end_of_day)


def _at(on: date, clock: time | None, *, end_of_day: bool) -> datetime:
    if clock is None:
        clock = _END_OF_DAY if end_of_day else time()
    return datetime(on.year, on.month, on.day, clock.hour, clock.minute, clock.second, tzinfo=CST)


def _rounded(at: datetime) -> datetime:
    """Round to whole seconds: serials are binary fractions of a day and miss by microseconds."""
    return (at + timedelta(microseconds=500_000)).replace(microsecond=0)


def _plausible(at: datetime) -> datetime:
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise CellRefused("年份不在 2000 到 2099 之间")
    return at
