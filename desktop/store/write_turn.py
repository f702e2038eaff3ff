"""Whose turn it is to write: clerks first.

SQLite's own busy back-off makes a save take 0.5-1.2 s during a pull, because the one who waits
longer sleeps longer. Inside one process the writers therefore line up here, and a clerk who
waits goes before every lot of sync.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class WriteTurn:
    """One turn for all writers of a process. Not reentrant."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = False
        self._clerks_waiting = 0

    @contextmanager
    def clerk(self) -> Iterator[None]:
        """Write as a clerk: before any sync lot that has not begun."""
        with self._changed:
            self._clerks_waiting += 1
            try:
                self._changed.wait_for(self._is_free)
            finally:
                self._clerks_waiting -= 1
            self._taken = True
        yield from self._held()

    @contextmanager
    def sync(self) -> Iterator[None]:
        """Write as the sync worker: when no clerk writes or waits."""
        with self._changed:
            self._changed.wait_for(self._is_free_of_clerks)
            self._taken = True
        yield from self._held()

    @contextmanager
    def at_once(self) -> Iterator[bool]:
        """Take the turn only when it is free; yields whether it was."""
        with self._changed:
            taken = self._is_free_of_clerks()
            self._taken = self._taken or taken
        if taken:
            for _ in self._held():
                yield True
        else:
            yield False

    def _held(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def _is_free(self) -> bool:
        return not self._taken

    def _is_free_of_clerks(self) -> bool:
        return not self._taken and not self._clerks_waiting

    @property
    def waiting_clerks(self) -> int:
        """How many clerks' saves are waiting."""
        return self._clerks_waiting
