"""Files encrypted at rest; imported only when there is a key.

A coming file is a row of records, one for each part that came: where it begins in the file, how
long it is, a nonce drawn for it, and its bytes by AES-GCM. A part may come twice with other bytes,
so its nonce must be drawn. A whole file is a magic word and chunks of 64 KiB, each by AES-GCM;
the nonce holds the chunk's index and whether it is the last, so that chunks can neither be
swapped nor cut off. Its key is derived from its hash, which is checked before it is encrypted: no
other bytes ever meet the same key.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from central.derived_keys import file_key, upload_key
from central.shelf import Folders, digest_of

CHUNK = 1 << 16
_TAG = 16
_MAGIC = b"HDC1"
_HEADER = struct.Struct(">QI12s")


class SealedShelf:
    """Encrypted files (implements `Shelf`).

    Args:
        data: The data folder.
        key: Its key.
    """

    def __init__(self, data: Path, key: bytes) -> None:
        self._folders = Folders(data)
        self._key = key

    def append(self, upload_id: str, offset: int, part: bytes) -> None:
        """See `Shelf.append`."""
        cipher = AESGCM(upload_key(self._key, upload_id))
        with self._folders.part(upload_id).open("r+b") as file:
            _go_to(file, offset)
            file.truncate()
            if part:
                nonce = os.urandom(12)
                header = _HEADER.pack(offset, len(part), nonce)
                file.write(header + cipher.encrypt(nonce, part, header))
            file.flush()
            os.fsync(file.fileno())

    def digest(self, upload_id: str) -> str:
        """See `Shelf.digest`."""
        return digest_of(self._parts(upload_id))

    def drop(self, upload_id: str) -> None:
        """See `Shelf.drop`."""
        self._folders.part(upload_id).unlink()

    def keep(self, upload_id: str, sha256: str) -> None:
        """See `Shelf.keep`: the file is encrypted anew, under the key of its hash."""
        written = self._folders.rewritten(upload_id)
        with written.open("wb") as file:
            file.write(_MAGIC)
            for chunk in _chunks(self._key, sha256, self._parts(upload_id)):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        self._folders.shelve(written, sha256)
        self._folders.part(upload_id).unlink()

    def plain_path(self, sha256: str) -> Path | None:
        """See `Shelf.plain_path`: the plain bytes are in no file."""
        del sha256
        return None

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """See `Shelf.blocks`.

        Raises:
            InvalidTag: The file is damaged.
        """
        cipher = AESGCM(file_key(self._key, sha256))
        name = sha256.encode("ascii")
        with self._folders.blob(sha256).open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise InvalidTag
            index, chunk = 0, file.read(CHUNK + _TAG)
            while chunk or index == 0:
                following = file.read(CHUNK + _TAG)
                yield cipher.decrypt(_nonce(index, is_last=not following), chunk, name)
                index, chunk = index + 1, following

    def _parts(self, upload_id: str) -> Iterator[bytes]:
        """Read what has come, up to the first damage."""
        cipher = AESGCM(upload_key(self._key, upload_id))
        with self._folders.part(upload_id).open("rb") as file:
            reached = 0
            while header := _header_at(file, reached):
                _offset, length, nonce = _HEADER.unpack(header)
                try:
                    yield cipher.decrypt(nonce, file.read(length + _TAG), header)
                except InvalidTag:
                    return
                reached += length


def _go_to(file: BinaryIO, offset: int) -> None:
    """Pass over the records before an offset; what comes after them was never acknowledged."""
    reached = 0
    while reached < offset:
        place = file.tell()
        header = _header_at(file, reached)
        if not header:
            file.seek(place)
            return
        length = _HEADER.unpack(header)[1]
        file.seek(length + _TAG, os.SEEK_CUR)
        reached += length


def _header_at(file: BinaryIO, reached: int) -> bytes:
    """Read the header of the record that goes on from here; empty when there is none."""
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return b""
    offset, length, _ = _HEADER.unpack(header)
    return header if offset == reached and length else b""


def _chunks(key: bytes, sha256: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    cipher = AESGCM(file_key(key, sha256))
    name = sha256.encode("ascii")
    held, index = bytearray(), 0
    for block in blocks:
        held += block
        # one chunk is held back: whether it is the last is known only when no more come
        while len(held) > CHUNK:
            yield cipher.encrypt(_nonce(index, is_last=False), bytes(held[:CHUNK]), name)
            del held[:CHUNK]
            index += 1
    yield cipher.encrypt(_nonce(index, is_last=True), bytes(held), name)


def _nonce(index: int, *, is_last: bool) -> bytes:
    return bytes([0, 0, 0, int(is_last)]) + index.to_bytes(8, "big")
