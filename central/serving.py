"""The running service: a socket, uvicorn, and a line on standard output when it is ready."""

import contextlib
import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from central.platform import Platform
from central.wakeups import Wakeups
from central.web import WebService
from desktop.contract import codec

_BACKLOG = 512
_KEEP_ALIVE_S = 75
_LAST_REQUESTS_S = 5


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

    def __init__(self, config: uvicorn.Config, wakeups: Wakeups, ready: bytes) -> None:
        super().__init__(config)
        self._wakeups = wakeups
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the line that a parent process waits for."""
        await super().startup(sockets)
        if not self.should_exit:
            sys.stdout.buffer.write(self._ready + b"\n")
            sys.stdout.buffer.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer the waiting long polls first: nobody has to wait for them."""
        self._wakeups.close()
        await super().shutdown(sockets)


def serve(platform: Platform, listening: Listening) -> None:
    """Serve until SIGTERM, Ctrl+C or, when asked, the end of standard input."""
    platform.tidy()
    service = WebService(platform)
    with contextlib.closing(_listen(listening)) as listener:
        port = listener.getsockname()[1]
        ready = codec.encode({"port": port, "epoch": platform.database.epoch})
        server = _Server(_config(service, listening), service.wakeups, ready)
        if listening.stops_with_stdin:
            threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
        _end_quietly()
        server.run(sockets=[listener])


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


def _listen(listening: Listening) -> socket.socket:
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


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    """Stop with the parent process: its death closes our standard input."""
    while sys.stdin.buffer.read(1024):
        pass
    server.should_exit = True
