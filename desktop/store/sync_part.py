"""The store as a sync round sees it; see `sync.ports.SyncStore`."""

import uuid
from collections import deque
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import Connection

from desktop.contract.codec import checksum
from desktop.contract.messages import ActionResult, Change, PushedAction
from desktop.services.ports import NewBlob
from desktop.store import base_rows, blob_rows, lineage_rows, meta_rows, outbox_rows, search
from desktop.store.lot_size import LotSize
from desktop.store.part import StorePart
from desktop.store.working import show_again
from desktop.sync.ports import PendingBlob, SweepGuardError, SyncState

LOT = 200
"""Rows of one transaction of sweeping and rebuilding, and of one step of indexing."""
SLICE = 100
"""Orders of a pull between two looks at whether a clerk waits: the least of one transaction."""
_FROM_THE_START = ""
"""The cursor of a pull that brings everything."""


class SyncPart(StorePart):
    """What a sync round asks of the store, in short transactions."""

    def __init__(self) -> None:
        super().__init__()
        self._lot_size = LotSize()

    def state(self) -> SyncState:
        """Tell where this database stands."""
        with self._database.reading() as connection:
            facts = meta_rows.all_of(connection)
            top = int(facts["top"])
            acked = outbox_rows.acked(connection, top)
        return SyncState(
            client_id=facts["client_id"],
            user_id=facts["user_id"],
            epoch=int(facts["epoch"]),
            cursor=facts["cursor"],
            acked=acked,
            top=top,
            resetting=facts["resetting"] == "1",
        )

    def outgoing(self, *, limit: int, max_bytes: int) -> Sequence[PushedAction]:
        """Load the oldest unanswered actions in order, at most so many and so large."""
        with self._database.reading() as connection:
            return outbox_rows.outgoing(connection, limit, max_bytes)

    def record_results(self, results: Sequence[ActionResult], *, last: int) -> frozenset[str]:
        """Settle actions and rebuild the views of their orders.

        Args:
            results: Answers; those to unknown or settled actions change nothing.
            last: Highest number the server has taken; the round compares it with `acked`.
        """
        with self._database.sync_writing() as connection:
            return frozenset(self._settle(connection, results))

    def apply_changes(
        self,
        changes: Sequence[Change],
        *,
        epoch: int,
        cursor: str | None,
        results: Sequence[ActionResult] = (),
        last: int = 0,
    ) -> frozenset[str]:
        """Replace bases and rebuild views; idempotent, guarded by version.

        Everything goes in one transaction as long as no clerk waits: a COMMIT costs as much as
        the rows themselves when it is for 200 of them. When one waits, what is done so far is
        committed and the rest follows after his save; cursor and results go with the last.

        A reply of another lineage than the current one changes nothing at all: `enter_epoch`
        has to come first. Only the very first contact adopts the epoch it meets.

        Args:
            changes: A lot of changes.
            epoch: Epoch of the reply.
            cursor: Given with the last lot of a page only.
            results: Answers, with the last lot.
            last: Highest number the server has taken; the round compares it with `acked`.

        Raises:
            StorageError: The disk is full; sync stops before the clerk's own saves do.
        """
        self._database.make_room()
        page = _Page(deque(_slices(changes)), epoch, cursor, results)
        changed: set[str] = set()
        while page.slices:
            with self._database.sync_writing() as connection:
                if not _is_current(connection, epoch):
                    return frozenset(changed)
                changed |= self._take_over(connection, page)
            self._database.checkpoint()
        return frozenset(changed)

    def _take_over(self, connection: Connection, page: "_Page") -> set[str]:
        """Write the next slices of a page in an open transaction, the last with its cursor."""
        changed: set[str] = set()
        turn = self._database.turn
        for _ in range(self._lot_size.slices):
            changes = page.slices.popleft()
            is_last = not page.slices
            if is_last:
                changed |= self._settle(connection, page.results)
            changed |= base_rows.apply(connection, changes, self._rules, epoch=page.epoch)
            if is_last and page.cursor is not None:
                meta_rows.put(connection, "cursor", page.cursor)
            if is_last or turn.waiting_clerks:
                break
            self._database.lots_in_log += 1
        self._lot_size.adapt(clerk_waits=bool(turn.waiting_clerks))
        return changed

    def mirror(self) -> tuple[int, str]:
        """Count the orders that the centre last said are the unit's, with their checksum."""
        with self._database.reading() as connection:
            rows = base_rows.held(connection)
        return len(rows), checksum(rows)

    def forget_cursor(self) -> None:
        """Let the next pull bring everything; what is not among it is swept, guarded as ever."""
        with self._database.sync_writing() as connection:
            meta_rows.put(connection, "cursor", _FROM_THE_START)

    def begin_reset(self, *, epoch: int) -> None:
        """Mark every base row: those that no following change touches are swept at the end."""
        with self._database.sync_writing() as connection:
            if _is_current(connection, epoch):
                base_rows.begin_sweep(connection)

    def finish_reset(self, *, confirmed: bool = False) -> frozenset[str]:
        """Move what was not touched to the removed shelf. Never touches outbox, drafts, blobs.

        What is to go is looked up without the write turn, and goes in lots; killed in between,
        the next round finishes it.

        Args:
            confirmed: A person has looked at what would go.

        Raises:
            SweepGuardError: More than half of the mirror or an order with pending work would go,
                and nobody has confirmed that.
        """
        with self._database.reading() as connection:
            if meta_rows.text(connection, "resetting") != "1":
                return frozenset()
            gone, with_work, here = base_rows.untouched(connection)
        if not confirmed and (with_work or len(gone) * 2 > here):
            raise SweepGuardError(
                f"中心的清单中缺少本机 {here} 张工单中的 {len(gone)} 张，"
                f"其中 {with_work} 张有未上报的内容。"
            )
        for start in range(0, len(gone), LOT):
            with self._database.sync_writing() as connection:
                base_rows.sweep(connection, list(gone)[start : start + LOT])
        with self._database.sync_writing() as connection:
            meta_rows.put(connection, "resetting", 0)
        return frozenset(gone.values())

    def enter_epoch(self, *, epoch: int, last: int) -> None:
        """Start a new lineage: empty cursor, everything after `last` becomes unanswered again."""
        with self._database.sync_writing() as connection:
            meta_rows.put(connection, "epoch", epoch)
            meta_rows.put(connection, "cursor", "")
            meta_rows.put(connection, "resetting", 0)
            reopened = lineage_rows.reopen(connection, last)
            blob_rows.await_all(connection)
            show_again(connection, reopened, self._rules)

    def fork(self) -> str:
        """Take a new client id and renumber unanswered actions from 1; op_ids stay.

        Returns:
            The new client id.
        """
        client_id = str(uuid.uuid4())
        with self._database.sync_writing() as connection:
            meta_rows.put(connection, "client_id", client_id)
            show_again(connection, lineage_rows.renumber(connection), self._rules)
        return client_id

    def pending_blobs(self) -> Sequence[PendingBlob]:
        """List files the centre does not have yet, small ones first."""
        with self._database.reading() as connection:
            return blob_rows.pending(connection)

    def blob_part(self, sha256: str, *, offset: int, length: int) -> bytes:
        """Read a part of a file's plain bytes.

        Raises:
            StorageError: It is missing or damaged.
        """
        return self.blobs.part(sha256, offset=offset, length=length)

    def blob_started(self, sha256: str, *, upload_id: str) -> None:
        """Remember the upload of a file, so that it resumes after a restart."""
        with self._database.sync_writing() as connection:
            blob_rows.start(connection, sha256, upload_id)

    def blob_present(self, sha256: str) -> None:
        """Remember that the centre has the whole file."""
        with self._database.sync_writing() as connection:
            blob_rows.arrive(connection, sha256)

    def keep_fetched(self, blob: NewBlob) -> None:
        """Name a file that came from the centre, such as a colleague's photo."""
        with self._database.sync_writing() as connection:
            blob_rows.put(connection, blob, state="fetched")

    def index_some(self, *, limit: int) -> int:
        """Add some orders to the full-text index; fewer than wanted when a clerk waits.

        Returns:
            The most that can still be waiting; 0 when all are in the index.
        """
        left = 1
        with self._database.sync_writing() as connection:
            for start in range(0, limit, LOT):
                left = search.index_some(connection, min(LOT, limit - start))
                if not left or self._database.turn.waiting_clerks:
                    break
                self._database.lots_in_log += 1
        self._database.checkpoint()
        return left

    def _settle(self, connection: Connection, results: Sequence[ActionResult]) -> set[str]:
        settled = outbox_rows.settle(connection, results, self._now())
        show_again(connection, settled, self._rules)
        return settled


class _Page(Struct, frozen=True):
    """What is still to be written of a lot, and what goes with the last of it."""

    slices: deque[Sequence[Change]]
    epoch: int
    cursor: str | None
    results: Sequence[ActionResult]


def _slices(changes: Sequence[Change]) -> list[Sequence[Change]]:
    """Cut a lot; an empty one is one empty slice, for its cursor and results."""
    return [changes[start : start + SLICE] for start in range(0, len(changes), SLICE)] or [()]


def _is_current(connection: Connection, epoch: int) -> bool:
    known = meta_rows.number(connection, "epoch")
    if known == 0:
        meta_rows.put(connection, "epoch", epoch)
    return known in {0, epoch}
