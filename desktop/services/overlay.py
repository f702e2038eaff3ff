"""The view of an order: what the server last said, with the unit's own newer work on top.

Used when a clerk acts, when sync replaces the base, and when the view is rebuilt.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from desktop.contract.codec import UnreadableError, decode_unit_action
from desktop.domain import lifecycle
from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.domain.refusals import Refusal
from desktop.services.ports import OutboxEntry, OutboxState, Resolution


class Overlaid(Struct, frozen=True):
    """A base with newer work applied.

    Attributes:
        order: The result.
        doubtful: Seqs of pending actions that the life cycle refused in this replay; they stay
            pending, are shown as 可能不被接受, and the centre decides.
        base_seq: Highest own seq that is visible in the result.
    """

    order: Order
    doubtful: frozenset[int]
    base_seq: int


def is_newer(entry: OutboxEntry, base_version: int) -> bool:
    """Tell whether an action is to be applied on top of a base of this version.

    A settled action stays on top until a base that contains it has arrived: otherwise it would
    vanish from the screen between the push and the next pull.
    """
    if entry.state is OutboxState.PENDING:
        return True
    return entry.state is OutboxState.DONE and entry.version > base_version


def overlay(
    base: Order, entries: Iterable[OutboxEntry], rules: Rules, *, base_version: int
) -> Overlaid:
    """Apply the newer actions of the outbox to a base, each at the moment of its click.

    Args:
        base: What the server last said.
        entries: The order's outbox entries by rising seq.
        rules: The rules of the order's profile version.
        base_version: Server version of the base.
    """
    order = base
    doubtful: set[int] = set()
    base_seq = 0
    for entry in entries:
        if not is_newer(entry, base_version):
            if entry.state is OutboxState.DONE:
                base_seq = max(base_seq, entry.seq)
            continue
        outcome = _replayed(order, entry, rules)
        if outcome is None:
            if entry.state is OutboxState.PENDING:
                doubtful.add(entry.seq)
            continue
        order = outcome
        base_seq = entry.seq
    return Overlaid(order, frozenset(doubtful), base_seq)


def _replayed(order: Order, entry: OutboxEntry, rules: Rules) -> Order | None:
    try:
        action = decode_unit_action(entry.data)
    except UnreadableError:
        return None
    outcome = lifecycle.apply(order, action, rules, entry.clicked_at, entry.actor)
    return None if isinstance(outcome, Refusal) else outcome


def failed_seq(entries: Sequence[OutboxEntry]) -> int:
    """Find the highest seq that failed on an order; 0 for none."""
    failed = [entry.seq for entry in entries if entry.state is OutboxState.ATTENTION]
    return max(failed, default=0)


def resolved_seq(entries: Sequence[OutboxEntry]) -> int:
    """Find the highest seq that failed and that a clerk has dealt with; 0 for none."""
    resolved = [
        entry.seq
        for entry in entries
        if entry.state is OutboxState.ATTENTION and entry.resolution is not Resolution.OPEN
    ]
    return max(0, *resolved) if resolved else 0
