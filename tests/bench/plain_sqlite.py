"""Child process: baselines by the standard library's sqlite3, without encryption.

The same base and view rows with the same indexes and the same transaction size, made beforehand;
a LIKE over the received text; an INSERT with a COMMIT of its own.
"""

import argparse
import sqlite3
import time
from pathlib import Path

from helpers.stores import OneRuleBook
from sqlalchemy import create_mock_engine

from desktop.contract.codec import encode
from desktop.store.schema import metadata
from desktop.store.view_rows import values_of
from desktop.store.working import list_row
from desktop.sync.pulling import LOT
from tests.bench.corpus import orders_of, queries_of
from tests.bench.figures import Watch, percentiles, say

_SAVES = 200


def measure(folder: Path, count: int) -> dict[str, object]:
    """Write, search, save."""
    book = OneRuleBook()
    orders = list(orders_of(count))
    base = [
        (key, order.order_id, 7, key, key, 0, "", encode(order))
        for key, order in enumerate(orders, start=1)
    ]
    view = [values_of(key, list_row(order, book)) for key, order in enumerate(orders, start=1)]
    queries = queries_of(orders)
    database = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -16000"):
        database.execute(f"PRAGMA {pragma}")
    for statement in schema_statements():
        database.execute(statement)
    put_base = _upsert("base", list(metadata.tables["base"].c.keys()), "order_id")
    put_view = _upsert("view", list(metadata.tables["view"].c.keys()), "order_key")
    watch = Watch()
    for at in range(0, count, LOT):
        database.execute("BEGIN IMMEDIATE")
        database.executemany(put_base, base[at : at + LOT])
        database.executemany(put_view, view[at : at + LOT])
        database.execute("COMMIT")
    return {
        "upsert": watch.rate(count),
        "like": percentiles([_like(database, query) for query in queries]),
        "insert": percentiles([_insert(database, n) for n in range(_SAVES)]),
        "body_bytes": round(sum(len(row[-1]) for row in base) / count),
    }


def _upsert(table: str, columns: list[str], unique: str) -> str:
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name != unique)
    marks = ", ".join("?" * len(columns))
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "  # noqa: S608
        f"ON CONFLICT ({unique}) DO UPDATE SET {sets}"
    )


def schema_statements() -> list[str]:
    """Write the real tables and indexes as SQL."""
    found: list[str] = []
    engine = create_mock_engine(
        "sqlite://", lambda sql, *_args: found.append(str(sql.compile(dialect=engine.dialect)))
    )
    tables = [metadata.tables["base"], metadata.tables["view"]]
    metadata.create_all(engine, tables=tables, checkfirst=False)
    return [*found, "CREATE TABLE saves (id INTEGER PRIMARY KEY, data BLOB NOT NULL)"]


def _like(database: sqlite3.Connection, query: str) -> float:
    began = time.perf_counter()
    words = query.split()
    where = " AND ".join(["CAST(body AS TEXT) LIKE ?"] * len(words))
    parameters = [f"%{word}%" for word in words]
    database.execute(
        f"SELECT order_key FROM base WHERE {where} LIMIT 200",  # noqa: S608 - question marks
        parameters,
    ).fetchall()
    return time.perf_counter() - began


def _insert(database: sqlite3.Connection, number: int) -> float:
    began = time.perf_counter()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO saves VALUES (?, ?)", (number, b"x" * 600))
    database.execute("COMMIT")
    return time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("count", type=int)
    chosen = options.parse_args()
    say(measure(chosen.folder, chosen.count))


if __name__ == "__main__":
    main()
