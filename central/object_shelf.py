"""Files in an S3-compatible store; imported only when there is the address of one.

A part that comes is an object of its own, `uploads/<id>/<offset>`, so that any process on any
machine can take the next one. Parts follow each other by their lengths: what was written beyond
the acknowledged offset and not overwritten is never reached from the beginning. A whole file is
`blobs/ab/<sha256>`; it is put after its hash was found right, and a store shows an object only
when all of it is there.
"""

import contextlib
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import urllib3
from minio import Minio
from minio.credentials.providers import EnvAWSProvider
from minio.error import MinioException

from central.problems import ProblemError
from central.shelf import StoreRefusedError, digest_of

_BLOCK = 1024 * 1024
_PIECE = 16 * 1024 * 1024
_TIMEOUT_S = 30
_RETRY_S = 5
_LOG = logging.getLogger(__name__)


class ObjectShelf:
    """Files in a bucket (implements `Shelf`).

    Args:
        address: `s3://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX][?region=…][&tls=off]`; key and secret
            percent-encoded. Without them `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` count.

    Raises:
        StoreRefusedError: The address is none.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._bucket, _, prefix = parts.path.strip("/").partition("/")
        if parts.scheme != "s3" or not parts.hostname or not self._bucket:
            raise StoreRefusedError("附件存储的地址应为 s3://密钥名:密钥@主机/桶。")
        options = parse_qs(parts.query)
        self._prefix = f"{prefix}/" if prefix else ""
        self._store = Minio(
            parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}",
            access_key=unquote(parts.username) if parts.username else None,
            secret_key=unquote(parts.password or "") if parts.username else None,
            credentials=None if parts.username else EnvAWSProvider(),
            secure=options.get("tls") != ["off"],
            region=options.get("region", ["us-east-1"])[0],
            # one attempt a call: the platform's client comes again by itself
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=_TIMEOUT_S, read=_TIMEOUT_S), retries=False
            ),
        )

    def append(self, upload_id: str, offset: int, part: bytes) -> None:
        """See `Shelf.append`.

        Raises:
            ProblemError: `unavailable`, as from every other call: the store does not do it.
        """
        if part:
            with _asking():
                self._put(f"{self._folder(upload_id)}{offset:012d}", io.BytesIO(part), len(part))

    def digest(self, upload_id: str) -> str:
        """See `Shelf.digest`."""
        with _asking():
            return digest_of(self._parts(self._chain(upload_id)))

    def drop(self, upload_id: str) -> None:
        """See `Shelf.drop`."""
        with _asking():
            for name, _offset, _size in self._listed(upload_id):
                self._store.remove_object(self._bucket, name)

    def keep(self, upload_id: str, sha256: str) -> None:
        """See `Shelf.keep`."""
        with _asking():
            chain = self._chain(upload_id)
            size = sum(length for _name, length in chain)
            self._put(self._blob(sha256), _Stream(self._parts(chain)), size)
        self.drop(upload_id)

    def plain_path(self, sha256: str) -> Path | None:
        """See `Shelf.plain_path`: the file is on another machine."""
        del sha256
        return None

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """See `Shelf.blocks`."""
        with _asking():
            yield from self._read(self._blob(sha256))

    def _folder(self, upload_id: str) -> str:
        return f"{self._prefix}uploads/{upload_id}/"

    def _blob(self, sha256: str) -> str:
        return f"{self._prefix}blobs/{sha256[:2]}/{sha256}"

    def _put(self, name: str, content: io.BytesIO | io.RawIOBase, size: int) -> None:
        self._store.put_object(self._bucket, name, content, size, part_size=_PIECE)  # type: ignore[arg-type]  # it only reads

    def _listed(self, upload_id: str) -> list[tuple[str, int, int]]:
        """List name, offset and size of every part, by offset."""
        found = self._store.list_objects(self._bucket, self._folder(upload_id))
        names = [(str(entry.object_name), int(entry.size or 0)) for entry in found]
        return sorted((name, int(name.rpartition("/")[2]), size) for name, size in names)

    def _chain(self, upload_id: str) -> list[tuple[str, int]]:
        """Follow the parts from the beginning; each begins where the one before ends."""
        chain: list[tuple[str, int]] = []
        reached = 0
        for name, offset, size in self._listed(upload_id):
            if offset == reached:
                chain.append((name, size))
                reached += size
        return chain

    def _parts(self, chain: list[tuple[str, int]]) -> Iterator[bytes]:
        for name, _size in chain:
            yield from self._read(name)

    def _read(self, name: str) -> Iterator[bytes]:
        reply = self._store.get_object(self._bucket, name)
        try:
            yield from reply.stream(_BLOCK)
        finally:
            reply.close()
            reply.release_conn()


class _Stream(io.RawIOBase):
    """Reads what comes in blocks, as a file would."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        super().__init__()
        self._blocks = blocks
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read exactly as much as is asked for, or what is left."""
        found = bytearray()
        while size < 0 or len(found) < size:
            if not self._left:
                self._left = next(self._blocks, b"")
            if not self._left:
                break
            wanted = len(self._left) if size < 0 else size - len(found)
            found += self._left[:wanted]
            self._left = self._left[wanted:]
        return bytes(found)


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    """Tell a store that is away or refuses as "try again later"; its words stay here."""
    try:
        yield
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        # its text may hold an address with the key
        _LOG.error("store of files away why=%s", getattr(error, "code", type(error).__name__))
        raise ProblemError("unavailable", retry_after_s=_RETRY_S) from None
