"""Files into attachments: what kind of file it is, and the action that names it."""

import mimetypes
import re
import uuid
from pathlib import Path

from desktop.domain.actions import AddAttachment
from desktop.services.ports import BlobFiles, NewBlob, StorageError

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_FORBIDDEN = re.compile('[<>:"|?*]')
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL"} | {f"{n}{i}" for n in ("COM", "LPT") for i in range(10)}
)
"""Names that Windows takes for devices."""
_LONGEST_NAME = 80
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


def file_name_of(name: str) -> str:
    """Make a name that stays in the folder it is saved to, from one that came from elsewhere.

    A colleague's program or a foreign platform may send a path, or a name that is
    turned around on the screen.
    """
    last = _UNSEEN.sub("", name).replace("\\", "/").rpartition("/")[2]
    kept = _FORBIDDEN.sub("_", last).strip(" .")
    stem = kept.partition(".")[0].strip().upper()
    kept = f"_{kept}" if stem in _DEVICES else kept
    return kept[-_LONGEST_NAME:] or "附件"


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
