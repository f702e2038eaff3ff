"""开封: the worked example, every plus, minus and sum of money, and the open readings."""

from decimal import Decimal

import pytest
from helpers.score_samples import Json, kaifeng, mark_of, node_of, other_of, scored, value_of


def test_worked_example() -> None:
    result = scored("kaifeng", kaifeng())
    assert mark_of(result, "total") == "129.1"
    assert [mark_of(result, item) for item in ("1", "2", "3.1", "3.2", "3", "4", "5")] == [
        "20",
        "20",
        "28",
        "29.1",
        "57.1",
        "37",
        "-5",
    ]
    assert node_of(result, "5.perfunctory").orders == ("KF-7",)


@pytest.mark.parametrize(
    ("point", "reading", "item", "mark", "total"),
    [
        ("on_time_step", "B", "3.1", "27.4", "128.5"),
        ("on_time_step", "C", "3.1", "27", "128.1"),
        ("quality_share", "B", "3.2", "27", "127"),
        ("handled_step", "B", "4.handled", "12.7", "129.8"),
    ],
)
def test_worked_example_under_other_readings(
    point: str, reading: str, item: str, mark: str, total: str
) -> None:
    result = scored("kaifeng", kaifeng())
    assert other_of(result, item, point, reading) == mark
    assert other_of(result, "total", point, reading) == total
    chosen = scored("kaifeng", kaifeng(readings={point: reading}))
    assert mark_of(chosen, item) == mark
    assert mark_of(chosen, "total") == total
    assert other_of(chosen, "total", point, "A") == "129.1"


@pytest.mark.parametrize(
    ("rate", "whole", "part", "started"),
    [
        ("92.4", "28", "27.4", "27"),
        ("94.9", "30", "29.9", "29"),
        ("90", "25", "25", "25"),
        ("95", "30", "30", "30"),
        ("100", "30", "30", "30"),
        ("94", "29", "29", "29"),
        ("93.99", "29", "28.99", "28"),
        ("65", "0", "0", "0"),
        ("10", "0", "0", "0"),
    ],
)
def test_on_time(rate: str, whole: str, part: str, started: str) -> None:
    result = scored("kaifeng", kaifeng(on_time={"rate_percent": rate}))
    assert mark_of(result, "3.1") == whole
    assert other_of(result, "3.1", "on_time_step", "B") == part
    assert other_of(result, "3.1", "on_time_step", "C") == started


@pytest.mark.parametrize(("rate", "noted"), [("65", False), ("64", True)])
def test_the_floor_of_on_time_is_noted(rate: str, noted: bool) -> None:
    notes = node_of(scored("kaifeng", kaifeng(on_time={"rate_percent": rate})), "3.1").notes
    assert any("按零分计" in note for note in notes) is noted


def test_on_time_from_the_orders_themselves() -> None:
    due = [f"KF-{number}" for number in range(250)]
    on_time = {"due": due, "on_time": due[:231], "received": 330}
    result = scored("kaifeng", kaifeng(on_time=on_time))
    assert value_of(result, "3.1") == "92.4"
    assert mark_of(result, "3.1") == "28"
    assert node_of(result, "3.1").orders == tuple(due[231:])
    assert other_of(result, "3.1", "on_time_base") == "5"


def test_the_rate_of_the_bulletin_wins() -> None:
    on_time = {"rate_percent": 96, "due": 100, "on_time": 50}
    assert mark_of(scored("kaifeng", kaifeng(on_time=on_time)), "3.1") == "30"


@pytest.mark.parametrize(
    ("repeats", "share", "points"),
    [(0, "30", "30"), (6, "29.1", "27"), (200, "0", "0"), (100, "15", "0")],
)
def test_quality(repeats: int, share: str, points: str) -> None:
    result = scored("kaifeng", kaifeng(quality={"repeats": repeats, "total": 200}))
    assert mark_of(result, "3.2") == share
    assert other_of(result, "3.2", "quality_share") == points


@pytest.mark.parametrize(
    ("kind", "count", "mark"),
    [
        ("leader_order", 1, "10"),
        ("head_took_part", 1, "5"),
        ("praised", 1, "5"),
        ("handled", 9, "0"),
        ("handled", 10, "1"),
        ("handled", 127, "12"),
    ],
)
def test_plus(kind: str, count: int, mark: str) -> None:
    result = scored("kaifeng", kaifeng(plus={kind: count}))
    assert mark_of(result, f"4.{kind}") == mark_of(result, "4") == mark


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        ("perfunctory", "-5"),
        ("urged_twice", "-5"),
        ("delayed", "-5"),
        ("leaked", "-10"),
        ("criticised", "-10"),
    ],
)
def test_minus(kind: str, mark: str) -> None:
    result = scored("kaifeng", kaifeng(minus={kind: 1}))
    assert mark_of(result, f"5.{kind}") == mark_of(result, "5") == mark


@pytest.mark.parametrize("kind", ["county", "department"])
@pytest.mark.parametrize(
    ("occasion", "county", "department"),
    [("city_leader", 30000, 10000), ("vice_mayor", 10000, 3000), ("supervision", 10000, 3000)],
)
def test_money(kind: str, occasion: str, county: int, department: int) -> None:
    each = county if kind == "county" else department
    money = [
        {"occasion": occasion, "praise": True, "count": 2},
        {"occasion": occasion, "praise": False},
    ]
    result = scored("kaifeng", kaifeng(kind=kind, money=money))
    assert node_of(result, "money.1").value == 2 * each
    assert node_of(result, "money.2").value == -each
    assert node_of(result, "money").value == each
    assert mark_of(result, "total") == "129.1"


@pytest.mark.parametrize(
    ("kind", "place", "of", "mark"),
    [
        ("county", 1, 10, "15"),
        ("county", 2, 10, "15"),
        ("county", 3, 10, "0"),
        ("county", 8, 10, "0"),
        ("county", 9, 10, "-15"),
        ("county", 10, 10, "-15"),
        ("department", 5, 28, "15"),
        ("department", 6, 28, "0"),
        ("department", 23, 28, "0"),
        ("department", 24, 28, "-15"),
        ("county", 2, 3, "0"),
    ],
)
def test_ranking(kind: str, place: int, of: int, mark: str) -> None:
    result = scored("kaifeng", kaifeng(kind=kind, ranked={"place": place, "of": of}))
    assert mark_of(result, "rank") == mark
    assert mark_of(result, "total") == "129.1"


def test_the_ranking_is_counted_in_under_the_other_reading() -> None:
    data = kaifeng(ranked={"place": 1, "of": 10})
    assert other_of(scored("kaifeng", data), "total", "rank_part") == "144.1"
    chosen = scored("kaifeng", data | {"readings": {"rank_part": "B"}})
    assert mark_of(chosen, "total") == "144.1"
    assert other_of(chosen, "total", "rank_part", "A") == "129.1"


def test_an_unknown_ranking_is_never_invented() -> None:
    result = scored("kaifeng", kaifeng())
    assert mark_of(result, "rank") == "-15–15"
    assert "排名未公布：不推算名次" in node_of(result, "rank").notes


def test_a_unit_without_an_order_is_not_assessed() -> None:
    idle = kaifeng(plus={"handled": 0}, quality=None, on_time=None)
    result = scored("kaifeng", idle)
    assert result.root.mark is None
    assert "当年未接到转办件，不参加考核" in result.root.notes


def test_what_was_not_filled_in_is_a_range() -> None:
    bare: Json = {
        "unit": "市水利局",
        "period": "2021",
        "kind": "department",
        "basics": [5, None, 4, 5],
    }
    result = scored("kaifeng", bare)
    assert [mark_of(result, item) for item in ("1", "2", "3.1", "3.2")] == [
        "14–19",
        "0–20",
        "0–30",
        "0–30",
    ]


def test_what_one_more_order_costs() -> None:
    data = kaifeng(on_time={"due": 200, "on_time": 188})
    cases = {case.id: case.cost for case in scored("kaifeng", data).what_if}
    assert cases == {
        "late": 0,
        "repeated": Decimal("-0.15"),
        "perfunctory": -5,
        "urged_twice": -5,
        "criticised": -10,
    }
    two = kaifeng(on_time={"due": 200, "on_time": 187}, readings={"on_time_step": "B"})
    late = {case.id: case.cost for case in scored("kaifeng", two).what_if}["late"]
    assert late == Decimal("-0.5")


@pytest.mark.parametrize(("period", "notes"), [("2021", 0), ("2020-07", 0), ("2020-05", 1)])
def test_validity(period: str, notes: int) -> None:
    assert len(scored("kaifeng", kaifeng(period=period)).notes) == notes
