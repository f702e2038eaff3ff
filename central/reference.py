"""Reference data with ETags: profiles in all versions, calendars, the directory of units."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from central import schema
from central.database import Database
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.contract.messages import UnitEntry


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of reference data as it is sent."""

    body: bytes
    etag: str


class Reference:
    """The reference data of the platform.

    Args:
        database: For the directory of units.
        rulebook: For profiles and calendars.
    """

    NAMES = ("profile", "calendar", "units")

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._rulebook = rulebook

    def document(self, name: str) -> Document:
        """Give one piece of reference data.

        Raises:
            KeyError: There is none of that name.
        """
        makers = {
            "profile": self._rulebook.profile_files,
            "calendar": self._rulebook.calendar_files,
            "units": self._units,
        }
        body = codec.encode(makers[name]())
        return Document(body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')

    def etags(self) -> dict[str, str]:
        """List all pieces with their ETags, for `hello`."""
        return {name: self.document(name).etag for name in self.NAMES}

    def _units(self) -> list[UnitEntry]:
        table = schema.units
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.unit_id))
            return [UnitEntry(row.unit_id, row.name, row.category) for row in rows]
