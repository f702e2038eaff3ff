"""Orders from a platform export: judged by the profile and dispatched as one piece."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import select

from central import dispatching, schema
from central.importing.reader import read_export
from central.importing.rows import ImportedOrder, RefusedRow
from central.moments import now
from central.platform import Platform
from desktop.domain.orders import Caller, Confidentiality, Level, Order, PlatformDue, new_order
from desktop.domain.profile import Duty, Profile

_ORDER_IDS = uuid.UUID("6f0a1a34-52d0-4c8c-9d2b-1f0c6b6f7a11")


class RefusedLine(Struct, frozen=True):
    """A row of the file that was left out."""

    row: int
    number: str
    reason: str


class Intake(Struct, frozen=True, kw_only=True):
    """What became of a file.

    Attributes:
        sheet: The sheet that was read.
        added: Numbers of the new orders.
        known: Numbers that the platform had already.
        repeated: Numbers that came twice in the file.
        refused: Rows left out, with the reason.
    """

    sheet: str
    added: tuple[str, ...]
    known: tuple[str, ...]
    repeated: tuple[str, ...]
    refused: tuple[RefusedLine, ...]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where orders go that name no unit of the directory, and by which rules."""

    unit_id: str
    unit_name: str
    profile: Profile
    units: dict[str, tuple[str, str]]
    """Name to id and name."""


def take_file(platform: Platform, path: Path, unit_id: str) -> Intake:
    """Dispatch the orders of an export file: all good rows or, when it fails, none.

    Args:
        platform: The platform.
        path: The file.
        unit_id: Unit for orders that name none, or one that the directory does not know.

    Raises:
        ExportUnreadable: The file cannot be read at all.
        LookupError: There is no such unit.
    """
    report = read_export(path)
    destination = destination_of(platform, unit_id)
    known = dispatching.known_numbers(
        platform.database, [imported.number for imported in report.orders]
    )
    moment = now()
    fresh = [
        order_of(imported, destination, moment)
        for imported in report.orders
        if imported.number not in known
    ]
    dispatching.dispatch_at_once(platform.database, fresh)
    return Intake(
        sheet=report.sheet,
        added=tuple(order.number for order in fresh),
        known=tuple(sorted(known)),
        repeated=report.duplicates,
        refused=tuple(_line(row) for row in report.refused),
    )


def only_unit(platform: Platform) -> str:
    """Find the unit of a platform that serves one alone.

    Raises:
        LookupError: It serves none or several.
    """
    with platform.database.read() as connection:
        ids = connection.execute(select(schema.units.c.unit_id)).scalars().all()
    if len(ids) != 1:
        raise LookupError("--unit")
    return str(ids[0])


def destination_of(platform: Platform, unit_id: str) -> Destination:
    """Look up where orders go.

    Raises:
        LookupError: There is no such unit.
    """
    table = schema.units
    with platform.database.read() as connection:
        rows = connection.execute(select(table.c.unit_id, table.c.name)).all()
    names = {row.unit_id: row.name for row in rows}
    return Destination(
        unit_id,
        names[unit_id],
        platform.rulebook.current(platform.profile),
        {row.name: (row.unit_id, row.name) for row in rows},
    )


def order_of(imported: ImportedOrder, destination: Destination, moment: datetime) -> Order:
    """Make an order of an imported row, as it is dispatched.

    Args:
        imported: The row.
        destination: Unit and rules.
        moment: Stands for the dispatch when the export does not tell it; a remark says so.
    """
    profile = destination.profile
    unit_id, unit_name = destination.units.get(
        imported.unit_name, (destination.unit_id, destination.unit_name)
    )
    kind, extra = _kind(imported, profile)
    if imported.dispatched_at is None:
        extra = (*extra, ("派单时间", "文件中没有，按导入时间计"))
    caller = Caller(imported.caller_name, imported.caller_phone)
    due = imported.due_at
    return new_order(
        order_id=str(uuid.uuid5(_ORDER_IDS, imported.number)),
        number=imported.number,
        title=imported.title,
        kind=kind,
        unit_id=unit_id,
        dispatched_at=imported.dispatched_at or moment,
        profile=profile.id,
        profile_version=profile.version,
        content=imported.content,
        external_number=imported.external_number,
        category=imported.category,
        channel=imported.channel,
        urgency=imported.urgency,
        confidentiality=Confidentiality(imported.confidentiality),
        anonymous=imported.anonymous,
        caller=caller if caller != Caller() else None,
        address=imported.address,
        unit_name=unit_name,
        platform_due=(PlatformDue(Duty.HANDLE, due),) if due else (),
        extra=extra,
        level=_level(imported),
        received_at=imported.received_at,
    )


def _kind(imported: ImportedOrder, profile: Profile) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Find the kind by name, urgency, category or source; an unknown name becomes a remark."""
    ids = {word: kind.id for kind in profile.kinds for word in (kind.id, kind.name)}
    for word in (imported.kind, imported.urgency, imported.category):
        if word in ids:
            return ids[word], imported.extra
    extra = imported.extra
    by_source = {source: kind.id for kind in profile.kinds for source in kind.channels}
    if imported.kind:
        extra = (*extra, ("工单类型", imported.kind))
    return by_source.get(imported.channel, profile.kinds[0].id), extra


_LEVELS = (
    ("省", Level.PROVINCE),
    ("市", Level.CITY),
    ("县", Level.COUNTY),
    ("区", Level.COUNTY),
    ("街道", Level.STREET),
    ("镇", Level.STREET),
)


def _level(imported: ImportedOrder) -> Level | None:
    """Tell whose order it is: by its own column, else by a channel such as 省级热线."""
    for word, level in _LEVELS:
        if imported.level.startswith(word) or imported.channel.startswith(f"{word}级"):
            return level
    return None


def _line(row: RefusedRow) -> RefusedLine:
    return RefusedLine(row.row, row.number, row.reason)
