"""Work that this PC cannot send: out into a sealed file, and from such a file into another PC."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from desktop.contract.messages import MAX_RESCUED, PushedAction, RescueBundle
from desktop.contract.rescue_file import (
    MAX_FILE_BYTES,
    DeskPart,
    DeskRow,
    Rescued,
    RescuedDraft,
    RescuedFile,
    RescueFileError,
    pack,
    unpack,
)
from desktop.services.order_desk import OrderDesk, RefusedError
from desktop.services.ports import AuditEntry, BlobFiles, NewBlob, StorageError, WallClock


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a database stands with the platform."""

    client_id: str
    user_id: str
    epoch: int


class RescueTransaction(Protocol):
    """What an import writes, all of it or nothing."""

    def take_in(self, action: PushedAction, row: DeskRow) -> bool:
        """Append an action of another PC as pending, its op_id kept; False when it is here."""

    def draft_if_none(self, draft: RescuedDraft) -> bool:
        """Keep a draft where there is none of this form; False when there is one."""

    def add_blob(self, blob: NewBlob) -> None:
        """Name a stored file."""

    def audit(self, entry: AuditEntry) -> None:
        """Add a line to the audit log."""


class RescueStore(Protocol):
    """The local database as a rescue sees it."""

    def lineage(self) -> Lineage:
        """Tell whose database this is, and of which platform."""

    def unsent(self) -> Sequence[tuple[PushedAction, DeskRow]]:
        """Load what the platform does not have, oldest first: waiting, or refused and open."""

    def all_drafts(self) -> Sequence[RescuedDraft]:
        """Load what has been typed into forms."""

    def files_of(self, names: Sequence[str]) -> Sequence[RescuedFile]:
        """Find the files of some hashes."""

    def rescuing(self) -> AbstractContextManager[RescueTransaction]:
        """Open a transaction; commits on leaving.

        Raises:
            StorageError: Nothing was saved.
        """


@dataclass(frozen=True, slots=True)
class RescueSummary:
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


class RescueDesk:
    """Writes and reads rescue files. Thread-safe; both take as long as the files are large.

    Args:
        desk: Acts for the clerk.
        store: The local database.
        blobs: Its files.
        clock: This PC's time.
        client_version: This program's.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: RescueStore,
        blobs: BlobFiles,
        clock: WallClock,
        client_version: str,
    ) -> None:
        self._desk = desk
        self._store = store
        self._blobs = blobs
        self._clock = clock
        self._client_version = client_version

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
        lineage = self._store.lineage()
        bundle = RescueBundle(
            client_id=lineage.client_id,
            user_id=lineage.user_id,
            epoch=lineage.epoch,
            client_version=self._client_version,
            made_at=self._clock.now(),
            reason=reason,
            actions=tuple(action for action, _row in unsent),
        )
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
