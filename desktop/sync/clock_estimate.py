"""How far this PC's clock is from the server's (nothing is ever refused for skew).

Each answered call gives a sample; the one with the shortest round trip of the last eight is the
best. A clock that somebody sets while the program runs is noticed by the monotonic clock.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from msgspec import Struct

from desktop.domain.calendar import CST

SAMPLES = 8
"""Round trips that are remembered."""
JUMP_MS = 2_000
"""The wall clock has jumped when it leaves the monotonic clock by more than this."""


class _Dated(Protocol):
    @property
    def server_time(self) -> datetime: ...


_Reply = TypeVar("_Reply", bound=_Dated)


class ClockSample(Struct, frozen=True):
    """One round trip.

    Attributes:
        offset_ms: Server time less wall clock, in the middle of the round trip.
        round_trip_ms: How long it took; half of it is the most the sample may be off.
        drift_base_ms: Wall clock less monotonic clock when it was taken.
    """

    offset_ms: int
    round_trip_ms: int
    drift_base_ms: int


class ClockReading(Struct, frozen=True):
    """What is known about the server's clock now.

    Attributes:
        offset_ms: Server time less wall clock; 0 while unknown.
        error_ms: How far that may be off; -1 while unknown.
        jumped_ms: How far the wall clock was set since the sample; 0 when it was not.
    """

    offset_ms: int
    error_ms: int
    jumped_ms: int = 0


class ClockEstimate:
    """Estimates the server's time. Thread-safe.

    Args:
        wall_ms: Wall clock, milliseconds since 1970.
        mono_ms: A clock that nobody can set and that runs on while the PC sleeps.
    """

    def __init__(self, wall_ms: Callable[[], int], mono_ms: Callable[[], int]) -> None:
        self._wall_ms = wall_ms
        self._mono_ms = mono_ms
        self._lock = threading.Lock()
        self._samples: deque[ClockSample] = deque(maxlen=SAMPLES)

    def timed(self, call: Callable[[], _Reply]) -> _Reply:
        """Make a call whose reply says the server's time, and learn from it."""
        started = self._mono_ms()
        reply = call()
        self._learn(reply.server_time, self._mono_ms() - started)
        return reply

    def reading(self) -> ClockReading:
        """Tell what is known now."""
        with self._lock:
            best = min(self._samples, key=lambda sample: sample.round_trip_ms, default=None)
        if best is None:
            return ClockReading(0, -1)
        drift = self._wall_ms() - self._mono_ms() - best.drift_base_ms
        jumped = drift if abs(drift) > JUMP_MS else 0
        return ClockReading(best.offset_ms - jumped, best.round_trip_ms // 2, jumped)

    def now(self) -> datetime:
        """Tell the server's time as far as it is known, aware, Asia/Shanghai."""
        seconds = (self._wall_ms() + self.reading().offset_ms) / 1000
        return datetime.fromtimestamp(seconds, CST)

    def _learn(self, server_time: datetime, round_trip_ms: int) -> None:
        wall = self._wall_ms()
        server_ms = round(server_time.timestamp() * 1000)
        sample = ClockSample(
            offset_ms=server_ms + round_trip_ms // 2 - wall,
            round_trip_ms=max(round_trip_ms, 0),
            drift_base_ms=wall - self._mono_ms(),
        )
        with self._lock:
            if self._samples and abs(sample.drift_base_ms - self._samples[-1].drift_base_ms) > (
                JUMP_MS
            ):
                self._samples.clear()
            self._samples.append(sample)
