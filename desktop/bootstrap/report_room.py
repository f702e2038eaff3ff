"""Puts the desk for lists and reports together; its libraries load with the first report."""

from collections.abc import Callable, Sequence
from functools import cached_property

from desktop.domain.clocks import Rules
from desktop.domain.paper_forms import PAPER_FORMS
from desktop.domain.profile import ProfileError
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.host.tables import SpreadsheetFiles
from desktop.services.order_desk import OrderDesk
from desktop.services.paper_desk import PaperIdentity
from desktop.services.ports import PrintContext, RuleBook, WallClock
from desktop.services.report_desk import ReportDesk, ReportSources
from desktop.services.report_names import ReportForm
from desktop.services.reports import Report, ReportPrinter
from desktop.services.tables import Table
from desktop.store.store import Store
from resources import score_files, typefaces


def report_desk(
    desk: OrderDesk,
    store: Store,
    book: RuleBook,
    own_rules: Callable[[], Rules],
    clock: WallClock,
    identity: PaperIdentity,
) -> ReportDesk:
    """Make the desk.

    Args:
        desk: Records what was printed.
        store: Where the orders are.
        book: Rules of the orders.
        own_rules: The unit's present rules.
        clock: What is overdue; print times.
        identity: Who prints.
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
    )
    return ReportDesk(desk, sources, LateReportPrinter(), SpreadsheetFiles(), clock, identity)


def score_rules_of(profile: str) -> ScoreRules | None:
    """Read the assessment of a jurisdiction; None where no document gives one."""
    from desktop.domain.scoring.formula_sets import read_rules

    try:
        return read_rules(score_files.score_content(profile), name=f"{profile}.toml")
    except (KeyError, ProfileError):
        return None


class LateReportPrinter:
    """Implements `ReportPrinter` with the bundled fonts."""

    @cached_property
    def _printer(self) -> ReportPrinter:
        from desktop.printing.report_printer import PdfReportPrinter
        from forms.fonts import FontSet

        fonts = FontSet(
            typefaces.serif_regular(),
            typefaces.serif_bold(),
            typefaces.sans_bold(),
            fallbacks=(typefaces.sans_regular(),),
        )
        return PdfReportPrinter(fonts)

    def pdf(self, report: Report, context: PrintContext) -> bytes:
        """See `ReportPrinter.pdf`."""
        return self._printer.pdf(report, context)

    def tables(self, report: Report, context: PrintContext) -> Sequence[Table]:
        """See `ReportPrinter.tables`."""
        return self._printer.tables(report, context)

    def blank(self, form: ReportForm, context: PrintContext) -> bytes:
        """See `ReportPrinter.blank`."""
        return self._printer.blank(form, context)
