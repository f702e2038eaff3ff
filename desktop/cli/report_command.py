"""`report`: lists and regular reports as .pdf, .xlsx or .csv, without a window."""

import argparse
from datetime import date
from pathlib import Path

from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.paper_commands import file_errors, write_out
from desktop.cli.session import opened_office
from desktop.domain.scoring.tree import Score
from desktop.services.file_trouble import reason_of
from desktop.services.paper_ports import PrintError
from desktop.services.report_desk import ReportDesk, ReportRequest
from desktop.services.report_files import TABLES, ReportFiles
from desktop.services.report_names import REPORT_NAMES, ReportForm
from desktop.services.report_period import Period, PeriodError, read_period
from desktop.services.roster import RosterError, read_roster
from desktop.services.workplace import Workplace


def report(arguments: argparse.Namespace) -> Exit:
    """Make a report and write it to a file."""
    form = ReportForm(arguments.form)
    kind = arguments.out.suffix.lower().lstrip(".")
    if kind not in {"pdf", *TABLES} or (arguments.blank and kind != "pdf"):
        message = "文件名要以 .pdf、.xlsx 或 .csv 结尾；空白表只有 .pdf。"
        raise CommandError(Exit.WRONG_USE, "report.kind", message)
    if not arguments.blank and not arguments.period:
        message = "请用 --period 给出期间，如 2026-10；或用 --blank 打印空白表。"
        raise CommandError(Exit.WRONG_USE, "report.period", message)
    with opened_office(arguments) as office:
        desk = office.workplace.reports
        wanted = None if arguments.blank else _request(desk, form, arguments)
        try:
            result = _made(office.workplace, form, wanted, arguments.out)
        except PrintError as error:
            raise CommandError(Exit.REFUSED, "print.refused", str(error)) from error
    show(result, as_json=arguments.json, words=lambda: f"已保存 {arguments.out}")
    return Exit.DONE


def _made(
    workplace: Workplace, form: ReportForm, wanted: ReportRequest | None, out: Path
) -> dict[str, object]:
    desk = workplace.reports
    told: dict[str, object] = {"form": form, "name": REPORT_NAMES[form], "file": str(out)}
    if wanted is None:
        write_out(out, desk.blank(form).pdf, again="导出")
        return {**told, "blank": True}
    report = desk.read(wanted)
    with file_errors():
        ReportFiles(workplace).keep(wanted, report, out)
    return {**told, "period": wanted.period.text}


def _request(desk: ReportDesk, form: ReportForm, arguments: argparse.Namespace) -> ReportRequest:
    return ReportRequest(
        form=form,
        period=_period(arguments.period),
        retention=arguments.retention,
        roster=_roster(arguments.roster),
        score=_score(desk, arguments.score) if arguments.score else None,
    )


def _period(text: str) -> Period:
    try:
        return read_period(text)
    except PeriodError as error:
        raise CommandError(Exit.WRONG_USE, "report.period", str(error)) from error


def _roster(path: Path | None) -> dict[date, str]:
    if path is None:
        return {}
    try:
        return read_roster(_text(path))
    except RosterError as error:
        raise CommandError(Exit.WRONG_USE, "report.roster", f"{path}：{error}") from error


def _score(desk: ReportDesk, path: Path) -> Score:
    """Compute the marks of a file of score data, as the `score` command takes it."""
    from desktop.domain.scoring.figures import ScoreDataError
    from desktop.domain.scoring.formula_sets import score_json

    rules = desk.score_rules()
    if rules is None:
        message = "本单位适用的规则没有考核办法，不能计分。"
        raise CommandError(Exit.REFUSED, "rules.unknown", message)
    try:
        return score_json(rules, _text(path).encode(), what_if=False)
    except ScoreDataError as error:
        raise CommandError(Exit.WRONG_USE, "score.data", f"{path}：{error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        message = f"读不到文件 {path}：{reason_of(error)}。没有改动任何数据，请检查文件后再试。"
        raise CommandError(Exit.WRONG_USE, "report.unreadable", message) from error
    except UnicodeDecodeError as error:
        message = f"文件 {path} 不是 UTF-8 文字。"
        raise CommandError(Exit.WRONG_USE, "report.unreadable", message) from error
