"""F10 情况说明 (XY-02, XY-03): why a duty was missed, to the street's 纪工委."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.letter_page import LetterPage
from forms.letter_section import TO_FILL, LetterSection, add_sections

_OPENING = f"我单位承办的工单{TO_FILL * 12}未按时限办理，现将情况说明如下："
_BLANK_SECTIONS = (
    LetterSection("基本情况"),
    LetterSection("未按时限办理的事项"),
    LetterSection("原因"),
    LetterSection("整改措施"),
)


@dataclass(frozen=True, slots=True)
class ExplanationForm:
    """Content of F10.

    Box: "head" (负责人签字).

    Attributes:
        head: Unit and 工单编号; its title names the form in the outline only.
        foot: 版本码 and QR code.
        training: Print 演练 on every page.
        title: 标题.
        addressee: 主送机关.
        opening: Which order, and that it was late.
        sections: The order, what was missed (deadline and actual time), reason, measures.
        date: 成文日期; "" leaves 年 月 日 to fill in.
        signature: The head's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    title: str = "关于工单未按时限办理的情况说明"
    addressee: str = "街道纪工委"
    opening: str = ""
    sections: tuple[LetterSection, ...] = _BLANK_SECTIONS
    date: str = ""
    signature: Signature | None = None


def render(form: ExplanationForm, fonts: FontSet) -> Rendered:
    """Print F10.

    Raises:
        MissingGlyphError: No font has a character of the letter.
    """
    page = LetterPage(form.title, form.foot, fonts, training=form.training)
    page.addressee(form.addressee)
    page.paragraph(form.opening or _OPENING, "开头")
    add_sections(page, form.sections)
    page.paragraph("特此说明。")
    page.closing(form.head.unit_name, form.date)
    page.signature("负责人签字", "head", form.signature)
    return page.finish()
