"""开封市 (S4): 20 + 20 + 60, plus and minus items, money, and the ±15 of the year's ranking."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from msgspec import structs

from desktop.domain.scoring.figures import (
    Count,
    ReadingDesk,
    Readings,
    ScoreDataError,
    amount,
    demand_at_most,
    demand_known,
    demand_within,
    desk_for,
    numbers_of,
    percent,
    quotient,
)
from desktop.domain.scoring.kaifeng_figures import KaifengData, Money, OnTime
from desktop.domain.scoring.score_rules import (
    CountedKind,
    FormulaShape,
    ItemRule,
    ItemShape,
    ScoreRules,
)
from desktop.domain.scoring.tree import (
    ONE,
    ZERO,
    Figure,
    Mark,
    Node,
    OtherReading,
    WhatIf,
    compare,
    other_totals,
    total,
)

SHAPE = FormulaShape(
    items={
        "total": ItemShape(),
        "1": ItemShape(numbers=("each",)),
        "2": ItemShape(numbers=("each",)),
        "3": ItemShape(),
        "3.1": ItemShape(numbers=("target_percent", "points_per_percent")),
        "3.2": ItemShape(numbers=("points_per_percent",)),
        "4": ItemShape(
            numbers=("handled_per_point",),
            kinds=("leader_order", "head_took_part", "praised", "handled"),
            full=False,
        ),
        "5": ItemShape(
            kinds=("perfunctory", "urged_twice", "delayed", "leaked", "criticised"), full=False
        ),
        "money": ItemShape(
            numbers=(
                "city_leader_county",
                "city_leader_department",
                "vice_mayor_county",
                "vice_mayor_department",
                "supervision_county",
                "supervision_department",
            ),
            full=False,
        ),
        "rank": ItemShape(numbers=("places_county", "places_department")),
    },
    points={
        "on_time_step": ("A", "B", "C"),
        "on_time_base": ("A", "B"),
        "quality_share": ("A", "B"),
        "handled_step": ("A", "B"),
        "rank_part": ("A", "B"),
    },
)
"""What `resources/scores/kaifeng.toml` must hold."""

_BASICS = (
    "工作机构和领导小组",
    "分管领导、责任人，专人、专线、专室",
    "列入议程，全年研究不少于2次",
    "经费和设备",
)
_RULES_MADE = ("本单位工作制度", "八项制度", "12345工作平台和月份、年度统计", "程序规范，材料完好")
_UNKNOWN = "未填：只给出范围"
_FLOORED = "扣分超过本项满分：按零分计（办法未写明）"
_NOT_ASSESSED = "当年未接到转办件，不参加考核"
_OCCASIONS = {
    "city_leader": "市委、市政府主要领导",
    "vice_mayor": "副市长在市政府常务会议上",
    "supervision": "市委市政府督查局",
}


def score(rules: ScoreRules, data: KaifengData) -> Node:
    """Compute the yearly total.

    Raises:
        ScoreDataError: The figures contradict each other or name what the rules do not know.
    """
    _check(rules, data)
    return _Kaifeng(desk_for(rules, data.readings), data).node()


def what_if(rules: ScoreRules, data: KaifengData) -> tuple[WhatIf, ...]:
    """Say what one more late, repeated or perfunctory order costs."""
    desk = desk_for(rules, data.readings)
    before = _Kaifeng(desk, data).node()
    return tuple(
        compare(case_id, text, before, _Kaifeng(desk, changed).node())
        for case_id, text, changed in _cases(data)
    )


def _cases(data: KaifengData) -> list[tuple[str, str, KaifengData]]:
    found = []
    late = _one_late(data.on_time)
    if late is not None:
        found.append(("late", "若再有一张工单超期", structs.replace(data, on_time=late)))
    quality = data.quality
    if quality is not None and amount(quality.repeats) < amount(quality.total):
        worse = structs.replace(quality, repeats=amount(quality.repeats) + 1)
        text = "若再有一张工单因办理不力重复反映"
        found.append(("repeated", text, structs.replace(data, quality=worse)))
    for kind, text in (
        ("perfunctory", "若再有一张工单被认定敷衍推诿"),
        ("urged_twice", "若再有一张工单两次催办无结果"),
        ("criticised", "若再被简报通报批评一次"),
    ):
        more = {**data.minus, kind: amount(data.minus.get(kind, 0)) + 1}
        found.append((kind, text, structs.replace(data, minus=more)))
    return found


def _one_late(figures: OnTime | None) -> OnTime | None:
    """One order fewer in time; a bulletin's rate alone does not tell what one order weighs."""
    if figures is None or figures.rate_percent is not None or not figures.on_time:
        return None
    return structs.replace(figures, on_time=amount(figures.on_time) - 1)


class _Kaifeng:
    """One computation: the desk, the data, and a method an item."""

    def __init__(self, desk: ReadingDesk, data: KaifengData) -> None:
        self._desk = desk
        self._items = desk.rules.items
        self._data = data

    def node(self) -> Node:
        """Compute the total, the money and the ranking."""
        item = self._items["total"]
        counted = (
            self._listed("1", _BASICS, self._data.basics),
            self._listed("2", _RULES_MADE, self._data.rules_made),
            self._business(),
            self._plus(),
            self._minus(),
        )
        rank = self._rank()
        with_rank = self._desk.taken["rank_part"] == "B"
        sums = total([child.mark for child in counted])
        ranked = total([sums, rank.mark])
        leaves = [leaf for child in counted for leaf in (child, *child.children)]
        mark, beside = (ranked, sums) if with_rank else (sums, ranked)
        other = OtherReading("rank_part", *self._other_rank_part(), beside)
        assessed = not self._is_idle()
        return Node(
            id="total",
            name=item.name,
            mark=mark if assessed else None,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words("rank_part"),
            other_readings=(*other_totals(mark, leaves), other) if assessed else (),
            notes=() if assessed else (_NOT_ASSESSED,),
            children=(*counted, rank, self._money()),
        )

    def _other_rank_part(self) -> tuple[str, str]:
        letter = "A" if self._desk.taken["rank_part"] == "B" else "B"
        return letter, self._desk.rules.points["rank_part"].options[letter]

    def _is_idle(self) -> bool:
        """No order in the whole year: the unit is not assessed (KF-19)."""
        handled = self._data.plus.get("handled")
        received = self._data.on_time.received if self._data.on_time else None
        if self._data.quality is not None and amount(self._data.quality.total) > 0:
            return False
        return (
            handled is not None
            and amount(handled) == 0
            and (received is None or amount(received) == 0)
        )

    def _listed(
        self, item_id: str, names: tuple[str, ...], marks: tuple[Decimal | None, ...]
    ) -> Node:
        """Four things of five marks each (KF-06, KF-07)."""
        item = self._items[item_id]
        each = item.numbers["each"]
        children = tuple(
            Node(
                id=f"{item_id}.{place}",
                name=name,
                mark=(ZERO, each) if mark is None else mark,
                full=each,
                rule=item.rule,
                notes=(_UNKNOWN,) if mark is None else (),
            )
            for place, (name, mark) in enumerate(zip(names, marks, strict=True), 1)
        )
        return self._sum(item, children)

    def _sum(self, item: ItemRule, children: tuple[Node, ...]) -> Node:
        return Node(
            id=item.id,
            name=item.name,
            mark=total([child.mark for child in children]),
            full=item.full,
            rule=item.rule,
            children=children,
        )

    def _business(self) -> Node:
        return self._sum(self._items["3"], (self._on_time(), self._quality()))

    def _on_time(self) -> Node:
        item, figures = self._items["3.1"], self._data.on_time or OnTime()

        def compute(readings: Readings) -> tuple[Mark, Mark]:
            rate = _on_time_rate(figures, readings["on_time_base"])
            if rate is None:
                return None, (ZERO, item.full_mark)
            return rate, max(ZERO, item.full_mark - _on_time_loss(item, rate, readings))

        rate, mark = compute(self._desk.taken)
        points: tuple[str, ...] = ("on_time_step",)
        if figures.rate_percent is None and figures.received is not None:
            points = ("on_time_step", "on_time_base")
        return Node(
            id=item.id,
            name=item.name,
            value=rate,
            mark=mark,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words("on_time_step", "on_time_base"),
            other_readings=self._desk.others(points, compute),
            computed_from=_on_time_parts(item, figures),
            notes=self._on_time_notes(item, figures, rate),
            orders=_late_orders(figures),
        )

    def _on_time_notes(self, item: ItemRule, figures: OnTime, rate: Mark) -> tuple[str, ...]:
        if not isinstance(rate, Decimal):
            return (_UNKNOWN,)
        notes = ["以12345平台记录时间为准：未到达平台的答复不停止计时"]
        if figures.rate_percent is not None:
            notes = ["以市长专线电话办公室简报通报的按期办结率为准"]
        if _on_time_loss(item, rate, self._desk.taken) > item.full_mark:
            notes.append(_FLOORED)
        return tuple(notes)

    def _quality(self) -> Node:
        item, figures = self._items["3.2"], self._data.quality
        repeats, whole = (figures.repeats, figures.total) if figures else ((), ())
        share = quotient(amount(repeats), amount(whole))

        def compute(readings: Readings) -> tuple[Mark, Mark]:
            if share is None:
                return None, (ZERO, item.full_mark)
            loss = item.full_mark * share
            if readings["quality_share"] == "B":
                loss = percent(share) * item.numbers["points_per_percent"]
            return ONE - share, max(ZERO, item.full_mark - loss)

        value, mark = compute(self._desk.taken)
        return Node(
            id=item.id,
            name=item.name,
            value=value,
            mark=mark,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words("quality_share"),
            other_readings=self._desk.others(("quality_share",), compute),
            computed_from={"重复反映件数": amount(repeats), "总件数": amount(whole)},
            notes=(_UNKNOWN,) if share is None else (),
            orders=numbers_of(repeats),
        )

    def _plus(self) -> Node:
        item = self._items["4"]
        return self._sum(item, tuple(self._added(item, kind) for kind in item.kinds.values()))

    def _added(self, item: ItemRule, kind: CountedKind) -> Node:
        count = self._data.plus.get(kind.id, 0)
        if kind.id == "handled":
            return self._handled(item, kind, count)
        return _counted(item, kind, count, kind.points * amount(count))

    def _handled(self, item: ItemRule, kind: CountedKind, count: Count) -> Node:
        """+1 for every ten 转办件, rounded once on the year's number (KF-11)."""
        tens = Decimal(amount(count)) / item.numbers["handled_per_point"]

        def compute(readings: Readings) -> tuple[Mark, Mark]:
            whole = tens.to_integral_value(ROUND_FLOOR)
            steps = whole if readings["handled_step"] == "A" else tens
            return tens, steps * kind.points

        _, mark = compute(self._desk.taken)
        return structs.replace(
            _counted(item, kind, count, mark),
            reading=self._desk.words("handled_step"),
            other_readings=self._desk.others(("handled_step",), compute),
        )

    def _minus(self) -> Node:
        item = self._items["5"]
        children = []
        for kind in item.kinds.values():
            count = self._data.minus.get(kind.id, 0)
            children.append(_counted(item, kind, count, -kind.points * amount(count)))
        return self._sum(item, tuple(children))

    def _money(self) -> Node:
        """Money for praise and criticism: not a mark, and reported monthly (KF-17)."""
        item = self._items["money"]
        children = []
        for place, entry in enumerate(self._data.money, 1):
            each = item.numbers[f"{entry.occasion}_{self._data.kind}"]
            children.append(_money_node(item, entry, f"money.{place}", each))
        values = [child.value for child in children]
        return Node(
            id=item.id,
            name=item.name,
            value=total(values),
            rule=item.rule,
            notes=(
                "由单位每月报市长专线电话办公室，督查局认定",
                "二级机构和企业的奖惩计入其主管部门",
            ),
            children=tuple(children),
        )

    def _rank(self) -> Node:
        item, ranked = self._items["rank"], self._data.ranked
        places = item.numbers[f"places_{self._data.kind}"]
        mark: Mark = (-item.full_mark, item.full_mark)
        notes: tuple[str, ...] = ("排名未公布：不推算名次",)
        computed: dict[str, Figure] = {"前几位和后几位": places}
        if ranked is not None:
            computed |= {"名次": ranked.place, "参加排名": ranked.of}
            best, worst = ranked.place <= places, ranked.place > ranked.of - places
            notes = ()
            mark = item.full_mark * (int(best) - int(worst))
            if best and worst:
                notes = ("参加排名的单位太少，既在前列又在后列：办法未写明，按零计",)
        return Node(
            id=item.id,
            name=item.name,
            mark=mark,
            full=item.full,
            rule=item.rule,
            computed_from=computed,
            notes=notes,
        )


def _on_time_rate(figures: OnTime, letter: str) -> Decimal | None:
    """按期办结率 in percent: the bulletin's, else from the counts."""
    if figures.rate_percent is not None:
        return figures.rate_percent
    base = figures.due if letter == "A" else figures.received
    if base is None or figures.on_time is None:
        return None
    rate = quotient(amount(figures.on_time), amount(base))
    return None if rate is None else percent(rate)


def _on_time_loss(item: ItemRule, rate: Decimal, readings: Readings) -> Decimal:
    rounding: dict[str, Callable[[Decimal], Decimal]] = {
        "A": lambda shortfall: shortfall.to_integral_value(ROUND_FLOOR),
        "B": lambda shortfall: shortfall,
        "C": lambda shortfall: shortfall.to_integral_value(ROUND_CEILING),
    }
    shortfall = max(ZERO, item.numbers["target_percent"] - rate)
    return rounding[readings["on_time_step"]](shortfall) * item.numbers["points_per_percent"]


def _on_time_parts(item: ItemRule, figures: OnTime) -> dict[str, Figure]:
    parts: dict[str, Figure] = {"目标（%）": item.numbers["target_percent"]}
    if figures.rate_percent is not None:
        parts["简报通报的按期办结率（%）"] = figures.rate_percent
    for name, count in (
        ("到期件数", figures.due),
        ("按期办结", figures.on_time),
        ("收到件数", figures.received),
    ):
        if count is not None:
            parts[name] = amount(count)
    return parts


def _late_orders(figures: OnTime) -> tuple[str, ...]:
    """The orders due and not finished in time, where both lists were given."""
    if not isinstance(figures.on_time, tuple):
        return ()
    done = set(figures.on_time)
    return tuple(number for number in numbers_of(figures.due) if number not in done)


def _counted(item: ItemRule, kind: CountedKind, count: Count, mark: Mark) -> Node:
    return Node(
        id=f"{item.id}.{kind.id}",
        name=kind.name,
        value=Decimal(amount(count)),
        mark=mark,
        rule=kind.rule,
        computed_from={"件次": amount(count), "每件次": kind.points},
        orders=numbers_of(count),
    )


def _money_node(item: ItemRule, entry: Money, node_id: str, each: Decimal) -> Node:
    what = "表扬" if entry.praise else "批评"
    return Node(
        id=node_id,
        name=f"{_OCCASIONS[entry.occasion]}{what}",
        value=each * entry.count * (1 if entry.praise else -1),
        rule=item.rule,
        computed_from={"次数": entry.count, "每次（元）": each},
        notes=(entry.note,) if entry.note else (),
    )


def _check(rules: ScoreRules, data: KaifengData) -> None:
    for key, marks, item in (("basics", data.basics, "1"), ("rules_made", data.rules_made, "2")):
        if len(marks) != 4:
            raise ScoreDataError(f"{key}：应有 4 项，却是 {len(marks)} 项")
        for place, mark in enumerate(marks):
            if mark is not None:
                demand_within(f"{key}[{place}]", mark, rules.items[item].numbers["each"])
    for kind in data.plus:
        demand_known("plus", kind, rules.items["4"].kinds)
    for kind in data.minus:
        demand_known("minus", kind, rules.items["5"].kinds)
    _check_counts(data)


def _check_counts(data: KaifengData) -> None:
    figures = data.on_time or OnTime()
    if figures.rate_percent is not None:
        demand_within("on_time.rate_percent", figures.rate_percent, Decimal(100))
    for name, base in (("到期件数", figures.due), ("收到件数", figures.received)):
        if base is not None and figures.on_time is not None:
            done = amount(figures.on_time)
            demand_at_most("on_time.on_time", "按期办结", done, name, amount(base))
    if data.quality is not None:
        repeats, whole = amount(data.quality.repeats), amount(data.quality.total)
        demand_at_most("quality.repeats", "重复反映件数", repeats, "总件数", whole)
    if data.ranked is not None and not 1 <= data.ranked.place <= data.ranked.of:
        raise ScoreDataError(f"ranked：名次 {data.ranked.place} 不在 1 到 {data.ranked.of} 之间")
