"""A thread that looks after the sync worker: liveness fails as often as safety."""

import threading
from collections.abc import Callable

_EVERY_S = 30.0


class Watchdog:
    """Asks now and then whether the worker has to be replaced.

    Args:
        revive: Replaces a worker that is stuck; says whether it did.
        every_s: Seconds between two looks.
    """

    def __init__(self, revive: Callable[[], bool], every_s: float = _EVERY_S) -> None:
        self._revive = revive
        self._every_s = every_s
        self._ended = threading.Event()

    def start(self) -> None:
        """Start looking."""
        threading.Thread(target=self._watch, name="sync-watchdog", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(self._every_s):
            self._revive()
