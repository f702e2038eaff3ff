"""Generic 12345 plans (S1): answers in time and the satisfaction target (GP-01, GP-06)."""

from decimal import Decimal

from msgspec import structs

from desktop.domain.scoring.figures import Count, ScoreData, demand_within, percent
from desktop.domain.scoring.rate_nodes import rate_node, target_notes
from desktop.domain.scoring.score_rules import FormulaShape, ItemRule, ItemShape, ScoreRules
from desktop.domain.scoring.tree import ONE, Node, WhatIf

_PLAIN = ItemShape(full=False)
_TARGET = ItemShape(full=False, numbers=("target_percent",))

SHAPE = FormulaShape(
    items={
        "targets": _PLAIN,
        "1": _PLAIN,
        "2": _PLAIN,
        "3": _TARGET,
        "4": _TARGET,
        "5": _TARGET,
    }
)
"""What `resources/scores/generic.toml` must hold."""

_CALL_CENTRE = "接通率只用于话务中心，不是承办单位的指标"


class GenericData(ScoreData, frozen=True):
    """Score data of a unit under a generic plan.

    Attributes:
        general: General problems due.
        general_on_time: Those solved in time.
        complex: Complex problems due.
        complex_on_time: Those clearly answered in time.
        rated: Rated orders.
        satisfied: Those rated as satisfied.
        connected: Share of calls answered, 0 to 1; for call centres only.
    """

    general: Count | None = None
    general_on_time: Count | None = None
    complex: Count | None = None
    complex_on_time: Count | None = None
    rated: Count | None = None
    satisfied: Count | None = None
    connected: Decimal | None = None


def score(rules: ScoreRules, data: GenericData) -> Node:
    """Compute the rates and hold them against the targets.

    Raises:
        ScoreDataError: The figures contradict each other.
    """
    items = rules.items
    children = [
        rate_node(items["1"], ("按时解决", data.general_on_time), ("到期一般问题", data.general)),
        rate_node(items["2"], ("按时答复", data.complex_on_time), ("到期复杂问题", data.complex)),
        rate_node(items["3"], ("满意", data.satisfied), ("已评价", data.rated)),
    ]
    if data.connected is not None:
        demand_within("connected", data.connected, ONE)
        children += [_connected(items[item_id], data.connected) for item_id in ("4", "5")]
    root = items["targets"]
    return Node(id="targets", name=root.name, rule=root.rule, children=tuple(children))


def what_if(rules: ScoreRules, data: GenericData) -> tuple[WhatIf, ...]:
    """There are no marks, so nothing costs any."""
    del rules, data
    return ()


def _connected(item: ItemRule, rate: Decimal) -> Node:
    node = Node(
        id=item.id,
        name=item.name,
        value=rate,
        rule=item.rule,
        computed_from={"接通率（%）": percent(rate)},
        notes=(_CALL_CENTRE,),
    )
    return structs.replace(node, notes=(*node.notes, *target_notes(item, rate)))
