"""Score data for tests: the worked examples, and how a score is looked at."""

import json
from copy import deepcopy
from functools import cache

from desktop.domain.scoring.formula_sets import read_rules, score_json
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.domain.scoring.tree import Node, Score, mark_text
from resources.score_files import score_content

Json = dict[str, object]

TOWN_A: Json = {
    "unit": "A镇", "load": 420, "unresponsive": 21, "first_satisfied": 294, "redone": 60,
    "redo_satisfied": 42, "county_redo2": 8, "city_redo2": 4, "reported": 6,
    "faults": [{"kind": "late_reply", "count": 3}, {"kind": "own_duty"}],
}  # fmt: skip
TOWN_B: Json = {
    "unit": "B镇", "load": 150, "unresponsive": 3, "first_satisfied": 123, "redone": 10,
    "redo_satisfied": 9, "county_redo2": 0, "city_redo2": 1, "reported": 0, "faults": [],
}  # fmt: skip
TOWN_C: Json = {
    "unit": "C街道", "load": 900, "unresponsive": 90, "first_satisfied": 585, "redone": 150,
    "redo_satisfied": 75, "county_redo2": 36, "city_redo2": 27, "reported": 27,
    "faults": [{"kind": "late_return", "count": 12}, {"kind": "own_duty", "count": 4}],
}  # fmt: skip
TOWNS = (TOWN_A, TOWN_B, TOWN_C)

AUDITS: list[Json] = [{"kind": "shallow", "order": "LS-31"}, {"kind": "false", "order": "LS-32"}]
SUPERVISIONS: list[Json] = [
    {"kind": "city_account", "count": 2},
    {"kind": "city_written", "order": "LS-33", "evidence": "书面办理单〔2020〕3号"},
    {"kind": "county_office"},
]


def town(number: int = 0, **changes: object) -> Json:
    """Score data of one of the three towns of the worked example; the others are its peers."""
    data: Json = {
        "unit": TOWNS[number]["unit"],
        "period": "2020-05",
        "group": "town",
        "own": TOWNS[number],
        "peers": [figures for figures in TOWNS if figures is not TOWNS[number]],
        "audits": AUDITS,
        "supervisions": SUPERVISIONS,
    }
    return deepcopy(data | changes)


def kaifeng(**changes: object) -> Json:
    """Score data of the worked example that comes to 129.1."""
    data: Json = {
        "unit": "鼓楼区",
        "period": "2021",
        "kind": "county",
        "basics": [5, 5, 5, 5],
        "rules_made": [5, 5, 5, 5],
        "on_time": {"rate_percent": "92.4"},
        "quality": {"repeats": 6, "total": 200},
        "plus": {"leader_order": 2, "head_took_part": 1, "handled": 127},
        "minus": {"perfunctory": ["KF-7"]},
    }
    return deepcopy(data | changes)


@cache
def rules_of(profile: str) -> ScoreRules:
    """The shipped formula data of a profile."""
    return read_rules(score_content(profile), name=f"{profile}.toml")


def scored(
    profile: str, data: Json, rules: ScoreRules | None = None, *, what_if: bool = True
) -> Score:
    """Score data as the command does."""
    content = json.dumps(data, ensure_ascii=False).encode()
    return score_json(rules or rules_of(profile), content, what_if=what_if)


def node_of(score: Score, wanted: str) -> Node:
    """A node that has to be there."""
    node = score.root.find(wanted)
    assert node is not None, wanted
    return node


def mark_of(score: Score, wanted: str) -> str:
    """A node's mark as people read it."""
    return mark_text(node_of(score, wanted).mark)


def value_of(score: Score, wanted: str) -> str:
    """A node's figure as people read it."""
    return mark_text(node_of(score, wanted).value)


def other_of(score: Score, wanted: str, point: str, reading: str = "B") -> str:
    """A node's mark, or its figure where it has no mark, under another reading."""
    for other in node_of(score, wanted).other_readings:
        if (other.point, other.reading) == (point, reading):
            return mark_text(other.value if other.mark is None else other.mark)
    raise AssertionError((wanted, point, reading))
