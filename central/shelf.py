"""Where the bytes of files lie: those still coming, and those that are whole."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

_READ = 1024 * 1024
_LOOKS = 50
_PAUSE_S = 0.02


class StoreRefusedError(Exception):
    """The address of a store of files cannot be used.

    Attributes:
        code: Machine reason.
        message_zh: The same in Chinese.
    """

    code = "files.address"

    def __init__(self, message_zh: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh


class Shelf(Protocol):
    """The files of a data folder. What is written is on the disk when a call returns."""

    def append(self, upload_id: str, offset: int, part: bytes) -> None:
        """Write a part of a coming file; what was written beyond the offset is given up."""

    def digest(self, upload_id: str) -> str:
        """Hash what has come; damage gives another hash than was announced."""

    def drop(self, upload_id: str) -> None:
        """Throw away what has come."""

    def keep(self, upload_id: str, sha256: str) -> None:
        """Make a file of what has come, after its hash was found right."""

    def plain_path(self, sha256: str) -> Path | None:
        """Find the file with the plain bytes; None where they are encrypted."""

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """Read the plain bytes of a file."""


class Folders:
    """Names of files: `uploads/<id>.part` and `blobs/ab/<sha256>`.

    Args:
        data: The data folder.
    """

    def __init__(self, data: Path) -> None:
        self._uploads = data / "uploads"
        self._blobs = data / "blobs"
        self._uploads.mkdir(exist_ok=True)
        self._blobs.mkdir(exist_ok=True)

    def part(self, upload_id: str) -> Path:
        """Name a file that is still coming; it exists afterwards, empty if nothing came.

        Its name is safe before anybody is told how many of its bytes are.
        """
        path = self._uploads / f"{upload_id}.part"
        if not path.exists() or not path.stat().st_size:
            path.touch()
            sync_folder(self._uploads)
        return path

    def rewritten(self, upload_id: str) -> Path:
        """Name a file between coming and whole."""
        return self._uploads / f"{upload_id}.whole"

    def blob(self, sha256: str) -> Path:
        """Name a whole file."""
        return self._blobs / sha256[:2] / sha256

    def shelve(self, written: Path, sha256: str) -> None:
        """Move a whole file to its place, so that a power cut does not undo it."""
        target = self.blob(sha256)
        if not target.parent.exists():
            target.parent.mkdir(exist_ok=True)
            sync_folder(self._blobs)
        move_over(written, target)
        sync_folder(target.parent)


class PlainShelf:
    """Files as they are (implements `Shelf`): for a server, whose disk the office looks after.

    Args:
        data: The data folder.
    """

    def __init__(self, data: Path) -> None:
        self._folders = Folders(data)

    def append(self, upload_id: str, offset: int, part: bytes) -> None:
        """See `Shelf.append`."""
        with self._folders.part(upload_id).open("r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            file.write(part)
            file.flush()
            os.fsync(file.fileno())

    def digest(self, upload_id: str) -> str:
        """See `Shelf.digest`."""
        return digest_of(_read(self._folders.part(upload_id)))

    def drop(self, upload_id: str) -> None:
        """See `Shelf.drop`."""
        self._folders.part(upload_id).unlink()

    def keep(self, upload_id: str, sha256: str) -> None:
        """See `Shelf.keep`."""
        self._folders.shelve(self._folders.part(upload_id), sha256)

    def plain_path(self, sha256: str) -> Path | None:
        """See `Shelf.plain_path`."""
        return self._folders.blob(sha256)

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """See `Shelf.blocks`."""
        return _read(self._folders.blob(sha256))


def digest_of(blocks: Iterable[bytes]) -> str:
    """Hash bytes that come in blocks."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_READ):
            yield block


def move_over(written: Path, target: Path, *, wait: Callable[[float], None] = time.sleep) -> None:
    """Give a written file its name; Windows refuses while a virus scanner looks into it.

    Args:
        written: The file.
        target: Its name.
        wait: Waits a moment for whoever has the file open, for a second in all.

    Raises:
        OSError: It cannot be done; both files are as they were.
    """
    for _ in range(_LOOKS):
        try:
            written.replace(target)
        except PermissionError:
            wait(_PAUSE_S)
        else:
            return
    written.replace(target)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power cut; Windows needs and allows no such call."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
