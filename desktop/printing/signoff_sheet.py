"""An order's sign-off as F3 工单签批单 (LS-02; an office option in 夏阳)."""

from desktop.domain.orders import HandlingResult, Signoff
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import whole_demand
from forms.signoff_sheet import ALL_STEPS, SignoffSheetForm

_SIGNED_STEPS = {1: "step1", 3: "step3"}


def signoff_sheet(sheet: Sheet) -> SignoffSheetForm:
    """Fill F3 from an order's round; a signature that the place does not want is left out."""
    the_round = sheet.round
    signoff = the_round.signoff or Signoff()
    result = the_round.result or HandlingResult()
    return SignoffSheetForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        demanded=tuple(
            step for step in ALL_STEPS if _SIGNED_STEPS.get(step, "") in ("", *sheet.steps)
        ),
        source=sheet.order.channel,
        summary=whole_demand(sheet.order),
        step1_opinion=signoff.opinion,
        step1_signature=sheet.signature("step1"),
        forwarded_to=signoff.section,
        step2_situation=signoff.handling,
        step2_handler=result.handlers,
        step3_opinion=signoff.review,
        step3_signature=sheet.signature("step3"),
        step4_lead=result.lead_person,
        step4_handlers=result.handlers,
        step4_contacted_at=words.moment(result.answered_at),
        step4_means=result.answer_way,
        step4_answer=signoff.reply or result.answer,
    )
