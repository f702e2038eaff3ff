"""An order's report as F11 疑难工单上报表 (XY-06, XY-14)."""

from desktop.domain.paper_content import last_difficult_report
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import whole_demand
from forms.difficult_report import DifficultReportForm


def difficult_report(sheet: Sheet) -> DifficultReportForm:
    """Fill F11 from the order's last report."""
    order, report = sheet.order, last_difficult_report(sheet.order)
    return DifficultReportForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        order_type=sheet.kind_name,
        address=order.address,
        content=whole_demand(order),
        measures=report.measures if report else "",
        difficulty=report.difficulty if report else "",
        request=report.request if report else "",
        suggestion=report.suggestion if report else "",
        reported_by=report.note.stamp.name if report else "",
        reported_at=words.moment(report.note.stamp.at if report else None),
        signature=sheet.signature("head"),
        answer=report.answer.text if report and report.answer else "",
    )
