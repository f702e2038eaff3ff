"""A platform in memory that keeps the sync contract, with switches for what can go wrong."""

import copy
import hashlib
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from msgspec import Raw, structs

from desktop.contract.codec import (
    UnreadableError,
    decode_unit_action,
    encode,
    fingerprint,
    kind_of,
)
from desktop.contract.messages import (
    PROTOCOL,
    ActionResult,
    Change,
    ChangeOp,
    Hello,
    Ping,
    PullReply,
    PullRequest,
    PushedAction,
    PushReply,
    PushRequest,
    ResultStatus,
    UploadReply,
)
from desktop.domain import lifecycle
from desktop.domain.actions import Appending, CentreAction, UnitAction
from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.conflicts import SectionMark, clash, marked, section_of
from desktop.domain.orders import Actor, Order, Role, Stage
from desktop.domain.refusals import Refusal
from desktop.sync.ports import GatewayError, Trouble

CENTRE = Actor("u-centre", "城运中心", "chengyun", Role.CENTRE)
NOW = datetime(2026, 9, 18, 11, 0, tzinfo=CST)
_T = TypeVar("_T")


class Fault(Enum):
    """What happens to one call."""

    NONE = "none"
    BEFORE = "before"
    """The line breaks before the platform sees the request."""
    LOST = "lost"
    """The platform does its work, and the reply is lost."""
    PORTAL = "portal"
    """Somebody else answers."""
    STALE = "stale"
    """A cache gives the previous answer to the same kind of call."""
    PARTLY = "partly"
    """A push is taken up to its first action and then stopped."""


@dataclass
class _Held:
    order: Order
    version: int
    marks: tuple[SectionMark, ...] = ()


@dataclass
class _Client:
    user_id: str
    last: int = 0
    answers: dict[int, tuple[str, ActionResult]] = field(default_factory=dict)
    failures: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


@dataclass
class _Data:
    """All that a backup of the platform holds."""

    epoch: int = 7
    version: int = 0
    orders: dict[str, _Held] = field(default_factory=dict)
    feeds: dict[str, dict[str, tuple[int, Change]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    clients: dict[str, _Client] = field(default_factory=dict)
    ops: dict[str, tuple[str, ActionResult]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, bytearray] = field(default_factory=dict)


class FakeCentre:
    """The platform; `gateway` gives a client's way to it."""

    def __init__(self, rules: Rules, now: datetime = NOW) -> None:
        self.rules = rules
        self.now = now
        self.data = _Data()
        self.requests: Counter[str] = Counter()
        self._changed = threading.Condition()

    @property
    def epoch(self) -> int:
        return self.data.epoch

    def dispatch(self, *orders: Order) -> None:
        """Give orders to their units."""
        for order in orders:
            self._store(order, None)

    def act(self, order_id: str, action: CentreAction) -> None:
        """Do something as the centre."""
        held = self.data.orders[order_id]
        outcome = lifecycle.apply(held.order, action, self.rules, self.now, CENTRE)
        assert not isinstance(outcome, Refusal), outcome
        self._store(outcome, None)

    def order(self, order_id: str) -> Order:
        return self.data.orders[order_id].order

    def version_of(self, order_id: str) -> int:
        return self.data.orders[order_id].version

    def times_applied(self) -> Counter[str]:
        """How often each op_id had an effect."""
        return Counter(self.data.done)

    def backup(self) -> _Data:
        return copy.deepcopy(self.data)

    def restore(self, backup: _Data) -> None:
        """Go back to a backup: a new epoch, and versions that were never used before."""
        epoch = max(self.data.epoch, backup.epoch) + 1
        self.data = copy.deepcopy(backup)
        self.data.epoch = epoch
        self.data.version = epoch << 32
        for unit, feed in self.data.feeds.items():
            for order_id in list(feed):
                held = self.data.orders[order_id]
                if held.order.unit_id == unit and not held.order.removed:
                    self._store(held.order, None)

    def gateway(self, actor: Actor) -> "FakeGateway":
        return FakeGateway(self, actor)

    def _store(self, order: Order, mark: tuple[str, str, int] | None) -> int:
        """Write an order and its change for every unit concerned; gives the new version."""
        with self._changed:
            data = self.data
            data.version += 1
            old = data.orders.get(order.order_id)
            marks = old.marks if old else ()
            if mark:
                section, client_id, seq = mark
                new = SectionMark(section, order.round.number, data.version, client_id, seq)
                marks = marked(marks, new)
            data.orders[order.order_id] = _Held(order, data.version, marks)
            if old and old.order.unit_id != order.unit_id:
                self._feed(old.order.unit_id, order, "改派其他单位")
            self._feed(order.unit_id, order, order.removed)
            self._changed.notify_all()
            return data.version

    def _feed(self, unit: str, order: Order, removed: str) -> None:
        version = self.data.version
        if removed:
            change = Change(
                order_id=order.order_id, op=ChangeOp.REMOVE, version=version, reason=removed
            )
        else:
            change = Change(
                order_id=order.order_id,
                op=ChangeOp.PUT,
                version=version,
                order=Raw(encode(order)),
            )
        self.data.feeds[unit][order.order_id] = (version, change)

    def push(self, request: PushRequest, actor: Actor) -> PushReply:
        if request.epoch != self.epoch:
            raise GatewayError(Trouble.EPOCH_CHANGED, "平台恢复过数据", epoch=self.epoch)
        client = self.data.clients.setdefault(request.client_id, _Client(actor.user_id))
        if client.user_id != actor.user_id:
            raise GatewayError(Trouble.CLIENT_FORKED, "数据库属于另一个用户")
        # A problem reply means that nothing of the batch was taken.
        before = copy.deepcopy(self.data)
        try:
            results = tuple(
                self._answer(request.client_id, client, action, actor) for action in request.actions
            )
        except GatewayError:
            self.data = before
            raise
        return PushReply(
            client_id=request.client_id,
            epoch=self.epoch,
            last=client.last,
            results=results,
            server_time=self.now,
        )

    def _answer(
        self, client_id: str, client: _Client, action: PushedAction, actor: Actor
    ) -> ActionResult:
        mark = fingerprint(action)
        if action.seq <= client.last:
            known = client.answers.get(action.seq)
            if known is None or known[0] != mark:
                raise GatewayError(Trouble.SEQ_REUSED, "编号已用过", expected=client.last + 1)
            return structs.replace(known[1], replayed=True)
        if action.seq > client.last + 1:
            raise GatewayError(Trouble.GAP, "编号不连续", expected=client.last + 1)
        known = self.data.ops.get(action.op_id)
        if known is None:
            result = self._take(client_id, client, action, actor)
        else:
            assert known[0] == mark, "an op_id came back with other content"
            result = structs.replace(known[1], seq=action.seq, replayed=True)
        client.last = action.seq
        client.answers[action.seq] = self.data.ops[action.op_id] = (mark, result)
        if not result.status.settled:
            client.failures[action.order_id][action.op_id] = action.seq
        elif action.supersedes:
            client.failures[action.order_id].pop(action.supersedes, None)
        return result

    def _take(
        self, client_id: str, client: _Client, pushed: PushedAction, actor: Actor
    ) -> ActionResult:
        try:
            action = decode_unit_action(pushed.data)
        except UnreadableError:
            return _result(pushed, ResultStatus.ERROR, "action.unreadable")
        held = self.data.orders.get(pushed.order_id)
        if held is None or held.order.unit_id != actor.unit_id or held.order.removed:
            return _result(pushed, ResultStatus.REFUSED, "order.gone")
        if _is_blocked(client, pushed, action):
            return _result(pushed, ResultStatus.BLOCKED, "order.blocked")
        return self._apply(client_id, held, pushed, action, actor)

    def _apply(
        self, client_id: str, held: _Held, pushed: PushedAction, action: UnitAction, actor: Actor
    ) -> ActionResult:
        section = section_of(action) or ""
        if section and _clashes(held, section, pushed, client_id):
            clashed = _result(pushed, ResultStatus.CONFLICT, "section.changed")
            return structs.replace(clashed, section=section, order=Raw(encode(held.order)))
        at = datetime.fromtimestamp(pushed.claimed.wall_ms / 1000, CST)
        outcome = lifecycle.apply(held.order, action, self.rules, min(at, self.now), actor)
        if isinstance(outcome, Refusal):
            return _result(pushed, ResultStatus.REFUSED, outcome.code, outcome.message)
        self.data.done.append(pushed.op_id)
        if outcome is held.order:
            return structs.replace(_result(pushed, ResultStatus.NOOP), version=held.version)
        if kind_of(action) == "submit" and self._missing(outcome):
            outcome = structs.replace(outcome, stage=Stage.AWAITING_FILES)
        version = self._store(outcome, (section, client_id, pushed.seq) if section else None)
        return structs.replace(_result(pushed, ResultStatus.APPLIED), version=version)

    def _missing(self, order: Order) -> bool:
        return any(row.sha256 not in self.data.blobs for row in order.attachments)

    def pull(self, request: PullRequest, actor: Actor) -> PullReply:
        feed = self.data.feeds[actor.unit_id]
        start = _position(request.cursor, self.epoch, self.data.version)
        changes = sorted(
            (entry for entry in feed.values() if entry[0] > (start or 0)),
            key=lambda entry: entry[0],
        )
        if not start:
            changes = [entry for entry in changes if entry[1].op is ChangeOp.PUT]
        page = changes[: request.limit]
        reached = page[-1][0] if page else (start or 0)
        client = self.data.clients.get(request.client_id)
        answers = client.answers if client else {}
        return PullReply(
            client_id=request.client_id,
            epoch=self.epoch,
            changes=tuple(change for _, change in page),
            cursor=f"{self.epoch}.{reached}",
            server_time=self.now,
            more=len(changes) > len(page),
            reset=start is None,
            results=tuple(
                result for seq, (_, result) in sorted(answers.items()) if seq > request.ack
            ),
            last=client.last if client else 0,
            after=request.cursor,
        )

    def wait_for_news(self, request: PullRequest, actor: Actor, ended: Callable[[], bool]) -> None:
        """Wait until there is something to pull, or the wait is ended."""

        def is_over() -> bool:
            return bool(self.pull(request, actor).changes) or ended()

        with self._changed:
            self._changed.wait_for(is_over, timeout=request.wait_s)

    def wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def announce(self, sha256: str, size: int) -> UploadReply:
        if sha256 in self.data.blobs:
            return UploadReply(sha256=sha256, upload_id="", offset=size, present=True)
        part = self.data.uploads.setdefault(sha256, bytearray())
        if len(part) == size:
            self._finish(sha256)
            return UploadReply(sha256=sha256, upload_id="", offset=size, present=True)
        return UploadReply(sha256=sha256, upload_id=sha256, offset=len(part), present=False)

    def append(self, upload_id: str, offset: int, part: bytes) -> int:
        stored = self.data.uploads.get(upload_id)
        if stored is None:
            raise GatewayError("not_found", "没有这个上传")
        if offset != len(stored):
            raise GatewayError(Trouble.UPLOAD_OFFSET, "位置不一致")
        stored += part
        return len(stored)

    def _finish(self, sha256: str) -> None:
        content = bytes(self.data.uploads.pop(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise GatewayError(Trouble.UPLOAD_HASH, "文件校验不一致")
        self.data.blobs[sha256] = content
        for held in list(self.data.orders.values()):
            if held.order.stage is Stage.AWAITING_FILES and not self._missing(held.order):
                self._store(structs.replace(held.order, stage=Stage.SUBMITTED), None)


class FakeGateway:
    """A client's way to the fake platform; implements `Gateway`.

    `faults` is used up call by call; without any the line is good.
    """

    def __init__(self, centre: FakeCentre, actor: Actor) -> None:
        self.centre = centre
        self.actor = actor
        self.faults: deque[Fault] = deque()
        self._last: dict[str, object] = {}
        self._ended = False
        self._lock = threading.RLock()

    def fail(self, faults: Iterable[Fault]) -> None:
        self.faults.extend(faults)

    def ping(self) -> Ping:
        return self._call("ping", lambda: Ping("n", self.centre.now))

    def hello(self) -> Hello:
        return self._call("hello", self._greet)

    def _greet(self) -> Hello:
        return Hello(
            protocol_min=PROTOCOL,
            protocol_max=PROTOCOL,
            epoch=self.centre.epoch,
            client_min="0",
            unit_id=self.actor.unit_id,
            unit_name=self.actor.unit_id,
            user_id=self.actor.user_id,
            user_name=self.actor.name,
            role=self.actor.role.value,
            max_actions=100,
            max_push_bytes=1_000_000,
        )

    def push(self, request: PushRequest) -> PushReply:
        partly = bool(self.faults) and self.faults[0] is Fault.PARTLY
        taken = structs.replace(request, actions=request.actions[:1]) if partly else request

        def work() -> PushReply:
            reply = self.centre.push(taken, self.actor)
            return structs.replace(reply, stopped=len(taken.actions) < len(request.actions))

        return self._call("push", work)

    def pull(self, request: PullRequest) -> PullReply:
        if request.wait_s:
            self.centre.wait_for_news(request, self.actor, lambda: self._ended)
            if self._ended:
                self._ended = False
                raise GatewayError(Trouble.ENDED, "等待已结束")
        return self._call("pull", lambda: self.centre.pull(request, self.actor))

    def announce_blob(self, sha256: str, size: int) -> UploadReply:
        return self._call("announce", lambda: self.centre.announce(sha256, size))

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        return self._call("part", lambda: self.centre.append(upload_id, offset, part))

    def fetch_blob(self, sha256: str) -> bytes:
        if sha256 not in self.centre.data.blobs:
            raise GatewayError("not_found", "没有这个文件")
        return self._call("fetch", lambda: self.centre.data.blobs[sha256])

    def end_wait(self) -> None:
        self._ended = True
        self.centre.wake()

    def _call(self, kind: str, work: Callable[[], _T]) -> _T:
        with self._lock:
            self.centre.requests[kind] += 1
            fault = self.faults.popleft() if self.faults else Fault.NONE
            if fault is Fault.BEFORE:
                raise GatewayError(Trouble.OFFLINE, "连不上")
            if fault is Fault.PORTAL:
                raise GatewayError(Trouble.PORTAL, "被网页拦截")
            if fault is Fault.STALE and kind in self._last:
                return self._last[kind]  # type: ignore[return-value]  # same kind, same type
            answer = work()
            self._last[kind] = answer
            if fault is Fault.LOST:
                raise GatewayError(Trouble.OFFLINE, "答复丢失")
            return answer


def _result(
    pushed: PushedAction, status: ResultStatus, code: str = "", message: str = ""
) -> ActionResult:
    return ActionResult(
        seq=pushed.seq, op_id=pushed.op_id, status=status, code=code, message=message or code
    )


def _is_blocked(client: _Client, pushed: PushedAction, action: UnitAction) -> bool:
    if isinstance(action, Appending):
        return False
    failures = client.failures.get(pushed.order_id, {})
    if pushed.supersedes in failures:
        return False
    return any(seq > pushed.seen for seq in failures.values())


def _clashes(held: _Held, section: str, pushed: PushedAction, client_id: str) -> bool:
    found = clash(
        section,
        held.order.round.number,
        held.marks,
        base_version=pushed.base_version,
        base_seq=pushed.base_seq,
        client_id=client_id,
    )
    return found is not None


def _position(cursor: str, epoch: int, head: int) -> int | None:
    """Read a cursor; None when it is of no use."""
    lineage, _, change = cursor.partition(".")
    if lineage != str(epoch) or not change.isdecimal() or int(change) > head:
        return None
    return int(change)


def later(minutes: float) -> datetime:
    """A moment after `NOW`."""
    return NOW + timedelta(minutes=minutes)
