"""How long the rules take: all deadlines of many open orders, and many scores. Prints JSON.

Args: the folder of a filled office and the number of orders, as every part of the bench gets them.
"""

import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from helpers.calendars import holiday_cn, packed
from helpers.rule_samples import OneRuleBook
from helpers.rulebook import bundled_calendar, xiayang_rules

from desktop.domain.calendar import CST, Calendar
from desktop.domain.clocks import Rules
from desktop.domain.holiday_cn import read_holiday_cn
from desktop.domain.orders import Order, new_order
from desktop.services.calendar_change import moved_deadlines, open_orders
from tests.bench.scoring_bench import score_trees
from tests.bench.workplace import open_desk

_FIRST = datetime(2027, 1, 4, 8, 0, tzinfo=CST)
_MINUTES = 120 * 24 * 60


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[2])
    report = {
        "deadlines": deadlines(count),
        "reading": reading(Path(sys.argv[1])),
        "scores": score_trees(10_000),
    }
    print(json.dumps(report))


def deadlines(count: int) -> dict[str, object]:
    """Recompute every open deadline under the old and the new calendar and list what moved.

    The orders are of a year that the old calendar does not know, so that every one of their
    deadlines becomes another one or certain: the dearest case. Nothing is cached beforehand.
    """
    profile = xiayang_rules().profile
    kinds = [kind.id for kind in profile.kinds]
    orders = [_order(number, kinds, count) for number in range(count)]
    old = bundled_calendar()
    new = Calendar((*old.notices, read_holiday_cn(packed(holiday_cn()), name="2027.json")))
    book = OneRuleBook(Rules(profile, old))
    began = time.perf_counter(), time.process_time()
    moved = moved_deadlines(orders, book, old, new)
    return {
        "orders": count,
        "deadlines": len(moved),
        "s": round(time.perf_counter() - began[0], 2),
        "cpu_s": round(time.process_time() - began[1], 2),
        "limit_s": 3.0,
    }


def reading(root: Path) -> dict[str, object]:
    """Read every open order of the office's encrypted database, as a new calendar has it done."""
    office = open_desk(root)
    began = time.perf_counter(), time.process_time()
    found = sum(1 for _order in open_orders(office.store, office.store))
    spent = time.perf_counter() - began[0], time.process_time() - began[1]
    office.close()
    return {"orders": found, "s": round(spent[0], 2), "cpu_s": round(spent[1], 2)}


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
