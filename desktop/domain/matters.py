"""Matters beside an order (督办, 催办, 提示): which are open, which are the same, which count."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from desktop.domain.orders import Attachment, Order
from desktop.domain.proceedings import Commitment, CoOpinion, Extension, IrregularClaim, Matter
from desktop.domain.profile import Profile

PLATFORM = "platform"
"""It came from the centre's own platform."""
MANUAL = "manual"
"""A clerk entered it: it came by phone, letter or group."""


def open_matters(order: Order) -> tuple[Matter, ...]:
    """List the matters that wait for the unit's reply, the oldest first."""
    answered = {reply.matter for reply in order.matter_replies if not reply.retracted}
    waiting = [
        matter
        for matter in order.matters
        if matter.reply_demanded and not matter.retracted and matter.entry_id not in answered
    ]
    return tuple(sorted(waiting, key=_received))


def _received(matter: Matter) -> datetime:
    return matter.received_at


def proofs_of(order: Order, evidence: Sequence[str]) -> tuple[Attachment, ...]:
    """Find the files that prove an entry, without those that were taken back."""
    return tuple(
        entry for entry in order.attachments if entry.entry_id in evidence and not entry.retracted
    )


def with_matter(order: Order, new: Matter) -> Order:
    """Add a matter, or merge it with the same one that came the other way.

    One that a clerk entered from the phone and that the platform sends later is one matter, and
    the platform's time and deadline rule; what proves the one proves the other. Two of the same
    kind that came the same way are two: 催办 is counted.
    """
    same = next((matter for matter in open_matters(order) if _is_same(matter, new)), None)
    if same is None:
        return structs.replace(order, matters=(*order.matters, new))
    ruling, other = (new, same) if PLATFORM in new.sources else (same, new)
    merged = structs.replace(
        same,
        received_at=ruling.received_at,
        sources=(MANUAL, PLATFORM),
        text=same.text or new.text,
        due=ruling.due or other.due,
        evidence=tuple(dict.fromkeys((*same.evidence, *new.evidence))),
    )
    rows = tuple(merged if matter is same else matter for matter in order.matters)
    return structs.replace(order, matters=rows)


def _is_same(known: Matter, new: Matter) -> bool:
    return known.matter == new.matter and not set(known.sources) & set(new.sources)


def chases_without_result(order: Order, profile: Profile) -> int:
    """Count the last 催办 in a row that brought no result (KF-13, KF-22)."""
    resolved = {
        reply.matter for reply in order.matter_replies if reply.resolved and not reply.retracted
    }
    count = 0
    for matter in sorted(order.matters, key=_received):
        kind = profile.matter(matter.matter)
        if matter.retracted or kind is None or not kind.counts:
            continue
        count = 0 if matter.entry_id in resolved else count + 1
    return count


def is_chased_too_often(order: Order, profile: Profile) -> bool:
    """Tell whether as many 催办 in a row brought no result as a penalty needs."""
    limits = [matter.counts for matter in profile.matters if matter.counts]
    return bool(limits) and chases_without_result(order, profile) >= min(limits)


def open_commitments(order: Order) -> tuple[Commitment, ...]:
    """List the promises that have not been kept yet, in the order in which they were made."""
    kept = {row.commitment for row in order.fulfilments if not row.retracted}
    return tuple(row for row in order.commitments if not row.retracted and row.entry_id not in kept)


def pending_extension(order: Order) -> Extension | None:
    """Find the undecided request for more time of the current round."""
    for row in order.extensions:
        if row.round == order.round.number and row.decided is None and not row.retracted:
            return row
    return None


def pending_claim(order: Order) -> IrregularClaim | None:
    """Find the undecided claim that the demand is irregular."""
    for row in order.irregular_claims:
        if row.decided is None and not row.retracted:
            return row
    return None


def standing_opinions(order: Order) -> tuple[CoOpinion, ...]:
    """List the contributions of assisting units that stand."""
    return tuple(row for row in order.co_opinions if not row.retracted)


def has_investigation(order: Order) -> bool:
    """Tell whether the preliminary investigation has been handed in."""
    return any(not row.retracted for row in order.investigations)
