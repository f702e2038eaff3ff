"""贵州, x市 and the generic plans: plain quotients and targets."""

import pytest
from helpers.score_samples import Json, node_of, other_of, scored, value_of

GUIZHOU: Json = {
    "unit": "某街道办",
    "period": "2026-05",
    "finished": ["G-1", "G-2", "G-3", "G-4"],
    "solved": ["G-1", "G-2", "G-3"],
    "grades": {
        "very_satisfied": 4,
        "satisfied": 3,
        "basic": 1,
        "dissatisfied": ["G-4"],
        "very_dissatisfied": 1,
    },
}


def test_guizhou() -> None:
    result = scored("guizhou", GUIZHOU)
    assert value_of(result, "1") == "0.75"
    assert node_of(result, "1").orders == ("G-4",)
    assert value_of(result, "2") == "0.8"
    assert node_of(result, "2").orders == ("G-4",)
    assert other_of(result, "2", "satisfied_grades") == "0.7"
    assert any("是本程序的算法" in note for note in node_of(result, "1").notes)
    assert any("响应率只用于" in note for note in result.root.notes)
    assert node_of(result, "2.grades").computed_from["非常满意"] == 4
    assert all(node.mark is None for node in result.root.children)


def test_guizhou_without_figures() -> None:
    result = scored("guizhou", {"unit": "某街道办", "period": "2026"})
    assert [value_of(result, item) for item in ("1", "2")] == ["—", "—"]


def test_xshi() -> None:
    data: Json = {
        "unit": "市住建局",
        "period": "2026",
        "assigned": 200,
        "received_on_time": 190,
        "due": 180,
        "handled_on_time": 171,
        "answered_on_time": 162,
        "rated": 50,
        "satisfied": 45,
        "responsibilities": [
            {"name": "受理制度", "done": True},
            {"name": "呈批制度", "done": False},
        ],
        "redone_twice": ["Z-9"],
    }
    result = scored("xshi", data)
    values = [value_of(result, item) for item in ("1.1", "1.2", "1.3", "2", "3", "3.1", "3.2", "4")]
    assert values == ["0.95", "0.95", "0.9", "0.9", "1", "1", "0", "1"]
    assert node_of(result, "4").orders == ("Z-9",)
    assert any("督办台账" in note for note in node_of(result, "4").notes)


@pytest.mark.parametrize(("satisfied", "reached"), [(89, False), (90, True), (100, True)])
def test_generic_target_of_satisfaction(satisfied: int, reached: bool) -> None:
    data: Json = {"unit": "某单位", "period": "2026", "rated": 100, "satisfied": satisfied}
    notes = node_of(scored("generic", data), "3").notes
    assert f"目标 90%：{'已达到' if reached else '未达到'}" in notes


@pytest.mark.parametrize(
    ("rate", "first", "second"), [("0.899", "未", "未"), ("0.9", "已", "未"), ("0.95", "已", "已")]
)
def test_generic_targets_of_a_call_centre(rate: str, first: str, second: str) -> None:
    result = scored("generic", {"unit": "某单位", "period": "2026", "connected": rate})
    assert f"目标 90%：{first}达到" in node_of(result, "4").notes
    assert f"目标 95%：{second}达到" in node_of(result, "5").notes
    assert any("不是承办单位的指标" in note for note in node_of(result, "4").notes)


def test_generic_answers_in_time() -> None:
    data: Json = {
        "unit": "某单位",
        "period": "2026",
        "general": 40,
        "general_on_time": 38,
        "complex": ["C-1", "C-2"],
        "complex_on_time": ["C-2"],
    }
    result = scored("generic", data)
    assert [value_of(result, item) for item in ("1", "2", "3")] == ["0.95", "0.5", "—"]
    assert node_of(result, "2").orders == ("C-1",)
    assert result.root.find("4") is None
