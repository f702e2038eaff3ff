"""Moments, spans and names in the words people use."""

import html
import re
from datetime import datetime, time, timedelta
from pathlib import Path

from desktop.domain.calendar import CST, Calendar, moment_text
from desktop.domain.clocks import Rules, is_past

__all__ = [
    "breakable",
    "filed_words",
    "masked_phone",
    "moment_text",
    "remaining_text",
    "short_moment",
    "size_text",
    "table_moment",
    "tip_text",
    "unbroken",
]

_MINUTE = timedelta(minutes=1)
_LONG_WORD = re.compile(r"[\x21-\x7e]{32}(?=[\x21-\x7e])")
_BREAK = "\u200b"


def filed_words(path: Path) -> str:
    """Say where a PDF was saved."""
    return f"已存为 PDF：{path.name}，在文件夹“{path.parent}”里。"


def remaining_text(due: datetime, now: datetime, rules: Rules | None) -> str:
    """Say how much is left, such as 剩 1 个工作日 3 小时, or how long it has been over.

    On the last day clock hours are counted; before it, whole working days after today and the
    office hours that are left of today.

    Args:
        due: The deadline.
        now: The present moment.
        rules: For working days and office hours; without them calendar days are counted.
    """
    due, now = due.astimezone(CST), now.astimezone(CST)
    if is_past(due, now):
        return "已超 " + _length(now - due)
    if due.date() == now.date():
        return "剩 " + _length(max(due - now, timedelta()))
    if rules is None:
        return f"剩 {(due.date() - now.date()).days} 天"
    return "剩 " + _working_length(due, now, rules)


def short_moment(moment: datetime, now: datetime) -> str:
    """Write a moment as short as it is clear: 今天 14:02, 昨天 09:30, 11月18日(周三)10:00."""
    local, today = moment.astimezone(CST), now.astimezone(CST).date()
    names = {0: "今天", 1: "昨天", -1: "明天"}
    word = names.get((today - local.date()).days)
    text = moment_text(moment)
    if word:
        return f"{word} {text.partition(')')[2]}"
    return text if local.year == today.year else f"{local.year}年{text}"


def table_moment(moment: datetime, now: datetime) -> str:
    """Write a moment for a column of a table: 今天 14:02, 11月18日 10:00."""
    text = short_moment(moment, now)
    before, bracket, after = text.partition("(")
    return f"{before} {after.partition(')')[2]}" if bracket else text


def breakable(text: str) -> str:
    """Let a web address or another endless word go on in the next line.

    A label is never narrower than its longest word, and would push all other words of a text out
    of sight.
    """
    return _LONG_WORD.sub(lambda found: found[0] + _BREAK, text)


def unbroken(text: str) -> str:
    """Take the breaks out of a text that was selected on screen; lines end as everywhere."""
    return text.replace(_BREAK, "").replace("\u2029", "\n").replace("\u2028", "\n")


def tip_text(text: str) -> str:
    """Give what a tool tip has to be told so that it shows a text as it was written.

    A tool tip cannot be told that its words are plain; it guesses.
    """
    if "<" not in text:
        return text
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>'


def masked_phone(phone: str) -> str:
    """Hide the middle of a telephone number."""
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def size_text(size: int) -> str:
    """Write a number of bytes as people do."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def _length(span: timedelta) -> str:
    minutes = int(span / _MINUTE)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} 天 {hours} 小时" if hours and days < 3 else f"{days} 天"
    if hours:
        return f"{hours} 小时" if minutes % 60 == 0 else f"{hours} 小时 {minutes % 60} 分"
    return f"{minutes} 分钟"


def _working_length(due: datetime, now: datetime, rules: Rules) -> str:
    days = rules.calendar.working_days_between(now.date(), due.date())
    left = _office_time_left(now, rules.calendar, rules.profile.office_hours)
    hours = int(left / timedelta(hours=1))
    if days == 0:
        return f"{(due.date() - now.date()).days} 天（休息日）"
    return f"{days} 个工作日 {hours} 小时" if hours else f"{days} 个工作日"


def _office_time_left(
    now: datetime, calendar: Calendar, hours: tuple[tuple[time, time], ...]
) -> timedelta:
    if not calendar.day(now.date()).working:
        return timedelta()
    left = timedelta()
    for first, last in hours:
        start = max(now, datetime.combine(now.date(), first, CST))
        end = datetime.combine(now.date(), last, CST)
        left += max(timedelta(), end - start)
    return left
