"""Files that one process replaces while another reads them, on Windows too.

Windows refuses while somebody has the file open: another process of ours, or a virus scanner that
looks into what was just written. All of them let go after moments.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
_PATIENCE_S = 1.0
_PAUSE_S = 0.02


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


if sys.platform == "win32":

    def _patiently(work: Callable[[], _T]) -> _T:
        end = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return work()
            except PermissionError:
                if time.monotonic() > end:
                    raise
                time.sleep(_PAUSE_S)

else:

    def _patiently(work: Callable[[], _T]) -> _T:
        return work()
