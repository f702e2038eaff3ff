"""An order's investigation as F17 预先调查核实意见 (LS-15)."""

from desktop.domain.paper_content import before, last_investigation, visits_of
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import attachment_lines, visit_rows, whole_demand
from forms.preliminary_investigation import PreliminaryInvestigationForm


def preliminary_investigation(sheet: Sheet) -> PreliminaryInvestigationForm:
    """Fill F17 from what the unit handed in."""
    order, found = sheet.order, last_investigation(sheet.order)
    return PreliminaryInvestigationForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        order_type=sheet.kind_name,
        dispatched_at=words.moment(order.dispatched_at),
        address=order.address,
        content=whole_demand(order),
        visits=visit_rows(order, before(visits_of(order), found)),
        findings=found.findings if found else "",
        proposal=found.proposal if found else "",
        suggested_unit=found.suggested_unit if found else "",
        evidence=attachment_lines(order),
        investigator=found.stamp.name if found else "",
        handed_in_at=words.moment(found.stamp.at if found else None),
        signature=sheet.signature("head"),
    )
