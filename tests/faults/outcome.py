"""What a part of a rung came to."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass
class Outcome:
    """Counts and violations.

    Attributes:
        counts: Histories, faults, kills, states and the like.
        violations: What did not hold, each with the command that repeats it.
        notes: What could not be done here, and why.
    """

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Take another part's in."""
        self.counts += other.counts
        self.violations += other.violations
        self.notes += [note for note in other.notes if note not in self.notes]


class Work(Protocol):
    """Runs seeds `first` to `first + count - 1`."""

    def __call__(self, first: int, count: int, *, until_found: bool) -> Outcome: ...


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder.

    Attributes:
        work: Runs a part of it.
        seeds: How many seeds a full run has.
        part: How many seeds one process does.
        least: Counts that a full run must reach.
        about: What it does, in a line.
    """

    work: Work
    seeds: int
    part: int
    least: dict[str, int]
    about: str


def repeat(rung: str, seed: int) -> str:
    """The command that repeats one seed."""
    return f"make faults ARGS='{rung} --seed {seed} --count 1'"


Check = Callable[[int], None]


def each_seed(
    rung: str, outcome: Outcome, first: int, count: int, check: Check, *, until_found: bool
) -> Outcome:
    """Run a check on each seed; what it raises is a violation."""
    for seed in range(first, first + count):
        try:
            check(seed)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in a rung is a finding
            text = f"{type(error).__name__}: {error}"[:600]
            outcome.violations.append(f"{rung} {seed}: {text}\n    {repeat(rung, seed)}")
            if until_found:
                break
    return outcome
