"""The proxy of an office on loopback: CONNECT with or without a password, to one platform."""

import base64
import contextlib
import socket
import threading
from typing import Self

from helpers.raw_server import RawServer, http


class OfficeProxy:
    """Leads every name to one port of this PC.

    Args:
        port: Where the platform listens.
        password: `name:password` that it wants; empty for none.
        scheme: How it wants it; only Basic is ever accepted.
        status: Refuses with this status instead, when not 0.
    """

    def __init__(
        self, port: int, password: str = "", *, scheme: str = "Basic", status: int = 0
    ) -> None:
        self._port = port
        self._wanted = base64.b64encode(password.encode()) if password else b""
        self._scheme = scheme
        self._status = status
        self._server = RawServer(self._answer)
        self.port = self._server.port

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.__exit__(*error)

    @property
    def asked(self) -> list[str]:
        """What was asked of it: first lines."""
        return [request.partition(b"\r\n")[0].decode() for request in self._server.requests]

    def _answer(self, connection: socket.socket, request: bytes) -> None:
        if self._status:
            connection.sendall(http(self._status, b"", {"Connection": "close"}))
        elif self._wanted and b"Basic " + self._wanted not in request:
            fields = {"Proxy-Authenticate": f'{self._scheme} realm="office"'}
            connection.sendall(http(407, b"", fields))
        else:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._tunnel(connection)
        raise OSError("this connection is over")

    def _tunnel(self, connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._port), 10) as platform:
            back = threading.Thread(target=_pump, args=(platform, connection))
            back.start()
            _pump(connection, platform)
            back.join(10)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
