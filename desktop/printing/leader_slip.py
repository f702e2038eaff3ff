"""An order's slip from the city office as F8 呈批件处理签 and 交办单 (KF-24)."""

from desktop.domain.letter_content import ASSIGNMENT, SLIP, last_matter, reply_to
from desktop.domain.orders import HandlingResult, Order
from desktop.printing import words
from desktop.printing.frame import Sheet
from forms.leader_slip import Assignment, LeaderSlipForm

_PROPOSAL = "拟办意见"
_INSTRUCTION = "领导批示"
_LEADER = "责任领导"
_UNIT = "责任单位"


def leader_slip(sheet: Sheet) -> LeaderSlipForm:
    """Fill F8 of an order.

    What the office wrote on the slip comes with the order's matters, or with columns of the
    platform's export that have no field of their own.
    """
    order = sheet.order
    given = dict(order.extra)
    slip = last_matter(order, SLIP)
    received = slip.received_at if slip else order.received_at
    answer, answered_at = _answer(order)
    return LeaderSlipForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        caller=words.caller_name(order),
        caller_phone=words.caller_phone(order, in_full=sheet.context.in_full),
        called_at=words.moment(order.dispatched_at),
        received_at=words.moment(received),
        summary=f"{order.title}\n{order.content}".strip(),
        proposal=given.get(_PROPOSAL, ""),
        instruction=given.get(_INSTRUCTION, "") or (slip.text if slip else ""),
        assignment=_assignment(sheet, given),
        answer=answer,
        answered_at=answered_at,
        signature=sheet.signature("head"),
    )


def _assignment(sheet: Sheet, given: dict[str, str]) -> Assignment | None:
    matter = last_matter(sheet.order, ASSIGNMENT)
    if matter is None and not given.get(_LEADER):
        return None
    due = words.moment(matter.due) if matter and matter.due else sheet.due()
    return Assignment(
        leader=given.get(_LEADER, ""),
        unit=given.get(_UNIT, "") or sheet.context.unit_name,
        limit=due,
        text=matter.text if matter else "",
    )


def _answer(order: Order) -> tuple[str, str]:
    """Find the unit's answer: its reply to the slip, or the result of the handling."""
    replies = [reply_to(order, last_matter(order, kind)) for kind in (ASSIGNMENT, SLIP)]
    reply = next((found for found in replies if found), None)
    if reply:
        return reply.text, words.moment(reply.stamp.at)
    result = order.round.result or HandlingResult()
    outcome = words.OUTCOMES.get(result.outcome, "")
    text = "\n".join(part for part in (outcome, result.outcome_note, result.answer) if part)
    submitted = order.round.submitted
    return text, words.moment(submitted.at if submitted else None)
