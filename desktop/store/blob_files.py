"""Encrypted, content-addressed files beside the database.

A file is named by the SHA-256 of its plain bytes and written before the transaction that names
it. Layout: a magic word, then chunks of 64 KiB, each with its AES-GCM tag; the nonce holds the
chunk's index and whether it is the last, so that chunks can neither be swapped nor cut off.
Each file has its own key, derived from a secret inside the database and the file's name: the
same content always becomes the same file, however often it is put.
"""

import hashlib
import hmac
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desktop.services.ports import NewBlob, StorageError
from desktop.services.shared_files import move_over
from desktop.store.failures import of_files, storage_error, translated
from desktop.store.sealing import BrokenSealError, Sealer

CHUNK = 1 << 16
_TAG = 16
_MAGIC = b"HDB1"
_NAME = re.compile(r"[0-9a-f]{64}")
_STALE_S = 24 * 3600

KeyOf = Callable[[str], bytes | None]


class BlobFolder:
    """The folder `blobs/`.

    Args:
        folder: Where it is; made when it is missing.
        secret: From which the keys of new files are derived.
        key_of: Looks up the key that the database holds for a file.
        when_full: Called when the disk is full, to give the reserve up.
    """

    def __init__(
        self, folder: Path, secret: bytes, key_of: KeyOf, when_full: Callable[[], None]
    ) -> None:
        self._folder = folder
        self._secret = secret
        self._key_of = key_of
        self._when_full = when_full
        with translated():
            self._temporary.mkdir(parents=True, exist_ok=True)
            self._drop_leftovers()

    def put(self, content: bytes, *, name: str, media_type: str) -> NewBlob:
        """Write, sync and rename a file before the transaction that names it.

        Raises:
            StorageError: It could not be written.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        key = self._key(sha256)
        path = self.path_of(sha256)
        if not self._is_sound(sha256):
            self._write(path, sha256, key, content)
        return NewBlob(sha256=sha256, size=len(content), name=name, media_type=media_type, key=key)

    def get(self, sha256: str) -> bytes:
        """Read a file's plain bytes.

        Raises:
            StorageError: It is missing or damaged.
        """
        content = self.part(sha256, offset=0, length=self.size_of(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise storage_error("storage.missing")
        return content

    def part(self, sha256: str, *, offset: int, length: int) -> bytes:
        """Read a part of a file; only the chunks it lies in are decrypted.

        Raises:
            StorageError: The file is missing or one of these chunks is damaged.
        """
        size = self.size_of(sha256)
        end = min(offset + length, size)
        if offset < 0 or offset >= end:
            self._chunk_check(sha256, size)
            return b""
        first, last = offset // CHUNK, (end - 1) // CHUNK
        plain = self._plain(sha256, first, last, _chunks(size) - 1)
        return plain[offset - first * CHUNK : end - first * CHUNK]

    def size_of(self, sha256: str) -> int:
        """Tell how many plain bytes a file has.

        Raises:
            StorageError: It is missing or cut off.
        """
        try:
            stored = self.path_of(sha256).stat().st_size - len(_MAGIC)
        except FileNotFoundError as error:
            raise storage_error("storage.missing") from error
        except OSError as error:
            raise of_files(error) from error
        whole, rest = divmod(stored, CHUNK + _TAG)
        if stored < _TAG or (rest and rest < _TAG):
            raise storage_error("storage.missing")
        return whole * CHUNK + max(rest - _TAG, 0)

    def exists(self, sha256: str) -> bool:
        """Tell whether a file is there."""
        return self.path_of(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """Delete a file that no row names any more."""
        with translated():
            self.path_of(sha256).unlink(missing_ok=True)

    def path_of(self, sha256: str) -> Path:
        """Name the place of a file.

        Raises:
            StorageError: This is no hash; a name from outside never becomes a path.
        """
        if not _NAME.fullmatch(sha256):
            raise storage_error("storage.missing")
        return self._folder / sha256[:2] / sha256

    @property
    def _temporary(self) -> Path:
        return self._folder / "tmp"

    def _key(self, sha256: str) -> bytes:
        return hmac.digest(self._secret, b"blob " + sha256.encode("ascii"), "sha256")

    def _write(self, path: Path, sha256: str, key: bytes, content: bytes) -> None:
        temporary = self._temporary / f"{sha256}.{os.getpid()}.{time.monotonic_ns()}"
        try:
            with translated():
                with temporary.open("wb") as file:
                    file.write(_MAGIC)
                    for chunk in _encrypted(key, sha256, content):
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                path.parent.mkdir(exist_ok=True)
                move_over(temporary, path)
                _sync_folder(path.parent)
                _sync_folder(self._folder)
        except StorageError as error:
            with suppress(OSError):  # it is dropped at a later start
                temporary.unlink(missing_ok=True)
            if error.code == "storage.full":
                self._when_full()
            raise

    def _is_sound(self, sha256: str) -> bool:
        try:
            self.get(sha256)
        except StorageError:
            return False
        return True

    def _chunk_check(self, sha256: str, size: int) -> None:
        last = _chunks(size) - 1
        self._plain(sha256, last, last, last)

    def _plain(self, sha256: str, first: int, last: int, final: int) -> bytes:
        sealer = Sealer(self._key_of(sha256) or self._key(sha256))
        name = sha256.encode("ascii")
        plain = bytearray()
        with translated(), self.path_of(sha256).open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise storage_error("storage.missing")
            file.seek(first * (CHUNK + _TAG), os.SEEK_CUR)
            for index in range(first, last + 1):
                try:
                    nonce = _nonce(index, is_last=index == final)
                    plain += sealer.opened(nonce, file.read(CHUNK + _TAG), name)
                except BrokenSealError as error:
                    raise storage_error("storage.missing") from error
        return bytes(plain)

    def _drop_leftovers(self) -> None:
        oldest = time.time() - _STALE_S
        for path in self._temporary.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def _encrypted(key: bytes, sha256: str, content: bytes) -> list[bytes]:
    sealer = Sealer(key)
    name = sha256.encode("ascii")
    final = _chunks(len(content)) - 1
    return [
        sealer.seal(
            _nonce(index, is_last=index == final),
            content[index * CHUNK : (index + 1) * CHUNK],
            name,
        )
        for index in range(final + 1)
    ]


def _chunks(size: int) -> int:
    return max(1, -(-size // CHUNK))


def _nonce(index: int, *, is_last: bool) -> bytes:
    return bytes([0, 0, 0, int(is_last)]) + index.to_bytes(8, "big")


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no folder handles to sync; NTFS journals the rename
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
