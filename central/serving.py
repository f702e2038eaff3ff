"""The running service: a socket, uvicorn, and a line on standard output when it is ready."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from central.platform import Platform
from central.wakeups import Wakeups
from central.web import WebService
from desktop.contract import codec

_BACKLOG = 2048
_KEEP_ALIVE_S = 75
_LAST_REQUESTS_S = 5
_CONNECTIONS = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where and how the service listens."""

    host: str = "127.0.0.1"
    port: int = 0
    tls_cert: Path | None = None
    tls_key: Path | None = None
    stops_with_stdin: bool = False


class _Server(uvicorn.Server):
    """A server that says when it is ready and ends its long polls when it stops."""

    def __init__(self, config: uvicorn.Config, wakeups: Wakeups, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._wakeups = wakeups
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell whoever waits for it."""
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer the waiting long polls first: nobody has to wait for them."""
        self._wakeups.close()
        await super().shutdown(sockets)


def serve(platform: Platform, listening: Listening) -> None:
    """Serve until SIGTERM, Ctrl+C or, when asked, the end of standard input."""
    platform.tidy()
    with listen(listening) as listener:
        epoch = platform.database.epoch
        serve_on(
            platform,
            listening,
            listener,
            ready=lambda: tell_ready(listener, epoch),
            until=_wait_for_end_of_input if listening.stops_with_stdin else None,
        )


def serve_on(
    platform: Platform,
    listening: Listening,
    listener: socket.socket,
    *,
    ready: Callable[[], None],
    until: Callable[[], None] | None,
) -> None:
    """Serve on a socket that listens already.

    Args:
        platform: What is served.
        listening: How.
        listener: The socket; other processes may have it too.
        ready: Called when the first request would be answered.
        until: Called in a thread of its own; when it returns, the service stops.
    """
    _allow_many_connections()
    service = WebService(platform)
    server = _Server(_config(service, listening), service.wakeups, ready)

    def stop_after() -> None:
        if until:
            until()
            server.should_exit = True

    if until:
        threading.Thread(target=stop_after, daemon=True).start()
    _end_quietly()
    server.run(sockets=[listener])


def listen(listening: Listening) -> socket.socket:
    """Make the socket.

    Raises:
        OSError: The port is taken or may not be used.
    """
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    # asyncio sets TCP_NODELAY only on sockets that name their protocol; without it a small
    # reply costs 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        # on Windows the option would let two services share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((listening.host, listening.port))
    listener.listen(_BACKLOG)
    listener.setblocking(False)
    return listener


def tell_ready(listener: socket.socket, epoch: int) -> None:
    """Print the line that a parent process waits for."""
    ready = codec.encode({"port": listener.getsockname()[1], "epoch": epoch})
    sys.stdout.buffer.write(ready + b"\n")
    sys.stdout.buffer.flush()


def _allow_many_connections() -> None:
    """Ask for as many open connections as this process may have: each long poll holds one."""
    # Windows has no such limit
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, _CONNECTIONS)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _end_quietly() -> None:
    """Let a stop that was asked for be a success: uvicorn raises the signal again at its end."""
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda _number, _frame: None)


def _config(service: WebService, listening: Listening) -> uvicorn.Config:
    return uvicorn.Config(
        service.application(),
        log_config=None,
        # addresses and paths name people's orders
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_LAST_REQUESTS_S,
        ssl_certfile=listening.tls_cert,
        ssl_keyfile=listening.tls_key,
    )


def _wait_for_end_of_input() -> None:
    """Wait for the end of the parent process: its death closes our standard input."""
    while sys.stdin.buffer.read(1024):
        pass
