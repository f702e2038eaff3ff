"""The tray: scanned pages that wait for a clerk, and the files that they came from.

States of a page: `waiting`, `filed` (with an order), `aside` (put aside by a clerk). Pictures and
originals are blobs in the state `kept`: they stay on this PC.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from desktop.services.scan_ports import TrayFile, TrayPage
from desktop.store.moments import from_us, to_us


def put_file(connection: Connection, file: TrayFile) -> None:
    """Remember a file that was taken in."""
    connection.exec_driver_sql(
        "INSERT INTO scan_files (sha256, name, size, taken_at, kept) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (sha256) DO UPDATE SET taken_at = excluded.taken_at, "
        "kept = max(kept, excluded.kept)",
        (file.sha256, file.name, file.size, to_us(file.taken_at), int(file.kept)),
    )


def file(connection: Connection, sha256: str) -> TrayFile | None:
    """Find a file that was taken in before."""
    found = connection.exec_driver_sql(
        "SELECT name, size, taken_at, kept FROM scan_files WHERE sha256 = ?", (sha256,)
    ).first()
    if found is None:
        return None
    name, size, taken_at, kept = found
    return TrayFile(
        sha256=sha256, name=name, size=size, taken_at=from_us(taken_at), kept=bool(kept)
    )


def put_page(connection: Connection, page: TrayPage) -> None:
    """Put a page into the tray, or write it anew."""
    connection.exec_driver_sql(
        "INSERT INTO scan_pages (page_key, file, image, content, state) "
        "VALUES (?, ?, ?, ?, 'waiting') "
        "ON CONFLICT (page_key) DO UPDATE SET image = excluded.image, content = excluded.content",
        (page.key, page.file, page.image, msgspec.json.encode(page)),
    )


def waiting(connection: Connection) -> Sequence[TrayPage]:
    """List the pages that wait, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT content FROM scan_pages WHERE state = 'waiting' ORDER BY id"
    )
    return [msgspec.json.decode(content, type=TrayPage) for (content,) in rows]


def waiting_of(connection: Connection, sha256: str) -> int:
    """Count the pages of a file that still wait."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM scan_pages WHERE file = ? AND state = 'waiting'", (sha256,)
    )
    return int(found.scalar_one())


def settle(connection: Connection, keys: Sequence[str], *, at: datetime, filed: bool) -> None:
    """Take pages out of the tray."""
    state = "filed" if filed else "aside"
    for key in keys:
        connection.exec_driver_sql(
            "UPDATE scan_pages SET state = ?, settled_at = ? WHERE page_key = ? "
            "AND state = 'waiting'",
            (state, to_us(at), key),
        )


def drop_originals(connection: Connection, before: datetime) -> Sequence[str]:
    """Forget the originals all of whose pages were settled before; their pictures as well.

    Returns:
        Hashes of the files that nothing names any more.
    """
    files = [
        str(sha256)
        for (sha256,) in connection.exec_driver_sql(
            "SELECT sha256 FROM scan_files WHERE kept = 1 AND taken_at < ? AND NOT EXISTS ("
            "SELECT 1 FROM scan_pages WHERE file = sha256 "
            "AND (state = 'waiting' OR settled_at >= ?))",
            (to_us(before), to_us(before)),
        )
    ]
    dropped: list[str] = []
    for sha256 in files:
        images = connection.exec_driver_sql(
            "DELETE FROM scan_pages WHERE file = ? RETURNING image", (sha256,)
        )
        for name in (sha256, *(str(image) for (image,) in images.all())):
            gone = connection.exec_driver_sql(
                "DELETE FROM blobs WHERE sha256 = ? AND state = 'kept' RETURNING sha256", (name,)
            )
            dropped.extend(str(found) for (found,) in gone.all())
        connection.exec_driver_sql("UPDATE scan_files SET kept = 0 WHERE sha256 = ?", (sha256,))
    return dropped


def recent_sheets(connection: Connection, limit: int) -> Sequence[tuple[str, str]]:
    """List the sheets that were printed last."""
    rows = connection.exec_driver_sql(
        "SELECT order_id, form FROM drafts WHERE form LIKE 'printed/%' "
        "AND form NOT LIKE 'printed/esign/%' ORDER BY rowid DESC LIMIT ?",
        (limit,),
    )
    return [(str(order_id), str(form)) for order_id, form in rows]
