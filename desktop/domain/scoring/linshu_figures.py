"""Figures of a 临沭 unit and its group, and the rates that the daily items are made of (S0)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from msgspec import field as structs_field

from desktop.domain.scoring.figures import (
    Count,
    Readings,
    Record,
    ScoreData,
    Whole,
    amount,
    demand_at_most,
    quotient,
)


class Fault(Record, frozen=True):
    """One fault that costs points, tied to its order and evidence.

    Attributes:
        kind: Id of the fault in the formula data.
        order: The order's number.
        evidence: Where it is recorded.
        count: How often.
    """

    kind: str
    order: str = ""
    evidence: str = ""
    count: Whole = 1


class UnitFigures(Record, frozen=True):
    """What a unit has done in the period; what is left out is unknown, not zero.

    Attributes:
        unit: Its name.
        load: 承办量, every order the system transferred.
        unresponsive: 未响应工单 (LS-09).
        anonymous: 匿名工单, for the other reading of 2(1).
        deduction: Points lost in 2(2), where the faults themselves are not known (other units).
        faults: Faults of 2(2).
        first_satisfied: 一次满意工单.
        first_orders: Provincial and city first-handling orders, for the other reading of 3.
        unfinished: Orders unfinished at the cut-off (LS-13).
        not_due: Those of them that are not due yet.
        redo_satisfied: 重复办理满意工单, sent back by the city centre.
        redone: Orders sent back by the city centre.
        county_redo2: Redone twice or more at the county.
        county_redo1: Redone at the county at all.
        city_redo2: Redone twice or more at the city.
        city_redo1: Redone at the city at all.
        reported: 上报 of 疑难诉求.
        band: 县直: band of 承办量 for item 6(1).
    """

    unit: str
    load: Whole
    unresponsive: Count | None = None
    anonymous: Count | None = None
    deduction: Decimal | None = None
    faults: tuple[Fault, ...] | None = None
    first_satisfied: Count | None = None
    first_orders: Count | None = None
    unfinished: Count | None = None
    not_due: Count | None = None
    redo_satisfied: Count | None = None
    redone: Count | None = None
    county_redo2: Count | None = None
    county_redo1: Count | None = None
    city_redo2: Count | None = None
    city_redo1: Count | None = None
    reported: Count | None = None
    band: str = ""


class Bounds(Record, frozen=True):
    """Published least and greatest figure of a group."""

    min: Decimal
    max: Decimal


class Annual(Record, frozen=True):
    """Figures of the 年终考核 (LS-28); what is left out is unknown.

    Attributes:
        office: Marks for office and unit.
        fulltime_staff: Full-time staff; part-time staff do not count.
        filed: Whether changes were filed in time (LS-18).
        equipment: Marks for network and equipment.
        agenda: Marks for agenda, yearly plan and integration.
        knowledge_deduction: Points lost for the 知识库.
        province_due: Provincial orders due.
        province_on_time: Provincial orders finished on time.
        province_process: Satisfaction with the service, 0 to 1.
        province_result: Satisfaction with the result, 0 to 1.
        settlement_deduction: Points lost for 诉求落实 (LS-11).
        signing_deduction: Points lost for 工单签批 (LS-02).
    """

    office: Decimal | None = None
    fulltime_staff: Whole | None = None
    filed: bool | None = None
    equipment: Decimal | None = None
    agenda: Decimal | None = None
    knowledge_deduction: Decimal | None = None
    province_due: Count | None = None
    province_on_time: Count | None = None
    province_process: Decimal | None = None
    province_result: Decimal | None = None
    settlement_deduction: Decimal | None = None
    signing_deduction: Decimal | None = None


class LinshuData(ScoreData, frozen=True):
    """Score data of a 临沭 unit.

    Attributes:
        group: `town` (镇街) or `department` (县直单位).
        own: The unit's own figures.
        peers: All other units of the group, when their figures are known.
        published: Published least and greatest figures by item id; they win over `peers`.
        tier: 县直: the mark of item 1 that the county centre set.
        tier_bounds: 县直: least 承办量 of every tier but the last, falling.
        audits: Findings on 不合规诉求 materials (LS-26b); null when unknown.
        supervisions: 督查督办 (LS-27); null when unknown.
        months: Daily marks of the year's months.
        annual_mark: The published mark of the 年终考核.
        annual: Its figures, when it has to be computed.
    """

    group: Literal["town", "department"]
    own: UnitFigures
    peers: tuple[UnitFigures, ...] | None = None
    published: dict[str, Bounds] = structs_field(default_factory=dict)
    tier: Decimal | None = None
    tier_bounds: tuple[Whole, ...] | None = None
    audits: tuple[Fault, ...] | None = None
    supervisions: tuple[Fault, ...] | None = None
    months: tuple[Decimal, ...] = ()
    annual_mark: Decimal | None = None
    annual: Annual | None = None


Measure = Callable[[UnitFigures, Readings], Decimal | None]


def load(figures: UnitFigures, readings: Readings) -> Decimal | None:
    """承办量 (LS-20); the same under every reading."""
    del readings
    return Decimal(figures.load)


def response_rate(figures: UnitFigures, readings: Readings) -> Decimal | None:
    """(承办量 − 未响应工单)/承办量 (LS-22)."""
    base: int | None = figures.load
    if readings["anonymous"] == "B":
        base = None if figures.anonymous is None else figures.load - amount(figures.anonymous)
    if base is None or figures.unresponsive is None:
        return None
    return quotient(base - amount(figures.unresponsive), base)


def first_rate(figures: UnitFigures, readings: Readings) -> Decimal | None:
    """一次满意工单/诉求总量 (LS-23); unfinished orders count as not satisfied (LS-13)."""
    base = _base(figures, figures.first_orders, readings["first_base"])
    if readings["cutoff"] == "B":
        left_out = figures.not_due
        base = None if base is None or left_out is None else base - amount(left_out)
    return _part(figures.first_satisfied, base)


def redo_rate(figures: UnitFigures, readings: Readings) -> Decimal | None:
    """重复办理满意工单/诉求总量 (LS-24)."""
    return _part(figures.redo_satisfied, _base(figures, figures.redone, readings["redo_base"]))


def report_rate(figures: UnitFigures, readings: Readings) -> Decimal | None:
    """上报比例 (LS-26a)."""
    return _part(figures.reported, _base(figures, figures.redone, readings["report_base"]))


def _base(figures: UnitFigures, other: Count | None, letter: str) -> int | None:
    if letter == "A":
        return figures.load
    return None if other is None else amount(other)


def _part(part: Count | None, base: int | None) -> Decimal | None:
    return None if part is None or base is None else quotient(amount(part), base)


class Extremes(NamedTuple):
    """Least and greatest figure of a group and where they come from."""

    least: Decimal
    greatest: Decimal
    source: str


@dataclass(frozen=True)
class Group:
    """The other units of a group, or what was published of them.

    Attributes:
        peers: The other units; None when unknown.
        published: Published bounds by item id.
        taken: Readings under which the bounds were published.
    """

    peers: tuple[UnitFigures, ...] | None
    published: dict[str, Bounds]
    taken: Readings
    _found: dict[tuple[str, ...], tuple[Decimal, ...] | None] = field(default_factory=dict)

    def others(
        self, item: str, measure: Measure, readings: Readings, bases: tuple[str, ...], band: str
    ) -> tuple[Decimal, ...] | None:
        """The other units' figures in rising order; None when one of them is not known."""
        if self.peers is None:
            return None
        key = (item, band, *[readings[point] for point in bases])
        if key in self._found:
            return self._found[key]
        found = self._found[key] = _all_of(measure, self.peers, readings, band)
        return found

    def extremes(
        self,
        item: str,
        own: Decimal,
        measure: Measure,
        readings: Readings,
        bases: tuple[str, ...],
        band: str = "",
    ) -> Extremes | None:
        """Least and greatest figure of the group with the unit itself; None when unknown.

        Published bounds hold for the readings taken only: nobody published the other ones.
        """
        bounds = self.published.get(item) if self.published else None
        if bounds and all(readings[point] == self.taken[point] for point in bases):
            return Extremes(bounds.min, bounds.max, "公布数据")
        others = self.others(item, measure, readings, bases, band)
        if others is None:
            return None
        if not others:
            return Extremes(own, own, "同组单位")
        least, greatest = others[0], others[-1]
        if own < least:
            least = own
        elif own > greatest:
            greatest = own
        return Extremes(least, greatest, "同组单位")


def _all_of(
    measure: Measure, peers: tuple[UnitFigures, ...], readings: Readings, band: str
) -> tuple[Decimal, ...] | None:
    values = []
    for peer in peers:
        if not band or peer.band == band:
            value = measure(peer, readings)
            if value is None:
                return None
            values.append(value)
    return tuple(sorted(values))


def check_figures(place: str, figures: UnitFigures) -> None:
    """Refuse parts that are greater than their whole.

    Raises:
        ScoreDataError: A part is.
    """
    for key, name in _PARTS_OF_LOAD:
        count: Count | None = getattr(figures, key)
        if count is not None and amount(count) > figures.load:
            demand_at_most(f"{place}.{key}", name, amount(count), "承办量", figures.load)
    for key, name, whole_key, whole_name in _PARTS_OF_PARTS:
        whole = getattr(figures, whole_key)
        part = None if whole is None else getattr(figures, key)
        if part is not None:
            demand_at_most(f"{place}.{key}", name, amount(part), whole_name, amount(whole))
    if figures.anonymous is not None and figures.unresponsive is not None:
        named = figures.load - amount(figures.anonymous)
        place = f"{place}.unresponsive"
        demand_at_most(place, "未响应工单", amount(figures.unresponsive), "非匿名工单", named)


# Redone and unfinished orders may have come in an earlier month: they can be more than the load.
_PARTS_OF_LOAD = (
    ("unresponsive", "未响应工单"),
    ("anonymous", "匿名工单"),
    ("first_satisfied", "一次满意工单"),
    ("first_orders", "省级和市级一次办理工单"),
    ("reported", "上报的疑难诉求"),
)
_PARTS_OF_PARTS = (
    ("first_satisfied", "一次满意工单", "first_orders", "省级和市级一次办理工单"),
    ("not_due", "未到期工单", "unfinished", "未办结工单"),
    ("redo_satisfied", "重复办理满意工单", "redone", "市级发回重办的工单"),
    ("county_redo2", "县级重办2次及以上工单", "county_redo1", "县级重办工单"),
    ("city_redo2", "市级重办2次及以上工单", "city_redo1", "市级重办工单"),
)
