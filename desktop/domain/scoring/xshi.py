"""x市 platform plan (S1): the year-end figures of a 联动单位 or 分中心 (ZZ-10, ZZ-11)."""

from decimal import Decimal

from desktop.domain.scoring.figures import Count, Record, ScoreData, amount, numbers_of
from desktop.domain.scoring.rate_nodes import rate_node
from desktop.domain.scoring.score_rules import FormulaShape, ItemRule, ItemShape, ScoreRules
from desktop.domain.scoring.tree import Node, WhatIf

_PLAIN = ItemShape(full=False)

SHAPE = FormulaShape(
    items={
        "year_end": _PLAIN,
        "1": _PLAIN,
        "1.1": _PLAIN,
        "1.2": _PLAIN,
        "1.3": _PLAIN,
        "2": _PLAIN,
        "3": _PLAIN,
        "4": _PLAIN,
    }
)
"""What `resources/scores/xshi.toml` must hold."""


class Responsibility(Record, frozen=True):
    """One thing of 主体责任 and whether it is in place."""

    name: str
    done: bool


class XshiData(ScoreData, frozen=True):
    """Score data of an x市 unit.

    Attributes:
        assigned: Orders transferred in the period.
        received_on_time: Those received in time.
        due: Orders due in the period.
        handled_on_time: Those handled in time.
        answered_on_time: Those whose result was fed back in time.
        rated: Orders rated at the platform's call-back (统一回访).
        satisfied: Those rated as satisfied.
        responsibilities: 主体责任 as a checklist; the plan gives no formula.
        redone_twice: Orders redone twice and still dissatisfied: 督办台账 (ZZ-10).
    """

    assigned: Count | None = None
    received_on_time: Count | None = None
    due: Count | None = None
    handled_on_time: Count | None = None
    answered_on_time: Count | None = None
    rated: Count | None = None
    satisfied: Count | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    redone_twice: Count = 0


def score(rules: ScoreRules, data: XshiData) -> Node:
    """Compute the year-end figures.

    Raises:
        ScoreDataError: The figures contradict each other.
    """
    items = rules.items
    due = ("到期", data.due)
    times = (
        rate_node(items["1.1"], ("按时接收", data.received_on_time), ("转办", data.assigned)),
        rate_node(items["1.2"], ("按时办结", data.handled_on_time), due),
        rate_node(items["1.3"], ("按时反馈", data.answered_on_time), due),
    )
    satisfied = rate_node(items["2"], ("满意", data.satisfied), ("已回访评价", data.rated))
    return _plain(
        items["year_end"],
        (
            _plain(items["1"], times),
            satisfied,
            _responsibility(items["3"], data.responsibilities),
            _listed_twice(items["4"], data.redone_twice),
        ),
    )


def what_if(rules: ScoreRules, data: XshiData) -> tuple[WhatIf, ...]:
    """There are no marks, so nothing costs any."""
    del rules, data
    return ()


def _plain(item: ItemRule, children: tuple[Node, ...]) -> Node:
    return Node(id=item.id, name=item.name, rule=item.rule, children=children)


def _responsibility(item: ItemRule, entries: tuple[Responsibility, ...]) -> Node:
    done = sum(entry.done for entry in entries)
    children = tuple(
        Node(
            id=f"{item.id}.{place}",
            name=entry.name,
            value=Decimal(entry.done),
            rule=item.rule,
            notes=("已落实" if entry.done else "未落实",),
        )
        for place, entry in enumerate(entries, 1)
    )
    return Node(
        id=item.id,
        name=item.name,
        value=Decimal(done),
        rule=item.rule,
        computed_from={"已落实": done, "应落实": len(entries)},
        notes=("方案没有计分公式：逐项列出",),
        children=children,
    )


def _listed_twice(item: ItemRule, count: Count) -> Node:
    notes = ("二次重办仍不满意：列入督办台账，督查室发督查通知，限期整改",) if amount(count) else ()
    return Node(
        id=item.id,
        name=item.name,
        value=Decimal(amount(count)),
        rule=item.rule,
        notes=notes,
        orders=numbers_of(count),
    )
