"""What the next shift has to know as F24 交接班清单."""

from collections.abc import Sequence

from desktop.printing.report_frame import columns, foot, head, heading, short_moment
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.reports import DutyLine, HandoverReport, LooseEnd
from desktop.services.tables import Table
from forms.handover_list import HandoverListForm, HandoverPart, HandoverRow

_COLUMNS = columns(
    ("序号", 6), ("工单编号", 24), ("事项", 40), ("内容", 18), ("时间", 17), ("经办", 14),
    ("状态", 36),
)  # fmt: skip
_PARTS = ("一、未完成的期限事项", "二、草稿", "三、未送达平台的办理", "四、等待签字的表单")


def handover_form(report: HandoverReport, context: PrintContext) -> HandoverListForm:
    """Word the list."""
    return HandoverListForm(
        head=head(ReportForm.HANDOVER, context, report.period),
        foot=foot(context),
        training=context.training,
        parts=_parts(report),
    )


def blank_handover_form(context: PrintContext) -> HandoverListForm:
    """Make the empty F24."""
    return HandoverListForm(
        head=head(ReportForm.HANDOVER, context),
        foot=foot(context),
        training=context.training,
        parts=tuple(HandoverPart(name) for name in _PARTS),
        blank=True,
    )


def handover_tables(report: HandoverReport, context: PrintContext) -> tuple[Table, ...]:
    """Give the list as tables, one a part."""
    return tuple(
        Table(
            name=part.name.partition("、")[2],
            title=f"{heading(ReportForm.HANDOVER, context, report.period)}　{part.name}",
            columns=_COLUMNS,
            rows=tuple(
                (int(row.place), row.number, row.title, row.what, row.at, row.person, row.state)
                for row in part.rows
            ),
        )
        for part in _parts(report)
    )


def _parts(report: HandoverReport) -> tuple[HandoverPart, ...]:
    duties = tuple(_duty(place, line) for place, line in enumerate(report.duties, 1))
    ends = (report.drafts, report.unsent, report.unsigned)
    rows = (duties, *(_loose_ends(part) for part in ends))
    return tuple(HandoverPart(name, part) for name, part in zip(_PARTS, rows, strict=True))


def _duty(place: int, line: DutyLine) -> HandoverRow:
    provisional = "" if line.certain else "（暂定）"
    return HandoverRow(
        place=str(place),
        number=line.number,
        title=line.title,
        what=line.duty,
        at=f"{short_moment(line.due)}{provisional}",
        person=line.person,
        state=line.state,
    )


def _loose_ends(ends: Sequence[LooseEnd]) -> tuple[HandoverRow, ...]:
    return tuple(
        HandoverRow(
            place=str(place),
            number=end.number,
            title=end.title,
            what=end.what,
            at=short_moment(end.at),
            state=end.state,
        )
        for place, end in enumerate(ends, 1)
    )
