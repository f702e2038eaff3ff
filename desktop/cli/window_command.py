"""The window: one a data folder; a second start raises the first."""

import argparse
import gc
import sys

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import OpenOffice
from desktop.cli.outcome import CommandError, Exit
from desktop.cli.quick_imports import quick_imports
from desktop.cli.session import founding_at
from desktop.host.heap import keep_small
from desktop.host.locks import FileLock
from desktop.host.log_files import CrashFile, start_logging, stop_logging
from desktop.host.window_pipe import WindowPipe, ask


def open_window(arguments: argparse.Namespace) -> int:
    """Open the window on the data folder, or raise the one that is open."""
    return run_window(founding_at(arguments))


def run_window(founding: DeskFounding, office: OpenOffice | None = None) -> int:
    """Run the window until it is closed.

    Args:
        founding: Sets up and opens what is in the data folder.
        office: What is open already; None asks or opens.

    Returns:
        The exit status.
    """
    folder = founding.folder
    lock = FileLock(folder.window_lock)
    if not lock.try_acquire():
        if office is not None:
            office.close()
        return _raise_first(founding)
    keep_small()
    handler = start_logging(folder.logs)
    crash = CrashFile(folder.logs)
    crash.install()
    try:
        # Qt is loaded here and not before: a refused second start answers at once
        with quick_imports():
            from desktop.ui.application import DeskProgram
            from desktop.ui.call_box import CallBox
        # what is loaded by now stays: the collector never looks at it again, which saves a tenth
        # of the start and a stall of the screen now and then
        gc.freeze()
        program = DeskProgram(sys.argv[:1], crash.write)
        box = CallBox(program)
        pipe = WindowPipe(folder.window_card, box.answer)
        try:
            return program.run(founding, office)
        finally:
            pipe.close()
    finally:
        crash.uninstall()
        stop_logging(handler)
        lock.release()


def _raise_first(founding: DeskFounding) -> int:
    if ask(founding.folder.window_card, {"do": "raise"}) is None:
        message = "窗口已经打开，但没有回应；请稍候，或结束它之后再试。"
        raise CommandError(Exit.REFUSED, "window.silent", message)
    return Exit.DONE
