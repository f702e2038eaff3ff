"""What a new version of a place's rules would change for the orders that are open.

An order keeps the version it was dispatched under; the new one holds for new orders. A clerk sees
beforehand which open orders would be judged differently.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.clocks import Rules, due_of, open_duties
from desktop.domain.orders import Order
from desktop.domain.profile import Duty, Profile


@dataclass(frozen=True, slots=True)
class DueChange:
    """One deadline that would be another one.

    Attributes:
        before: Under the order's own version; None where that has no such deadline.
        after: Under the new version; None likewise.
    """

    order_id: str
    number: str
    duty: Duty
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What differs between two versions.

    Attributes:
        gained: Actions that only the new one knows.
        lost: Actions that only the old one knows.
        dues: Deadlines of open orders that would be others.
    """

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    dues: tuple[DueChange, ...]


def profile_change(orders: Iterable[Order], old: Rules, new: Rules) -> ProfileChange:
    """Compare two versions over the open orders of the old one; nothing is changed.

    Args:
        orders: Any orders; closed ones and those of other rules are passed over.
        old: The rules that the orders keep.
        new: The rules for new orders.
    """
    dues = [
        change
        for order in orders
        if _is_under(order, old.profile)
        for duty in (*open_duties(order, old.profile), *_return_duty(order))
        if (change := _change(order, duty, old, new))
    ]
    return ProfileChange(
        gained=tuple(sorted(new.profile.actions - old.profile.actions)),
        lost=tuple(sorted(old.profile.actions - new.profile.actions)),
        dues=tuple(dues),
    )


def _is_under(order: Order, profile: Profile) -> bool:
    return (order.profile, order.profile_version) == (profile.id, profile.version)


def _return_duty(order: Order) -> tuple[Duty, ...]:
    """The return clock runs beside the open duties of a first round (XY-07)."""
    in_first_round = order.round.number == 1 and bool(open_duties(order))
    return (Duty.RETURN,) if in_first_round else ()


def _change(order: Order, duty: Duty, old: Rules, new: Rules) -> DueChange | None:
    before, after = due_of(order, duty, old), due_of(order, duty, new)
    moments = (before.due if before else None, after.due if after else None)
    if moments[0] == moments[1]:
        return None
    return DueChange(order.order_id, order.number, duty, *moments)
