"""The separator sheet of a batch from the sheets that follow it."""

from collections.abc import Sequence

from desktop.domain.paper_forms import form_name
from desktop.domain.rounds import round_name
from desktop.printing import words
from desktop.services.paper_ports import BatchLine, PrintContext
from forms.batch_list import BatchListForm, BatchRow
from forms.document import FormFoot, PeriodHead

_TITLE = "打印清单"


def batch_list(lines: Sequence[BatchLine], context: PrintContext) -> BatchListForm:
    """Fill the separator sheet: numbers of orders and names of forms, nothing else of an order."""
    printed_at = words.moment(context.printed_at)
    orders = len({line.number for line in lines})
    return BatchListForm(
        head=PeriodHead(unit_name=context.unit_name, title=_TITLE, period=printed_at),
        foot=FormFoot(printed_at_text=printed_at, operator=context.operator),
        training=context.training,
        rows=tuple(
            BatchRow(
                str(place),
                line.number,
                f"{line.form} {form_name(line.form)}",
                round_name(line.round),
                str(line.copies),
            )
            for place, line in enumerate(lines, start=1)
        ),
        summary=f"{orders} 张工单，{len(lines)} 张表，共 {sum(row.copies for row in lines)} 份",
    )
