"""临沭县 (S0): the daily items, the annual part and the year, and what one more order costs."""

from decimal import Decimal

from msgspec import structs

from desktop.domain.scoring.figures import (
    Count,
    ReadingDesk,
    ScoreDataError,
    amount,
    demand_known,
    demand_within,
    desk_for,
)
from desktop.domain.scoring.linshu_annual import LinshuYear, check_annual
from desktop.domain.scoring.linshu_daily import LinshuDaily
from desktop.domain.scoring.linshu_figures import (
    Fault,
    Group,
    LinshuData,
    UnitFigures,
    check_figures,
)
from desktop.domain.scoring.score_rules import FormulaShape, ItemShape, ScoreRules
from desktop.domain.scoring.tree import Node, WhatIf, compare

_BOTH = ("k_town", "k_department")
_FULL = ItemShape()

SHAPE = FormulaShape(
    items={
        "year": ItemShape(numbers=("daily_share", "annual_share")),
        "daily": _FULL,
        "1": ItemShape(numbers=("k_town",), series="tiers"),
        "2": _FULL,
        "2.1": ItemShape(numbers=_BOTH),
        "2.2": ItemShape(
            numbers=("spread_limit",),
            kinds=(
                "late_return", "no_phone", "no_reason", "reply_as_return", "insisted", "own_duty",
                "late_reply", "no_reply",
            ),
        ),
        "3": ItemShape(numbers=_BOTH),
        "4": ItemShape(numbers=_BOTH),
        "5": _FULL,
        "5.1": _FULL,
        "5.2": _FULL,
        "6": _FULL,
        "6.1": _FULL,
        "6.2": ItemShape(
            kinds=(
                "not_explained", "not_implemented", "shallow", "distorted", "false",
                "supervised_above",
            )
        ),
        "7": ItemShape(
            kinds=("city_account", "city_written", "county_office", "media", "discipline")
        ),
        "annual": _FULL,
        "annual.1": ItemShape(
            numbers=("office", "staff", "staff_least", "filed", "equipment", "agenda")
        ),
        "annual.2": _FULL,
        "annual.3": _FULL,
        "annual.3.1": _FULL,
        "annual.3.2": _FULL,
        "annual.4": _FULL,
        "annual.5": _FULL,
    },
    points=dict.fromkeys(
        (
            "ties", "anonymous", "fault_count", "late_return", "spread", "first_base", "cutoff",
            "redo_base", "redo_twice", "report_marks", "report_base", "annual_daily",
        ),
        ("A", "B"),
    ),
)  # fmt: skip
"""What `resources/scores/linshu.toml` must hold."""

_PUBLISHED = {"1": "", "2.1": "", "2.2": "", "3": "", "4": "", "6.1": ""}


def score(rules: ScoreRules, data: LinshuData) -> Node:
    """Compute the daily part; with annual figures or monthly marks, the year around it.

    Raises:
        ScoreDataError: The figures contradict each other or name what the rules do not know.
    """
    _check(rules, data)
    desk = desk_for(rules, data.readings)
    return _compute(desk, data, Group(data.peers, data.published, desk.taken))


def what_if(rules: ScoreRules, data: LinshuData) -> tuple[WhatIf, ...]:
    """Say what it costs, in daily points, when one order is late, returned late, redone and so on.

    A case is left out when its figures are unknown: no cost would look like no harm.
    """
    desk = desk_for(rules, data.readings)
    group = Group(data.peers, data.published, desk.taken)
    before = LinshuDaily(desk, data, group).node()
    return tuple(
        compare(case_id, text, before, LinshuDaily(desk, changed, group).node())
        for case_id, text, changed in _cases(rules, data)
    )


def _compute(desk: ReadingDesk, data: LinshuData, group: Group) -> Node:
    daily = LinshuDaily(desk, data, group).node()
    wants_year = data.annual is not None or data.annual_mark is not None or data.months
    return LinshuYear(desk, data).node(daily) if wants_year else daily


def _cases(rules: ScoreRules, data: LinshuData) -> list[tuple[str, str, LinshuData]]:
    own = data.own

    def fault(kind: str) -> LinshuData:
        return _with_fault(data, rules.items["2.2"].kinds[kind].points, kind)

    unresponsive = _with_own(data, unresponsive=_more(own.unresponsive))
    dissatisfied = _with_own(data, first_satisfied=_less(own.first_satisfied))
    found = [
        ("late", "若再有一张工单超期回复", fault("late_reply")),
        ("late_return", "若再有一张工单超期回退", fault("late_return")),
        ("own_duty", "若再有一张职责内工单作回退处理并被查实", fault("own_duty")),
        ("unresponsive", "若再有一张工单未响应", unresponsive),
        ("dissatisfied", "若少一张一次满意工单", dissatisfied),
        ("county_redo", "若再有一张工单县级重办2次", _redone(data, "county")),
        ("city_redo", "若再有一张工单市级重办2次", _redone(data, "city")),
    ]  # fmt: skip
    if data.supervisions is not None:
        faults = (*data.supervisions, Fault(kind="city_account"))
        text = "若再有一张工单被市督查账户督办"
        found.append(("supervised", text, structs.replace(data, supervisions=faults)))
    return [case for case in found if case[2] != data and _is_possible(case[2].own)]


def _is_possible(own: UnitFigures) -> bool:
    try:
        check_figures("own", own)
    except ScoreDataError:
        return False
    return True


def _with_own(data: LinshuData, **changes: object) -> LinshuData:
    return structs.replace(data, own=structs.replace(data.own, **changes))


def _with_fault(data: LinshuData, points: Decimal, kind: str) -> LinshuData:
    if data.own.faults is None:
        lost = data.own.deduction
        return _with_own(data, deduction=None if lost is None else lost + points)
    return _with_own(data, faults=(*data.own.faults, Fault(kind=kind)))


def _redone(data: LinshuData, level: str) -> LinshuData:
    """An order redone twice is in both counts of its level."""
    own = data.own
    changes = {
        f"{level}_redo{times}": _more(getattr(own, f"{level}_redo{times}")) for times in (1, 2)
    }
    return _with_own(data, **changes)


def _more(count: Count | None) -> int | None:
    return None if count is None else amount(count) + 1


def _less(count: Count | None) -> int | None:
    return None if count is None else max(0, amount(count) - 1)


def _check(rules: ScoreRules, data: LinshuData) -> None:
    check_figures("own", data.own)
    for number, peer in enumerate(data.peers or ()):
        check_figures(f"peers[{number}]", peer)
        _check_kinds(rules, f"peers[{number}].faults", "2.2", peer.faults)
        if peer.unit == data.own.unit:
            raise ScoreDataError(f"peers[{number}]：{peer.unit}就是本单位，同组单位只填其他单位")
    _check_kinds(rules, "own.faults", "2.2", data.own.faults)
    _check_kinds(rules, "audits", "6.2", data.audits)
    _check_kinds(rules, "supervisions", "7", data.supervisions)
    _check_published(data)
    _check_tiers(rules, data)
    if data.annual is not None:
        check_annual(data.annual)
    _check_marks(data)


def _check_kinds(
    rules: ScoreRules, place: str, item: str, faults: tuple[Fault, ...] | None
) -> None:
    for number, fault in enumerate(faults or ()):
        demand_known(f"{place}[{number}].kind", fault.kind, rules.items[item].kinds)


def _check_published(data: LinshuData) -> None:
    for item, bounds in data.published.items():
        demand_known("published", item, _PUBLISHED)
        if bounds.min > bounds.max:
            raise ScoreDataError(f"published.{item}：最小值 {bounds.min} 大于最大值 {bounds.max}")


def _check_tiers(rules: ScoreRules, data: LinshuData) -> None:
    if data.group == "town" and (data.tier is not None or data.tier_bounds is not None):
        raise ScoreDataError("tier：镇街按公式计分，没有档次")
    if data.tier_bounds is None:
        return
    wanted = len(rules.items["1"].series) - 1
    if len(data.tier_bounds) != wanted:
        raise ScoreDataError(f"tier_bounds：应有 {wanted} 个界限，却是 {len(data.tier_bounds)} 个")
    if list(data.tier_bounds) != sorted(set(data.tier_bounds), reverse=True):
        raise ScoreDataError("tier_bounds：界限应从大到小")


def _check_marks(data: LinshuData) -> None:
    hundred = Decimal(100)
    for number, mark in enumerate(data.months):
        demand_within(f"months[{number}]", mark, hundred)
    if len(data.months) > 12:
        raise ScoreDataError(f"months：一年最多 12 个月，却是 {len(data.months)} 个")
    if data.annual_mark is not None:
        demand_within("annual_mark", data.annual_mark, hundred)
