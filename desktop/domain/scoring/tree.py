"""A mark as a tree: what it is, by which clause and reading, and from which orders."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

Range = tuple[Decimal, Decimal]
"""Lowest and highest possible value where a figure is not known."""
Mark = Decimal | Range | None
"""A mark, the range it lies in, or None where it cannot be said at all."""
Figure = Decimal | int | str | Range | None

ZERO = Decimal(0)
ONE = Decimal(1)
_MARK_PLACES = Decimal("0.0001")
_VALUE_PLACES = Decimal("0.000001")


class OtherReading(Struct, frozen=True):
    """What another reading of an open text would give.

    Attributes:
        point: Id of the open point.
        reading: Letter of the reading.
        text: The reading in a clerk's words.
        mark: The mark under it, everything else unchanged.
        value: The figure under it, where it differs.
    """

    point: str
    reading: str
    text: str
    mark: Mark
    value: Mark = None


class Node(Struct, frozen=True, kw_only=True):
    """One item of a score; its children say what it is made of.

    Attributes:
        id: Place in the formula set, such as `2.1`; unique in a tree.
        name: Name on screen.
        value: The figure the mark comes from: a rate, a count, a sum of money.
        mark: The mark; a range where figures of the group are not known.
        full: Full mark, None where there is none.
        rule: Rule id, such as LS-22.
        reading: Readings taken where the text is open, in words.
        other_readings: What the other readings give.
        computed_from: Name and amount of everything that went in.
        notes: What a reader has to know, in Chinese.
        children: Parts.
        orders: Numbers of the orders behind it.
    """

    id: str
    name: str
    value: Mark = None
    mark: Mark = None
    full: Decimal | None = None
    rule: str = ""
    reading: str = ""
    other_readings: tuple[OtherReading, ...] = ()
    computed_from: Mapping[str, Figure] = {}
    notes: tuple[str, ...] = ()
    children: "tuple[Node, ...]" = ()
    orders: tuple[str, ...] = ()

    def find(self, wanted: str) -> "Node | None":
        """Find a node of this tree by its id."""
        if self.id == wanted:
            return self
        return next((found for child in self.children if (found := child.find(wanted))), None)


class Change(Struct, frozen=True):
    """How one node's mark would change."""

    id: str
    name: str
    before: Mark
    after: Mark
    cost: Mark


class WhatIf(Struct, frozen=True):
    """若…则…: what one more late, returned-late or redone order costs.

    Attributes:
        id: Machine name of the case.
        text: The case in a clerk's words.
        cost: Change of the whole mark, negative when it falls; None where it cannot be said.
        changes: The items that change.
    """

    id: str
    text: str
    cost: Mark
    changes: tuple[Change, ...]


class Score(Struct, frozen=True, kw_only=True):
    """The result of one formula set for one unit and period.

    Attributes:
        profile: Profile id.
        formula: Name of the rules on screen.
        version: Version of the formula data.
        unit: Name of the unit.
        period: Month, year or span, as given.
        readings: The reading taken at each open point.
        notes: Notes on the whole, such as 按2020年度办法试算.
        root: The tree.
        what_if: What one more order of a kind would cost.
    """

    profile: str
    formula: str
    version: int
    unit: str
    period: str
    readings: dict[str, str]
    notes: tuple[str, ...]
    root: Node
    what_if: tuple[WhatIf, ...] = ()


def low(mark: Decimal | Range) -> Decimal:
    """Give the lowest value a mark can have."""
    return mark[0] if isinstance(mark, tuple) else mark


def high(mark: Decimal | Range) -> Decimal:
    """Give the highest value a mark can have."""
    return mark[1] if isinstance(mark, tuple) else mark


def between(lowest: Decimal, highest: Decimal) -> Decimal | Range:
    """Make a range, or the one value when both ends agree."""
    return lowest if lowest == highest else (lowest, highest)


def total(marks: Iterable[Mark]) -> Mark:
    """Add marks; ranges add end by end, and one unknown mark makes the sum unknown."""
    lowest = highest = ZERO
    for mark in marks:
        if mark is None:
            return None
        if isinstance(mark, tuple):
            lowest += mark[0]
            highest += mark[1]
        else:
            lowest += mark
            highest += mark
    return between(lowest, highest)


def scaled(mark: Mark, factor: Decimal) -> Mark:
    """Multiply a mark by a factor that is not negative."""
    if mark is None:
        return None
    return between(low(mark) * factor, high(mark) * factor)


def other_totals(whole: Mark, parts: Sequence[Node]) -> tuple[OtherReading, ...]:
    """Say what a sum would be if another reading were taken wherever it plays a part.

    Args:
        whole: The sum.
        parts: The nodes it was made from, at any depth; sums among them have no readings.
    """
    if whole is None:
        return ()
    found: dict[tuple[str, str], tuple[str, Mark]] = {}
    for part in parts:
        for other in part.other_readings:
            if part.mark is not None and other.mark is not None:
                key = other.point, other.reading
                seen = found.get(key)
                base = whole if seen is None else seen[1]
                found[key] = other.text, _swapped(base, part.mark, other.mark)
    return tuple(
        OtherReading(point, reading, text, mark) for (point, reading), (text, mark) in found.items()
    )


def _swapped(whole: Mark, old: Decimal | Range, new: Decimal | Range) -> Mark:
    """Take one mark out of a sum and put another one in, end by end."""
    if whole is None:
        return None
    if isinstance(whole, tuple) or isinstance(old, tuple) or isinstance(new, tuple):
        return between(low(whole) - low(old) + low(new), high(whole) - high(old) + high(new))
    return whole - old + new


def compare(case_id: str, text: str, before: Node, after: Node) -> WhatIf:
    """Say what a case costs: the items that change, lowest ones only, and their sum."""
    known = {node.id: node for node in _walk(before)}
    changes = tuple(
        Change(node.id, node.name, known[node.id].mark, node.mark, _cost(known[node.id], node))
        for node in _walk(after)
        if _differs(node, known) and not any(_differs(child, known) for child in node.children)
    )
    return WhatIf(case_id, text, total([change.cost for change in changes]), changes)


def _differs(node: Node, known: Mapping[str, Node]) -> bool:
    old = known.get(node.id)
    return old is not None and (node.mark != old.mark or node.value != old.value)


def _cost(before: Node, after: Node) -> Mark:
    """Change of one mark by something that never raises it.

    Where group figures are unknown, the change lies between nothing and the most it can be.
    """
    old, new = before.mark, after.mark
    if old is None or new is None:
        return None
    if not isinstance(old, tuple) and not isinstance(new, tuple):
        return new - old
    if old == new:
        return between(low(old) - high(old), ZERO)
    return between(min(low(new) - low(old), high(new) - high(old), ZERO), ZERO)


def _walk(node: Node) -> Iterable[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def number_text(number: Decimal, places: Decimal = _MARK_PLACES) -> str:
    """Write a number without exponent and without trailing zeros, rounded half up."""
    text = f"{number.quantize(places, rounding=ROUND_HALF_UP):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def mark_text(mark: Mark) -> str:
    """Write a mark for people: a number, `low–high`, or — where it cannot be said."""
    if mark is None:
        return "—"
    if isinstance(mark, tuple):
        return f"{number_text(mark[0])}–{number_text(mark[1])}"
    return number_text(mark)


def plain(score: Score) -> dict[str, object]:
    """Turn a score into JSON values: numbers as strings, marks to 4 decimals, figures to 6.

    Only what is shown is rounded; every sum was made from the unrounded marks.
    """
    return {
        "profile": score.profile,
        "formula": score.formula,
        "version": score.version,
        "unit": score.unit,
        "period": score.period,
        "readings": dict(score.readings),
        "notes": list(score.notes),
        "score": _plain_node(score.root),
        "what_if": [_plain_case(case) for case in score.what_if],
    }


def _plain_node(node: Node) -> dict[str, object]:
    return {
        "id": node.id,
        "name": node.name,
        "value": _plain_figure(node.value, _VALUE_PLACES),
        "mark": _plain_figure(node.mark),
        "full": _plain_figure(node.full),
        "rule": node.rule,
        "reading": node.reading,
        "other_readings": [_plain_reading(other) for other in node.other_readings],
        "computed_from": {
            name: _plain_figure(figure, _VALUE_PLACES)
            for name, figure in node.computed_from.items()
        },
        "notes": list(node.notes),
        "children": [_plain_node(child) for child in node.children],
        "orders": list(node.orders),
    }


def _plain_reading(other: OtherReading) -> dict[str, object]:
    return {
        "point": other.point,
        "reading": other.reading,
        "text": other.text,
        "mark": _plain_figure(other.mark),
        "value": _plain_figure(other.value, _VALUE_PLACES),
    }


def _plain_case(case: WhatIf) -> dict[str, object]:
    return {
        "id": case.id,
        "text": case.text,
        "cost": _plain_figure(case.cost),
        "changes": [
            {
                "id": change.id,
                "name": change.name,
                "before": _plain_figure(change.before),
                "after": _plain_figure(change.after),
                "cost": _plain_figure(change.cost),
            }
            for change in case.changes
        ],
    }


def _plain_figure(figure: Figure, places: Decimal = _MARK_PLACES) -> object:
    if isinstance(figure, tuple):
        return [number_text(end, places) for end in figure]
    if isinstance(figure, Decimal):
        return number_text(figure, places)
    return figure
