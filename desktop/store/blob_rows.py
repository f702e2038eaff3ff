"""Which files the database names, and which of them the centre has.

States: `waiting` (the centre does not have it), `present` (it has), `fetched` (it came from
there), `kept` (a scan that is not filed yet: it stays on this PC), `shelf` (a signed form of the
unit itself: it stays on this PC for good).
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from desktop.services.ports import NewBlob
from desktop.sync.ports import PendingBlob

_PUT = (
    "INSERT INTO blobs (sha256, size, name, media_type, key, state) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (sha256) DO UPDATE SET state = excluded.state, name = excluded.name, "
    "media_type = excluded.media_type WHERE (blobs.state = 'kept' AND excluded.state = 'shelf') "
    "OR (blobs.state IN ('kept', 'shelf') AND excluded.state = 'waiting')"
)


def put(connection: Connection, blob: NewBlob, *, state: str) -> None:
    """Name a file; one that is named already stays as it is, unless it may leave only now."""
    values = (blob.sha256, blob.size, blob.name, blob.media_type, blob.key, state)
    connection.exec_driver_sql(_PUT, values)


def key_of(connection: Connection, sha256: str) -> bytes | None:
    """Find the key of a file."""
    found = connection.exec_driver_sql("SELECT key FROM blobs WHERE sha256 = ?", (sha256,))
    key = found.scalar()
    return None if key is None else bytes(key)


def pending(connection: Connection) -> Sequence[PendingBlob]:
    """List what the centre does not have, small files first."""
    rows = connection.exec_driver_sql(
        "SELECT sha256, size, upload_id FROM blobs WHERE state = 'waiting' ORDER BY size, sha256"
    )
    return [
        PendingBlob(sha256=sha256, size=size, upload_id=upload_id)
        for sha256, size, upload_id in rows
    ]


def start(connection: Connection, sha256: str, upload_id: str) -> None:
    """Remember an upload."""
    connection.exec_driver_sql(
        "UPDATE blobs SET upload_id = ? WHERE sha256 = ? AND state = 'waiting'",
        (upload_id, sha256),
    )


def arrive(connection: Connection, sha256: str) -> None:
    """Remember that the centre has a file."""
    connection.exec_driver_sql(
        "UPDATE blobs SET state = 'present', upload_id = '' WHERE sha256 = ? AND state = 'waiting'",
        (sha256,),
    )


def await_all(connection: Connection) -> None:
    """Offer every own file again: a restored server may have lost it."""
    connection.exec_driver_sql(
        "UPDATE blobs SET state = 'waiting', upload_id = '' "
        "WHERE state NOT IN ('fetched', 'kept', 'shelf')"
    )
