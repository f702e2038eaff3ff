"""临沭: the seven daily items of 2020年度考核办法 (LS-20 to LS-27, source S0)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import structs

from desktop.domain.scoring.figures import (
    Count,
    ReadingDesk,
    Readings,
    amount,
    demand_known,
    numbers_of,
    quotient,
)
from desktop.domain.scoring.group_marks import rank_share, stretched
from desktop.domain.scoring.linshu_figures import (
    Extremes,
    Fault,
    Group,
    LinshuData,
    Measure,
    first_rate,
    load,
    redo_rate,
    report_rate,
    response_rate,
)
from desktop.domain.scoring.linshu_process import ProcessItem, fault_nodes, orders_of_faults
from desktop.domain.scoring.score_rules import ItemRule
from desktop.domain.scoring.tree import (
    ONE,
    ZERO,
    Figure,
    Mark,
    Node,
    OtherReading,
    number_text,
    other_totals,
    total,
)

_UNKNOWN_GROUP = "同组最小值、最大值未知：只给出范围，不推算名次"
_NO_FIGURE = "本单位数据未填或承办量为零：只给出范围"
_TIE = "并列，公式不适用"
_BEYOND = "本单位数据值在公布的最小值、最大值之外，按边界计算，请核对"
_FLOOR = "扣完为止"


@dataclass(frozen=True, slots=True)
class _Relative:
    """A min–max item: its measure, and the open points that change the measure."""

    item: str
    measure: Measure
    bases: tuple[str, ...]
    points: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]


_LOAD = _Relative("1", load, (), ("ties",), (("承办量", "load"),))
_RESPONSE = _Relative(
    "2.1",
    response_rate,
    ("anonymous",),
    ("anonymous", "ties"),
    (("承办量", "load"), ("未响应工单", "unresponsive"), ("匿名工单", "anonymous")),
)
_FIRST = _Relative(
    "3",
    first_rate,
    ("first_base", "cutoff"),
    ("first_base", "cutoff", "ties"),
    (("诉求总量（承办量）", "load"), ("一次满意工单", "first_satisfied"),
     ("省级和市级一次办理工单", "first_orders"), ("未办结工单", "unfinished"),
     ("其中未到期", "not_due")),
)  # fmt: skip
_REDO = _Relative(
    "4",
    redo_rate,
    ("redo_base",),
    ("redo_base", "ties"),
    (("诉求总量（承办量）", "load"), ("重复办理满意工单", "redo_satisfied"),
     ("市级发回重办的工单", "redone")),
)  # fmt: skip


class LinshuDaily:
    """Computes the daily part of one unit and period.

    Args:
        desk: Formula data and the readings taken.
        data: The unit's figures and its group.
        group: The other units.
    """

    def __init__(self, desk: ReadingDesk, data: LinshuData, group: Group) -> None:
        self._desk = desk
        self._items = desk.rules.items
        self._data = data
        self._own = data.own
        self._group = group

    def node(self) -> Node:
        """Compute all seven items and their sum."""
        items = (
            self._relative(_LOAD) if self._data.group == "town" else self._tier(),
            self._sum(
                "2",
                (self._relative(_RESPONSE), ProcessItem(self._desk, self._own, self._group).node()),
            ),
            self._relative(_FIRST),
            self._relative(_REDO),
            self._sum("5", (self._redone("county"), self._redone("city"))),
            self._sum("6", (self._reported(), self._listed("6.2", self._data.audits))),
            self._listed("7", self._data.supervisions),
        )
        leaves = [leaf for item in items for leaf in (item, *item.children)]
        whole = self._sum("daily", items)
        return structs.replace(whole, other_readings=other_totals(whole.mark, leaves))

    def _sum(self, item_id: str, children: tuple[Node, ...]) -> Node:
        item = self._items[item_id]
        return Node(
            id=item_id,
            name=item.name,
            mark=total([child.mark for child in children]),
            full=item.full,
            rule=item.rule,
            children=children,
        )

    def _relative(self, what: _Relative) -> Node:
        item = self._items[what.item]
        k = item.numbers[f"k_{self._data.group}"]
        value, mark, extremes = self._relative_mark(what, item, k, self._desk.taken)
        computed: dict[str, Figure] = {"k": k}
        for name, key in what.parts:
            count: Count | None = getattr(self._own, key)
            if count is not None:
                computed[name] = amount(count)
        if extremes:
            computed["最小值"], computed["最大值"] = extremes.least, extremes.greatest
        return Node(
            id=what.item,
            name=item.name,
            value=value,
            mark=mark,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words(*what.points),
            other_readings=self._other_relative(what, item, k, extremes),
            computed_from=computed,
            notes=(*_relative_notes(value, extremes), *self._cutoff_notes(what)),
            orders=self._orders_of(what),
        )

    def _relative_mark(
        self, what: _Relative, item: ItemRule, k: Decimal, readings: Readings
    ) -> tuple[Decimal | None, Mark, Extremes | None]:
        full = item.full_mark
        value = what.measure(self._own, readings)
        if value is None:
            return None, (k * full, full), None
        extremes = self._group.extremes(what.item, value, what.measure, readings, what.bases)
        if extremes is None:
            return value, (k * full, full), None
        if extremes.least == extremes.greatest:
            return value, full if readings["ties"] == "A" else k * full, extremes
        share = stretched(value, extremes.least, extremes.greatest, k)
        return value, share * full, extremes

    def _other_relative(
        self, what: _Relative, item: ItemRule, k: Decimal, extremes: Extremes | None
    ) -> tuple[OtherReading, ...]:
        def compute(readings: Readings) -> tuple[Mark, Mark]:
            value, mark, _ = self._relative_mark(what, item, k, readings)
            return value, mark

        tied = extremes is not None and extremes.least == extremes.greatest
        return self._desk.others(what.points if tied else what.bases, compute)

    def _cutoff_notes(self, what: _Relative) -> tuple[str, ...]:
        """List the unfinished orders that are not due yet apart (LS-13)."""
        if what.item != "3" or not self._own.not_due:
            return ()
        listed = "、".join(numbers_of(self._own.not_due))
        return (f"未办结中未到期 {amount(self._own.not_due)} 件{'：' + listed if listed else ''}",)

    def _orders_of(self, what: _Relative) -> tuple[str, ...]:
        """The orders that cost points, or the ones that earned them."""
        key = {"2.1": "unresponsive", "3": "first_satisfied", "4": "redo_satisfied"}.get(what.item)
        return numbers_of(getattr(self._own, key)) if key else ()

    def _tier(self) -> Node:
        """承办量 of a 县直单位: a tier the county centre sets; its bounds are not published."""
        item = self._items["1"]
        mark, note = self._tier_mark(item)
        return Node(
            id="1",
            name=item.name,
            value=Decimal(self._own.load),
            mark=mark,
            full=item.full,
            rule=item.rule,
            computed_from={"承办量": self._own.load},
            notes=(note,),
        )

    def _tier_mark(self, item: ItemRule) -> tuple[Mark, str]:
        tiers = item.series
        if self._data.tier is not None:
            demand_known("tier", number_text(self._data.tier), _tier_words(tiers))
            return self._data.tier, "档次由县热线中心划分，按所填档次"
        bounds = self._data.tier_bounds
        if bounds is None:
            return (min(tiers), max(tiers)), "档次由县热线中心划分，界限未公布：只给出范围"
        place = sum(1 for bound in bounds if self._own.load < bound)
        return tiers[place], "按所填的分档界限"

    def _redone(self, level: str) -> Node:
        """县级、市级重办率: (100% − r) × full (LS-25a, LS-25b)."""
        item = self._items["5.1" if level == "county" else "5.2"]
        counts: dict[str, Count | None] = {
            "A": getattr(self._own, f"{level}_redo2"),
            "B": getattr(self._own, f"{level}_redo1"),
        }
        letter = self._desk.taken["redo_twice"]
        value, mark = self._redone_mark(item, counts[letter])
        computed: dict[str, Figure] = {"承办工单总数": self._own.load}
        count = counts[letter]
        if count is not None:
            computed["重办工单"] = amount(count)
        return Node(
            id=item.id,
            name=item.name,
            value=value,
            mark=mark,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words("redo_twice"),
            other_readings=self._desk.others(
                ("redo_twice",), lambda taken: self._redone_mark(item, counts[taken["redo_twice"]])
            ),
            computed_from=computed,
            notes=(_NO_FIGURE,) if value is None else (),
            orders=numbers_of(count),
        )

    def _redone_mark(self, item: ItemRule, count: Count | None) -> tuple[Decimal | None, Mark]:
        rate = None if count is None else quotient(amount(count), self._own.load)
        if rate is None:
            return None, (ZERO, item.full_mark)
        return rate, max(ZERO, (ONE - rate) * item.full_mark)

    def _reported(self) -> Node:
        """疑难诉求上报比例: the highest gets nothing, the lowest the full mark (LS-26a)."""
        item = self._items["6.1"]
        value, mark, extremes = self._reported_mark(item, self._desk.taken)
        computed: dict[str, Figure] = {"承办量": self._own.load}
        if self._own.reported is not None:
            computed["上报"] = amount(self._own.reported)
        if extremes:
            computed["最低比例"], computed["最高比例"] = extremes.least, extremes.greatest
        notes = _relative_notes(value, extremes)
        if self._data.group == "department" and not self._own.band:
            notes = (*notes, "县直单位按承办量分段计分：分段未填，按全部同组单位计算")
        return Node(
            id="6.1",
            name=item.name,
            value=value,
            mark=mark,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words("report_marks", "report_base"),
            other_readings=self._desk.others(
                ("report_marks", "report_base"),
                lambda readings: self._reported_mark(item, readings)[:2],
            ),
            computed_from=computed,
            notes=notes,
            orders=numbers_of(self._own.reported),
        )

    def _reported_mark(
        self, item: ItemRule, readings: Readings
    ) -> tuple[Decimal | None, Mark, Extremes | None]:
        value, full = report_rate(self._own, readings), item.full_mark
        if value is None:
            return None, (ZERO, full), None
        bases = ("report_base",)
        band = self._own.band
        extremes = self._group.extremes("6.1", value, report_rate, readings, bases, band)
        if extremes is None:
            return value, (ZERO, full), None
        if extremes.least == extremes.greatest:
            return value, full if readings["ties"] == "A" else ZERO, extremes
        if readings["report_marks"] == "A":
            share = ONE - stretched(value, extremes.least, extremes.greatest, ZERO)
            return value, share * full, extremes
        others = self._group.others("6.1", report_rate, readings, bases, band)
        share_by_rank = None if others is None else rank_share(value, others)
        return value, (ZERO, full) if share_by_rank is None else share_by_rank * full, extremes

    def _listed(self, item_id: str, faults: tuple[Fault, ...] | None) -> Node:
        """An item from which findings are deducted until nothing is left (LS-26b, LS-27)."""
        item = self._items[item_id]
        if faults is None:
            mark: Mark = (ZERO, item.full_mark)
            lost = None
            notes: tuple[str, ...] = ("未填：只给出范围",)
        else:
            lost = sum((item.kinds[fault.kind].points * fault.count for fault in faults), ZERO)
            mark = max(ZERO, item.full_mark - lost)
            notes = (_FLOOR,) if lost > item.full_mark else ()
        return Node(
            id=item_id,
            name=item.name,
            value=lost,
            mark=mark,
            full=item.full,
            rule=item.rule,
            computed_from={} if lost is None else {"扣分": lost},
            notes=notes,
            children=fault_nodes(item, faults or ()),
            orders=orders_of_faults(faults),
        )


def _relative_notes(value: Decimal | None, extremes: Extremes | None) -> tuple[str, ...]:
    if value is None:
        return (_NO_FIGURE,)
    if extremes is None:
        return (_UNKNOWN_GROUP,)
    if extremes.least == extremes.greatest:
        return (_TIE,)
    if not extremes.least <= value <= extremes.greatest:
        return (_BEYOND,)
    return ()


def _tier_words(tiers: Sequence[Decimal]) -> dict[str, Decimal]:
    return {number_text(tier): tier for tier in tiers}
