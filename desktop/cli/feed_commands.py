"""`import` and `sync`: how orders come and work goes out."""

import argparse

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import OpenOffice
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import (
    founding_at,
    journal,
    known_errors,
    open_founded,
    opened_office,
    passphrase,
)
from desktop.host import window_pipe
from desktop.host.paths import data_folder
from desktop.services.founding import FoundingChoices, KeyKeeping, Mode, Standing
from desktop.services.workplace import FeedReport
from desktop.sync.tally import RoundReport


def import_file(arguments: argparse.Namespace) -> Exit:
    """Import a platform's export into the private centre of this data folder, and sync."""
    if not arguments.file.is_file():
        message = f"没有文件 {arguments.file}。"
        raise CommandError(Exit.WRONG_USE, "import.missing", message)
    founding = founding_at(arguments)
    with journal(founding.folder.logs), known_errors():
        office = _own_office(founding, arguments)
        try:
            report = _fed(office, arguments)
            office.sync_once()
        finally:
            office.close()
    show(report, as_json=arguments.json, words=lambda: _report_words(report))
    return Exit.DONE


def _own_office(founding: DeskFounding, arguments: argparse.Namespace) -> OpenOffice:
    if founding.standing() is not Standing.NEW:
        return open_founded(founding, arguments)
    has_keyring = arguments.passphrase_fd is None and founding.has_keyring()
    choices = FoundingChoices(
        mode=Mode.PRIVATE,
        unit_name=arguments.unit,
        user_name=arguments.user,
        profile_id=arguments.profile,
        key_keeping=KeyKeeping.KEYRING if has_keyring else KeyKeeping.PASSPHRASE,
        passphrase="" if has_keyring else passphrase(arguments, repeat=True),
    )
    return founding.found(choices, _silent)


def _silent(_words: str) -> None:
    """Say nothing: a command prints its result only."""


def _fed(office: OpenOffice, arguments: argparse.Namespace) -> FeedReport:
    feed = office.workplace.feed
    if feed is None:
        message = "本数据文件夹的工单由平台派发，不能导入文件。"
        raise CommandError(Exit.REFUSED, "import.remote", message)
    return feed.import_file(arguments.file)


def _report_words(report: FeedReport) -> str:
    counts = (
        f"新增 {len(report.added)} 张，已有 {len(report.known)} 张，"
        f"文件内重复 {len(report.repeated)} 行，未导入 {len(report.refused)} 行。"
    )
    rows = [f"  第 {row.row} 行 {row.number}：{row.reason}" for row in report.refused]
    return "\n".join([counts, *rows, *report.remarks])


def sync(arguments: argparse.Namespace) -> Exit:
    """Sync once; a running window does it instead, when there is one."""
    folder = data_folder(arguments.data_dir)
    answered = window_pipe.ask(folder.window_card, {"do": "sync"})
    if answered is not None:
        show(answered, as_json=arguments.json, words=lambda: "已请窗口立即同步。")
        return Exit.DONE
    with opened_office(arguments) as office:
        report = office.sync_once()
        if report is None:
            raise CommandError(Exit.REFUSED, "sync.busy", "另一个程序正在同步，请稍后再试。")
        plain = _round(report, office)
        show(plain, as_json=arguments.json, words=lambda: _round_words(report))
    return Exit.DONE


def _round(report: RoundReport, office: OpenOffice) -> dict[str, object]:
    state = office.store.state()
    return {
        "pushed": report.pushed,
        "applied": report.applied,
        "attention": report.attention,
        "pulled": report.pulled,
        "files": report.blobs,
        "pending": state.top - state.acked,
        "more": report.more_pending,
    }


def _round_words(report: RoundReport) -> str:
    return (
        f"已同步：上报 {report.pushed} 项（{report.attention} 项需要处理），"
        f"收到 {report.pulled} 张工单变更，附件 {report.blobs} 个。"
    )
