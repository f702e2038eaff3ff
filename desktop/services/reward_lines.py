"""What counts for and against the unit in a month, as far as its orders show it (KF-08 to KF-16).

Praise in the press or by leaders, and what only the centre knows, stands in no order: the form has
room to write it in.
"""

from collections.abc import Iterator
from datetime import datetime

from desktop.domain.clocks import Rules
from desktop.domain.matters import is_chased_too_often
from desktop.domain.missed_duties import missed_duties
from desktop.domain.orders import Order
from desktop.domain.profile import Duty, Penalty
from desktop.domain.scoring.score_rules import CountedKind, ScoreRules
from desktop.services.register_lines import approved_at
from desktop.services.report_period import Period
from desktop.services.reports import RewardLine, missed_in, public_title

_MISSED = {
    Duty.ACCEPT: "accept_late",
    Duty.CONTACT: "contact_late",
    Duty.RETURN: "return_late",
    Duty.HANDLE: "handle_late",
    Duty.REHANDLE: "rehandle_late",
}


def losses(order: Order, rules: Rules, period: Period, now: datetime) -> Iterator[RewardLine]:
    """List what an order cost in the period, one line for each penalty of the profile."""
    for event, at in _events(order, rules, period, now):
        for penalty in rules.profile.costs(event):
            yield _loss(order, penalty, at)


def gains(order: Order, score_rules: ScoreRules | None, period: Period) -> Iterator[RewardLine]:
    """List what an order earned in the period, where the assessment knows additions."""
    kinds = score_rules.items["4"].kinds if score_rules and "4" in score_rules.items else {}
    closed_at = order.closed.at if order.closed else None
    if closed_at and period.holds(closed_at) and approved_at(order) and _is_signed(order):
        yield from _gain(order, kinds.get("leader_order"), closed_at)
    for the_round in order.rounds:
        taken = [row for row in the_round.head_parts if not row.retracted]
        for part in taken[:1]:
            if period.holds(part.occurred_at):
                yield from _gain(order, kinds.get("head_took_part"), part.occurred_at)


def _events(
    order: Order, rules: Rules, period: Period, now: datetime
) -> Iterator[tuple[str, datetime]]:
    for missed in missed_in(missed_duties(order, rules, now), period):
        yield _MISSED[missed.duty], missed.due
    for the_round in order.rounds[1:]:
        if period.holds(the_round.started_at):
            yield "redone", the_round.started_at
    yield from _matter_events(order, rules, period)
    for claim in order.irregular_claims:
        if claim.decided and not claim.accepted and period.holds(claim.decided.at):
            yield "irregular_rejected", claim.decided.at


def _matter_events(order: Order, rules: Rules, period: Period) -> Iterator[tuple[str, datetime]]:
    matters = [row for row in order.matters if not row.retracted]
    for matter in matters:
        kind = rules.profile.matter(matter.matter)
        if kind is not None and "督" in kind.name and period.holds(matter.received_at):
            yield "supervised", matter.received_at
    last = max((matter.received_at for matter in matters), default=None)
    if last and period.holds(last) and is_chased_too_often(order, rules.profile):
        yield "chased_twice", last


def _is_signed(order: Order) -> bool:
    """Tell whether the report was signed by the unit's leader, as KF-08 asks."""
    return any(row.form in {"F2", "F9"} and not row.retracted for row in order.signatures)


def _loss(order: Order, penalty: Penalty, at: datetime) -> RewardLine:
    return RewardLine(
        number=order.number,
        title=public_title(order),
        at=at,
        text=penalty.text,
        points=f"-{penalty.cost}" if penalty.cost else "",
        rule=penalty.rule,
    )


def _gain(order: Order, kind: CountedKind | None, at: datetime) -> Iterator[RewardLine]:
    if kind is not None:
        yield RewardLine(
            number=order.number,
            title=public_title(order),
            at=at,
            text=kind.name,
            points=f"+{kind.points.normalize():f}",
            rule=kind.rule,
        )
