"""The tray of a store in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from msgspec import structs

from desktop.domain.orders import Order
from desktop.services.ports import NewBlob
from desktop.services.scan_ports import TrayFile, TrayPage


class MemoryTray:
    """Scanned pages that wait, and files that were taken in.

    Attributes:
        kept_here: Hashes of the files that stay on this PC.
    """

    draft_rows: dict[tuple[str, str], bytes]
    _view: dict[str, Order]

    def __init__(self) -> None:
        self.files: dict[str, TrayFile] = {}
        self.pages: dict[str, TrayPage] = {}
        self.settled: dict[str, tuple[datetime, bool]] = {}
        self.kept_here: set[str] = set()

    @contextmanager
    def tray_writing(self) -> Iterator["MemoryTray"]:
        """Open a transaction."""
        yield self

    def keep_here(self, blob: NewBlob) -> None:
        """Name a file that stays here."""
        self.kept_here.add(blob.sha256)

    def put_file(self, file: TrayFile) -> None:
        """Remember a file."""
        self.files[file.sha256] = file

    def put_page(self, page: TrayPage) -> None:
        """Put a page into the tray."""
        self.pages[page.key] = page

    def settle_pages(self, keys: Sequence[str], *, at: datetime, filed: bool) -> None:
        """Take pages out."""
        for key in keys:
            if key in self.pages:
                self.settled.setdefault(key, (at, filed))

    def tray_pages(self) -> Sequence[TrayPage]:
        """List the pages that wait."""
        return [page for key, page in self.pages.items() if key not in self.settled]

    def tray_file(self, sha256: str) -> TrayFile | None:
        """Find a file."""
        return self.files.get(sha256)

    def waiting_of(self, sha256: str) -> int:
        """Count the pages of a file that wait."""
        return sum(page.file == sha256 for page in self.tray_pages())

    def recent_sheets(self, limit: int) -> Sequence[tuple[str, str]]:
        """List the sheets printed last."""
        found = [key for key in self.draft_rows if key[1].startswith("printed/")]
        return found[::-1][:limit]

    def orders_with_code(self, code: str) -> Sequence[str]:
        """Find the orders that were printed with a code."""
        kept = {order_id for order_id, form in self.draft_rows if code in form.split("/")}
        told = {
            order_id
            for order_id, order in self._view.items()
            if any(code in dict(row.codes).values() for row in order.prints)
        }
        return sorted((kept | told) - {""})

    def drop_originals(self, settled_before: datetime) -> int:
        """Forget originals whose pages were settled before."""
        count = 0
        for file in list(self.files.values()):
            pages = [key for key, page in self.pages.items() if page.file == file.sha256]
            done = all(
                key in self.settled and self.settled[key][0] < settled_before for key in pages
            )
            if file.kept and file.taken_at < settled_before and done:
                self.files[file.sha256] = structs.replace(file, kept=False)
                gone = {file.sha256, *(self.pages.pop(key).image for key in pages)}
                count += len(gone & self.kept_here)
                self.kept_here -= gone
        return count
