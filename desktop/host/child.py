"""A child process that ends with its parent: the training platform and the private centre."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, Queue
from typing import IO

from msgspec import Struct

_READY_S = 30.0
_STOP_S = 5.0

if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


class ChildError(Exception):
    """A child process could not be started or did not say that it is ready."""


class Finished(Struct, frozen=True):
    """A command that has run to its end."""

    status: int
    out: str
    err: str


def own_command(words: Sequence[str]) -> list[str]:
    """Make the command line that runs this program with other words, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "desktop", *words]


def run(words: Sequence[str], *, given: str = "", limit_s: float = 300.0) -> Finished:
    """Run this program with other words and wait for its end.

    Args:
        words: Its arguments.
        given: What it reads on standard input.
        limit_s: Longest run.

    Raises:
        ChildError: It could not be started, or took too long.
    """
    try:
        done = subprocess.run(
            own_command(words),
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=limit_s,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ChildError(f"无法运行辅助进程：{type(error).__name__}") from error
    return Finished(done.returncode, done.stdout, done.stderr)


class Child:
    """A service in a process of its own.

    It prints one line of JSON when it is ready. It holds the read end of a pipe whose write end
    is ours: when this process ends, however it ends, the pipe closes and the child stops.

    Args:
        words: Arguments for this very program.
        log: File for what the child writes on standard error.
        ready_s: How long it may take to become ready.
        command: The whole command, for another program than this one.
        first_line: What it reads from its input before anything else, such as a key: others can
            see a command line.

    Raises:
        ChildError: It ended or stayed silent instead; nothing is left of it.
    """

    def __init__(
        self,
        words: Sequence[str] = (),
        *,
        log: Path,
        ready_s: float = _READY_S,
        command: Sequence[str] = (),
        first_line: bytes = b"",
    ) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        try:
            with log.open("ab") as errors:
                self._process = subprocess.Popen(
                    list(command) or own_command(words),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    creationflags=_NO_WINDOW,
                )
        except OSError as error:
            raise ChildError(f"无法启动辅助进程：{type(error).__name__}") from error
        self._tell(first_line)
        lines: Queue[bytes] = Queue()
        self._reader = threading.Thread(
            target=_read_all, args=(self._process.stdout, lines), name="child", daemon=True
        )
        self._reader.start()
        try:
            self.ready = _ready(lines, ready_s)
        except ChildError:
            self.kill()
            raise

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it, politely first, by closing its input; safe to repeat."""
        self._close_input()
        if not self._ended():
            self._process.terminate()
        if not self._ended():
            self._process.kill()
            self._ended()  # a process that hangs in the system is not waited for
        self._reader.join(_STOP_S)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        self._ended()
        self._close_input()
        self._reader.join(_STOP_S)

    def _tell(self, line: bytes) -> None:
        """Write the first line; one that has ended already is found out by its silence."""
        if line and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.write(line + b"\n")
                self._process.stdin.flush()

    def _close_input(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _ended(self) -> bool:
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            return False
        return True


def _read_all(stream: IO[bytes], lines: "Queue[bytes]") -> None:
    """Read to the end, or a full pipe would stop the child; only the first line is looked at."""
    with stream:
        lines.put(stream.readline())
        while stream.readline():
            pass


def _ready(lines: "Queue[bytes]", ready_s: float) -> dict[str, object]:
    try:
        ready = json.loads(lines.get(timeout=ready_s))
    except (Empty, ValueError) as error:
        raise ChildError("辅助进程没有按时就绪，详情见日志文件夹。") from error
    if not isinstance(ready, dict):
        raise ChildError("辅助进程没有按时就绪，详情见日志文件夹。")
    return ready
