"""Rung (f): several programs on one database: a window, a command line, and one that is killed.

Each is a process of its own that clicks and syncs as the program does, under the lock for sync.
"""

import contextlib
import ctypes
import itertools
import os
import pickle
import random
import signal
import time
import uuid
from dataclasses import dataclass, field

from faults.outcome import Outcome, Rung
from faults.towns import each_town
from helpers.town import Town
from helpers.town_oracles import check_always, expect
from helpers.town_pc import Memory, Pc

from desktop.contract.messages import PushReply, PushRequest
from desktop.domain import actions as act
from desktop.domain.orders import HandlingResult
from desktop.host.locks import FileLock
from desktop.services.order_desk import RefusedError
from desktop.services.ports import StorageError
from desktop.sync.ports import GatewayError

_PROGRAMS = 3
_CLICKS = 8
_LOCK = "sync.lock"


@dataclass
class Report:
    """What a program did.

    Attributes:
        memory: What its clerk was told.
        pushes: When each push began and ended.
    """

    memory: Memory
    pushes: list[tuple[float, float]] = field(default_factory=list)


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Let programs work on one database."""
    outcome = Outcome()

    def play(town: Town, chance: random.Random) -> None:
        _together(town, chance, outcome)

    seeds = (first, count)
    return each_town("programs", outcome, seeds, play, pcs=1, until_found=until_found)


def _together(town: Town, chance: random.Random, outcome: Outcome) -> None:
    """Start all, kill one now and then, and look at what they were told."""
    pc = town.pcs[0]
    pc.close()
    town.platform.database.close()
    children = [_start(town, pc, chance.randrange(1 << 30)) for _ in range(_PROGRAMS)]
    if chance.random() < 0.5:
        time.sleep(chance.uniform(0, 0.06))
        os.kill(children[0][0], signal.SIGKILL)
        outcome.counts["kills"] += 1
    reports = [report for child in children for report in [_ended(*child)] if report]
    pc.open()
    for report in reports:
        pc.memory.told |= report.memory.told
        pc.memory.files |= report.memory.files
    pc.adopt()
    town.ledger.look()
    pushes = sorted(push for report in reports for push in report.pushes)
    for (_, end), (start, _) in itertools.pairwise(pushes):
        expect(end <= start, "I15", "two programs pushed at once")
    outcome.counts["programs"] += len(children)
    outcome.counts["pushes"] += len(pushes)
    outcome.counts["actions"] += len(pc.memory.told)
    check_always(town)


def _start(town: Town, pc: Pc, seed: int) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 70
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # end with the parent
        report = _program(town, pc, random.Random(seed))
        content = pickle.dumps(report)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(content)
        status = 0
    except BaseException as error:  # noqa: BLE001 - the last stop of a process; told, not hidden
        os.write(writing, b"!" + repr(error).encode())
    finally:
        os._exit(status)


def _ended(pid: int, reading: int) -> Report | None:
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert status in {0, -signal.SIGKILL}, f"a program ended with {status}: {said!r}"
    if status:
        return None
    report = pickle.loads(said)  # noqa: S301 - written by our own fork
    assert isinstance(report, Report)
    return report


def _program(town: Town, pc: Pc, chance: random.Random) -> Report:
    pc.alone = False
    pc.open()
    report = Report(pc.memory)
    line_push = pc.line.push

    def push(request: PushRequest) -> PushReply:
        began = time.monotonic()
        try:
            return line_push(request)
        finally:
            report.pushes.append((began, time.monotonic()))

    pc.line.push = push  # type: ignore[method-assign]  # a clock around the real one
    lock = FileLock(town.root / _LOCK)
    for _ in range(_CLICKS):
        with contextlib.suppress(RefusedError, StorageError):
            _click(pc, chance)
        if chance.random() < 0.5:
            with lock.hold() as mine, contextlib.suppress(GatewayError, StorageError):
                if mine:
                    pc.sync()
    return report


def _click(pc: Pc, chance: random.Random) -> None:
    order_id = f"id-{chance.randint(1, 3)}"
    entry = str(uuid.UUID(int=chance.getrandbits(128)))
    match chance.randrange(3):
        case 0:
            pc.act(order_id, act.SaveResult(HandlingResult(outcome="solved", answer=entry)))
        case 1:
            pc.attach(order_id, chance.randbytes(2000))
        case _:
            pc.act(order_id, act.AddNote(entry_id=entry, text="已查看"))


RUNG = Rung(
    work,
    seeds=120,
    part=30,
    least={"programs": 350, "pushes": 500},
    about="several programs on one database, one of them killed",
)
