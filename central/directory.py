"""Units, users and devices as people at the command line read them."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select

from central import schema
from central.database import Database
from central.identity import UserRow, units_of
from central.moments import from_ms
from desktop.contract.messages import UnitEntry, UnitRole


class UserLine(Struct, frozen=True):
    """A user."""

    user_id: str
    unit_id: str
    name: str
    role: str
    active: bool
    also: tuple[UnitRole, ...] = ()
    """Other units that he works for."""


class DeviceLine(Struct, frozen=True):
    """A PC.

    Attributes:
        seen_at: When somebody on it last logged in or renewed a token.
    """

    device_id: str
    unit_id: str
    name: str
    enrolled_at: datetime
    seen_at: datetime | None
    revoked: bool


def unit_lines(database: Database) -> list[UnitEntry]:
    """List all units by id."""
    table = schema.units
    with database.read() as connection:
        rows = connection.execute(select(table).order_by(table.c.unit_id))
        return [UnitEntry(row.unit_id, row.name, row.category) for row in rows]


def user_lines(database: Database, unit_id: str = "") -> list[UserLine]:
    """List users by unit and name, all or those of one unit."""
    table, members = schema.users, schema.memberships
    query = select(table).order_by(table.c.unit_id, table.c.name)
    if unit_id:
        joined = select(members.c.user_id).where(members.c.unit_id == unit_id)
        query = query.where((table.c.unit_id == unit_id) | table.c.user_id.in_(joined))
    lines = []
    with database.read() as connection:
        for row in connection.execute(query).all():
            user = UserRow(row.user_id, row.unit_id, row.name, row.role)
            also = units_of(connection, user)[1:]
            own = UserLine(user.user_id, user.unit_id, user.name, user.role, row.active, also)
            lines.append(own)
    return lines


def device_lines(database: Database, unit_id: str = "") -> list[DeviceLine]:
    """List devices by unit, all or those of one unit."""
    table, sessions = schema.devices, schema.sessions
    seen = (
        select(sessions.c.device_id, func.max(sessions.c.rotated_at).label("at"))
        .group_by(sessions.c.device_id)
        .subquery()
    )
    query = (
        select(table, seen.c.at)
        .outerjoin(seen, seen.c.device_id == table.c.device_id)
        .order_by(table.c.unit_id, table.c.enrolled_at)
    )
    if unit_id:
        query = query.where(table.c.unit_id == unit_id)
    with database.read() as connection:
        return [
            DeviceLine(
                row.device_id,
                row.unit_id,
                row.name,
                from_ms(row.enrolled_at),
                from_ms(row.at) if row.at else None,
                row.revoked,
            )
            for row in connection.execute(query)
        ]
