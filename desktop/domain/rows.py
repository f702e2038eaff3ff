"""The append-only rows of an order: making them, finding them, taking them back."""

from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct, structs

from desktop.domain.actions import Appending
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import Rules
from desktop.domain.orders import Actor, Entry, Flag, Note, Order, Stamp
from desktop.domain.refusals import Refusal, refuse

_CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far an entered time may lie ahead: PC clocks differ, and nothing is refused for skew."""

_Row = TypeVar("_Row", bound=Entry)


class Context(Struct, frozen=True):
    """What an action's effect depends on beside the order.

    Attributes:
        rules: Jurisdiction and calendar.
        stamp: When and by whom it is done.
        actor: Who acts.
    """

    rules: Rules
    stamp: Stamp
    actor: Actor


_ORDER_ROWS = (
    "attachments", "signatures", "prints", "notes", "phone_reports", "extensions",
    "irregular_claims", "matters", "matter_replies", "commitments", "fulfilments",
    "investigations", "co_units", "co_opinions",
)  # fmt: skip
_ROUND_ROWS = ("contacts", "visits", "measures", "head_parts")
"""The fields of an order and of a round that hold rows."""


def entries_of(order: Order) -> tuple[Entry, ...]:
    """List every append-only row of an order."""
    rows: list[Entry] = []
    for field in _ORDER_ROWS:
        rows += getattr(order, field)
    for the_round in order.rounds:
        for field in _ROUND_ROWS:
            rows += getattr(the_round, field)
    return tuple(rows)


def new_row(kind: type[_Row], action: Appending, ctx: Context, **more: object) -> _Row:
    """Make a row from an action: every field of the action is a field of its row."""
    fields = {**structs.asdict(action), "stamp": ctx.stamp, **more}
    return kind(**fields)


def future_problem(occurred_at: datetime, ctx: Context) -> Refusal | None:
    """Refuse an entered time in the future; a notice may be older than the order itself."""
    if occurred_at > ctx.stamp.at + _CLOCK_TOLERANCE:
        return refuse("time.future", time=moment_text(occurred_at))
    return None


def time_problem(order: Order, occurred_at: datetime, ctx: Context) -> Refusal | None:
    """Refuse an entered time in the future or before the dispatch."""
    early = future_problem(occurred_at, ctx)
    if early:
        return early
    if occurred_at < order.dispatched_at - _CLOCK_TOLERANCE:
        return refuse("time.before_dispatch", time=moment_text(occurred_at))
    return None


def noted(
    order: Order,
    entry_id: str,
    text: str,
    ctx: Context,
    topic: str = "",
    evidence: tuple[str, ...] = (),
) -> Order:
    """Add a note."""
    note = Note(entry_id=entry_id, stamp=ctx.stamp, text=text, topic=topic, evidence=evidence)
    return structs.replace(order, notes=(*order.notes, note))


def flagged(order: Order, flag: Flag) -> Order:
    """Set a flag."""
    return structs.replace(order, flags=tuple(sorted({*order.flags, flag})))


def replaced(order: Order, old: Entry, new: Entry) -> Order:
    """Put a row in the place of another, wherever in the order it stands."""

    def swapped(owner: Struct, fields: tuple[str, ...]) -> dict[str, tuple[Entry, ...]]:
        return {
            field: tuple(new if row is old else row for row in getattr(owner, field))
            for field in fields
        }

    rounds = tuple(
        structs.replace(the_round, **swapped(the_round, _ROUND_ROWS)) for the_round in order.rounds
    )
    return structs.replace(order, rounds=rounds, **swapped(order, _ORDER_ROWS))
