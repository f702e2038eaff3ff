"""Waiting that can be cut short, and how long to wait after a failure."""

import random
import threading
from typing import Protocol

MOST_BACKOFF_S = 300.0
"""Longest random wait after failures, in seconds."""


class Waiter(Protocol):
    """Waits; injected, so that no test sleeps."""

    def wait(self, seconds: float) -> bool:
        """Wait, at most so long; True when woken before."""

    def wake(self) -> None:
        """End the present or the next wait."""


class EventWaiter:
    """A waiter on a real clock."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Wait, at most so long; True when woken before."""
        woken = self._event.wait(max(seconds, 0.0))
        self._event.clear()
        return woken

    def wake(self) -> None:
        """End the present or the next wait."""
        self._event.set()


class Chance(Protocol):
    """A source of random numbers; `random.Random` is one."""

    def uniform(self, a: float, b: float) -> float:
        """Draw a number between two bounds."""


class Backoff:
    """Full jitter: a random wait whose bound doubles with every failure.

    Without the randomness every PC of a town would call at the same moment when the centre
    comes back.
    """

    def __init__(self, chance: Chance | None = None) -> None:
        self._chance: Chance = chance or random.SystemRandom()
        self._failures = 0

    @property
    def failures(self) -> int:
        """Failures in a row."""
        return self._failures

    def succeeded(self) -> None:
        """Start over."""
        self._failures = 0

    def failed(self, retry_after_s: float | None) -> float:
        """Count a failure and draw the seconds to wait, never fewer than the server asked for."""
        self._failures += 1
        bound = min(MOST_BACKOFF_S, 2.0 ** min(self._failures, 16))
        return max(self._chance.uniform(0, bound), retry_after_s or 0.0)
