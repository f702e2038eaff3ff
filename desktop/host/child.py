"""Child processes that must not outlive this one, such as the training platform."""

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from desktop.host.paths import is_frozen

READY_S = 30.0
"""How long a child may take until it says that it is ready."""
_STOP_S = 5.0

if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


class ChildError(Exception):
    """A child did not start or ended early; the message is for the clerk, in Chinese."""


def centre_command(*arguments: str) -> list[str]:
    """Make the command that runs the central platform from this very program."""
    if is_frozen():
        return [sys.executable, "central", *arguments]
    return [sys.executable, "-m", "central", *arguments]


class Child:
    """A process that ends when this one ends, however it ends.

    The child reads its standard input: when this process dies, the system closes the pipe, and
    the child sees the end of it. That works the same on Linux and Windows.

    Args:
        command: Program and arguments.
        errors: File that gets its error output; nothing is kept when there is none.
        environment: Its environment; this process's own when not given.
        folder: Its working folder.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        errors: Path | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._command = list(command)
        self._errors = errors
        self._environment = dict(environment) if environment is not None else None
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self) -> int | None:
        """Its number, or None before the start."""
        return self._process.pid if self._process else None

    def start(self, ready_s: float = READY_S) -> dict[str, object]:
        """Start it and wait for its first line, one JSON object that says how to reach it.

        Raises:
            ChildError: It did not start, ended, or said nothing in time; it is gone then.
        """
        lines: queue.Queue[bytes] = queue.Queue()
        process = self._spawn()
        self._process = process
        if process.stdout is not None:
            reader = threading.Thread(
                target=_read_lines, args=(process.stdout, lines), name="child-output", daemon=True
            )
            reader.start()
        try:
            return _ready(lines, ready_s)
        except ChildError:
            self.stop()
            raise

    def stop(self, wait_s: float = _STOP_S) -> None:
        """Ask it to end by closing its input; make it end when it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        if not _ended(process, wait_s):
            process.terminate()
        if not _ended(process, wait_s):
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def _spawn(self) -> subprocess.Popen[bytes]:
        try:
            with self._error_output() as errors:
                return subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    cwd=self._folder,
                    env=self._environment,
                    creationflags=_NO_WINDOW,
                )
        except OSError as error:
            raise ChildError(f"后台程序无法启动（{type(error).__name__}）。") from error

    def _error_output(self) -> contextlib.AbstractContextManager[IO[bytes] | int]:
        if self._errors is None:
            return contextlib.nullcontext(subprocess.DEVNULL)
        return self._errors.open("ab")


def _ended(process: subprocess.Popen[bytes], wait_s: float) -> bool:
    try:
        process.wait(wait_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def _read_lines(stream: IO[bytes], lines: "queue.Queue[bytes]") -> None:
    """Read to the end, or a full pipe would stop the child; only the first line is looked at."""
    with stream:
        for line in stream:
            if lines.empty():
                lines.put(line)
    lines.put(b"")


def _ready(lines: "queue.Queue[bytes]", ready_s: float) -> dict[str, object]:
    try:
        line = lines.get(timeout=ready_s)
    except queue.Empty:
        raise ChildError("后台程序没有在规定时间内启动。") from None
    if not line:
        raise ChildError("后台程序启动后立即退出。")
    try:
        said = json.loads(line)
    except ValueError:
        raise ChildError("后台程序的启动信息无法识别。") from None
    if not isinstance(said, dict):
        raise ChildError("后台程序的启动信息无法识别。")
    return said
