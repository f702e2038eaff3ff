"""Plain quotients as nodes: a part, a whole, and the target where a document has one."""

from collections.abc import Mapping
from decimal import Decimal

from desktop.domain.scoring.figures import (
    Count,
    ScoreDataError,
    amount,
    demand_at_most,
    numbers_of,
    percent,
    quotient,
)
from desktop.domain.scoring.score_rules import ItemRule
from desktop.domain.scoring.tree import Figure, Node, number_text

OURS = "文件未给出公式：按件数相除，是本程序的算法"
_EMPTY = "没有可计算的工单"
_UNKNOWN = "未填"


def rate_node(
    item: ItemRule,
    part: tuple[str, Count | None],
    whole: tuple[str, Count | None],
    *,
    notes: tuple[str, ...] = (OURS,),
) -> Node:
    """Divide two counts; the orders of the whole that are not in the part are listed.

    Raises:
        ScoreDataError: The part is greater than the whole.
    """
    parts = {name: amount(count) for name, count in (part, whole) if count is not None}
    rate = None
    why: tuple[str, ...] = (_UNKNOWN,)
    if part[1] is not None and whole[1] is not None:
        demand_at_most(item.name, part[0], amount(part[1]), whole[0], amount(whole[1]))
        rate = quotient(amount(part[1]), amount(whole[1]))
        why = () if rate is not None else (_EMPTY,)
    return Node(
        id=item.id,
        name=item.name,
        value=rate,
        rule=item.rule,
        computed_from=parts,
        notes=(*notes, *why, *target_notes(item, rate)),
        orders=_missing(part[1], whole[1]),
    )


def target_notes(item: ItemRule, rate: Decimal | None) -> tuple[str, ...]:
    """Say whether a target is reached, where the item has one."""
    target = item.numbers.get("target_percent")
    if target is None:
        return ()
    aim = f"目标 {number_text(target)}%"
    if rate is None:
        return (aim,)
    return (f"{aim}：{'已达到' if percent(rate) >= target else '未达到'}",)


def grade_node(item: ItemRule, node_id: str, grades: Mapping[str, Count]) -> Node:
    """List grades as they came: data, not a formula."""
    figures: dict[str, Figure] = {
        kind.name: amount(grades[kind.id]) for kind in item.kinds.values() if kind.id in grades
    }
    rated = sum(amount(count) for count in grades.values())
    return Node(
        id=node_id,
        name=f"{item.name}·评价等次",
        value=Decimal(rated),
        rule=item.rule,
        computed_from=figures,
        notes=("等次来自平台或“好差评”，只作数据列出",),
    )


def demand_grades(place: str, item: ItemRule, grades: Mapping[str, Count]) -> None:
    """Refuse grades that the formula data does not know.

    Raises:
        ScoreDataError: There is one.
    """
    for grade in grades:
        if grade not in item.kinds:
            raise ScoreDataError(f"{place}：没有“{grade}”，只有：{'、'.join(item.kinds)}")


def _missing(part: Count | None, whole: Count | None) -> tuple[str, ...]:
    if not isinstance(part, tuple):
        return ()
    inside = set(part)
    return tuple(number for number in numbers_of(whole) if number not in inside)
