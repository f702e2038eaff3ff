"""Child process: a first pull through the real loop, over HTTP, into the encrypted database."""

import argparse
import threading
import time
from pathlib import Path

from desktop.bootstrap.office import OpenOffice
from desktop.domain.actions import AddNote
from desktop.services.lists import Group, ListFilter
from desktop.sync.status import SyncPhase
from tests.bench.figures import Watch, memory_mib, percentiles, say
from tests.bench.workplace import open_desk, wait_until_indexed, wait_until_synced

CLERK_GAP_S = 0.03


class Clerk:
    """Saves a note every 30 ms from the first order on until the pull is over."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office
        self._thread = threading.Thread(target=self._work)
        self._over = threading.Event()
        self.saves: list[float] = []

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        store, desk = self._office.store, self._office.workplace.orders
        while not (keys := store.keys(ListFilter(group=Group.TO_ACCEPT), limit=50)):
            time.sleep(0.005)
        ids = [row.order_id for row in store.rows(keys)]
        while not self._over.wait(CLERK_GAP_S):
            note = AddNote(entry_id=f"n-{len(self.saves)}", text="已电话核实现场情况")
            began = time.perf_counter()
            desk.act(ids[len(self.saves) % len(ids)], note)
            self.saves.append(time.perf_counter() - began)


def pull(root: Path, count: int, *, with_clerk: bool) -> dict[str, object]:
    """Pull everything, then wait for the index."""
    office = open_desk(root)
    office.gateway.ping()  # loads the network library and opens the connection, as at a start
    clerk = Clerk(office)
    watch = Watch()
    office.sync.start()
    office.sync.sync_now()
    if with_clerk:
        clerk.start()
    wait_until_synced(office)
    report: dict[str, object] = {"pull": watch.rate(count)}
    if with_clerk:
        clerk.stop()
        report["save"] = percentiles(clerk.saves)
    else:
        report |= _searchable(office, count)
        report["memory"] = memory_mib()
    assert office.sync.status().phase is not SyncPhase.TROUBLE
    assert len(office.store.keys(ListFilter())) == count
    office.close()
    return report


def _searchable(office: OpenOffice, count: int) -> dict[str, object]:
    """Find what came last at once, by the tail, and wait until all is in the index."""
    watch = Watch()
    newest = office.store.rows([count])[0]
    began = time.perf_counter()
    assert list(office.store.keys(ListFilter(text=newest.number), limit=200)) == [count]
    at_once = time.perf_counter() - began
    wait_until_indexed(office)
    return {"found_at_once_ms": round(at_once * 1000, 1), "index": watch.rate(count)}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("root", type=Path)
    options.add_argument("count", type=int)
    options.add_argument("--clerk", action="store_true")
    chosen = options.parse_args()
    say(pull(chosen.root, chosen.count, with_clerk=chosen.clerk))


if __name__ == "__main__":
    main()
