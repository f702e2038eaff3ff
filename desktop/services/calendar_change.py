"""What a changed holiday calendar does to open orders: which deadlines move, and from where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.domain.calendar import Calendar
from desktop.domain.clocks import Due, Rules, due_of, open_duties
from desktop.domain.orders import Order
from desktop.domain.profile import Duty, Profile
from desktop.services.ports import OrderQueries, OrderStore, RuleBook

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A deadline that is another one under the new calendar, or no longer provisional.

    Attributes:
        order_id: The order.
        number: Its number (工单编号).
        duty: The duty.
        before: The deadline under the old calendar.
        after: The one under the new calendar.
        was_certain: Whether the old one was certain.
        is_certain: Whether the new one is.
    """

    order_id: str
    number: str
    duty: Duty
    before: datetime
    after: datetime
    was_certain: bool
    is_certain: bool

    @property
    def moved(self) -> bool:
        """Whether the moment itself is another one."""
        return self.before != self.after


def moved_deadlines(
    orders: Iterable[Order], rules: RuleBook, old: Calendar, new: Calendar
) -> tuple[MovedDeadline, ...]:
    """Compare the open deadlines of orders under two calendars.

    The platform's own deadlines never move: they do not come from the calendar.

    Args:
        orders: Open orders; settled ones have no open duty and add nothing.
        rules: Rules of all profile versions; only their profiles are used.
        old: The calendar so far.
        new: The calendar from now on.

    Returns:
        Those that moved or became certain (or provisional), the earliest new deadline first.
    """
    first = first_change(old, new)
    if first is None:
        return ()
    found = _compared(orders, _TwoCalendars(rules, old, new), first)
    return tuple(sorted(found, key=lambda moved: (moved.after, moved.number, moved.duty)))


def first_change(old: Calendar, new: Calendar) -> date | None:
    """Find the first day that the two calendars do not see alike; None when there is none.

    A deadline before that day is the same under both.
    """
    years = {notice.year for calendar in (old, new) for notice in calendar.notices}
    if not years:
        return None
    day, last = date(min(years) - 1, 1, 1), date(max(years) + 1, 12, 31)
    while day <= last:
        before, after = old.day(day), new.day(day)
        if (before.working, before.certain) != (after.working, after.certain):
            return day
        day += timedelta(days=1)
    return None


def open_orders(store: OrderStore, lists: OrderQueries) -> Iterator[Order]:
    """Load every order with an open duty as the clerk sees it, one at a time."""
    for row in lists.agenda(limit=_ALL):
        working = store.working(row.order_id)
        if working is not None:
            yield working.order


class _TwoCalendars:
    """The rules of each profile version under both calendars."""

    def __init__(self, rules: RuleBook, old: Calendar, new: Calendar) -> None:
        self._rules = rules
        self._old = old
        self._new = new
        self._made: dict[tuple[str, int], tuple[Rules, Rules]] = {}

    def of(self, order: Order) -> tuple[Rules, Rules]:
        """Give the order's rules under the old and the new calendar."""
        key = (order.profile, order.profile_version)
        found = self._made.get(key)
        if found is None:
            profile = self._rules.rules_for(*key).profile
            found = self._made[key] = (Rules(profile, self._old), Rules(profile, self._new))
        return found


def _compared(
    orders: Iterable[Order], calendars: _TwoCalendars, first: date
) -> Iterator[MovedDeadline]:
    for order in orders:
        before, after = calendars.of(order)
        for duty in _open_duties(order, before.profile):
            old = due_of(order, duty, before)
            if old is None or (old.certain and old.due.date() < first):
                continue
            new = due_of(order, duty, after)
            if new is not None and (old.due, old.certain) != (new.due, new.certain):
                yield _moved(order, old, new)


def _open_duties(order: Order, profile: Profile) -> tuple[Duty, ...]:
    """List what can still be done in the round; a return of a fresh order as well."""
    duties = open_duties(order, profile)
    if duties and order.round.number == 1:
        return (*duties, Duty.RETURN)
    return duties


def _moved(order: Order, old: Due, new: Due) -> MovedDeadline:
    return MovedDeadline(
        order_id=order.order_id,
        number=order.number,
        duty=old.duty,
        before=old.due,
        after=new.due,
        was_certain=old.certain,
        is_certain=new.certain,
    )
