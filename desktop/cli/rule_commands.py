"""`clocks`: deadlines without a database, or those of an order in it."""

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desktop.bootstrap.profile_shelf import read_own_profile
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.clock_lines import clock_line, order_clock_words, order_clocks, plain_clock
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.domain.calendar import CST, moment_text
from desktop.domain.clocks import (
    DUTY_NAMES,
    Clock,
    Rules,
    clocks_for,
    extended,
    informing_clocks_for,
)
from desktop.domain.profile import ClockRule, Duty, Profile, ProfileError
from desktop.host.paths import data_folder

_EVENTS = ("accept", "extension", "rehandle", "receipt")
_CLOSED_BY = {"platform": "platform", "local": "claimed"}
_WHO = {"platform": "以平台记录时间为准", "claimed": "以登记时间为准"}


def clocks(arguments: argparse.Namespace) -> Exit:
    """Print every deadline of an order, or of a kind of order dispatched at a moment."""
    if arguments.order:
        return _of_order(arguments)
    _demand(arguments, "profile", "kind", "dispatched")
    folder = data_folder(arguments.data_dir)
    book = FileRuleBook(calendars=folder.calendars, own=folder.profiles)
    try:
        profile = _profile(arguments.profile, book)
        kind = profile.kind(arguments.kind)
    except ProfileError as error:
        raise CommandError(Exit.WRONG_USE, "rules.unknown", str(error)) from error
    if arguments.closed_by:
        profile = replace(profile, record_time=_CLOSED_BY[arguments.closed_by])
    events = _events(arguments.event)
    if arguments.rehandle:
        events.setdefault("rehandle", arguments.rehandle)
    rules = Rules(profile, book.calendar)
    dispatched_at = moment(arguments.dispatched)
    found = clocks_for(
        kind.id,
        rules,
        dispatched_at=dispatched_at,
        rehandle_at=moment(events["rehandle"]) if "rehandle" in events else None,
        receipt_at=moment(events["receipt"]) if "receipt" in events else None,
    )
    found += informing_clocks_for(kind.id, rules, dispatched_at=dispatched_at)
    lines = [plain_clock(clock) | _after(clock, events, rules) for clock in found]
    known = {clock.duty for clock in found}
    lines += [
        _numberless(rule) for rule in _without_number(profile, kind.id) if rule.duty not in known
    ]
    show(
        lines,
        as_json=arguments.json,
        words=lambda: _words(found, lines) + f"\n{_WHO[profile.record_time]}",
    )
    return Exit.DONE


def _of_order(arguments: argparse.Namespace) -> Exit:
    with opened_office(arguments) as office:
        desk = office.workplace.orders
        card = desk.open(desk.find(arguments.order))
    show(
        order_clocks(card),
        as_json=arguments.json,
        words=lambda: "\n".join(order_clock_words(card)),
    )
    return Exit.DONE


def _demand(arguments: argparse.Namespace, *names: str) -> None:
    """Ask for what is needed where no order is named."""
    for name in names:
        if not getattr(arguments, name):
            message = f"请写明 --{name}，或用 --order 指定本机的工单。"
            raise CommandError(Exit.WRONG_USE, "arguments.missing", message)


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


def _profile(wanted: str, book: FileRuleBook) -> Profile:
    """Find a profile by id, or read a unit's own file, which may extend one of ours."""
    if not wanted.endswith(".toml"):
        return book.newest(wanted)
    return read_own_profile(Path(wanted))[0]


def _events(given: list[str]) -> dict[str, str]:
    events = {}
    for entry in given:
        name, _equals, value = entry.partition("=")
        if name not in _EVENTS or not value:
            message = f"“{entry}”不是事件，只有：{'、'.join(f'{name}=…' for name in _EVENTS)}。"
            raise CommandError(Exit.WRONG_USE, "event.unknown", message)
        events[name] = value
    return events


def _after(clock: Clock, events: dict[str, str], rules: Rules) -> dict[str, object]:
    """Say what events change: when it was done, or how far an extension moves it."""
    if clock.duty is Duty.ACCEPT and "accept" in events:
        done = moment(events["accept"])
        in_time = done.replace(microsecond=0) <= clock.due
        return {
            "done": done.isoformat(),
            "in_time": in_time,
            "decided_by": rules.profile.record_time,
        }
    working = Duty.REHANDLE if "rehandle" in events else Duty.HANDLE
    if clock.duty is working and "extension" in events:
        moved = _extended(clock, events["extension"], rules)
        return {"extended_due": moved.isoformat()}
    return {}


def _extended(clock: Clock, days: str, rules: Rules) -> datetime:
    if not days.isdigit() or not int(days):
        raise CommandError(Exit.WRONG_USE, "event.unknown", f"“{days}”不是延期的天数。")
    try:
        return extended(clock, int(days), rules)
    except ValueError as error:
        message = f"{rules.profile.name}的规则没有延期。"
        raise CommandError(Exit.REFUSED, "extension.unknown_here", message) from error


def _without_number(profile: Profile, kind: str) -> list[ClockRule]:
    rules = (profile.clock(duty, kind) for duty in Duty)
    return [rule for rule in rules if rule and not rule.limits]


def _numberless(rule: ClockRule) -> dict[str, object]:
    return {
        "duty": rule.duty.value,
        "due": None,
        "rule": rule.rule,
        "clause": rule.clause,
        "no_number": rule.no_number,
    }


def _words(found: tuple[Clock, ...], plain: list[dict[str, object]]) -> str:
    lines = []
    for clock, said in zip(found, plain, strict=False):
        lines.append(clock_line(clock))
        lines += _event_words(said)
        for day in clock.days:
            mark = "计" if day.working else "不计"
            lines.append(f"    {day.date}　{mark}　{day.why}")
    for said in plain[len(found) :]:
        name = DUTY_NAMES[Duty(str(said["duty"]))]
        lines.append(f"{name}　{said['no_number']}　{said['rule']} {said['clause']}")
    return "\n".join(lines)


def _event_words(said: dict[str, object]) -> list[str]:
    if "done" in said:
        word = "按时" if said["in_time"] else "超时"
        return [f"    已于 {moment_text(datetime.fromisoformat(str(said['done'])))} 完成，{word}"]
    if "extended_due" in said:
        return [f"    延期后　{moment_text(datetime.fromisoformat(str(said['extended_due'])))}"]
    return []
