"""Rung (e): full disks, failing commits, read-only folders, on both sides.

What cannot be saved is refused in words, nothing that was told before is touched, and when there
is room again everything goes on. A COMMIT that raised an error although it landed is a success.
"""

import contextlib
import random
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import sqlcipher3.dbapi2 as driver
from faults.outcome import Outcome, Rung
from faults.towns import each_town
from helpers.town import Town
from helpers.town_oracles import check_always, expect
from helpers.town_pc import Pc
from sqlalchemy.exc import OperationalError

from desktop.domain import actions as act
from desktop.services.order_desk import RefusedError
from desktop.services.ports import StorageError
from desktop.store.reserve import Reserve
from desktop.sync.ports import GatewayError

_TURNS = 14
_CODES = {"storage.full", "storage.broken", "storage.locked"}


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Fill disks and break commits."""
    outcome = Outcome()

    def play(town: Town, chance: random.Random) -> None:
        for turn in range(_TURNS):
            _turn(town, chance.choice(town.pcs), chance, turn, outcome)

    seeds = (first, count)
    return each_town("disk", outcome, seeds, play, pcs=2, until_found=until_found)


def _turn(town: Town, pc: Pc, chance: random.Random, turn: int, outcome: Outcome) -> None:
    town.time.pass_by(9)
    trouble = chance.choice((_no_trouble, _full, _failing_commit, _landing_commit, _read_only,
                             _spent_reserve, _full_platform))  # fmt: skip
    rows = len(pc.rows())
    with trouble(town, pc, chance):
        outcome.counts[trouble.__name__.strip("_").replace("_", " ")] += 1
        saved = _click(town, pc, f"d-{turn}", chance)
        with contextlib.suppress(GatewayError, StorageError):
            pc.sync()
    outcome.counts["turns"] += 1
    more = len(pc.rows()) - rows
    expect(more == saved, "I3", f"{saved} said to be saved, {more} in the outbox")
    if trouble is _landing_commit:
        expect(saved > 0, "I3", "a commit that landed is called a failure")
    check_always(town)


def _click(town: Town, pc: Pc, name: str, chance: random.Random) -> int:
    """Click; how many actions the clerk was told are saved."""
    order_id = f"id-{chance.randint(1, 3)}"
    before = len(pc.memory.told)
    entry = f"{name}-{town.fresh_entry()}"
    try:
        if chance.random() < 0.3:
            pc.attach(order_id, chance.randbytes(chance.choice((300, 90_000))))
        else:
            pc.act(order_id, act.AddNote(entry_id=entry, text="长" * chance.choice((9, 60_000))))
    except RefusedError:
        return 0
    except StorageError as error:
        expect(error.code in _CODES, "words", f"a full disk is called {error.code}")
        expect("没有保存" in error.message, "words", f"not said what is safe: {error.message}")
    return len(pc.memory.told) - before


@contextlib.contextmanager
def _no_trouble(_town: Town, _pc: Pc, _chance: random.Random) -> Iterator[None]:
    yield


@contextlib.contextmanager
def _full(_town: Town, pc: Pc, chance: random.Random) -> Iterator[None]:
    """No more pages than there are, or a few more."""
    pages = _pragma(pc, "page_count")
    _pragma(pc, f"max_page_count = {pages + chance.choice((0, 0, 1, 3, 30))}")
    try:
        yield
    finally:
        _pragma(pc, "max_page_count = 1000000")


def _pragma(pc: Pc, words: str) -> int:
    """Set something on the writing connection, outside a transaction."""
    with pc.store._database._writer.connect() as connection:
        found = connection.connection.cursor().execute(f"PRAGMA {words}").fetchone()
    return int(found[0]) if found else 0


@contextlib.contextmanager
def _commits(pc: Pc, instead: Callable[[Callable[[Any], None], Any], None]) -> Iterator[None]:
    dialect = pc.store._database._writer.dialect
    commit = dialect.do_commit

    def counted(connection: Any) -> None:
        dialect.do_commit = commit  # type: ignore[method-assign]  # the next one is as ever
        instead(commit, connection)

    dialect.do_commit = counted  # type: ignore[method-assign,assignment]  # a hook for one commit
    try:
        yield
    finally:
        dialect.do_commit = commit  # type: ignore[method-assign]  # as it was


@contextlib.contextmanager
def _failing_commit(_town: Town, pc: Pc, _chance: random.Random) -> Iterator[None]:
    def fail(_commit: Callable[[Any], None], _connection: Any) -> None:
        raise _io_error("SQLITE_IOERR_FSYNC")

    with _commits(pc, fail):
        yield


@contextlib.contextmanager
def _landing_commit(_town: Town, pc: Pc, _chance: random.Random) -> Iterator[None]:
    def land(commit: Callable[[Any], None], connection: Any) -> None:
        commit(connection)
        raise _io_error("SQLITE_IOERR_WRITE")

    with _commits(pc, land):
        yield


@contextlib.contextmanager
def _read_only(_town: Town, pc: Pc, _chance: random.Random) -> Iterator[None]:
    """The folder lets nobody write; as the database engine sees it."""
    _pragma(pc, "query_only = ON")
    try:
        yield
    finally:
        _pragma(pc, "query_only = OFF")


@contextlib.contextmanager
def _spent_reserve(_town: Town, pc: Pc, _chance: random.Random) -> Iterator[None]:
    """The reserve is given up and cannot be had again: clerks save, new pages of sync wait."""
    reserve = pc.store._database.reserve
    reserve.release()
    hold = Reserve.hold
    setattr(Reserve, "hold", lambda _self: False)  # noqa: B010 - a disk that is full
    cursor = pc.store.state().cursor
    try:
        yield
        expect(pc.store.state().cursor == cursor, "room", "a page was taken on a full disk")
    finally:
        setattr(Reserve, "hold", hold)  # noqa: B010 - as it was
        reserve.hold()


@contextlib.contextmanager
def _full_platform(town: Town, _pc: Pc, chance: random.Random) -> Iterator[None]:
    """The platform's disk is full in the middle of a push: all of the batch, or nothing."""
    fuse = town.grounds.fuse
    fuse.left = chance.randint(1, 25)
    fuse.error = OperationalError("", {}, sqlite3.OperationalError("database or disk is full"))
    try:
        yield
    finally:
        fuse.left, fuse.error = 0, None


def _io_error(name: str) -> driver.OperationalError:
    error = driver.OperationalError("disk I/O error")
    setattr(error, "sqlite_errorname", name)  # noqa: B010 - as the driver does
    return error


RUNG = Rung(
    work,
    seeds=40,
    part=10,
    least={"turns": 500},
    about="full disks, failing commits, read-only folders",
)
