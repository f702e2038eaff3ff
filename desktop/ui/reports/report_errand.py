"""One report on its way to the screen, a printer or a file; works in a worker thread."""

from dataclasses import dataclass
from pathlib import Path

from desktop.services.print_desk import PrintDesk, write_file
from desktop.services.print_ports import PrintSetup
from desktop.services.report_desk import ReportCancelledError, ReportRequest, ReportWatch
from desktop.services.report_files import ReportFiles
from desktop.services.report_names import ReportForm
from desktop.services.reports import PaperReport, Report
from desktop.services.workplace import Workplace
from desktop.ui.job_progress import JobProgress


class ReportProgress(JobProgress):
    """Brings the progress of a report from the worker to the GUI thread: orders read, of all."""

    @property
    def watch(self) -> ReportWatch:
        """What the desk is given."""
        return ReportWatch(self.advanced.emit, self._is_cancelled)

    def _is_cancelled(self) -> bool:
        return self.is_cancelled


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
        ReportFiles(self.workplace).keep(read.request, read.report, path, read.paper)
        return path.name

    def to_printer(self, read: ReadReport, setup: PrintSetup) -> str:
        """Send a report to a printer; gives the id of the job."""
        self.workplace.reports.record(read.request, "print")
        pages = str(setup.pages)
        shelf = self.workplace.shelf
        shelf.record_report(read.report, read.paper, copies=setup.copies, pages=pages)
        desk = PrintDesk(self.workplace)
        with desk.marked(read.report.form):
            return desk.deliver(read.paper.pdf, setup)


def write_blank(workplace: Workplace, form: ReportForm, path: Path) -> str:
    """Write the empty report to a file; gives its name."""
    write_file(path, workplace.reports.blank(form).pdf)
    return path.name
