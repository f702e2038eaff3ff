"""An order's round as F2 工单处理记录表 (XY-03, XY-05, XY-15)."""

import re

from desktop.domain.orders import HandlingResult
from desktop.domain.paper_content import standing
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import contact_rows, measure_rows, photos, visit_rows
from forms.handling_record import Answer, Copy, HandlingRecordForm, Rehandling

_ENQUIRY = re.compile(r"(政策|业务|意见)?(咨询|建议|表扬)(类|工单|单)?")
_SEPARATORS = re.compile(r"[/／\\|>＞\-—、，,\s]+")


def handling_record(sheet: Sheet) -> HandlingRecordForm:
    """Fill F2 from an order's round."""
    order, the_round = sheet.order, sheet.round
    result = the_round.result or HandlingResult()
    copy: Copy = "site" if sheet.context.copy == "site" else "archive"
    in_full = copy == "site" or sheet.context.in_full
    return HandlingRecordForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        copy=copy,
        with_investigation=_is_investigated(sheet, result),
        external_number=order.external_number,
        channel=order.channel,
        order_type=sheet.kind_name,
        category=order.category,
        dispatched_at=words.moment(order.dispatched_at),
        accepted_at=words.moment(the_round.accepted.at if the_round.accepted else None),
        caller=words.caller_name(order),
        caller_phone=words.caller_phone(order, in_full=in_full),
        address=order.address,
        content=order.content or order.title,
        contacts=contact_rows(order, standing(the_round.contacts)),
        visits=visit_rows(order, standing(the_round.visits)),
        cause=result.cause,
        measures=measure_rows(standing(the_round.measures)),
        finding=words.FACTS.get(result.fact, ""),
        finding_note=result.fact_note,
        assessment=words.DEMANDS.get(result.demand, ""),
        assessment_note=result.demand_note,
        result=words.OUTCOMES.get(result.outcome, ""),
        result_note=result.outcome_note,
        answer=Answer(words.moment(result.answered_at), result.answer_way, result.answer),
        feedback=words.FEEDBACK.get(result.feedback, ""),
        feedback_note=result.feedback_note,
        lead_person=result.lead_person,
        handlers=result.handlers,
        rehandling=_rehandling(sheet, result),
        signature=sheet.signature("head"),
        photos=photos(sheet),
    )


def _is_investigated(sheet: Sheet, result: HandlingResult) -> bool:
    """Leave 现场核实 and 事实认定 out for 咨询, 建议 and 表扬, unless somebody filled them in."""
    filled = standing(sheet.round.visits) or result.fact or result.fact_note
    words_of = (sheet.kind_name, *_SEPARATORS.split(sheet.order.category))
    return bool(filled) or not any(_ENQUIRY.fullmatch(word) for word in words_of)


def _rehandling(sheet: Sheet, result: HandlingResult) -> Rehandling | None:
    if sheet.round.number == 1:
        return None
    parts = standing(sheet.round.head_parts)
    return Rehandling(
        previous_result="\n".join(
            text for text in (sheet.round.warning, result.last_dissatisfaction) if text
        ),
        head_part_at="\n".join(words.moment(part.occurred_at) for part in parts),
        head_part_place="\n".join(part.place for part in parts),
        head_part_action="\n".join(f"{part.head}：{part.text}" for part in parts),
        measures=result.rehandle_measures,
    )
