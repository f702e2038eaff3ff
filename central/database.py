"""Transactions of the platform's database."""

import contextlib
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError

from central import announcements, preparing, schema
from central.announcements import Listener
from central.data_key import KeyRefusedError
from central.engines import engine_of, own_engine
from central.moments import now
from central.new_rows import ensure, replace
from desktop.domain.calendar import CST

_EPOCH_START = now().replace(2020, 1, 1, 0, 0, 0, 0, tzinfo=CST)
_PLAIN = b"SQLite format 3\0"
_STRIPES = 64
_EPOCH_FILE = "last-epoch"


@dataclass(slots=True)
class Transaction:
    """One writing transaction.

    Attributes:
        connection: Its connection.
        moved: Units whose head has moved, and to where; told to the hooks after the commit.
    """

    connection: Connection
    moved: dict[str, int] = field(default_factory=dict)


class Database:
    """Transactions of the platform's database.

    Args:
        data: Folder of the platform's files; made when missing.
        url: SQLAlchemy URL; empty for `platform.sqlite` in the data folder.
        key: Encrypts `platform.sqlite`; None leaves it as it is.

    Raises:
        KeyRefusedError: The database does not open with this key, or without one.
        NewerDatabaseError: It was written by a newer platform.
    """

    def __init__(self, data: Path, url: str = "", key: bytes | None = None) -> None:
        # callers' data lies in here: nobody else of this machine is to read it
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.data = data
        self._engine = engine_of(url) if url else own_engine(data / "platform.sqlite", key)
        self._is_sqlite = self._engine.dialect.name == "sqlite"
        self._turn = threading.Lock()
        self._stripes = [threading.Lock() for _ in range(_STRIPES)]
        self._hooks: list[Callable[[Mapping[str, int]], None]] = []
        self._prepare(key)
        self.epoch = self._settle_epoch()

    @property
    def is_shared(self) -> bool:
        """Whether several processes may serve it at once (PostgreSQL)."""
        return not self._is_sqlite

    def after_commit(self, hook: Callable[[Mapping[str, int]], None]) -> None:
        """Call a function with the units that have changed and their heads, after each commit."""
        self._hooks.append(hook)

    def listener(self, moved: Callable[[Mapping[str, int]], None]) -> Listener | None:
        """Make what hears the commits of other processes; None where a look must do (SQLite)."""
        return None if self._is_sqlite else Listener(self._engine, moved)

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
            if transaction.moved and not self._is_sqlite:
                announcements.announce(writer, transaction.moved)
        if transaction.moved:
            for hook in self._hooks:
                hook(transaction.moved)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """Run a reading transaction: everything in it sees one state of the database."""
        options = {} if self._is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._engine.connect() as connection:
            reader = connection.execution_options(**options)
            with reader.begin():
                yield reader

    @contextlib.contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Keep everybody else who asks for the same name waiting, in every process.

        Other names may have to wait as well, and the holder may run transactions.
        """
        if self._is_sqlite:
            with self._stripes[hash(name) % _STRIPES]:
                yield
            return
        with self._engine.connect() as connection, connection.begin():
            connection.execute(_ALONE, {"space": _SPACE, "name": zlib.crc32(name.encode()) >> 1})
            # an idle transaction that holds its name for a slow store is no hanging one
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '600s'"))
            yield

    def meta(self, name: str) -> str:
        """Read a setting of the database; empty when it is not set."""
        with self.read() as connection:
            return _meta(connection, name) or ""

    def set_meta(self, name: str, value: str) -> None:
        """Write a setting of the database."""
        with self.write() as transaction:
            _put_meta(transaction.connection, name, value)

    def enter_new_epoch(self) -> int:
        """Begin a new lineage, after a restore from backup: every client pulls anew.

        It is greater than any that this data folder has seen: what was restored knows only those
        before the backup, and one backup may be restored twice within a minute.
        """
        with self.write() as transaction:
            found = int(_meta(transaction.connection, "epoch") or 0)
            epoch = max(_minutes(), found + 1, self._remembered_epoch() + 1)
            _put_meta(transaction.connection, "epoch", str(epoch))
        self.epoch = epoch
        self.remember_epoch()
        return epoch

    def remember_epoch(self) -> None:
        """Write the lineage beside the database, where a restore does not reach."""
        if self.epoch > self._remembered_epoch():
            (self.data / _EPOCH_FILE).write_text(f"{self.epoch}\n", encoding="ascii")

    def _remembered_epoch(self) -> int:
        try:
            return int((self.data / _EPOCH_FILE).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def look_at_epoch(self) -> None:
        """Take up a lineage that another process has begun."""
        self.see_epoch(self.meta("epoch"))

    def see_epoch(self, found: str) -> None:
        """Take up a lineage as the database names it; one that was read before a restore is old."""
        self.epoch = max(self.epoch, int(found or 0))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _prepare(self, key: bytes | None) -> None:
        try:
            preparing.prepare(self._engine)
        except DatabaseError as error:
            self._engine.dispose()
            if "not a database" not in str(error.orig):
                raise
            raise KeyRefusedError(_why_closed(self.data / "platform.sqlite", key)) from None
        except preparing.NewerDatabaseError:
            self._engine.dispose()
            raise

    def _settle_epoch(self) -> int:
        with self.write() as transaction:
            found = _meta(transaction.connection, "epoch")
            if found is not None:
                return int(found)
            # two processes may found a platform at once: the first one's lineage holds
            founded = {"name": "epoch", "value": str(_minutes())}
            ensure(transaction.connection, schema.meta, founded)
            return int(_meta(transaction.connection, "epoch") or 0)


_ALONE = text("SELECT pg_advisory_xact_lock(:space, :name)")
_SPACE = 0x4445


def _minutes() -> int:
    """Count minutes since 2020: restoring one backup twice gives two lineages."""
    return int((now() - _EPOCH_START).total_seconds() // 60)


def _meta(connection: Connection, name: str) -> str | None:
    query = select(schema.meta.c.value).where(schema.meta.c.name == name)
    found = connection.execute(query).scalar()
    return None if found is None else str(found)


def _put_meta(connection: Connection, name: str, value: str) -> None:
    replace(connection, schema.meta, {"name": name, "value": value})


def _why_closed(path: Path, key: bytes | None) -> str:
    if key is None:
        return "数据文件夹已加密（或已损坏）：请用 --key-stdin 给出密钥。"
    with path.open("rb") as file:
        is_plain = file.read(len(_PLAIN)) == _PLAIN
    return "数据文件夹没有加密，不能用密钥打开。" if is_plain else "密钥不对，打不开数据文件夹。"
