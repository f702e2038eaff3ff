"""Prints lists and regular reports, and gives them as tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from msgspec import structs

from desktop.domain.paper_forms import steps_of
from desktop.domain.version_code import unit_sheet
from desktop.printing.archive_list import archive_form, archive_tables, blank_archive_form
from desktop.printing.failures import safely
from desktop.printing.frame import ink_boxes
from desktop.printing.handover_list import blank_handover_form, handover_form, handover_tables
from desktop.printing.onsite_list import blank_onsite_form, onsite_form, onsite_tables
from desktop.printing.rest_day_list import blank_rest_day_form, rest_day_form, rest_day_tables
from desktop.printing.reward_report import blank_reward_form, reward_form, reward_tables
from desktop.printing.self_report import (
    blank_self_report_form,
    self_report_form,
    self_report_tables,
)
from desktop.printing.topic_report import blank_topic_form, topic_form, topic_tables
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import SHEET_FORMS, ReportForm
from desktop.services.reports import (
    ArchiveReport,
    HandoverReport,
    OnsiteReport,
    PaperReport,
    Report,
    RestDayReport,
    RewardReport,
    SelfReport,
    TopicReport,
    signed_content,
)
from desktop.services.tables import Table
from forms import (
    archive_list,
    handover_list,
    onsite_list,
    rest_day_list,
    reward_report,
    self_report,
    topic_report,
)
from forms.document import Rendered
from forms.fonts import FontSet

_Report = TypeVar("_Report")
_Form = TypeVar("_Form")


class _Template(Protocol):
    """One report as paper and as tables."""

    def filled(self, report: Report, context: PrintContext, fonts: FontSet) -> Rendered:
        """Print it."""

    def blank(self, context: PrintContext, fonts: FontSet) -> Rendered:
        """Print it empty."""

    def tables(self, report: Report, context: PrintContext) -> Sequence[Table]:
        """Give its tables."""


@dataclass(frozen=True, slots=True)
class _ReportTemplate(Generic[_Report, _Form]):
    """A report with the words and the page that belong to it.

    Attributes:
        kind: Class of its content.
        fill: Words the content.
        empty: Makes the empty form.
        table: Gives the content as tables.
        render: Prints the form.
    """

    kind: type[_Report]
    fill: Callable[[_Report, PrintContext], _Form]
    empty: Callable[[PrintContext], _Form]
    table: Callable[[_Report, PrintContext], Sequence[Table]]
    render: Callable[[_Form, FontSet], Rendered]

    def filled(self, report: Report, context: PrintContext, fonts: FontSet) -> Rendered:
        """See `_Template.filled`."""
        return self.render(self.fill(self._own(report), context), fonts)

    def blank(self, context: PrintContext, fonts: FontSet) -> Rendered:
        """See `_Template.blank`."""
        return self.render(self.empty(context), fonts)

    def tables(self, report: Report, context: PrintContext) -> Sequence[Table]:
        """See `_Template.tables`."""
        return self.table(self._own(report), context)

    def _own(self, report: Report) -> _Report:
        if not isinstance(report, self.kind):
            raise TypeError(type(report))
        return report


_ARCHIVE: _Template = _ReportTemplate(
    ArchiveReport, archive_form, blank_archive_form, archive_tables, archive_list.render
)
_ONSITE: _Template = _ReportTemplate(
    OnsiteReport, onsite_form, blank_onsite_form, onsite_tables, onsite_list.render
)
_SELF_REPORT: _Template = _ReportTemplate(
    SelfReport, self_report_form, blank_self_report_form, self_report_tables, self_report.render
)
_REWARDS: _Template = _ReportTemplate(
    RewardReport, reward_form, blank_reward_form, reward_tables, reward_report.render
)
_TOPICS: _Template = _ReportTemplate(
    TopicReport, topic_form, blank_topic_form, topic_tables, topic_report.render
)
_REST_DAYS: _Template = _ReportTemplate(
    RestDayReport, rest_day_form, blank_rest_day_form, rest_day_tables, rest_day_list.render
)
_HANDOVER: _Template = _ReportTemplate(
    HandoverReport, handover_form, blank_handover_form, handover_tables, handover_list.render
)
_TEMPLATES: dict[ReportForm, _Template] = {
    ReportForm.ARCHIVE: _ARCHIVE,
    ReportForm.ONSITE: _ONSITE,
    ReportForm.SELF_REPORT: _SELF_REPORT,
    ReportForm.REWARDS: _REWARDS,
    ReportForm.TOPICS: _TOPICS,
    ReportForm.REST_DAYS: _REST_DAYS,
    ReportForm.HANDOVER: _HANDOVER,
}


class PdfReportPrinter:
    """Implements `ReportPrinter` with a set of fonts; safe to call from any thread.

    Args:
        fonts: The fonts to print with.
    """

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts

    def pdf(self, report: Report, context: PrintContext) -> PaperReport:
        """Print a report; see `ReportPrinter.pdf`."""
        template = _TEMPLATES[report.form]
        sheet = SHEET_FORMS[report.form]
        if not steps_of(sheet):
            return _paper(safely(lambda: template.filled(report, context, self._fonts)))
        identity, code = unit_sheet(
            sheet, context.unit_name, report.period.text, signed_content(report)
        )
        coded = structs.replace(context, form_id=identity, code=code)
        rendered = safely(lambda: template.filled(report, coded, self._fonts))
        return replace(_paper(rendered), form_id=identity, code=code, boxes=ink_boxes(rendered))

    def tables(self, report: Report, context: PrintContext) -> Sequence[Table]:
        """Give a report as tables; see `ReportPrinter.tables`."""
        return _TEMPLATES[report.form].tables(report, context)

    def blank(self, form: ReportForm, context: PrintContext) -> PaperReport:
        """Print the empty report; see `ReportPrinter.blank`."""
        return _paper(safely(lambda: _TEMPLATES[form].blank(context, self._fonts)))


def _paper(rendered: Rendered) -> PaperReport:
    return PaperReport(rendered.pdf, rendered.pages)
