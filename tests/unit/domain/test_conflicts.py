"""Sections and clashes: only somebody else's unseen change counts."""

import pytest
from helpers.histories import ALL_KINDS
from helpers.orders import HANDS_ON, accepted_order, valid_action
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

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
    below = structs.replace(newer, others=7)
    assert marked((_MARK, plan, second), newer) == (plan, second, below)
    again = SectionMark("result", 1, 11, "pc-1", 4)
    assert marked((below,), again) == (structs.replace(again, others=7),)


@pytest.mark.parametrize(
    ("base_version", "base_seq", "clashes"),
    [(6, 0, True), (6, 2, True), (6, 3, False), (7, 0, False), (9, 0, False)],
)
def test_an_own_write_that_was_not_on_the_screen_hides_nobody_elses(
    base_version: int, base_seq: int, clashes: bool
) -> None:
    """`pc-1` has put its text over that of version 7; an older form of it has seen neither."""
    mark = SectionMark("result", 1, 10, "pc-1", 3, others=7)
    found = clash(
        "result", 1, (mark,), base_version=base_version, base_seq=base_seq, client_id="pc-1"
    )
    assert (found is not None) is clashes


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_a_client_that_sees_its_own_writes_never_clashes_with_itself(silences: list[int]) -> None:
    """Chained edits on one old base pass, whatever others wrote below the first of them."""
    marks: tuple[SectionMark, ...] = (SectionMark("result", 1, 4, "pc-2", 1),)
    version = 4
    for seq, silence in enumerate(silences, 1):
        found = clash("result", 1, marks, base_version=4, base_seq=seq - 1, client_id="pc-1")
        assert found is None
        version += 1 + silence
        marks = marked(marks, SectionMark("result", 1, version, "pc-1", seq))
