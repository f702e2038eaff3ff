"""A file that holds disk space back, to be given up when the disk is full."""

import logging
import os
from pathlib import Path

SIZE = 4 << 20
_LOG = logging.getLogger(__name__)


class Reserve:
    """Space for a clerk's last saves.

    Args:
        folder: The data folder.
        size: Bytes to hold back.
    """

    def __init__(self, folder: Path, *, size: int = SIZE) -> None:
        self._path = folder / "reserve.bin"
        self._size = size

    @property
    def held(self) -> bool:
        """Whether the space is held back."""
        try:
            return self._path.stat().st_size == self._size
        except OSError:
            return False

    def release(self) -> None:
        """Give the space up, so that what the clerk is doing can still be saved.

        Another program may hold the file open (a virus scanner); then it stays, and what the
        clerk is told is the error that led here.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            _LOG.warning("the reserve could not be given up: errno %s", error.errno)

    def hold(self) -> bool:
        """Take the space again when there is room; tells whether it is held.

        Random bytes, because file systems that compress would keep nothing back for zeros.
        """
        if self.held:
            return True
        try:
            with self._path.open("wb") as file:
                for _ in range(0, self._size, 1 << 16):
                    file.write(os.urandom(min(1 << 16, self._size)))
                file.truncate(self._size)
                os.fsync(file.fileno())
        except OSError:
            self.release()
            return False
        return True
