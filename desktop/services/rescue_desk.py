"""Work that this PC cannot send: out into a sealed file, and from such a file into another PC."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from desktop.contract.messages import (
    MAX_RESCUE_BYTES,
    MAX_RESCUED,
    PushedAction,
    RescueBundle,
    RescueFate,
    RescueResult,
)
from desktop.contract.rescue_file import (
    MAX_FILE_BYTES,
    DeskPart,
    Rescued,
    RescuedFile,
    RescueFileError,
    pack,
    unpack,
)
from desktop.services.order_desk import OrderDesk, RefusedError
from desktop.services.ports import BlobFiles, NewBlob, Resolution, StorageError, WallClock
from desktop.services.rescue_ports import Courier, RescueStore

_LOT_BYTES = MAX_RESCUE_BYTES * 3 // 4
"""Of actions in one bundle that is handed over; the rest is room for what surrounds them."""
_AROUND = 1_000
"""What surrounds an action's own data: ids, claimed time, hashes of files."""


class RescueSummary(Struct, frozen=True):
    """What went into a file or came out of it.

    Attributes:
        actions: Actions in the file, or taken in.
        known: Actions that were here before.
        drafts: Drafts.
        files: Attachments whose bytes are there.
        missing: Attachments whose bytes are not.
        left: Actions that no longer fitted; they are still here.
    """

    actions: int
    known: int
    drafts: int
    files: int
    missing: int
    left: int = 0

    @property
    def text(self) -> str:
        """Say it in words."""
        parts = [f"操作 {self.actions} 项", f"草稿 {self.drafts} 份", f"附件 {self.files} 个"]
        parts += [f"本机已有 {self.known} 项"] if self.known else []
        parts += [f"{self.missing} 个附件太大或读不出，没有带上"] if self.missing else []
        if self.left:
            parts.append(f"另有 {self.left} 项操作放不下，没有带上，仍只在本机")
        return "，".join(parts) + "。"


class HandedOver(Struct, frozen=True):
    """What the platform says of work that was handed over.

    Attributes:
        filed: Actions that a person there will look at.
        known: Actions that are in its history already.
        unreadable: Actions that it could not keep.
    """

    filed: int
    known: int
    unreadable: int

    @property
    def text(self) -> str:
        """Say it in words."""
        parts = [f"已交给中心 {self.filed} 项，由中心的人核对受理"] if self.filed else []
        parts += [f"中心已有 {self.known} 项"] if self.known else []
        parts += [f"{self.unreadable} 项中心读不了，请导出文件交管理员"] if self.unreadable else []
        return "；".join(parts) + "。"


class RescueDesk:
    """Writes and reads rescue files. Thread-safe; both take as long as the files are large.

    Args:
        desk: Acts for the clerk.
        store: The local database.
        blobs: Its files.
        clock: This PC's time.
        client_version: This program's.
        courier: The way to the platform; None where nothing can be handed over.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: RescueStore,
        blobs: BlobFiles,
        clock: WallClock,
        client_version: str,
        courier: Courier | None = None,
    ) -> None:
        self._desk = desk
        self._store = store
        self._blobs = blobs
        self._clock = clock
        self._client_version = client_version
        self._courier = courier

    @property
    def can_hand_over(self) -> bool:
        """Whether there is a platform to hand work over to."""
        return self._courier is not None

    def hand_over(self, reason: str = "") -> HandedOver:
        """Let a person at the platform decide about what it does not take as it is.

        For a program that is too old to push, a conflict or refusal that the clerk cannot solve,
        a database that the platform does not know any more. Nothing leaves the outbox: what waits
        is still sent when it can be, and counts once; what was refused when this began is put
        aside here. What is refused meanwhile the clerk has not seen yet: it waits for him.

        Raises:
            RefusedError: There is nothing to hand over, or the platform could not be reached.
            StorageError: It is there, but could not be noted here.
        """
        epoch, unsent = self._store.lineage().epoch, self._store.unsent()
        waiting = [action for action, _row in unsent]
        if self._courier is None or not waiting:
            raise RefusedError("rescue.nothing", "没有未上报或未被接受的内容，不用交给中心。")
        fates: list[RescueResult] = []
        for lot in _lots(waiting):
            fates += self._courier.hand_over(self._bundle(lot, reason)).results
        count = {fate: sum(told.fate is fate for told in fates) for fate in RescueFate}
        refused = {row.op_id for _action, row in unsent if row.standing}
        with self._store.rescuing() as transaction:
            # a platform that was restored meanwhile may have forgotten what was handed to it
            is_kept = self._store.lineage().epoch == epoch
            for told in fates:
                at_centre = told.fate is not RescueFate.UNREADABLE
                if is_kept and at_centre and told.op_id in refused:
                    transaction.resolve(told.op_id, Resolution.HANDED_OVER)
            detail = {"filed": str(count[RescueFate.FILED])}
            transaction.audit(self._desk.audit_entry("", "rescue.handed_over", detail))
        self._desk.changes.orders_changed(action.order_id for action in waiting)
        return HandedOver(
            count[RescueFate.FILED], count[RescueFate.KNOWN], count[RescueFate.UNREADABLE]
        )

    def export(self, passphrase: str, reason: str = "") -> tuple[bytes, RescueSummary]:
        """Make the file; nothing in this database changes but the audit log.

        Raises:
            RefusedError: There is nothing to be rescued, or the passphrase is too short.
            StorageError: The database cannot be read.
        """
        waiting, drafts = self._store.unsent(), self._store.all_drafts()
        unsent = waiting[:MAX_RESCUED]
        if not unsent and not drafts:
            raise RefusedError("rescue.nothing", "没有未上报的内容和草稿，不用导出。")
        bundle = self._bundle([action for action, _row in unsent], reason)
        names = dict.fromkeys(name for action, _row in unsent for name in action.blobs)
        files = self._store.files_of(tuple(names))
        contents = self._contents(files)
        rows = tuple(row for _action, row in unsent)
        rescued = Rescued(bundle, DeskPart(rows, tuple(drafts), tuple(files)), contents)
        try:
            content = pack(rescued, passphrase)
        except RescueFileError as error:
            raise RefusedError(error.code, error.message_zh) from error
        missing = len(files) - len(contents)
        left = len(waiting) - len(unsent)
        summary = RescueSummary(len(unsent), 0, len(drafts), len(contents), missing, left)
        self._desk.note_access("", "rescue.export", {"actions": str(len(unsent))})
        return content, summary

    def take_in(self, content: bytes, passphrase: str) -> RescueSummary:
        """Go on here with the work of another PC of the same person.

        Every action keeps its op_id: whatever has reached the platform by another way, or still
        will, counts once.

        Raises:
            RefusedError: The file is none, damaged, or another person's.
            StorageError: It could not be written; nothing is changed.
        """
        try:
            rescued = unpack(content, passphrase)
        except RescueFileError as error:
            raise RefusedError(error.code, error.message_zh) from error
        if rescued.bundle.user_id != self._store.lineage().user_id:
            raise RefusedError("rescue.other_user", "这是另一位用户的内容，不能导入您的数据库。")
        blobs = [
            self._blobs.put(
                rescued.contents[file.sha256], name=file.name, media_type=file.media_type
            )
            for file in rescued.desk.files
            if file.sha256 in rescued.contents
        ]
        return self._saved(rescued, blobs)

    def _saved(self, rescued: Rescued, blobs: Sequence[NewBlob]) -> RescueSummary:
        rows = {row.op_id: row for row in rescued.desk.rows}
        pairs = [
            (action, rows[action.op_id])
            for action in rescued.bundle.actions
            if action.op_id in rows
        ]
        with self._store.rescuing() as transaction:
            for blob in blobs:
                transaction.add_blob(blob)
            taken = [action for action, row in pairs if transaction.take_in(action, row)]
            drafts = sum(map(transaction.draft_if_none, rescued.desk.drafts))
            detail = {"actions": str(len(taken)), "from": rescued.bundle.client_id}
            transaction.audit(self._desk.audit_entry("", "rescue.import", detail))
        self._desk.changes.orders_changed(action.order_id for action in taken)
        if taken:
            self._desk.changes.work_saved()
        return RescueSummary(
            actions=len(taken),
            known=len(pairs) - len(taken),
            drafts=drafts,
            files=len(blobs),
            missing=len(rescued.desk.files) - len(blobs),
        )

    def _bundle(self, actions: Sequence[PushedAction], reason: str) -> RescueBundle:
        lineage = self._store.lineage()
        return RescueBundle(
            client_id=lineage.client_id,
            user_id=lineage.user_id,
            epoch=lineage.epoch,
            client_version=self._client_version,
            made_at=self._clock.now(),
            reason=reason,
            actions=tuple(actions),
        )

    def _contents(self, files: Sequence[RescuedFile]) -> dict[str, bytes]:
        """Read the attachments, small ones first, until the file is full."""
        contents: dict[str, bytes] = {}
        room = MAX_FILE_BYTES
        for file in sorted(files, key=lambda file: file.size):
            if file.size > room:
                break
            try:
                contents[file.sha256] = self._blobs.get(file.sha256)
            except StorageError:
                continue  # counted as missing: the rest must come along
            room -= file.size
        return contents


def _lots(actions: Sequence[PushedAction]) -> Iterator[list[PushedAction]]:
    """Cut actions into bundles that the platform takes; one that is too large goes alone."""
    lot: list[PushedAction] = []
    size = 0
    for action in actions:
        length = len(bytes(action.data)) + _AROUND
        if lot and (size + length > _LOT_BYTES or len(lot) == MAX_RESCUED):
            yield lot
            lot, size = [], 0
        lot.append(action)
        size += length
    yield lot
