"""Rung (d): power cuts: every state that the disk may be in keeps what somebody was told."""

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faults.kills import BusyHour, busy_hour
from faults.outcome import Outcome, Rung, each_seed
from helpers.power_cuts import Call, Disk, put_state, read_trace
from helpers.stores import KEY, OneRuleBook
from helpers.town import Grounds, Town
from helpers.town_line import TownLine
from helpers.town_oracles import expect
from helpers.town_pc import Memory, Pc
from helpers.traced_victim import Tell, can_trace, record_to, run_traced

from desktop.contract.messages import UploadReply
from desktop.store.store import Store

_STATES = 60
"""States of one trace."""
_TABLE = "SELECT op_id, order_id, kind, data, state FROM outbox"
_COMING = "SELECT upload_id, sha256, stored FROM uploads"
_PRESENT = "SELECT sha256 FROM blobs WHERE state = 'present'"


@dataclass(frozen=True)
class Rooms:
    """Where both sides live, and what their files hold.

    Attributes:
        root: All of it.
        desk: The PC's data folder below it.
        centre: The platform's data folder below it.
        files: Content of every attachment, by hash.
    """

    root: Path
    desk: Path
    centre: Path
    files: dict[str, bytes]


class UploadHour:
    """A busy hour with at least one file; each answer about its bytes is told as it comes."""

    def __init__(self, hour: BusyHour, content: bytes) -> None:
        self._hour = hour
        self._content = content

    def __call__(self, town: Town, pc: Pc, tell: Tell) -> None:
        line = _Telling(pc, tell)
        pc.line.announce_blob = line.announce_blob  # type: ignore[method-assign]  # one more hears
        pc.line.upload_part = line.upload_part  # type: ignore[method-assign]  # as above
        pc.attach("id-1", self._content)
        tell()
        self._hour(town, pc, tell)


class _Telling:
    """Tells what the platform says about files."""

    def __init__(self, pc: Pc, tell: Tell) -> None:
        self._memory = pc.memory
        self._line: TownLine = pc.line
        self._announce, self._part = pc.line.announce_blob, pc.line.upload_part
        self._tell = tell
        self._names: dict[str, str] = {}

    def announce_blob(self, sha256: str, size: int) -> UploadReply:
        """Ask where a file stands."""
        reply = self._announce(sha256, size)
        self._names[reply.upload_id] = sha256
        self._heard(sha256, reply.offset)
        return reply

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        """Send a part of a file."""
        reached = self._part(upload_id, offset=offset, part=part)
        self._heard(self._names[upload_id], reached)
        return reached

    def _heard(self, sha256: str, reached: int) -> None:
        self._memory.arrived[sha256] = reached
        self._tell()


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
    disk = Disk(town.root)
    disk.files |= Disk(town.platform.database.data).files
    disk.safe_names = dict(disk.files)
    pc.open()
    log = root / "trace"
    hour = UploadHour(busy_hour(chance, 3), chance.randbytes(chance.randint(200, 1200)))
    run = run_traced(town, pc, hour, record_to(log))
    calls = read_trace(log, root, disk)
    log.unlink()
    told = [before, *run.told]
    files = {sha256: pc.store.blobs.get(sha256) for sha256 in pc.memory.files}
    rooms = Rooms(root, town.root / "pc0", town.platform.database.data, files)
    outcome.counts["traces"] += 1
    for place, calls_done in enumerate(_replayed(disk, calls, _spots(calls, chance))):
        told_now = told[calls_done]
        target = root / "cut"
        put_state(disk.state(random.Random(chance.randrange(1 << 40))), root, target)
        outcome.counts["states"] += 1
        try:
            _check(target, told_now, rooms, town.grounds.desk / "reserve.bin")
        except Exception as error:
            raise AssertionError(f"state {place}: {error}") from error
        finally:
            shutil.rmtree(target, ignore_errors=True)


def _spots(calls: list[Call], chance: random.Random) -> list[int]:
    """Choose moments: before and after what somebody is told, and anywhere."""
    tellings = [n for n, call in enumerate(calls) if call.what == "tell"]
    near = [spot for n in tellings for spot in (n, n + 1, n + 1)]
    anywhere = [chance.randrange(1, len(calls) + 1) for _ in range(_STATES)]
    chosen = chance.sample(near, min(len(near), _STATES // 2)) + anywhere
    return sorted(chosen[:_STATES])


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


def _check(target: Path, told: Memory, rooms: Rooms, reserve: Path) -> None:
    """Open both databases as they are now; what was told or answered is there."""
    desk, centre = (target / path.relative_to(rooms.root) for path in (rooms.desk, rooms.centre))
    os.link(reserve, desk / "reserve.bin")
    done, present = _check_desk(desk, told)
    there, files = _look_at_centre(centre, rooms.files)
    expect(done <= there, "I4", "the platform has lost what it had acknowledged")
    expect(present <= files.keys(), "I12", "the platform has lost a file that it had acknowledged")
    for sha256, reached in told.arrived.items():
        kept = files.get(sha256, 0)
        expect(reached <= kept, "I12", f"{reached} bytes told to be safe, {kept} are")


def _check_desk(folder: Path, told: Memory) -> tuple[set[str], set[str]]:
    """Check a PC's database and files; gives what it believes to be at the platform."""
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
            present = connection.exec_driver_sql(_PRESENT).scalars().all()
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
    return {op_id for op_id, row in rows.items() if row[3] == "done"}, set(map(str, present))


def _look_at_centre(folder: Path, files: dict[str, bytes]) -> tuple[set[str], dict[str, int]]:
    """Check the platform's database and files; gives its history, and how much of each file."""
    raw = sqlite3.connect(folder / "platform.sqlite")
    try:
        sound = raw.execute("PRAGMA quick_check").fetchall()
        expect(sound == [("ok",)], "power", f"the platform's database is broken: {sound[:2]}")
        kept: dict[str, int] = {}
        for upload_id, sha256, stored in raw.execute(
            "SELECT upload_id, sha256, stored FROM uploads"
        ):
            kept[sha256] = stored
            _check_part(folder, upload_id, sha256, files[sha256][:stored])
        for sha256, size in raw.execute("SELECT sha256, size FROM blobs"):
            content = (folder / "blobs" / sha256[:2] / sha256).read_bytes()
            expect(hashlib.sha256(content).hexdigest() == sha256, "I12", "a file is broken there")
            kept[sha256] = size
        return {str(row[0]) for row in raw.execute("SELECT op_id FROM history")}, kept
    finally:
        raw.close()


def _check_part(folder: Path, upload_id: str, sha256: str, wanted: bytes) -> None:
    """The bytes before an offset that the platform keeps are on its disk."""
    path = folder / "uploads" / f"{upload_id}.part"
    whole = folder / "blobs" / sha256[:2] / sha256
    found = next((file.read_bytes() for file in (path, whole) if file.exists()), b"")
    expect(
        found[: len(wanted)] == wanted, "I12", f"{len(wanted)} bytes are called safe and are not"
    )


RUNG = Rung(
    work,
    seeds=96,
    part=16,
    least={"states": 5_000},
    about="power cuts: un-synced writes lost, torn and out of sequence",
)
