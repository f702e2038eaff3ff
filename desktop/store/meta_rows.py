"""Single facts about this database: whose it is, where it stands with the server."""

import secrets
import uuid
from collections.abc import Mapping

from sqlalchemy import Connection

_PUT = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = ?"
_FIRST = {
    "user_id": "",
    "epoch": "0",
    "cursor": "",
    "top": "0",
    "sweep": "0",
    "resetting": "0",
    "rules": "",
}


def set_up(connection: Connection) -> None:
    """Give a new database its identity; changes nothing in one that has it."""
    first = _FIRST | {"client_id": str(uuid.uuid4()), "blob_secret": secrets.token_hex(32)}
    rows = list(first.items())
    connection.exec_driver_sql("INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)", rows)


def all_of(connection: Connection) -> Mapping[str, str]:
    """Read every fact."""
    rows = connection.exec_driver_sql("SELECT name, value FROM meta")
    return {str(name): str(value) for name, value in rows}


def text(connection: Connection, name: str) -> str:
    """Read one fact; empty when it is not known."""
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE name = ?", (name,)).scalar()
    return "" if found is None else str(found)


def number(connection: Connection, name: str) -> int:
    """Read one fact that is a number."""
    return int(text(connection, name) or "0")


def put(connection: Connection, name: str, value: str | int) -> None:
    """Write one fact."""
    connection.exec_driver_sql(_PUT, (name, str(value), str(value)))
