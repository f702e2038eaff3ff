"""An order's sign-off as F3 工单签批单 (LS-02; an office option in 夏阳)."""

from desktop.domain.orders import HandlingResult, Signoff
from desktop.printing import words
from desktop.printing.frame import Sheet
from forms.document import FormFoot, FormHead, Rendered
from forms.fonts import FontSet
from forms.signoff_sheet import SignoffSheetForm, render

_TITLE = "工单签批单"


def render_signoff_sheet(sheet: Sheet, fonts: FontSet) -> Rendered:
    """Print F3 of an order's round."""
    order, the_round = sheet.order, sheet.round
    signoff = the_round.signoff or Signoff()
    result = the_round.result or HandlingResult()
    content = SignoffSheetForm(
        head=sheet.head(_TITLE),
        foot=sheet.foot(),
        training=sheet.context.training,
        source=order.channel,
        summary=f"{order.title}\n{order.content}".strip(),
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
    return render(content, fonts)


def blank_signoff_sheet(unit_name: str, fonts: FontSet, *, training: bool) -> Rendered:
    """Print the empty F3."""
    head = FormHead(unit_name=unit_name, title=_TITLE)
    return render(SignoffSheetForm(head=head, foot=FormFoot(), training=training), fonts)
