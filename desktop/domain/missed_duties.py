"""Which duties of an order were missed, by the order's own record (XY-02, XY-03, KF-02)."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from desktop.domain.clocks import Rules, due_of, is_contact_excused
from desktop.domain.orders import Order, Round
from desktop.domain.profile import Duty


@dataclass(frozen=True, slots=True)
class MissedDuty:
    """A deadline that passed before the duty was done.

    Attributes:
        duty: The duty.
        round: The round it belongs to.
        due: The deadline.
        done_at: When it was done after all; None while it is open.
        rule: Id of the clause, or `platform`.
    """

    duty: Duty
    round: int
    due: datetime
    done_at: datetime | None
    rule: str


def missed_duties(order: Order, rules: Rules, now: datetime) -> tuple[MissedDuty, ...]:
    """List what was done late or is overdue, by round and deadline.

    Args:
        order: The order.
        rules: Its rules.
        now: An open duty counts as missed once its deadline has passed.
    """
    found = []
    for the_round in order.rounds:
        then = structs.replace(order, rounds=order.rounds[: the_round.number])
        for duty in _duties(then, rules):
            due = due_of(then, duty, rules)
            done_at = duty_done_at(the_round, duty)
            if due is not None and due.is_past(done_at or now):
                found.append(MissedDuty(duty, the_round.number, due.due, done_at, due.rule))
    return tuple(sorted(found, key=_place))


def duty_done_at(the_round: Round, duty: Duty) -> datetime | None:
    """Find when a duty of a round was done, by the stamp that decides; None while it is open."""
    if duty is Duty.ACCEPT:
        return the_round.accepted.at if the_round.accepted else None
    if duty is Duty.CONTACT:
        standing = [entry.stamp.at for entry in the_round.contacts if not entry.retracted]
        return min(standing, default=None)
    if duty is Duty.RETURN:
        return the_round.return_request.stamp.at if the_round.return_request else None
    return the_round.submitted.at if the_round.submitted else None


def _duties(order: Order, rules: Rules) -> tuple[Duty, ...]:
    """List the duties of an order's last round; a return that was never asked for is none."""
    the_round = order.round
    if the_round.number > 1:
        return (Duty.REHANDLE,)
    duties = [Duty.ACCEPT]
    if not is_contact_excused(order, rules.profile):
        duties.append(Duty.CONTACT)
    if the_round.return_request is not None:
        duties.append(Duty.RETURN)
    return (*duties, Duty.HANDLE)


def _place(missed: MissedDuty) -> tuple[int, datetime]:
    return missed.round, missed.due
