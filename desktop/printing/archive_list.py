"""The month's register as F13 归档目录与台账 (KF-23, KF-07)."""

from collections import Counter
from collections.abc import Sequence

from desktop.printing import words
from desktop.printing.report_frame import columns, foot, head, heading, short_day
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.reports import ArchiveLine, ArchiveReport
from desktop.services.tables import Table
from forms.archive_list import ArchiveListForm, ArchiveRow

_COLUMNS = columns(
    ("序号", 6), ("案卷号", 18), ("工单编号", 24), ("标题", 40), ("类型", 14), ("派单时间", 17),
    ("批办时间", 17), ("办结时间", 17), ("办理结果", 12), ("满意度", 10), ("页数", 7),
    ("附件数", 8), ("保管期限", 10),
)  # fmt: skip


def archive_form(report: ArchiveReport, context: PrintContext) -> ArchiveListForm:
    """Word the register."""
    return ArchiveListForm(
        head=head(ReportForm.ARCHIVE, context, report.period),
        foot=foot(context),
        training=context.training,
        rows=tuple(_row(n, line, report.retention) for n, line in enumerate(report.lines, 1)),
        totals=ArchiveRow(
            title="合计",
            dispatched_on=f"派单 {_dispatched(report.lines)}",
            closed_on=f"办结 {_closed(report.lines)}",
            pages=f"{_pages(report.lines)}／\n{_files(report.lines)}",
        ),
        summary=summary(report.lines),
    )


def blank_archive_form(context: PrintContext) -> ArchiveListForm:
    """Make the empty F13."""
    plain = foot(context)
    return ArchiveListForm(head(ReportForm.ARCHIVE, context), plain, context.training)


def archive_tables(report: ArchiveReport, context: PrintContext) -> tuple[Table, ...]:
    """Give the register as a table."""
    lines = report.lines
    rows = tuple(
        (
            place,
            line.file_number,
            line.number,
            line.title,
            line.kind,
            line.dispatched_at,
            line.approved_at,
            line.closed_at,
            _result(line),
            words.FEEDBACK.get(line.feedback or "", ""),
            line.pages,
            line.files,
            report.retention if line.closed_in else "",
        )
        for place, line in enumerate(lines, 1)
    )
    totals = (
        None, None, None, "合计", None, f"派单 {_dispatched(lines)}", None,
        f"办结 {_closed(lines)}", None, None, _pages(lines), _files(lines), None,
    )  # fmt: skip
    table = Table(
        name="归档目录与台账",
        title=heading(ReportForm.ARCHIVE, context, report.period),
        columns=_COLUMNS,
        rows=rows,
        totals=(totals,),
        notes=(summary(lines),),
    )
    return (table,)


def summary(lines: Sequence[ArchiveLine]) -> str:
    """Say what the register adds up to."""
    leaders = sum(line.closed_in and line.approved_at is not None for line in lines)
    parts = [
        f"本期派单 {_dispatched(lines)} 件",
        f"办结归档 {_closed(lines)} 件（其中领导批办 {leaders} 件）",
        f"本期派单未办结 {sum(line.closed_at is None for line in lines)} 件",
        f"表单共 {_pages(lines)} 页，附件 {_files(lines)} 个",
    ]
    rated = Counter(words.FEEDBACK[line.feedback] for line in lines if line.feedback)
    if rated:
        told = "、".join(f"{name} {count} 件" for name, count in sorted(rated.items()))
        parts.append(f"回访：{told}")
    return "；".join(parts) + "。"


def _row(place: int, line: ArchiveLine, retention: str) -> ArchiveRow:
    return ArchiveRow(
        place=str(place),
        file_number=line.file_number,
        number=line.number,
        title=line.title,
        kind=line.kind,
        dispatched_on=short_day(line.dispatched_at),
        approved_on=short_day(line.approved_at),
        closed_on=short_day(line.closed_at),
        result=_result(line),
        satisfaction=words.FEEDBACK.get(line.feedback or "", ""),
        pages=f"{line.pages}／{line.files}",
        retention=retention if line.closed_in else "",
    )


def _result(line: ArchiveLine) -> str:
    named = words.OUTCOMES.get(line.outcome, "")
    return named if line.closed_at else named or "办理中"


def _dispatched(lines: Sequence[ArchiveLine]) -> int:
    return sum(line.dispatched_in for line in lines)


def _closed(lines: Sequence[ArchiveLine]) -> int:
    return sum(line.closed_in for line in lines)


def _pages(lines: Sequence[ArchiveLine]) -> int:
    return sum(line.pages for line in lines)


def _files(lines: Sequence[ArchiveLine]) -> int:
    return sum(line.files for line in lines)
