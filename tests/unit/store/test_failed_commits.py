"""A COMMIT that raised an error: what the clerk is told holds after a restart, too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from helpers.stores import open_test_store

from desktop.services.ports import StorageError
from desktop.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_test_store(tmp_path / "desk")
    yield found
    found.close()


def _fail(store: Store, *names: str) -> None:
    """Let the next commits of the writing connection fail, each with an error of SQLite."""
    dialect = store._database._writer.dialect
    commit = dialect.do_commit
    left = list(names)

    def failing(connection: Any) -> None:
        if left:
            error = driver.OperationalError("disk I/O error")
            setattr(error, "sqlite_errorname", left.pop(0))  # noqa: B010 - as the driver does
            raise error
        commit(connection)

    dialect.do_commit = failing  # type: ignore[method-assign,assignment]  # a disk that fails


def _save(store: Store) -> str:
    with pytest.raises(StorageError) as raised, store.writing() as transaction:
        transaction.save_draft("id-1", "note", b"text")
    assert store.draft("id-1", "note") is None
    return raised.value.code


def _failed_commits(store: Store) -> str:
    with store._database.reading() as connection:
        query = "SELECT max(value) FROM meta WHERE name = 'failed_commits'"
        return str(connection.exec_driver_sql(query).scalar())


def test_another_transaction_takes_the_place_of_one_that_could_not_be_synced(store: Store) -> None:
    _fail(store, "SQLITE_IOERR_FSYNC")
    assert _save(store) == "storage.broken"
    assert _failed_commits(store) == "1"


def test_one_that_was_written_and_not_synced_takes_it_as_well(store: Store) -> None:
    _fail(store, "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_FSYNC")
    assert _save(store) == "storage.broken"


def test_without_one_in_its_place_nobody_knows_and_that_is_said(store: Store) -> None:
    _fail(store, "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_WRITE")
    assert _save(store) == "storage.unsure"
    _fail(store, "SQLITE_FULL")
    assert _save(store) == "storage.full"
    with store.writing() as transaction:
        transaction.save_draft("id-1", "note", b"text")
    assert store.draft("id-1", "note") == b"text"


def _fail_while_full(store: Store, *first: str) -> None:
    """Let every commit fail on a disk that has no room until the reserve is gone.

    Args:
        store: The database.
        first: What the first commits fail with instead.
    """
    dialect = store._database._writer.dialect
    commit = dialect.do_commit
    left = list(first)

    def failing(connection: Any) -> None:
        name = left.pop(0) if left else "SQLITE_FULL" if store._database.reserve.held else ""
        if name:
            error = driver.OperationalError("database or disk is full")
            setattr(error, "sqlite_errorname", name)  # noqa: B010 - as the driver does
            raise error
        commit(connection)

    dialect.do_commit = failing  # type: ignore[method-assign,assignment]  # a disk that is full


def test_on_a_disk_that_stays_full_the_reserve_makes_the_failure_certain(store: Store) -> None:
    _fail_while_full(store)
    assert _save(store) == "storage.full"
    assert not store._database.reserve.held
    assert _failed_commits(store) == "1"
    with store.writing() as transaction:
        transaction.save_draft("id-1", "note", b"text")
    assert store.draft("id-1", "note") == b"text"


def test_a_disk_that_fills_up_in_between_does_not_keep_the_next_save_out(store: Store) -> None:
    _fail_while_full(store, "SQLITE_IOERR_WRITE")
    assert _save(store) == "storage.unsure"
    assert not store._database.reserve.held
    with store.writing() as transaction:
        transaction.save_draft("id-1", "note", b"text")
    assert store.draft("id-1", "note") == b"text"


def test_a_reserve_that_another_program_holds_open_is_no_other_error(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, f"held by another program, {missing_ok}")

    monkeypatch.setattr(Path, "unlink", refuse)
    _fail(store, "SQLITE_FULL")
    assert _save(store) == "storage.full"
    assert store._database.reserve.held
