"""The year in numbers, for the self-assessment (KF-19)."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.clocks import Rules, due_of, is_contact_excused
from desktop.domain.missed_duties import duty_done_at
from desktop.domain.orders import CallbackResult, Order, Stage
from desktop.domain.profile import Duty
from desktop.domain.scoring.score_rules import ItemRule, ScoreRules
from desktop.domain.scoring.tree import Node, Score, mark_text
from desktop.services.register_lines import approved_at
from desktop.services.reports import SelfReportLine, Share, YearFacts, last_feedback

_TOTAL = "total"


@dataclass
class YearTally:
    """The year's orders, counted as they are read."""

    dispatched: int = 0
    closed: int = 0
    redone: int = 0
    leaders: int = 0
    handled: tuple[int, int] = (0, 0)
    contacted: tuple[int, int] = (0, 0)
    satisfied: tuple[int, int] = (0, 0)

    def add(self, order: Order, rules: Rules, now: datetime) -> None:
        """Count one order."""
        self.dispatched += 1
        self.closed += order.stage is Stage.CLOSED
        self.redone += len(order.rounds) - 1
        self.leaders += approved_at(order) is not None
        self.handled = _added(self.handled, _in_time(order, Duty.HANDLE, rules, now))
        if not is_contact_excused(order, rules.profile):
            self.contacted = _added(self.contacted, _in_time(order, Duty.CONTACT, rules, now))
        feedback = last_feedback(order)
        if feedback is not None:
            good = feedback is not CallbackResult.DISSATISFIED
            self.satisfied = _added(self.satisfied, good)

    @property
    def facts(self) -> YearFacts:
        """The counts so far."""
        return YearFacts(
            dispatched=self.dispatched,
            closed=self.closed,
            in_time=Share(*self.handled),
            contacted=Share(*self.contacted),
            satisfied=Share(*self.satisfied),
            redone=self.redone,
            leaders=self.leaders,
        )


def item_lines(rules: ScoreRules) -> tuple[SelfReportLine, ...]:
    """List the items of an assessment, to be marked by hand; the sum stands last."""
    items = sorted(rules.items.values(), key=_is_total)
    return tuple(
        SelfReportLine(
            id=item.id,
            name=item.name,
            clause=item.clause,
            full="" if item.full is None else f"{item.full.normalize():f}",
        )
        for item in items
    )


def _is_total(item: ItemRule) -> bool:
    return item.id == _TOTAL


def scored_lines(rules: ScoreRules, score: Score) -> tuple[SelfReportLine, ...]:
    """List the items with the marks of a score and what each was computed from."""
    clauses = {item.id: item.clause for item in rules.items.values()}
    return tuple(_scored(node, clauses.get(node.id, "")) for node in _nodes(score.root))


def _nodes(node: Node) -> list[Node]:
    """Walk a tree, the parts first and the sum last, as a person adds them up."""
    below = [found for child in node.children for found in _nodes(child)]
    return [*below, node]


def _scored(node: Node, clause: str) -> SelfReportLine:
    parts = [f"{name} {_figure(value)}" for name, value in node.computed_from.items()]
    evidence = "；".join(part for part in ("，".join(parts), *node.notes) if part)
    if node.orders:
        evidence += f"\n工单：{'、'.join(node.orders)}"
    return SelfReportLine(
        id=node.id,
        name=node.name,
        clause=clause,
        full="" if node.full is None else mark_text(node.full),
        mark="" if node.mark is None else mark_text(node.mark),
        evidence=evidence.strip(),
    )


def _figure(value: object) -> str:
    return str(value) if isinstance(value, int | str) else mark_text(value)  # type: ignore[arg-type]  # a `Figure` that is neither is a `Mark`


def _in_time(order: Order, duty: Duty, rules: Rules, now: datetime) -> bool | None:
    """Tell whether a duty of the first round was done in time; None while that is open."""
    due = due_of(order, duty, rules)
    done_at = duty_done_at(order.rounds[0], duty)
    if due is None or (done_at is None and not due.is_past(now)):
        return None
    return done_at is not None and not due.is_past(done_at)


def _added(share: tuple[int, int], met: bool | None) -> tuple[int, int]:
    return share if met is None else (share[0] + met, share[1] + 1)
