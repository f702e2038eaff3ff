"""`rescue`: work that this PC cannot send, into a sealed file; and out of one into this PC."""

import argparse
import getpass
import sys
from pathlib import Path

from msgspec.structs import asdict

from desktop.bootstrap.office import OpenOffice
from desktop.bootstrap.rescue_room import rescue_desk
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.paper_commands import write_out
from desktop.cli.session import first_line, opened_office
from desktop.contract.rescue_file import MIN_PASSPHRASE
from desktop.services.file_trouble import reason_of
from desktop.services.rescue_desk import RescueDesk, RescueSummary

_HANDLE = (
    "文件已用口令加密，里面有诉求人的信息：口令不要和文件放在一起，用完删除。"
    "交平台管理员导入，或在新电脑上用 rescue import 导入。"
)


def rescue(arguments: argparse.Namespace) -> Exit:
    """Write the file, or go on here with another PC's."""
    if arguments.send:
        return _send(arguments)
    importing = arguments.task == "import"
    if importing in {arguments.file is None, arguments.out is not None}:
        message = (
            "请用 rescue --out FILE 导出，rescue --send 交给中心，或 rescue import FILE 导入。"
        )
        raise CommandError(Exit.WRONG_USE, "rescue.use", message)
    content = _read(arguments.file) if importing else b""
    secret = _secret(arguments, repeat=not importing)
    with opened_office(arguments) as office:
        if importing:
            summary = _desk(office).take_in(content, secret)
            words = f"已导入：{summary.text}会随下一次同步上报；平台已有的不会重复计算。"
        else:
            summary = _exported(office, arguments.out, secret, arguments.reason)
            words = f"已导出 {arguments.out}：{summary.text}{_HANDLE}"
    show(asdict(summary), as_json=arguments.json, words=lambda: words)
    return Exit.DONE


def _send(arguments: argparse.Namespace) -> Exit:
    """Hand over to the platform what it does not take as it is."""
    if arguments.task or arguments.out is not None:
        message = "rescue --send 不与 import 或 --out 同用。"
        raise CommandError(Exit.WRONG_USE, "rescue.use", message)
    with opened_office(arguments) as office:
        desk = _desk(office)
        if not desk.can_hand_over:
            message = "本机工单库没有中心的人受理，没有交出任何内容；请用 rescue --out FILE 导出。"
            raise CommandError(Exit.REFUSED, "rescue.no_centre", message)
        handed = desk.hand_over(arguments.reason)
    words = f"{handed.text}本机的内容不变。"
    show(asdict(handed), as_json=arguments.json, words=lambda: words)
    return Exit.DONE


def _desk(office: OpenOffice) -> RescueDesk:
    place = office.workplace
    way = None if office.centre else office.gateway
    return rescue_desk(place.orders, office.store, place.blobs, place.clock, way)


def _exported(office: OpenOffice, out: Path, secret: str, reason: str) -> RescueSummary:
    content, summary = _desk(office).export(secret, reason)
    write_out(out, content, again="导出", private=True)
    return summary


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"读不了文件 {path}：{reason_of(error)}。没有导入任何内容。"
        raise CommandError(Exit.REFUSED, "rescue.file", message) from error


def _secret(arguments: argparse.Namespace, *, repeat: bool) -> str:
    if arguments.secret_fd is not None:
        return first_line(arguments.secret_fd)
    if not sys.stdin.isatty():
        message = "需要文件的口令：请在终端中运行，或用 --secret-fd N 给出。"
        raise CommandError(Exit.WRONG_USE, "rescue.secret", message)
    typed = getpass.getpass(f"文件的口令（至少 {MIN_PASSPHRASE} 个字）：")
    if repeat and getpass.getpass("再输入一次：") != typed:
        raise CommandError(Exit.WRONG_USE, "passphrase.differs", "两次输入的口令不同。")
    return typed
