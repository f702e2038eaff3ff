"""`doctor`: checks this PC and says what to do."""

import argparse
from datetime import datetime
from pathlib import Path

import msgspec

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import OpenOffice
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import founding_at, open_founded
from desktop.domain.calendar import CST
from desktop.host import doctor as checks
from desktop.host.doctor import Finding
from desktop.host.printers import SystemPrinters
from desktop.services.calendar_notice import missing_year, missing_year_words
from desktop.services.connection import CheckedStep, StepState, report_text
from desktop.services.founding import FoundingError, Standing
from desktop.services.ports import StorageError
from resources import typefaces

_DESIRABLE = frozenset({"keyring", "printers", "calendar"})
"""Without these the program works all the same."""


def doctor(arguments: argparse.Namespace) -> Exit:
    """Check fonts, glibc, keyring, disk, database, platform, clock, printers."""
    founding = founding_at(arguments)
    if arguments.connection:
        return _test_connection(founding, arguments)
    findings = [
        checks.check_fonts(_fonts()),
        checks.check_glibc(),
        checks.check_keyring(),
        checks.check_folder(founding.folder.root),
        _calendar_finding(founding.folder.calendars),
        *_office_findings(founding, arguments),
        checks.check_printers(SystemPrinters().names()),
    ]
    show(msgspec.to_builtins(findings), as_json=arguments.json, words=lambda: _words(findings))
    broken = [found for found in findings if not found.ok and found.code not in _DESIRABLE]
    return Exit.REFUSED if broken else Exit.DONE


def _test_connection(founding: DeskFounding, arguments: argparse.Namespace) -> Exit:
    """Test the way to the platform, step by step."""
    if founding.standing() is Standing.NEW:
        raise CommandError(
            Exit.REFUSED, "doctor.new", "还没有登记到平台，没有连接可以测试。请先启动程序。"
        )
    office = open_founded(founding, arguments)
    try:
        connection = office.workplace.connection
        steps = connection.run(_unheard, _never) if connection else ()
    finally:
        office.close()
    show(msgspec.to_builtins(steps), as_json=arguments.json, words=lambda: report_text(steps))
    failed = any(step.state is StepState.FAILED for step in steps)
    return Exit.REFUSED if failed else Exit.DONE


def _unheard(_step: CheckedStep) -> None:
    """All steps are shown at the end."""


def _never() -> bool:
    return False


def _fonts() -> dict[str, Path]:
    return {
        "宋体": typefaces.serif_regular(),
        "宋体粗": typefaces.serif_bold(),
        "黑体": typefaces.sans_regular(),
        "黑体粗": typefaces.sans_bold(),
    }


def _calendar_finding(folder: Path) -> Finding:
    """Say which years' holidays are known, and which one is wanted."""
    book = FileRuleBook(calendars=folder)
    years = [notice.year for notice in book.calendar.notices]
    text = f"已知 {years[0]}—{years[-1]} 年。"
    problems = book.shelf.problems()
    missing = missing_year(datetime.now(CST), book.calendar)
    if missing is not None:
        text = missing_year_words(missing)
    if problems:
        text = f"{text}不能使用的日历文件：{'；'.join(problems)}。"
    return Finding("放假安排", ok=missing is None and not problems, message=text, code="calendar")


def _office_findings(founding: DeskFounding, arguments: argparse.Namespace) -> list[Finding]:
    if founding.standing() is Standing.NEW:
        return [Finding("数据库", ok=True, message="还没有建立，首次启动时建立。", code="database")]
    try:
        office = open_founded(founding, arguments)
    except (FoundingError, CommandError, StorageError) as error:
        return [Finding("数据库", ok=False, message=str(error), code="database")]
    try:
        counts = sum(office.workplace.lists.counts().values())
        text = f"可以打开，{counts} 张工单，{_unsent(office)} 项待上报。"
        server = checks.check_server(lambda: office.clock.estimate.timed(office.gateway.ping))
        return [
            Finding("数据库", ok=True, message=text, code="database"),
            server,
            checks.check_clock(office.clock.estimate.reading()),
        ]
    finally:
        office.close()


def _unsent(office: OpenOffice) -> int:
    state = office.store.state()
    return max(state.top - state.acked, 0)


def _words(findings: list[Finding]) -> str:
    return "\n".join(
        f"{'✓' if found.ok else '✗'} {found.name}　{found.message}" for found in findings
    )
