"""What an assessment wants to know of an order, read from its own record."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules, due_of, has_contact, is_contact_excused
from desktop.domain.missed_duties import duty_done_at, missed_duties
from desktop.domain.orders import CallbackResult, Level, Order, Stage
from desktop.domain.profile import Duty
from desktop.domain.rounds import redo_count
from desktop.services.reports import last_feedback

_DONE = frozenset({Stage.SUBMITTED, Stage.CALLBACK, Stage.CLOSED})
_GOOD = frozenset({CallbackResult.SATISFIED, CallbackResult.BASIC})


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFacts:
    """One order as an assessment sees it.

    Attributes:
        late: Duties that were missed, each once.
        done: Whether the present round has been handed in.
        due: Deadline of the first handling; None where there is none.
        on_time: Whether the first handling was handed in by it.
        returned: State of the return request: `pending`, `accepted`, `refused`, or empty.
        feedback: What the caller said last; None when not rated.
        first_satisfied: Satisfied at the first handling and closed.
        county: How often the county sent it back.
        city: How often the city did.
        first_level: Whether it is a provincial or city order; None where it is not known.
    """

    number: str
    kind: str
    dispatched: date
    anonymous: bool
    late: frozenset[Duty]
    never_contacted: bool
    done: bool
    due: datetime | None
    on_time: bool
    accepted: bool
    returned: str
    feedback: CallbackResult | None
    first_satisfied: bool
    redone: bool
    county: int
    city: int
    first_level: bool | None
    solved: bool
    irregular: bool
    by_leader: bool

    @property
    def is_good(self) -> bool:
        """Whether the caller was satisfied in the end."""
        return self.feedback in _GOOD


def facts_of(order: Order, rules: Rules, now: datetime) -> ScoreFacts:
    """Reduce an order.

    Args:
        order: The order.
        rules: Its rules.
        now: An open duty counts as missed once its deadline has passed.
    """
    first = order.rounds[0]
    missed = frozenset(entry.duty for entry in missed_duties(order, rules, now))
    # the deadline that decides is that of the first handling, whatever came later
    due = due_of(order, Duty.HANDLE, rules)
    submitted = duty_done_at(first, Duty.HANDLE)
    result = order.round.result
    feedback = last_feedback(order)
    return ScoreFacts(
        number=order.number,
        kind=order.kind,
        dispatched=order.dispatched_at.astimezone(CST).date(),
        anonymous=order.anonymous,
        late=missed,
        never_contacted=Duty.CONTACT in missed
        and not has_contact(order)
        and not is_contact_excused(order, rules.profile),
        done=order.stage in _DONE,
        due=due.due if due else None,
        on_time=submitted is not None and Duty.HANDLE not in missed,
        accepted=first.accepted is not None,
        returned=_returned(order),
        feedback=feedback,
        first_satisfied=len(order.rounds) == 1
        and order.stage is Stage.CLOSED
        and feedback in _GOOD,
        redone=len(order.rounds) > 1,
        county=redo_count(order, Level.COUNTY),
        city=redo_count(order, Level.CITY),
        first_level=None if order.level is None else order.level in {Level.CITY, Level.PROVINCE},
        solved=bool(result and result.outcome in {"solved", "explained"}),
        irregular=any(not claim.retracted for claim in order.irregular_claims),
        by_leader=order.kind in {"leader", "express"},
    )


def _returned(order: Order) -> str:
    request = order.rounds[0].return_request
    if request is None:
        return ""
    if request.decided is None:
        return "pending"
    return "accepted" if request.accepted else "refused"
