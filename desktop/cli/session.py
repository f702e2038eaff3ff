"""An open office for the time of one command, with its errors as exit statuses."""

import argparse
import errno
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import OpenOffice
from desktop.cli.outcome import CommandError, Exit
from desktop.host.log_files import CrashFile, start_logging, stop_logging
from desktop.host.paths import data_folder
from desktop.services.file_trouble import reason_of
from desktop.services.founding import FoundingError, Standing
from desktop.services.order_desk import RefusedError
from desktop.services.ports import StorageError
from desktop.services.signing_ports import SigningError
from desktop.sync.ports import GatewayError


@contextmanager
def opened_office(arguments: argparse.Namespace) -> Iterator[OpenOffice]:
    """Open the database of the data folder for one command.

    Raises:
        CommandError: It cannot be opened, or the command was refused or is offline.
    """
    founding = founding_at(arguments)
    with journal(founding.folder.logs), known_errors():
        office = open_founded(founding, arguments)
        try:
            yield office
        finally:
            office.close()


def founding_at(arguments: argparse.Namespace) -> DeskFounding:
    """Find the data folder of a command and make what is missing of it.

    Raises:
        CommandError: The system does not let it be used.
    """
    folder = data_folder(arguments.data_dir)
    try:
        founding = DeskFounding(folder)
        for place in (folder.root, folder.logs, folder.locks):
            if not os.access(place, os.R_OK | os.W_OK):
                raise PermissionError(errno.EACCES, "not writable")
    except OSError as error:
        raise _unusable(folder.root, error) from error
    return founding


def _unusable(folder: Path, error: OSError) -> CommandError:
    message = f"数据文件夹 {folder} 不能使用：{reason_of(error)}。数据没有改动。"
    return CommandError(Exit.REFUSED, "data.folder", message)


@contextmanager
def journal(folder: Path) -> Iterator[None]:
    """Keep a log while a command runs; a bug leaves a crash file and one sentence.

    The hooks stay when a bug is on its way: the interpreter calls them last of all, after every
    file of the command has been closed, and ends with status 1.
    """
    handler = start_logging(folder)
    crash = CrashFile(folder)
    try:
        crash.install(_tell_crash)
    except OSError as error:
        stop_logging(handler)
        raise _unusable(folder, error) from error
    is_bug = True
    try:
        yield
        is_bug = False
    except (CommandError, KeyboardInterrupt, SystemExit):
        is_bug = False
        raise
    finally:
        if not is_bug:
            crash.uninstall()
            stop_logging(handler)


def open_founded(founding: DeskFounding, arguments: argparse.Namespace) -> OpenOffice:
    """Open what has been founded; asks for the passphrase where there is one.

    Raises:
        CommandError: Nothing has been founded yet.
    """
    standing = founding.standing()
    if standing is Standing.NEW:
        raise CommandError(
            Exit.REFUSED,
            "data.none",
            f"{founding.folder.root} 中还没有数据：请先打开窗口完成首次设置，"
            "或用 import、demo 命令。",
        )
    if standing is Standing.LOCKED:
        return founding.unlock(passphrase(arguments))
    return founding.open()


def passphrase(arguments: argparse.Namespace, *, repeat: bool = False) -> str:
    """Get the passphrase: from the given file descriptor, or typed at the terminal.

    Raises:
        CommandError: There is neither.
    """
    if arguments.passphrase_fd is not None:
        return first_line(arguments.passphrase_fd)
    if not sys.stdin.isatty():
        message = "需要数据库口令：请在终端中运行，或用 --passphrase-fd N 给出。"
        raise CommandError(Exit.WRONG_USE, "passphrase.missing", message)
    typed = getpass.getpass("数据库口令：")
    if repeat and getpass.getpass("再输入一次：") != typed:
        raise CommandError(Exit.WRONG_USE, "passphrase.differs", "两次输入的口令不同。")
    return typed


def first_line(descriptor: int) -> str:
    """Read the first line of a file descriptor, which holds a secret.

    Raises:
        CommandError: It cannot be read.
    """
    try:
        with os.fdopen(os.dup(descriptor), encoding="utf-8") as source:
            return source.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError, OverflowError) as error:
        kind = "不是 UTF-8 文字" if isinstance(error, UnicodeDecodeError) else "不能读取"
        message = f"文件描述符 {descriptor} {kind}，没有得到口令。"
    # outside: a decoder's error holds what it read, and that is the passphrase
    raise CommandError(Exit.WRONG_USE, "passphrase.unreadable", message)


def _tell_crash(path: Path | None) -> None:
    where = f"，详细情况写在 {path}，其中没有工单内容" if path else ""
    print(f"程序出错，没有做完；已保存的内容都在{where}。请联系维护人员。", file=sys.stderr)


@contextmanager
def known_errors() -> Iterator[None]:
    """Turn known errors into exit statuses."""
    try:
        yield
    except (RefusedError, StorageError) as error:
        raise CommandError(Exit.REFUSED, error.code, error.message) from error
    except FoundingError as error:
        raise CommandError(Exit.REFUSED, error.code, error.message) from error
    except SigningError as error:
        raise CommandError(Exit.REFUSED, error.code, str(error)) from error
    except GatewayError as error:
        raise CommandError(Exit.OFFLINE, error.code, error.message) from error
