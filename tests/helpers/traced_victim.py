"""A fork that works on a town's PC under `strace`: to be killed at a system call, or recorded.

The parent opens none of the victim's databases while it lives. What the clerk was told comes
through a pipe, so that the trace shows the moment at which he was told it.
"""

import ctypes
import os
import pickle
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from helpers.town import Town
from helpers.town_pc import Memory, Pc

CALLS = (
    "write,writev,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,"
    "unlink,unlinkat,mkdir"
)
"""System calls that change a disk or tell somebody something; only tellings use `writev`."""
_ATTACH_S = 10.0
_HEAD = struct.Struct("<I")
Tell = Callable[[], None]
Work = Callable[[Town, Pc, Tell], None]


@dataclass(frozen=True)
class Run:
    """How a victim ended.

    Attributes:
        killed: By the signal that was injected.
        memory: What the clerk had been told at the end.
        told: The same after each telling, in their sequence.
    """

    killed: bool
    memory: Memory
    told: list[Memory]


@cache
def can_trace() -> str:
    """Say why system calls cannot be traced here; empty when they can."""
    if not sys.platform.startswith("linux") or shutil.which("strace") is None:
        return "no strace here"
    try:
        done = subprocess.run(
            ["strace", "-qq", "-o", os.devnull, "-e", "trace=fsync", "true"],
            capture_output=True, check=False,
        )  # fmt: skip
    except OSError as error:
        return f"strace does not start: {error}"
    return "" if done.returncode == 0 else "strace may not trace here"


def kill_at(number: int) -> list[str]:
    """Words for strace: kill at the n-th call that counts."""
    return ["-e", f"trace={CALLS}", "-e", f"inject={CALLS}:signal=KILL:when={number}"]


def record_to(log: Path) -> list[str]:
    """Words for strace: write down every call with all its bytes."""
    return ["-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS},openat", "-o", str(log)]


def fail(calls: str, error: str, when: str, log: Path) -> list[str]:
    """Words for strace: let some calls fail, and write down which."""
    return ["-e", f"trace={calls}", "-e", f"inject={calls}:error={error}:when={when}",
            "-o", str(log)]  # fmt: skip


def run_traced(town: Town, pc: Pc, work: Work, words: list[str], *, opens: bool = True) -> Run:
    """Let a fork do some work under strace; afterwards the PC is open again.

    Args:
        town: The town.
        pc: Whose work it is.
        work: What the fork does.
        words: For strace.
        opens: The PC's program is started before the work; otherwise the work does it.

    Raises:
        AssertionError: The fork ended by itself in another way than it should.
    """
    pc.close()
    town.platform.database.close()
    gate_out, gate_in = os.pipe()
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(gate_in)
        os.close(reading)
        _victim(town, pc, partial(_opened, work) if opens else work, gate_out, writing)
    os.close(gate_out)
    os.close(writing)
    tracer = _attached(pid, words)
    os.write(gate_in, b"g")
    with os.fdopen(reading, "rb") as report:
        said = report.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(gate_in)
    tracer.wait()
    assert status in {0, -signal.SIGKILL}, f"the victim ended with {status}: {said[-200:]!r}"
    told = _told(said)
    pc.memory = told[-1] if told else pc.memory
    pc.sights.clear()
    pc.open()
    pc.adopt()
    town.ledger.look()
    return Run(status != 0, pc.memory, told)


def _victim(town: Town, pc: Pc, work: Work, gate: int, writing: int) -> None:
    """Wait for the tracer, work, end without any clean-up."""
    status = 70
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # end with the parent
        os.read(gate, 1)

        def tell() -> None:
            content = pickle.dumps(pc.memory)
            os.writev(writing, [_HEAD.pack(len(content)) + content])

        work(town, pc, tell)
        status = 0
    except BaseException as error:  # noqa: BLE001 - the last stop of a process; told, not hidden
        os.writev(writing, [f"{type(error).__name__}: {error}".encode()])
    finally:
        os._exit(status)


def _opened(work: Work, town: Town, pc: Pc, tell: Tell) -> None:
    pc.open()
    work(town, pc, tell)


def _attached(pid: int, words: list[str]) -> subprocess.Popen[bytes]:
    log = [] if "-o" in words else ["-o", os.devnull]
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", *log, *words, "-p", str(pid)], stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + _ATTACH_S
    status = Path(f"/proc/{pid}/status")
    while "TracerPid:\t0" in status.read_text():
        assert time.monotonic() < end, "strace does not attach"
        os.sched_yield()
    return tracer


def _told(said: bytes) -> list[Memory]:
    """Read what was told; a telling that was cut off counts for nothing."""
    told: list[Memory] = []
    place = 0
    while place + _HEAD.size <= len(said):
        (length,) = _HEAD.unpack_from(said, place)
        content = said[place + _HEAD.size : place + _HEAD.size + length]
        if len(content) < length:
            break
        memory = pickle.loads(content)  # noqa: S301 - written by our own fork
        assert isinstance(memory, Memory)
        told.append(memory)
        place += _HEAD.size + length
    return told
