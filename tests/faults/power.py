"""Rung (d): power cuts: every state that the disk may be in keeps what somebody was told."""

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faults.kills import busy_hour
from faults.outcome import Outcome, Rung, each_seed
from helpers.power_cuts import Call, Disk, put_state, read_trace
from helpers.stores import KEY, OneRuleBook
from helpers.town import Grounds, Town
from helpers.town_oracles import expect
from helpers.town_pc import Memory
from helpers.traced_victim import can_trace, record_to, run_traced

from desktop.store.store import Store

_STATES = 60
"""States of one trace."""
_TABLE = "SELECT op_id, order_id, kind, data, state FROM outbox"


@dataclass(frozen=True)
class Cut:
    """A moment of a trace.

    Attributes:
        disk: The disk then.
        told: How many times the clerk had been told something.
    """

    disk: Disk
    told: int


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Cut the power."""
    outcome = Outcome()
    if can_trace():
        outcome.notes.append(f"not done: {can_trace()}")
        return outcome
    grounds = Grounds()

    def one(seed: int) -> None:
        town = grounds.town(1)
        try:
            _cut_one(town, random.Random(seed), outcome)
        finally:
            town.close()

    try:
        return each_seed("power", outcome, first, count, one, until_found=until_found)
    finally:
        grounds.close()


def _cut_one(town: Town, chance: random.Random, outcome: Outcome) -> None:
    """Record some work of client and platform, and cut the power at many moments of it."""
    pc = town.pcs[0]
    pc.sync()
    pc.close()
    town.platform.database.close()
    town.ledger.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = town.grounds.root
    before = pc.memory.copy()
    roots = (town.root, town.platform.database.data)
    disk = Disk(town.root)
    disk.files |= Disk(town.platform.database.data).files
    disk.safe_names = dict(disk.files)
    pc.open()
    log = root / "trace"
    run = run_traced(town, pc, busy_hour(chance, 4), record_to(log))
    calls = read_trace(log, root, disk)
    log.unlink()
    told = [before, *run.told]
    spots = _spots(calls, chance)
    outcome.counts["traces"] += 1
    for place, calls_done in enumerate(_replayed(disk, calls, spots)):
        told_now = told[calls_done]
        target = root / "cut"
        put_state(disk.state(random.Random(chance.randrange(1 << 40))), root, target)
        outcome.counts["states"] += 1
        try:
            _check(target, town, told_now, roots, root)
        except Exception as error:
            raise AssertionError(f"state {place}: {error}") from error
        finally:
            shutil.rmtree(target, ignore_errors=True)


def _spots(calls: list[Call], chance: random.Random) -> list[int]:
    """Choose moments: before and after what somebody is told, and anywhere."""
    tellings = [n for n, call in enumerate(calls) if call.what == "tell"]
    near = [n + 1 for n in tellings] * 4
    anywhere = [chance.randrange(1, len(calls) + 1) for _ in range(_STATES)]
    return sorted((near + anywhere)[:_STATES])


def _replayed(disk: Disk, calls: list[Call], spots: list[int]) -> Iterator[int]:
    """Do the calls; at each spot, give how often the clerk has been told something."""
    told = 0
    done = 0
    for spot in spots:
        for call in calls[done:spot]:
            disk.take(call)
            told += call.what == "tell"
        done = max(done, spot)
        yield told


def _check(target: Path, town: Town, told: Memory, roots: tuple[Path, Path], root: Path) -> None:
    """Open both databases as they are now; what was told or answered is there."""
    desk, centre = (target / path.relative_to(root) for path in roots)
    rows = _desk_rows(desk / "pc0", town, told)
    done = _centre_history(centre)
    for op_id, (_, _, _, state) in rows.items():
        if state == "done":
            expect(op_id in done, "I4", "the platform has lost what it had acknowledged")


def _desk_rows(folder: Path, town: Town, told: Memory) -> dict[str, tuple[str, str, bytes, str]]:
    os.link(town.grounds.desk / "reserve.bin", folder / "reserve.bin")
    store = Store.open(folder, KEY, OneRuleBook())
    try:
        with store._database.reading() as connection:
            sound = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
            expect(sound == ["ok"], "power", f"the database is broken: {sound[:2]}")
            rows = {
                str(op_id): (str(order_id), str(kind), bytes(data), str(state))
                for op_id, order_id, kind, data, state in connection.exec_driver_sql(_TABLE)
            }
            drafts = {
                (str(row[0]), str(row[1])): bytes(row[2])
                for row in connection.exec_driver_sql("SELECT * FROM drafts")
            }
        for told_one in told.told.values():
            wanted = (told_one.order_id, told_one.kind, told_one.data)
            expect(
                rows.get(told_one.op_id, ())[:3] == wanted, "I3", "what was told is saved is lost"
            )
        for key in told.drafts:
            expect(key in drafts, "I3", "a draft is lost")
        for sha256 in told.files:
            content = store.blobs.get(sha256)
            expect(hashlib.sha256(content).hexdigest() == sha256, "I12", "a file is broken")
    finally:
        store.close()
    return rows


def _centre_history(folder: Path) -> set[str]:
    raw = sqlite3.connect(folder / "platform.sqlite")
    try:
        sound = raw.execute("PRAGMA quick_check").fetchall()
        expect(sound == [("ok",)], "power", f"the platform's database is broken: {sound[:2]}")
        for (sha256,) in raw.execute("SELECT sha256 FROM blobs"):
            content = (folder / "blobs" / sha256[:2] / sha256).read_bytes()
            expect(hashlib.sha256(content).hexdigest() == sha256, "I12", "a file is broken there")
        return {str(row[0]) for row in raw.execute("SELECT op_id FROM history")}
    finally:
        raw.close()


RUNG = Rung(
    work,
    seeds=90,
    part=15,
    least={"states": 5_000},
    about="power cuts: un-synced writes lost, torn and out of sequence",
)
