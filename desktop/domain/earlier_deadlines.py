"""原时限: the deadlines that an extension has replaced, and from when the new one holds (KF-03)."""

from datetime import datetime

from msgspec import Struct

from desktop.domain.orders import Order
from desktop.domain.proceedings import Extension
from desktop.domain.profile import Duty


class EarlierDeadline(Struct, frozen=True):
    """One deadline that held until more time was granted.

    Attributes:
        duty: What had to be done by then.
        due: The deadline of that time.
        replaced_at: When the extension was granted: from then on the new one holds.
        new_due: The deadline that took its place.
        opinion: What the centre said to it.
    """

    duty: Duty
    due: datetime
    replaced_at: datetime
    new_due: datetime
    opinion: str = ""


def earlier_deadlines(order: Order) -> tuple[EarlierDeadline, ...]:
    """List the replaced deadlines of the present round, the first one first."""
    found = [
        deadline
        for row in order.extensions
        if row.round == order.round.number and (deadline := _replaced(row))
    ]
    return tuple(sorted(found, key=lambda deadline: deadline.replaced_at))


def _replaced(row: Extension) -> EarlierDeadline | None:
    """Only a granted extension replaces one; a place may have had no deadline of its own before."""
    if not (row.accepted and row.decided and row.old_due and row.new_due):
        return None
    return EarlierDeadline(Duty(row.duty), row.old_due, row.decided.at, row.new_due, row.opinion)
