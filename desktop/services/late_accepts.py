"""How often the unit has accepted too late this year: three times lead to a summons (XY-01)."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules, due_of, open_duties
from desktop.domain.orders import Order
from desktop.domain.profile import Duty
from desktop.services.lists import ListFilter, ListRow, SortBy
from desktop.services.order_desk import OrderDesk
from desktop.services.ports import OrderQueries, WallClock

_ROWS = 256
_LOADED = 256
"""Orders that one look loads: a print that waits behind it waits for a moment only, and the
screen shares the interpreter with it for some ten milliseconds."""


class LateAccepts(Struct, frozen=True):
    """How many acceptances were late in this calendar year.

    Attributes:
        complete: False while older orders of the year have not been looked at yet.
    """

    count: int
    complete: bool


class LateAcceptDesk:
    """Counts in lots; what has been decided once is not loaded again.

    Args:
        desk: Loads orders.
        lists: Finds them.
        clock: What year it is.
    """

    def __init__(self, desk: OrderDesk, lists: OrderQueries, clock: WallClock) -> None:
        self._desk = desk
        self._lists = lists
        self._clock = clock
        self._keys: Sequence[int] = ()
        """What this pass through the year goes over, and where it stands: looking again from the
        first order would take minutes with 100,000 of them."""
        self._at = 0
        self._decided: dict[str, datetime | None] = {}
        """By order: the deadline that was missed, or None for one that was kept."""
        self._running: dict[str, datetime] = {}
        """By order: a deadline that has not passed yet; it is looked at again afterwards."""

    def look(self) -> LateAccepts:
        """Look at some more orders of the year. For the slow worker; call it until complete."""
        now = self._clock.now().astimezone(CST)
        complete = self._look_at_some(now)
        missed = [due for due in self._decided.values() if due and due.year == now.year]
        return LateAccepts(len(missed), complete)

    def _look_at_some(self, now: datetime) -> bool:
        if not self._keys:
            wanted = ListFilter(sort=SortBy.DISPATCHED, descending=True)
            self._keys, self._at = self._lists.keys(wanted), 0
        left = _LOADED
        while self._at < len(self._keys) and left > 0:
            rows = self._lists.rows(self._keys[self._at : self._at + _ROWS])
            fresh = [row for row in rows if _is_of(now.year, row) and self._is_open(row, now)]
            if len(fresh) <= left:
                self._at += _ROWS
            left -= self._decide(fresh[:left], now)
            if rows and not _is_of(now.year, rows[-1]):
                self._at = len(self._keys)
        complete = self._at >= len(self._keys)
        if complete:
            self._keys = ()
        return complete

    def _is_open(self, row: ListRow, now: datetime) -> bool:
        if row.order_id in self._decided:
            return False
        running = self._running.get(row.order_id)
        return running is None or now > running

    def _decide(self, rows: Sequence[ListRow], now: datetime) -> int:
        for order, rules in self._desk.many([row.order_id for row in rows]):
            self._decide_order(order, rules, now)
        return len(rows)

    def _decide_order(self, order: Order, rules: Rules, now: datetime) -> None:
        deadline = due_of(order, Duty.ACCEPT, rules)
        accepted = order.rounds[0].accepted
        if deadline is None or not deadline.certain:
            self._decided[order.order_id] = None
        elif accepted is not None:
            late = deadline.is_past(accepted.at)
            self._decided[order.order_id] = deadline.due.astimezone(CST) if late else None
        elif Duty.ACCEPT not in open_duties(order):
            # handed in or closed elsewhere: an export does not say when it was accepted
            self._decided[order.order_id] = None
        elif deadline.is_past(now):
            self._decided[order.order_id] = deadline.due.astimezone(CST)
        else:
            self._running[order.order_id] = deadline.due


def _is_of(year: int, row: ListRow) -> bool:
    """An order of late December may be accepted late in January: it is looked at as well."""
    local = row.dispatched_at.astimezone(CST)
    return local.year == year or (local.year == year - 1 and local.month == 12)
