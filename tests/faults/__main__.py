"""`make faults`: the whole ladder of faults, or one rung of it.

python -m tests.faults                            everything; counts, and 1 when one does not hold
python -m tests.faults RUNG --seed N --count N    a part of a rung, or one seed of it once more
python -m tests.faults --mutants [NAME ...]       does the ladder find deliberate defects?
"""

import argparse
import gc
import json
import logging
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from faults import histories
from faults.ladder import RUNGS
from faults.outcome import Outcome
from mutants import sync_defects

_PART_TIMEOUT_S = 1100
_WORKERS = 3
"""One more than processors: some rungs wait for time-outs half of their time."""


def main(words: list[str]) -> int:
    """Run what was asked for; 1 when an invariant does not hold or a defect is not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("rung", nargs="?", choices=[*RUNGS, "all"], default="all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--scale", type=float, default=1.0, help="share of a full run")
    parser.add_argument("--until-found", action="store_true", help="end at the first violation")
    parser.add_argument("--json", action="store_true", help="this process does it, and tells")
    parser.add_argument("--mutants", nargs="*", metavar="NAME", help="look for seeded defects")
    asked = parser.parse_args(words)
    if asked.mutants is not None:
        return sync_defects.main(asked.mutants)
    if asked.rung == "all":
        return whole(list(RUNGS), asked.scale)
    if asked.count == 0:
        return whole([asked.rung], asked.scale)
    _go_easy()
    outcome = RUNGS[asked.rung].work(asked.seed, asked.count, until_found=asked.until_found)
    if asked.json:
        print(json.dumps({"counts": outcome.counts, "violations": outcome.violations,
                          "notes": outcome.notes}))  # fmt: skip
        return 0
    if outcome.violations and asked.rung == "histories" and asked.count == 1:
        print("shortest:", *histories.cut_short(asked.seed), sep="\n    ")
    return _tell({asked.rung: outcome}, {}, full=False)


def _go_easy() -> None:
    """Leave out what costs time: refused actions are logged, and nothing lives long here."""
    logging.disable(logging.CRITICAL)
    gc.collect()
    gc.freeze()
    gc.disable()


def whole(names: list[str], scale: float) -> int:
    """Run rungs in parts, all rungs mixed, so that those that wait go with those that work."""
    placed = [
        (first / seeds, (name, first, min(RUNGS[name].part, seeds - first)))
        for name in names
        for seeds in [max(1, round(RUNGS[name].seeds * scale))]
        for first in range(0, seeds, RUNGS[name].part)
    ]
    parts = [part for _, part in sorted(placed)]
    outcomes = {name: Outcome() for name in names}
    seconds: Counter[str] = Counter()
    with ThreadPoolExecutor(_WORKERS) as pool:
        for (name, *_), (outcome, took) in zip(parts, pool.map(_run_part, parts), strict=True):
            outcomes[name].add(outcome)
            seconds[name] += round(took)
    return _tell(outcomes, seconds, full=scale >= 1)


def _run_part(part: tuple[str, int, int]) -> tuple[Outcome, float]:
    """Do a part in a process of its own: one that dies or hangs is a violation, not the end."""
    name, first, count = part
    words = ["-m", "tests.faults", name, "--seed", str(first), "--count", str(count), "--json"]
    started = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_PART_TIMEOUT_S,
            check=False,
        )
        told = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None
        said = done.stderr[-2000:]
    except subprocess.TimeoutExpired:
        told, said = None, "it does not end"
    took = time.monotonic() - started
    if told is None:
        return Outcome(violations=[f"{name} from {first}: {said}\n    {' '.join(words)}"]), took
    return Outcome(Counter(told["counts"]), told["violations"], told["notes"]), took


def _tell(outcomes: dict[str, Outcome], seconds: dict[str, int], *, full: bool) -> int:
    """Print counts and violations; 1 when something is wrong."""
    wrong = 0
    for name, outcome in outcomes.items():
        counts = ", ".join(f"{count} {what}" for what, count in outcome.counts.items())
        took = f" ({seconds[name]} s of a processor)" if name in seconds else ""
        print(f"{name}: {counts}; {len(outcome.violations)} violations{took}")
        for line in (*outcome.notes, *outcome.violations):
            print(f"  {line}")
        wrong += len(outcome.violations)
        if not full or outcome.notes:
            continue
        for what, least in RUNGS[name].least.items():
            if outcome.counts[what] < least:
                print(f"  only {outcome.counts[what]} {what}, not {least}")
                wrong += 1
    print("no violation" if not wrong else f"{wrong} VIOLATIONS")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
