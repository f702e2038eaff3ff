"""The tables that an empty database gets are those that the migrations lead to, on both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.central_clerks import Clerk, add_orders, make_order, note
from helpers.postgres import BOTH, PostgresTemplates
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from central import migration, preparing
from central.engines import engine_of
from central.platform import Platform
from central.preparing import NewerDatabaseError

Described = dict[str, object]


@pytest.fixture(params=BOTH)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two empty databases of one kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/one.sqlite", f"sqlite:///{tmp_path}/two.sqlite"
        return
    templates: PostgresTemplates = request.getfixturevalue("postgres")
    with templates.empty() as one, templates.empty() as two:
        yield one, two


def described(engine: Engine) -> Described:
    """Everything that the database tells of its tables."""
    tables = inspect(engine)
    found: Described = {}
    for name in sorted(tables.get_table_names()):
        columns = {str(column["name"]): str(column) for column in tables.get_columns(name)}
        indexes = sorted(tables.get_indexes(name), key=lambda index: str(index["name"]))
        found[name] = (
            columns,
            [_plain(index) for index in indexes],
            str(tables.get_pk_constraint(name)["constrained_columns"]),
            sorted(str(unique["column_names"]) for unique in tables.get_unique_constraints(name)),
        )
    return found


def _plain(index: ReflectedIndex) -> str:
    options = index.get("dialect_options", {})
    return f"{index['name']} {index['column_names']} {index['unique']} " + " ".join(
        f"{name}={value}" for name, value in sorted(options.items())
    )


def migrated(engine: Engine, revision: str = "head") -> None:
    with engine.connect() as connection, connection.begin():
        migration.to_head(connection, revision=revision)


def test_the_head_of_the_migrations_equals_the_tables(urls: tuple[str, str]) -> None:
    created, moved = (engine_of(url) for url in urls)
    preparing.prepare(created)
    migrated(moved)
    assert described(created) == described(moved)
    created.dispose()
    moved.dispose()


def test_head_is_the_newest_revision() -> None:
    assert migration.head() == preparing.HEAD


def test_a_database_from_before_the_revisions_keeps_its_rows(
    urls: tuple[str, str], tmp_path: Path
) -> None:
    old = engine_of(urls[0])
    migrated(old, preparing.BEFORE_REVISIONS)
    with old.connect() as connection, connection.begin():
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("INSERT INTO meta VALUES ('epoch', '3600000')"))
        connection.execute(text("INSERT INTO units VALUES ('u1', '一居委', '')"))
        connection.execute(text("INSERT INTO heads VALUES ('u1', 0, 0)"))
        connection.execute(
            text("INSERT INTO clients (client_id, user_id, last) VALUES ('c', 'u', 7)")
        )
    old.dispose()
    platform = Platform(tmp_path / "data", urls[0])
    assert platform.database.epoch == 3600000
    add_orders(platform, make_order("M-1"))
    assert Clerk(platform).do("id-M-1", note()).status.settled
    with platform.database.read() as connection:
        row = connection.execute(text("SELECT * FROM clients WHERE client_id = 'c'")).one()
    assert (row.last, row.acked) == (7, 0)
    platform.close()


_OLD_ENTRY = (
    "INSERT INTO late_entries (op_id, order_id, client_id, seq, kind, code, user_id, user_name, "
    "unit_id, role, claimed_at, received_at, admitted, data) VALUES (:op, 'o', 'c', 1, 'submit', "
    "'x', 'u', '张三', 'u1', 'clerk', 1, 2, :admitted, :data)"
)
_OLD_DEED = (
    "INSERT INTO history (entry, op_id, order_id, version, status, kind, client_id, seq, user_id, "
    "user_name, unit_id, role, at, claimed_at, received_at, data) VALUES (1, :op, 'o', 1, "
    "'applied', 'submit', 'c', 1, 'u', '张三', 'u1', 'clerk', 1, 1, 2, :data)"
)


def test_late_entries_of_an_older_platform_keep_what_became_of_them(
    urls: tuple[str, str],
) -> None:
    engine = engine_of(urls[0])
    migrated(engine, "0003")
    with engine.connect() as connection, connection.begin():
        for op, admitted in (("open", False), ("admitted", True), ("replaced", True)):
            values = {"op": op, "admitted": admitted, "data": b"{}"}
            connection.execute(text(_OLD_ENTRY), values)
        connection.execute(text(_OLD_DEED), {"op": "admitted", "data": b"{}"})
    migrated(engine)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT op_id, state, round FROM late_entries")).all()
    engine.dispose()
    assert sorted(tuple(row) for row in rows) == [
        ("admitted", "admitted", 0), ("open", "open", 0), ("replaced", "superseded", 0),
    ]  # fmt: skip


def test_a_newer_database_is_left_as_it_is(urls: tuple[str, str], tmp_path: Path) -> None:
    newer = engine_of(urls[0])
    preparing.prepare(newer)
    with newer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError, match="9999"):
        Platform(tmp_path / "data", urls[0])
    with newer.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM meta")).scalar() == 0
    newer.dispose()
