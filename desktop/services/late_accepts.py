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
        self._missed: dict[str, datetime] = {}
        """By order: the deadline that was missed."""
        self._settled = bytearray()
        """By key, 1 for a decided order: not even its row is read again. A byte each, as a set of
        100,000 keys takes seven megabytes."""
        self._running: dict[int, datetime] = {}
        """By key: a deadline that has not passed yet; it is looked at again afterwards."""

    def look(self) -> LateAccepts:
        """Look at some more orders of the year. For the slow worker; call it until complete."""
        now = self._clock.now().astimezone(CST)
        complete = self._look_at_some(now)
        count = sum(due.year == now.year for due in self._missed.values())
        return LateAccepts(count, complete)

    def _look_at_some(self, now: datetime) -> bool:
        if not self._keys:
            wanted = ListFilter(sort=SortBy.DISPATCHED, descending=True)
            keys = self._lists.keys(wanted)
            self._keys, self._at = [key for key in keys if self._is_open(key, now)], 0
        rows = self._lists.rows(self._keys[self._at : self._at + _LOADED])
        self._at += _LOADED
        self._decide([row for row in rows if _is_of(now.year, row)], now)
        complete = self._at >= len(self._keys)
        if rows and not _is_of(now.year, rows[-1]):
            complete = True
        if complete:
            self._keys = ()
        return complete

    def _is_open(self, key: int, now: datetime) -> bool:
        if key < len(self._settled) and self._settled[key]:
            return False
        running = self._running.get(key)
        return running is None or now > running

    def _decide(self, rows: Sequence[ListRow], now: datetime) -> None:
        keys = {row.order_id: row.key for row in rows}
        for order, rules in self._desk.many(list(keys)):
            due = self._running_until(order, rules, now)
            if due is None:
                self._settle(keys[order.order_id])
            else:
                self._running[keys[order.order_id]] = due

    def _settle(self, key: int) -> None:
        self._settled.extend(bytes(max(0, key + 1 - len(self._settled))))
        self._settled[key] = 1
        self._running.pop(key, None)

    def _running_until(self, order: Order, rules: Rules, now: datetime) -> datetime | None:
        """Decide about an order; the deadline when it still runs."""
        deadline = due_of(order, Duty.ACCEPT, rules)
        accepted = order.rounds[0].accepted
        missed: datetime | None = None
        if deadline is None or not deadline.certain:
            pass
        elif accepted is not None:
            missed = deadline.due if deadline.is_past(accepted.at) else None
        elif Duty.ACCEPT not in open_duties(order):
            # handed in or closed elsewhere: an export does not say when it was accepted
            pass
        elif deadline.is_past(now):
            missed = deadline.due
        else:
            return deadline.due
        if missed is not None:
            self._missed[order.order_id] = missed.astimezone(CST)
        return None


def _is_of(year: int, row: ListRow) -> bool:
    """An order of late December may be accepted late in January: it is looked at as well."""
    local = row.dispatched_at.astimezone(CST)
    return local.year == year or (local.year == year - 1 and local.month == 12)
