"""Head and foot that lists and regular reports share."""

from datetime import datetime

from desktop.domain.calendar import CST
from desktop.printing import words
from desktop.services.paper_ports import PrintContext
from desktop.services.report_names import REPORT_NAMES, ReportForm
from desktop.services.report_period import Period
from desktop.services.tables import TableColumn
from forms.document import FormFoot, PeriodHead


def head(form: ReportForm, context: PrintContext, period: Period | None = None) -> PeriodHead:
    """Make the head of a report; of an empty one when there is no period."""
    name = period.name if period else ""
    return PeriodHead(unit_name=context.unit_name, title=REPORT_NAMES[form], period=name)


def foot(context: PrintContext) -> FormFoot:
    """Make the foot of every page; a list that nobody signs has no 版本码."""
    return FormFoot(
        printed_at_text=words.moment(context.printed_at),
        operator=context.operator,
        version_codes=(("", context.code),) if context.code else (),
        form_id=context.form_id,
    )


def short_day(value: datetime | None) -> str:
    """Write the day of a moment as columns of lists do; nothing for None."""
    return f"{value.astimezone(CST):%Y-%m-%d}" if value else ""


def short_moment(value: datetime | None) -> str:
    """Write a moment as columns of lists do; nothing for None."""
    if value is None:
        return ""
    local = value.astimezone(CST)
    clock = "24:00" if (local.hour, local.minute) == (23, 59) else f"{local:%H:%M}"
    return f"{local:%Y-%m-%d} {clock}"


def heading(report: ReportForm, context: PrintContext, period: Period) -> str:
    """Write what stands above a table outside the paper."""
    mark = "【演练】" if context.training else ""
    return f"{mark}{context.unit_name}　{REPORT_NAMES[report]}　{period.name}"


def columns(*wanted: tuple[str, int]) -> tuple[TableColumn, ...]:
    """Make columns from names and widths."""
    return tuple(TableColumn(name, width) for name, width in wanted)
