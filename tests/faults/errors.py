"""Rung (e), from below: system calls of client and platform that fail, by strace.

A full disk, a broken one, a folder that lets nobody write: from the n-th call on, for one call, a
few, or to the end. The program then ends without any clean-up, and everything is well again.
"""

import contextlib
import mimetypes
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from faults.outcome import Outcome, Rung
from faults.towns import each_town
from helpers.town import Grounds, Town
from helpers.town_oracles import check_always, expect
from helpers.town_pc import Pc
from helpers.traced_victim import Tell, can_trace, fail, run_traced

from desktop.cli.outcome import CommandError
from desktop.cli.paper_commands import write_out
from desktop.contract.rescue_file import unpack
from desktop.domain import actions as act
from desktop.domain.orders import HandlingResult
from desktop.services.attaching import attach_bytes
from desktop.services.order_desk import RefusedError
from desktop.services.ports import StorageError
from desktop.services.rescue_desk import RescueDesk
from desktop.sync.ports import GatewayError

_RUNS = 8
_CLICKS = 5
_CODES = {"storage.full", "storage.broken", "storage.locked", "storage.unsure"}
_SAFE = ("没有保存", "没有写成", "写不了文件")
_PASSPHRASE = "抢救文件的口令甲乙丙"
_WRITES = "pwrite64,write,ftruncate,mkdir"
_NAMES = "openat,mkdir,rename,renameat,renameat2,unlink,unlinkat"


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a disk.

    Attributes:
        name: In words.
        error: What the system says.
        calls: The calls that say it.
        latest: The last of these calls at which it may begin.
    """

    name: str
    error: str
    calls: str
    latest: int


_TROUBLES = (
    Trouble("full disk", "ENOSPC", _WRITES, 90),
    Trouble("no quota", "EDQUOT", _WRITES, 90),
    Trouble("broken disk", "EIO", f"{_WRITES},fsync,fdatasync", 120),
    Trouble("disk that syncs nothing", "EIO", "fsync,fdatasync", 40),
    Trouble("read-only folder", "EROFS", _NAMES, 30),
    Trouble("folder of somebody else", "EACCES", _NAMES, 30),
)


class HardHour:
    """Clicks and rounds of a clerk who reads every complaint.

    Args:
        seed: Draws what is done.
        rescue: Where a rescue file is written; None for none.
    """

    def __init__(self, seed: int, rescue: Path | None) -> None:
        self._seed = seed
        self._rescue = rescue

    def __call__(self, town: Town, pc: Pc, tell: Tell) -> None:
        chance = random.Random(self._seed)
        if not _complained(pc.open):
            rounds = chance.randrange(_CLICKS)
            for number in range(_CLICKS):
                self._click(pc, f"w-{self._seed}-{number}.", chance)
                tell()
                if number == rounds:
                    with contextlib.suppress(GatewayError):
                        _complained(pc.sync)
            if self._rescue:
                self._export(pc, self._rescue)
                tell()

    def _click(self, pc: Pc, word: str, chance: random.Random) -> None:
        order_id = f"id-{chance.randint(1, 3)}"
        note = act.AddNote(entry_id=word, text="长" * chance.choice((9, 9, 9_000)))
        result = act.SaveResult(HandlingResult(outcome="solved", answer=word))
        content = word.encode() + chance.randbytes(chance.choice((60, 700)))

        def click() -> None:
            match chance.randrange(4):
                case 0:
                    pc.keep_draft(order_id, word.encode())
                    return
                case 1:
                    self._attach(pc, order_id, word, content)
                case 2:
                    pc.desk.act(order_id, note)
                case _:
                    pc.desk.act(order_id, result)
            pc.memory.words.add(word)

        with contextlib.suppress(RefusedError):
            if _complained(click) == "storage.unsure":
                pc.memory.doubtful.add(word)

    def _attach(self, pc: Pc, order_id: str, word: str, content: bytes) -> None:
        action, blob = attach_bytes(pc.store.blobs, content, name=f"{word}jpg")
        pc.desk.act(order_id, action, blobs=(blob,))
        pc.memory.files.add(blob.sha256)

    def _export(self, pc: Pc, out: Path) -> None:
        def export() -> None:
            desk = RescueDesk(pc.desk, pc.store, pc.store.blobs, pc.clock, "0")
            content, _summary = desk.export(_PASSPHRASE)
            write_out(out, content)
            pc.memory.words.add(out.name)

        with contextlib.suppress(RefusedError):
            _complained(export)


def _complained(work: Callable[[], object]) -> str:
    """Do something; why it was refused, in words that say what is safe, or nothing."""
    try:
        work()
    except StorageError as error:
        expect(error.code in _CODES, "words", f"a disk is called {error.code}")
        code, said = error.code, error.message
    except CommandError as error:
        code, said = error.code, error.message
    else:
        return ""
    words = ("可能没有保存",) if code == "storage.unsure" else _SAFE
    expect(any(word in said for word in words), "words", f"not said what is safe: {said}")
    return code


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Let calls fail."""
    outcome = Outcome()
    if can_trace():
        outcome.notes.append(f"not done: {can_trace()}")
        return outcome

    def play(town: Town, chance: random.Random) -> None:
        for turn in range(_RUNS):
            _fail_one(town, chance.choice(town.pcs), chance, turn, outcome)

    return each_town(
        "errors",
        outcome,
        (first, count),
        play,
        pcs=2,
        until_found=until_found,
        warm_up=_warm_up,
    )


def _warm_up(grounds: Grounds) -> None:
    """Load what is loaded late: that it cannot be read then is another matter."""
    mimetypes.init()
    town = grounds.town(1)
    pc = town.pcs[0]
    pc.keep_draft("id-1", "草稿".encode())
    RescueDesk(pc.desk, pc.store, pc.store.blobs, pc.clock, "0").export(_PASSPHRASE)
    town.close()


def _fail_one(town: Town, pc: Pc, chance: random.Random, turn: int, outcome: Outcome) -> None:
    town.time.pass_by(9)
    trouble = chance.choice(_TROUBLES)
    begin = chance.randint(1, trouble.latest)
    when = chance.choice((f"{begin}", f"{begin}..{begin + 5}", f"{begin}+", f"{begin}+"))
    rescue = town.root / f"rescue-{turn}" if chance.random() < 0.25 else None
    held = {row.op_id for row in pc.rows()}
    pc.memory.words.clear()
    pc.memory.doubtful.clear()
    log = town.grounds.root / "trace"
    hour = HardHour(chance.randrange(1 << 30), rescue)
    run_traced(town, pc, hour, fail(trouble.calls, trouble.error, when, log), opens=False)
    failed = log.read_text(encoding="latin-1").count("(INJECTED)")
    log.unlink()
    outcome.counts["runs"] += 1
    outcome.counts["failed calls"] += failed
    outcome.counts[f"runs with a {trouble.name}"] += bool(failed)
    _check_words(pc, held)
    if rescue:
        _check_rescue(pc, rescue)
    check_always(town)


def _check_words(pc: Pc, held: set[str]) -> None:
    """What was called saved is in the outbox, and nothing else."""
    memory = pc.memory
    fresh = [row for row in pc.rows() if row.op_id not in held]
    for row in fresh:
        called = [word for word in memory.words | memory.doubtful if word.encode() in row.data]
        expect(bool(called), "I3", f"{row.kind} was called not saved and is in the outbox")
    for word in memory.words:
        found = any(word.encode() in row.data for row in fresh)
        expect(found or word.startswith("rescue"), "I3", "what was called saved is not there")
    for order_id, form, content in pc.query("SELECT order_id, form, content FROM drafts"):
        if bytes(content).decode() in memory.doubtful:
            memory.drafts[order_id, form] = bytes(content)


def _check_rescue(pc: Pc, out: Path) -> None:
    """A rescue file that was called written is whole; of one that was not there is no trace."""
    if out.name in pc.memory.words:
        unpack(out.read_bytes(), _PASSPHRASE)
    else:
        expect(not out.exists(), "rescue", "a file that was called not written is there")


RUNG = Rung(
    work,
    seeds=60,
    part=15,
    least={"runs": 480, "failed calls": 1_000},
    about="system calls that fail: full and broken disks, folders that let nobody write",
)
