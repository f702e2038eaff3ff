"""A full disk, a locked or broken file: what is said, what is safe, what is given up."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from helpers.orders import an_order
from helpers.store_clerk import clerk_desk
from helpers.stores import KEY, OneRuleBook, open_test_store, put_change
from sqlalchemy.exc import OperationalError

from desktop.domain.actions import Accept, AddNote
from desktop.services.ports import StorageError
from desktop.store import engine
from desktop.store.database import FILE_NAME
from desktop.store.failures import MESSAGES
from desktop.store.reserve import SIZE, Reserve
from desktop.store.store import Store


@pytest.fixture(autouse=True)
def _one_order(store: Store) -> None:
    store.apply_changes([put_change(an_order(), 1)], epoch=7, cursor="c1")


def pragma(store: Store, text: str) -> None:
    with store._database._writer.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {text}")


def caught(work: Callable[[], object]) -> StorageError:
    with pytest.raises(StorageError) as found:
        work()
    return found.value


def test_a_full_disk_releases_the_reserve_and_the_next_save_works(store: Store) -> None:
    desk = clerk_desk(store)
    assert store._database.reserve.held
    pragma(store, "max_page_count = 1")
    error = caught(lambda: desk.act("o-1", Accept(), AddNote(entry_id="n", text="长" * 90_000)))
    assert error.code == "storage.full"
    assert "再保存一次" in error.message
    assert not store._database.reserve.held
    assert not store.outbox()
    pragma(store, "max_page_count = 1000000")
    assert desk.act("o-1", Accept()).seqs == (1,)
    assert len(store.outbox()) == 1


def test_sync_of_new_pages_stops_while_the_reserve_cannot_be_held(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store._database.reserve.release()
    monkeypatch.setattr(Reserve, "hold", lambda _self: False)
    error = caught(lambda: store.apply_changes([], epoch=7, cursor="c2"))
    assert error.code == "storage.full"
    assert store.state().cursor == "c1"
    assert clerk_desk(store).act("o-1", Accept()).seqs == (1,)
    monkeypatch.undo()
    store.apply_changes([], epoch=7, cursor="c2")
    assert store.state().cursor == "c2"
    assert store._database.reserve.held


def test_the_reserve_is_real_space(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "missing")
    assert not reserve.hold()
    small = Reserve(tmp_path, size=200_000)
    assert small.hold()
    assert small.hold()
    assert Reserve(tmp_path).hold()
    assert (tmp_path / "reserve.bin").stat().st_size == SIZE
    small.release()
    assert not small.held


def test_another_program_that_holds_the_file_is_named(tmp_path: Path, store: Store) -> None:
    pragma(store, "busy_timeout = 1")
    other = engine.connect(tmp_path / FILE_NAME, KEY)
    other.execute("BEGIN IMMEDIATE")
    error = caught(lambda: clerk_desk(store).act("o-1", Accept()))
    assert error.code == "storage.locked"
    assert "另一个程序" in error.message
    other.execute("ROLLBACK")
    other.close()
    assert clerk_desk(store).act("o-1", Accept()).seqs == (1,)


def test_writes_of_another_program_are_noticed_and_own_ones_not(
    tmp_path: Path, store: Store
) -> None:
    known = store.data_version()
    clerk_desk(store).act("o-1", Accept())
    assert store.data_version() == known
    other = open_test_store(tmp_path)
    clerk_desk(other).act("o-1", AddNote(entry_id="n", text="x"))
    other.close()
    changed = store.data_version()
    assert changed != known
    with store._database.turn.clerk():
        assert store.data_version() == changed


def test_a_commit_that_raised_but_landed_is_a_success(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialect = store._database._writer.dialect
    commit = dialect.do_commit

    def commit_and_fail(connection: object) -> None:
        commit(connection)  # type: ignore[arg-type]
        raise _io_error()

    monkeypatch.setattr(dialect, "do_commit", commit_and_fail)
    assert clerk_desk(store).act("o-1", Accept()).seqs == (1,)
    monkeypatch.undo()
    assert len(store.outbox()) == 1
    assert clerk_desk(store).act("o-1", AddNote(entry_id="n", text="x")).seqs == (2,)


def test_a_commit_that_raised_and_did_not_land_is_a_failure(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        raise _io_error()

    monkeypatch.setattr(store._database._writer.dialect, "do_commit", fail)
    error = caught(lambda: clerk_desk(store).act("o-1", Accept()))
    assert error.code == "storage.broken"
    monkeypatch.undo()
    assert not store.outbox()
    assert clerk_desk(store).act("o-1", Accept()).seqs == (1,)


def _io_error() -> driver.OperationalError:
    error = driver.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
    return error


def test_a_damaged_file_is_reported(tmp_path: Path, store: Store) -> None:
    store.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    content[5000:9000] = bytes(4000)
    path.write_bytes(content)

    def use() -> None:
        damaged = Store.open(tmp_path, KEY, OneRuleBook())
        damaged.close()

    assert caught(use).code in {"storage.broken", "storage.key"}


def test_a_bug_is_not_called_a_broken_disk(store: Store) -> None:
    with pytest.raises(OperationalError), store._database.reading() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    error = caught(lambda: Store.open(tmp_path / "file" / "data", KEY, OneRuleBook()))
    assert error.code == "storage.broken"


def test_messages_say_what_is_safe() -> None:
    for code, message in MESSAGES.items():
        assert code.startswith("storage.")
        assert message.endswith("。")
        assert "请" in message or "可以" in message


def test_the_view_follows_new_rules_once(store: Store) -> None:
    assert store.follow_rules("calendar 2027")
    assert not store.follow_rules("calendar 2027")
    assert store.follow_rules("calendar 2028")


def test_whose_database_it_is(store: Store) -> None:
    store.bind_user("u-clerk")
    assert store.state().user_id == "u-clerk"
    assert store.recall("unknown") == ""


def test_a_disk_too_full_to_open_is_no_reason_to_restore_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without room SQLite cannot make its shared memory, and calls that a broken disk."""
    folder = tmp_path / "office"
    folder.mkdir()
    open_test_store(folder).close()
    assert Reserve(folder).held
    (folder / f"{FILE_NAME}-shm").mkdir()
    assert caught(lambda: open_test_store(folder)).code == "storage.broken"
    assert Reserve(folder).held
    usage = shutil.disk_usage(folder)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert caught(lambda: open_test_store(folder)).code == "storage.full"
    assert not Reserve(folder).held
    (folder / f"{FILE_NAME}-shm").rmdir()
    open_test_store(folder).close()
