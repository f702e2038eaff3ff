"""Paper leaves the office: one form or many, to a printer or a folder, recorded before it goes."""

import errno
import os
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.domain.actions import Retract
from desktop.domain.paper_forms import form_name
from desktop.domain.rounds import round_name
from desktop.services.file_trouble import reason_of
from desktop.services.order_desk import RefusedError
from desktop.services.paper_ports import BatchLine, PrintedForm, PrintError
from desktop.services.ports import StorageError
from desktop.services.print_notes import NOT_OUT, REFUSED
from desktop.services.print_ports import PrintSetup
from desktop.services.shared_files import whole_file
from desktop.services.workplace import Workplace

_T = TypeVar("_T")
Deliver = Callable[[bytes, str], str]
"""Takes a document and its file name, and gives the id of the print job; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSheet:
    """One sheet of a batch, before it is rendered.

    Attributes:
        round: The round under which it is filed.
        printed: How often it was printed before.
    """

    order_id: str
    number: str
    title: str
    form: str
    round: int
    printed: int = 0

    @property
    def name(self) -> str:
        """What it is, without a word about the caller."""
        rounds = "" if self.round == 1 else f"（{round_name(self.round)}）"
        return f"{self.number}　{self.form} {form_name(self.form)}{rounds}"


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """A sheet that did not go out, and why."""

    sheet: BatchSheet
    reason: str


@dataclass(frozen=True, slots=True)
class BatchWatch:
    """How the one who waits follows a batch.

    Attributes:
        progress: Told how many sheets are through, and of how many.
        cancelled: Asked before each sheet whether to stop.
    """

    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of a batch.

    Attributes:
        sent: Sheets that went out; they stay out, also after a cancel.
        failed: Sheets that did not, each with its reason.
        left: Sheets that were not tried: somebody cancelled, or nothing more could go out.
        stopped: Why nothing more could go out; empty for a batch that ran to its end.
        job: Id of the last print job.
    """

    sent: tuple[BatchSheet, ...] = ()
    failed: tuple[BatchFailure, ...] = ()
    left: tuple[BatchSheet, ...] = ()
    stopped: str = ""
    job: str = ""

    @property
    def to_repeat(self) -> tuple[BatchSheet, ...]:
        """What has not gone out, in the order of the batch."""
        return (*(failure.sheet for failure in self.failed), *self.left)


class _StoppedError(Exception):
    """Nothing more can go out: the printer or the folder takes nothing."""


class PrintDesk:
    """The use cases of printing. Blocks: called in a worker.

    Args:
        workplace: Paper, printers, and the folder for documents on their way to one.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def to_printer(self, order_id: str, printed: PrintedForm, setup: PrintSetup) -> str:
        """Print a form of an order, or an empty form with `order_id` empty; gives the job's id.

        Raises:
            StorageError: It could not be recorded, or the disk is full; nothing was printed.
            PrintError: The printer refused.
        """
        entry_id = self._record(order_id, printed, setup.copies, str(setup.pages))
        with self.marked(printed.form, order_id, entry_id):
            return self.deliver(printed.pdf, setup)

    def to_file(self, order_id: str, printed: PrintedForm, path: Path) -> None:
        """Save a form of an order, or an empty form, as a PDF; recorded as one copy.

        Raises:
            UnwrittenError: The file could not be written; no print is left standing.
            StorageError: It could not be recorded; nothing was written.
        """
        record = partial(self._record, order_id, printed, 1)
        keep_file(path, printed.pdf, record, partial(self.mark, printed.form, order_id))

    @contextmanager
    def marked(self, form: str, order_id: str = "", entry_id: str = "") -> Iterator[None]:
        """Mark a print that was recorded and then did not go out, and tell the error on.

        It is recorded before it goes, because a sheet that nobody recorded would be a foreign one
        when it comes back signed; so the record may speak of a sheet that never was.
        """
        try:
            yield
        except (PrintError, StorageError, _StoppedError):
            # a full disk may not take the mark either: what the clerk reads is the first error
            with suppress(StorageError):
                self.mark(form, order_id, entry_id)
            raise

    def mark(self, form: str, order_id: str = "", entry_id: str = "") -> None:
        """Mark that a recorded print did not go out, and take its row in the order back.

        The row stays to be seen, and its codes stay known: a printer may say no and print all
        the same, and that sheet is not to come back as a foreign one.

        Raises:
            StorageError: It could not be written.
        """
        detail = {"form": form}
        orders = self._workplace.orders
        if entry_id:
            retract = Retract(target=entry_id, reason=NOT_OUT)
            with suppress(RefusedError):  # such as of a closed order: it can be marked only
                orders.act(order_id, retract, notes=[orders.audit_entry(order_id, REFUSED, detail)])
                return
        orders.note_access(order_id, REFUSED, detail)
        self._workplace.changes.orders_changed([order_id] if order_id else [])

    def deliver(self, pdf: bytes, setup: PrintSetup) -> str:
        """Send a document to a printer without a record; gives the job's id."""
        path = self._workplace.data_folder / "spool" / f"{uuid.uuid4().hex}.pdf"
        write_file(path, pdf)
        try:
            return self._workplace.printers.send(path, setup)
        finally:
            # the program that prints on Windows may not have read it yet: it goes at the next start
            if sys.platform != "win32":
                path.unlink(missing_ok=True)

    def batch_to_printer(
        self, sheets: Sequence[BatchSheet], setup: PrintSetup, watch: BatchWatch
    ) -> BatchOutcome:
        """Print many sheets behind a separator sheet that lists them."""
        return self._batch(sheets, _ToPrinter(self, setup), setup.copies, watch)

    def batch_to_folder(
        self, sheets: Sequence[BatchSheet], folder: Path, watch: BatchWatch
    ) -> BatchOutcome:
        """Save many sheets into a folder, one file each, with the list of them."""
        return self._batch(sheets, _ToFolder(folder), 1, watch)

    def _batch(
        self, sheets: Sequence[BatchSheet], deliver: Deliver, copies: int, watch: BatchWatch
    ) -> BatchOutcome:
        sent: list[BatchSheet] = []
        failed: list[BatchFailure] = []
        job = stopped = ""
        for place, sheet in enumerate(sheets):
            if watch.cancelled():
                break
            watch.progress(place, len(sheets))
            try:
                if place == 0:
                    deliver(self._cover(sheets, copies), "打印清单.pdf")
                job = self._one(sheet, deliver, copies)
                sent.append(sheet)
            except (PrintError, RefusedError) as error:
                failed.append(BatchFailure(sheet, str(error)))
            except (_StoppedError, StorageError) as error:
                failed.append(BatchFailure(sheet, str(error)))
                stopped = str(error)
                break
        watch.progress(len(sent) + len(failed), len(sheets))
        left = tuple(sheets[len(sent) + len(failed) :])
        return BatchOutcome(tuple(sent), tuple(failed), left, stopped, job)

    def _cover(self, sheets: Sequence[BatchSheet], copies: int) -> bytes:
        lines = [BatchLine(sheet.number, sheet.form, sheet.round, copies) for sheet in sheets]
        return self._workplace.paper.batch_list(lines)

    def _one(self, sheet: BatchSheet, deliver: Deliver, copies: int) -> str:
        paper = self._workplace.paper
        printed = paper.preview(sheet.order_id, sheet.form, round_number=sheet.round)
        entry_id = self._record(sheet.order_id, printed, copies)
        with self.marked(sheet.form, sheet.order_id, entry_id):
            return deliver(printed.pdf, printed.file_name)

    def _record(self, order_id: str, printed: PrintedForm, copies: int, pages: str = "") -> str:
        """Record a print; gives the id of its row, which an empty form has none of."""
        if order_id:
            paper = self._workplace.paper
            saved = paper.record_print(order_id, printed, copies=copies, pages=pages)
            return saved.order.prints[-1].entry_id
        detail = {"form": printed.form, "copies": str(copies)}
        if pages:
            detail["pages"] = pages
        self._workplace.orders.note_access("", "blank_printed", detail)
        return ""


@dataclass(frozen=True, slots=True)
class _ToPrinter:
    desk: PrintDesk
    setup: PrintSetup

    def __call__(self, pdf: bytes, _name: str) -> str:
        try:
            return self.desk.deliver(pdf, self.setup)
        except PrintError as error:
            # a printer that refuses one sheet refuses the next: the batch does not try them all
            raise _StoppedError(str(error)) from error


@dataclass(frozen=True, slots=True)
class _ToFolder:
    folder: Path

    def __call__(self, pdf: bytes, name: str) -> str:
        write_file(self.folder / name, pdf)
        return ""


class UnwrittenError(StorageError):
    """A file that a clerk asked for could not be written; an older one is as it was."""


@contextmanager
def _written(path: Path, content: bytes) -> Iterator[None]:
    """Write a file that gets its name when the block has ended well."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with whole_file(path, content):
            yield
    except OSError as error:
        raise UnwrittenError(
            "storage.full",
            f"文件“{path.name}”没有写成：{reason_of(error)}。"
            "工单的内容没有受影响，原有的文件也没有变。请检查磁盘和文件夹后再试。",
        ) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file that a clerk asked for, whole or not at all.

    Raises:
        UnwrittenError: The disk is full or there is no right to write; an older file of the name
            is as it was.
    """
    with _written(path, content):
        pass


def keep_file(
    path: Path, content: bytes, record: Callable[[], _T], mark: Callable[[_T], None]
) -> None:
    """Write a file that is recorded before it gets its name.

    A disk that takes nothing leaves no record. Where the name is what cannot be given, the
    record stands already, and is marked.

    Args:
        path: The file.
        content: What stands in it.
        record: Records that it goes out.
        mark: Told what `record` gave, where the file did not come to be after all.

    Raises:
        UnwrittenError: The file could not be written; an older one is as it was.
        StorageError: It could not be recorded; nothing was written.
    """
    recorded: list[_T] = []
    try:
        with _written(path, content):
            recorded.append(record())
    except UnwrittenError:
        for found in recorded:
            # a full disk may not take the mark either: what the clerk reads is the first error
            with suppress(StorageError):
                mark(found)
        raise
