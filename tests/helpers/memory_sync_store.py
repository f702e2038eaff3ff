"""The local database of a sync round, in memory, honouring `SyncStore`."""

import copy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpers.fake_centre import NOW
from msgspec import Raw, structs

from desktop.contract.codec import encode, kind_of
from desktop.contract.messages import (
    ActionResult,
    Change,
    ChangeOp,
    Claimed,
    PushedAction,
)
from desktop.domain.actions import UnitAction
from desktop.services.ports import StorageError
from desktop.sync.ports import PendingBlob, SweepGuardError, SyncState


@dataclass
class Row:
    """An action in the outbox."""

    pushed: PushedAction
    result: ActionResult | None = None
    old: bool = False
    """Answered under an earlier client id."""

    @property
    def state(self) -> str:
        if self.result is None:
            return "pending"
        return "done" if self.result.status.settled else "attention"


@dataclass
class Base:
    """An order as the server last said it."""

    epoch: int
    version: int
    order: bytes
    removed: str = ""
    marked: bool = False


@dataclass
class _Data:
    client_id: str
    user_id: str
    epoch: int = 0
    cursor: str = ""
    top: int = 0
    resetting: bool = False
    base: dict[str, Base] = field(default_factory=dict)
    outbox: list[Row] = field(default_factory=list)
    blobs: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    """Content, and `waiting` or `present`."""


class MemorySyncStore:
    """Every method is one transaction; `on_commit` may raise to kill the program after it."""

    def __init__(self, user_id: str = "u-clerk") -> None:
        self.data = _Data(client_id=str(uuid.uuid4()), user_id=user_id)
        self.lots: list[int] = []

    def click(
        self, order_id: str, action: UnitAction, *, at: datetime = NOW, op_id: str = ""
    ) -> str:
        """Save what a clerk did; gives its op_id."""
        data = self.data
        base = data.base.get(order_id)
        own = [row for row in data.outbox if row.pushed.order_id == order_id and not row.old]
        failed = [row.pushed.seq for row in own if row.state == "attention"]
        data.top += 1
        sha256 = getattr(action, "sha256", "")
        pushed = PushedAction(
            seq=data.top,
            op_id=op_id or str(uuid.uuid4()),
            kind=kind_of(action),
            order_id=order_id,
            data=Raw(encode(action)),
            claimed=Claimed(wall_ms=round(at.timestamp() * 1000)),
            base_version=base.version if base else 0,
            base_seq=max((row.pushed.seq for row in own), default=0),
            seen=max(failed, default=0),
            blobs=(sha256,) if sha256 else (),
        )
        data.outbox.append(Row(pushed))
        return pushed.op_id

    def add_blob(self, sha256: str, content: bytes) -> None:
        self.data.blobs[sha256] = (content, "waiting")

    def row(self, op_id: str) -> Row:
        return next(row for row in self.data.outbox if row.pushed.op_id == op_id)

    def copied(self) -> "MemorySyncStore":
        """A copy of the database, as an image of the PC would hold it."""
        twin = MemorySyncStore(self.data.user_id)
        twin.data = copy.deepcopy(self.data)
        return twin

    def state(self) -> SyncState:
        data = self.data
        return SyncState(
            client_id=data.client_id,
            user_id=data.user_id,
            epoch=data.epoch,
            cursor=data.cursor,
            acked=max(
                (row.pushed.seq for row in data.outbox if row.result and not row.old), default=0
            ),
            top=data.top,
            resetting=data.resetting,
        )

    def outgoing(self, *, limit: int, max_bytes: int) -> Sequence[PushedAction]:
        found: list[PushedAction] = []
        size = 0
        for row in self.data.outbox:
            if row.result is None:
                size += len(bytes(row.pushed.data))
                if len(found) == limit or (found and size > max_bytes):
                    break
                found.append(row.pushed)
        return found

    def record_results(self, results: Sequence[ActionResult], *, last: int) -> frozenset[str]:
        waiting = {row.pushed.op_id: row for row in self.data.outbox if row.result is None}
        changed = set()
        for result in results:
            row = waiting.get(result.op_id)
            if row and row.pushed.seq == result.seq <= last:
                row.result = result
                changed.add(row.pushed.order_id)
        return frozenset(changed)

    def apply_changes(
        self,
        changes: Sequence[Change],
        *,
        epoch: int,
        cursor: str | None,
        results: Sequence[ActionResult] = (),
        last: int = 0,
    ) -> frozenset[str]:
        if self.data.epoch not in {0, epoch}:
            return frozenset()
        self.lots.append(len(changes))
        self.data.epoch = epoch
        changed = set(self.record_results(results, last=last))
        changed.update(change.order_id for change in changes if self._replace(change, epoch))
        if cursor is not None:
            self.data.cursor = cursor
        return frozenset(changed)

    def _replace(self, change: Change, epoch: int) -> bool:
        old = self.data.base.get(change.order_id)
        if old and (old.epoch, old.version) >= (epoch, change.version):
            old.marked = False
            return False
        if change.op is ChangeOp.PUT:
            order = bytes(change.order or b"")
            self.data.base[change.order_id] = Base(epoch, change.version, order)
        elif old:
            old.epoch, old.version, old.removed = epoch, change.version, change.reason
            old.marked = False
        return True

    def begin_reset(self, *, epoch: int) -> None:
        if self.data.epoch == epoch:
            self.data.resetting = True
            for base in self.data.base.values():
                base.marked = not base.removed

    def finish_reset(self, *, confirmed: bool = False) -> frozenset[str]:
        here = [order_id for order_id, base in self.data.base.items() if not base.removed]
        gone = [order_id for order_id in here if self.data.base[order_id].marked]
        pending = {row.pushed.order_id for row in self.data.outbox if row.result is None}
        if not confirmed and (pending & set(gone) or len(gone) * 2 > len(here)):
            raise SweepGuardError("太多")
        for order_id in gone:
            self.data.base[order_id].removed = "中心没有这张工单"
            self.data.base[order_id].marked = False
        self.data.resetting = False
        return frozenset(gone)

    def enter_epoch(self, *, epoch: int, last: int) -> None:
        data = self.data
        data.epoch, data.cursor, data.resetting = epoch, "", False
        for row in data.outbox:
            if row.pushed.seq > last and not row.old:
                row.result = None
            elif row.old and row.state == "done":
                row.old, row.result = False, None
                row.pushed = structs.replace(row.pushed, seq=0, seen=0)
        self._number_after(last)
        data.blobs = {name: (content, "waiting") for name, (content, _) in data.blobs.items()}

    def _number_after(self, last: int) -> None:
        """Number what goes out in the order of doing; what an earlier client id did with it."""
        going = [r for r in self.data.outbox if not r.old and not 0 < r.pushed.seq <= last]
        fresh = {row.pushed.seq: seq for seq, row in enumerate(going, start=last + 1)}
        for seq, row in enumerate(going, start=last + 1):
            failed = max((n for old, n in fresh.items() if 0 < old <= row.pushed.seen), default=0)
            seen = failed or min(row.pushed.seen, last)
            row.pushed = structs.replace(row.pushed, seq=seq, seen=seen)
        self.data.top = max(self.data.top, last + len(going))

    def fork(self) -> str:
        data = self.data
        data.client_id = str(uuid.uuid4())
        data.top = 0
        for row in data.outbox:
            if row.result is None:
                data.top += 1
                row.pushed = structs.replace(row.pushed, seq=data.top, seen=0)
            else:
                row.old = True
        return data.client_id

    def pending_blobs(self) -> Sequence[PendingBlob]:
        waiting = [
            PendingBlob(sha256=name, size=len(content))
            for name, (content, state) in self.data.blobs.items()
            if state == "waiting"
        ]
        return sorted(waiting, key=lambda blob: blob.size)

    def blob_part(self, sha256: str, *, offset: int, length: int) -> bytes:
        if sha256 not in self.data.blobs:
            raise StorageError("storage.missing", "附件文件不在了")
        return self.data.blobs[sha256][0][offset : offset + length]

    def blob_started(self, sha256: str, *, upload_id: str) -> None:
        assert upload_id
        assert sha256 in self.data.blobs

    def blob_present(self, sha256: str) -> None:
        self.data.blobs[sha256] = (self.data.blobs[sha256][0], "present")

    def index_some(self, *, limit: int) -> int:
        assert limit > 0
        return 0


class Killed(BaseException):
    """The program dies here."""


class MortalStore:
    """A store whose program is killed before or after its n-th write.

    Args:
        store: The database, which survives.
        writes: Writes until then; a negative number never kills.
        before: Kill before the write instead of after it.
    """

    _WRITES = frozenset(
        {
            "record_results", "apply_changes", "begin_reset", "finish_reset", "enter_epoch",
            "fork", "blob_started", "blob_present",
        }
    )  # fmt: skip

    def __init__(self, store: MemorySyncStore, writes: int, *, before: bool) -> None:
        self._store = store
        self._left = writes
        self._before = before

    def __getattr__(self, name: str) -> object:
        method = getattr(self._store, name)
        if name not in self._WRITES:
            return method

        def mortal(*args: object, **kwargs: object) -> object:
            self._left -= 1
            if self._left == 0 and self._before:
                raise Killed
            value = method(*args, **kwargs)
            if self._left == 0:
                raise Killed
            return value

        return mortal
