"""A child process that ends with its parent: the training platform and the private centre."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import IO

_READY_S = 30.0
_STOP_S = 10.0


class ChildError(Exception):
    """A child process could not be started or did not say that it is ready."""


@dataclass(frozen=True, slots=True)
class Finished:
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

    Raises:
        ChildError: It ended or stayed silent instead.
    """

    def __init__(self, words: Sequence[str], *, log: Path, ready_s: float = _READY_S) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = log.open("ab")
        try:
            self._process = subprocess.Popen(
                own_command(words),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            self._log.close()
            raise ChildError(f"无法启动辅助进程：{type(error).__name__}") from error
        self.ready = self._await_ready(ready_s)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it, politely first; safe to repeat."""
        if self.alive:
            self._process.terminate()
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._log.close()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        self._process.wait()
        self.stop()

    def _await_ready(self, ready_s: float) -> dict[str, object]:
        lines: Queue[str] = Queue()
        stdout = self._process.stdout
        if stdout is None:
            raise ChildError("辅助进程没有输出。")
        threading.Thread(target=_first_line, args=(stdout, lines), daemon=True).start()
        try:
            ready = json.loads(lines.get(timeout=ready_s))
        except (Empty, ValueError) as error:
            self.kill()
            raise ChildError("辅助进程没有按时就绪，详情见日志文件夹。") from error
        if not isinstance(ready, dict):
            self.kill()
            raise ChildError("辅助进程没有按时就绪，详情见日志文件夹。")
        return ready


def _first_line(stdout: IO[str], lines: "Queue[str]") -> None:
    lines.put(stdout.readline())
