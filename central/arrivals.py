"""Submitted orders that wait for files: they complete by themselves when the last one is there."""

from collections.abc import Iterable

from msgspec import structs
from sqlalchemy import ColumnClause, Connection, literal_column, select

from central import schema
from central.database import Database
from central.lost_races import run_again
from central.orderbook import OrderBook, missing_files, system_deed
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.domain import lifecycle
from desktop.domain.actions import FilesArrived
from desktop.domain.orders import Order, Stage


def handed_in(connection: Connection, order: Order) -> Order:
    """Let an order that has just been submitted wait, as long as bytes of its files are missing."""
    if not missing_files(connection, order):
        return order
    return structs.replace(order, stage=Stage.AWAITING_FILES)


@run_again
def complete(database: Database, rulebook: Rulebook, order_ids: Iterable[str]) -> None:
    """Move those of the orders on whose files are all present."""
    wanted = sorted(order_ids)
    with database.write() as transaction:
        book = OrderBook(transaction, database.epoch)
        book.hold(wanted)
        for order_id in wanted:
            _complete_one(book, rulebook, order_id)
        book.publish()


def complete_all(database: Database, rulebook: Rulebook) -> None:
    """Look through every waiting order, after a start."""
    complete(database, rulebook, waiting(database))


def waiting(database: Database, sha256: str = "") -> list[str]:
    """List the orders that wait for files, or for one file."""
    orders, files = schema.orders, schema.order_files
    # written out, as the index over those that wait is: a parameter would not find it
    stage: ColumnClause[str] = literal_column(f"'{Stage.AWAITING_FILES.value}'")
    query = select(orders.c.order_id).where(orders.c.stage == stage)
    if sha256:
        query = query.join(files, files.c.order_id == orders.c.order_id)
        query = query.where(files.c.sha256 == sha256)
    with database.read() as connection:
        return [str(order_id) for order_id in connection.execute(query).scalars()]


def _complete_one(book: OrderBook, rulebook: Rulebook, order_id: str) -> None:
    held = book.get(order_id)
    if held is None or held.order.stage is not Stage.AWAITING_FILES:
        return
    if missing_files(book.connection, held.order):
        return
    action = FilesArrived()
    deed = system_deed(codec.kind_of(action), codec.encode(action))
    rules = rulebook.rules_of(held.order)
    outcome = lifecycle.apply(held.order, action, rules, deed.at, deed.actor)
    if isinstance(outcome, Order):
        book.change(held, outcome, deed)
