"""The tray: what came back on paper waits here until a clerk has filed it or put it aside.

It is kept in the database, so that a restart loses nothing; the original files are kept beside it,
encrypted, until what was read from them has been confirmed, and for some days after that.
"""

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from msgspec import structs

from desktop.services.paper_ports import ScanProblem, SheetPage, SheetReader
from desktop.services.ports import BlobFiles, FormLocation, WallClock
from desktop.services.scan_desk import ScanDesk
from desktop.services.scan_findings import (
    ScanFinding,
    ScannedSheet,
    ScanReport,
    SheetGuess,
    joined,
)
from desktop.services.scan_ports import ScanFolder, TrayFile, TrayPage, TrayStore
from desktop.services.unit_shelf import Inks

FOLDER_OPTION = "scan.folder"
KEEP_DAYS_OPTION = "scan.keep_days"
_KEEP_DAYS = 30


class TrayOptions(Protocol):
    """Where the settings are."""

    def get(self, name: str) -> object:
        """Read an option."""


class TrayDesk:
    """The use cases around the tray.

    Args:
        scans: Recognises pages and files them.
        store: Keeps the tray.
        reader: Reads files.
        blobs: Keeps pictures and originals.
        clock: When files are taken in.
        folder: The folder that a scanner writes into.
        options: Which folder that is, and how long originals are kept.
    """

    def __init__(
        self,
        scans: ScanDesk,
        store: TrayStore,
        reader: SheetReader,
        blobs: BlobFiles,
        clock: WallClock,
        folder: ScanFolder,
        options: TrayOptions,
    ) -> None:
        self._scans = scans
        self._store = store
        self._reader = reader
        self._blobs = blobs
        self._clock = clock
        self._folder = folder
        self._options = options

    def take(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = lambda: False
    ) -> ScanReport:
        """Take files in: their pages are read, recognised and put into the tray.

        Args:
            paths: The files; they stay where they are.
            cancelled: Asked while a file is read; True gives the rest up.

        Returns:
            The sheets that have new pages, what could not be read, and what was left out.
        """
        problems: list[ScanProblem] = []
        notes: list[str] = []
        new: set[str] = set()
        for path in paths:
            sha256 = _hash_of(path)
            if sha256 and self._store.waiting_of(sha256):
                notes.append(f"{path.name} 已经在列表里，没有再读一遍。")
                continue
            pages, refused = self._reader.read([path], cancelled=cancelled)
            problems.extend(refused)
            try:
                if pages:
                    new |= self._put(path, sha256, pages)
                    notes.extend(_blank_note(path.name, pages))
                elif sha256 and not cancelled():
                    self._remember(path, sha256)
            except OSError:
                problems.append(_gone(path))
        sheets = [
            sheet for sheet in self.sheets() if any(page.key in new for page in _all_pages(sheet))
        ]
        return ScanReport(sheets=tuple(sheets), problems=tuple(problems), notes=tuple(notes))

    def take_picture(
        self, picture: bytes, name: str, *, cancelled: Callable[[], bool] = lambda: False
    ) -> ScanReport:
        """Take a picture in that was pasted; see `take`.

        Args:
            picture: Bytes of a PNG.
            name: What the clerk reads as its source.
            cancelled: As in `take`.
        """
        with tempfile.TemporaryDirectory(prefix="scan-") as folder:
            path = Path(folder, f"{name}.png")
            path.write_bytes(picture)
            return self.take([path], cancelled=cancelled)

    def take_arrived(self) -> ScanReport:
        """Take in what has arrived in the watched folder and was never taken before."""
        folder = str(self._options.get(FOLDER_OPTION) or "")
        if not folder:
            return ScanReport()
        fresh = [path for path in self._folder.arrived(Path(folder)) if self._is_new(path)]
        return self.take(fresh) if fresh else ScanReport()

    def sheets(self) -> tuple[ScannedSheet, ...]:
        """List what waits, the pages of each sheet together."""
        return joined([self._finding(page) for page in self._store.tray_pages()])

    def put_aside(self, sheet: ScannedSheet) -> None:
        """Take a sheet out of the tray without filing it; the original is kept for some days."""
        keys = [finding.key for finding in _all_pages(sheet) if finding.key]
        with self._store.tray_writing() as transaction:
            transaction.settle_pages(keys, at=self._clock.now(), filed=False)

    def assign(
        self, finding: ScanFinding, order_id: str, form: str, *, code: str = ""
    ) -> ScanFinding:
        """Assign a page without a readable code by hand; see `ScanDesk.assign`."""
        return self._kept(finding, self._scans.assign(finding.page, order_id, form, code=code))

    def assign_by_code(self, finding: ScanFinding, code: str) -> ScanFinding:
        """Assign a page by the 版本码 on the paper; see `ScanDesk.assign_by_code`."""
        return self._kept(finding, self._scans.assign_by_code(finding.page, code))

    def accept(self, finding: ScanFinding, guess: SheetGuess, *, code: str = "") -> ScanFinding:
        """Take a guess; see `ScanDesk.accept`."""
        return self._kept(finding, self._scans.accept(finding.page, guess, code=code))

    def turn(self, finding: ScanFinding) -> ScanFinding:
        """Turn a page without a code by a quarter, anticlockwise."""
        page = self._reader.turned(finding.page, 1)
        return self._kept(finding, structs.replace(finding, page=page))

    def drop_originals(self) -> int:
        """Delete originals whose pages have long been filed or put aside; say how many files."""
        days = self._options.get(KEEP_DAYS_OPTION)
        kept = timedelta(days=days if isinstance(days, int) else _KEEP_DAYS)
        return self._store.drop_originals(self._clock.now() - kept)

    def _is_new(self, path: Path) -> bool:
        sha256 = _hash_of(path)
        return bool(sha256) and self._store.tray_file(sha256) is None

    def _put(self, path: Path, sha256: str, pages: Sequence[SheetPage]) -> set[str]:
        """Store the original and its pages, then name them all in one transaction."""
        original = self._blobs.put(
            path.read_bytes(), name=path.name, media_type="application/octet-stream"
        )
        now = self._clock.now()
        written = []
        for page in pages:
            if page.blank:
                continue
            picture = self._blobs.put(page.jpeg, name="scan.jpg", media_type="image/jpeg")
            row = TrayPage(
                key=str(uuid.uuid4()),
                file=sha256,
                page=structs.replace(page, jpeg=b""),
                image=picture.sha256,
                taken_at=now,
                inks=_inks(self._scans.finding(page)),
            )
            written.append((picture, row))
        with self._store.tray_writing() as transaction:
            transaction.keep_here(original)
            transaction.put_file(
                TrayFile(sha256=sha256, name=path.name, size=original.size, taken_at=now)
            )
            for picture, row in written:
                transaction.keep_here(picture)
                transaction.put_page(row)
        return {row.key for _, row in written}

    def _remember(self, path: Path, sha256: str) -> None:
        """Remember a file that cannot be read, so that a watched folder does not offer it again."""
        file = TrayFile(
            sha256=sha256,
            name=path.name,
            size=path.stat().st_size,
            taken_at=self._clock.now(),
            kept=False,
        )
        with self._store.tray_writing() as transaction:
            transaction.put_file(file)

    def _finding(self, row: TrayPage) -> ScanFinding:
        page = structs.replace(row.page, jpeg=self._blobs.get(row.image))
        location = None
        if row.assigned:
            order_id, form, number = row.assigned
            location = FormLocation(order_id=order_id, form=form, round=number)
        found = self._scans.unfiled(self._scans.finding(page, location, row.inks))
        return structs.replace(found, key=row.key)

    def _kept(self, before: ScanFinding, after: ScanFinding) -> ScanFinding:
        """Write a page anew after a clerk has said what it is."""
        row = next((row for row in self._store.tray_pages() if row.key == before.key), None)
        if row is None:
            return after
        picture = self._blobs.put(after.page.jpeg, name="scan.jpg", media_type="image/jpeg")
        where = after.location
        changed = structs.replace(
            row,
            page=structs.replace(after.page, jpeg=b""),
            image=picture.sha256,
            inks=_inks(after),
            assigned=(where.order_id, where.form, where.round) if where else None,
        )
        with self._store.tray_writing() as transaction:
            transaction.keep_here(picture)
            transaction.put_page(changed)
        return structs.replace(after, key=before.key)


def _all_pages(sheet: ScannedSheet) -> tuple[ScanFinding, ...]:
    return (*sheet.pages, *sheet.duplicates)


def _inks(finding: ScanFinding) -> Inks | None:
    """Keep what was found in the boxes; a page of no order here is looked at again."""
    if finding.location is None:
        return None
    return tuple((box.step, box.ink, box.doubtful) for box in finding.boxes)


def _gone(path: Path) -> ScanProblem:
    message = "文件读到一半被移走或改名了，没有放进来。请重新拖入。"
    return ScanProblem(source=path.name, code="scan.gone", message=message)


def _blank_note(name: str, pages: Sequence[SheetPage]) -> list[str]:
    blank = [str(page.index + 1) for page in pages if page.blank]
    if not blank:
        return []
    if len(blank) == len(pages):
        return [f"{name}：全是空白页，没有放进来。"]
    return [f"{name}：第 {'、'.join(blank)} 页是空白背面，没有放进来。"]


def _hash_of(path: Path) -> str:
    """Hash a file in pieces; empty for one that cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()
