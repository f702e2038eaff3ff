"""A clerk's PC that sends files by the real client: store, gateway and queue of attachments.

`python -m helpers.upload_pc FOLDER PORT`, with credentials on standard input, sends what waits in
a folder and says where each part begins: a process that a test can kill.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import msgspec
from helpers.centres import MemoryKeeper
from helpers.stores import open_test_store

from desktop.remote.address import parse_address
from desktop.remote.gateway import RequestsGateway
from desktop.sync.attachments import Attachments, BlobFailure
from desktop.sync.credentials import Credentials
from desktop.sync.status import Uploading


def _mono_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _nothing(_offset: int) -> None:
    """Nothing happens before a part."""


class UploadPc:
    """Opens the database of a folder; whatever was begun there goes on.

    Attributes:
        offsets: Where the parts of the last `send` began.
        before_part: Called with a part's offset before it goes out.
    """

    def __init__(self, folder: Path, port: int, keeper: MemoryKeeper) -> None:
        self.store = open_test_store(folder)
        self.gateway = RequestsGateway(parse_address(f"http://127.0.0.1:{port}"), keeper)
        self.offsets: list[int] = []
        self.before_part: Callable[[int], None] = _nothing

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.gateway.close()
        self.store.close()

    def add(self, content: bytes) -> str:
        """Attach a file; gives its name."""
        blob = self.store.blobs.put(content, name="现场.jpg", media_type="image/jpeg")
        with self.store.writing() as transaction:
            transaction.add_blob(blob)
        return blob.sha256

    def send(self) -> tuple[BlobFailure, ...]:
        """Send what waits, as one round does it; gives what failed."""
        self.offsets.clear()
        queue = Attachments(
            self.store, self.gateway, _mono_ms, lambda: None, told=self._on_progress
        )
        return queue.send_all()[1]

    @property
    def waiting(self) -> list[str]:
        """Names of the files that the centre does not have yet."""
        return [blob.sha256 for blob in self.store.pending_blobs()]

    def _on_progress(self, progress: Uploading | None) -> None:
        if progress is not None:
            self.offsets.append(progress.sent)
            self.before_part(progress.sent)


def _say(offset: int) -> None:
    print(offset, flush=True)


def main(folder: str, port: str) -> None:
    """Send what waits in a folder."""
    credentials = msgspec.json.decode(sys.stdin.buffer.read(), type=Credentials)
    with UploadPc(Path(folder), int(port), MemoryKeeper(credentials)) as pc:
        pc.before_part = _say
        pc.send()


if __name__ == "__main__":
    main(*sys.argv[1:])
