"""This PC's clocks, corrected by what the server says."""

import sys
import time
import uuid
from datetime import datetime
from functools import cache
from pathlib import Path

from desktop.contract.messages import Claimed
from desktop.sync.clock_estimate import ClockEstimate

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def wall_ms() -> int:
    """Tell the wall clock, milliseconds since 1970."""
    return time.time_ns() // 1_000_000


if sys.platform == "linux":

    def mono_ms() -> int:
        """Tell a clock that nobody sets and that runs on while the PC sleeps."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

else:

    def mono_ms() -> int:
        """Tell a clock that nobody sets; on Windows it runs on while the PC sleeps."""
        return time.monotonic_ns() // 1_000_000


@cache
def boot_id() -> str:
    """Name this boot; where the system has no name for it, this run of the program."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.uuid4())


class SystemClock:
    """Implements `WallClock` and the clock of the sync loop.

    Args:
        estimate: How far the server's clock is away; shared with sync.
    """

    def __init__(self, estimate: ClockEstimate | None = None) -> None:
        self.estimate = estimate or ClockEstimate(wall_ms, mono_ms)

    def now(self) -> datetime:
        """Tell the time, aware, Asia/Shanghai, corrected by the server's when it is known."""
        return self.estimate.now()

    def claimed(self) -> Claimed:
        """Tell what an action claims about its click."""
        reading = self.estimate.reading()
        return Claimed(
            wall_ms=wall_ms(),
            offset_ms=reading.offset_ms,
            error_ms=reading.error_ms,
            boot_id=boot_id(),
            mono_ms=mono_ms(),
        )

    def monotonic(self) -> float:
        """Tell seconds on a clock that nobody sets."""
        return mono_ms() / 1000
