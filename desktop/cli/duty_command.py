"""`duties`: what the unit has to report, by when, from which clause, and what it has reported."""

import argparse
from datetime import date

from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.profile import ProfileError
from desktop.domain.reporting import ReportDue, explained
from desktop.host.paths import data_folder
from desktop.host.system_clock import SystemClock
from desktop.services.reporting_duties import (
    DutyBoard,
    HandedIn,
    ReportLine,
    Standing,
    board_text,
    duty_board,
)


def duties(arguments: argparse.Namespace) -> Exit:
    """List the reporting duties of a place or of this office, or note one as handed in."""
    on = _day(arguments.on)
    if arguments.done or arguments.undo:
        return _note(arguments, on)
    board = _of_place(arguments, on) if arguments.profile else _of_office(arguments, on)
    show(_plain(board), as_json=arguments.json, words=lambda: _words(board))
    return Exit.DONE


def _note(arguments: argparse.Namespace, on: date | None) -> Exit:
    if arguments.profile or (arguments.undo and on):
        message = "--done 只用于本单位，可以加 --on 报送日期；--undo 只用于本单位，不加日期。"
        raise CommandError(Exit.WRONG_USE, "arguments.clash", message)
    with opened_office(arguments) as office:
        board = office.workplace.duties
        if arguments.done:
            report = board.hand_in_next(arguments.done, on)
        else:
            report = board.take_back_last(arguments.undo)
    said = "已登记报送" if arguments.done else "已撤销报送登记"
    noted = {
        "duty": report.duty.id,
        "due": report.due.isoformat(),
        "handed_in": bool(arguments.done),
    }
    show(noted, as_json=arguments.json, words=lambda: f"{said}：{report.duty.name}，{report.due}")
    return Exit.DONE


def _of_place(arguments: argparse.Namespace, on: date | None) -> DutyBoard:
    folder = data_folder(arguments.data_dir)
    book = FileRuleBook(calendars=folder.calendars, own=folder.profiles)
    try:
        profile = book.newest(arguments.profile)
    except ProfileError as error:
        raise CommandError(Exit.WRONG_USE, "rules.unknown", str(error)) from error
    today = on or SystemClock().now().astimezone(CST).date()
    return duty_board(Rules(profile, book.calendar), today, today, _not_known)


def _of_office(arguments: argparse.Namespace, on: date | None) -> DutyBoard:
    with opened_office(arguments) as office:
        return office.workplace.duties.read(on)


def _not_known(_report: ReportDue) -> HandedIn | None:
    """Without a database nothing is known to have been handed in."""
    return None


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}”不是日期，例如 2026-11-20。"
        raise CommandError(Exit.WRONG_USE, "time.unreadable", message) from error


def _plain(board: DutyBoard) -> dict[str, object]:
    return {
        "on": board.on.isoformat(),
        "reports": [_report(line) for line in board.lines],
        "as_needed": [
            {"duty": duty.id, "name": duty.name, "rule": duty.rule, "clause": duty.clause}
            for duty in board.as_needed
        ],
    }


def _report(line: ReportLine) -> dict[str, object]:
    report, handed_in = line.report, line.handed_in
    return {
        "duty": report.duty.id,
        "name": report.duty.name,
        "due": report.due.isoformat(),
        "alarm_on": report.alarm_on.isoformat(),
        "certain": report.certain,
        "standing": line.standing.value,
        "handed_in": handed_in.on.isoformat() if handed_in else None,
        "how": explained(report),
        "rule": report.duty.rule,
        "clause": report.duty.clause,
    }


def _words(board: DutyBoard) -> str:
    if not board.lines and not board.as_needed:
        return "这套规则没有定期报送。"
    overdue = sum(line.standing is Standing.OVERDUE for line in board.lines)
    head = f"{board.on} 定期报送"
    return head + (f"，{overdue} 项已过期限" if overdue else "") + "\n" + board_text(board)
