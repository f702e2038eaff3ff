"""Who did what: to the platform itself, and through it to orders."""

import getpass
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from central import schema
from central.database import Database
from central.moments import from_ms, now, to_ms


class AuditLine(Struct, frozen=True, kw_only=True):
    """One deed.

    Attributes:
        at: When it was done.
        who: A person of the platform, or `命令行` with the account of the machine.
        what: An event, or the kind of an action.
        about: Whom or what it concerned: a user, a device, a unit, an order.
        detail: More, never the content of an order.
    """

    at: datetime
    who: str
    what: str
    about: str
    detail: str


def record(connection: Connection, who: str, what: str, about: str, detail: str = "") -> None:
    """Write down a deed, in the transaction that does it."""
    connection.execute(
        insert(schema.audit).values(
            at=to_ms(now()), who=who[:100], what=what, about=about[:200], detail=detail[:500]
        )
    )


def at_the_command_line() -> str:
    """Name whoever runs a command on this machine."""
    try:
        return f"命令行 {getpass.getuser()}"
    except (ImportError, KeyError, OSError):
        # a container without accounts, Windows without a user name
        return "命令行"


def lines(
    database: Database, *, limit: int, who: str = "", since: datetime | None = None
) -> list[AuditLine]:
    """List the newest deeds, the oldest of them first.

    Args:
        database: The platform's database.
        limit: Most lines.
        who: Only those of this name; empty for all.
        since: Only those from then on.
    """
    with database.read() as connection:
        found = [
            *_of_the_platform(connection, limit, who, since),
            *_of_orders(connection, limit, who, since),
        ]
    return sorted(found, key=lambda line: line.at)[-limit:]


def _of_the_platform(
    connection: Connection, limit: int, who: str, since: datetime | None
) -> list[AuditLine]:
    table = schema.audit
    query = select(table).order_by(table.c.entry.desc()).limit(limit)
    if who:
        query = query.where(table.c.who == who)
    if since:
        query = query.where(table.c.at >= to_ms(since))
    return [
        AuditLine(
            at=from_ms(row.at), who=row.who, what=row.what, about=row.about, detail=row.detail
        )
        for row in connection.execute(query)
    ]


def _of_orders(
    connection: Connection, limit: int, who: str, since: datetime | None
) -> list[AuditLine]:
    table, orders = schema.history, schema.orders
    columns = (
        table.c.received_at,
        table.c.user_name,
        table.c.kind,
        table.c.status,
        table.c.unit_id,
    )
    query = (
        select(*columns, orders.c.number)
        .join(orders, orders.c.order_id == table.c.order_id)
        .order_by(table.c.entry.desc())
        .limit(limit)
    )
    if who:
        query = query.where(table.c.user_name == who)
    if since:
        query = query.where(table.c.received_at >= to_ms(since))
    return [
        AuditLine(
            at=from_ms(row.received_at),
            who=row.user_name,
            what=row.kind,
            about=row.number,
            detail=f"{row.status} {row.unit_id}",
        )
        for row in connection.execute(query)
    ]
