"""Files that are replaced whole, also while another process reads them, on Windows too.

Windows refuses while somebody has the file open: another process of ours, or a virus scanner that
looks into what was just written. All of them let go after moments.
"""

import os
import re
import stat
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
_LOOKS = 50
_PAUSE_S = 0.02
_PART = ".hotline-desk-{}.part"
"""What is not finished; it bears the program's name, so that a clerk knows whose it is."""
_PARTS = re.compile(re.escape(_PART).replace(r"\{\}", "[0-9a-f]{32}"))
_LEFT_S = 24 * 3600.0
"""A part this old belongs to a program that was killed; younger ones may be under way."""
_swept: set[Path] = set()
"""Folders in which this process has looked for such parts: one may hold many thousand files."""


@contextmanager
def whole_file(path: Path, content: bytes, *, private: bool = False) -> Iterator[None]:
    """Write a file that gets its name when the block has ended well.

    Until then what had the name before stays as it was: a full disk or a power cut leaves the
    old file or the new one, never half of one. What a killed program has left in the folder goes.

    Args:
        path: The file; its folder is there.
        content: All that stands in it.
        private: Nobody but this user may read it, where the system knows such rights.

    Raises:
        OSError: It could not be written; nothing new is left behind.
    """
    # a name of its own length: a long name of the file would not take an ending
    part = path.with_name(_PART.format(uuid.uuid4().hex))
    _sweep(path.parent)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield
        move_over(part, path)
        _sync_folder(path.parent)
    finally:
        with suppress(OSError):
            part.unlink()


def _sweep(folder: Path) -> None:
    """Remove the parts that killed programs have left: forms and lists name people."""
    if folder in _swept:
        return
    _swept.add(folder)
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _PARTS.fullmatch(entry.name) and _is_left(entry):
                with suppress(OSError):
                    Path(entry.path).unlink()


def _is_left(entry: "os.DirEntry[str]") -> bool:
    found = entry.stat(follow_symlinks=False)
    return stat.S_ISREG(found.st_mode) and time.time() - found.st_mtime > _LEFT_S


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file, all of it or nothing; see `whole_file`.

    Raises:
        OSError: It could not be written; what had the name before is as it was.
    """
    with whole_file(path, content, private=private):
        pass


def move_over(finished: Path, target: Path) -> None:
    """Give a finished file its name, in one step.

    Raises:
        OSError: It cannot be done; both files are as they were.
    """
    _patiently(lambda: finished.replace(target))


def read_shared(path: Path) -> bytes:
    """Read a file that may be replaced at this moment.

    Raises:
        OSError: It cannot be read.
    """
    return _patiently(path.read_bytes)


def when_free(work: Callable[[], _T], *, wait: Callable[[float], None] = time.sleep) -> _T:
    """Do something with a file that somebody may have open at this moment, as Windows minds.

    Args:
        work: What to do; refused with `PermissionError` while the file is open.
        wait: Waits a moment before it is tried again, for a second in all.

    Raises:
        OSError: It cannot be done.
    """
    for _ in range(_LOOKS):
        try:
            return work()
        except PermissionError:
            wait(_PAUSE_S)
    return work()


if sys.platform == "win32":

    def _sync_folder(folder: Path) -> None:
        """Do nothing: Windows has no folder handles to sync, NTFS journals the rename."""

    def _patiently(work: Callable[[], _T]) -> _T:
        return when_free(work)

else:

    def _sync_folder(folder: Path) -> None:
        """Make a rename survive a power cut; some network drives know no such thing."""
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _patiently(work: Callable[[], _T]) -> _T:
        return work()
