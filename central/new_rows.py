"""Rows that two writers may want to insert at the same moment, or that may be there already."""

import functools
from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert


def ensure(connection: Connection, table: Table, *rows: Mapping[str, object]) -> None:
    """Insert rows unless they are there; waits for a writer who is just inserting the same.

    Args:
        connection: Its transaction.
        table: The table.
        rows: Their values; put into one sequence by the caller where that matters for locks.
    """
    connection.execute(_ensuring(table, connection.dialect.name), list(rows))


def replace(connection: Connection, table: Table, *rows: Mapping[str, object]) -> None:
    """Insert rows, or give those that are there (by primary key) the new values.

    Args:
        connection: Its transaction.
        table: The table.
        rows: Their values, of every column.
    """
    connection.execute(_replacing(table, connection.dialect.name), list(rows))


# built once: putting a statement together costs more than running it
@functools.cache
def _ensuring(table: Table, dialect: str) -> Insert:
    return _insert(table, dialect).on_conflict_do_nothing()


@functools.cache
def _replacing(table: Table, dialect: str) -> Insert:
    insert = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns]
    others = {name: insert.excluded[name] for name in names if name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=others)


def _insert(table: Table, dialect: str) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
