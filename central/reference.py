"""Reference data with ETags: rules, calendars, units, and what people load besides."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from central import reference_files, schema
from central.database import Database
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.contract.messages import UnitEntry

_KEPT_S = 3.0


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of reference data as it is sent.

    Attributes:
        digest: Digest of the body, as a header has it.
    """

    body: bytes
    etag: str
    digest: str


class Reference:
    """The reference data of the platform.

    Every client asks for it when it starts, all of them at eight o'clock: what lies in the database
    is made anew every few seconds only, by one thread while the others wait for it.

    Args:
        database: For the directory of units.
        rulebook: For profiles and calendars.
    """

    NAMES = ("profile", "calendar", "units", *reference_files.NAMES)

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._rulebook = rulebook
        self._made: dict[str, tuple[float, Document]] = {}
        self._locks = {name: threading.Lock() for name in self.NAMES}

    def document(self, name: str) -> Document:
        """Give one piece of reference data.

        Raises:
            KeyError: There is none of that name.
        """
        with self._locks[name]:
            return self._current(name)

    def etags(self) -> dict[str, str]:
        """List all pieces with their ETags, for `hello`."""
        return {name: self.document(name).etag for name in self.NAMES}

    def _current(self, name: str) -> Document:
        makers: dict[str, Callable[[], object]] = {
            "profile": self._rulebook.profile_files,
            "calendar": self._rulebook.calendar_files,
            "units": self._units,
            **{
                loaded: partial(reference_files.entries, self._database, loaded)
                for loaded in reference_files.NAMES
            },
        }
        made_at, document = self._made.get(name, (0.0, None))
        # calendars are files that are looked at each time anyway
        if document is None or name == "calendar" or time.monotonic() - made_at > _KEPT_S:
            body = codec.encode(makers[name]())
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            document = Document(body, etag, codec.digest_header(body))
            self._made[name] = (time.monotonic(), document)
        return document

    def _units(self) -> list[UnitEntry]:
        table = schema.units
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.unit_id))
            return [UnitEntry(row.unit_id, row.name, row.category) for row in rows]
