"""F3 工单签批单 (LS-02): four steps, signed one after the other."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet

ALL_STEPS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class SignoffSheetForm:
    """Content of F3; every text is printed as it is.

    Boxes: "step1" (主要负责人) and "step3" (业务分管负责人), each only when its step is demanded
    and no signature is given. The foot carries a version code for each section, so that filling a
    later step leaves the codes of the earlier ones valid.

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        demanded: Steps that the jurisdiction's rules demand; the others are left out.
        source: 来源.
        summary: 诉求摘要.
        step1_opinion: 主要负责人签批意见.
        step1_signature: Its signature, when the order carries one.
        forwarded_to: 转交科室.
        step2_situation: 业务科室办理情况.
        step2_handler: 经办人.
        step3_opinion: 业务分管负责人审核意见.
        step3_signature: Its signature, when the order carries one.
        step4_lead: 牵头负责人.
        step4_handlers: 具体办理人员.
        step4_contacted_at: 联系时间.
        step4_means: 联系方式.
        step4_answer: 答复内容.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    demanded: tuple[int, ...] = ALL_STEPS
    source: str = ""
    summary: str = ""
    step1_opinion: str = ""
    step1_signature: Signature | None = None
    forwarded_to: str = ""
    step2_situation: str = ""
    step2_handler: str = ""
    step3_opinion: str = ""
    step3_signature: Signature | None = None
    step4_lead: str = ""
    step4_handlers: str = ""
    step4_contacted_at: str = ""
    step4_means: str = ""
    step4_answer: str = ""


def render(form: SignoffSheetForm, fonts: FontSet) -> Rendered:
    """Print F3.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("来源", form.source)
    sheet.field("诉求摘要", form.summary, 24 * MM, 20 * MM)
    steps = {1: _add_step1, 2: _add_step2, 3: _add_step3, 4: _add_step4}
    for number in ALL_STEPS:
        if number in form.demanded:
            steps[number](sheet, form)
    return sheet.finish()


def _add_step1(sheet: Sheet, form: SignoffSheetForm) -> None:
    sheet.signature(
        "①主要负责人\n签批意见", "step1", form.step1_signature, form.step1_opinion, 12 * MM
    )
    sheet.field("转交科室", form.forwarded_to)


def _add_step2(sheet: Sheet, form: SignoffSheetForm) -> None:
    sheet.field("②业务科室\n办理情况", form.step2_situation, 28 * MM, 30 * MM)
    sheet.field("经办人", form.step2_handler)


def _add_step3(sheet: Sheet, form: SignoffSheetForm) -> None:
    sheet.signature(
        "③业务分管\n负责人\n审核意见", "step3", form.step3_signature, form.step3_opinion, 12 * MM
    )


def _add_step4(sheet: Sheet, form: SignoffSheetForm) -> None:
    sheet.field("④回复回访\n答复内容", form.step4_answer, 24 * MM, 24 * MM)
    sheet.pairs(("联系时间", form.step4_contacted_at), ("联系方式", form.step4_means))
    sheet.pairs(("牵头负责人", form.step4_lead), ("具体办理人员", form.step4_handlers))
