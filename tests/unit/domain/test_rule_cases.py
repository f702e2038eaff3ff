"""Every place's table: one row a statement of its document."""

from collections import Counter
from pathlib import Path

import pytest
from helpers import (
    cases_kaifeng,
    cases_linshu,
    cases_others,
    cases_xiayang,
)
from helpers.places import Case

_TABLES: dict[str, list[Case]] = {
    "xiayang": cases_xiayang.CASES,
    "linshu": cases_linshu.CASES,
    "kaifeng": cases_kaifeng.CASES,
    **cases_others.TABLES,
}
_LEAST = {"xiayang": 40, "linshu": 40, "kaifeng": 40}
_RULE_IDS = Path(__file__).parents[2] / "reference" / "rule_ids.txt"
_ROWS = [
    pytest.param(case, id=f"{place}-{number}-{case.rule}-{case.name}")
    for place, cases in _TABLES.items()
    for number, case in enumerate(cases)
]


@pytest.mark.parametrize("case", _ROWS)
def test_what_the_document_says(case: Case) -> None:
    assert case.found() == case.expected


@pytest.mark.parametrize("place", list(_TABLES))
def test_every_place_has_its_table(place: str) -> None:
    assert len(_TABLES[place]) >= _LEAST.get(place, 15)
    names = Counter((case.rule, case.name) for case in _TABLES[place])
    assert max(names.values()) == 1


def _rule_ids() -> set[str]:
    lines = _RULE_IDS.read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line and not line.startswith("#")}


def test_every_rule_of_the_unit_has_a_case() -> None:
    covered = {case.rule for cases in _TABLES.values() for case in cases}
    assert _rule_ids() - covered == set()


def test_no_case_is_about_a_rule_that_is_not_listed() -> None:
    covered = {case.rule for cases in _TABLES.values() for case in cases}
    assert covered - _rule_ids() - {"platform"} == set()
