"""This PC's time, corrected by what is known of the server's."""

import time
import uuid
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop.contract.messages import Claimed
from desktop.domain.calendar import CST

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Reading(Protocol):
    """What is known of the server's clock."""

    @property
    def offset_ms(self) -> int:
        """Server time less wall clock."""

    @property
    def error_ms(self) -> int:
        """How far that may be off; -1 while unknown."""


class Estimate(Protocol):
    """Something that estimates the server's clock."""

    def reading(self) -> Reading:
        """Tell what is known now."""


def wall_ms() -> int:
    """Read the wall clock, milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def mono_ms() -> int:
    """Read a clock that nobody sets; on Linux it runs on while the PC sleeps."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    if boottime is not None:
        return time.clock_gettime_ns(boottime) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def boot_id() -> str:
    """Name this boot of the PC, so that monotonic times of two boots are not compared."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, str(wall_ms() - mono_ms())))


class SystemClock:
    """Implements `WallClock` on this PC.

    Args:
        estimate: What is known of the server's clock.
    """

    def __init__(self, estimate: Estimate) -> None:
        self._estimate = estimate
        self._boot_id = boot_id()

    def now(self) -> datetime:
        """Tell the time, aware, Asia/Shanghai, corrected by the server's when it is known."""
        seconds = (wall_ms() + self._estimate.reading().offset_ms) / 1000
        return datetime.fromtimestamp(seconds, CST)

    def monotonic(self) -> float:
        """Seconds on a clock that nobody sets."""
        return mono_ms() / 1000

    def claimed(self) -> Claimed:
        """Tell what an action claims about its click."""
        reading = self._estimate.reading()
        return Claimed(
            wall_ms=wall_ms(),
            offset_ms=reading.offset_ms,
            error_ms=reading.error_ms,
            boot_id=self._boot_id,
            mono_ms=mono_ms(),
        )
