"""Several processes behind one address, for a platform on PostgreSQL.

The parent binds the socket, starts the workers, says once that all are ready, starts a worker anew
that has died, and ends with them. A pipe holds each worker to its parent: a parent that is killed
closes it, and the worker stops. What one of them commits, the others hear through PostgreSQL.
"""

import multiprocessing
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Protocol, Self

from central import logs, serving
from central.platform import Platform
from central.serving import Listening

_CONTEXT = multiprocessing.get_context("spawn")
_READY = b"ready"
_STOP_S = 10
_SOONEST_S = 2.0
"""A worker that dies at once is not started more often than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a worker finds the platform."""

    data: Path
    database: str
    calendars: Path | None
    files: str


class _Pipe(Protocol):
    """One end of a pipe; Windows and POSIX have classes of their own."""

    def poll(self, timeout: float, /) -> bool: ...

    def send_bytes(self, buf: bytes, /) -> None: ...

    def recv_bytes(self) -> bytes: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: _Pipe

    @classmethod
    def start(cls, home: Home, listening: Listening, listener: socket.socket) -> Self:
        """Start a process; it has the socket, and its end of the pipe."""
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(
            target=_work, args=(home, listening, listener, theirs), name="hotline-worker"
        )
        process.start()
        theirs.close()
        return cls(process, ours)


class Workers:
    """The workers of one address.

    Args:
        home: Where they find the platform.
        listening: How they listen.
        count: How many.
    """

    def __init__(self, home: Home, listening: Listening, count: int) -> None:
        self._home = home
        self._listening = listening
        self._count = count
        self._workers: list[_Worker] = []
        self._stopping = threading.Event()

    def run(self, platform: Platform) -> bool:
        """Serve until SIGTERM, Ctrl+C or, when asked, the end of standard input.

        Returns:
            Whether the workers came up at all.
        """
        epoch = platform.database.epoch
        platform.tidy()
        platform.close()
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda _number, _frame: self._stopping.set())
        if self._listening.stops_with_stdin:
            threading.Thread(target=_watch_input, args=(self._stopping.set,), daemon=True).start()
        with serving.listen(self._listening) as listener:
            self._workers = [self._start(listener) for _ in range(self._count)]
            try:
                ready = self._all_ready()
                if ready:
                    serving.tell_ready(listener, epoch)
                    self._keep(listener)
            finally:
                self._end()
        return ready or self._stopping.is_set()

    def _start(self, listener: socket.socket) -> _Worker:
        return _Worker.start(self._home, self._listening, listener)

    def _all_ready(self) -> bool:
        for worker in self._workers:
            while not worker.pipe.poll(0.1):
                if self._stopping.is_set():
                    return False
            try:
                worker.pipe.recv_bytes()
            except EOFError:
                sys.stderr.write("unavailable: 工作进程没有启动起来，原因见上面的日志。\n")
                return False
        return True

    def _keep(self, listener: socket.socket) -> None:
        """Start a worker anew that has died."""
        while not self._stopping.wait(_SOONEST_S):
            dead = wait([worker.process.sentinel for worker in self._workers], timeout=0)
            for place, worker in enumerate(self._workers):
                if worker.process.sentinel in dead and not self._stopping.is_set():
                    sys.stderr.write("worker died, started anew\n")
                    worker.pipe.close()
                    self._workers[place] = self._start(listener)

    def _end(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(_STOP_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def _watch_input(stop: Callable[[], None]) -> None:
    while sys.stdin.buffer.read(1024):
        pass
    stop()


def _work(home: Home, listening: Listening, listener: socket.socket, pipe: _Pipe) -> None:
    """Be a worker."""
    # Ctrl+C reaches the whole group: the parent decides when its workers stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logs.set_up()
    platform = Platform(home.data, home.database, calendars=home.calendars, files=home.files)
    try:
        serving.serve_on(
            platform,
            listening,
            listener,
            ready=lambda: pipe.send_bytes(_READY),
            until=lambda: _wait_for_end(pipe),
        )
    finally:
        platform.close()


def _wait_for_end(pipe: _Pipe) -> None:
    try:
        pipe.recv_bytes()
    except (EOFError, OSError):
        return
