"""The year's self-assessment as F14 年度自查报告 (KF-19)."""

from desktop.printing.report_frame import columns, foot, head, heading
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.reports import SelfReport, SelfReportLine, Share, YearFacts
from desktop.services.tables import Table
from forms.document import Field
from forms.self_report import SelfReportForm, SelfReportRow

_COLUMNS = columns(
    ("项目", 34), ("标准（条款）", 44), ("满分", 8), ("自评", 8), ("自查情况与依据", 60)
)
_FACT_COLUMNS = columns(("全年数据", 24), ("数", 24))


def self_report_form(report: SelfReport, context: PrintContext) -> SelfReportForm:
    """Word the report."""
    return SelfReportForm(
        head=head(ReportForm.SELF_REPORT, context, report.period),
        foot=foot(context),
        training=context.training,
        basis=report.basis,
        facts=_facts(report.facts),
        rows=tuple(
            SelfReportRow(_named(line), line.clause, line.full, line.mark, line.evidence)
            for line in report.lines
        ),
    )


def blank_self_report_form(context: PrintContext) -> SelfReportForm:
    """Make the empty F14."""
    return SelfReportForm(head(ReportForm.SELF_REPORT, context), foot(context), context.training)


def self_report_tables(report: SelfReport, context: PrintContext) -> tuple[Table, ...]:
    """Give items and numbers as tables."""
    title = heading(ReportForm.SELF_REPORT, context, report.period)
    items = Table(
        name="逐项自查自评",
        title=title,
        columns=_COLUMNS,
        rows=tuple(
            (_named(line), line.clause, line.full, line.mark, line.evidence)
            for line in report.lines
        ),
        notes=(f"依据：{report.basis}",) if report.basis else (),
    )
    facts = Table(
        name="全年数据",
        title=title,
        columns=_FACT_COLUMNS,
        rows=tuple((fact.label, fact.value) for fact in _facts(report.facts)),
    )
    return items, facts


def _named(line: SelfReportLine) -> str:
    """Number an item as its document does; a sum has a name only."""
    return f"{line.id}　{line.name}" if line.id[:1].isdigit() else line.name


def _facts(facts: YearFacts) -> tuple[Field, ...]:
    return (
        Field("全年派单", f"{facts.dispatched} 件（领导批办 {facts.leaders} 件）"),
        Field("已办结", f"{facts.closed} 件"),
        Field("按期提交", _share(facts.in_time)),
        Field("按期联系", _share(facts.contacted)),
        Field("回访满意", _share(facts.satisfied)),
        Field("重办", f"{facts.redone} 次"),
    )


def _share(share: Share) -> str:
    if not share.total:
        return "无应计件"
    return f"{share.met}／{share.total}（{100 * share.met / share.total:.1f}%）"
