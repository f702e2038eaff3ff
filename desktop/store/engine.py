"""SQLAlchemy engines on SQLCipher.

A raw random key opens a connection in 1 ms, a passphrase in 74 ms; so the passphrase only wraps
the key (`vault`). Pages are authenticated by HMAC-SHA256, which CPUs have instructions for: a
scan costs 40 % less than with SQLCipher's default. SQLAlchemy's own transaction handling loses
updates on SQLite, hence `isolation_level=None` and an explicit BEGIN.
"""

from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

BUSY_MS = 5000
"""How long SQLite itself waits for another process."""
_WRITER_CACHE_KIB = 10_000
_READER_CACHE_KIB = 2_000
_READERS = 4


def connect(path: Path, key: bytes, *, cache_kib: int = _READER_CACHE_KIB) -> driver.Connection:
    """Open one keyed connection.

    Args:
        path: The database file.
        key: 32 random bytes.
        cache_kib: Page cache of this connection.
    """
    raw = driver.connect(
        str(path),
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
        cached_statements=200,
    )
    for pragma in (
        f"key = \"x'{key.hex()}'\"",
        "cipher_hmac_algorithm = HMAC_SHA256",
        "cipher_memory_security = OFF",
        f"busy_timeout = {BUSY_MS}",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "mmap_size = 0",
        f"cache_size = -{cache_kib}",
    ):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def writer(path: Path, key: bytes) -> Engine:
    """Make the engine of the one writing connection.

    FULL, because NORMAL lost acknowledged rows in simulated power cuts. Checkpoints are made by
    `Database.checkpoint` outside the write turn; the automatic one is only the last resort, so
    that a clerk's COMMIT does not pay for it.
    """

    def create() -> driver.Connection:
        raw = connect(path, key, cache_kib=_WRITER_CACHE_KIB)
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA wal_autocheckpoint = 16000")
        return raw

    return _engine(create, "BEGIN IMMEDIATE", size=1)


def reader(path: Path, key: bytes) -> Engine:
    """Make the engine of the reading connections: they never wait for a writer."""

    def create() -> driver.Connection:
        raw = connect(path, key)
        raw.execute("PRAGMA query_only = ON")
        return raw

    return _engine(create, "BEGIN", size=_READERS)


def checkpointer(path: Path, key: bytes) -> Engine:
    """Make the engine that folds the write-ahead log back, beside the writer."""

    def create() -> driver.Connection:
        raw = connect(path, key, cache_kib=1000)
        raw.execute("PRAGMA synchronous = FULL")
        return raw

    return _engine(create, "BEGIN", size=1)


def _engine(create: Callable[[], driver.Connection], begin: str, *, size: int) -> Engine:
    engine = create_engine(
        "sqlite:///x",
        creator=create,
        module=driver,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
    )

    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", _begin)
    return engine
