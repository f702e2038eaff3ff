"""A place and its rules, for tables of cases: short words for what its people do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from helpers.orders import (
    CLERK,
    DISPATCHED_AT,
    HANDS_ON,
    RESULT,
    a_signature,
    an_order,
    at,
    contacted,
    did,
    refusal_of,
)
from helpers.rulebook import profile_rules
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import (
    clocks_for,
    clocks_of,
    informing_clocks_for,
    informing_clocks_of,
    next_due,
    open_duties,
)
from desktop.domain.earlier_deadlines import earlier_deadlines
from desktop.domain.guide import next_step, steps
from desktop.domain.orders import LegalBasis, Order, ReturnForm, Signoff
from desktop.domain.profile import Duty
from desktop.domain.reporting import reports_due


@dataclass(frozen=True)
class Case:
    """One row of a place's table.

    Attributes:
        rule: The rule it shows.
        name: What it shows.
        found: Finds out.
        expected: What the document says.
    """

    rule: str
    name: str
    found: Callable[[], object]
    expected: object


FULL_RESULT = structs.replace(
    RESULT, handlers="陈敏", answered_at=at(0.9), answer_way="电话", answer="已于当天疏通下水道"
)
"""A result that names persons and tells what the caller was told."""


class Place:
    """One profile with the people of `helpers.orders`."""

    def __init__(self, profile_id: str) -> None:
        self.rules = profile_rules(profile_id)
        self.profile = self.rules.profile

    def order(self, **changes: Any) -> Order:
        kind = self.profile.kinds[0].id
        return an_order(**{"profile": self.profile.id, "kind": kind, **changes})

    def did(self, order: Order, *actions: Any, moment: datetime = HANDS_ON) -> Order:
        return did(order, *actions, moment=moment, rules=self.rules)

    def accepted(self, *actions: Any, **changes: Any) -> Order:
        return self.did(self.order(**changes), act.Accept(), *actions)

    def handled(self, *actions: Any, **changes: Any) -> Order:
        """Accepted, contacted, with a full result."""
        return self.accepted(contacted(), act.SaveResult(FULL_RESULT), *actions, **changes)

    def signed(self, order: Order) -> Order:
        """With the sign-off sheet written and signed in both boxes."""
        order = self.did(order, act.SaveSignoff(Signoff(opinion="请城建科办理", section="城建科")))
        for step in ("step1", "step3"):
            order = self.did(order, a_signature(order, "F3", step))
        return order

    def submitted(self, **changes: Any) -> Order:
        """Handed in with everything that the place can demand."""
        order = self.signed(self.handled(**changes))
        order = self.did(order, a_signature(order, "F2", "head"))
        return self.did(order, act.Submit())

    def refused(self, order: Order, action: Any, *, moment: datetime = HANDS_ON) -> str:
        return refusal_of(order, action, moment=moment, rules=self.rules)

    def knows(self, kind: type[act.Action]) -> bool:
        """Whether an action exists here: the gate and the screen agree."""
        known = act.kind_of(kind) in self.profile.actions
        shown = {step.action for step in steps(self.order(), self.rules, HANDS_ON, CLERK)}
        assert known or kind not in shown
        return known

    def due(self, duty: str, dispatched: str, *, kind: str = "", receipt: str = "") -> str:
        """The day on which a duty ends; empty where it has no number."""
        clocks = clocks_for(
            kind or self.profile.kinds[0].id,
            self.rules,
            dispatched_at=moment_of(dispatched),
            rehandle_at=moment_of(dispatched),
            receipt_at=moment_of(receipt) if receipt else None,
        )
        return "".join(str(clock.due.date()) for clock in clocks if clock.duty == duty)

    def street_due(self, dispatched: str, *, kind: str = "") -> str:
        """The day on which the street itself has to be done, and its rule; for information."""
        start = moment_of(dispatched)
        kind = kind or self.profile.kinds[0].id
        clocks = informing_clocks_for(kind, self.rules, dispatched_at=start)
        return "".join(f"{clock.due.date()} {clock.rule}" for clock in clocks)

    def informs(self, order: Order) -> list[str]:
        """The days of an order's deadlines that are others'."""
        return [str(clock.due.date()) for clock in informing_clocks_of(order, self.rules)]

    def earlier(self, order: Order) -> list[tuple[str, str, str]]:
        """Duty, old day and new day of the deadlines that an extension replaced."""
        return [
            (row.duty.value, str(row.due.date()), str(row.new_due.date()))
            for row in earlier_deadlines(order)
        ]

    def clock_rule(self, duty: str, *, kind: str = "") -> tuple[str, str]:
        """Rule id, and what stands in the place of a number."""
        rule = self.profile.clock(Duty(duty), kind or self.profile.kinds[0].id)
        return (rule.rule, rule.no_number) if rule else ("", "")

    def open_on(self, order: Order) -> tuple[str, ...]:
        return tuple(duty.value for duty in open_duties(order, self.profile))

    def shown_due(self, order: Order, duty: str) -> str:
        """The day of an order's own clock."""
        clocks = clocks_of(order, self.rules)
        return "".join(str(clock.due.date()) for clock in clocks if clock.duty == duty)

    def next_due(self, order: Order) -> tuple[str, str] | None:
        due = next_due(order, self.rules)
        return (due.duty.value, str(due.due.date())) if due else None

    def next(self, order: Order, *, now: datetime = HANDS_ON) -> type | None:
        return next_step(order, self.rules, now, CLERK)

    def cautions(self, order: Order, kind: type, *, now: datetime = HANDS_ON) -> set[str]:
        for step in steps(order, self.rules, now, CLERK):
            if step.action is kind:
                return {caution.code for caution in step.cautions}
        return {"hidden"}

    def cost(self, penalty: str) -> tuple[str, str]:
        found = next(entry for entry in self.profile.penalties if entry.id == penalty)
        return str(found.cost), found.rule

    def waiting(self) -> list[str]:
        """The kinds of matter that wait for a reply once they are entered."""
        return [
            kind.id
            for kind in self.profile.matters
            if self.open_on(self.did(self.accepted(), matter(kind.id)))[-1] == "supervise"
        ]

    def reports(self, first: str, last: str, duty: str) -> list[tuple[str, str]]:
        """Due day and alarm day of each report of a duty."""
        found = reports_due(self.rules, date.fromisoformat(first), date.fromisoformat(last))
        return [(str(r.due), str(r.alarm_on)) for r in found if r.duty.id == duty]

    def standing(self, duty: str) -> str:
        """The cycle of a reporting duty."""
        return next(entry.cycle for entry in self.profile.reporting_duties if entry.id == duty)


def moment_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CST).replace(hour=10)


BASIS = (LegalBasis("三定方案", "临编〔2019〕1号", "第三条"),)
PHONED = act.RecordPhoneReport(
    entry_id="ph-1", occurred_at=at(0.5), person="县中心值班员", text="属水务站"
)


def return_form(**changes: Any) -> act.SaveReturnForm:
    fields: dict[str, Any] = {
        "reason_class": "not_our_duty",
        "reason": "属于水务站职责",
        "basis": BASIS,
        "suggested_unit": "水务管理站",
    }
    return act.SaveReturnForm(ReturnForm(**{**fields, **changes}))


def matter(kind: str, entry: str = "mt-1", **changes: Any) -> act.RegisterMatter:
    fields: dict[str, Any] = {"received_at": HANDS_ON, "text": "请尽快答复", "due": None}
    return act.RegisterMatter(entry_id=entry, matter=kind, **{**fields, **changes})


def reply(entry: str = "mr-1", **changes: Any) -> act.ReplyMatter:
    return act.ReplyMatter(entry_id=entry, **{"text": "已办结", **changes})


def opened(kind: str, entry: str = "om-1", **changes: Any) -> act.OpenMatter:
    return act.OpenMatter(entry_id=entry, matter=kind, **{"text": "督办", **changes})


def days_later(days: int) -> datetime:
    return DISPATCHED_AT + timedelta(days=days)
