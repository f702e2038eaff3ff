"""A round's plan and the promises to the caller as F18 工作方案 (XY-19)."""

from desktop.domain.orders import HandlingResult, WorkPlan
from desktop.domain.paper_content import standing
from desktop.domain.proceedings import Commitment
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import whole_demand
from forms.work_plan import CommitmentRow, PlanRow, WorkPlanForm


def work_plan(sheet: Sheet) -> WorkPlanForm:
    """Fill F18 from an order's round."""
    order, plan = sheet.order, sheet.round.plan or WorkPlan()
    result = sheet.round.result or HandlingResult()
    return WorkPlanForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        address=order.address,
        content=whole_demand(order),
        cause=result.cause,
        steps=tuple(
            PlanRow(str(number), step.text, words.day(step.due) if step.due else "", step.person)
            for number, step in enumerate(plan.steps, start=1)
        ),
        told_citizen=plan.told_citizen,
        commitments=tuple(_commitment(sheet, row) for row in standing(order.commitments)),
        partners=tuple(row.unit_name for row in standing(order.co_units)),
        made_by=result.lead_person,
        signature=sheet.signature("head"),
    )


def _commitment(sheet: Sheet, row: Commitment) -> CommitmentRow:
    kept = [
        f"{words.moment(done.stamp.at)}　{done.text}"
        for done in standing(sheet.order.fulfilments)
        if done.commitment == row.entry_id
    ]
    due = words.day(row.due) if row.due else ""
    return CommitmentRow(row.text, due, row.person, "\n".join(kept))
