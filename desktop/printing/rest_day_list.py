"""Duties on rest days as F23 节假日值班工单清单."""

from itertools import groupby

from desktop.domain.calendar import CST
from desktop.printing import words
from desktop.printing.report_frame import columns, foot, head, heading, short_moment
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.reports import DutyLine, RestDayReport
from desktop.services.tables import Table
from forms.rest_day_list import RestDay, RestDayListForm, RestDayRow

_COLUMNS = columns(
    ("序号", 6), ("日期", 20), ("值班人员", 14), ("截止时间", 17), ("工单编号", 24), ("事项", 40),
    ("须完成", 16), ("地点", 30), ("目前阶段", 14),
)  # fmt: skip


def rest_day_form(report: RestDayReport, context: PrintContext) -> RestDayListForm:
    """Word the list, one section a day."""
    places = {id(line): place for place, line in enumerate(report.lines, 1)}
    days = tuple(
        RestDay(name, tuple(_row(places[id(line)], line) for line in lines))
        for name, lines in groupby(report.lines, key=_day)
    )
    return RestDayListForm(
        head=head(ReportForm.REST_DAYS, context, report.period),
        foot=foot(context),
        training=context.training,
        days=days,
        summary=_summary(report),
    )


def blank_rest_day_form(context: PrintContext) -> RestDayListForm:
    """Make the empty F23."""
    return RestDayListForm(head(ReportForm.REST_DAYS, context), foot(context), context.training)


def rest_day_tables(report: RestDayReport, context: PrintContext) -> tuple[Table, ...]:
    """Give the list as a table."""
    rows = tuple(
        (
            place,
            _day(line),
            line.person,
            line.due,
            line.number,
            line.title,
            line.duty,
            line.place,
            line.state,
        )
        for place, line in enumerate(report.lines, 1)
    )
    table = Table(
        name="节假日值班",
        title=heading(ReportForm.REST_DAYS, context, report.period),
        columns=_COLUMNS,
        rows=rows,
        notes=(_summary(report),),
    )
    return (table,)


def _day(line: DutyLine) -> str:
    return f"{words.day(line.due.astimezone(CST).date())}　{line.day_name}"


def _row(place: int, line: DutyLine) -> RestDayRow:
    provisional = "" if line.certain else "（暂定）"
    return RestDayRow(
        place=str(place),
        person=line.person,
        due=short_moment(line.due) + provisional,
        number=line.number,
        title=line.title,
        duty=line.duty,
        where=line.place,
        stage=line.state,
    )


def _summary(report: RestDayReport) -> str:
    if not report.lines:
        return "期间没有在休息日到期的事项。"
    days = len({line.due.astimezone(CST).date() for line in report.lines})
    return f"共 {len(report.lines)} 项，分布在 {days} 个休息日。期限不因休息日顺延。"
