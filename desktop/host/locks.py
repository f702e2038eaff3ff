"""Locks between processes: they end with the process, however it ends."""

import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_S = 0.05

if sys.platform == "win32":
    import msvcrt

    _BYTE = 1 << 30
    """Locked byte, far behind the content: others must be able to read the file."""

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


class FileLock:
    """A lock that one process on this PC can hold.

    The file stays when the lock is released: deleting it would let two processes lock two files
    of the same name.

    Args:
        path: The lock file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    def try_acquire(self) -> bool:
        """Take the lock; False when another process or object has it."""
        if self._handle is not None:
            return False
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        handle = os.open(self._path, flags, 0o600)
        os.set_inheritable(handle, False)
        if not _try_lock(handle):
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        handle, self._handle = self._handle, None
        if handle is not None:
            _unlock(handle)
            os.close(handle)

    @contextmanager
    def hold(
        self, *, wait_s: float = 0.0, wait: Callable[[float], None] = time.sleep
    ) -> Iterator[bool]:
        """Hold the lock for a block, which learns whether it has it.

        Args:
            wait_s: How long to wait for another process to let go.
            wait: Waits between two looks: the systems tell nobody that a lock is free.
        """
        mine = self.try_acquire()
        for _ in range(math.ceil(wait_s / _LOOK_S)):
            if mine:
                break
            wait(_LOOK_S)
            mine = self.try_acquire()
        try:
            yield mine
        finally:
            if mine:
                self.release()
