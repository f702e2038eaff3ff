"""What taking paper back needs from the world beyond the ports that all use cases share."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from desktop.services.paper_ports import SheetPage
from desktop.services.ports import NewBlob, OrderStore


class TrayFile(Struct, frozen=True, kw_only=True):
    """A file that was taken in, by the hash of its bytes.

    Attributes:
        kept: Whether its original bytes are still kept.
    """

    sha256: str
    name: str
    size: int
    taken_at: datetime
    kept: bool = True


class TrayPage(Struct, frozen=True, kw_only=True):
    """A page that waits in the tray, as the database keeps it.

    Attributes:
        key: Its name.
        file: Hash of the file it came from.
        page: What was read from it, without its picture.
        image: Hash of its picture.
        inks: What was found in its boxes: step, ink, doubtful.
        assigned: The order, form and round that a clerk gave it; empty otherwise.
    """

    key: str
    file: str
    page: SheetPage
    image: str
    taken_at: datetime
    inks: tuple[tuple[str, bool, bool], ...] | None = None
    assigned: tuple[str, str, int] | None = None


class TrayTransaction(Protocol):
    """What a transaction can do with the tray."""

    def keep_here(self, blob: NewBlob) -> None:
        """Name a stored file that stays on this PC."""

    def put_file(self, file: TrayFile) -> None:
        """Remember a file that was taken in."""

    def put_page(self, page: TrayPage) -> None:
        """Put a page into the tray, or write it anew."""

    def settle_pages(self, keys: Sequence[str], *, at: datetime, filed: bool) -> None:
        """Take pages out of the tray: filed with an order, or put aside."""


class TrayStore(OrderStore, Protocol):
    """The local database as the scan desk sees it."""

    def tray_writing(self) -> AbstractContextManager[TrayTransaction]:
        """Open a write transaction on the tray, with the clerk's priority.

        Raises:
            StorageError: The disk is full or broken; nothing was saved, and the message says so.
        """

    def tray_pages(self) -> Sequence[TrayPage]:
        """List the pages that wait, oldest first; the pictures are in the blobs."""

    def tray_file(self, sha256: str) -> TrayFile | None:
        """Find a file that was taken in before."""

    def waiting_of(self, sha256: str) -> int:
        """Count the pages of a file that still wait."""

    def recent_sheets(self, limit: int) -> Sequence[tuple[str, str]]:
        """List the sheets printed last: order id and the name of the draft that keeps each."""

    def orders_with_code(self, code: str) -> Sequence[str]:
        """Find the few orders in whose prints a 版本码 may stand, here or at a colleague's PC."""

    def drop_originals(self, settled_before: datetime) -> int:
        """Delete the originals all of whose pages were settled before; say how many."""


class ScanFolder(Protocol):
    """A folder that the scanner writes into."""

    def arrived(self, folder: Path) -> Sequence[Path]:
        """List the files that are complete: their size was the same at the call before."""
