"""What was flushed to the disk while a test ran; the calls themselves are made as ever."""

import os
from pathlib import Path

import pytest


class Flushes:
    """Files and folders that `os.fsync` was called for.

    Args:
        monkeypatch: Puts the call back afterwards.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._found: set[int] = set()
        real = os.fsync

        def flushed(handle: int) -> None:
            self._found.add(os.fstat(handle).st_ino)
            real(handle)

        monkeypatch.setattr(os, "fsync", flushed)

    def have(self, path: Path) -> bool:
        """Tell whether the bytes that now have a name were flushed; so were a folder's names."""
        return path.stat().st_ino in self._found
