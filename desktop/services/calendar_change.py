"""What a changed holiday calendar does to open orders: which deadlines move, and from where."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from operator import itemgetter

from msgspec import Struct

from desktop.domain.calendar import CST, Calendar
from desktop.domain.clocks import Due, Rules, due_of, open_duties
from desktop.domain.orders import Order
from desktop.domain.profile import Duty, Profile
from desktop.services.ports import OrderQueries, OrderStore, RuleBook

_ALL = 1_000_000
_LOT = 1_000


class MovedDeadline(Struct, frozen=True, kw_only=True, gc=False):
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
    lots = _Lots(_TwoCalendars(rules, old, new), first)
    found = [(order.number, order.order_id, moves) for order in orders if (moves := lots.of(order))]
    return tuple(_in_sequence(found))


def _in_sequence(found: list[tuple[str, str, "_Moves"]]) -> Iterator[MovedDeadline]:
    """Give the deadlines, the earliest new one first, then by number and duty.

    There are a few hundred different moments and at times some hundred thousand deadlines: they
    are laid in piles by moment instead of being compared with each other.
    """
    found.sort(key=itemgetter(0))
    piles: dict[datetime, list[MovedDeadline]] = {}
    for number, order_id, moves in found:
        for old, new in moves:
            moved = MovedDeadline(
                order_id=order_id,
                number=number,
                duty=old.duty,
                before=old.due,
                after=new.due,
                was_certain=old.certain,
                is_certain=new.certain,
            )
            piles.setdefault(new.due, []).append(moved)
    for moment in sorted(piles):
        yield from piles[moment]


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
    """Load every order with an open duty as the clerk sees it, a lot at a time."""
    order_ids = [row.order_id for row in lists.agenda(limit=_ALL)]
    for start in range(0, len(order_ids), _LOT):
        yield from store.shown(order_ids[start : start + _LOT])


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


_Moves = tuple[tuple[Due, Due], ...]
"""The old and the new deadline of each duty that they differ for, by duty."""


class _Lots:
    """Compares once for all orders whose deadlines come from the same rules and days."""

    def __init__(self, calendars: _TwoCalendars, first: date) -> None:
        self._calendars = calendars
        self._first = first
        self._known: dict[tuple[object, ...], _Moves] = {}

    def of(self, order: Order) -> _Moves:
        """Compare the open deadlines of an order."""
        old, new = self._calendars.of(order)
        duties = _open_duties(order, old.profile)
        if order.platform_due or Duty.SUPERVISE in duties:
            return self._compared(order, duties, old, new)
        key = (id(old), order.kind, duties, *_days(order))
        moves = self._known.get(key)
        if moves is None:
            moves = self._known[key] = self._compared(order, duties, old, new)
        return moves

    def _compared(self, order: Order, duties: tuple[Duty, ...], old: Rules, new: Rules) -> _Moves:
        return tuple(
            (before, after)
            for duty in sorted(duties)
            if (before := due_of(order, duty, old))
            and not (before.certain and before.due.date() < self._first)
            and (after := due_of(order, duty, new))
            and (before.due, before.certain) != (after.due, after.certain)
        )


def _days(order: Order) -> tuple[date | None, ...]:
    """Give every day that a clock of the current round can start on."""
    the_round, received = order.round, order.received_at
    return (
        order.dispatched_at.astimezone(CST).date(),
        received.astimezone(CST).date() if received else None,
        the_round.started_at.astimezone(CST).date() if the_round.number > 1 else None,
    )


def _open_duties(order: Order, profile: Profile) -> tuple[Duty, ...]:
    """List what can still be done in the round; a return of a fresh order as well."""
    duties = open_duties(order, profile)
    if duties and order.round.number == 1:
        return (*duties, Duty.RETURN)
    return duties
