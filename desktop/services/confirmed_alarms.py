"""Which alarms a clerk has confirmed: they stay silent after the next start as well."""

import threading
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from desktop.domain.calendar import CST
from desktop.services.ports import WallClock
from desktop.services.workplace import Options

_CONFIRMED = "alarms.confirmed"
_KEPT = timedelta(days=1)


class Notice(StrEnum):
    """Which alarm of a duty, the earliest first."""

    EARLY = "early"
    """Not accepted some working hours after dispatch, as the jurisdiction says (XY-01)."""
    HALF_DAY = "half_day"
    HOUR = "hour"


class Confirmable(Protocol):
    """An alarm as it is remembered."""

    @property
    def which(self) -> Notice:
        """How near the deadline is."""

    @property
    def what(self) -> str:
        """The duty and its deadline; another deadline is another duty."""

    @property
    def last_day(self) -> date:
        """The day on which the duty ends; nothing rings after it."""


_RANKS = {which.value: rank for rank, which in enumerate(Notice)}


class ConfirmedAlarms:
    """Remembers confirmed alarms among the office's options; thread-safe.

    Whoever has confirmed an alarm has confirmed the earlier ones of the same deadline with it.
    What is nearer to the deadline, and a deadline that has moved, ring again.

    Args:
        options: Where it is kept.
        clock: Tells what may be forgotten.
    """

    def __init__(self, options: Options, clock: WallClock) -> None:
        self._options = options
        self._clock = clock
        self._turn = threading.Lock()

    def confirm(self, alarms: Iterable[Confirmable]) -> None:
        """The clerk has seen these."""
        with self._turn:
            first_day = (self._clock.now().astimezone(CST).date() - _KEPT).isoformat()
            kept = {key: row for key, row in self._read().items() if row[1] >= first_day}
            for alarm in alarms:
                known = kept.get(alarm.what)
                if known is None or _RANKS[known[0]] < _RANKS[alarm.which]:
                    kept[alarm.what] = (alarm.which.value, alarm.last_day.isoformat())
            self._options.set(_CONFIRMED, {key: list(row) for key, row in kept.items()})

    def has(self, alarm: Confirmable) -> bool:
        """Tell whether this one or a later one of the same deadline was confirmed."""
        known = self._read().get(alarm.what)
        return known is not None and _RANKS[alarm.which] <= _RANKS[known[0]]

    def _read(self) -> Mapping[str, tuple[str, str]]:
        """Read what is kept; the file may have been written by hand, or by another version."""
        kept = self._options.get(_CONFIRMED)
        if not isinstance(kept, dict):
            return {}
        return {
            str(key): (str(row[0]), str(row[1])) for key, row in kept.items() if _is_readable(row)
        }


def _is_readable(row: object) -> bool:
    """Tell whether a row names an alarm and a day; what cannot be a key is asked for nowhere."""
    if not isinstance(row, list) or len(row) != 2:
        return False
    return all(isinstance(part, str) for part in row) and row[0] in _RANKS
