"""Which of a place's forms an order has something for, and which are only kept at hand."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.orders import Level, Order, Part
from desktop.domain.paper_content import (
    extensions_of,
    last_claim,
    last_difficult_report,
    last_exclusion,
    last_investigation,
    matters_of,
    replied_matter,
    standing,
)
from desktop.domain.paper_forms import PAPER_FORMS, sheet_rounds
from desktop.domain.profile import Profile

_ONSITE_KINDS = frozenset({"priority", "inspection"})
"""Kinds of order whose handling on site is reported monthly (LS-11)."""
_SLIPS = frozenset({"assignment_sheet", "submission_slip"})
"""Kinds of matter that come as a slip of the office (KF-24)."""


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """One sheet that can be printed for an order.

    Attributes:
        form: Form id.
        round: The round under which it is filed.
        wanted: Whether the order has something for it; the others are kept at hand.
    """

    form: str
    round: int
    wanted: bool


def sheet_choices(order: Order, profile: Profile) -> tuple[SheetChoice, ...]:
    """List the sheets of an order in its jurisdiction, one for each round where rounds count."""
    known = [use.form for use in profile.forms if use.form in PAPER_FORMS]
    known.sort(key=lambda form: list(PAPER_FORMS).index(form))
    return tuple(
        SheetChoice(form, number, _is_wanted(order, form, number))
        for form in known
        for number in sheet_rounds(form, order)
    )


def _is_wanted(order: Order, form: str, number: int) -> bool:
    """Tell whether a sheet has content, or was printed already."""
    if any((row.form, row.round) == (form, number) for row in standing(order.prints)):
        return True
    has = _CONTENT.get(form)
    return has is None or has(order, number)


def _has_onsite(order: Order, number: int) -> bool:
    return order.rounds[number - 1].level is Level.CITY or order.kind in _ONSITE_KINDS


def _has_assistance(order: Order, _number: int) -> bool:
    rows = (*standing(order.co_units), *standing(order.co_opinions))
    return bool(rows) or order.part is Part.CO


_CONTENT: dict[str, Callable[[Order, int], bool]] = {
    "F4": _has_onsite,
    "F5": lambda order, number: bool(extensions_of(order, number)),
    "F6": lambda order, _number: last_claim(order) is not None,
    "F7": lambda order, _number: last_exclusion(order) is not None,
    "F8": lambda order, _number: any(row.matter in _SLIPS for row in standing(order.matters)),
    "F9": lambda order, _number: order.received_at is not None,
    # whether a deadline was missed depends on the hour: it is kept at hand until it is printed
    "F10": lambda _order, _number: False,
    "F11": lambda order, _number: last_difficult_report(order) is not None,
    "F12": lambda order, _number: bool(matters_of(order)),
    "F16": lambda order, _number: replied_matter(order) is not None,
    "F17": lambda order, _number: order.preliminary or last_investigation(order) is not None,
    "F18": lambda order, number: order.rounds[number - 1].plan is not None,
    "F22": _has_assistance,
}
"""What makes a form wanted; F1 to F3 always are."""
