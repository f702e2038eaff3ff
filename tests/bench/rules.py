"""How long the rules take: all deadlines of many open orders, and many scores. Prints JSON.

Args: a folder (not used) and the number of orders, as every part of the bench gets them.
"""

import json
import sys
import time
from datetime import datetime, timedelta

from helpers.rulebook import bundled_calendar, xiayang_rules

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules, due_of, open_duties
from desktop.domain.orders import Order, new_order
from tests.bench.scoring_bench import score_trees

_FIRST = datetime(2026, 9, 1, 8, 0, tzinfo=CST)
_MINUTES = 120 * 24 * 60


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[2])
    report = {"deadlines": deadlines(count), "scores": score_trees(10_000)}
    print(json.dumps(report))


def deadlines(count: int) -> dict[str, object]:
    """Recompute every open deadline after the calendar has changed: nothing is cached."""
    profile = xiayang_rules().profile
    kinds = [kind.id for kind in profile.kinds]
    orders = [_order(number, kinds, count) for number in range(count)]
    rules = Rules(profile, bundled_calendar())
    began = time.perf_counter(), time.process_time()
    found = sum(
        due_of(order, duty, rules) is not None
        for order in orders
        for duty in open_duties(order, profile)
    )
    return {
        "orders": count,
        "deadlines": found,
        "s": round(time.perf_counter() - began[0], 2),
        "cpu_s": round(time.process_time() - began[1], 2),
        "limit_s": 3.0,
    }


def _order(number: int, kinds: list[str], count: int) -> Order:
    return new_order(
        order_id=f"o-{number}",
        number=f"B{number:08}",
        title="",
        kind=kinds[number % len(kinds)],
        unit_id="u",
        dispatched_at=_FIRST + timedelta(minutes=_MINUTES * number // count),
        profile="xiayang",
        profile_version=1,
    )


if __name__ == "__main__":
    main()
