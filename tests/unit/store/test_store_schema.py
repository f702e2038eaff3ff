"""The schema that a fresh file gets is the one that migrations lead to; older files keep rows."""

import re
from pathlib import Path

import pytest
from helpers.orders import an_order
from helpers.stores import KEY, OneRuleBook, open_test_store
from sqlalchemy import Engine

from desktop.contract.codec import encode
from desktop.services.lists import ListFilter
from desktop.services.ports import StorageError
from desktop.store import engine, migration, schema
from desktop.store.database import FILE_NAME
from desktop.store.store import Store


def described(target: Engine) -> dict[str, str]:
    with target.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, coalesce(sql, '') FROM sqlite_master")
        found = {name: re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split())) for name, sql in rows}
        settings = connection.exec_driver_sql("SELECT k, v FROM search_config ORDER BY k")
        return found | {f"search setting {name}": str(value) for name, value in settings}


def test_create_all_equals_the_head_of_the_migrations(tmp_path: Path) -> None:
    created = engine.writer(tmp_path / "created.db", KEY)
    assert schema.upgrade(created) is False
    migrated = engine.writer(tmp_path / "migrated.db", KEY)
    migration.to_head(migrated)
    assert described(created) == described(migrated)
    assert schema.upgrade(migrated) is False
    created.dispose()
    migrated.dispose()


def test_head_is_the_newest_revision() -> None:
    assert migration.head() == schema.HEAD


def test_a_file_without_search_keeps_its_rows_and_becomes_searchable(tmp_path: Path) -> None:
    old = engine.writer(tmp_path / FILE_NAME, KEY)
    migration.to_head(old, revision="0001")
    body = encode(an_order(title="一号楼漏水"))
    with old.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO base (order_id, epoch, version, body_version, body) "
            "VALUES ('o-1', 7, 3, 3, ?)",
            (body,),
        )
        connection.exec_driver_sql("INSERT INTO drafts VALUES ('o-1', 'F2', x'6162')")
    old.dispose()
    store = open_test_store(tmp_path)
    working = store.working("o-1")
    assert working is not None
    assert encode(working.order) == body
    assert working.version == 3
    assert store.draft("o-1", "F2") == b"ab"
    assert list(store.keys(ListFilter(text="1号楼"))) == [1]
    store.close()


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    open_test_store(tmp_path).close()
    newer = engine.writer(tmp_path / FILE_NAME, KEY)
    with newer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    newer.dispose()
    with pytest.raises(StorageError) as caught:
        Store.open(tmp_path, KEY, OneRuleBook())
    assert caught.value.code == "storage.newer"


def test_the_file_is_encrypted_and_a_wrong_key_says_so(tmp_path: Path, store: Store) -> None:
    store.apply_changes([], epoch=7, cursor="c")
    store.close()
    assert not (tmp_path / FILE_NAME).read_bytes().startswith(b"SQLite format")
    with pytest.raises(StorageError) as caught:
        Store.open(tmp_path, bytes(32), OneRuleBook())
    assert caught.value.code == "storage.key"
    assert "密码不对" in caught.value.message
    reopened = open_test_store(tmp_path)
    assert reopened.state().cursor == "c"
    reopened.close()


def test_a_backup_opens_with_the_same_key(tmp_path: Path, store: Store) -> None:
    store.remember("unit", "示范居委会")
    (tmp_path / "copy").mkdir()
    store.backup_to(tmp_path / "copy" / FILE_NAME)
    copy = open_test_store(tmp_path / "copy")
    assert copy.recall("unit") == "示范居委会"
    assert copy.state().client_id == store.state().client_id
    copy.close()
