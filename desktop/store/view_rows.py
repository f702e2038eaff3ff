"""The narrow rows of lists: written from orders, read into `ListRow`."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection

from desktop.domain.orders import Order, Stage
from desktop.domain.profile import Duty
from desktop.services.lists import Group, ListRow, search_text
from desktop.store.folding import fold_all
from desktop.store.moments import from_us, to_us
from desktop.store.schema import NO_DUE, view

COLUMNS = tuple(column.name for column in view.columns)
COLUMN_LIST = ", ".join(COLUMNS)

_PUT_VIEW = (
    f"INSERT INTO view ({COLUMN_LIST}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608
    "ON CONFLICT (order_key) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
)
_PUT_TAIL = "INSERT OR REPLACE INTO search_tail (order_key, text) VALUES (?, ?)"
_PUT_FORM = (
    "INSERT INTO forms (form_id, order_id, form, round) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (form_id) DO NOTHING"
)

ViewValues = tuple[int | str, ...]
_LISTED = msgspec.json.Decoder(list[ViewValues])
Shown = tuple[int, ListRow, Order]
"""Key, row and order, as they are to be shown."""


def values_of(key: int, row: ListRow) -> ViewValues:
    """Write a list row as the columns of `view`, under the key of its base."""
    return (
        key,
        row.order_id,
        row.number,
        row.title,
        row.kind,
        row.urgency,
        row.stage,
        row.group,
        to_us(row.dispatched_at),
        row.round,
        NO_DUE if row.due is None else to_us(row.due),
        row.due_duty or "",
        int(row.due_certain),
        row.flags,
        row.unsent,
        row.attention,
    )


def row_of(values: Sequence[object]) -> ListRow:
    """Read the columns of `view` into a list row."""
    (
        key, order_id, number, title, kind, urgency, stage, group, dispatched_at, the_round,
        due, due_duty, due_certain, flags, unsent, attention,
    ) = values  # fmt: skip
    assert isinstance(key, int)  # noqa: S101 - the columns are declared in `schema`
    assert isinstance(dispatched_at, int)  # noqa: S101
    assert isinstance(due, int)  # noqa: S101
    assert isinstance(the_round, int)  # noqa: S101
    assert isinstance(unsent, int)  # noqa: S101
    assert isinstance(attention, int)  # noqa: S101
    return ListRow(
        key=key,
        order_id=str(order_id),
        number=str(number),
        title=str(title),
        kind=str(kind),
        urgency=str(urgency),
        stage=Stage(str(stage)),
        group=Group(str(group)),
        dispatched_at=from_us(dispatched_at),
        round=the_round,
        due=None if due == NO_DUE else from_us(due),
        due_duty=Duty(str(due_duty)) if due_duty else None,
        due_certain=bool(due_certain),
        flags=str(flags),
        unsent=unsent,
        attention=attention,
    )


def listed(connection: Connection, rest: str, parameters: tuple[object, ...]) -> list[ListRow]:
    """Read list rows, in the order of the statement, as one JSON text.

    Rows that are fetched one by one give the interpreter away and want it back for each: while a
    page of the list was loaded, painting took ten times as long.

    Args:
        connection: An open transaction.
        rest: The statement after its columns, from FROM on.
        parameters: What stands for its question marks.
    """
    packed = connection.exec_driver_sql(
        f"SELECT json_group_array(json_array({COLUMN_LIST})) "  # noqa: S608 - own words
        f"FROM (SELECT {COLUMN_LIST} {rest})",
        parameters,
    ).scalar_one()
    return [row_of(values) for values in _LISTED.decode(packed)]


def put_views(connection: Connection, shown: Sequence[Shown]) -> None:
    """Write the rows of some orders, their text for searching and the forms they name.

    The text goes to the tail of the index; `search.index_some` moves it into the index when
    nobody waits.
    """
    if not shown:
        return
    connection.exec_driver_sql(_PUT_VIEW, [values_of(key, row) for key, row, _ in shown])
    texts = fold_all([search_text(order) for _, _, order in shown])
    keys = (key for key, _, _ in shown)
    connection.exec_driver_sql(_PUT_TAIL, list(zip(keys, texts, strict=True)))
    _put_forms(connection, (order for _, _, order in shown))


def _put_forms(connection: Connection, orders: Iterable[Order]) -> None:
    rows = [
        (entry.form_id, order.order_id, entry.form, entry.round)
        for order in orders
        for entry in order.prints
    ]
    if rows:
        connection.exec_driver_sql(_PUT_FORM, rows)
