"""临沭: open readings, unknown figures, the annual part, validity and what one order costs."""

from decimal import Decimal

import pytest
from helpers.score_samples import (
    TOWN_A,
    TOWN_B,
    TOWN_C,
    Json,
    mark_of,
    node_of,
    other_of,
    scored,
    town,
    value_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.scoring.group_marks import compressed, compressed_range, stretched
from desktop.domain.scoring.tree import high, low, mark_text

ALONE = {"peers": None}
_LAST_DIGIT = Decimal("1e-20")


def _own(**changes: object) -> Json:
    return TOWN_A | changes


@pytest.mark.parametrize(
    ("item", "wanted"),
    [("1", "8–10"), ("2.1", "8–10"), ("2.2", "3.9–4.56"), ("3", "31.5–35"), ("4", "18–20"),
     ("5.1", "4.9048"), ("6.1", "0–2"), ("daily", "83.8571–96.0171")],
)  # fmt: skip
def test_unknown_group_gives_a_range(item: str, wanted: str) -> None:
    result = scored("linshu", town(**ALONE))
    assert mark_of(result, item) == wanted
    assert any("不推算名次" in note for note in node_of(result, "3").notes)


def test_unknown_group_of_a_department_gives_the_tiers() -> None:
    assert mark_of(scored("linshu", town(group="department", **ALONE)), "1") == "2–10"
    assert mark_of(scored("linshu", town(group="department", **ALONE)), "3") == "28–35"


def test_clamping_with_an_unknown_group() -> None:
    faults = [{"kind": "own_duty", "count": 9}]
    data = town(own=_own(faults=faults), readings={"spread": "A"}, **ALONE)
    assert mark_of(scored("linshu", data), "2.2") == "0.5–3"


def test_published_bounds_stand_in_for_the_group() -> None:
    published = {"3": {"min": "0.65", "max": "0.82"}, "2.2": {"min": "0.6", "max": "5"}}
    result = scored("linshu", town(published=published, **ALONE))
    assert mark_of(result, "3") == "32.5294"
    assert mark_of(result, "2.2") == "4.5"
    assert other_of(result, "3", "first_base") == "31.5–35"


def test_a_figure_beyond_rounded_bounds_counts_as_the_bound() -> None:
    result = scored("linshu", town(published={"2.1": {"min": "0.96", "max": "0.98"}}, **ALONE))
    assert mark_of(result, "2.1") == "8"
    assert any("请核对" in note for note in node_of(result, "2.1").notes)


def test_a_tie_gives_the_full_mark_and_says_so() -> None:
    result = scored("linshu", town(peers=[TOWN_A | {"unit": "D镇"}]))
    for item, full in (("1", "10"), ("2.1", "10"), ("3", "35"), ("4", "20"), ("6.1", "2")):
        assert mark_of(result, item) == full
        assert "并列，公式不适用" in node_of(result, item).notes
    assert other_of(result, "3", "ties") == "31.5"
    assert mark_of(scored("linshu", town(peers=[], readings={"ties": "B"})), "4") == "18"


def test_a_tie_of_deductions_is_not_compressed() -> None:
    result = scored("linshu", town(peers=[TOWN_A | {"unit": "D镇"}]))
    assert mark_of(result, "2.2") == "3.9"
    assert other_of(result, "2.2", "spread", "full") == "5"


def test_a_spread_within_the_limit_is_left_alone() -> None:
    peers = [TOWN_B, TOWN_C | {"faults": [{"kind": "no_reply", "count": 10}]}]
    assert mark_of(scored("linshu", town(peers=peers)), "2.2") == "3.9"


def test_raw_marks_stop_at_nothing_before_compression() -> None:
    worst = TOWN_C | {"faults": [{"kind": "own_duty", "count": 20}]}
    result = scored("linshu", town(peers=[TOWN_B, worst]))
    assert mark_of(result, "2.2") == "4.56"


def test_one_deduction_for_each_order_is_the_other_reading() -> None:
    faults = [{"kind": "late_reply", "order": "LS-9"}, {"kind": "no_phone", "order": "LS-9"},
              {"kind": "own_duty", "order": "LS-9"}, {"kind": "no_reason"}]  # fmt: skip
    result = scored("linshu", town(own=_own(faults=faults), peers=[TOWN_B]))
    assert mark_of(result, "2.2") == "3.9"
    assert other_of(result, "2.2", "fault_count") == "4.3"


def test_a_late_return_is_one_fault_and_the_other_reading_two() -> None:
    result = scored("linshu", town(own=_own(faults=[{"kind": "late_return"}]), peers=[TOWN_B]))
    assert value_of(result, "2.2") == "0.2"
    assert other_of(result, "2.2", "late_return") == "4.6"


def test_anonymous_orders_out_of_the_load() -> None:
    result = scored("linshu", town(own=_own(anonymous=20), peers=[TOWN_B | {"anonymous": 0}]))
    assert value_of(result, "2.1") == "0.95"
    chosen = scored(
        "linshu",
        town(
            own=_own(anonymous=20), peers=[TOWN_B | {"anonymous": 0}], readings={"anonymous": "B"}
        ),
    )
    assert value_of(chosen, "2.1") == "0.9475"


def test_first_orders_and_orders_not_due_as_other_bases() -> None:
    own = _own(first_orders=392, unfinished=["LS-41", "LS-42"], not_due=["LS-42"])
    result = scored("linshu", town(own=own))
    node = node_of(result, "3")
    values = {other.point: other.value for other in node.other_readings}
    assert values["first_base"] == Decimal("0.75")
    assert values["cutoff"] == Decimal(294) / 419
    assert "未办结中未到期 1 件：LS-42" in node.notes


def test_redone_once_is_the_other_reading_of_redone_twice() -> None:
    result = scored("linshu", town(own=_own(county_redo1=42, city_redo1=84)))
    assert other_of(result, "5.1", "redo_twice") == "4.5"
    assert other_of(result, "5.2", "redo_twice") == "4"


def test_more_redone_than_load_leaves_nothing() -> None:
    assert mark_of(scored("linshu", town(own=_own(city_redo2=900))), "5.2") == "0"


def test_reports_by_redone_orders() -> None:
    assert other_of(scored("linshu", town()), "6.1", "report_base") == "0.8889"


def test_reports_of_departments_within_their_band() -> None:
    own = _own(band="大")
    peers = [TOWN_B | {"band": "大"}, TOWN_C | {"band": "小"}]
    result = scored("linshu", town(group="department", tier=6, own=own, peers=peers))
    assert mark_of(result, "6.1") == "0"
    plain = scored("linshu", town(group="department", tier=6))
    assert mark_of(plain, "6.1") == "1.0476"
    assert any("分段未填" in note for note in node_of(plain, "6.1").notes)


@pytest.mark.parametrize(
    ("load", "wanted"), [(600, "10"), (500, "10"), (499, "8"), (250, "6"), (100, "4"), (99, "2")]
)
def test_tiers_by_bounds(load: int, wanted: str) -> None:
    own = _own(load=load, unresponsive=1, first_satisfied=9, reported=1)
    data = town(group="department", own=own, tier_bounds=[500, 300, 200, 100])
    assert mark_of(scored("linshu", data), "1") == wanted


def test_what_was_not_filled_in_is_a_range_not_nothing() -> None:
    bare: Json = {"unit": "A镇", "load": 420}
    result = scored("linshu", town(own=bare, audits=None, supervisions=None))
    marks = {item: mark_of(result, item) for item in ("2.1", "2.2", "3", "5.1", "6.1", "6.2", "7")}
    assert marks == {"2.1": "8–10", "2.2": "0–5", "3": "31.5–35", "5.1": "0–5", "6.1": "0–2",
                     "6.2": "0–3", "7": "0–5"}  # fmt: skip
    assert [case.id for case in result.what_if] == []


ANNUAL: Json = {
    "office": 2, "fulltime_staff": 2, "filed": True, "equipment": 2, "agenda": "2.5",
    "knowledge_deduction": 1, "province_due": 50, "province_on_time": 48,
    "province_process": "0.9", "province_result": "0.8", "settlement_deduction": 3,
    "signing_deduction": "0.5",
}  # fmt: skip


@pytest.mark.parametrize(
    ("item", "wanted"),
    [("annual.1", "9.5"), ("annual.2", "9"), ("annual.3.1", "9.6"), ("annual.3.2", "17"),
     ("annual.3", "26.6"), ("annual.4", "27"), ("annual.5", "19.5"), ("annual", "91.6"),
     ("annual.1.office", "2"), ("annual.1.staff", "2"), ("annual.1.filed", "1"),
     ("annual.1.equipment", "2"), ("annual.1.agenda", "2.5")],
)  # fmt: skip
def test_annual_items(item: str, wanted: str) -> None:
    assert mark_of(scored("linshu", town(annual=ANNUAL)), item) == wanted


def test_annual_items_that_nobody_knows_are_ranges() -> None:
    result = scored("linshu", town(annual={"fulltime_staff": 1, "filed": False}))
    assert mark_of(result, "annual.1.staff") == "0"
    assert mark_of(result, "annual.1") == "0–7"
    assert mark_of(result, "annual") == "0–97"


def test_the_year_is_the_mean_of_the_months_or_recomputed() -> None:
    months = ["90", "91.5", "88.5"]
    result = scored("linshu", town(period="2020", months=months, annual_mark=88))
    assert mark_of(result, "year") == "89.6"
    assert other_of(result, "year", "annual_daily") == "90.0033"
    chosen = town(period="2020", months=months, annual_mark=88, readings={"annual_daily": "B"})
    assert mark_of(scored("linshu", chosen), "year") == "90.0033"


@pytest.mark.parametrize(
    ("period", "noted"),
    [("2020-05", False), ("2020-12", False), ("2020-02", True), ("2021-01", True), ("2026", True)],
)
def test_validity(period: str, noted: bool) -> None:
    notes = scored("linshu", town(period=period)).notes
    assert ("按2020年度办法试算" in notes) is noted


def test_what_one_more_order_costs() -> None:
    cases = {case.id: case for case in scored("linshu", town()).what_if}
    assert str(cases["supervised"].cost) == "-0.2"
    assert mark_text(cases["late"].cost) == "-0.0909"
    assert [change.id for change in cases["city_redo"].changes] == ["5.2"]
    assert set(cases) == {"late", "late_return", "own_duty", "unresponsive", "dissatisfied",
                          "county_redo", "city_redo", "supervised"}  # fmt: skip


def test_what_one_more_order_costs_when_the_group_is_unknown() -> None:
    cases = {case.id: case for case in scored("linshu", town(**ALONE)).what_if}
    assert cases["unresponsive"].cost == (Decimal("-2.0"), Decimal(0))
    assert cases["late"].cost == (Decimal("-0.2"), Decimal(0))


@st.composite
def _figures(draw: st.DrawFn, unit: str) -> Json:
    load = draw(st.integers(1, 500))
    part = st.integers(0, load)
    return {
        "unit": unit, "load": load, "unresponsive": draw(part), "first_satisfied": draw(part),
        "redo_satisfied": draw(part), "county_redo2": draw(part), "city_redo2": draw(part),
        "reported": draw(part),
        "faults": [{"kind": "no_reply", "count": draw(st.integers(0, 40))}],
    }  # fmt: skip


@settings(deadline=None)
@given(own=_figures("A镇"), peers=st.lists(_figures("某镇"), min_size=1, max_size=5))
def test_the_range_of_an_unknown_group_holds_every_group(own: Json, peers: list[Json]) -> None:
    for group in ({"group": "town"}, {"group": "department", "tier": 4}):
        known = scored("linshu", town(own=own, peers=peers, **group), what_if=False)
        unknown = scored("linshu", town(own=own, peers=None, **group), what_if=False)
        for item in ("1", "2.1", "2.2", "3", "4", "5.1", "6.1", "daily"):
            mark, possible = node_of(known, item).mark, node_of(unknown, item).mark
            assert isinstance(mark, Decimal)
            assert possible is not None
            assert low(possible) <= mark <= high(possible), item


@settings(deadline=None)
@given(own=_figures("A镇"), peers=st.lists(_figures("某镇"), min_size=1, max_size=5))
def test_no_case_of_what_if_raises_a_mark_and_its_range_holds(own: Json, peers: list[Json]) -> None:
    known = scored("linshu", town(own=own, peers=peers))
    unknown = {case.id: case for case in scored("linshu", town(own=own, peers=None)).what_if}
    for case in known.what_if:
        assert isinstance(case.cost, Decimal)
        assert case.cost <= _LAST_DIGIT
        possible = unknown[case.id].cost
        assert possible is not None
        assert low(possible) - _LAST_DIGIT <= case.cost <= high(possible) + _LAST_DIGIT


_marks = st.decimals(0, 5, places=1)


@given(st.lists(_marks, min_size=2, max_size=8))
def test_compression_keeps_the_ranking_and_the_limit(raw: list[Decimal]) -> None:
    limit = Decimal(2)
    marks = [compressed(mark, min(raw), max(raw), limit) for mark in raw]
    assert max(marks) - min(marks) <= limit
    assert all(new >= old for old, new in zip(raw, marks, strict=True))
    order = sorted(range(len(raw)), key=lambda place: raw[place])
    assert [marks[place] for place in order] == sorted(marks)
    possible = compressed_range(raw[0], Decimal(5), limit)
    assert possible is not None
    assert low(possible) <= marks[0] <= high(possible)


@given(st.decimals(0, 1, places=4), st.decimals(0, 1, places=2))
def test_a_share_lies_between_the_factor_and_one(x: Decimal, k: Decimal) -> None:
    assert k <= stretched(x, Decimal(0), Decimal(1), k) <= 1
