"""A slice of the histories; `make faults` lives through the rest."""

from faults.histories import work


def test_histories_of_a_town_keep_every_invariant() -> None:
    outcome = work(0, 60, until_found=True)
    assert outcome.violations == []
    assert outcome.counts["histories"] == 60
    assert outcome.counts["events"] > 300
