"""What a command ends with: its exit status, and how it prints data."""

import json
import re
import sys
from collections.abc import Callable
from enum import IntEnum

import msgspec

_COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Exit(IntEnum):
    """Exit statuses of all commands."""

    DONE = 0
    REFUSED = 1
    """The rules, the data or the file refuse it; message and code say why."""
    WRONG_USE = 2
    OFFLINE = 3
    """The platform could not be reached; the work is kept."""


class CommandError(Exception):
    """A command ends here.

    Attributes:
        status: Its exit status.
        code: Machine reason.
        message: What happened, what is safe and what to do, in Chinese.
    """

    def __init__(self, status: Exit, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def show(data: object, *, as_json: bool, words: Callable[[], str]) -> None:
    """Print a result: JSON for programs, words for people.

    Args:
        data: Anything that msgspec can turn into JSON.
        as_json: Whether `--json` was given.
        words: Makes the text for people.
    """
    if as_json:
        print(json.dumps(msgspec.to_builtins(data), ensure_ascii=False, indent=1))
    else:
        print(harmless(words()))


def harmless(text: str) -> str:
    """Take out what would command a terminal or turn text around; lines and tabs stay."""
    return _COMMANDING.sub("", text)


def complain(error: CommandError, *, as_json: bool) -> None:
    """Print why a command ended, on standard error; as JSON on standard output as well."""
    if as_json:
        refusal = {"status": int(error.status), "code": error.code, "message": error.message}
        print(json.dumps(refusal, ensure_ascii=False))
    print(harmless(f"{error.message}（{error.code}）"), file=sys.stderr)
