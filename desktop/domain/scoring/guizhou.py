"""贵州 (S3): 解决率 and 满意率 of a unit as plain quotients of ours; grades as data (GZ-01)."""

from decimal import Decimal

from msgspec import field

from desktop.domain.scoring.figures import (
    Count,
    ReadingDesk,
    Readings,
    ScoreData,
    amount,
    desk_for,
    numbers_of,
)
from desktop.domain.scoring.rate_nodes import OURS, demand_grades, grade_node, rate_node
from desktop.domain.scoring.score_rules import FormulaShape, ItemShape, ScoreRules
from desktop.domain.scoring.tree import ZERO, Mark, Node, WhatIf

_PLAIN = ItemShape(full=False)

SHAPE = FormulaShape(
    items={
        "rates": _PLAIN,
        "1": _PLAIN,
        "2": ItemShape(
            full=False,
            kinds=("very_satisfied", "satisfied", "basic", "dissatisfied", "very_dissatisfied"),
        ),
    },
    points={"satisfied_grades": ("A", "B")},
)
"""What `resources/scores/guizhou.toml` must hold."""

_RESPONSE = "响应率只用于省对市（州）12345平台的评价，不用于承办单位"


class GuizhouData(ScoreData, frozen=True):
    """Score data of a 贵州 unit.

    Attributes:
        finished: Orders finished in the period.
        solved: Those of them whose problem was solved.
        grades: Rated orders by grade.
    """

    finished: Count | None = None
    solved: Count | None = None
    grades: dict[str, Count] = field(default_factory=dict)


def score(rules: ScoreRules, data: GuizhouData) -> Node:
    """Compute both rates.

    Raises:
        ScoreDataError: The figures contradict each other or name an unknown grade.
    """
    demand_grades("grades", rules.items["2"], data.grades)
    root = rules.items["rates"]
    solved = rate_node(rules.items["1"], ("解决", data.solved), ("办结", data.finished))
    return Node(
        id="rates",
        name=root.name,
        rule=root.rule,
        notes=(_RESPONSE,),
        children=(solved, _satisfied(desk_for(rules, data.readings), data)),
    )


def what_if(rules: ScoreRules, data: GuizhouData) -> tuple[WhatIf, ...]:
    """There are no marks, so nothing costs any."""
    del rules, data
    return ()


def _satisfied(desk: ReadingDesk, data: GuizhouData) -> Node:
    """满意率: satisfied grades among all rated orders; a grade's points are its weight."""
    item = desk.rules.items["2"]
    rated = sum(amount(count) for count in data.grades.values())

    def compute(readings: Readings) -> tuple[Mark, Mark]:
        left_out = "basic" if readings["satisfied_grades"] == "B" else ""
        weights = ZERO
        for grade, count in data.grades.items():
            if grade != left_out:
                weights += item.kinds[grade].points * amount(count)
        return weights / rated if rated else None, None

    value, _ = compute(desk.taken)
    bad = [kind.id for kind in item.kinds.values() if not kind.points]
    return Node(
        id="2",
        name=item.name,
        value=value,
        rule=item.rule,
        reading=desk.words("satisfied_grades"),
        other_readings=desk.others(("satisfied_grades",), compute),
        computed_from={"已评价": Decimal(rated)},
        notes=(OURS,) if value is not None else (OURS, "没有已评价的工单"),
        children=(grade_node(item, "2.grades", data.grades),),
        orders=tuple(number for grade in bad for number in numbers_of(data.grades.get(grade))),
    )
