"""Rows that two writers may want to insert at the same moment."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def ensure(connection: Connection, table: Table, *rows: Mapping[str, object]) -> None:
    """Insert rows unless they are there; waits for a writer who is just inserting the same.

    Args:
        connection: Its transaction.
        table: The table.
        rows: Their values; put into one sequence by the caller where that matters for locks.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).on_conflict_do_nothing(), list(rows))
