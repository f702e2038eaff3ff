"""`clocks`: deadlines without a database."""

import argparse
from datetime import datetime

from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.outcome import CommandError, Exit, show
from desktop.domain.calendar import CST, moment_text
from desktop.domain.clocks import DUTY_NAMES, Clock, Rules, clocks_for
from desktop.domain.profile import ProfileError
from desktop.host.paths import data_folder


def clocks(arguments: argparse.Namespace) -> Exit:
    """Print every deadline of a kind of order dispatched at a moment."""
    book = FileRuleBook(calendars=data_folder(arguments.data_dir).calendars)
    try:
        profile = book.newest(arguments.profile)
        kind = profile.kind(arguments.kind)
    except ProfileError as error:
        raise CommandError(Exit.WRONG_USE, "rules.unknown", str(error)) from error
    found = clocks_for(
        kind.id,
        Rules(profile, book.calendar),
        dispatched_at=moment(arguments.dispatched),
        rehandle_at=moment(arguments.rehandle) if arguments.rehandle else None,
    )
    show([_plain(clock) for clock in found], as_json=arguments.json, words=lambda: _words(found))
    return Exit.DONE


def moment(text: str) -> datetime:
    """Read an ISO 8601 moment; without an offset it is Beijing time.

    Raises:
        CommandError: It is none.
    """
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}”不是 ISO 8601 时间，例如 2026-09-18T10:00:00+08:00。"
        raise CommandError(Exit.WRONG_USE, "time.unreadable", message) from error
    return value.replace(tzinfo=CST) if value.tzinfo is None else value.astimezone(CST)


def _plain(clock: Clock) -> dict[str, object]:
    days = [
        {"date": day.date.isoformat(), "counts": day.working, "why": day.why} for day in clock.days
    ]
    return {
        "duty": clock.duty.value,
        "due": clock.due.isoformat(),
        "rule": clock.rule,
        "clause": clock.clause,
        "certain": clock.certain,
        **bounds(clock),
        "days": days,
    }


def bounds(clock: Clock) -> dict[str, object]:
    """Give the earliest and latest moment of a deadline that is not certain, for JSON."""
    if clock.earliest is None or clock.latest is None:
        return {}
    return {"earliest": clock.earliest.isoformat(), "latest": clock.latest.isoformat()}


def doubt(clock: Clock) -> str:
    """Say in words that a deadline is provisional, and within what bounds."""
    if clock.earliest is None or clock.latest is None:
        return "" if clock.certain else "（暂定：放假安排未公布）"
    return (
        f"（暂定：放假安排未公布，最早 {moment_text(clock.earliest)}，"
        f"最晚 {moment_text(clock.latest)}）"
    )


def _words(found: tuple[Clock, ...]) -> str:
    lines = []
    for clock in found:
        name = DUTY_NAMES[clock.duty]
        lines.append(f"{name}　{moment_text(clock.due)}{doubt(clock)}　{clock.rule} {clock.clause}")
        for day in clock.days:
            mark = "计" if day.working else "不计"
            lines.append(f"    {day.date}　{mark}　{day.why}")
    return "\n".join(lines)
