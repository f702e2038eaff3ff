"""夏阳街道 (S2): the six lists of the bi-monthly bulletin, down to the orders (XY-18)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import field, structs

from desktop.domain.scoring.figures import (
    Count,
    ReadingDesk,
    Readings,
    Record,
    ScoreData,
    ScoreDataError,
    amount,
    demand_within,
    desk_for,
    numbers_of,
    period_days,
    quotient,
)
from desktop.domain.scoring.score_rules import FormulaShape, ItemShape, ScoreRules
from desktop.domain.scoring.tree import ONE, ZERO, Figure, Mark, Node, WhatIf, number_text
from desktop.domain.scoring.zhaoxiang import ITEMS as SAMPLE_ITEMS
from desktop.domain.scoring.zhaoxiang import SampleFigures, sample_node

_PLAIN = ItemShape(full=False)

SHAPE = FormulaShape(
    items={
        "bulletin": _PLAIN,
        "1": ItemShape(full=False, numbers=("summons",)),
        "2": _PLAIN,
        "2.1": _PLAIN,
        "2.2": _PLAIN,
        "3": _PLAIN,
        "4": _PLAIN,
        "5": _PLAIN,
        "6": _PLAIN,
        **SAMPLE_ITEMS,
    },
    points={"contact_late": ("A", "B"), "satisfied_grades": ("A", "B")},
)
"""What `resources/scores/xiayang.toml` must hold."""

_EXPLAIN = "应书面向街道纪工委说明情况"
_NO_FORMULA = "工单得分以通报为准：办法没有公式，只列所填得分的平均值"
_NOT_TWO_MONTHS = "通报每双月一次：所填期间不是逢双月截止的两个月"
_RETURNS = {"pending": "待审核", "accepted": "同意退单", "refused": "不予退单"}


class OrderFacts(Record, frozen=True):
    """What the bulletin wants to know of one order.

    Attributes:
        number: Its number.
        dispatched: Day of dispatch.
        unit: Handling unit; the data's own unit when empty.
        accepted_late: 未按时先行接单.
        not_contacted: 未先行联系 at all.
        contact_late: Contacted after more than 1 working day.
        overdue: 逾期工单.
        returned: State of its return request, empty without one.
        satisfaction: What the caller said; null or `unrated` when not rated.
        mark: 工单得分 of the bulletin.
    """

    number: str
    dispatched: date
    unit: str = ""
    accepted_late: bool = False
    not_contacted: bool = False
    contact_late: bool = False
    overdue: bool = False
    returned: Literal["", "pending", "accepted", "refused"] = ""
    satisfaction: Literal["satisfied", "basic", "fair", "dissatisfied", "unrated"] | None = None
    mark: Decimal | None = None


class PastPeriod(Record, frozen=True):
    """Figures of the period before or of the same period a year ago."""

    orders: Count | None = None
    accepted_late: Count | None = None
    overdue: Count | None = None
    returned: Count | None = None
    dissatisfied: Count | None = None
    satisfaction: Decimal | None = None


class XiayangData(ScoreData, frozen=True):
    """Score data of a 夏阳 unit, or of several.

    Attributes:
        orders: Facts of the orders of the period.
        earlier_late_accepts: Late acceptances earlier in the calendar year, by unit.
        previous: The period before (环比).
        last_year: The same period a year ago (同比).
        sample_formula: Whether to compute the sample score as well.
        sample: Its figures.
    """

    orders: tuple[OrderFacts, ...]
    earlier_late_accepts: dict[str, Count] = field(default_factory=dict)
    previous: PastPeriod | None = None
    last_year: PastPeriod | None = None
    sample_formula: bool = False
    sample: SampleFigures | None = None


def score(rules: ScoreRules, data: XiayangData) -> Node:
    """Make the six lists, and the sample score when it is asked for.

    Raises:
        ScoreDataError: The figures contradict each other.
    """
    _check(data)
    bulletin = _Bulletin(desk_for(rules, data.readings), data)
    children = bulletin.lists()
    if data.sample_formula and data.sample is not None:
        children = (*children, sample_node(rules, data.sample))
    item = rules.items["bulletin"]
    return Node(
        id="bulletin",
        name=item.name,
        value=Decimal(len(data.orders)),
        rule=item.rule,
        computed_from={"工单": len(data.orders)},
        notes=() if _is_two_months(data.period) else (_NOT_TWO_MONTHS,),
        children=children,
    )


def what_if(rules: ScoreRules, data: XiayangData) -> tuple[WhatIf, ...]:
    """Say what one more late acceptance, missing contact or overdue order brings about."""
    bulletin = _Bulletin(desk_for(rules, data.readings), data)
    times = bulletin.late_in_year(data.unit) + 1
    limit = rules.items["1"].numbers["summons"]
    late = f"若再有一张工单未按时先行接单：本年第{times}次"
    late += "，由街道纪工委约谈" if times >= limit else f"，满{number_text(limit)}次约谈"
    return (
        WhatIf("late_accept", late, None, ()),
        WhatIf("not_contacted", f"若有一张工单未先行联系：{_EXPLAIN}", None, ()),
        WhatIf("overdue", f"若有一张工单逾期：{_EXPLAIN}", None, ()),
        WhatIf("late_return", "若超过退单时限才申请退单：逾期不予退单，由本部门办理", None, ()),
        WhatIf("dissatisfied", "若回访有不满倾向：列为预警工单，须再次处置", None, ()),
    )


@dataclass(frozen=True, slots=True)
class _Tally:
    """The orders of each unit that a list names."""

    by_unit: dict[str, tuple[OrderFacts, ...]]

    @property
    def orders(self) -> tuple[str, ...]:
        return tuple(order.number for orders in self.by_unit.values() for order in orders)


class _Bulletin:
    """The lists of one period."""

    def __init__(self, desk: ReadingDesk, data: XiayangData) -> None:
        self._desk = desk
        self._items = desk.rules.items
        self._data = data
        self._year = period_days(data.period)[1].year

    def lists(self) -> tuple[Node, ...]:
        """Make the six lists."""
        return (
            self._late_accepts(),
            self._explanations(),
            self._returns(),
            self._list("4", lambda order: order.satisfaction == "dissatisfied"),
            self._marks(),
            self._changes(),
        )

    def late_in_year(self, unit: str) -> int:
        """Count a unit's late acceptances of the calendar year (XY-01, 1.7)."""
        here = sum(
            order.accepted_late and order.dispatched.year == self._year
            for order in self._of_units().get(unit, ())
        )
        return here + amount(self._data.earlier_late_accepts.get(unit, 0))

    def _of_units(self) -> dict[str, list[OrderFacts]]:
        found: dict[str, list[OrderFacts]] = {}
        for order in self._data.orders:
            found.setdefault(order.unit or self._data.unit, []).append(order)
        return found

    def _tally(self, wanted: Callable[[OrderFacts], bool]) -> _Tally:
        found = {}
        for unit, orders in self._of_units().items():
            listed = tuple(order for order in orders if wanted(order))
            if listed:
                found[unit] = listed
        return _Tally(found)

    def _late_accepts(self) -> Node:
        """List 1, with the summons at three in a calendar year."""
        item = self._items["1"]
        tally = self._tally(lambda order: order.accepted_late)
        earlier = self._data.earlier_late_accepts
        units = dict.fromkeys(
            (*tally.by_unit, *(unit for unit in earlier if amount(earlier[unit])))
        )
        children = tuple(self._late_unit(unit, tally.by_unit.get(unit, ())) for unit in units)
        return self._node("1", tally, children, {"约谈次数": item.numbers["summons"]})

    def _late_unit(self, unit: str, orders: Sequence[OrderFacts]) -> Node:
        limit = self._desk.rules.items["1"].numbers["summons"]
        year = self.late_in_year(unit)
        earlier = self._data.earlier_late_accepts.get(unit)
        notes = (f"本年第{year}次：由街道纪工委约谈",) if year >= limit else ()
        return Node(
            id=f"1.{unit}",
            name=unit,
            value=Decimal(len(orders)),
            rule="XY-01",
            computed_from={"本期": len(orders), "本年累计": year},
            notes=notes,
            orders=(*numbers_of(earlier), *(order.number for order in orders)),
        )

    def _explanations(self) -> Node:
        """List 2: 未先行联系 and 逾期工单; both are explained in writing."""
        item = self._items["2"]

        def count(readings: Readings) -> tuple[Mark, Mark]:
            return Decimal(len(self._tally(_not_contacted(readings)).orders)), None

        contact = structs.replace(
            self._list("2.1", _not_contacted(self._desk.taken), (_EXPLAIN,)),
            reading=self._desk.words("contact_late"),
            other_readings=self._desk.others(("contact_late",), count),
        )
        overdue = self._list("2.2", lambda order: order.overdue, (_EXPLAIN,))
        orders = tuple(dict.fromkeys((*contact.orders, *overdue.orders)))
        return Node(
            id="2",
            name=item.name,
            value=Decimal(len(orders)),
            rule=item.rule,
            children=(contact, overdue),
            orders=orders,
        )

    def _returns(self) -> Node:
        tally = self._tally(lambda order: bool(order.returned))
        states: dict[str, Figure] = dict.fromkeys(_RETURNS.values(), 0)
        for orders in tally.by_unit.values():
            for order in orders:
                word = _RETURNS[order.returned]
                states[word] = int(str(states[word])) + 1
        return self._node("3", tally, self._units("3", tally), states)

    def _marks(self) -> Node:
        """List 5: marks and satisfaction of each unit."""
        item = self._items["5"]
        children = tuple(self._unit_marks(unit, found) for unit, found in self._of_units().items())
        return Node(id="5", name=item.name, rule=item.rule, notes=(_NO_FORMULA,), children=children)

    def _unit_marks(self, unit: str, orders: Sequence[OrderFacts]) -> Node:
        marks = [order.mark for order in orders if order.mark is not None]
        mean = sum(marks, ZERO) / len(marks) if marks else None

        def compute(readings: Readings) -> tuple[Mark, Mark]:
            return _satisfaction(orders, readings), None

        rate, _ = compute(self._desk.taken)
        satisfied = Node(
            id=f"5.{unit}.satisfaction",
            name="满意率",
            value=rate,
            rule="XY-18",
            reading=self._desk.words("satisfied_grades"),
            other_readings=self._desk.others(("satisfied_grades",), compute),
            computed_from={"已评价": len(_rated(orders)), "工单": len(orders)},
            notes=("办法没有公式：未评价的不计入分母，是本程序的算法",),
            orders=tuple(order.number for order in orders if order.satisfaction == "dissatisfied"),
        )
        return Node(
            id=f"5.{unit}",
            name=unit,
            mark=mean,
            rule="XY-18",
            computed_from={"有得分的工单": len(marks)},
            notes=() if marks else ("没有填工单得分",),
            children=(satisfied,),
        )

    def _changes(self) -> Node:
        """List 6: 同比 and 环比."""
        item = self._items["6"]
        now = self._now()
        children = tuple(
            _compared(f"6.{key}", name, now, past)
            for key, name, past in (
                ("last_year", "同比", self._data.last_year),
                ("previous", "环比", self._data.previous),
            )
        )
        return Node(id="6", name=item.name, rule=item.rule, children=children)

    def _now(self) -> PastPeriod:
        orders = self._data.orders
        rate = _satisfaction(orders, self._desk.taken)
        return PastPeriod(
            orders=len(orders),
            accepted_late=sum(order.accepted_late for order in orders),
            overdue=sum(order.overdue for order in orders),
            returned=sum(bool(order.returned) for order in orders),
            dissatisfied=sum(order.satisfaction == "dissatisfied" for order in orders),
            satisfaction=rate,
        )

    def _list(
        self, item_id: str, wanted: Callable[[OrderFacts], bool], notes: tuple[str, ...] = ()
    ) -> Node:
        tally = self._tally(wanted)
        return self._node(item_id, tally, self._units(item_id, tally, notes), {})

    def _units(self, item_id: str, tally: _Tally, notes: tuple[str, ...] = ()) -> tuple[Node, ...]:
        rule = self._items[item_id].rule
        return tuple(
            Node(
                id=f"{item_id}.{unit}",
                name=unit,
                value=Decimal(len(orders)),
                rule=rule,
                notes=notes,
                orders=tuple(order.number for order in orders),
            )
            for unit, orders in tally.by_unit.items()
        )

    def _node(
        self, item_id: str, tally: _Tally, children: tuple[Node, ...], computed: dict[str, Figure]
    ) -> Node:
        item = self._items[item_id]
        return Node(
            id=item_id,
            name=item.name,
            value=Decimal(len(tally.orders)),
            rule=item.rule,
            computed_from=computed,
            children=children,
            orders=tally.orders,
        )


def _not_contacted(readings: Readings) -> Callable[[OrderFacts], bool]:
    with_late = readings["contact_late"] == "A"
    return lambda order: order.not_contacted or (with_late and order.contact_late)


def _rated(orders: Iterable[OrderFacts]) -> list[OrderFacts]:
    return [order for order in orders if order.satisfaction not in {None, "unrated"}]


def _satisfaction(orders: Iterable[OrderFacts], readings: Readings) -> Decimal | None:
    good = {"satisfied", "basic"} if readings["satisfied_grades"] == "A" else {"satisfied"}
    rated = _rated(orders)
    return quotient(sum(order.satisfaction in good for order in rated), len(rated))


_COMPARED = {
    "orders": "工单量",
    "accepted_late": "未按时先行接单",
    "overdue": "逾期工单",
    "returned": "退单",
    "dissatisfied": "不满意工单",
}


def _compared(node_id: str, name: str, now: PastPeriod, past: PastPeriod | None) -> Node:
    if past is None:
        return Node(id=node_id, name=name, rule="XY-18", notes=("对比期数据未填",))
    children = [
        _changed(f"{node_id}.{key}", word, getattr(now, key), getattr(past, key))
        for key, word in _COMPARED.items()
    ]
    rates = now.satisfaction, past.satisfaction
    children.append(_changed_rate(f"{node_id}.satisfaction", *rates))
    return Node(id=node_id, name=name, rule="XY-18", children=tuple(children))


def _changed(node_id: str, name: str, now: Count | None, past: Count | None) -> Node:
    """Change against the past as a share of it; from nothing there is no share."""
    if now is None or past is None:
        return Node(id=node_id, name=name, rule="XY-18", notes=("对比期数据未填",))
    before, after = amount(past), amount(now)
    return Node(
        id=node_id,
        name=name,
        value=quotient(after - before, before),
        rule="XY-18",
        computed_from={"本期": after, "对比期": before},
        notes=() if before else ("对比期为零，不能算比率",),
    )


def _changed_rate(node_id: str, now: Decimal | None, past: Decimal | None) -> Node:
    known = now is not None and past is not None
    return Node(
        id=node_id,
        name="满意率（增减，1 为 100 个百分点）",
        value=now - past if now is not None and past is not None else None,
        rule="XY-18",
        computed_from={"本期": now, "对比期": past} if known else {},
        notes=() if known else ("对比期数据未填",),
    )


def _is_two_months(period: str) -> bool:
    first, last = period_days(period)
    starts = first.day == 1 and first.month % 2 == 1
    next_day = date.fromordinal(last.toordinal() + 1)
    ends = next_day.day == 1 and last.month == first.month + 1
    return starts and ends and first.year == last.year


def _check(data: XiayangData) -> None:
    seen: set[str] = set()
    for place, order in enumerate(data.orders):
        if order.number in seen:
            raise ScoreDataError(f"orders[{place}]：工单 {order.number} 写了两次")
        seen.add(order.number)
    for key in ("previous", "last_year"):
        past: PastPeriod | None = getattr(data, key)
        if past is not None and past.satisfaction is not None:
            demand_within(f"{key}.satisfaction", past.satisfaction, ONE)
    if data.sample_formula and data.sample is None:
        raise ScoreDataError("sample：要算样例公式，须填样例的数据")
