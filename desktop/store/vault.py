"""The database's key: random, and kept where the office wants it.

In the system keyring, or wrapped by a passphrase (Argon2id and AES-GCM) in a small file beside
the database, or, for training only, open in that file.
"""

import base64
import os
import secrets
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from desktop.services.shared_files import move_over
from desktop.store.failures import storage_error, translated
from desktop.store.sealing import BrokenSealError, Sealer

FILE_NAME = "key.json"
KEY_BYTES = 32
_MOST_PASSES = 100
_MOST_KIB = 1 << 20
"""A damaged key file must not ask for all the memory of the PC."""
_PURPOSE = b"hotline-desk database key 1"


class KeyKeeper(Protocol):
    """A safe place of this machine for small secrets, such as the system keyring."""

    def load(self, name: str) -> bytes | None:
        """Fetch a secret; None when there is none of this name."""

    def keep(self, name: str, secret: bytes) -> None:
        """Store a secret."""


class WrapCost(Struct, frozen=True):
    """How much work a guess at the passphrase costs: about 0.1 s and 64 MiB."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 2


class _KeyFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`key.json`.

    Attributes:
        kind: `passphrase`, `keyring` or `open`.
        name: Under which the keyring has the key.
        key: The key itself in base64, for `open` only.
    """

    kind: str
    name: str = ""
    key: str = ""
    salt: str = ""
    nonce: str = ""
    wrapped: str = ""
    passes: int = 0
    memory_kib: int = 0
    lanes: int = 0


class Vault:
    """The key file of a data folder.

    Args:
        folder: The data folder.
        keeper: The system keyring; None where there is none.
    """

    def __init__(self, folder: Path, keeper: KeyKeeper | None = None) -> None:
        self._path = folder / FILE_NAME
        self._keeper = keeper

    @property
    def kind(self) -> str:
        """`passphrase`, `keyring`, `open`, or empty when there is no key yet.

        Raises:
            StorageError: The key file cannot be read.
        """
        return self._read().kind if self._path.exists() else ""

    def create_open(self) -> bytes:
        """Make a key that lies open in the key file. For training data only."""
        key = secrets.token_bytes(KEY_BYTES)
        self._write(_KeyFile(kind="open", key=_text(key)))
        return key

    def create_in_keyring(self) -> bytes:
        """Make a key that the keyring keeps.

        Raises:
            StorageError: There is no keyring.
        """
        if self._keeper is None:
            raise storage_error("storage.key")
        key = secrets.token_bytes(KEY_BYTES)
        name = f"database-{secrets.token_hex(8)}"
        self._keeper.keep(name, key)
        self._write(_KeyFile(kind="keyring", name=name))
        return key

    def create_with_passphrase(self, passphrase: str, cost: WrapCost | None = None) -> bytes:
        """Make a key wrapped by a passphrase."""
        key = secrets.token_bytes(KEY_BYTES)
        self._wrap(key, passphrase, cost or WrapCost())
        return key

    def unlock(self, passphrase: str = "") -> bytes:
        """Get the key.

        Args:
            passphrase: For a vault that needs one.

        Raises:
            StorageError: `storage.key`: the passphrase is wrong or the keyring has lost the key;
                `storage.broken`: the key file cannot be read.
        """
        file = self._read()
        if file.kind == "open":
            return _whole(_bytes(file.key))
        if file.kind == "keyring":
            found = self._keeper.load(file.name) if self._keeper else None
            if found is None:
                raise storage_error("storage.key")
            return found
        return _whole(_unwrapped(file, passphrase))

    def change_passphrase(self, old: str, new: str, cost: WrapCost | None = None) -> None:
        """Wrap the same key by another passphrase; the database itself is not rewritten.

        Raises:
            StorageError: The old passphrase is wrong.
        """
        self._wrap(self.unlock(old), new, cost or WrapCost())

    def _wrap(self, key: bytes, passphrase: str, cost: WrapCost) -> None:
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        wrapping = _wrapping_key(passphrase, salt, cost)
        self._write(
            _KeyFile(
                kind="passphrase",
                salt=_text(salt),
                nonce=_text(nonce),
                wrapped=_text(Sealer(wrapping).seal(nonce, key, _PURPOSE)),
                passes=cost.passes,
                memory_kib=cost.memory_kib,
                lanes=cost.lanes,
            )
        )

    def _read(self) -> _KeyFile:
        with translated():
            try:
                return msgspec.json.decode(self._path.read_bytes(), type=_KeyFile)
            except msgspec.MsgspecError as error:
                raise storage_error("storage.broken") from error

    def _write(self, file: _KeyFile) -> None:
        part = self._path.with_name(FILE_NAME + ".part")
        with translated():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(msgspec.json.encode(file))
                out.flush()
                os.fsync(out.fileno())
            move_over(part, self._path)


def _unwrapped(file: _KeyFile, passphrase: str) -> bytes:
    cost = WrapCost(file.passes, file.memory_kib, file.lanes)
    if not (0 < cost.passes <= _MOST_PASSES and 0 < cost.memory_kib <= _MOST_KIB):
        raise storage_error("storage.broken")
    try:
        wrapping = _wrapping_key(passphrase, _bytes(file.salt), cost)
        return Sealer(wrapping).opened(_bytes(file.nonce), _bytes(file.wrapped), _PURPOSE)
    except BrokenSealError as error:
        raise storage_error("storage.key") from error
    except (ValueError, OverflowError) as error:
        # lengths and numbers that no key file of ours has
        raise storage_error("storage.broken") from error


def _whole(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise storage_error("storage.broken")
    return key


def _wrapping_key(passphrase: str, salt: bytes, cost: WrapCost) -> bytes:
    """Derive the key that wraps the database key.

    Raises:
        ValueError: The library cannot work with these numbers.
    """
    # loaded here: with the system's keyring nobody is asked for a passphrase
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            secret=passphrase.encode(),
            salt=salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise ValueError(str(error)) from error


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise storage_error("storage.broken") from error
