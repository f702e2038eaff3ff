"""Commands for whoever runs a platform: people, devices, backup, audit, rescued work."""

import argparse
import getpass
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TypeAlias

from central import audit, backups, directory, reference_files, rescue
from central.platform import Platform
from desktop.contract import codec
from desktop.contract.messages import RescueFate
from desktop.contract.rescue_file import is_rescue_file, unpack
from desktop.domain.calendar import CST

# argparse has no public name for what add_subparsers gives
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
Command: TypeAlias = Callable[[Platform, argparse.Namespace], None]
_DEFAULT_LINES = 200


def add_commands(commands: Commands, shared: argparse.ArgumentParser) -> None:
    """Add the commands to the parser."""
    for name, words in (("units", "列出单位"), ("users", "列出用户"), ("devices", "列出电脑")):
        listing = commands.add_parser(name, parents=[shared], help=words)
        listing.add_argument("--json", action="store_true")
        if name != "units":
            listing.add_argument("--unit", default="", help="只列这个单位的")
    log = commands.add_parser("audit", parents=[shared], help="谁做了什么：管理操作与工单动作")
    log.add_argument("--who", default="", help="只列这个人的")
    log.add_argument("--since", type=_day, help="从哪一天起，如 2026-11-20")
    log.add_argument("--limit", type=int, default=_DEFAULT_LINES)
    log.add_argument("--json", action="store_true")
    backup = commands.add_parser("backup", parents=[shared], help="备份到一个文件夹，服务不必停")
    backup.add_argument("folder", type=Path)
    restore = commands.add_parser(
        "restore", parents=[shared], help="从备份恢复；先停止服务，之后所有终端重新同步"
    )
    restore.add_argument("folder", type=Path)
    _add_reference(commands, shared)
    saved = commands.add_parser("rescue", help="终端上发不出去的内容")
    actions = saved.add_subparsers(dest="rescue_command", required=True)
    load = actions.add_parser("import", parents=[shared], help="导入终端导出的文件，留待人工受理")
    load.add_argument("file", type=Path)
    load.add_argument("--user", default="", metavar="USER_ID", help="记在谁名下；不写时按文件所写")
    load.add_argument("--passphrase-stdin", action="store_true", help="从标准输入读取文件的口令")
    load.add_argument("--json", action="store_true")


def _add_reference(commands: Commands, shared: argparse.ArgumentParser) -> None:
    data = commands.add_parser("reference", help="下发给终端的诉求类别、知识库、公布的考核数据")
    actions = data.add_subparsers(dest="reference_command", required=True)
    load = actions.add_parser(
        "load", parents=[shared], help="用一个文件换掉全部类别或知识库（.xlsx、.csv 或 .json）"
    )
    load.add_argument("name", choices=["categories", "knowledge"])
    load.add_argument("file", type=Path)
    scores = actions.add_parser(
        "scores", parents=[shared], help="公布一个期间的考核数据（.json 或各单位的 .csv 表）"
    )
    scores.add_argument("file", type=Path)
    scores.add_argument("--profile", required=True, metavar="ID", help="适用哪套规则")
    scores.add_argument("--period", required=True, help="2026、2026-10 或 2026-09-01/2026-10-31")
    listing = actions.add_parser("show", parents=[shared], help="列出一种")
    clearing = actions.add_parser("clear", parents=[shared], help="清空一种")
    for each in (listing, clearing):
        each.add_argument("name", choices=reference_files.NAMES)
    for each in (load, scores, listing, clearing):
        each.add_argument("--json", action="store_true")


def _day(text: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(text).date(), time(), CST)


def restore(options: argparse.Namespace, key: bytes | None, opened: Callable[[], Platform]) -> None:
    """Restore a backup, then open the platform.

    Args:
        options: Of the command line.
        key: Encrypts the data folder; None leaves it as it is.
        opened: Opens the platform.

    Raises:
        BackupRefusedError: Nothing was changed.
    """
    backups.put_back(options.data, options.database, key, options.folder)
    platform = opened()
    try:
        done = backups.settle(platform.database, platform.shelf, options.folder)
    finally:
        platform.close()
    print(codec.encode(done).decode())


def _units(platform: Platform, options: argparse.Namespace) -> None:
    rows = directory.unit_lines(platform.database)
    _show(options, rows, [f"{row.unit_id}\t{row.name}\t{row.category}" for row in rows])


def _users(platform: Platform, options: argparse.Namespace) -> None:
    rows = directory.user_lines(platform.database, options.unit)
    words = {True: "启用", False: "停用"}
    lines = [
        f"{row.user_id}\t{row.unit_id}\t{row.name}\t{row.role}\t{words[row.active]}"
        + "".join(f"\t兼 {unit.unit_id}（{unit.role}）" for unit in row.also)
        for row in rows
    ]
    _show(options, rows, lines)


def _devices(platform: Platform, options: argparse.Namespace) -> None:
    rows = directory.device_lines(platform.database, options.unit)
    lines = []
    for row in rows:
        seen = f"{row.seen_at:%Y-%m-%d %H:%M}" if row.seen_at else "从未登录"
        state = "已停用" if row.revoked else "启用"
        lines.append(f"{row.device_id}\t{row.unit_id}\t{row.name}\t{seen}\t{state}")
    _show(options, rows, lines)


def _audit(platform: Platform, options: argparse.Namespace) -> None:
    rows = audit.lines(platform.database, limit=options.limit, who=options.who, since=options.since)
    lines = [
        f"{row.at:%Y-%m-%d %H:%M:%S}\t{row.who}\t{row.what}\t{row.about}\t{row.detail}"
        for row in rows
    ]
    _show(options, rows, lines)


def _backup(platform: Platform, options: argparse.Namespace) -> None:
    copied = backups.back_up(platform.database, options.database, platform.key, options.folder)
    print(f"已备份到 {options.folder}，新复制附件 {copied} 个。")
    if options.files:
        print("附件在对象存储中，请用它自己的版本或复制功能备份。")


def _rescue(platform: Platform, options: argparse.Namespace) -> None:
    content = options.file.read_bytes()
    files: Mapping[str, bytes] = {}
    if is_rescue_file(content):
        rescued = unpack(content, _passphrase(options))
        bundle, files = rescued.bundle, rescued.contents
    else:
        bundle = rescue.read_file(content)
    order_ids = [action.order_id for action in bundle.actions]
    actor = rescue.actor_of(platform.database, options.user or bundle.user_id, order_ids)
    who = audit.at_the_command_line()
    for sha256, attachment in files.items():
        platform.uploads.take_whole(sha256, attachment, actor.unit_id)
    reply = rescue.file_bundle(platform.database, bundle, actor, who=who)
    count = {fate: sum(told.fate is fate for told in reply.results) for fate in RescueFate}
    line = (
        f"留存 {count[RescueFate.FILED]} 项，平台已有 {count[RescueFate.KNOWN]} 项，"
        f"无法读取 {count[RescueFate.UNREADABLE]} 项，附件 {len(files)} 个。"
        "用 late 查看，用 late --admit 受理。"
    )
    _show(options, reply, [line])


def _reference(platform: Platform, options: argparse.Namespace) -> None:
    database, command = platform.database, options.reference_command
    if command == "show":
        found = reference_files.entries(database, options.name)
        _show(options, found, [bytes(entry).decode() for entry in found])
        return
    if command == "load":
        done = reference_files.load(database, options.name, options.file)
    elif command == "scores":
        platform.rulebook.current(options.profile)
        done = reference_files.publish_scores(
            database, options.profile, options.period, options.file
        )
    else:
        done = reference_files.clear(database, options.name)
    with database.write() as transaction:
        who = audit.at_the_command_line()
        audit.record(
            transaction.connection, who, f"reference {command}", done.name, str(done.entries)
        )
    _show(options, done, [f"{done.name}：现有 {done.entries} 条，终端下次核对时取得。"])


def _passphrase(options: argparse.Namespace) -> str:
    if options.passphrase_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("导出时设的口令：")


def _show(options: argparse.Namespace, value: object, lines: Sequence[str]) -> None:
    print(codec.encode(value).decode() if options.json else "\n".join(lines))


COMMANDS: dict[str, Command] = {
    "units": _units,
    "users": _users,
    "devices": _devices,
    "audit": _audit,
    "backup": _backup,
    "rescue": _rescue,
    "reference": _reference,
}
