"""`print`: paper goes out without a window."""

import argparse
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.cli.batch_commands import print_batch
from desktop.cli.order_commands import read_content
from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.domain.paper_forms import Scope, form_name, sheet_scope
from desktop.services.file_trouble import reason_of
from desktop.services.paper_ports import PrintError
from desktop.services.print_desk import PrintDesk, UnwrittenError
from desktop.services.shared_files import write_whole
from desktop.services.unit_paper import UnitPaper
from desktop.services.workplace import Workplace


def print_form(arguments: argparse.Namespace) -> Exit:
    """Print a form to a file; recorded as a print unless it is the empty form."""
    if arguments.batch or arguments.due_today or arguments.orders:
        return _print_batch(arguments)
    _demand_source(arguments)
    with opened_office(arguments) as office:
        try:
            result = _printed(office.workplace, arguments)
        except PrintError as error:
            raise CommandError(Exit.REFUSED, "print.refused", str(error)) from error
    show(result, as_json=arguments.json, words=lambda: _words(result, arguments.out))
    return Exit.DONE


def _print_batch(arguments: argparse.Namespace) -> Exit:
    if bool(arguments.due_today) == bool(arguments.orders):
        message = "成批打印：请用 --due-today 或 --orders 之一说明打印哪些。"
        raise CommandError(Exit.WRONG_USE, "print.batch", message)
    if arguments.form:
        message = "成批打印不写表单编号；只打几种表时用 --only。"
        raise CommandError(Exit.WRONG_USE, "print.batch", message)
    return print_batch(arguments)


def _demand_source(arguments: argparse.Namespace) -> None:
    """Refuse a print that does not say what is to stand on it, or where it goes."""
    if not arguments.form or not arguments.out:
        message = "请写明表单和 --out 文件，如 print F2 NUMBER --out 记录.pdf；成批打印用 --batch。"
        raise CommandError(Exit.WRONG_USE, "print.form", message)
    of_unit = sheet_scope(arguments.form) is Scope.UNIT
    if arguments.blank:
        return
    if of_unit and not arguments.data:
        name = form_name(arguments.form)
        message = f"《{name}》是本单位自己的表：请用 --data 给出内容，或用 --blank 打印空白表。"
        raise CommandError(Exit.WRONG_USE, "print.data", message)
    if not of_unit and not arguments.number:
        raise CommandError(
            Exit.WRONG_USE, "print.number", "请给出工单编号，或用 --blank 打印空白表。"
        )


def _printed(workplace: Workplace, arguments: argparse.Namespace) -> dict[str, object]:
    paper = workplace.paper
    if arguments.blank:
        write_out(arguments.out, paper.blank(arguments.form))
        return {"form": arguments.form, "blank": True, "file": str(arguments.out)}
    if sheet_scope(arguments.form) is Scope.UNIT:
        return _of_unit(workplace, arguments)
    order_id = workplace.orders.find(arguments.number)
    printed = paper.preview(
        order_id,
        arguments.form,
        round_number=arguments.round,
        copy=arguments.copy,
        in_full=arguments.full_number,
    )
    with file_errors():
        PrintDesk(workplace).to_file(order_id, printed, arguments.out)
    return {
        "form": printed.form,
        "form_id": printed.form_id,
        "round": printed.round,
        "codes": dict(printed.codes),
        "pages": printed.pages,
        "hidden": sum(entry.hidden for entry in printed.proposals),
        "file": str(arguments.out),
    }


def _of_unit(workplace: Workplace, arguments: argparse.Namespace) -> dict[str, object]:
    content = read_content(arguments.data)
    printed = workplace.paper.of_unit(arguments.form, content)
    with file_errors():
        UnitPaper(workplace).to_file(printed, content, arguments.out)
    return {
        "form": printed.form,
        "blank": False,
        "code": printed.codes[0][1],
        "pages": printed.pages,
        "file": str(arguments.out),
    }


def _words(result: dict[str, object], out: Path) -> str:
    """Say what was printed; of a 举报 or 保密 order also how much is not on it."""
    said = f"已保存 {out}"
    if result.get("hidden"):
        said += (
            f"\n为了不暴露诉求人，正文里隐去了 {result['hidden']} 处；"
            "逐条核对、保留某一处，请在窗口里打印。"
        )
    return said


@contextmanager
def file_errors() -> Iterator[None]:
    """Tell that a file which is recorded as it is written could not be."""
    try:
        yield
    except UnwrittenError as error:
        raise CommandError(Exit.REFUSED, "print.file", error.message) from error


def write_out(path: Path, content: bytes, *, again: str = "打印", private: bool = False) -> None:
    """Write a file that nothing records.

    Args:
        path: The file.
        content: What stands in it.
        again: What is to be done once more where it could not be written.
        private: Nobody but this user may read it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        write_whole(path, content, private=private)
    except OSError as error:
        message = (
            f"写不了文件 {path}：{reason_of(error)}。"
            f"工单没有受影响，原有的文件也没有变。请换一个位置再{again}。"
        )
        raise CommandError(Exit.REFUSED, "print.file", message) from error
