"""临沭: the worked example of three towns, every cell of it."""

import pytest
from helpers.score_samples import TOWNS, Json, mark_of, other_of, scored, town, value_of

CELLS = {
    "1": ("8.72", "8", "10"),
    "2.1": ("9.25", "10", "8"),
    "2.2": ("4.5", "5", "3"),
    "3": ("32.5294", "35", "31.5"),
    "4": ("20", "18", "19.1667"),
    "5.1": ("4.9048", "5", "4.8"),
    "5.2": ("4.9524", "4.9667", "4.85"),
    "6.1": ("1.0476", "2", "0"),
    "6.2": ("1.5", "1.5", "1.5"),
    "7": ("3.1", "3.1", "3.1"),
}
OTHER_CELLS = {
    ("2.2", "spread", "A"): ("3.9", "5", "3"),
    ("4", "redo_base", "B"): ("19", "20", "18"),
    ("6.1", "report_marks", "B"): ("1", "2", "0"),
}
FIGURES = {
    "2.1": ("0.95", "0.98", "0.9"),
    "2.2": ("1.1", "0", "4.4"),
    "3": ("0.7", "0.82", "0.65"),
    "4": ("0.1", "0.06", "0.0833"),
}


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("item", CELLS)
def test_cell(item: str, number: int) -> None:
    assert mark_of(scored("linshu", town(number)), item) == CELLS[item][number]


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize(("item", "point", "reading"), OTHER_CELLS)
def test_cell_of_the_other_reading(item: str, point: str, reading: str, number: int) -> None:
    result = scored("linshu", town(number))
    wanted = OTHER_CELLS[item, point, reading][number]
    assert other_of(result, item, point, reading) == wanted
    chosen = scored("linshu", town(number, readings={point: reading}))
    assert mark_of(chosen, item) == wanted


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("item", FIGURES)
def test_figure(item: str, number: int) -> None:
    assert value_of(scored("linshu", town(number)), item) == FIGURES[item][number]


def test_raw_marks_before_the_spread_is_kept() -> None:
    raw = [scored("linshu", town(number)).root.find("2.2") for number in range(3)]
    assert [str(node.computed_from["扣分后原始分"]) for node in raw if node] == ["3.9", "5", "0.6"]


def test_sum_of_the_day() -> None:
    assert mark_of(scored("linshu", town()), "daily") == "90.5042"


def test_year() -> None:
    result = scored("linshu", town(annual_mark=88))
    assert mark_of(result, "year") == "90.0033"
    assert mark_of(result, "daily") == "90.5042"
    assert result.root.find("year") is result.root


@pytest.mark.parametrize(("number", "wanted"), [(0, "30.0588"), (1, "35"), (2, "28")])
def test_the_same_first_handling_as_departments(number: int, wanted: str) -> None:
    result = scored("linshu", town(number, group="department", tier=8))
    assert mark_of(result, "3") == wanted


@pytest.mark.parametrize(("number", "wanted"), [(0, "20"), (1, "16"), (2, "18.3333")])
def test_the_same_redo_as_departments(number: int, wanted: str) -> None:
    result = scored("linshu", town(number, group="department", tier=8))
    assert mark_of(result, "4") == wanted


@pytest.mark.parametrize(("number", "wanted"), [(0, "9.25"), (1, "10"), (2, "8")])
def test_the_same_response_as_departments(number: int, wanted: str) -> None:
    result = scored("linshu", town(number, group="department", tier=8))
    assert mark_of(result, "2.1") == wanted


@pytest.mark.parametrize(
    ("audits", "wanted"),
    [
        ([], "3"),
        ([{"kind": "shallow", "count": 5}, {"kind": "false", "count": 2}], "0"),
        ([{"kind": "not_explained"}, {"kind": "not_implemented"}], "2"),
        ([{"kind": "distorted"}, {"kind": "supervised_above"}], "1"),
    ],
)
def test_audits_until_nothing_is_left(audits: list[Json], wanted: str) -> None:
    assert mark_of(scored("linshu", town(audits=audits)), "6.2") == wanted


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [([], "5"), (["media"], "0"), (["discipline"], "0"), (["city_account"], "4.8"),
     (["city_written"], "4.5"), (["county_office"], "4"), (["media", "county_office"], "0")],
)  # fmt: skip
def test_supervisions_until_nothing_is_left(kinds: list[str], wanted: str) -> None:
    data = town(supervisions=[{"kind": kind} for kind in kinds])
    assert mark_of(scored("linshu", data), "7") == wanted


@pytest.mark.parametrize(
    ("kind", "lost"),
    [("late_return", "0.2"), ("no_phone", "0.2"), ("no_reason", "0.2"), ("reply_as_return", "0.2"),
     ("insisted", "0.2"), ("own_duty", "0.5"), ("late_reply", "0.2"), ("no_reply", "0.2")],
)  # fmt: skip
def test_each_fault(kind: str, lost: str) -> None:
    own = TOWNS[0] | {"faults": [{"kind": kind, "order": "LS-1", "evidence": "系统记录"}]}
    result = scored("linshu", town(own=own))
    assert value_of(result, "2.2") == lost
    assert mark_of(result, "2.2.1") == f"-{lost}"
    node = result.root.find("2.2")
    assert node is not None
    assert node.orders == ("LS-1",)
    assert node.children[0].notes == ("系统记录",)
