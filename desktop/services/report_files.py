"""A list or report goes into a file: as paper, or as a table for spreadsheets."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from desktop.services.print_desk import PrintDesk, keep_file
from desktop.services.print_notes import EXPORT_REFUSED
from desktop.services.report_desk import ReportDesk, ReportRequest
from desktop.services.reports import PaperReport, Report
from desktop.services.workplace import Workplace

TABLES: dict[str, Callable[[ReportDesk, Report], bytes]] = {
    "xlsx": ReportDesk.xlsx,
    "csv": ReportDesk.csv,
}
"""What a report can be beside a PDF."""


class ReportFiles:
    """The use cases of writing reports. Blocks: called in a worker.

    Args:
        workplace: Makes reports, and records what goes out.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def keep(
        self,
        request: ReportRequest,
        report: Report,
        path: Path,
        paper: PaperReport | None = None,
    ) -> None:
        """Write a report to a file whose name says what kind it is.

        Args:
            request: What was wanted.
            report: What was read.
            path: The file; a PDF unless its ending is one of `TABLES`.
            paper: The report as it looks on paper, where it has been set already.

        Raises:
            UnwrittenError: The file could not be written.
            StorageError: It could not be recorded.
            PrintError: A character is in no font.
        """
        desk = self._workplace.reports
        kind = path.suffix.lower().lstrip(".")
        table = TABLES.get(kind)
        if table is not None:
            export = partial(desk.record, request, kind)
            keep_file(path, table(desk, report), export, partial(self._mark_export, request))
            return
        sheet = paper or desk.pdf(report)

        def record() -> str:
            desk.record(request, "pdf")
            self._workplace.shelf.record_report(report, sheet, copies=1)
            return report.form

        keep_file(path, sheet.pdf, record, PrintDesk(self._workplace).mark)

    def _mark_export(self, request: ReportRequest, _recorded: None) -> None:
        detail = {"form": str(request.form), "period": request.period.text}
        self._workplace.orders.note_access("", EXPORT_REFUSED, detail)
