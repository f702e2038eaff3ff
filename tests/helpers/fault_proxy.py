"""A proxy between real processes that does to HTTP what bad lines, proxies and portals do.

It stands on a `RawServer`: every request is read whole, a seeded choice says what becomes of it.
What is held back reaches the platform before a later request: reordered, or doubled.
"""

import contextlib
import gzip
import random
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from helpers.raw_server import RawServer, http

STALL_S = 0.1
"""How long the client under test bears silence."""


class NetFault(StrEnum):
    """What becomes of a request and its reply."""

    NONE = "none"
    DROPPED = "connection closed before the platform"
    REPLY_DROPPED = "connection closed instead of the reply"
    REQUEST_CUT = "request cut"
    REPLY_CUT = "reply cut"
    HEAD_CUT = "reply cut in its head"
    TWICE = "request doubled at once"
    AGAIN_LATER = "request doubled later"
    LATER = "request held back"
    DELAYED = "reply delayed"
    DRIP = "reply drips"
    HOLE = "black hole before the platform"
    REPLY_HOLE = "black hole after the platform"
    GATEWAY = "502 before the platform"
    BUSY = "503 before the platform"
    MANY = "429 before the platform"
    GATEWAY_AFTER = "502 after the platform"
    BUSY_AFTER = "503 after the platform"
    PORTAL = "HTML portal"
    REDIRECT = "redirect"
    STRIPPED = "headers stripped"
    STALE = "stale reply"
    DAMAGED = "body damaged"
    REWRITTEN = "words rewritten"
    BAD_GZIP = "gzip damaged"
    OVERSIZED = "endless body"


_SLOW = frozenset(
    {NetFault.DELAYED, NetFault.DRIP, NetFault.HOLE, NetFault.REPLY_HOLE, NetFault.OVERSIZED}
)
_FAST = tuple(fault for fault in NetFault if fault not in _SLOW and fault is not NetFault.NONE)
FOLLOWED = "redirected=1"
_PORTAL = "<html><title>登录</title><form action=/login></form></html>".encode()


@dataclass
class Chances:
    """How often something goes wrong, and the sequence of what.

    Attributes:
        share: Share of the requests that meet a fault.
        slow: Share of these that take their time.
    """

    seed: int
    share: float = 0.75
    slow: float = 0.03
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def draw(self) -> NetFault:
        """Draw what becomes of the next request."""
        if self.dice.random() > self.share:
            return NetFault.NONE
        if self.dice.random() < self.slow:
            return self.dice.choice(sorted(_SLOW))
        return self.dice.choice(_FAST)


class FaultProxy:
    """Listens on loopback; forwards to a platform.

    Args:
        port: The platform's port.
        seen: Called after each request that the platform has answered.
    """

    def __init__(self, port: int, seen: Callable[[], None]) -> None:
        self._target = port
        self._seen = seen
        self._lock = threading.Lock()
        self._held: deque[bytes] = deque()
        self._earlier: deque[tuple[bytes, bytes]] = deque(maxlen=12)
        self.chances = Chances(0, share=0.0)
        self.faults: Counter[str] = Counter()
        self.requests = 0
        self.wrong: list[str] = []
        self._server = RawServer(self._answer)
        self.port = self._server.port

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.__exit__(*error)

    def calm(self) -> None:
        """End all faults; what was held back arrives."""
        self.chances = Chances(0, share=0.0)
        with self._lock:
            while self._held:
                self._forward(self._held.popleft())

    @contextlib.contextmanager
    def at_rest(self) -> Iterator[None]:
        """Let nothing through: a request that the client has given up may still be under way."""
        with self._lock:
            self._seen()
            yield

    def _answer(self, connection: socket.socket, request: bytes) -> None:
        with self._lock:
            self._server.requests.clear()
            self.requests += 1
            if FOLLOWED.encode() in _path(request):
                self.wrong.append("I17 a redirect was followed")
            fault = self.chances.draw()
            if fault is not NetFault.NONE:
                self.faults[fault] += 1
            if self._held and self.chances.dice.random() < 0.4:
                self._forward(self._held.popleft())
            pieces, ends, pause = self._become(fault, request)
        for piece in pieces:
            connection.sendall(piece)
            if pause:
                time.sleep(pause)
        if ends:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            raise OSError("the connection ends here")

    def _become(self, fault: NetFault, request: bytes) -> tuple[list[bytes], bool, float]:
        """Decide what is sent: pieces, whether the connection ends, and pauses between them."""
        if fault in _BEFORE:
            return _BEFORE[fault](self, request)
        reply = self._forward(request)
        if fault is NetFault.TWICE:
            reply = self._forward(request)
        if fault is NetFault.AGAIN_LATER:
            self._held.append(request)
        if fault in _AFTER:
            return _AFTER[fault](self, request, reply)
        self._earlier.append((_path(request), reply))
        return [reply], False, 0.0

    def _forward(self, request: bytes) -> bytes:
        """Give a request to the platform, and take its whole reply."""
        with socket.create_connection(("127.0.0.1", self._target), 10) as platform:
            platform.sendall(request.replace(b"onnection: keep-alive", b"onnection: close"))
            reply = _whole_reply(platform)
        self._seen()
        return reply

    # before the platform

    def _dropped(self, _request: bytes) -> tuple[list[bytes], bool, float]:
        return [], True, 0.0

    def _cut_request(self, request: bytes) -> tuple[list[bytes], bool, float]:
        with socket.create_connection(("127.0.0.1", self._target), 10) as platform:
            platform.sendall(request[: self.chances.dice.randrange(1, len(request))])
        return [], True, 0.0

    def _later(self, request: bytes) -> tuple[list[bytes], bool, float]:
        self._held.append(request)
        return [], True, 0.0

    def _hole(self, _request: bytes) -> tuple[list[bytes], bool, float]:
        return [b""], True, 2 * STALL_S

    def _gateway(self, _request: bytes) -> tuple[list[bytes], bool, float]:
        return [http(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"})], False, 0.0

    def _busy(self, _request: bytes) -> tuple[list[bytes], bool, float]:
        return [http(503, b"", {"Retry-After": "1", "X-Desk-Service": ""})], False, 0.0

    def _many(self, _request: bytes) -> tuple[list[bytes], bool, float]:
        return [http(429, b"slow down", {"Content-Type": "text/plain"})], False, 0.0

    def _portal(self, _request: bytes) -> tuple[list[bytes], bool, float]:
        return [http(200, _PORTAL, {"Content-Type": "text/html"})], False, 0.0

    def _redirect(self, request: bytes) -> tuple[list[bytes], bool, float]:
        path = _path(request).decode()
        where = f"http://127.0.0.1:{self.port}{path}{'&' if '?' in path else '?'}{FOLLOWED}"
        status = self.chances.dice.choice((301, 302, 307))
        return [http(status, b"", {"Location": where})], False, 0.0

    # after the platform

    def _reply_dropped(self, _request: bytes, _reply: bytes) -> tuple[list[bytes], bool, float]:
        return [], True, 0.0

    def _cut_reply(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        head = reply.index(b"\r\n\r\n") + 4
        cut = self.chances.dice.randrange(head, max(len(reply), head + 1))
        return [reply[:cut]], True, 0.0

    def _cut_head(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        head = reply.index(b"\r\n\r\n")
        return [reply[: self.chances.dice.randrange(1, head)]], True, 0.0

    def _delayed(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        return [b"", reply], False, STALL_S * self.chances.dice.choice((0.3, 1.6))

    def _drip(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        step = max(1, len(reply) // 12)
        pieces = [reply[n : n + step] for n in range(0, len(reply), step)]
        return pieces, False, STALL_S * 0.3

    def _reply_hole(self, _request: bytes, _reply: bytes) -> tuple[list[bytes], bool, float]:
        return [b""], True, 2 * STALL_S

    def _gateway_after(self, request: bytes, _reply: bytes) -> tuple[list[bytes], bool, float]:
        return self._gateway(request)

    def _busy_after(self, request: bytes, _reply: bytes) -> tuple[list[bytes], bool, float]:
        return self._busy(request)

    def _stripped(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        name = self.chances.dice.choice((b"content-digest", b"x-desk-service", b"content-type"))
        head, _, body = reply.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(name)]
        return [b"\r\n".join(lines) + b"\r\n\r\n" + body], False, 0.0

    def _stale(self, request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        found = [old for path, old in self._earlier if path == _path(request)]
        return [self.chances.dice.choice(found) if found else reply], False, 0.0

    def _damaged(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        head, _, body = reply.partition(b"\r\n\r\n")
        if not body:
            return [reply], False, 0.0
        at = self.chances.dice.randrange(len(body))
        body = body[:at] + bytes([body[at] ^ 0x20]) + body[at + 1 :]
        return [head + b"\r\n\r\n" + body], False, 0.0

    def _rewritten(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        """What a box does that reads along: other words of the same length, all else in order."""
        head, _, body = reply.partition(b"\r\n\r\n")
        plain = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        for words, others in (("楼道", "街道"), ("陈敏", "李敏"), ("solved", "failed")):
            plain = plain.replace(words.encode(), others.encode())
        dropped = (b"content-length", b"content-encoding")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(dropped)]
        lines += [f"Content-Length: {len(plain)}".encode()]
        return [b"\r\n".join(lines) + b"\r\n\r\n" + plain], False, 0.0

    def _bad_gzip(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        head, _, body = reply.partition(b"\r\n\r\n")
        packed = body if body.startswith(b"\x1f\x8b") else gzip.compress(body, 1)
        packed = packed[: len(packed) // 2] + b"\x00\xff" + packed[len(packed) // 2 + 2 :]
        dropped = (b"content-length", b"content-encoding")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(dropped)]
        lines += [b"Content-Encoding: gzip", f"Content-Length: {len(packed)}".encode()]
        return [b"\r\n".join(lines) + b"\r\n\r\n" + packed], False, 0.0

    def _oversized(self, _request: bytes, reply: bytes) -> tuple[list[bytes], bool, float]:
        head = reply.partition(b"\r\n\r\n")[0]
        lines = [
            line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")
        ]
        lines += [b"Content-Length: 90000000000"]
        return [b"\r\n".join(lines) + b"\r\n\r\n", b" " * (1 << 20)], True, 0.0


_BEFORE = {
    NetFault.DROPPED: FaultProxy._dropped,
    NetFault.REQUEST_CUT: FaultProxy._cut_request,
    NetFault.LATER: FaultProxy._later,
    NetFault.HOLE: FaultProxy._hole,
    NetFault.GATEWAY: FaultProxy._gateway,
    NetFault.BUSY: FaultProxy._busy,
    NetFault.MANY: FaultProxy._many,
    NetFault.PORTAL: FaultProxy._portal,
    NetFault.REDIRECT: FaultProxy._redirect,
}
_AFTER = {
    NetFault.REPLY_DROPPED: FaultProxy._reply_dropped,
    NetFault.REPLY_CUT: FaultProxy._cut_reply,
    NetFault.HEAD_CUT: FaultProxy._cut_head,
    NetFault.DELAYED: FaultProxy._delayed,
    NetFault.DRIP: FaultProxy._drip,
    NetFault.REPLY_HOLE: FaultProxy._reply_hole,
    NetFault.GATEWAY_AFTER: FaultProxy._gateway_after,
    NetFault.BUSY_AFTER: FaultProxy._busy_after,
    NetFault.STRIPPED: FaultProxy._stripped,
    NetFault.STALE: FaultProxy._stale,
    NetFault.DAMAGED: FaultProxy._damaged,
    NetFault.REWRITTEN: FaultProxy._rewritten,
    NetFault.BAD_GZIP: FaultProxy._bad_gzip,
    NetFault.OVERSIZED: FaultProxy._oversized,
}


def _path(request: bytes) -> bytes:
    return request.split(b" ", 2)[1]


def _whole_reply(platform: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = platform.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    while len(body) < length:
        more = platform.recv(65536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body
