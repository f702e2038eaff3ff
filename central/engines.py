"""How the platform's database is reached: SQLite in the data folder, or PostgreSQL by URL."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

THREADS = 12
"""Threads of one process that work on the database at once."""

_BUSY_MS = 30_000
_SQLITE_POOL = {"pool_size": 10, "max_overflow": 40}
# a thread that holds a named lock needs a second connection for its transactions
_POSTGRES_POOL = {"pool_size": THREADS, "max_overflow": THREADS, "pool_timeout": 20}
_POSTGRES_SETTINGS = " ".join(
    f"-c {name}={value}"
    for name, value in (
        ("application_name", "hotline-central"),
        ("lock_timeout", "20s"),
        # a worker that hangs between two statements must not hold a unit's head for ever
        ("idle_in_transaction_session_timeout", "60s"),
    )
)
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    # NORMAL loses acknowledged commits in a power cut; FULL costs 0.14 ms a commit
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -65536",
)


def engine_of(url: str) -> Engine:
    """Make an engine for a database URL.

    Args:
        url: `sqlite:///…` or `postgresql://…`.
    """
    # parameters hold callers' data: they must not come into a log through an error's text
    if not url.startswith("sqlite"):
        return create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            hide_parameters=True,
            connect_args={"options": _POSTGRES_SETTINGS},
            **_POSTGRES_POOL,
        )
    return _sqlite(create_engine(url, hide_parameters=True, **_SQLITE_POOL))


def own_engine(path: Path, key: bytes | None) -> Engine:
    """Make an engine for the SQLite file of a data folder.

    Args:
        path: The file.
        key: Encrypts it; None leaves it as it is.
    """
    if key is None:
        return engine_of(f"sqlite:///{path.as_posix()}")
    from central.sealed_database import sealed_engine

    return _sqlite(sealed_engine(path, key, **_SQLITE_POOL))


def _sqlite(engine: Engine) -> Engine:
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(dbapi: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # the driver's own transaction handling loses updates: BEGIN is sent below
    dbapi.isolation_level = None
    for pragma in _PRAGMAS:
        dbapi.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(str(connection.get_execution_options().get("desk_begin", "BEGIN")))
