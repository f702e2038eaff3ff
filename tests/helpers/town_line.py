"""The way from a client to a platform in this process, with every fault a network has.

A fault belongs to one call. What is held back or doubled reaches the platform later, between
other people's calls, as a packet does that was lost for an hour.
"""

import hashlib
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from msgspec import structs
from sqlalchemy.exc import OperationalError

from central import pulling, pushing
from central.identity import Session
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import (
    Hello,
    Ping,
    Problem,
    PullReply,
    PullRequest,
    PushedAction,
    PushReply,
    PushRequest,
    UploadReply,
    UploadRequest,
)
from desktop.sync.ports import GatewayError, Trouble

_Reply = TypeVar("_Reply")
_Call = Callable[[], object]


class Killed(BaseException):
    """The program dies here."""


class Fault(StrEnum):
    """What happens to a call."""

    NONE = "none"
    BEFORE = "lost before the platform"
    AFTER = "reply lost"
    TWICE = "delivered twice"
    AGAIN_LATER = "delivered, and once more later"
    LATER = "delivered later, reply lost"
    STALE = "an earlier reply instead"
    FOREIGN = "somebody else's reply instead"
    PORTAL = "a portal answers"
    BUSY = "the platform is busy"
    PLATFORM_DIES = "the platform dies in between"
    DIES_AT_COMMIT = "the platform dies after a commit"
    DAMAGED = "a part of a file is damaged on the way"


_NOT_REACHED = {
    Fault.BEFORE: Trouble.OFFLINE,
    Fault.PORTAL: Trouble.PORTAL,
    Fault.BUSY: Trouble.BUSY,
}


class Fuse:
    """Kills at the n-th statement or commit of an engine; 0 never does.

    Attributes:
        error: Raised instead of a kill, such as that of a full disk.
        commits: Counts only what comes after a commit.
    """

    def __init__(self) -> None:
        self.left = 0
        self.commits = False
        self.error: Exception | None = None
        self.burnt = False

    def tick(self, *, committed: bool = False) -> None:
        """Count one step."""
        if self.left and (committed or not self.commits):
            self.left -= 1
            if not self.left:
                self.burnt = True
                raise self.error or Killed


@dataclass
class PostOffice:
    """What all lines of a town share: the platform, and what is still on its way to it.

    Attributes:
        seen: Called after every call that the platform has worked on.
        sent: Every action as it went out, by client and number.
        calls: Deliveries by name.
        faults: Faults that took effect, by name.
        wrong: What no client may ever do.
        died: The platform has died and has not been started again.
    """

    platform: Platform
    fuse: Fuse
    seen: Callable[[], None]
    sent: dict[tuple[str, int], PushedAction] = field(default_factory=dict)
    held: deque[_Call] = field(default_factory=deque)
    calls: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    died: bool = False

    def deliver_held(self, count: int) -> None:
        """Let some of what was held back arrive."""
        for _ in range(min(count, len(self.held))):
            call = self.held.popleft()
            try:
                call()
            except GatewayError:
                continue


@dataclass
class TownLine:
    """One client's line; honours `sync.ports.Gateway`.

    Attributes:
        session: Who the token belongs to.
        faults: What happens to the next calls.
        disabled: The user is disabled at the platform.
        replies: What came, for replays.
        meanwhile: What the clerk does while the next pull is on its way.
    """

    office: PostOffice
    session: Session
    faults: deque[Fault] = field(default_factory=deque)
    disabled: bool = False
    replies: list[PushReply | PullReply] = field(default_factory=list)
    made: int = 0
    meanwhile: Callable[[], None] | None = None

    def plan(self, faults: Iterable[Fault]) -> None:
        """Say what happens to the next calls."""
        self.faults = deque(faults)
        self.meanwhile = None

    def ping(self) -> Ping:
        raise NotImplementedError

    def hello(self) -> Hello:
        return self._made("hello", self._hello)

    def push(self, request: PushRequest) -> PushReply:
        with self.office.lock:
            self._note(request)
        reply = self._made("push", lambda: self._push(request))
        self.replies.append(reply)
        return reply

    def pull(self, request: PullRequest) -> PullReply:
        work, self.meanwhile = self.meanwhile, None
        if work:
            work()
        reply = self._made("pull", lambda: self._pull(request))
        self.replies.append(reply)
        return reply

    def announce_blob(self, sha256: str, size: int) -> UploadReply:
        uploads = self.office.platform.uploads
        request = UploadRequest(sha256=sha256, size=size)
        return self._made("announce", lambda: uploads.announce(request, self.session))

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        uploads = self.office.platform.uploads
        sent = part
        if self.faults and self.faults[0] is Fault.DAMAGED and part:
            sent = bytes([part[0] ^ 1]) + part[1:]
        return self._made("part", lambda: uploads.append(upload_id, offset, sent, self.session))

    def fetch_blob(self, sha256: str) -> bytes:
        raise NotImplementedError

    def end_wait(self) -> None:
        """Nothing waits."""

    def _hello(self) -> Hello:
        session = self.session
        return Hello(
            protocol_min=1,
            protocol_max=1,
            epoch=self.office.platform.database.epoch,
            client_min="0",
            unit_id=session.unit_id,
            unit_name=session.unit_name,
            user_id=session.user_id,
            user_name=session.user_name,
            role=session.role,
            max_actions=100,
            max_push_bytes=1_000_000,
        )

    def _push(self, request: PushRequest) -> PushReply:
        platform = self.office.platform
        return pushing.push(platform.database, platform.rulebook, request, self.session)

    def _pull(self, request: PullRequest) -> PullReply:
        reply = pulling.pull(self.office.platform.database, request, self.session)
        if len(reply.changes) > request.limit:
            self.office.wrong.append("I21 a page is larger than asked for")
        return reply

    def _note(self, request: PushRequest) -> None:
        office = self.office
        numbers = [action.seq for action in request.actions]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            office.wrong.append(f"I2 numbers with a gap are pushed: {numbers}")
        for action in request.actions:
            known = office.sent.setdefault((request.client_id, action.seq), action)
            if known != action and known.op_id == action.op_id:
                office.wrong.append(f"I3 {action.op_id} is sent with another content")

    def _made(self, name: str, call: Callable[[], _Reply]) -> _Reply:
        with self.office.lock:
            self.made += 1
            fault = self.faults.popleft() if self.faults else Fault.NONE
            if fault is not Fault.NONE:
                self.office.faults[fault] += 1
            if self.disabled:
                raise GatewayError("revoked", "停用")
            return self._faulty(fault, name, call)

    def _faulty(self, fault: Fault, name: str, call: Callable[[], _Reply]) -> _Reply:
        if fault in _NOT_REACHED:
            raise GatewayError(_NOT_REACHED[fault], fault, retry_after_s=1.0)
        match fault:
            case Fault.AFTER:
                self._delivered(name, call)
                raise _offline()
            case Fault.LATER:
                self.office.held.append(lambda: self._delivered(name, call))
                raise _offline()
            case Fault.TWICE:
                self._delivered(name, call)
                return self._delivered(name, call)
            case Fault.AGAIN_LATER:
                self.office.held.append(lambda: self._delivered(name, call))
                return self._delivered(name, call)
            case Fault.PLATFORM_DIES:
                self.office.fuse.left = 1 + self.office.calls.total() * 7 % 23
                return self._delivered(name, call)
            case Fault.DIES_AT_COMMIT:
                # a transaction that only reads ends with a commit as well
                self.office.fuse.left, self.office.fuse.commits = 1 + self.made % 3, True
                return self._delivered(name, call)
            case Fault.STALE | Fault.FOREIGN:
                fresh = self._delivered(name, call)
                return self._other(fault, fresh)
            case _:
                return self._delivered(name, call)

    def _other(self, fault: Fault, fresh: _Reply) -> _Reply:
        """Answer with something else of the same kind, when there is any."""
        if not isinstance(fresh, PushReply | PullReply):
            return fresh
        kind = type(fresh)
        if fault is Fault.FOREIGN:
            return _renamed(fresh)  # type: ignore[return-value]  # of the same type
        earlier = [reply for reply in self.replies[-4:] if isinstance(reply, kind)]
        return earlier[self.made % len(earlier)] if earlier else fresh

    def _delivered(self, name: str, call: Callable[[], _Reply]) -> _Reply:
        self.office.calls[name] += 1
        try:
            return call()
        except Killed:
            self.office.died = True
            raise _offline() from None
        except (OperationalError, OSError):
            raise GatewayError("internal", "平台内部错误") from None
        except ProblemError as problem:
            raise _told(problem.problem) from None
        finally:
            self.office.fuse.left, self.office.fuse.commits = 0, False
            self.office.seen()


def _renamed(reply: PushReply | PullReply) -> object:
    other = hashlib.sha256(reply.client_id.encode()).hexdigest()[:32]
    return structs.replace(reply, client_id=other)


def _told(problem: Problem) -> GatewayError:
    code = {"forbidden": Trouble.FORBIDDEN, "busy": Trouble.BUSY}.get(problem.code, problem.code)
    return GatewayError(code, problem.title, expected=problem.expected, epoch=problem.epoch)


def _offline() -> GatewayError:
    return GatewayError(Trouble.OFFLINE, "离线")
