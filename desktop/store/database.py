"""The open database file: engines, write turn, transactions, checkpoints."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection
from sqlalchemy.engine import Transaction
from sqlalchemy.exc import DBAPIError

from desktop.services.ports import StorageError
from desktop.services.shared_files import move_over
from desktop.store import engine, schema
from desktop.store.failures import of_database, only_unsynced, storage_error, translated
from desktop.store.reserve import Reserve
from desktop.store.write_turn import WriteTurn

FILE_NAME = "desk.db"
CHECKPOINT_LOTS = 64
"""Lots of 100 orders between two checkpoints: some 45 MB of log, less when several lots share a
transaction. The size of the log file says nothing, because it never shrinks."""
_IN_ITS_PLACE = (
    "INSERT INTO meta (name, value) VALUES ('failed_commits', '1') "
    "ON CONFLICT (name) DO UPDATE SET value = value + 1"
)
"""It has to change something: SQLite writes no page that stays as it was."""
_LOG = logging.getLogger(__name__)

Landed = Callable[[Connection], bool]
"""Looks in the reopened database whether a transaction has been committed after all."""


def _never(_connection: Connection) -> bool:
    return False


class Database:
    """One encrypted SQLite file and everything that writes to it in this process.

    Attributes:
        lots_in_log: Lots since the last checkpoint; who writes more than one in a transaction
            adds the others.

    Args:
        folder: The data folder; it is made when it is missing.
        key: 32 random bytes.

    Raises:
        StorageError: Wrong key, newer schema, or the disk refuses.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self._key = key
        self.turn = WriteTurn()
        self.reserve = Reserve(folder)
        self.lots_in_log = 0
        with translated():
            folder.mkdir(parents=True, exist_ok=True)
        self._writer = engine.writer(self.path, key)
        self._reader = engine.reader(self.path, key)
        self._checkpointer = engine.checkpointer(self.path, key)
        try:
            with translated():
                self.migrated = schema.upgrade(self._writer)
                self.reserve.hold()
        except StorageError:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections; the last one folds the write-ahead log into the file."""
        self._reader.dispose()
        self._checkpointer.dispose()
        self._writer.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read from one snapshot, without waiting for any writer.

        Raises:
            StorageError: The file cannot be read.
        """
        with translated(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def clerk_writing(self, landed: Landed = _never) -> Iterator[Connection]:
        """Write with the clerk's priority; commits on leaving.

        Args:
            landed: Asked after a COMMIT that raised an error.

        Raises:
            StorageError: Nothing was saved.
        """
        with self._writing(self.turn.clerk(), landed) as connection:
            yield connection

    @contextmanager
    def sync_writing(self) -> Iterator[Connection]:
        """Write one lot of sync, after waiting clerks.

        Raises:
            StorageError: Nothing of the lot was saved.
        """
        with self._writing(self.turn.sync(), _never) as connection:
            yield connection
        self.lots_in_log += 1

    @contextmanager
    def _writing(self, turn: AbstractContextManager[None], landed: Landed) -> Iterator[Connection]:
        with turn:
            try:
                with translated(), self._writer.connect() as connection:
                    transaction = connection.begin()
                    try:
                        yield connection
                    except BaseException:
                        self._roll_back(transaction)
                        raise
                    self._commit(connection, transaction, landed)
            except StorageError as error:
                if error.code == "storage.full":
                    self.reserve.release()
                raise

    def _commit(self, connection: Connection, transaction: Transaction, landed: Landed) -> None:
        try:
            transaction.commit()
        except DBAPIError as error:
            self._roll_back(transaction)
            connection.invalidate()
            self._give_room(error)
            if not self._has_landed(landed):
                raise self._not_saved(error) from error
            _LOG.warning("COMMIT raised an error, but its rows are in the database")

    def _not_saved(self, error: DBAPIError) -> StorageError:
        """Make a failed COMMIT a failure for good; say so when that cannot be done.

        When the log was written but could not be synced, SQLite calls the COMMIT failed, and yet
        finds the transaction in the log after a restart: the clerk would have done twice what he
        did again. Another transaction in its place makes the log forget it, synced or not.
        """
        try:
            with self._writer.connect() as connection, connection.begin():
                connection.exec_driver_sql(_IN_ITS_PLACE)
        except (DBAPIError, driver.Error) as second:
            self._give_room(second)
            if not only_unsynced(second):
                return storage_error("storage.unsure")
        return of_database(error) or storage_error("storage.broken")

    def _give_room(self, error: BaseException) -> None:
        """Give the reserve up on a full disk: even what makes the failure certain needs room."""
        known = of_database(error)
        if known is not None and known.code == "storage.full":
            self.reserve.release()

    def _has_landed(self, landed: Landed) -> bool:
        try:
            with translated(), self._reader.connect() as connection:
                return landed(connection)
        except StorageError as error:
            raise storage_error("storage.unsure") from error

    @staticmethod
    def _roll_back(transaction: Transaction) -> None:
        # SQLite may have rolled back by itself (disk full); there is nothing more to undo then
        try:
            transaction.rollback()
        except DBAPIError:
            _LOG.info("rollback found no transaction")

    def make_room(self) -> None:
        """Refuse a page of sync while the clerk's reserve is spent.

        Raises:
            StorageError: The disk is still full; sync stops before the outbox does.
        """
        if not self.reserve.held and not self.reserve.hold():
            raise storage_error("storage.full")

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, outside the turn: no clerk waits for it."""
        if self.lots_in_log < CHECKPOINT_LOTS:
            return
        self.lots_in_log = 0
        with translated(), self._checkpointer.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def foreign_version(self, known: int) -> int:
        """Read the number that changes when another process has written.

        It is asked of the writing connection, which does not see its own commits as foreign.

        Args:
            known: Answered while a writer is at work, rather than making a screen wait.
        """
        with self.turn.at_once() as free:
            if not free:
                return known
            with translated(), self._writer.connect() as connection:
                raw = connection.connection.cursor().execute("PRAGMA data_version").fetchone()
            return int(raw[0])

    def backup_to(self, target: Path) -> None:
        """Copy the database, encrypted with the same key, while others go on working.

        Raises:
            StorageError: The copy could not be written; nothing is left of it.
        """
        part = target.with_name(target.name + ".part")
        try:
            with translated():
                source = engine.connect(self.path, self._key)
                copy = engine.connect(part, self._key)
                try:
                    source.backup(copy)
                finally:
                    copy.close()
                    source.close()
                move_over(part, target)
        except StorageError:
            with suppress(OSError):  # the first error is the one to be told
                part.unlink(missing_ok=True)
            raise
