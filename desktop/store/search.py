"""Full-text search over everything by which an order can be found.

What has just been written lies folded in `search_tail` and is read through; `index_some` moves
it into the index in idle time. An order that is in the tail is never taken from the index, so
changing it needs no work on the index before that.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.store.folding import index_text, match_of

FOUND = (
    "SELECT rowid FROM search WHERE search MATCH ? "
    "AND rowid NOT IN (SELECT order_key FROM search_tail)"
)


def hits(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Write the query for the keys of all orders that hold every word.

    Args:
        words: Folded words, at least one.

    Returns:
        SQL and its parameters.
    """
    tail = " AND ".join(["instr(text, ?)"] * len(words))
    sql = f"{FOUND} UNION ALL SELECT order_key FROM search_tail WHERE {tail}"  # noqa: S608
    return sql, (match_of(words), *words)


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
