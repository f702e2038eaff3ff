"""Rung (c): SIGKILL at the n-th system call of client and platform, by strace."""

import random

from faults.outcome import Outcome, Rung
from faults.towns import each_town
from helpers.town import Town
from helpers.town_oracles import check_always
from helpers.town_pc import Pc
from helpers.traced_victim import Tell, can_trace, kill_at, run_traced

from desktop.domain import actions as act
from desktop.domain.orders import HandlingResult

_MOST_RUNS = 500


def busy_hour(chance: random.Random, clicks: int) -> "BusyHour":
    """Draw what a clerk does."""
    return BusyHour(chance.randrange(1 << 30), clicks)


class BusyHour:
    """Some clicks, files and drafts, then a round with the platform in the same process.

    Args:
        seed: Draws what is done.
        clicks: How many.
    """

    def __init__(self, seed: int, clicks: int) -> None:
        self._seed = seed
        self._clicks = clicks

    def __call__(self, town: Town, pc: Pc, tell: Tell) -> None:
        chance = random.Random(self._seed)
        if sum(row.state == "pending" for row in pc.rows()) < 2 * self._clicks:
            for _ in range(self._clicks):
                self._click(town, pc, chance)
                tell()
        pc.sync()
        tell()

    def _click(self, town: Town, pc: Pc, chance: random.Random) -> None:
        order_id = f"id-{chance.randint(1, 3)}"
        entry = f"k-{self._seed}-{len(pc.memory.told)}-{len(pc.line.session.user_id)}"
        match chance.randrange(4):
            case 0:
                pc.act(order_id, act.SaveResult(HandlingResult(outcome="solved", answer=entry)))
            case 1:
                pc.attach(order_id, chance.randbytes(900) + entry.encode())
            case 2:
                pc.keep_draft(order_id, entry.encode())
            case _:
                note = act.AddNote(entry_id=entry, text="已查看")
                pc.act(order_id, note, act.AddNote(entry_id=entry + "b", text="第二条"))


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Kill."""
    outcome = Outcome()
    if can_trace():
        outcome.notes.append(f"not done: {can_trace()}")
        return outcome

    def play(town: Town, chance: random.Random) -> None:
        for pc in town.pcs:
            _kill_on(town, pc, chance, outcome)

    seeds = (first, count)
    return each_town("kills", outcome, seeds, play, pcs=2, until_found=until_found)


def _kill_on(town: Town, pc: Pc, chance: random.Random, outcome: Outcome) -> None:
    """Kill at a call, then at a later one, until the work is done."""
    hour = busy_hour(chance, 2)
    number = chance.randint(1, 3)
    for _ in range(_MOST_RUNS):
        town.time.pass_by(5)
        run = run_traced(town, pc, hour, kill_at(number))
        outcome.counts["runs"] += 1
        check_always(town)
        if not run.killed:
            return
        outcome.counts["kills"] += 1
        number += chance.randint(1, 4)
    raise AssertionError("I19 the work is never done")


RUNG = Rung(
    work,
    seeds=8,
    part=1,
    # the story in `test_kill_story.py`, which `make faults` runs whole, kills 840 times more
    least={"kills": 1_200},
    about="SIGKILL at system calls of client and platform",
)
