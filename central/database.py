"""The platform's database: SQLite in the data folder, or PostgreSQL by URL."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from central import schema
from central.data_key import KeyRefusedError
from central.moments import now
from desktop.domain.calendar import CST

_EPOCH_START = now().replace(2020, 1, 1, 0, 0, 0, 0, tzinfo=CST)
_BUSY_MS = 30_000
_POOL = {"pool_size": 10, "max_overflow": 40}
_PLAIN = b"SQLite format 3\0"
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    # NORMAL loses acknowledged commits in a power cut; FULL costs 0.14 ms a commit
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -65536",
)


@dataclass(slots=True)
class Transaction:
    """One writing transaction.

    Attributes:
        connection: Its connection.
        moved: Units whose head has moved; told to the hooks after the commit.
    """

    connection: Connection
    moved: set[str] = field(default_factory=set)


class Database:
    """Transactions of the platform's database.

    Args:
        data: Folder of the platform's files; made when missing.
        url: SQLAlchemy URL; empty for `platform.sqlite` in the data folder.
        key: Encrypts `platform.sqlite`; None leaves it as it is.

    Raises:
        KeyRefusedError: The database does not open with this key, or without one.
    """

    def __init__(self, data: Path, url: str = "", key: bytes | None = None) -> None:
        # callers' data lies in here: nobody else of this machine is to read it
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.data = data
        self._engine = _engine(url) if url else _own_engine(data / "platform.sqlite", key)
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._turn = threading.Lock()
        self._hooks: list[Callable[[frozenset[str]], None]] = []
        self._make_tables(key)
        self.epoch = self._settle_epoch()

    def after_commit(self, hook: Callable[[frozenset[str]], None]) -> None:
        """Call a function with the units that have changed, after each such commit."""
        self._hooks.append(hook)

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """Run a writing transaction; it is rolled back when the block raises.

        On SQLite writers take turns in this process instead of polling the file lock, whose
        back-off would cost up to 100 ms.
        """
        turn = self._turn if self._is_sqlite else contextlib.nullcontext()
        with turn, self._engine.connect() as connection:
            writer = connection.execution_options(desk_begin="BEGIN IMMEDIATE")
            with writer.begin():
                transaction = Transaction(writer)
                yield transaction
        if transaction.moved:
            for hook in self._hooks:
                hook(frozenset(transaction.moved))

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Run a reading transaction: everything in it sees one state of the database."""
        options = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._engine.connect() as connection:
            reader = connection.execution_options(**options)
            with reader.begin():
                yield reader

    def meta(self, name: str) -> str:
        """Read a setting of the database; empty when it is not set."""
        with self.read() as connection:
            query = select(schema.meta.c.value).where(schema.meta.c.name == name)
            return str(connection.execute(query).scalar() or "")

    def set_meta(self, name: str, value: str) -> None:
        """Write a setting of the database."""
        with self.write() as transaction:
            _put_meta(transaction.connection, name, value)

    def enter_new_epoch(self) -> int:
        """Begin a new lineage, after a restore from backup: every client pulls anew."""
        epoch = max(_minutes(), self.epoch + 1)
        self.set_meta("epoch", str(epoch))
        self.epoch = epoch
        return epoch

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _make_tables(self, key: bytes | None) -> None:
        try:
            schema.metadata.create_all(self._engine)
        except DatabaseError as error:
            self._engine.dispose()
            if "not a database" not in str(error.orig):
                raise
            raise KeyRefusedError(_why_closed(self.data / "platform.sqlite", key)) from None

    def _settle_epoch(self) -> int:
        with self.write() as transaction:
            query = select(schema.meta.c.value).where(schema.meta.c.name == "epoch")
            found = transaction.connection.execute(query).scalar()
            if found is not None:
                return int(found)
            epoch = _minutes()
            _put_meta(transaction.connection, "epoch", str(epoch))
            return epoch


def _minutes() -> int:
    """Count minutes since 2020: restoring one backup twice gives two lineages."""
    return int((now() - _EPOCH_START).total_seconds() // 60)


def _put_meta(connection: Connection, name: str, value: str) -> None:
    table = schema.meta
    found = connection.execute(update(table).where(table.c.name == name).values(value=value))
    if found.rowcount == 0:
        connection.execute(insert(table).values(name=name, value=value))


def _engine(url: str) -> Engine:
    # parameters hold callers' data: they must not come into a log through an error's text
    if not url.startswith("sqlite"):
        driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
        return create_engine(driver, hide_parameters=True, pool_size=20, max_overflow=30)
    return _sqlite(create_engine(url, hide_parameters=True, **_POOL))


def _own_engine(path: Path, key: bytes | None) -> Engine:
    if key is None:
        return _engine(f"sqlite:///{path.as_posix()}")
    from central.sealed_database import sealed_engine

    return _sqlite(sealed_engine(path, key, **_POOL))


def _sqlite(engine: Engine) -> Engine:
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _why_closed(path: Path, key: bytes | None) -> str:
    if key is None:
        return "数据文件夹已加密（或已损坏）：请用 --key-stdin 给出密钥。"
    with path.open("rb") as file:
        is_plain = file.read(len(_PLAIN)) == _PLAIN
    return "数据文件夹没有加密，不能用密钥打开。" if is_plain else "密钥不对，打不开数据文件夹。"


def _configure_sqlite(dbapi: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # the driver's own transaction handling loses updates: BEGIN is sent below
    dbapi.isolation_level = None
    for pragma in _PRAGMAS:
        dbapi.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(str(connection.get_execution_options().get("desk_begin", "BEGIN")))
