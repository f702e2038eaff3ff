"""临沭: the 年终考核 and the year's mark of 80 % daily and 20 % annual (LS-28, source S0)."""

from collections.abc import Mapping
from decimal import Decimal

from desktop.domain.scoring.figures import (
    ReadingDesk,
    Readings,
    amount,
    demand_within,
    is_year,
    numbers_of,
    quotient,
)
from desktop.domain.scoring.linshu_figures import Annual, LinshuData
from desktop.domain.scoring.score_rules import ItemRule
from desktop.domain.scoring.tree import ONE, ZERO, Figure, Mark, Node, scaled, total

_UNKNOWN = "未填或由县热线中心酌情评定：只给出范围"
_HALF = Decimal("0.5")


class LinshuYear:
    """Computes the annual part and the year of one unit.

    Args:
        desk: Formula data and the readings taken.
        data: The unit's figures.
    """

    def __init__(self, desk: ReadingDesk, data: LinshuData) -> None:
        self._desk = desk
        self._items = desk.rules.items
        self._data = data
        self._figures = data.annual or Annual()

    def node(self, daily: Node) -> Node:
        """Make the year's mark from the daily part of these figures and the annual part."""
        item = self._items["year"]
        annual = self._annual()
        shares = item.numbers
        months = self._data.months
        mean = sum(months, ZERO) / len(months) if months else None
        whole_year = is_year(self._data.period)

        def compute(readings: Readings) -> tuple[Mark, Mark]:
            of_days: Mark = daily.mark
            if mean is not None and readings["annual_daily"] == "A":
                of_days = mean
            elif readings["annual_daily"] == "B" and not whole_year:
                of_days = None
            parts = (
                scaled(of_days, shares["daily_share"]),
                scaled(annual.mark, shares["annual_share"]),
            )
            return of_days, total(parts)

        value, mark = compute(self._desk.taken)
        return Node(
            id="year",
            name=item.name,
            value=value,
            mark=mark,
            full=item.full,
            rule=item.rule,
            reading=self._desk.words("annual_daily"),
            other_readings=self._desk.others(("annual_daily",), compute),
            computed_from={
                "日常成绩": value,
                "日常比例": shares["daily_share"],
                "年终成绩": annual.mark,
                "年终比例": shares["annual_share"],
                "月数": len(months),
            },
            notes=_year_notes(has_months=bool(months), whole_year=whole_year),
            children=(daily, annual),
        )

    def _annual(self) -> Node:
        item = self._items["annual"]
        published = self._data.annual_mark
        children = () if published is not None and self._data.annual is None else self._children()
        mark: Mark = (
            published if published is not None else total([child.mark for child in children])
        )
        return Node(
            id="annual",
            name=item.name,
            mark=mark,
            full=item.full,
            rule=item.rule,
            notes=("按公布的年终考核成绩",) if published is not None else (),
            children=children,
        )

    def _children(self) -> tuple[Node, ...]:
        figures = self._figures
        return (
            self._organisation(),
            self._less("annual.2", figures.knowledge_deduction, "knowledge_deduction"),
            self._province(),
            self._less("annual.4", figures.settlement_deduction, "settlement_deduction"),
            self._less("annual.5", figures.signing_deduction, "signing_deduction"),
        )

    def _organisation(self) -> Node:
        item, figures = self._items["annual.1"], self._figures
        full = item.numbers
        staff = figures.fulltime_staff
        enough = None if staff is None else staff >= full["staff_least"]
        parts: dict[str, tuple[str, Mark, Decimal]] = {
            "office": ("办理机构和场所", self._given("office", full["office"]), full["office"]),
            "staff": ("专职工作人员", _all_or_nothing(enough, full["staff"]), full["staff"]),
            "filed": ("调整及时报备", _all_or_nothing(figures.filed, full["filed"]), full["filed"]),
            "equipment": (
                "专网和设备", self._given("equipment", full["equipment"]), full["equipment"]
            ),
            "agenda": ("议事议程和年度计划", self._given("agenda", full["agenda"]), full["agenda"]),
        }  # fmt: skip
        children = tuple(
            Node(id=f"annual.1.{key}", name=name, mark=mark, full=most, rule=item.rule,
                 notes=(_UNKNOWN,) if isinstance(mark, tuple) else ())
            for key, (name, mark, most) in parts.items()
        )  # fmt: skip
        notes = ("兼职工作人员不计入",) if staff is not None else ()
        if self._data.group == "department":
            notes = (*notes, "专门办公场所只要求镇街和承办量较大的县直部门")
        computed: dict[str, Figure] = {} if staff is None else {"专职工作人员": staff}
        return self._sum(item, children, notes, computed)

    def _province(self) -> Node:
        item = self._items["annual.3"]
        return self._sum(item, (self._province_on_time(), self._province_satisfied()))

    def _province_on_time(self) -> Node:
        item, figures = self._items["annual.3.1"], self._figures
        due, done = figures.province_due, figures.province_on_time
        rate = None
        computed: dict[str, Figure] = {}
        if due is not None and done is not None:
            rate = quotient(amount(done), amount(due))
            computed = {"应办结": amount(due), "按时办结": amount(done)}
        late = tuple(number for number in numbers_of(due) if number not in numbers_of(done))
        return self._rated(item, rate, computed, late if numbers_of(done) else ())

    def _province_satisfied(self) -> Node:
        item, figures = self._items["annual.3.2"], self._figures
        process, result = figures.province_process, figures.province_result
        rate = None
        computed: dict[str, Figure] = {}
        if process is not None and result is not None:
            rate = (process + result) * _HALF
            computed = {"服务过程满意率": process, "办理结果满意率": result}
        return self._rated(item, rate, computed)

    def _rated(
        self,
        item: ItemRule,
        rate: Decimal | None,
        computed: Mapping[str, Figure],
        orders: tuple[str, ...] = (),
    ) -> Node:
        return Node(
            id=item.id,
            name=item.name,
            value=rate,
            mark=(ZERO, item.full_mark) if rate is None else rate * item.full_mark,
            full=item.full,
            rule=item.rule,
            computed_from=computed,
            notes=(_UNKNOWN,) if rate is None else (),
            orders=orders,
        )

    def _less(self, item_id: str, deduction: Decimal | None, key: str) -> Node:
        item = self._items[item_id]
        if deduction is not None:
            demand_within(f"annual.{key}", deduction, item.full_mark)
        return Node(
            id=item_id,
            name=item.name,
            value=deduction,
            mark=(ZERO, item.full_mark) if deduction is None else item.full_mark - deduction,
            full=item.full,
            rule=item.rule,
            computed_from={} if deduction is None else {"扣分": deduction},
            notes=(_UNKNOWN,) if deduction is None else (),
        )

    def _given(self, key: str, most: Decimal) -> Mark:
        mark: Decimal | None = getattr(self._figures, key)
        if mark is None:
            return ZERO, most
        demand_within(f"annual.{key}", mark, most)
        return mark

    def _sum(
        self,
        item: ItemRule,
        children: tuple[Node, ...],
        notes: tuple[str, ...] = (),
        computed: Mapping[str, Figure] | None = None,
    ) -> Node:
        return Node(
            id=item.id,
            name=item.name,
            mark=total([child.mark for child in children]),
            full=item.full,
            rule=item.rule,
            computed_from=computed or {},
            notes=notes,
            children=children,
        )


def check_annual(annual: Annual) -> None:
    """Refuse rates above 1 and parts greater than their whole.

    Raises:
        ScoreDataError: One is.
    """
    for key in ("province_process", "province_result"):
        rate: Decimal | None = getattr(annual, key)
        if rate is not None:
            demand_within(f"annual.{key}", rate, ONE)
    if annual.province_on_time is not None and annual.province_due is not None:
        done, due = amount(annual.province_on_time), amount(annual.province_due)
        demand_within("annual.province_on_time", Decimal(done), Decimal(due))


def _all_or_nothing(reached: bool | None, full: Decimal) -> Mark:
    if reached is None:
        return ZERO, full
    return full if reached else ZERO


def _year_notes(*, has_months: bool, whole_year: bool) -> tuple[str, ...]:
    if has_months:
        return ()
    if whole_year:
        return ("未填各月成绩：以全年数据的日常成绩计算",)
    return ("未填各月成绩：以本期日常成绩代替全年",)
