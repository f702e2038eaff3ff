"""Entry point of `hotline-desk`: parses, then loads only what the command needs."""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from importlib import import_module

from desktop.cli.outcome import CommandError, Exit, complain
from desktop.cli.parser import make_parser, window_arguments
from desktop.cli.quick_imports import quick_imports
from desktop.contract.streams import speak_utf8

_COMMANDS = {
    "clocks": ("desktop.cli.rule_commands", "clocks"),
    "profiles": ("desktop.cli.profile_command", "profiles"),
    "calendar": ("desktop.cli.calendar_command", "calendar"),
    "duties": ("desktop.cli.duty_command", "duties"),
    "score": ("desktop.cli.score_command", "score"),
    "orders": ("desktop.cli.order_commands", "orders"),
    "show": ("desktop.cli.order_commands", "show_order"),
    "act": ("desktop.cli.order_commands", "act"),
    "import": ("desktop.cli.feed_commands", "import_file"),
    "sync": ("desktop.cli.feed_commands", "sync"),
    "rescue": ("desktop.cli.rescue_command", "rescue"),
    "centre": ("desktop.cli.centre_command", "centre"),
    "print": ("desktop.cli.paper_commands", "print_form"),
    "report": ("desktop.cli.report_command", "report"),
    "scan": ("desktop.cli.scan_command", "scan"),
    "sign": ("desktop.cli.sign_command", "sign"),
    "verify": ("desktop.cli.verify_command", "verify"),
    "demo": ("desktop.cli.demo_command", "demo"),
    "doctor": ("desktop.cli.doctor_command", "doctor"),
    None: ("desktop.cli.window_command", "open_window"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: Arguments without the program's name; the process's own when None.

    Returns:
        The exit status: 0 done, 1 refused, 2 wrong use, 3 offline.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["central"]:
        return _central(words[1:])
    if sys.platform == "win32":
        # on Linux a person's own locale decides what goes into a pipe
        speak_utf8()
    window = window_arguments(words)
    if window is not None:
        with quick_imports():  # the window has a collector of its own
            return _done(window)
    arguments = make_parser().parse_args(words)
    if arguments.version:
        print(_version())
        return Exit.DONE
    return _done(arguments)


def _done(arguments: Namespace) -> int:
    try:
        return _command(arguments.command)(arguments)
    except CommandError as error:
        complain(error, as_json=getattr(arguments, "json", False))
        return error.status


def _command(name: str | None) -> Callable[[Namespace], int]:
    module, function = _COMMANDS[name]
    with quick_imports():
        command: Callable[[Namespace], int] = getattr(import_module(module), function)
    return command


def _central(words: Sequence[str]) -> int:
    """Run the reference platform in this process: how the frozen program starts its child."""
    from central.__main__ import main as central_main

    return central_main(words)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"hotline-desk {version('hotline-desk')}"
    except PackageNotFoundError:
        return "hotline-desk"
