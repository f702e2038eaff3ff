"""What assisting units contribute to an order as F22 协办意见 (LS-04)."""

from desktop.domain.orders import Part
from desktop.domain.paper_content import standing
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import whole_demand
from forms.co_opinion import AssignedRow, CoOpinionForm, OpinionRow


def co_opinion(sheet: Sheet) -> CoOpinionForm:
    """Fill F22 from an order: of the assisting unit, or of the unit that leads."""
    order = sheet.order
    assigned, opinions = standing(order.co_units), standing(order.co_opinions)
    assists = order.part is Part.CO
    units = dict.fromkeys((*(row.unit_name for row in assigned), *(o.unit_name for o in opinions)))
    return CoOpinionForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        main_unit="" if assists else order.unit_name or sheet.context.unit_name,
        co_unit=sheet.context.unit_name if assists else "、".join(filter(None, units)),
        content=whole_demand(order),
        assigned=tuple(
            AssignedRow(row.unit_name, words.moment(row.stamp.at), row.text) for row in assigned
        ),
        opinions=tuple(
            OpinionRow(row.unit_name, row.stamp.name, words.moment(row.stamp.at), row.text)
            for row in opinions
        ),
        signature=sheet.signature("head"),
    )
