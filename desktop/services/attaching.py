"""Files into attachments: what kind of file it is, and the action that names it."""

import mimetypes
import uuid
from pathlib import Path

from desktop.domain.actions import AddAttachment
from desktop.services.ports import BlobFiles, NewBlob, StorageError

_MAX_BYTES = 200 * 1024 * 1024


def attach_action(
    blobs: BlobFiles, path: Path, *, purpose: str = "evidence", caption: str = ""
) -> tuple[AddAttachment, NewBlob]:
    """Store a file's bytes and make the action that attaches it.

    Args:
        blobs: Where the bytes go.
        path: The file as the clerk picked it.
        purpose: `photo`, `scan`, `recording` or `evidence`.
        caption: What it shows.

    Raises:
        StorageError: The file cannot be read or is too large, or the disk is full.
    """
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise StorageError("storage.too_large", f"文件“{path.name}”超过 200 MB，不能添加。")
        content = path.read_bytes()
    except OSError as error:
        raise StorageError("storage.missing", f"读不到文件“{path.name}”，没有添加。") from error
    return attach_bytes(blobs, content, name=path.name, purpose=purpose, caption=caption)


def attach_bytes(
    blobs: BlobFiles, content: bytes, *, name: str, purpose: str = "evidence", caption: str = ""
) -> tuple[AddAttachment, NewBlob]:
    """Store bytes, such as a pasted picture, and make the action that attaches them."""
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    blob = blobs.put(content, name=name, media_type=media_type)
    action = AddAttachment(
        entry_id=str(uuid.uuid4()),
        sha256=blob.sha256,
        name=name,
        size=blob.size,
        media_type=media_type,
        purpose=purpose,
        caption=caption,
    )
    return action, blob
