"""Simulated clients on one event loop: plain HTTP/1.1 over connections that stay open."""

import asyncio
import time
import uuid
from dataclasses import dataclass, field

import msgspec
from msgspec import Raw

from central.moments import now, to_ms
from desktop.contract import codec
from desktop.contract.messages import (
    Claimed,
    Hello,
    PullReply,
    PullRequest,
    PushedAction,
    PushReply,
    PushRequest,
    TokenReply,
    TokenRequest,
)
from desktop.domain.actions import AddNote
from tests.bench.scale_town import Person


class FailedError(Exception):
    """A reply that is no success."""


@dataclass
class Tally:
    """What all clients have seen."""

    requests: int = 0
    errors: list[str] = field(default_factory=list)
    took_ms: dict[str, list[float]] = field(default_factory=dict)
    shown_ms: list[float] = field(default_factory=list)
    dispatched: dict[str, float] = field(default_factory=dict)
    """Order ids and when their dispatch was asked for, on the clock of `time.perf_counter`."""

    def note(self, name: str, began: float) -> None:
        self.took_ms.setdefault(name, []).append((time.perf_counter() - began) * 1000)


class Client:
    """One PC.

    Args:
        port: The platform's, on loopback.
        person: Who works on it.
        tally: Shared by all.
    """

    def __init__(self, port: int, person: Person, tally: Tally) -> None:
        self.person = person
        self.token = person.access_token
        self.cursor = ""
        self.epoch = 0
        self.seq = 0
        self._port = port
        self._tally = tally
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def call(self, name: str, method: str, path: str, body: bytes = b"") -> bytes:
        """Ask and time it; a status of 400 and more is a `FailedError`."""
        began = time.perf_counter()
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._reader is not None
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: platform",
            f"Authorization: Bearer {self.token}",
            f"Content-Length: {len(body)}",
        ]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0")
        content = await self._reader.readexactly(length)
        self._tally.requests += 1
        self._tally.note(name, began)
        status = int(head[9:12])
        if status >= 400:
            raise FailedError(f"{name} {status} {content[:80]!r}")
        return content

    async def refresh(self) -> None:
        asked = TokenRequest(
            device_id=self.person.device_id,
            device_secret=self.person.device_secret,
            refresh_token=self.person.refresh_token,
        )
        reply = await self.call("token", "POST", "/v1/token", codec.encode(asked))
        self.token = msgspec.json.decode(reply, type=TokenReply).access_token

    async def greet(self) -> None:
        reply = await self.call("hello", "GET", "/v1/hello")
        self.epoch = msgspec.json.decode(reply, type=Hello).epoch

    async def pull(self, wait_s: int = 0) -> PullReply:
        request = PullRequest(
            client_id=self.person.client_id,
            epoch=self.epoch,
            cursor=self.cursor,
            ack=self.seq,
            wait_s=wait_s,
        )
        name = "long poll" if wait_s else "pull"
        content = await self.call(name, "POST", "/v1/pull", codec.encode(request))
        reply = msgspec.json.decode(content, type=PullReply)
        shown = time.perf_counter()
        for change in reply.changes:
            codec.decode_order(change.order)
            asked = self._tally.dispatched.get(change.order_id)
            if asked is not None:
                self._tally.shown_ms.append((shown - asked) * 1000)
        self.cursor = reply.cursor
        return reply

    async def pull_all(self) -> int:
        pulled = 0
        more = True
        while more:
            reply = await self.pull()
            pulled += len(reply.changes)
            more = reply.more
        return pulled

    def batch(self, order_ids: list[str]) -> bytes:
        """Make the next push: a note on each order."""
        return codec.encode(
            PushRequest(
                client_id=self.person.client_id,
                user_id=self.person.user_id,
                epoch=self.epoch,
                protocol=1,
                client_version="0.1.0",
                sent_at=now(),
                actions=tuple(self._note(order_id) for order_id in order_ids),
            )
        )

    def _note(self, order_id: str) -> PushedAction:
        self.seq += 1
        note = AddNote(entry_id=str(uuid.uuid4()), text="已电话联系来电人，约定周五上门查看现场。")
        return PushedAction(
            seq=self.seq,
            op_id=str(uuid.uuid4()),
            kind=codec.kind_of(note),
            order_id=order_id,
            data=Raw(codec.encode(note)),
            claimed=Claimed(to_ms(now())),
        )

    async def push(self, batch: bytes) -> PushReply:
        content = await self.call("push", "POST", "/v1/push", batch)
        return msgspec.json.decode(content, type=PushReply)

    async def follow(self, until: float) -> None:
        """Hold long polls until a moment of `time.perf_counter`."""
        try:
            while (left := until - time.perf_counter()) > 0:
                await self.pull(wait_s=max(1, min(25, int(left))))
        except (FailedError, OSError, asyncio.IncompleteReadError) as error:
            self._tally.errors.append(f"{type(error).__name__} {error}")

    async def morning(self, after_s: float, until: float) -> None:
        """Start the PC: renew the token, say hello, pull, push one action, hold a long poll."""
        await asyncio.sleep(after_s)
        try:
            await self.call("ping", "GET", "/v1/ping?n=1")
            await self.refresh()
            await self.greet()
            await self.call("reference", "GET", "/v1/reference/units")
            first = await self.pull()
            await self.push(self.batch([first.changes[0].order_id]))
        except (FailedError, OSError, asyncio.IncompleteReadError) as error:
            self._tally.errors.append(f"{type(error).__name__} {error}")
            return
        await self.follow(until)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
