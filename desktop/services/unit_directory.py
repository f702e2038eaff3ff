"""The directory of units, kept in the local database and renewed by sync."""

import threading
from collections.abc import Callable, Sequence

import msgspec

from desktop.contract.messages import UnitEntry
from desktop.services.workplace import Unit

_NAME = "units"


class StoredUnits:
    """Implements `UnitDirectory` over a remembered list.

    Args:
        recall: Reads a remembered text; empty when there is none.
        remember: Keeps it.
    """

    def __init__(self, recall: Callable[[str], str], remember: Callable[[str, str], None]) -> None:
        self._recall = recall
        self._remember = remember
        self._lock = threading.Lock()
        self._units: tuple[Unit, ...] | None = None

    def find(self, text: str, *, limit: int = 20) -> Sequence[Unit]:
        """Find units whose name contains the text; names that begin with it come first."""
        wanted = text.strip()
        found = [unit for unit in self._all() if wanted in unit.name]
        found.sort(key=lambda unit: not unit.name.startswith(wanted))
        return found[:limit]

    def renew(self, entries: Sequence[UnitEntry]) -> None:
        """Keep what the centre says; nothing is written when it is the same."""
        text = msgspec.json.encode(list(entries)).decode()
        if text == self._recall(_NAME):
            return
        self._remember(_NAME, text)
        with self._lock:
            self._units = None

    def _all(self) -> tuple[Unit, ...]:
        with self._lock:
            if self._units is None:
                entries = msgspec.json.decode(self._recall(_NAME) or "[]", type=list[UnitEntry])
                self._units = tuple(
                    Unit(entry.unit_id, entry.name, entry.category) for entry in entries
                )
            return self._units
