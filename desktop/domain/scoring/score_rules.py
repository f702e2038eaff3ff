"""Formula data of a jurisdiction: full marks, factors, tiers, deductions, years and readings.

The numbers are data and the formulas are code; each formula set declares which items, numbers and
readings it knows, so that a key too many or too few in a file is found when the file is read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from desktop.domain.rule_table import RuleTable


@dataclass(frozen=True, slots=True)
class ItemShape:
    """What an item's table must hold, no less and no more.

    Attributes:
        numbers: Names of its numbers.
        kinds: Ids of what is counted in it (deductions, additions, grades).
        series: Name of its list of numbers, empty when it has none.
        full: Whether the document gives it a full mark.
    """

    numbers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    series: str = ""
    full: bool = True


@dataclass(frozen=True, slots=True)
class FormulaShape:
    """Items and open points that a formula set's code knows."""

    items: Mapping[str, ItemShape]
    points: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountedKind:
    """Something counted in an item: a fault, an addition, a grade.

    Attributes:
        id: Its name in score data.
        name: Its name on screen.
        points: Points each, always positive.
        clause: Where the document says so.
        rule: Rule id where it is not the item's own.
    """

    id: str
    name: str
    points: Decimal
    clause: str
    rule: str


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item of a formula set.

    Attributes:
        id: Place in the document, such as `2.1`.
        name: Name on screen.
        full: Full mark; None where the document gives none.
        rule: Rule id.
        clause: Where the document says so.
        numbers: Its factors and limits.
        kinds: What is counted in it.
        series: Its tiers, where it has some.
    """

    id: str
    name: str
    full: Decimal | None
    rule: str
    clause: str
    numbers: Mapping[str, Decimal]
    kinds: Mapping[str, CountedKind]
    series: tuple[Decimal, ...]

    @property
    def full_mark(self) -> Decimal:
        """Full mark of an item whose shape says that it has one."""
        return self.full if self.full is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class Point:
    """An open point of the text.

    Attributes:
        id: Its name, used in score data to choose another reading.
        question: What is open.
        default: Letter of the reading taken.
        options: Letter and text of every reading.
    """

    id: str
    question: str
    default: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class ScoreRules:
    """Formula data of one profile; compared by identity, so that what is derived can be kept.

    Attributes:
        profile: Profile id.
        formula: Id of the formula set's code.
        version: Number of this version.
        name: Name on screen.
        valid_from: First day it is in force, None when the document gives none.
        valid_to: Last day it is in force, None when the document gives none.
        outside_note: What is said of a score outside these days.
        sources: The documents it is read from.
        items: Items by id, in the document's order.
        points: Open points by id.
    """

    profile: str
    formula: str
    version: int
    name: str
    valid_from: date | None
    valid_to: date | None
    outside_note: str
    sources: tuple[str, ...]
    items: Mapping[str, ItemRule]
    points: Mapping[str, Point]

    def validity_notes(self, first: date, last: date) -> tuple[str, ...]:
        """Say so when a period is not wholly inside the days the document is in force."""
        too_early = self.valid_from is not None and first < self.valid_from
        too_late = self.valid_to is not None and last > self.valid_to
        return (self.outside_note,) if too_early or too_late else ()


def parse_score_rules(
    content: Mapping[str, object], shapes: Mapping[str, FormulaShape], *, name: str
) -> ScoreRules:
    """Read formula data.

    Args:
        content: The mapping, as `tomllib` gives it.
        shapes: What each formula set knows, by its id.
        name: The file's name, for messages.

    Raises:
        ProfileError: Something is missing, unknown or of the wrong type; the message names file,
            key and clause.
    """
    table = RuleTable(content, name)
    formula = table.choice("formula", tuple(shapes))
    shape = shapes[formula]
    rules = ScoreRules(
        profile=table.text("profile"),
        formula=formula,
        version=table.whole("version", least=1),
        name=table.text("name"),
        valid_from=table.day("valid_from") if "valid_from" in content else None,
        valid_to=table.day("valid_to") if "valid_to" in content else None,
        outside_note=table.text("outside_note", default=""),
        sources=table.texts("sources"),
        items={item.id: item for item in _items(table, shape)},
        points={point.id: point for point in _points(table, shape)},
    )
    table.finish()
    _demand_same(table, "items", rules.items, shape.items)
    _demand_same(table, "points", rules.points, shape.points)
    _demand_note(table, rules)
    return rules


def _demand_note(table: RuleTable, rules: ScoreRules) -> None:
    if (rules.valid_from or rules.valid_to) and not rules.outside_note:
        raise table.error("outside_note", "有施行期限就要写明期限外的说明")
    if rules.valid_from and rules.valid_to and rules.valid_from > rules.valid_to:
        raise table.error("valid_to", f"{rules.valid_to} 早于 {rules.valid_from}")


def _items(table: RuleTable, shape: FormulaShape) -> Iterable[ItemRule]:
    seen: set[str] = set()
    for entry in table.tables("items"):
        item_id = entry.choice("id", tuple(shape.items))
        if item_id in seen:
            raise entry.error("id", f"“{item_id}”写了两次")
        seen.add(item_id)
        yield _item(entry, item_id, shape.items[item_id])


def _item(table: RuleTable, item_id: str, shape: ItemShape) -> ItemRule:
    rule = table.text("rule")
    item = ItemRule(
        id=item_id,
        name=table.text("name"),
        full=_number(table, "full", table.text("full")) if shape.full else None,
        rule=rule,
        clause=table.text("clause"),
        numbers={key: _number(table, key, table.text(key)) for key in shape.numbers},
        kinds={kind.id: kind for kind in _kinds(table, rule)},
        series=_series(table, shape.series),
    )
    table.finish()
    _demand_same(table, "kinds", item.kinds, shape.kinds)
    return item


def _kinds(table: RuleTable, rule: str) -> Iterable[CountedKind]:
    for entry in table.tables("kinds"):
        yield CountedKind(
            id=entry.text("id"),
            name=entry.text("name"),
            points=_number(entry, "points", entry.text("points")),
            clause=entry.text("clause", default=""),
            rule=entry.text("rule", default=rule),
        )
        entry.finish()


def _series(table: RuleTable, key: str) -> tuple[Decimal, ...]:
    if not key:
        return ()
    values = table.texts(key)
    if not values:
        raise table.error(key, "至少要有一个数")
    return tuple(_number(table, key, value) for value in values)


def _points(table: RuleTable, shape: FormulaShape) -> Iterable[Point]:
    for entry in table.tables("points"):
        point_id = entry.choice("id", tuple(shape.points))
        options = dict(_option(option) for option in entry.tables("options"))
        _demand_same(entry, "options", options, shape.points[point_id])
        yield Point(
            point_id,
            entry.text("question"),
            entry.choice("default", shape.points[point_id]),
            options,
        )
        entry.text("clause", default="")
        entry.finish()


def _option(table: RuleTable) -> tuple[str, str]:
    option = table.text("id"), table.text("text")
    table.finish()
    return option


def _demand_same(table: RuleTable, key: str, found: Iterable[str], wanted: Iterable[str]) -> None:
    found_ids, wanted_ids = set(found), set(wanted)
    if missing := sorted(wanted_ids - found_ids):
        raise table.error(key, f"缺少 {'、'.join(missing)}")
    if unknown := sorted(found_ids - wanted_ids):
        raise table.error(key, f"不认识 {'、'.join(unknown)}")


def _number(table: RuleTable, key: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or number < 0:
        raise table.error(key, f'“{text}”应为写成文字的非负数，如 "0.8"')
    return number
