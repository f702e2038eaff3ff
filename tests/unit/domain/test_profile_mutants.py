"""The tables notice every changed number: a slice of `tests/mutants/profiles.py` each run."""

import pytest
from helpers.place_facts import FACTS, facts_of
from helpers.profile_mutants import EQUIVALENT, PLACES, is_killed, mutants_of

from resources import rule_files

_SLICE = 4
"""Every fourth mutant; the script runs them all."""


def test_every_profile_has_its_place() -> None:
    assert set(PLACES) == set(FACTS) == set(rule_files.profile_ids())


@pytest.mark.parametrize("place", list(PLACES))
def test_the_plain_figures(place: str) -> None:
    assert facts_of(PLACES[place][0]) == FACTS[place]


@pytest.mark.parametrize("place", list(PLACES))
def test_no_changed_number_goes_unnoticed(place: str) -> None:
    mutants = list(mutants_of(place))[::_SLICE]
    assert mutants
    assert [mutant.name for mutant in mutants if not is_killed(mutant)] == []


def test_a_mutant_that_changes_nothing_would_survive() -> None:
    mutant = next(iter(mutants_of("kaifeng")))
    content = rule_files.profile_content("kaifeng")
    assert is_killed(mutant)
    assert not is_killed(type(mutant)("kaifeng", "version", 1, 1, content))


def test_what_is_left_out_is_still_in_the_file() -> None:
    for place, where in EQUIVALENT:
        node: object = rule_files.profile_content(place)
        for part in where.split("."):
            node = node[int(part)] if isinstance(node, list) else node[part]  # type: ignore[index]
        assert node in {3, "wd"}
