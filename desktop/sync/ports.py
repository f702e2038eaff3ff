"""What a sync round needs: the local base and outbox, and the way to the centre."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from desktop.contract.messages import (
    ActionResult,
    Change,
    Hello,
    Ping,
    PullReply,
    PullRequest,
    PushedAction,
    PushReply,
    PushRequest,
    UploadReply,
)


class SyncState(Struct, frozen=True, kw_only=True):
    """Where this database stands with its server.

    Attributes:
        client_id: Identity of this outbox at the server.
        epoch: Lineage of the server's data; 0 before the first contact.
        cursor: Opaque; empty before the first pull.
        acked: Highest seq whose result is stored here.
        top: Highest seq in the outbox.
        resetting: A reset (mark and sweep) has begun and is not finished.
    """

    client_id: str
    user_id: str
    epoch: int
    cursor: str
    acked: int
    top: int
    resetting: bool = False


class PendingBlob(Struct, frozen=True, kw_only=True):
    """A file that the centre does not have yet."""

    sha256: str
    size: int
    upload_id: str = ""


class ReferenceSlice(Struct, frozen=True, kw_only=True):
    """A part of a piece of reference data, or all of it from a platform that knows no slices.

    Attributes:
        etag: What the platform had when it was sent; empty where it tells none.
        offset: Where in the piece it begins.
        whole: Bytes of the whole piece.
        digest: Digest of the whole piece, as a header has it; empty when this is all of it.
    """

    etag: str
    content: bytes
    offset: int = 0
    whole: int
    digest: str = ""


class SweepGuardError(Exception):
    """A reset would remove more than half of the mirror or an order with pending work."""


class SyncStore(Protocol):
    """The local database as a sync round sees it. Every method is a short transaction or several.

    Writers take the write turn *after* a waiting clerk, and nothing here is called while a
    network call is under way inside a transaction.
    """

    def state(self) -> SyncState:
        """Tell where this database stands."""

    def outgoing(self, *, limit: int, max_bytes: int) -> Sequence[PushedAction]:
        """Load the oldest unanswered actions in order, at most so many and so large."""

    def record_results(self, results: Sequence[ActionResult], *, last: int) -> frozenset[str]:
        """Settle actions and rebuild the views of their orders.

        Results of unknown or already settled actions change nothing (a replayed reply).

        Returns:
            Ids of the orders whose view has changed.
        """

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

        In one transaction, or in several when a clerk waits for the write turn: cursor and
        results go with the last one, so that the cursor is never ahead of its rows (I8).

        Args:
            changes: A lot of changes, in the order in which they were sent.
            epoch: Epoch of the reply.
            cursor: Given with the last lot of a page only.
            results: As in `record_results`, with the last lot.
            last: As in `record_results`.

        Returns:
            Ids of the orders whose view has changed.
        """

    def begin_reset(self, *, epoch: int) -> None:
        """Mark every base row: those that no following change touches are swept at the end."""

    def finish_reset(self, *, confirmed: bool = False) -> frozenset[str]:
        """Move what was not touched to the removed shelf. Never touches outbox, drafts, blobs.

        Args:
            confirmed: A person has looked at what would go.

        Raises:
            SweepGuardError: Too much would go.
        """

    def enter_epoch(self, *, epoch: int, last: int) -> None:
        """Start a new lineage: empty cursor, everything after `last` becomes unanswered again."""

    def fork(self) -> str:
        """Take a new client id and renumber unanswered actions from 1; op_ids stay.

        Returns:
            The new client id.
        """

    def pending_blobs(self) -> Sequence[PendingBlob]:
        """List files the centre does not have yet, small ones first."""

    def blob_part(self, sha256: str, *, offset: int, length: int) -> bytes:
        """Read a part of a file's plain bytes."""

    def blob_started(self, sha256: str, *, upload_id: str) -> None:
        """Remember the upload of a file, so that it resumes after a restart."""

    def blob_present(self, sha256: str) -> None:
        """Remember that the centre has the whole file."""

    def index_some(self, *, limit: int) -> int:
        """Add some orders to the full-text index; the most still waiting, 0 when none is."""


class Gateway(Protocol):
    """The central platform, one attempt a call.

    All methods raise `GatewayError`.
    """

    def ping(self) -> Ping:
        """Prove that the platform answers; samples its clock."""

    def hello(self) -> Hello:
        """Learn what the platform speaks."""

    def push(self, request: PushRequest) -> PushReply:
        """Send actions."""

    def pull(self, request: PullRequest) -> PullReply:
        """Fetch changes; with `wait_s` it blocks until there is one."""

    def announce_blob(self, sha256: str, size: int) -> UploadReply:
        """Say that a file is coming, and learn where its upload stands."""

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        """Send a part of a file and return the server's new offset."""

    def fetch_blob(self, sha256: str) -> bytes:
        """Fetch a whole file; its hash has been checked."""

    def end_wait(self) -> None:
        """End a pull that is waiting in another thread, at once."""


class Trouble:
    """Machine words of `GatewayError.code` that a round reacts to."""

    OFFLINE = "net.offline"
    PORTAL = "net.portal"
    TLS = "net.tls"
    PROXY = "net.proxy"
    """The system's proxy cannot be reached, or lets nobody through."""
    PROXY_LOGIN = "net.proxy_login"
    """The proxy wants a user name and a password."""
    BAD_REPLY = "net.bad_reply"
    BUSY = "net.busy"
    ENDED = "net.ended"
    """A waiting call was ended by `Gateway.end_wait`: no trouble at all."""
    SIGNED_OUT = "auth.signed_out"
    REVOKED = "revoked"
    """The centre has disabled this device or this user; the outbox is kept."""
    FORBIDDEN = "auth.forbidden"
    OUTDATED = "client_too_old"
    """The centre sends nothing new to a program this old; what it has saved may still go out."""
    GAP = "gap"
    SEQ_REUSED = "seq_reused"
    EPOCH_CHANGED = "epoch_changed"
    CLIENT_FORKED = "client_forked"
    UPLOAD_OFFSET = "upload_offset"
    UPLOAD_HASH = "upload_hash"


class GatewayError(Exception):
    """A call to the platform did not succeed; whether it took effect is unknown.

    Attributes:
        code: One of `Trouble`, or a problem code of the contract.
        message: What happened, what is safe and what to do, in Chinese.
        retry_after_s: The server's wish, or None.
        expected: Next seq that the server expects, for a gap.
        epoch: The server's epoch, for `epoch_changed`.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retry_after_s: float | None = None,
        expected: int = 0,
        epoch: int = 0,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.retry_after_s = retry_after_s
        self.expected = expected
        self.epoch = epoch
