"""Plain queries for lists; they never load whole orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from desktop.contract.codec import encode
from desktop.services.lists import Group, ListFilter, ListRow, SortBy
from desktop.services.ports import OutboxEntry, OutboxState
from desktop.store import outbox_rows
from desktop.store.folding import words_of
from desktop.store.moments import to_us
from desktop.store.part import StorePart
from desktop.store.schema import NO_DUE
from desktop.store.search import index_hits, integers, tail_hits
from desktop.store.view_rows import listed

_GROUP_ORDER = " ".join(f"WHEN '{group}' THEN {place}" for place, group in enumerate(Group))
_SORT_TERMS: dict[SortBy, str] = {
    SortBy.DUE: "due",
    SortBy.DISPATCHED: "dispatched_at",
    SortBy.NUMBER: "number",
    SortBy.TITLE: "title",
    SortBy.STAGE: f"CASE grp {_GROUP_ORDER} END",
    SortBy.KIND: "kind",
}
_WALK_FROM = 1_000
"""With more hits than this, the list is walked in its order until enough of them are met."""
_WALK_STEP = 1_000


class QueryPart(StorePart):
    """The list queries of the store; each reads one snapshot and waits for nobody."""

    def __init__(self) -> None:
        super().__init__()
        self._foreign_version = 0

    def counts(self) -> Mapping[Group, int]:
        """Count the orders of each group; groups without orders are there with 0."""
        counted = dict.fromkeys(Group, 0)
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT grp, count(*) FROM view GROUP BY grp")
            counted.update({Group(group): count for group, count in rows})
        return counted

    def keys(self, wanted: ListFilter, *, limit: int | None = None) -> Sequence[int]:
        """List the keys of the orders that a filter wants, in its order."""
        words = words_of(wanted.text)
        if wanted.text.strip() and not words:
            return []
        with self._database.reading() as connection:
            if not words:
                return _listed(connection, wanted, limit)
            found = tail_hits(connection, words)
            if limit is None or wanted.sort is not SortBy.DUE:
                found += index_hits(connection, words)
                return _listed(connection, wanted, limit, among=found)
            some = index_hits(connection, words, limit=_WALK_FROM + 1)
            if len(found) + len(some) <= _WALK_FROM:
                return _listed(connection, wanted, limit, among=found + some)
            return _walked(connection, wanted, limit, {*found, *index_hits(connection, words)})

    def rows(self, keys: Sequence[int]) -> Sequence[ListRow]:
        """Load the rows of some keys, in the order of the keys; vanished keys are left out."""
        with self._database.reading() as connection:
            among = "FROM view WHERE order_key IN (SELECT value FROM json_each(?))"
            found = listed(connection, among, (encode(list(keys)).decode(),))
        rows = {row.key: row for row in found}
        return [rows[key] for key in keys if key in rows]

    def agenda(self, *, limit: int, since: datetime | None = None) -> Sequence[ListRow]:
        """List the orders with an open duty, the one that ends first at the top."""
        first = to_us(since) if since else 0
        with self._database.reading() as connection:
            open_ones = "FROM view WHERE due < ? AND due >= ? ORDER BY due, order_key LIMIT ?"
            return listed(connection, open_ones, (NO_DUE, first, limit))

    def outbox(
        self, *, state: OutboxState | None = None, limit: int = 500, unresolved: bool = False
    ) -> Sequence[OutboxEntry]:
        """List actions, oldest first for pending, newest first otherwise."""
        with self._database.reading() as connection:
            return outbox_rows.listed(connection, state, limit, unresolved=unresolved)

    def count_attention(self) -> int:
        """Count the failed actions that no clerk has dealt with."""
        with self._database.reading() as connection:
            return outbox_rows.count_open(connection)

    def data_version(self) -> int:
        """A number that changes when another process has written; never waits for a writer."""
        self._foreign_version = self._database.foreign_version(self._foreign_version)
        return self._foreign_version


def _listed(
    connection: Connection,
    wanted: ListFilter,
    limit: int | None,
    *,
    among: Sequence[int] | None = None,
) -> list[int]:
    sql, parameters = _query(wanted)
    if among is not None:
        sql = sql.replace("WHERE ", "WHERE order_key IN (SELECT value FROM json_each(?)) AND ", 1)
        parameters.insert(0, encode(among).decode())
    parameters.append(-1 if limit is None else limit)
    return integers(connection, f"{sql} LIMIT ?", tuple(parameters))


def _walked(connection: Connection, wanted: ListFilter, limit: int, found: set[int]) -> list[int]:
    """Take the first orders of a list that are among many hits, without sorting the hits."""
    sql, parameters = _query(wanted)
    cursor = connection.exec_driver_sql(sql, tuple(parameters)).cursor
    assert cursor is not None  # noqa: S101 - a SELECT has one
    keys: list[int] = []
    while len(keys) < limit and (step := cursor.fetchmany(_WALK_STEP)):
        keys += [row[0] for row in step if row[0] in found]
    return keys[:limit]


def _query(wanted: ListFilter) -> tuple[str, list[int | str]]:
    where, parameters = _conditions(wanted)
    direction = " DESC" if wanted.descending else ""
    sql = (
        f"SELECT order_key FROM view WHERE {' AND '.join(where)} "  # noqa: S608 - own words
        f"ORDER BY {_SORT_TERMS[wanted.sort]}{direction}, order_key{direction}"
    )
    return sql, parameters


def _conditions(wanted: ListFilter) -> tuple[list[str], list[int | str]]:
    """Write the plain conditions of a filter."""
    parameters: list[int | str] = []
    if wanted.group is None:
        where = ["grp <> 'removed'"]
    else:
        where = ["grp = ?"]
        parameters.append(str(wanted.group))
    if wanted.kind:
        where.append("kind = ?")
        parameters.append(wanted.kind)
    if wanted.overdue_at is not None:
        where.append("due < ?")
        parameters.append(to_us(wanted.overdue_at))
    if wanted.attention:
        where.append("attention > 0")
    if wanted.dispatched_from is not None:
        where.append("dispatched_at >= ?")
        parameters.append(to_us(wanted.dispatched_from))
    if wanted.dispatched_before is not None:
        where.append("dispatched_at < ?")
        parameters.append(to_us(wanted.dispatched_before))
    return where, parameters
