"""The month's checks on site as the list of F4 (LS-11)."""

from collections import Counter

from desktop.printing import words
from desktop.printing.report_frame import columns, foot, head, heading, short_moment
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.reports import OnsiteLine, OnsiteReport
from desktop.services.tables import Table
from forms.onsite_list import OnsiteListForm, OnsiteRow

_COLUMNS = columns(
    ("序号", 6), ("工单编号", 24), ("类别", 14), ("事项", 36), ("现场时间", 17), ("地点", 28),
    ("参加人员", 20), ("现场情况", 40), ("处理措施", 40), ("结果", 12), ("照片", 6),
)  # fmt: skip


def onsite_form(report: OnsiteReport, context: PrintContext) -> OnsiteListForm:
    """Word the list."""
    return OnsiteListForm(
        head=head(ReportForm.ONSITE, context, report.period),
        foot=foot(context),
        training=context.training,
        rows=tuple(_row(place, line) for place, line in enumerate(report.lines, 1)),
        due=words.day(report.due) if report.due else "",
        summary=_summary(report),
    )


def blank_onsite_form(context: PrintContext) -> OnsiteListForm:
    """Make the empty list."""
    return OnsiteListForm(head(ReportForm.ONSITE, context), foot(context), context.training)


def onsite_tables(report: OnsiteReport, context: PrintContext) -> tuple[Table, ...]:
    """Give the list as a table."""
    rows = tuple(
        (
            place,
            line.number,
            line.category,
            line.title,
            line.at,
            line.place,
            line.people,
            line.findings,
            line.measures,
            words.OUTCOMES.get(line.outcome, ""),
            line.photos,
        )
        for place, line in enumerate(report.lines, 1)
    )
    table = Table(
        name="现场督办",
        title=heading(ReportForm.ONSITE, context, report.period),
        columns=_COLUMNS,
        rows=rows,
        notes=(_summary(report),),
    )
    return (table,)


def _summary(report: OnsiteReport) -> str:
    if not report.lines:
        return "本期没有需要报送的现场督办。"
    counts = Counter(line.category for line in report.lines)
    told = "、".join(f"{name} {count} 次" for name, count in sorted(counts.items()))
    orders = len({line.number for line in report.lines})
    photos = sum(line.photos for line in report.lines)
    return f"共 {orders} 件工单，现场 {len(report.lines)} 次（{told}），照片 {photos} 张。"


def _row(place: int, line: OnsiteLine) -> OnsiteRow:
    return OnsiteRow(
        place=str(place),
        number=line.number,
        category=line.category,
        title=line.title,
        at=short_moment(line.at),
        where=line.place,
        people=line.people,
        findings=line.findings,
        measures=line.measures,
        result=words.OUTCOMES.get(line.outcome, ""),
        photos=str(line.photos),
    )
