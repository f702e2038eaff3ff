"""The month's rewards and penalties as F19 奖惩情况月报 (KF-17)."""

from desktop.printing.report_frame import columns, foot, head, heading, short_day
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.reports import RewardLine, RewardReport
from desktop.services.tables import Table
from forms.reward_report import RewardReportForm, RewardRow

_COLUMNS = columns(
    ("加／扣", 8), ("工单编号", 24), ("事项", 40), ("时间", 17), ("情形", 60), ("规则", 10),
    ("分值", 8),
)  # fmt: skip


def reward_form(report: RewardReport, context: PrintContext) -> RewardReportForm:
    """Word the report."""
    return RewardReportForm(
        head=head(ReportForm.REWARDS, context, report.period),
        foot=foot(context),
        training=context.training,
        gains=tuple(_row(line) for line in report.gains),
        losses=tuple(_row(line) for line in report.losses),
        summary=_summary(report),
    )


def blank_reward_form(context: PrintContext) -> RewardReportForm:
    """Make the empty F19."""
    return RewardReportForm(head(ReportForm.REWARDS, context), foot(context), context.training)


def reward_tables(report: RewardReport, context: PrintContext) -> tuple[Table, ...]:
    """Give the report as a table."""
    sides = (("加分", report.gains), ("扣分", report.losses))
    table = Table(
        name="奖惩情况",
        title=heading(ReportForm.REWARDS, context, report.period),
        columns=_COLUMNS,
        rows=tuple(
            (side, line.number, line.title, line.at, line.text, line.rule, line.points)
            for side, lines in sides
            for line in lines
        ),
        notes=(_summary(report),),
    )
    return (table,)


def _row(line: RewardLine) -> RewardRow:
    return RewardRow(line.number, line.title, short_day(line.at), line.text, line.points)


def _summary(report: RewardReport) -> str:
    return (
        f"本期转办 {report.handled} 件。按工单记录，加分情形 {len(report.gains)} 项、"
        f"扣分情形 {len(report.losses)} 项；是否计分以上级通报为准。"
    )
