"""The shelf: forms of the unit itself that went out, and those that came back signed.

Pictures of signed forms are blobs in the state `shelf`: they stay on this PC for good.
"""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection

from desktop.services.paper_ports import PrintedForm
from desktop.services.unit_sheets import SignedSheet, UnitSheet


def put_sheet(connection: Connection, sheet: UnitSheet, printed: PrintedForm) -> None:
    """Keep a form that goes out, as it is printed."""
    connection.exec_driver_sql(
        "INSERT INTO unit_sheets (form, code, content, printed) VALUES (?, ?, ?, ?)",
        (sheet.form, sheet.code, msgspec.json.encode(sheet), msgspec.json.encode(printed)),
    )


def sheets(connection: Connection, *, form: str, limit: int) -> Sequence[UnitSheet]:
    """List the forms that went out, the last one first; of all kinds when none is named."""
    rows = connection.exec_driver_sql(
        "SELECT content FROM unit_sheets WHERE ? IN ('', form) ORDER BY id DESC LIMIT ?",
        (form, limit),
    )
    return [msgspec.json.decode(content, type=UnitSheet) for (content,) in rows]


def sheets_with(connection: Connection, code: str) -> Sequence[UnitSheet]:
    """List the prints that carry a 版本码, the last one first."""
    rows = connection.exec_driver_sql(
        "SELECT content FROM unit_sheets WHERE code = ? ORDER BY id DESC", (code,)
    )
    return [msgspec.json.decode(content, type=UnitSheet) for (content,) in rows]


def sheets_of(connection: Connection, form: str, form_id: str) -> Sequence[UnitSheet]:
    """List the prints of one identity, the last one first."""
    rows = connection.exec_driver_sql(
        "SELECT content FROM unit_sheets WHERE form = ? AND instr(content, CAST(? AS BLOB)) > 0 "
        "ORDER BY id DESC",
        (form, form_id),
    )
    found = [msgspec.json.decode(content, type=UnitSheet) for (content,) in rows]
    return [sheet for sheet in found if sheet.form_id == form_id]


def latest(connection: Connection, form: str, subject: str) -> UnitSheet | None:
    """Find what was printed last about a subject; stops reading there."""
    rows = connection.exec_driver_sql(
        "SELECT content FROM unit_sheets WHERE form = ? ORDER BY id DESC", (form,)
    )
    sheets = (msgspec.json.decode(content, type=UnitSheet) for (content,) in rows)
    return next((sheet for sheet in sheets if sheet.subject == subject), None)


def printed(connection: Connection, code: str) -> PrintedForm | None:
    """Load a form as it was printed last; None where its pages are not kept."""
    found = connection.exec_driver_sql(
        "SELECT printed FROM unit_sheets WHERE code = ? AND printed IS NOT NULL "
        "ORDER BY id DESC LIMIT 1",
        (code,),
    ).scalar()
    return None if found is None else msgspec.json.decode(found, type=PrintedForm)


def put_signed(connection: Connection, sheet: SignedSheet) -> None:
    """File a signed form, or write it anew."""
    connection.exec_driver_sql(
        "INSERT INTO unit_signed (entry_id, form, content) VALUES (?, ?, ?) "
        "ON CONFLICT (entry_id) DO UPDATE SET content = excluded.content",
        (sheet.entry_id, sheet.form, msgspec.json.encode(sheet)),
    )


def signed_one(connection: Connection, entry_id: str) -> SignedSheet | None:
    """Load a signed form as it is filed now."""
    found = connection.exec_driver_sql(
        "SELECT content FROM unit_signed WHERE entry_id = ?", (entry_id,)
    ).scalar()
    return None if found is None else msgspec.json.decode(found, type=SignedSheet)


def signed(connection: Connection, form: str) -> Sequence[SignedSheet]:
    """List the signed forms, all of them, the last one filed first."""
    rows = connection.exec_driver_sql(
        "SELECT content FROM unit_signed WHERE ? IN ('', form) ORDER BY id DESC", (form,)
    )
    return [msgspec.json.decode(content, type=SignedSheet) for (content,) in rows]


def signed_with(
    connection: Connection, form: str, pictures: Collection[str]
) -> Sequence[SignedSheet]:
    """List the signed forms of one kind that were filed from any of some pictures.

    The database looks through what is filed, and only what it finds is read: the shelf keeps
    everything for good.
    """
    rows = connection.exec_driver_sql(
        "SELECT content FROM unit_signed WHERE form = ? AND EXISTS ("
        "SELECT 1 FROM json_each(?) WHERE instr(content, CAST(json_each.value AS BLOB)) > 0"
        ") ORDER BY id DESC",
        (form, msgspec.json.encode(sorted(pictures)).decode()),
    )
    found = [msgspec.json.decode(content, type=SignedSheet) for (content,) in rows]
    return [sheet for sheet in found if not set(pictures).isdisjoint(sheet.pictures)]
