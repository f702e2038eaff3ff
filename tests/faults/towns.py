"""Seeds that are played in a town each."""

import random
from collections.abc import Callable

from faults.outcome import Outcome, each_seed
from helpers.town import Grounds, Town
from helpers.town_events import settle

Play = Callable[[Town, random.Random], None]


def _as_it_is(_grounds: Grounds) -> None:
    """Need nothing more than the grounds."""


def each_town(
    rung: str,
    outcome: Outcome,
    seeds: tuple[int, int],
    play: Play,
    *,
    pcs: int,
    until_found: bool,
    warm_up: Callable[[Grounds], None] = _as_it_is,
) -> Outcome:
    """Play each seed in a new town; when the faults have stopped, it must come to rest.

    Args:
        rung: Its name.
        outcome: Where violations go.
        seeds: The first one, and how many.
        play: What happens.
        pcs: How many a town has.
        until_found: Stop at the first violation.
        warm_up: Done once before.
    """
    grounds = Grounds()
    warm_up(grounds)

    def one(seed: int) -> None:
        town = grounds.town(pcs)
        try:
            play(town, random.Random(seed))
            settle(town, thorough=True)
        finally:
            town.close()

    try:
        return each_seed(rung, outcome, *seeds, one, until_found=until_found)
    finally:
        grounds.close()
