"""An order's application as F7 不纳入测评工单审核表 (XY-12)."""

from desktop.domain.orders import HandlingResult
from desktop.domain.paper_content import last_exclusion
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import attachment_lines, whole_demand
from forms.exclusion_request import ExclusionRequestForm


def exclusion_request(sheet: Sheet) -> ExclusionRequestForm:
    """Fill F7 from the order's last application."""
    order, asked = sheet.order, last_exclusion(sheet.order)
    note = asked.application if asked else None
    result = sheet.round.result or HandlingResult()
    outcome = words.OUTCOMES.get(result.outcome, "")
    return ExclusionRequestForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        order_type=sheet.kind_name,
        dispatched_at=words.moment(order.dispatched_at),
        content=whole_demand(order),
        handling="。".join(
            text for text in (outcome, result.outcome_note or result.answer) if text
        ),
        reason=note.text if note else "",
        attachments=attachment_lines(order),
        handler=note.stamp.name if note else "",
        asked_at=words.moment(note.stamp.at if note else None),
        signature=sheet.signature("head"),
        decision=asked.decision.text if asked and asked.decision else "",
        with_leader="leader" in sheet.steps,
        leader_signature=sheet.signature("leader"),
    )
