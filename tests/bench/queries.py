"""Child process: searches, and single actions of a clerk, on a full database."""

import argparse
import time
from pathlib import Path

from desktop.domain.actions import AddNote
from desktop.services.lists import Group, ListFilter
from tests.bench.corpus import orders_of, queries_of
from tests.bench.figures import memory_mib, percentiles, say
from tests.bench.workplace import open_desk

_HITS = 200
_TURNS = 3
_ACTIONS = 300


def measure(root: Path, count: int) -> dict[str, object]:
    """Search each query three times (every run counts), then save 300 notes."""
    queries = queries_of(list(orders_of(count)))
    office = open_desk(root)
    memory = memory_mib()
    store, desk = office.store, office.workplace.orders
    times: list[tuple[float, str, int]] = []
    busy = []
    for query in queries * _TURNS:
        began, busy_before = time.perf_counter(), time.thread_time()
        found = len(store.keys(ListFilter(text=query), limit=_HITS))
        busy.append(time.thread_time() - busy_before)
        times.append((time.perf_counter() - began, query, found))
    ids = [
        row.order_id
        for row in store.rows(store.keys(ListFilter(group=Group.TO_ACCEPT), limit=_ACTIONS))
    ]
    saves = []
    for number, order_id in enumerate(ids):
        note = AddNote(entry_id=f"q-{number}", text="已电话核实现场情况")
        began = time.perf_counter()
        desk.act(order_id, note)
        saves.append(time.perf_counter() - began)
    office.close()
    worst = sorted(times, reverse=True)[:3]
    return {
        "queries": queries,
        "search": percentiles([spent for spent, _, _ in times]),
        "search_cpu": percentiles(busy),
        "slowest": [[round(spent * 1000, 1), query, found] for spent, query, found in worst],
        "action": percentiles(saves),
        "memory_with_corpus_in_it": memory,
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("root", type=Path)
    options.add_argument("count", type=int)
    chosen = options.parse_args()
    say(measure(chosen.root, chosen.count))


if __name__ == "__main__":
    main()
