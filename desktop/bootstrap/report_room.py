"""Puts the desk for lists and reports together; its libraries load with the first report."""

from collections.abc import Callable, Sequence
from functools import cached_property

from desktop.domain.clocks import Rules
from desktop.domain.paper_forms import PAPER_FORMS
from desktop.domain.profile import ProfileError
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.domain.scoring.tree import Score
from desktop.host.tables import SpreadsheetFiles
from desktop.services.order_desk import OrderDesk
from desktop.services.paper_desk import PaperIdentity
from desktop.services.paper_ports import PrintContext
from desktop.services.ports import RuleBook, WallClock
from desktop.services.report_desk import ReportDesk, ReportSources, ReportWatch
from desktop.services.report_names import ReportForm
from desktop.services.report_period import Period
from desktop.services.reports import PaperReport, Report, ReportPrinter
from desktop.services.tables import Table
from desktop.store.store import Store
from resources import score_files


def report_desk(
    desk: OrderDesk,
    store: Store,
    book: RuleBook,
    own_rules: Callable[[], Rules],
    clock: WallClock,
    identity: PaperIdentity,
    score: Callable[[Period, ReportWatch], Score | None],
    office_fonts: Callable[[], bool],
) -> ReportDesk:
    """Make the desk.

    Args:
        desk: Records what was printed.
        store: Where the orders are.
        book: Rules of the orders.
        own_rules: The unit's present rules.
        clock: What is overdue; print times.
        identity: Who prints.
        score: Computes the score of a period.
        office_fonts: Whether to print with the office's own faces.
    """

    def score_rules() -> ScoreRules | None:
        return score_rules_of(own_rules().profile.assessment)

    sources = ReportSources(
        lists=store,
        store=store,
        records=store,
        rules=book,
        own_rules=own_rules,
        score_rules=score_rules,
        form_names={form.id: form.name for form in PAPER_FORMS.values()},
        score=score,
    )
    printer = LateReportPrinter(office_fonts)
    return ReportDesk(desk, sources, printer, SpreadsheetFiles(), clock, identity)


def score_rules_of(profile: str) -> ScoreRules | None:
    """Read the assessment of a jurisdiction; None where no document gives one."""
    from desktop.domain.scoring.formula_sets import read_rules

    try:
        return read_rules(score_files.score_content(profile), name=f"{profile}.toml")
    except (KeyError, ProfileError):
        return None


class LateReportPrinter:
    """Implements `ReportPrinter`.

    Args:
        office_fonts: Whether to take the office's own faces; a change holds from the next start.
    """

    def __init__(self, office_fonts: Callable[[], bool]) -> None:
        self._office_fonts = office_fonts

    @cached_property
    def _printer(self) -> ReportPrinter:
        from desktop.bootstrap.paper_fonts import paper_fonts
        from desktop.printing.report_printer import PdfReportPrinter

        return PdfReportPrinter(paper_fonts(office=self._office_fonts()))

    def pdf(self, report: Report, context: PrintContext) -> PaperReport:
        """See `ReportPrinter.pdf`."""
        return self._printer.pdf(report, context)

    def tables(self, report: Report, context: PrintContext) -> Sequence[Table]:
        """See `ReportPrinter.tables`."""
        return self._printer.tables(report, context)

    def blank(self, form: ReportForm, context: PrintContext) -> PaperReport:
        """See `ReportPrinter.blank`."""
        return self._printer.blank(form, context)
