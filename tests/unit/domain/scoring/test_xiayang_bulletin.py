"""夏阳: the six lists of the bi-monthly bulletin, the summons, and the sample formula."""

import pytest
from helpers.score_samples import Json, mark_of, node_of, other_of, scored, value_of

from desktop.domain.profile import parse_profile
from desktop.domain.scoring.tree import Node
from resources.rule_files import profile_content
from resources.score_files import score_content

ORDERS: list[Json] = [
    {
        "number": "X-1",
        "dispatched": "2026-09-01",
        "accepted_late": True,
        "satisfaction": "satisfied",
        "mark": 90,
    },
    {
        "number": "X-2",
        "dispatched": "2026-09-02",
        "accepted_late": True,
        "overdue": True,
        "satisfaction": "basic",
        "mark": "80.5",
    },
    {
        "number": "X-3",
        "dispatched": "2026-09-03",
        "not_contacted": True,
        "satisfaction": "dissatisfied",
    },
    {"number": "X-4", "dispatched": "2026-10-08", "contact_late": True, "satisfaction": "unrated"},
    {
        "number": "X-5",
        "dispatched": "2026-10-09",
        "unit": "第一居委",
        "returned": "refused",
        "satisfaction": "dissatisfied",
    },
    {
        "number": "X-6",
        "dispatched": "2026-10-10",
        "unit": "第一居委",
        "returned": "accepted",
        "satisfaction": "fair",
    },
    {"number": "X-7", "dispatched": "2026-10-12", "unit": "第一居委", "returned": "pending"},
]


def bulletin(**changes: object) -> Json:
    return {"unit": "城管中队", "period": "2026-09-01/2026-10-31", "orders": ORDERS} | changes


@pytest.mark.parametrize(
    ("node", "value", "orders"),
    [
        ("bulletin", "7", ()),
        ("1", "2", ("X-1", "X-2")),
        ("1.城管中队", "2", ("X-1", "X-2")),
        ("2", "3", ("X-3", "X-4", "X-2")),
        ("2.1", "2", ("X-3", "X-4")),
        ("2.2.城管中队", "1", ("X-2",)),
        ("3", "3", ("X-5", "X-6", "X-7")),
        ("3.第一居委", "3", ("X-5", "X-6", "X-7")),
        ("4", "2", ("X-3", "X-5")),
        ("4.第一居委", "1", ("X-5",)),
        ("5.城管中队.satisfaction", "0.6667", ("X-3",)),
        ("5.第一居委.satisfaction", "0", ("X-5",)),
    ],
)
def test_lists(node: str, value: str, orders: tuple[str, ...]) -> None:
    result = scored("xiayang", bulletin())
    assert value_of(result, node) == value
    assert node_of(result, node).orders == orders


def test_returns_by_state() -> None:
    assert node_of(scored("xiayang", bulletin()), "3").computed_from == {
        "待审核": 1,
        "同意退单": 1,
        "不予退单": 1,
    }


def test_marks_are_the_mean_of_those_given() -> None:
    result = scored("xiayang", bulletin())
    assert mark_of(result, "5.城管中队") == "85.25"
    assert node_of(result, "5.第一居委").mark is None


def test_other_readings() -> None:
    result = scored("xiayang", bulletin())
    assert other_of(result, "2.1", "contact_late") == "1"
    assert other_of(result, "5.城管中队.satisfaction", "satisfied_grades") == "0.3333"
    chosen = scored("xiayang", bulletin(readings={"contact_late": "B", "satisfied_grades": "B"}))
    assert node_of(chosen, "2.1").orders == ("X-3",)
    assert value_of(chosen, "5.城管中队.satisfaction") == "0.3333"


@pytest.mark.parametrize(
    ("earlier", "summoned"), [(0, False), (1, True), (["X-0"], True), (7, True)]
)
def test_summons_at_three_in_a_calendar_year(earlier: object, summoned: bool) -> None:
    result = scored("xiayang", bulletin(earlier_late_accepts={"城管中队": earlier}))
    notes = node_of(result, "1.城管中队").notes
    assert any("约谈" in note for note in notes) is summoned


def test_a_unit_late_only_earlier_is_listed_with_its_sum() -> None:
    result = scored("xiayang", bulletin(earlier_late_accepts={"水务站": ["Y-1", "Y-2"]}))
    node = node_of(result, "1.水务站")
    assert node.computed_from["本年累计"] == 2
    assert node.orders == ("Y-1", "Y-2")


def test_late_acceptances_of_another_year_do_not_count() -> None:
    old: Json = {"number": "X-0", "dispatched": "2025-12-31", "accepted_late": True}
    data = bulletin(period="2026-01-01/2026-02-28", orders=[old])
    assert node_of(scored("xiayang", data), "1.城管中队").computed_from["本年累计"] == 0


def test_the_number_of_the_summons_is_that_of_the_profile() -> None:
    profile = parse_profile(profile_content("xiayang"), name="xiayang.toml")
    rules = score_content("xiayang")["items"]
    assert isinstance(rules, list)
    assert [int(item["summons"]) for item in rules if item["id"] == "1"] == [
        profile.late_accepts_to_summons
    ]


def test_changes_against_the_past() -> None:
    previous = {"orders": 5, "overdue": 0, "dissatisfied": ["P-1"], "satisfaction": "0.5"}
    last_year = {"orders": 14, "accepted_late": 1, "returned": 3}
    result = scored("xiayang", bulletin(previous=previous, last_year=last_year))
    assert value_of(result, "6.previous.orders") == "0.4"
    assert value_of(result, "6.previous.dissatisfied") == "1"
    assert "对比期为零，不能算比率" in node_of(result, "6.previous.overdue").notes
    assert value_of(result, "6.previous.satisfaction") == "-0.1"
    assert value_of(result, "6.last_year.orders") == "-0.5"
    assert value_of(result, "6.last_year.accepted_late") == "1"
    assert value_of(result, "6.last_year.returned") == "0"
    assert "对比期数据未填" in node_of(result, "6.last_year.overdue").notes


@pytest.mark.parametrize(
    ("period", "noted"),
    [
        ("2026-09-01/2026-10-31", False),
        ("2026-01-01/2026-02-28", False),
        ("2026-10", True),
        ("2026-10-01/2026-11-30", True),
        ("2026", True),
        ("2026-09-01/2026-10-30", True),
    ],
)
def test_the_bulletin_is_of_two_months(period: str, noted: bool) -> None:
    notes = scored("xiayang", bulletin(period=period)).root.notes
    assert any("双月" in note for note in notes) is noted


SAMPLE: Json = {
    "load": 9,
    "group_load": 120,
    "contacted": 18,
    "not_contacted": 2,
    "solved": ["X-1"],
    "grades": {"satisfied": 3, "basic": 2, "fair": 1, "dissatisfied": ["X-3"]},
}


def test_sample_formula() -> None:
    result = scored("xiayang", bulletin(sample_formula=True, sample=SAMPLE))
    marks = [mark_of(result, f"sample.{part}") for part in range(1, 5)]
    assert marks == ["0.375", "27", "20", "29.7143"]
    assert value_of(result, "sample.4") == "0.7429"
    assert any("不是夏阳街道的规定" in note for note in node_of(result, "sample").notes)
    assert node_of(result, "sample.4").orders == ("X-3",)


def test_sample_formula_is_off_unless_asked_for() -> None:
    assert scored("xiayang", bulletin(sample=SAMPLE)).root.find("sample") is None


def test_sample_formula_without_orders() -> None:
    empty: Json = {"load": 0, "group_load": 0}
    result = scored("xiayang", bulletin(sample_formula=True, sample=empty))
    assert [mark_of(result, f"sample.{part}") for part in range(1, 5)] == [
        "0–5",
        "0–30",
        "0",
        "0–40",
    ]


def test_what_one_more_late_acceptance_brings() -> None:
    def late(earlier: int) -> str:
        result = scored("xiayang", bulletin(earlier_late_accepts={"城管中队": earlier}, orders=[]))
        return next(case.text for case in result.what_if if case.id == "late_accept")

    assert late(1) == "若再有一张工单未按时先行接单：本年第2次，满3次约谈"
    assert late(2) == "若再有一张工单未按时先行接单：本年第3次，由街道纪工委约谈"


def test_every_number_in_the_tree_is_found_again_in_the_orders() -> None:
    known = {str(order["number"]) for order in ORDERS}

    def check(node: Node) -> None:
        assert set(node.orders) <= known
        for child in node.children:
            check(child)

    check(scored("xiayang", bulletin()).root)
