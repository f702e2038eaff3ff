"""Sending the bytes of attachments: in parts, small files first, resumable.

The centre hashes the whole file before it calls it present; a resumed upload without that
silently stores a damaged file.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from desktop.contract.messages import UploadReply
from desktop.services.ports import StorageError
from desktop.sync.ports import Gateway, GatewayError, PendingBlob, SyncStore, Trouble
from desktop.sync.status import Uploading

MIN_PART = 256 * 1024
"""Smallest part of a file that is sent, in bytes (its end may be shorter)."""
MAX_PART = 8 * 1024 * 1024
"""Largest part."""
FIRST_PART = 1024 * 1024
"""Size of the first part, before the line's speed is known."""
PART_MS = 10_000
"""How long one part should take: progress is seen, and little is lost when the line breaks."""
_STEP = 64 * 1024

_LINE_DOWN = frozenset(
    {
        Trouble.OFFLINE,
        Trouble.PORTAL,
        Trouble.TLS,
        Trouble.PROXY,
        Trouble.PROXY_LOGIN,
        Trouble.BUSY,
        Trouble.ENDED,
        Trouble.SIGNED_OUT,
        Trouble.REVOKED,
    }
)
"""Trouble that every other file would meet as well."""


class BlobFailure(Struct, frozen=True):
    """A file that did not go through; it is tried again in the next round."""

    sha256: str
    code: str
    message: str


def next_part_size(size: int, took_ms: int) -> int:
    """Steer the part size to about ten seconds, at most doubling or halving it."""
    wanted = size * PART_MS // max(took_ms, 1)
    bounded = min(max(wanted, size // 2), size * 2, MAX_PART)
    return max(bounded // _STEP * _STEP, MIN_PART)


class UploadPace:
    """What is learnt from one round for the next: the line's speed, and which files fail."""

    def __init__(self) -> None:
        self.part_size = FIRST_PART
        self._failed: set[str] = set()

    def sort(self, blobs: Sequence[PendingBlob]) -> list[PendingBlob]:
        """Put what failed last time behind the others, or it would use up every round."""
        return sorted(blobs, key=lambda blob: blob.sha256 in self._failed)

    def ended(self, sha256: str, *, well: bool) -> None:
        """Remember how a file fared."""
        (self._failed.discard if well else self._failed.add)(sha256)


def _unheard(_progress: Uploading | None) -> None:
    """Nobody looks."""


class Attachments:
    """Sends what the centre does not have yet.

    Args:
        store: The local database and its files.
        gateway: The way to the centre.
        mono_ms: Measures how long a part takes.
        turn: Called before every part; raises to stop.
        pace: Kept from round to round.
        told: Called with the progress after every part, at the end with None.
    """

    def __init__(
        self,
        store: SyncStore,
        gateway: Gateway,
        mono_ms: Callable[[], int],
        turn: Callable[[], None],
        pace: UploadPace | None = None,
        told: Callable[[Uploading | None], None] = _unheard,
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._mono_ms = mono_ms
        self._turn = turn
        self._pace = pace or UploadPace()
        self._told = told
        self._left: list[PendingBlob] = []

    def send_all(self) -> tuple[int, tuple[BlobFailure, ...]]:
        """Send every pending file once; one that fails does not hold up the others.

        Returns:
            How many are now at the centre, and what failed.

        Raises:
            GatewayError: The line is down, so nothing else would go through either.
        """
        self._left = self._pace.sort(self._store.pending_blobs())
        sent = 0
        failures: list[BlobFailure] = []
        try:
            while self._left:
                failure = self._failure(self._left[0])
                self._pace.ended(self._left.pop(0).sha256, well=failure is None)
                if failure is None:
                    sent += 1
                else:
                    failures.append(failure)
        finally:
            self._told(None)
        return sent, tuple(failures)

    def _failure(self, blob: PendingBlob) -> BlobFailure | None:
        """Send one file; what went wrong with it, None when nothing did."""
        try:
            self._send(blob)
        except StorageError as error:
            return BlobFailure(blob.sha256, error.code, error.message)
        except GatewayError as error:
            if error.code in _LINE_DOWN:
                raise
            return BlobFailure(blob.sha256, error.code, error.message)
        return None

    def _tell(self, offset: int) -> None:
        total = sum(blob.size for blob in self._left)
        self._told(Uploading(files=len(self._left), sent=offset, total=total))

    def _send(self, blob: PendingBlob) -> None:
        """Send one file; once more from where the server stands when it stands elsewhere."""
        try:
            self._send_once(blob)
        except GatewayError as error:
            if error.code not in {Trouble.UPLOAD_OFFSET, Trouble.UPLOAD_HASH}:
                raise
            # noted before the second try: that may be put off to the next round
            self._pace.ended(blob.sha256, well=False)
            self._send_once(blob)

    def _send_once(self, blob: PendingBlob) -> None:
        self._turn()
        reply = self._announced(blob)
        if not reply.present:
            self._store.blob_started(blob.sha256, upload_id=reply.upload_id)
            self._send_parts(blob, reply)
            reply = self._announced(blob)
        if not reply.present:
            raise _stuck()
        self._store.blob_present(blob.sha256)

    def _announced(self, blob: PendingBlob) -> UploadReply:
        """Ask where a file stands; an old reply about another file must not make it present."""
        reply = self._gateway.announce_blob(blob.sha256, blob.size)
        if reply.sha256 != blob.sha256:
            raise GatewayError(
                Trouble.BAD_REPLY, "收到的答复是关于另一个附件的，没有采用；附件已保存在本机。"
            )
        return reply

    def _send_parts(self, blob: PendingBlob, reply: UploadReply) -> None:
        offset = reply.offset
        while offset < blob.size or blob.size == 0:
            self._turn()
            self._tell(offset)
            size = self._pace.part_size
            part = self._store.blob_part(blob.sha256, offset=offset, length=size)
            if not part and blob.size:
                raise StorageError("storage.broken", "本机附件文件不完整，请联系管理员。")
            started = self._mono_ms()
            reached = self._gateway.upload_part(reply.upload_id, offset=offset, part=part)
            if len(part) == size:
                self._pace.part_size = next_part_size(size, self._mono_ms() - started)
            if blob.size == 0:
                return
            if reached <= offset:
                raise _stuck()
            offset = reached


def _stuck() -> GatewayError:
    return GatewayError(
        Trouble.BAD_REPLY, "附件没有传完：服务器没有确认收到。附件已保存在本机，稍后自动再传。"
    )
