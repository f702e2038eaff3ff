"""Runs of client and platform, each in a process that may kill itself.

Everything is imported once; a run is a fork of the warmed process, so that hundreds of them fit
into a test. The parent opens no database, no socket and no thread.
"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from helpers.kill_points import ANYWHERE, KillPoint, hook_client, hook_server
from helpers.story_plan import DRAFT, DRAFTED, Click, Desk, done_before

import desktop.printing.printer
import desktop.remote.gateway
import desktop.scanning.sheet_reader  # noqa: F401 - loaded before the fork
from central import serving  # noqa: F401 - as above
from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.late import LatePrinter
from desktop.bootstrap.office import OpenOffice, open_office
from desktop.cli.main import main as desk_main
from desktop.domain.calendar import CST
from desktop.host.paths import DataFolder
from desktop.services.founding import FoundingChoices, KeyKeeping, Mode
from desktop.services.paper_ports import PrintContext
from desktop.sync.ports import GatewayError

PASSPHRASE = "zhuo-mian-12345"
OFFLINE = 3


@dataclass
class Ended:
    """How a run ended.

    Attributes:
        status: Exit status; negative is the signal.
        lines: What it said, line by line.
    """

    status: int
    lines: list[str]

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL

    @property
    def place(self) -> str:
        """Where it killed itself."""
        named = [line for line in self.lines if line.startswith("KILLED ")]
        return named[-1].removeprefix("KILLED ") if named else ""

    @property
    def left(self) -> tuple[int, int]:
        """How many actions and how many files a sync has left over."""
        told = next(line for line in self.lines if line.startswith("LEFT "))
        actions, files = told.split()[1:]
        return int(actions), int(files)

    @property
    def saved(self) -> list[tuple[int, str, str]]:
        """What the clerk was told is saved: number, order, kind."""
        told = (line.split(" ", 3) for line in self.lines if line.startswith("ACK "))
        return [(int(seq), number, kind) for _, seq, number, kind in told]


def fork(work: Callable[[int], int]) -> tuple[int, int]:
    """Run work in a process of its own; it gets a descriptor to report to.

    Returns:
        The process and the reading end of its report.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    status = 70
    try:
        _end_with_parent()
        os.close(reading)
        status = work(writing)
    except BaseException as error:  # noqa: BLE001 - the last stop of a process; told, not hidden
        os.write(writing, f"BROKEN {type(error).__name__}: {error}\n".encode())
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_with_parent() -> None:
    """Leave no process behind when the test itself is killed."""
    set_death_signal = 1
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)


def finish(pid: int, reading: int) -> Ended:
    """Wait for the end of a run."""
    with os.fdopen(reading, "rb") as report:
        said = report.read().decode()
    _, raw = os.waitpid(pid, 0)
    return Ended(os.waitstatus_to_exitcode(raw), said.splitlines())


def run(work: Callable[[int], int]) -> Ended:
    """Run work in a process of its own to its end."""
    return finish(*fork(work))


@dataclass
class Platform:
    """`python -m desktop central serve` over one folder, forked from the warmed process."""

    data: Path
    log: Path
    port: int = 0
    pid: int = 0
    reading: int = -1
    killed_at: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def start(
        self, kill_at: int = 0, *, from_start: bool = False, only: tuple[str, ...] = ANYWHERE
    ) -> None:
        """Start it; with a kill point it may not even become ready."""
        words = ["central", "serve", "--data", str(self.data), "--port", str(self.port)]
        log = self.log

        def work(report: int) -> int:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(report, 1)
            with log.open("ab") as errors:
                os.dup2(errors.fileno(), 2)
            hook_server(KillPoint(kill_at, report, armed=from_start, only=only))
            return desk_main([*words, "--training"])

        self.pid, self.reading = fork(work)
        line = _line(self.reading)
        if line.startswith(b"{"):
            self.port = int(json.loads(line)["port"])
        else:
            self._ended(line)

    def kill(self) -> None:
        """Kill it now; says nothing when it has killed itself already."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self._ended(b"")

    def _ended(self, line: bytes) -> None:
        ended = finish(self.pid, self.reading)
        ended.lines.insert(0, line.decode().strip())
        self.pid = 0
        if ended.place:
            self.killed_at.append(ended.place)
        elif not ended.killed:
            self.broken.append(f"platform ended with {ended.status}: {ended.lines[-3:]}")


def _line(reading: int) -> bytes:
    """Read one line and not a byte more."""
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(reading, 1)
        if not piece:
            break
        line += piece
    return line


@dataclass(frozen=True)
class Client:
    """Runs on one data folder of a clerk."""

    folder: DataFolder
    papers: Path
    key: bytes

    @classmethod
    def founded(
        cls, root: Path, papers: Path, port: int, code: str, user: str, password: str
    ) -> "Client":
        """Set the workplace up in a run of its own."""

        def work(report: int) -> int:
            founding = DeskFounding(DataFolder(root))
            choices = FoundingChoices(
                mode=Mode.REAL,
                profile_id="xiayang",
                key_keeping=KeyKeeping.PASSPHRASE,
                address=f"http://127.0.0.1:{port}",
                enrolment_code=code,
                user_name=user,
                password=password,
                passphrase=PASSPHRASE,
            )
            founding.found(choices, lambda _words: None).close()
            key = founding._vault(training=False).unlock(PASSPHRASE)
            os.write(report, key.hex().encode())
            return 0

        ended = run(work)
        assert ended.status == 0, ended.lines
        return cls(DataFolder(root), papers, bytes.fromhex(ended.lines[-1]))

    def click(
        self, click: Click, kill_at: int, *, from_start: bool = False, tells_first: bool
    ) -> Ended:
        """Do a step, unless the database says that it has been done.

        Args:
            click: The step.
            kill_at: The kill point.
            from_start: Count from the start of the process on.
            tells_first: The clerk hears of the saving before the next kill point.
        """

        def work(office: OpenOffice, point: KillPoint, report: int) -> None:
            if _is_done(office, click):
                return
            point.tick("before the click")

            def counting() -> None:
                point.armed = True

            saved = click.do(Desk(office, self.papers, counting), click.number)
            if not tells_first:
                point.tick("saved, not yet told")
            for seq, kind in zip(saved.seqs if saved else (), click.kinds, strict=True):
                os.write(report, f"ACK {seq} {click.number} {kind}\n".encode())
            point.tick("told")

        return self._run(work, kill_at, from_start=from_start)

    def sync(self, kill_at: int = 0, *, from_start: bool = False) -> Ended:
        """Sync once; status 3 when the platform was not there or died."""

        def work(office: OpenOffice, point: KillPoint, report: int) -> None:
            point.armed = True
            try:
                told = office.sync_once()
            finally:
                point.armed = False
                state = office.store.state()
                left = f"LEFT {state.top - state.acked} {len(office.store.pending_blobs())}\n"
                os.write(report, left.encode())
            assert told is not None, "another run holds the sync lock"
            os.write(report, f"SYNCED {told.more_pending or told.blob_failures}\n".encode())

        return self._run(work, kill_at, from_start=from_start)

    def _run(
        self,
        work: Callable[[OpenOffice, KillPoint, int], None],
        kill_at: int,
        *,
        from_start: bool,
    ) -> Ended:
        return finish(*self.started(work, kill_at, from_start=from_start))

    def started(
        self,
        work: Callable[[OpenOffice, KillPoint, int], None],
        kill_at: int = 0,
        *,
        from_start: bool = False,
    ) -> tuple[int, int]:
        """Start a run; gives its process and report."""

        def whole(report: int) -> int:
            point = KillPoint(at=kill_at, report=report, armed=from_start)
            hook_client(point)
            office = open_office(self.folder, self.key, training=False)
            try:
                work(office, point, report)
            except GatewayError as error:
                os.write(report, f"OFFLINE {error.code}\n".encode())
                return OFFLINE
            finally:
                office.close()
            return 0

        return fork(whole)


def _is_done(office: OpenOffice, click: Click) -> bool:
    """Judge from the database whether a click has been done; half of one is a fault.

    Raises:
        AssertionError: A part of its actions is there and a part is not.
    """
    desk = office.workplace.orders
    order_id = desk.find(click.number)
    if click.number == DRAFTED:
        return desk.draft(order_id, "contact") == DRAFT
    here = len(desk.open(order_id).working.actions)
    before = done_before(click)
    assert here in {before, before + len(click.kinds)}, f"{click.name}: {here} of {before}"
    return here > before


def warm_up() -> None:
    """Load fonts and libraries before the first fork."""
    from datetime import datetime

    context = PrintContext(printed_at=datetime.now(CST), operator="", unit_name="")
    LatePrinter().blank("F1", context)
