"""A slice of the histories; `make faults` lives through the rest."""

from faults.histories import work


def test_histories_of_a_town_keep_every_invariant() -> None:
    outcome = work(0, 30, until_found=True)
    assert outcome.violations == []
    assert outcome.counts["histories"] == 30
    assert outcome.counts["events"] > 150
