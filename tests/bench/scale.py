"""`python -m tests.bench.scale`: what one machine carries as a central platform.

Everything goes over loopback HTTP to real server processes; the simulated clients run in this
process and take their share of the same processors, so the figures are lower than with clients of
their own machines. PostgreSQL is the one of the tests with its durability switched on.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
import psutil
from helpers.central_process import CentralProcess
from helpers.postgres import PostgresServer

from central import dispatching
from central.platform import Platform
from tests.bench import scale_town
from tests.bench.scale_clients import Client, Tally

Report = dict[str, Any]
_BATCH = 100


@contextmanager
def town(
    server: PostgresServer | None, *, workers: int, units: int, people: int, each: int
) -> Iterator[tuple[CentralProcess, Platform, list[scale_town.Person]]]:
    """A running platform with a town in it."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if server is not None:
            name = server.create()
            stack.callback(server.drop, name)
            url = server.url(name)
        platform = Platform(data, url)
        stack.callback(platform.close)
        people_there = scale_town.settle(platform, units, people)
        scale_town.dispatch(platform, units, each)
        process = CentralProcess(data, database=url, workers=workers)
        yield stack.enter_context(process), platform, people_there


def measure_push(server: PostgresServer | None, workers: int, clients: int, batches: int) -> Report:
    """Actions a second: every client pushes batches of 100 actions on orders of its own unit."""
    with town(server, workers=workers, units=clients, people=clients, each=_BATCH) as (
        process,
        _platform,
        people,
    ):
        tally = Tally()

        async def run() -> float:
            pcs = [Client(process.port, person, tally) for person in people]
            bodies = []
            for number, pc in enumerate(pcs):
                await pc.greet()
                ids = [f"id-A{number:04}-{n:05}" for n in range(_BATCH)]
                bodies.append([pc.batch(ids) for _ in range(batches)])
            began = time.perf_counter()

            async def work(pc: Client, mine: list[bytes]) -> None:
                for body in mine:
                    reply = await pc.push(body)
                    assert all(told.status.settled for told in reply.results)

            await asyncio.gather(*map(work, pcs, bodies))
            took = time.perf_counter() - began
            for pc in pcs:
                pc.close()
            return took

        took = asyncio.run(run())
        actions = clients * batches * _BATCH
        return {
            "database": "postgresql" if server else "sqlite",
            "workers": workers,
            "clients": clients,
            "actions": actions,
            "actions_per_s": round(actions / took),
            "push_ms": spread(tally.took_ms["push"]),
        }


def measure_first_pull(server: PostgresServer | None, orders: int) -> Report:
    """Orders a second that the platform gives out, pages of 1,000, decoded by the client."""
    with town(server, workers=1, units=1, people=1, each=orders) as (process, _platform, people):
        tally = Tally()

        async def run() -> tuple[float, int]:
            pc = Client(process.port, people[0], tally)
            began = time.perf_counter()
            pulled = await pc.pull_all()
            pc.close()
            return time.perf_counter() - began, pulled

        took, pulled = asyncio.run(run())
        assert pulled == orders
        return {
            "database": "postgresql" if server else "sqlite",
            "orders": orders,
            "orders_per_s": round(orders / took),
            "server_mib": memory(process),
        }


def measure_polls(server: PostgresServer, workers: int, clients: int, seconds: float) -> Report:
    """Long polls of many clients while orders are dispatched: dispatch until decoded."""
    units = clients // 4
    with town(server, workers=workers, units=units, people=clients, each=5) as (
        process,
        platform,
        people,
    ):
        tally = Tally()
        before = memory(process)
        used: dict[str, float] = {}

        async def run() -> None:
            pcs = [Client(process.port, person, tally) for person in people]
            for start in range(0, len(pcs), 50):
                await asyncio.gather(*(pc.pull_all() for pc in pcs[start : start + 50]))
            tally.took_ms.clear()
            tally.requests = 0
            used.update(processor_s(process, server))
            until = time.perf_counter() + seconds
            polling = [asyncio.create_task(pc.follow(until)) for pc in pcs]
            await asyncio.sleep(3)
            dispatcher = threading.Thread(target=dispatch_on, args=(platform, units, tally, until))
            dispatcher.start()
            await asyncio.gather(*polling)
            await asyncio.to_thread(dispatcher.join)
            for pc in pcs:
                pc.close()

        asyncio.run(run())
        return {
            "workers": workers,
            "clients": clients,
            "dispatched": len(tally.dispatched),
            "shown": len(tally.shown_ms),
            "dispatch_to_shown_ms": spread(tally.shown_ms),
            "requests_per_s": round(tally.requests / seconds),
            "processor_s": {
                name: round(value - used[name], 1)
                for name, value in processor_s(process, server).items()
            },
            "errors": len(tally.errors),
            "first_errors": tally.errors[:3],
            "server_mib": {"before": before, "after": memory(process)},
        }


def dispatch_on(platform: Platform, units: int, tally: Tally, until: float) -> None:
    """Dispatch one order after the other to units by chance, ten a second, until near the end."""
    chance = random.Random(5)
    number = 0
    while time.perf_counter() < until - 4:
        number += 1
        order = scale_town.an_order(f"L{number:06}", scale_town.unit_of(chance.randrange(units)))
        tally.dispatched[order.order_id] = time.perf_counter()
        dispatching.dispatch_at_once(platform.database, [order])
        time.sleep(0.1)


def measure_storm(server: PostgresServer, workers: int, clients: int, within_s: float) -> Report:
    """Eight o'clock: every PC starts within half a minute, and then holds its long poll."""
    with town(server, workers=workers, units=clients // 4, people=clients, each=50) as (
        process,
        _platform,
        people,
    ):
        tally = Tally()
        chance = random.Random(8)
        before = memory(process)

        async def run() -> None:
            until = time.perf_counter() + within_s + 20
            pcs = [Client(process.port, person, tally) for person in people]
            starts = [chance.uniform(0, within_s) for _ in pcs]
            await asyncio.gather(
                *(pc.morning(start, until) for pc, start in zip(pcs, starts, strict=True))
            )
            for pc in pcs:
                pc.close()

        asyncio.run(run())
        return {
            "workers": workers,
            "clients": clients,
            "within_s": within_s,
            "requests": tally.requests,
            "processor_s": processor_s(process, server),
            "errors": len(tally.errors),
            "first_errors": tally.errors[:3],
            "took_ms": {
                name: spread(values)
                for name, values in tally.took_ms.items()
                if name != "long poll"
            },
            "server_mib": {"before": before, "after": memory(process)},
        }


def spread(values: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile, and the longest."""
    if len(values) < 2:
        return {"count": len(values)}
    cuts = statistics.quantiles(values, n=100)
    found = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(values)}
    return {name: round(value, 1) for name, value in found.items()}


def processor_s(process: CentralProcess, server: PostgresServer) -> dict[str, float]:
    """Processor time so far: of the service with its workers, and of PostgreSQL.

    A back-end that has ended no longer counts; the pools keep theirs.
    """
    return {
        name: round(sum(sum(one.cpu_times()[:2]) for one in _family(pid)), 1)
        for name, pid in (("service", process.pid), ("postgresql", server.pid))
    }


def _family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def memory(process: CentralProcess) -> float:
    """Resident memory of the service with its workers, MiB."""
    return round(sum(one.memory_info().rss for one in _family(process.pid)) / 2**20, 1)


def _plan(options: argparse.Namespace, server: PostgresServer) -> dict[str, Callable[[], Report]]:
    clients, batches = options.pushers, options.batches
    return {
        "push_sqlite": lambda: measure_push(None, 1, clients, batches),
        "push_postgresql_1": lambda: measure_push(server, 1, clients, batches),
        "push_postgresql_2": lambda: measure_push(server, 2, clients, batches),
        "first_pull_sqlite": lambda: measure_first_pull(None, options.orders),
        "first_pull_postgresql": lambda: measure_first_pull(server, options.orders),
        "polls": lambda: measure_polls(server, options.workers, options.clients, options.seconds),
        "storm": lambda: measure_storm(server, options.workers, options.clients, 30),
    }


def main() -> None:
    """Measure what was asked for and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="a row; may be repeated")
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pushers", type=int, default=8)
    parser.add_argument("--batches", type=int, default=10)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=40)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    folder = Path(tempfile.mkdtemp(prefix="hotline-scale-"))
    server = PostgresServer(folder / "pg", durable=True)
    try:
        for name, measure in _plan(options, server).items():
            if not options.only or name in options.only:
                load = os.getloadavg()[0]
                print(json.dumps({"row": name, "load": round(load, 1), **measure()}), flush=True)
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
