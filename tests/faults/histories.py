"""Rung (a): seeded histories of PCs, lines and a platform in one process."""

import gc

from faults.outcome import Outcome, Rung, each_seed
from helpers.town import Grounds
from helpers.town_events import fails, history_of, run, shortest

_COLLECT_EVERY = 64


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Live through some histories."""
    outcome = Outcome()
    grounds = Grounds()

    def one(seed: int) -> None:
        if seed % _COLLECT_EVERY == 0 and not gc.isenabled():
            gc.collect()
        outcome.counts["histories"] += 1
        town = run(grounds, history_of(seed))
        outcome.counts["events"] += town.happened.total()
        outcome.counts["kills in a process"] += town.happened["kill"]
        outcome.counts["faults of the line"] += town.office.faults.total()
        for answer in ("applied", "conflict", "refused", "blocked", "error", "noop"):
            outcome.counts[f"answers {answer}"] += town.happened[f"answer {answer}"]

    try:
        return each_seed("histories", outcome, first, count, one, until_found=until_found)
    finally:
        grounds.close()


def cut_short(seed: int) -> list[str]:
    """Make a failing history as short as it can be, for reading."""
    grounds = Grounds()
    try:
        history = shortest(grounds, history_of(seed))
        return [*map(repr, history.events), fails(grounds, history)]
    finally:
        grounds.close()


RUNG = Rung(
    work,
    seeds=20_000,
    part=500,
    least={"histories": 20_000},
    about="clients, lines and platform in one process, all invariants after every event",
)
