"""From the orders of a period to the figures of a formula set: the JSON that `score` reads.

A count is given as the list of its order numbers, so that every mark unfolds down to its orders.
What the orders do not tell (the group, test calls, praise) is left out: it is unknown, not zero.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from desktop.domain.orders import CallbackResult
from desktop.domain.profile import Duty
from desktop.services.score_facts import ScoreFacts

Figures: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """The orders that an assessment of a period looks at.

    Attributes:
        orders: Dispatched in the period.
        earlier: Dispatched earlier in the same calendar year.
        previous: Of the period before (环比); None where this PC has none.
        last_year: Of the same period a year ago (同比); likewise.
        now: Orders due later are not judged yet.
    """

    orders: Sequence[ScoreFacts]
    earlier: Sequence[ScoreFacts]
    previous: Sequence[ScoreFacts] | None
    last_year: Sequence[ScoreFacts] | None
    now: datetime


def figures_of(formula: str, unit: str, period: str, facts: PeriodFacts) -> Figures:
    """Give what the orders tell of an assessment.

    Args:
        formula: Id of the formula set.
        unit: Name of the unit.
        period: The period as score data writes it.
        facts: The orders.
    """
    return {"unit": unit, "period": period, **_MAKERS[formula](unit, facts)}


def _xiayang(unit: str, facts: PeriodFacts) -> Figures:
    late = [order.number for order in facts.earlier if Duty.ACCEPT in order.late]
    figures: Figures = {
        "orders": [_bulletin_order(order) for order in facts.orders],
        "earlier_late_accepts": {unit: late},
    }
    for key, past in (("previous", facts.previous), ("last_year", facts.last_year)):
        if past:
            figures[key] = _past(past)
    return figures


def _bulletin_order(order: ScoreFacts) -> Figures:
    return {
        "number": order.number,
        "dispatched": order.dispatched.isoformat(),
        "accepted_late": Duty.ACCEPT in order.late,
        "not_contacted": order.never_contacted,
        "contact_late": Duty.CONTACT in order.late and not order.never_contacted,
        "overdue": bool(order.late & {Duty.HANDLE, Duty.REHANDLE}),
        "returned": order.returned,
        "satisfaction": None if order.feedback is None else order.feedback.value,
    }


def _past(orders: Sequence[ScoreFacts]) -> Figures:
    rated = [order for order in orders if order.feedback]
    past: Figures = {
        "orders": len(orders),
        "accepted_late": sum(Duty.ACCEPT in order.late for order in orders),
        "overdue": sum(bool(order.late & {Duty.HANDLE, Duty.REHANDLE}) for order in orders),
        "returned": sum(bool(order.returned) for order in orders),
        "dissatisfied": sum(order.feedback is CallbackResult.DISSATISFIED for order in orders),
    }
    if rated:
        good = sum(order.is_good for order in rated)
        past["satisfaction"] = f"{good / len(rated):.6f}"
    return past


def _linshu(unit: str, facts: PeriodFacts) -> Figures:
    orders = facts.orders
    own: Figures = {
        "unit": unit,
        "load": len(orders),
        "anonymous": _numbers(orders, _is_anonymous),
        "first_satisfied": _numbers(orders, _is_first_satisfied),
        "unfinished": _numbers(orders, _is_unfinished),
        "not_due": [
            order.number
            for order in orders
            if not order.done and (order.due is None or order.due > facts.now)
        ],
        "redone": [order.number for order in orders if order.city],
        "redo_satisfied": [order.number for order in orders if order.city and order.is_good],
        "county_redo1": [order.number for order in orders if order.county],
        "county_redo2": [order.number for order in orders if order.county > 1],
        "city_redo1": [order.number for order in orders if order.city],
        "city_redo2": [order.number for order in orders if order.city > 1],
        "reported": [order.number for order in orders if order.irregular],
        "faults": list(_faults(orders)),
    }
    if orders and all(order.first_level is not None for order in orders):
        own["first_orders"] = [order.number for order in orders if order.first_level]
    return {"group": "town", "own": own}


def _faults(orders: Iterable[ScoreFacts]) -> Iterable[Figures]:
    """Find the faults that the record shows; the others are entered (LS-21)."""
    for order in orders:
        if Duty.RETURN in order.late:
            yield {"kind": "late_return", "order": order.number, "evidence": "本机记录"}
        if order.late & {Duty.HANDLE, Duty.REHANDLE}:
            kind = "late_reply" if order.done else "no_reply"
            yield {"kind": kind, "order": order.number, "evidence": "本机记录"}


def _kaifeng(_unit: str, facts: PeriodFacts) -> Figures:
    due = _due(facts)
    numbers = [order.number for order in facts.orders]
    return {
        "kind": "department",
        "on_time": {
            "due": [order.number for order in due],
            "on_time": [order.number for order in due if order.on_time],
            "received": numbers,
        },
        "quality": {
            "repeats": [order.number for order in facts.orders if order.redone],
            "total": numbers,
        },
        "plus": {
            "handled": numbers,
            "leader_order": [
                order.number for order in facts.orders if order.by_leader and order.done
            ],
        },
    }


def _guizhou(_unit: str, facts: PeriodFacts) -> Figures:
    finished = [order for order in facts.orders if order.done]
    names = {
        CallbackResult.SATISFIED: "satisfied",
        CallbackResult.BASIC: "basic",
        CallbackResult.DISSATISFIED: "dissatisfied",
    }
    grades = {
        name: [order.number for order in facts.orders if order.feedback is result]
        for result, name in names.items()
    }
    return {
        "finished": [order.number for order in finished],
        "solved": [order.number for order in finished if order.solved],
        "grades": {name: numbers for name, numbers in grades.items() if numbers},
    }


def _xshi(_unit: str, facts: PeriodFacts) -> Figures:
    due = _due(facts)
    accepted = [
        order.number for order in facts.orders if order.accepted and Duty.ACCEPT not in order.late
    ]
    return {
        "assigned": [order.number for order in facts.orders],
        "received_on_time": accepted,
        "due": [order.number for order in due],
        "handled_on_time": [order.number for order in due if order.on_time],
        **_rated(facts.orders),
        "redone_twice": [
            order.number
            for order in facts.orders
            if order.county + order.city > 1 and not order.is_good
        ],
    }


def _generic(_unit: str, facts: PeriodFacts) -> Figures:
    figures: Figures = _rated(facts.orders)
    for kind in ("general", "complex"):
        due = [order for order in _due(facts) if order.kind == kind]
        figures[kind] = [order.number for order in due]
        figures[f"{kind}_on_time"] = [order.number for order in due if order.on_time]
    return figures


def _rated(orders: Sequence[ScoreFacts]) -> Figures:
    return {
        "rated": [order.number for order in orders if order.feedback],
        "satisfied": [order.number for order in orders if order.is_good],
    }


def _due(facts: PeriodFacts) -> list[ScoreFacts]:
    """Keep the orders whose deadline has passed, or that were handed in before it."""
    return [
        order
        for order in facts.orders
        if order.due is not None and (order.on_time or order.due <= facts.now)
    ]


def _numbers(orders: Iterable[ScoreFacts], wanted: Callable[[ScoreFacts], bool]) -> list[str]:
    return [order.number for order in orders if wanted(order)]


def _is_anonymous(order: ScoreFacts) -> bool:
    return order.anonymous


def _is_first_satisfied(order: ScoreFacts) -> bool:
    return order.first_satisfied


def _is_unfinished(order: ScoreFacts) -> bool:
    return not order.done


_MAKERS: Mapping[str, Callable[[str, PeriodFacts], Figures]] = {
    "xiayang": _xiayang,
    "linshu": _linshu,
    "kaifeng": _kaifeng,
    "guizhou": _guizhou,
    "xshi": _xshi,
    "generic": _generic,
}
