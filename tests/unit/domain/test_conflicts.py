"""Sections and clashes: only somebody else's unseen change counts."""

import pytest
from helpers.histories import ALL_KINDS
from helpers.orders import HANDS_ON, accepted_order, valid_action

from desktop.domain import actions as act
from desktop.domain.conflicts import SectionMark, clash, marked, section_of
from desktop.domain.orders import Round

_MARK = SectionMark("result", 1, version=7, client_id="pc-2", seq=3)


def test_only_four_actions_replace_a_section_and_each_is_a_field_of_the_round() -> None:
    order = accepted_order()
    sections = {
        kind: section
        for kind in ALL_KINDS
        if (section := section_of(valid_action(kind, order, HANDS_ON)))
    }
    assert sections == {
        act.SaveResult: "result",
        act.SavePlan: "plan",
        act.SaveReturnForm: "return_form",
        act.SaveSignoff: "signoff",
    }
    assert set(sections.values()) <= set(Round.__struct_fields__)


@pytest.mark.parametrize(
    ("section", "round_number", "base_version", "client_id", "clashes"),
    [
        ("result", 1, 6, "pc-1", True),
        ("result", 1, 7, "pc-1", False),
        ("result", 1, 8, "pc-1", False),
        ("result", 1, 6, "pc-2", False),
        ("result", 2, 6, "pc-1", False),
        ("plan", 1, 6, "pc-1", False),
    ],
)
def test_a_clash_is_an_unseen_change_by_somebody_else(
    section: str, round_number: int, base_version: int, client_id: str, clashes: bool
) -> None:
    found = clash(section, round_number, (_MARK,), base_version=base_version, client_id=client_id)
    assert found == (_MARK if clashes else None)


def test_a_mark_replaces_that_of_the_same_section_and_round() -> None:
    plan = SectionMark("plan", 1, 8, "pc-1", 1)
    second = SectionMark("result", 2, 9, "pc-1", 2)
    newer = SectionMark("result", 1, 10, "pc-1", 3)
    assert marked((_MARK, plan, second), newer) == (plan, second, newer)
