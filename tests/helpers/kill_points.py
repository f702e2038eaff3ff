"""Kill points: this process ends itself by SIGKILL at the n-th thing it does to the world.

Counted are SQL statements, file renames and syncs, parts of network messages, and what a test
names itself. Nothing in the product knows of it: the hooks replace library functions in a child
process that lives for one run.
"""

import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

_Message = MutableMapping[str, Any]
_Send = Callable[[_Message], Awaitable[None]]


DURABLE = ("sql commit", "sql begin immediate", "file ", "net before ", "net after ")
"""Where something is about to become durable or to be told, or just has: in between a kill only
rolls back."""
FILES = ("file ",)
ANYWHERE = ("",)


@dataclass
class KillPoint:
    """Counts, and kills at a number; 0 never kills.

    Attributes:
        at: Number of the event that is the last one.
        report: File descriptor that gets the name of the place before the end.
        armed: Whether events count; a run may open its database first.
        only: Beginnings of the places that count.
        passed: Events so far.
    """

    at: int = 0
    report: int = 2
    armed: bool = False
    only: tuple[str, ...] = ("",)
    passed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tick(self, place: str) -> None:
        """Count one event; the end, when it is the one."""
        if not self.armed or not place.startswith(self.only):
            return
        with self._lock:
            self.passed += 1
            if self.passed == self.at:
                os.write(self.report, f"KILLED {place}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)

    def is_next(self) -> bool:
        """Tell whether the next event is the last one."""
        return self.armed and self.passed + 1 == self.at

    def on_sql(self, statement: str) -> None:
        """Count a statement, before it runs; its text holds personal data and is not told."""
        self.tick("sql " + " ".join(statement.split()[:2]).lower()[:40])


def hook_files(point: KillPoint) -> None:
    """Count renames before and after, syncs before, deletions before."""
    replace, fsync, unlink = os.replace, os.fsync, os.unlink

    def counted_replace(source: Any, target: Any, **options: Any) -> None:
        point.tick("file before rename")
        replace(source, target, **options)
        point.tick("file after rename")

    def counted_fsync(handle: Any) -> None:
        point.tick("file before fsync")
        fsync(handle)

    def counted_unlink(path: Any, **options: Any) -> None:
        point.tick("file before unlink")
        unlink(path, **options)

    os.replace, os.fsync, os.unlink = counted_replace, counted_fsync, counted_unlink


def hook_client(point: KillPoint) -> None:
    """Count what a client does: files, statements on its database, its side of the network."""
    from desktop.store import engine

    hook_files(point)
    connect = engine.connect

    def counted_connect(*words: Any, **options: Any) -> Any:
        point.tick("sql connect")
        raw = connect(*words, **options)
        raw.set_trace_callback(point.on_sql)
        return raw

    engine.connect = counted_connect
    sendall, recv_into = socket.socket.sendall, socket.socket.recv_into

    def counted_sendall(own: socket.socket, content: Any, *flags: int) -> None:
        point.tick("net before request")
        if point.is_next():
            sendall(own, bytes(content)[: len(content) // 2], *flags)
        point.tick("net half a request")
        sendall(own, content, *flags)
        point.tick("net after request")

    def counted_recv_into(own: socket.socket, *words: Any) -> int:
        got = recv_into(own, *words)
        point.tick("net got a piece of a reply")
        return got

    setattr(socket.socket, "sendall", counted_sendall)  # noqa: B010 - a hook, not an assignment
    setattr(socket.socket, "recv_into", counted_recv_into)  # noqa: B010 - as above


def hook_server(point: KillPoint) -> None:
    """Count what the platform does: files, statements, requests and replies."""
    from sqlalchemy import Engine, event

    from central.web import WebService

    hook_files(point)

    @event.listens_for(Engine, "connect")
    def traced(raw: Any, _entry: Any) -> None:
        raw.set_trace_callback(point.on_sql)

    application = WebService.application

    def counted(own: WebService) -> Any:
        return _counting(application(own), point)

    setattr(WebService, "application", counted)  # noqa: B010 - a hook, not an assignment


def _counting(inner: Any, point: KillPoint) -> Any:
    async def application(scope: _Message, receive: Any, send: _Send) -> None:
        async def counted_send(message: _Message) -> None:
            point.tick(f"net before {message['type']}")
            await send(message)
            point.tick(f"net after {message['type']}")

        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        point.armed = True
        point.tick("net got " + str(scope["path"]).split("/")[2])
        await inner(scope, receive, counted_send)

    return application
