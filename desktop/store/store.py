"""The local database of one clerk at one server, put together from its parts."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.calendar import CST
from desktop.services.ports import (
    BlobFiles,
    OrderQueries,
    OrderStore,
    OutboxRecords,
    RuleBook,
    StorageError,
)
from desktop.services.unit_sheets import ShelfStore
from desktop.store import base_rows, blob_rows, meta_rows
from desktop.store.blob_files import BlobFolder
from desktop.store.clerk_part import ClerkPart
from desktop.store.database import Database
from desktop.store.failures import storage_error
from desktop.store.order_queries import QueryPart
from desktop.store.part import StorePart
from desktop.store.rescue_part import RescuePart
from desktop.store.reserve import Reserve
from desktop.store.shelf_part import ShelfPart
from desktop.store.sync_part import LOT, SyncPart
from desktop.store.tray_part import TrayPart
from desktop.sync.ports import SyncStore

VIEW_VERSION = "3"
"""Raised when `summarise`, `search_text` or the folding change: the view is written anew then."""

_LEAST_FREE = 1 << 20
"""Bytes without which SQLite may fail to open a database at all."""


def _now() -> datetime:
    return datetime.now(CST)


class Store(ClerkPart, TrayPart, ShelfPart, QueryPart, SyncPart, RescuePart, StorePart):
    """Implements the ports of the use cases and of sync on one database; thread-safe.

    Screens read from one snapshot and wait for nobody; writers line up in a write turn, clerks
    first. `blobs` implements `BlobFiles`.

    Args:
        database: The open database.
        rules: Rules of all profile versions.
        now: This PC's time, for the moment an answer was stored.
    """

    def __init__(
        self, database: Database, rules: RuleBook, now: Callable[[], datetime] = _now
    ) -> None:
        super().__init__()
        self._database = database
        self._rules = rules
        self._now = now
        with database.clerk_writing() as connection:
            meta_rows.set_up(connection)
            secret = bytes.fromhex(meta_rows.text(connection, "blob_secret"))
        self.blobs = BlobFolder(
            database.folder / "blobs", secret, self._blob_key, self._database.reserve.release
        )

    @classmethod
    def open(cls, folder: Path, key: bytes, rules: RuleBook) -> "Store":
        """Open the database of a data folder, or make it.

        Args:
            folder: The data folder of one (server, user).
            key: 32 random bytes, from the vault.
            rules: Rules of all profile versions.

        Raises:
            StorageError: `storage.key`, `storage.newer`, `storage.full`, `storage.broken`.
        """
        try:
            return cls._opened(folder, key, rules)
        except StorageError as error:
            if error.code != "storage.broken" or not _is_full(folder):
                raise
        # SQLite cannot even make its shared memory then, and calls that an error of the disk
        Reserve(folder).release()
        try:
            return cls._opened(folder, key, rules)
        except StorageError as error:
            raise storage_error("storage.full") from error

    @classmethod
    def _opened(cls, folder: Path, key: bytes, rules: RuleBook) -> "Store":
        database = Database(folder, key)
        try:
            store = cls(database, rules)
            if database.migrated:
                store.rebuild_view()
        except StorageError:
            database.close()
            raise
        return store

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._database.folder

    def bind_user(self, user_id: str) -> None:
        """Remember whose database this is; actions go out under this user only."""
        self.remember("user_id", user_id)

    def remember(self, name: str, value: str) -> None:
        """Keep a fact about this installation inside the encrypted file."""
        with self._database.clerk_writing() as connection:
            meta_rows.put(connection, name, value)

    def recall(self, name: str) -> str:
        """Read such a fact; empty when it is not known."""
        with self._database.reading() as connection:
            return meta_rows.text(connection, name)

    def follow_rules(self, stamp: str) -> bool:
        """Rebuild the view when it was made under other rules or by another program version.

        Args:
            stamp: Names the rules, such as a hash of profiles and calendars.

        Returns:
            Whether it was rebuilt.
        """
        wanted = f"{VIEW_VERSION} {stamp}"
        if self.recall("rules") == wanted:
            return False
        self.rebuild_view()
        self.remember("rules", wanted)
        return True

    def rebuild_view(self) -> None:
        """Write every view row and its text for searching anew from base and outbox."""
        after: int | None = 0
        while after is not None:
            with self._database.sync_writing() as connection:
                after = base_rows.reshow(connection, self._rules, after=after, limit=LOT)
            self._database.checkpoint()

    def backup_to(self, target: Path) -> None:
        """Copy the database, encrypted with the same key, while others go on working.

        Raises:
            StorageError: The copy could not be written; nothing is left of it.
        """
        self._database.backup_to(target)

    def _blob_key(self, sha256: str) -> bytes | None:
        with self._database.reading() as connection:
            return blob_rows.key_of(connection, sha256)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_FREE
    except OSError:
        return False


if TYPE_CHECKING:

    def _ports(
        store: Store,
    ) -> tuple[OrderStore, OrderQueries, OutboxRecords, SyncStore, ShelfStore, BlobFiles]:
        """Let the type checker hold the store against the ports."""
        return store, store, store, store, store, store.blobs
