"""A desk for lists and reports on any store, printing for real or as plain words."""

from datetime import datetime

from helpers.form_samples import FONTS
from helpers.memory_office import MemoryOffice
from helpers.stores import OneRuleBook

from desktop.domain.clocks import Rules
from desktop.domain.paper_forms import PAPER_FORMS
from desktop.domain.scoring.formula_sets import read_rules
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.domain.scoring.tree import Score
from desktop.host.tables import SpreadsheetFiles
from desktop.printing.report_printer import PdfReportPrinter
from desktop.services.paper_desk import PaperIdentity
from desktop.services.report_desk import ReportDesk, ReportSources, ReportWatch
from desktop.services.report_period import Period
from resources import score_files

PRINTED = PdfReportPrinter(FONTS)


def kaifeng_score_rules() -> ScoreRules:
    return read_rules(score_files.score_content("kaifeng"), name="kaifeng.toml")


def report_desk(
    office: MemoryOffice,
    rules: Rules,
    *,
    score_rules: ScoreRules | None = None,
    score: Score | None = None,
) -> ReportDesk:
    """Make the desk of an office; the rules are those that the unit works by now."""

    def scored(_period: Period, _watch: ReportWatch) -> Score | None:
        return score

    sources = ReportSources(
        lists=office.store,
        store=office.store,
        records=office.store,
        rules=OneRuleBook(),
        own_rules=lambda: rules,
        score_rules=lambda: score_rules,
        form_names={form.id: form.name for form in PAPER_FORMS.values()},
        score=scored,
    )
    identity = PaperIdentity(unit_name="第一居委会", operator=lambda: "陈敏", training=False)
    return ReportDesk(office.desk, sources, PRINTED, SpreadsheetFiles(), office.clock, identity)


def set_clock(office: MemoryOffice, moment: datetime) -> None:
    """Let it be another time in an office."""
    office.clock.moment = moment
