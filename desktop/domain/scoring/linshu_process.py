"""临沭: 响应率·办理过程, deductions kept within a spread of the group (LS-21, source S0)."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.domain.scoring.figures import ReadingDesk, Readings
from desktop.domain.scoring.group_marks import (
    clamped,
    clamped_range,
    compressed,
    compressed_range,
)
from desktop.domain.scoring.linshu_figures import Extremes, Fault, Group, UnitFigures
from desktop.domain.scoring.score_rules import ItemRule
from desktop.domain.scoring.tree import ZERO, Figure, Mark, Node, OtherReading


class ProcessItem:
    """Computes item 2(2) of one unit.

    Args:
        desk: Formula data and the readings taken.
        own: The unit's figures.
        group: The other units.
    """

    def __init__(self, desk: ReadingDesk, own: UnitFigures, group: Group) -> None:
        self._desk = desk
        self._items = desk.rules.items
        self._own = own
        self._group = group

    def node(self) -> Node:
        """响应率·办理过程: deductions, and the spread of the group kept within the limit."""
        item = self._items["2.2"]
        lost, mark, extremes = self._process_mark(item, self._desk.taken)
        computed: dict[str, Figure] = {}
        if lost is not None:
            computed["扣分"] = lost
            computed["扣分后原始分"] = self._raw(item, lost)
        if extremes:
            computed["最低分"], computed["最高分"] = extremes.least, extremes.greatest
        return Node(
            id="2.2",
            name=item.name,
            value=lost,
            mark=mark,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words("spread", "fault_count", "late_return"),
            other_readings=self._other_process(item, lost, extremes),
            computed_from=computed,
            notes=_process_notes(lost, extremes),
            children=fault_nodes(item, self._own.faults or ()),
            orders=orders_of_faults(self._own.faults),
        )

    def _other_process(
        self, item: ItemRule, lost: Decimal | None, extremes: Extremes | None
    ) -> tuple[OtherReading, ...]:
        found = self._desk.others(
            self._process_points(), lambda readings: self._process_mark(item, readings)[:2]
        )
        if lost and extremes and extremes.least == extremes.greatest:
            text = "同组并列时压缩公式不适用，计满分"
            return (*found, OtherReading("spread", "full", text, item.full_mark))
        return found

    def _process_points(self) -> tuple[str, ...]:
        """The open points that some fault of the group makes a difference at."""
        lists = [unit.faults for unit in (self._own, *(self._group.peers or ())) if unit.faults]
        points = ["spread"]
        if any(_has_repeated_order(faults) for faults in lists):
            points.append("fault_count")
        if any(fault.kind == "late_return" for faults in lists for fault in faults):
            points.append("late_return")
        return tuple(points)

    def _process_mark(
        self, item: ItemRule, readings: Readings
    ) -> tuple[Decimal | None, Mark, Extremes | None]:
        full, limit = item.full_mark, item.numbers["spread_limit"]
        lost = self._lost(self._own, readings)
        if lost is None:
            return None, (ZERO, full), None
        raw = self._raw(item, lost)
        bases = ("fault_count", "late_return")
        extremes = self._group.extremes("2.2", raw, self._raw_of, readings, bases)
        clamps = readings["spread"] == "A"
        if extremes is None:
            possible = clamped_range if clamps else compressed_range
            return lost, possible(raw, full, limit), None
        within = min(max(raw, extremes.least), extremes.greatest)
        if clamps:
            return lost, clamped(within, extremes.greatest, limit), extremes
        return lost, compressed(within, extremes.least, extremes.greatest, limit), extremes

    def _raw_of(self, figures: UnitFigures, readings: Readings) -> Decimal | None:
        lost = self._lost(figures, readings)
        return None if lost is None else self._raw(self._items["2.2"], lost)

    @staticmethod
    def _raw(item: ItemRule, lost: Decimal) -> Decimal:
        return max(ZERO, item.full_mark - lost)

    def _lost(self, figures: UnitFigures, readings: Readings) -> Decimal | None:
        if figures.faults is None:
            return figures.deduction
        if readings["fault_count"] == "B":
            return self._lost_by_order(figures.faults, readings)
        lost = ZERO
        for fault in figures.faults:
            lost += self._cost(fault, readings)
        return lost

    def _cost(self, fault: Fault, readings: Readings) -> Decimal:
        twice = fault.kind == "late_return" and readings["late_return"] == "B"
        points = self._items["2.2"].kinds[fault.kind].points * fault.count
        return points * 2 if twice else points

    def _lost_by_order(self, faults: Sequence[Fault], readings: Readings) -> Decimal:
        """One deduction an order, the heaviest; a fault without an order stands alone."""
        worst: dict[str, Decimal] = {}
        alone = ZERO
        for fault in faults:
            cost = self._cost(fault, readings)
            if not fault.order:
                alone += cost
            elif fault.count:
                worst[fault.order] = max(worst.get(fault.order, ZERO), cost / fault.count)
        return sum(worst.values(), alone)


def fault_nodes(item: ItemRule, faults: Sequence[Fault]) -> tuple[Node, ...]:
    """Make a node of every fault, with its order and evidence."""
    return tuple(
        [
            Node(
                id=f"{item.id}.{number}",
                name=item.kinds[fault.kind].name,
                mark=-item.kinds[fault.kind].points * fault.count,
                rule=item.kinds[fault.kind].rule,
                computed_from={"次数": fault.count, "每次扣分": item.kinds[fault.kind].points},
                notes=(fault.evidence,) if fault.evidence else (),
                orders=(fault.order,) if fault.order else (),
            )
            for number, fault in enumerate(faults, 1)
        ]
    )


def orders_of_faults(faults: Sequence[Fault] | None) -> tuple[str, ...]:
    """The orders of faults, each once."""
    return tuple(dict.fromkeys(fault.order for fault in faults or () if fault.order))


def _process_notes(lost: Decimal | None, extremes: Extremes | None) -> tuple[str, ...]:
    if lost is None:
        return ("办理过程的过错未填：只给出范围",)
    if extremes is None:
        return ("同组最高分、最低分未知：以扣分为准，压缩后的得分只给出范围",)
    if extremes.least == extremes.greatest:
        return ("同组并列，分差为零，不压缩",)
    return ()


def _has_repeated_order(faults: Sequence[Fault]) -> bool:
    orders = [fault.order for fault in faults if fault.order]
    return len(orders) != len(set(orders)) or any(
        fault.count > 1 for fault in faults if fault.order
    )
