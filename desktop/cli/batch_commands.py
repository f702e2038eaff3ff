"""`print --due-today` and `print --orders`: many sheets in one run, without a window."""

import argparse
import sys

from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.services.paper_ports import PrintError
from desktop.services.print_batch import PrintBatches
from desktop.services.print_desk import BatchOutcome, BatchSheet, BatchWatch, PrintDesk
from desktop.services.print_ports import PrintSetup
from desktop.services.workplace import Workplace


def print_batch(arguments: argparse.Namespace) -> Exit:
    """Print what is due today, or the sheets of some orders, to a folder or a printer."""
    if bool(arguments.out) == bool(arguments.printer):
        message = "成批打印：请用 --out 给出文件夹，或用 --printer 给出打印机，两者只要一个。"
        raise CommandError(Exit.WRONG_USE, "print.target", message)
    with opened_office(arguments) as office:
        sheets = _sheets(office.workplace, arguments)
        outcome = _run(office.workplace, sheets, arguments)
    show(_result(outcome), as_json=arguments.json, words=lambda: _words(outcome))
    return Exit.REFUSED if outcome.to_repeat else Exit.DONE


def _sheets(workplace: Workplace, arguments: argparse.Namespace) -> tuple[BatchSheet, ...]:
    batches = PrintBatches(workplace.orders, workplace.lists, workplace.clock)
    if arguments.due_today:
        found = batches.due_today()
    else:
        found = batches.of_orders([workplace.orders.find(number) for number in arguments.orders])
    wanted = arguments.only or {sheet.form for sheet in found}
    return tuple(sheet for sheet in found if sheet.form in wanted)


def _run(
    workplace: Workplace, sheets: tuple[BatchSheet, ...], arguments: argparse.Namespace
) -> BatchOutcome:
    if not sheets:
        return BatchOutcome()
    desk, watch = PrintDesk(workplace), BatchWatch(_told, _never)
    if arguments.out:
        return desk.batch_to_folder(sheets, arguments.out, watch)
    if arguments.printer not in workplace.printers.names():
        raise CommandError(
            Exit.REFUSED, "print.refused", f"没有找到打印机“{arguments.printer}”，请重新选择。"
        )
    setup = PrintSetup(printer=arguments.printer, copies=arguments.copies, duplex=arguments.duplex)
    try:
        return desk.batch_to_printer(sheets, setup, watch)
    except PrintError as error:
        raise CommandError(Exit.REFUSED, "print.refused", str(error)) from error


def _told(done: int, total: int) -> None:
    """Say how far it is to the one who waits; data goes to the other stream."""
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def _never() -> bool:
    """Ctrl+C ends the command; what was sent is recorded."""
    return False


def _result(outcome: BatchOutcome) -> dict[str, object]:
    return {
        "sent": [_sheet(sheet) for sheet in outcome.sent],
        "failed": [
            {**_sheet(failure.sheet), "message": failure.reason} for failure in outcome.failed
        ],
        "left": [_sheet(sheet) for sheet in outcome.left],
    }


def _sheet(sheet: BatchSheet) -> dict[str, object]:
    return {"number": sheet.number, "form": sheet.form, "round": sheet.round}


def _words(outcome: BatchOutcome) -> str:
    if not (outcome.sent or outcome.to_repeat):
        return "没有要打印的表。"
    lines = [f"已送出 {len(outcome.sent)} 张。"]
    lines += [sheet.name for sheet in outcome.sent]
    lines += [f"没有送出　{failure.sheet.name}：{failure.reason}" for failure in outcome.failed]
    lines += [f"没有送出　{sheet.name}" for sheet in outcome.left]
    return "\n".join(lines)
