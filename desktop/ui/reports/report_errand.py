"""One report on its way to the screen, a printer or a file; works in a worker thread."""

import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.services.ports import StorageError
from desktop.services.report_desk import (
    ReportCancelledError,
    ReportDesk,
    ReportRequest,
    ReportWatch,
)
from desktop.services.report_names import ReportForm
from desktop.services.reports import PaperReport, Report
from desktop.services.workplace import Workplace


class ReportProgress(QObject):
    """Brings the progress of a report from the worker to the GUI thread.

    Signals:
        advanced: How many orders have been read, and of how many.
    """

    advanced = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()

    def begin(self) -> None:
        """Forget an earlier cancel."""
        self._cancelled.clear()

    def cancel(self) -> None:
        """Let the report end at the next lot."""
        self._cancelled.set()

    @property
    def watch(self) -> ReportWatch:
        """What the desk is given."""
        return ReportWatch(self.advanced.emit, self._cancelled.is_set)


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report that has been read, as it looks on paper."""

    request: ReportRequest
    report: Report
    paper: PaperReport


@dataclass(frozen=True, slots=True)
class ReportErrand:
    """What is done with reports of one workplace."""

    workplace: Workplace
    _writers: dict[str, Callable[[ReportDesk, Report], bytes]] = field(
        default_factory=lambda: {"xlsx": ReportDesk.xlsx, "csv": ReportDesk.csv}
    )

    def read(self, request: ReportRequest, watch: ReportWatch) -> ReadReport | None:
        """Read a report and print it to memory; None when somebody cancelled it."""
        desk = self.workplace.reports
        try:
            report = desk.read(request, watch)
        except ReportCancelledError:
            return None
        return ReadReport(request, report, desk.pdf(report))

    def to_file(self, read: ReadReport, path: Path) -> str:
        """Write a report to a file whose name says what kind it is; gives the name."""
        kind = path.suffix.lower().lstrip(".")
        desk = self.workplace.reports
        writer = self._writers.get(kind)
        content = writer(desk, read.report) if writer else read.paper.pdf
        desk.record(read.request, kind or "pdf")
        _write(path, content)
        return path.name

    def to_printer(self, read: ReadReport, printer: str, copies: int, *, duplex: bool) -> None:
        """Send a report to a printer."""
        self.workplace.reports.record(read.request, "print")
        path = self.workplace.data_folder / "spool" / f"{uuid.uuid4().hex}.pdf"
        _write(path, read.paper.pdf)
        try:
            self.workplace.printers.send(path, printer=printer, copies=copies, duplex=duplex)
        finally:
            # the program that prints on Windows may not have read it yet: it goes at the next start
            if sys.platform != "win32":
                path.unlink(missing_ok=True)


def write_blank(workplace: Workplace, form: ReportForm, path: Path) -> str:
    """Write the empty report to a file; gives its name."""
    _write(path, workplace.reports.blank(form).pdf)
    return path.name


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise StorageError(
            "storage.full", f"文件“{path.name}”没有写成：磁盘可能已满或没有权限。工单没有受影响。"
        ) from error
