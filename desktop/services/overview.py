"""The month at a glance and what the centre said lately, for the workbench (工作台)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules, due_of
from desktop.domain.orders import CallbackResult, Order, Stage
from desktop.domain.profile import Duty
from desktop.services.history import Event, Weight, history
from desktop.services.lists import Group, ListFilter, ListRow, SortBy
from desktop.services.order_desk import OrderDesk, RefusedError
from desktop.services.ports import OrderQueries, WallClock, WorkingOrder

_MOST_ORDERS = 1500
"""A unit has some hundred orders a month; a first import of years must not stall the figures."""
_LOT = 256
_ASKED = frozenset({Stage.RETURN_PENDING, Stage.RETURN_REFUSED})
"""The centre was asked to take an order back, or has just said no."""


class Rate(Struct, frozen=True):
    """How many of those that were due were met in time."""

    met: int
    due: int

    @property
    def percent(self) -> float | None:
        """The share in per cent; None when nothing was due."""
        return 100 * self.met / self.due if self.due else None


class MonthFigures(Struct, frozen=True, kw_only=True):
    """This month's orders of the unit.

    Attributes:
        dispatched: Orders dispatched this month.
        per_day: How many on each day.
        accepted: Accepted in time, of those accepted or overdue.
        contacted: Contacted in time.
        handled: First handling submitted in time.
        satisfied: Call-backs that were not 不满意, of all rated ones.
        returned: Return requests sent.
    """

    dispatched: int
    per_day: Mapping[date, int]
    accepted: Rate
    contacted: Rate
    handled: Rate
    satisfied: Rate
    returned: int


class CentreMessage(Struct, frozen=True):
    """Something the centre said about an order."""

    order_id: str
    number: str
    title: str
    event: Event


class Overview(Struct, frozen=True):
    """What the workbench shows beside the agenda."""

    figures: MonthFigures
    messages: tuple[CentreMessage, ...]


class OverviewDesk:
    """Reads the overview. May take some hundred milliseconds: for the slow worker.

    Args:
        desk: Opens orders.
        lists: Finds them.
        clock: What month it is.
    """

    def __init__(self, desk: OrderDesk, lists: OrderQueries, clock: WallClock) -> None:
        self._desk = desk
        self._lists = lists
        self._clock = clock

    def read(self) -> Overview:
        """Read the month's orders once and count."""
        now = self._clock.now().astimezone(CST)
        first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        month = self._many(self._month(first))
        known = {order.order_id for order, _ in month}
        others = self._many(row for row in self._moved() if row.order_id not in known)
        orders = [order for order, _ in (*month, *others)]
        return Overview(month_figures(month, now), self._messages(orders, _yesterday(now)))

    def _month(self, first: datetime) -> Iterator[ListRow]:
        wanted = ListFilter(sort=SortBy.DISPATCHED, descending=True)
        for row in self._listed(wanted, limit=_MOST_ORDERS):
            if row.dispatched_at < first:
                return
            yield row

    def _moved(self) -> Iterator[ListRow]:
        for group in (Group.WARNED, Group.RETURNING, Group.SUBMITTED):
            yield from self._listed(ListFilter(group=group), limit=200)
        # whoever is not called yet is listed with the calls, whatever the centre is asked
        for row in self._listed(ListFilter(group=Group.TO_CONTACT), limit=_MOST_ORDERS):
            if row.stage in _ASKED:
                yield row

    def _listed(self, wanted: ListFilter, *, limit: int) -> Iterator[ListRow]:
        keys = self._lists.keys(wanted, limit=limit)
        for start in range(0, len(keys), _LOT):
            yield from self._lists.rows(keys[start : start + _LOT])

    def _many(self, rows: Iterable[ListRow]) -> Sequence[tuple[Order, Rules]]:
        order_ids = [row.order_id for row in rows]
        found: list[tuple[Order, Rules]] = []
        for start in range(0, len(order_ids), _LOT):
            found += self._desk.many(order_ids[start : start + _LOT])
        return found

    def _messages(self, orders: Iterable[Order], since: datetime) -> tuple[CentreMessage, ...]:
        """Open only orders that may tell something: own work makes fewer events the centre's."""
        plain = (WorkingOrder(order=order, version=0) for order in orders)
        told = dict.fromkeys(message.order_id for message in centre_messages(plain, since=since))
        return centre_messages(self._opened(told), since=since)

    def _opened(self, order_ids: Iterable[str]) -> Iterator[WorkingOrder]:
        for order_id in order_ids:
            try:
                yield self._desk.open(order_id).working
            except RefusedError:
                continue  # it was removed between the two queries


def month_figures(orders: Sequence[tuple[Order, Rules]], now: datetime) -> MonthFigures:
    """Count a month's orders.

    Args:
        orders: The orders dispatched this month, each with its rules.
        now: An open duty counts as missed once its deadline has passed.
    """
    rated = [result for order, _ in orders if (result := _callback(order)) is not None]
    return MonthFigures(
        dispatched=len(orders),
        per_day=Counter(order.dispatched_at.astimezone(CST).date() for order, _ in orders),
        accepted=_rate(orders, Duty.ACCEPT, now),
        contacted=_rate(orders, Duty.CONTACT, now),
        handled=_rate(orders, Duty.HANDLE, now),
        satisfied=Rate(
            sum(result is not CallbackResult.DISSATISFIED for result in rated), len(rated)
        ),
        returned=sum(order.rounds[0].return_request is not None for order, _ in orders),
    )


def centre_messages(
    orders: Iterable[WorkingOrder], *, since: datetime
) -> tuple[CentreMessage, ...]:
    """List what the centre said since a moment, newest first."""
    found = [
        CentreMessage(working.order.order_id, working.order.number, working.order.title, event)
        for working in orders
        for event in _one_a_moment(history(working))
        if event.at >= since
    ]
    return tuple(sorted(found, key=_moment, reverse=True))


def _one_a_moment(events: Iterable[Event]) -> Iterator[Event]:
    """Leave out the warning that a bad call-back opened at the same moment."""
    seen: set[datetime] = set()
    for event in events:
        if _is_from_centre(event) and event.at not in seen:
            seen.add(event.at)
            yield event


def _is_from_centre(event: Event) -> bool:
    return event.own is None and event.weight is not Weight.PLAIN and event.entry_id != "dispatch"


def _moment(message: CentreMessage) -> datetime:
    return message.event.at


def _yesterday(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)


def _callback(order: Order) -> CallbackResult | None:
    """Find what the citizen said last: a re-handling that helped counts as satisfied."""
    for the_round in reversed(order.rounds):
        if the_round.callback and the_round.callback.result is not CallbackResult.UNRATED:
            return the_round.callback.result
    return None


def _rate(orders: Sequence[tuple[Order, Rules]], duty: Duty, now: datetime) -> Rate:
    met = due = 0
    for order, rules in orders:
        deadline = due_of(order, duty, rules)
        done = _done_at(order, duty)
        if deadline is None or (done is None and now <= deadline.due):
            continue
        due += 1
        met += done is not None and done <= deadline.due
    return Rate(met, due)


def _done_at(order: Order, duty: Duty) -> datetime | None:
    first = order.rounds[0]
    if duty is Duty.ACCEPT:
        return first.accepted.at if first.accepted else None
    if duty is Duty.HANDLE:
        return first.submitted.at if first.submitted else None
    times = [entry.stamp.at for entry in first.contacts if not entry.retracted]
    return min(times, default=None)
