"""Full-text search over everything by which an order can be found.

What has just been written lies folded in `search_tail` and is read through; `index_some` moves
it into the index in idle time. An order that is in the tail is never taken from the index, so
changing it needs no work on the index before that.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from desktop.store.folding import index_text, match_of

_MATCHING = "SELECT rowid FROM search WHERE search MATCH ?"
_NOT_IN_TAIL = " AND rowid NOT IN (SELECT order_key FROM search_tail)"
_KEYS = msgspec.json.Decoder(list[int])


def tail_hits(connection: Connection, words: Sequence[str]) -> list[int]:
    """Read through what is not in the index yet for orders that hold every word."""
    conditions = " AND ".join(["instr(text, ?)"] * len(words))
    tail = f"SELECT order_key FROM search_tail WHERE {conditions}"  # noqa: S608 - question marks
    return integers(connection, tail, tuple(words))


def index_hits(connection: Connection, words: Sequence[str], *, limit: int = -1) -> list[int]:
    """Find the keys of indexed orders that hold every word, in no particular order.

    Args:
        connection: An open transaction.
        words: Folded words, at least one.
        limit: How many at most, -1 for all.
    """
    has_tail = connection.exec_driver_sql("SELECT 1 FROM search_tail LIMIT 1").first()
    matching = _MATCHING + (_NOT_IN_TAIL if has_tail else "")
    # one JSON text instead of thirty thousand rows: half the time for common words
    packed = connection.exec_driver_sql(
        f"SELECT json_group_array(rowid) FROM ({matching} LIMIT ?)",  # noqa: S608
        (match_of(words), limit),
    ).scalar_one()
    return _KEYS.decode(packed)


def integers(connection: Connection, sql: str, parameters: tuple[object, ...]) -> list[int]:
    """Read one column of numbers, in the order of the statement.

    SQLite writes them as one JSON text: rows that Python fetches one by one take the interpreter
    from the screen's thread again and again, for 100,000 keys some 100 ms long.
    """
    packed = connection.exec_driver_sql(
        f"SELECT json_group_array(order_key) FROM ({sql})",  # noqa: S608 - own words
        parameters,
    ).scalar_one()
    return _KEYS.decode(packed)


def index_some(connection: Connection, limit: int) -> int:
    """Move some of the tail into the index.

    Returns:
        How many orders are still in the tail, at most; 0 when none is. Counting them exactly
        would read the whole tail.
    """
    rows = connection.exec_driver_sql(
        "SELECT order_key, text FROM search_tail ORDER BY order_key LIMIT ?", (limit,)
    ).fetchall()
    if rows:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO search (rowid, text) VALUES (?, ?)",
            [(key, index_text(text)) for key, text in rows],
        )
        connection.exec_driver_sql("DELETE FROM search_tail WHERE order_key <= ?", (rows[-1][0],))
    first, last = connection.exec_driver_sql(
        "SELECT (SELECT min(order_key) FROM search_tail), (SELECT max(order_key) FROM search_tail)"
    ).one()
    return 0 if first is None else int(last) - int(first) + 1
