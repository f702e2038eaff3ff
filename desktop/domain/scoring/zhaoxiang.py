"""Sample formula: the monthly score of the neighbouring 赵巷镇, off unless it is asked for.

夏阳's own formula of 工单得分 is not in its document; this one only shows what such a score is.
"""

from decimal import Decimal

from msgspec import field

from desktop.domain.scoring.figures import (
    Count,
    Record,
    amount,
    demand_at_most,
    numbers_of,
    quotient,
)
from desktop.domain.scoring.rate_nodes import demand_grades
from desktop.domain.scoring.score_rules import ItemRule, ItemShape, ScoreRules
from desktop.domain.scoring.tree import ZERO, Figure, Mark, Node, total

ITEMS = {
    "sample": ItemShape(),
    "sample.1": ItemShape(),
    "sample.2": ItemShape(),
    "sample.3": ItemShape(),
    "sample.4": ItemShape(kinds=("satisfied", "basic", "fair", "dissatisfied")),
}
"""Items of the sample in `resources/scores/xiayang.toml`."""

_SAMPLE = "样例公式（赵巷镇），不是夏阳街道的规定，只作参考"
_UNRATED = "未评价的不计入分母"
_EMPTY = "没有可计算的工单：只给出范围"


class SampleFigures(Record, frozen=True):
    """Figures for the sample formula.

    Attributes:
        load: Orders of the unit.
        group_load: Orders of its group; 村居 and 部门 are separate groups.
        contacted: Orders whose caller says that he was contacted.
        not_contacted: Orders whose caller says that he was not.
        solved: Orders 实际解决 or 解释说明.
        grades: Rated orders by grade.
    """

    load: Count
    group_load: Count
    contacted: Count = 0
    not_contacted: Count = 0
    solved: Count = 0
    grades: dict[str, Count] = field(default_factory=dict)


def sample_node(rules: ScoreRules, figures: SampleFigures) -> Node:
    """Compute the sample score.

    Raises:
        ScoreDataError: The figures contradict each other or name an unknown grade.
    """
    items = rules.items
    demand_grades("sample.grades", items["sample.4"], figures.grades)
    own, group = amount(figures.load), amount(figures.group_load)
    demand_at_most("sample.load", "受理量", own, "同组受理总量", group)
    yes, no = amount(figures.contacted), amount(figures.not_contacted)
    solved = Decimal(1 if amount(figures.solved) else 0)
    children = (
        _part(items["sample.1"], quotient(own, group), {"受理量": own, "同组受理总量": group}),
        _part(
            items["sample.2"],
            quotient(yes, yes + no),
            {"已联系": yes, "未联系": no},
            (_UNRATED,),
            numbers_of(figures.not_contacted),
        ),
        _part(items["sample.3"], solved, {"实际解决和解释说明": amount(figures.solved)}),
        _satisfied(items["sample.4"], figures),
    )
    return Node(
        id="sample",
        name=items["sample"].name,
        mark=total([child.mark for child in children]),
        full=items["sample"].full,
        rule=items["sample"].rule,
        notes=(_SAMPLE, "逾期工单为减分情况，样例没有给出数值"),
        children=children,
    )


def _satisfied(item: ItemRule, figures: SampleFigures) -> Node:
    weights = ZERO
    parts: dict[str, Figure] = {}
    for grade, count in figures.grades.items():
        weights += item.kinds[grade].points * amount(count)
        parts[item.kinds[grade].name] = amount(count)
    rated = sum(amount(count) for count in figures.grades.values())
    share = weights / rated if rated else None
    bad = numbers_of(figures.grades.get("dissatisfied"))
    return _part(item, share, parts, (_UNRATED,), bad)


def _part(
    item: ItemRule,
    share: Decimal | None,
    parts: dict[str, Figure],
    notes: tuple[str, ...] = (),
    orders: tuple[str, ...] = (),
) -> Node:
    mark: Mark = (ZERO, item.full_mark) if share is None else share * item.full_mark
    return Node(
        id=item.id,
        name=item.name,
        value=share,
        mark=mark,
        full=item.full,
        rule=item.rule,
        computed_from=parts,
        notes=notes if share is not None else (*notes, _EMPTY),
        orders=orders,
    )
