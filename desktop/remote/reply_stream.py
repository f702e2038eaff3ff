"""Replies whose reading ends at once when their line is cut, where the system does not see to it.

On Linux a shut-down socket wakes the thread that reads from it. On Windows it does not: a thread
that waits for a silent server waits on until its time is over, and quitting waits with it. There
a reply is read in short waits, and between two of them it is asked whether the line has been cut.
"""

import io
import socket
import time
from collections.abc import Callable
from http.client import HTTPResponse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LOOK_S = 0.1


class CuttableStream(io.RawIOBase):
    """Reads from a socket as long as nobody has cut the line.

    Args:
        sock: The socket, plain or TLS; its time-out is the longest silence.
        is_cut: Asked about ten times a second.
    """

    def __init__(self, sock: socket.socket, is_cut: Callable[[], bool]) -> None:
        super().__init__()
        self._sock = sock
        self._is_cut = is_cut
        # the socket stays open for as long as somebody has a file of it
        self._hold = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Say that this can be read from."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Wait for bytes; none come after the end.

        Raises:
            ConnectionAbortedError: The line was cut.
            TimeoutError: There was silence for too long.
        """
        longest_s = self._sock.gettimeout()
        end = None if longest_s is None else time.monotonic() + longest_s
        try:
            while not self._is_cut():
                left_s = _LOOK_S if end is None else end - time.monotonic()
                if left_s <= 0:
                    raise TimeoutError("timed out")
                self._sock.settimeout(min(_LOOK_S, left_s))
                try:
                    return self._sock.recv_into(buffer)
                except TimeoutError:
                    continue
        finally:
            self._sock.settimeout(longest_s)
        raise ConnectionAbortedError("the line was cut")

    def close(self) -> None:
        """Let the socket go."""
        if not self.closed:
            self._hold.close()
        super().close()


def cuttable_replies(is_cut: Callable[[], bool]) -> type[HTTPResponse]:
    """Make the class of replies that are read through such streams.

    Args:
        is_cut: Asked about ten times a second.
    """

    class Reply(HTTPResponse):
        def __init__(
            self,
            sock: socket.socket,
            debuglevel: int = 0,
            method: str | None = None,
            url: str | None = None,
        ) -> None:
            super().__init__(sock, debuglevel, method, url)
            self.fp.close()
            self.fp = io.BufferedReader(CuttableStream(sock, is_cut))

    return Reply
