"""Matters that came on paper or in a group: the entry and its proof are saved as one thing."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, structs

from desktop.domain.actions import AddAttachment, RegisterMatter, RegisterWarning
from desktop.services.attaching import attach_action, attach_bytes
from desktop.services.order_desk import OrderDesk, Saved
from desktop.services.ports import BlobFiles, NewBlob, WorkingOrder

_CAPTIONS = {RegisterMatter: "督办事项依据", RegisterWarning: "预警依据"}

Registering = RegisterMatter | RegisterWarning


class GivenFile(Struct, frozen=True):
    """A file that a clerk gave: by its path, or as a picture from the clipboard.

    Attributes:
        name: What it is called.
        path: Where it lies; None for a picture.
        content: The picture's bytes.
    """

    name: str
    path: Path | None = None
    content: bytes = b""


def register(
    desk: OrderDesk,
    blobs: BlobFiles,
    order_id: str,
    action: Registering,
    files: Sequence[GivenFile] = (),
    *,
    forget_draft: str = "",
    sight: WorkingOrder | None = None,
) -> Saved:
    """Enter a matter or a warning with the files that prove it: all in one transaction, or none.

    Args:
        desk: Does it.
        blobs: Where the bytes go.
        order_id: The order.
        action: What is entered.
        files: The written order, photographed, scanned or as a picture of the group's message.
        forget_draft: The form whose draft has become this.
        sight: The order as the clerk saw it.

    Raises:
        RefusedError: The life cycle refuses it; nothing is saved.
        StorageError: A file cannot be read, or nothing could be written; nothing is saved.
    """
    made = [_attached(blobs, file, _CAPTIONS[type(action)]) for file in files]
    proofs = tuple(attachment.entry_id for attachment, _blob in made)
    entered = structs.replace(
        action, entry_id=action.entry_id or str(uuid.uuid4()), evidence=action.evidence + proofs
    )
    return desk.act(
        order_id,
        *(attachment for attachment, _blob in made),
        entered,
        blobs=[blob for _attachment, blob in made],
        forget_draft=forget_draft,
        sight=sight,
    )


def _attached(blobs: BlobFiles, file: GivenFile, caption: str) -> tuple[AddAttachment, NewBlob]:
    if file.path is not None:
        return attach_action(blobs, file.path, caption=caption)
    return attach_bytes(blobs, file.content, name=file.name, caption=caption)
