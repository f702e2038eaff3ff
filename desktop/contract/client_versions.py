"""Versions of the program: how it names itself, and which of two is older."""

import re

from desktop.contract.messages import PROTOCOL

_NAMED = re.compile(r"HotlineDesk/(\d+)\.(\d+)(?:\.(\d+))?")
_PLAIN = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


def user_agent(version: str) -> str:
    """Name this program as it does in every request."""
    return f"HotlineDesk/{version or '0'} (protocol {PROTOCOL})"


def version_in(user_agent: str) -> str:
    """Find the version of this program in a `User-Agent`; empty for a program of others."""
    found = _NAMED.match(user_agent)
    return ".".join(found.groups("0")) if found else ""


def is_older(version: str, least: str) -> bool:
    """Tell whether a version is older than the least that will do.

    One that cannot be read is not: a program that runs from its sources must not be turned away.
    """
    one, other = _PLAIN.match(version), _PLAIN.match(least)
    if one is None or other is None:
        return False
    return _numbers(one) < _numbers(other)


def _numbers(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(number) for number in found.groups("0"))
