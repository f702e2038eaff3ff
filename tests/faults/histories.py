"""Rung (a): seeded histories of PCs, lines and a platform in one process."""

import gc
from collections.abc import Sequence
from dataclasses import replace

from faults.outcome import Outcome, Rung, each_seed
from helpers.town import Grounds
from helpers.town_events import Event, History, history_of, run

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
        history = _shortest(grounds, history_of(seed))
        return [*map(repr, history.events), _fails(grounds, history)]
    finally:
        grounds.close()


def _shortest(grounds: Grounds, history: History, *, tries: int = 200) -> History:
    """Leave out events as long as what is left still fails."""
    best = history
    position = 0
    while position < len(best.events) and tries:
        tries -= 1
        less = replace(best, events=_without(best.events, position))
        if _fails(grounds, less):
            best = less
        else:
            position += 1
    return best


def _fails(grounds: Grounds, history: History) -> str:
    """Tell why a history fails; empty when it does not."""
    try:
        run(grounds, history)
    except Exception as error:  # noqa: BLE001 - any error of a history is a finding
        return f"{type(error).__name__}: {error}"
    return ""


def _without(events: Sequence[Event], position: int) -> tuple[Event, ...]:
    return (*events[:position], *events[position + 1 :])


RUNG = Rung(
    work,
    seeds=20_000,
    part=500,
    least={"histories": 20_000},
    about="clients, lines and platform in one process, all invariants after every event",
)
