"""F9 办理结果报告 (KF-01, KF-08; 一事一报): a letter to who gave the order."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.letter_page import LetterPage
from forms.letter_section import TO_FILL, LetterSection, add_sections

_OPENING = (
    f"{TO_FILL * 4}年{TO_FILL * 2}月{TO_FILL * 2}日，我单位收到转办的工单，"
    f"编号{TO_FILL * 12}。现将办理情况报告如下："
)
_BLANK_TITLE = "关于〔　　　　〕诉求办理情况的报告"
_BLANK_SECTIONS = (
    LetterSection("调查核实情况"),
    LetterSection("办理情况"),
    LetterSection("办理结果"),
)


@dataclass(frozen=True, slots=True)
class ResultReportForm:
    """Content of F9.

    Box: "head" (承办单位领导审核签字).

    Attributes:
        head: Unit and 工单编号; its title names the form in the outline only.
        foot: 版本码 and QR code.
        training: Print 演练 on every page.
        title: 标题: the matter, never the caller.
        addressee: 主送机关.
        document_number: 发文字号; "" leaves room for it.
        approver: 签发人; "" leaves room for it.
        opening: What was received when.
        sections: The body.
        attachments: 附件说明.
        date: 成文日期; "" leaves 年 月 日 to fill in.
        signature: The leader's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    title: str = _BLANK_TITLE
    addressee: str = ""
    document_number: str = ""
    approver: str = ""
    opening: str = ""
    sections: tuple[LetterSection, ...] = _BLANK_SECTIONS
    attachments: tuple[str, ...] = ()
    date: str = ""
    signature: Signature | None = None


def render(form: ResultReportForm, fonts: FontSet) -> Rendered:
    """Print F9.

    Raises:
        MissingGlyphError: No font has a character of the letter.
    """
    page = LetterPage(
        form.title,
        form.foot,
        fonts,
        document_number=form.document_number or "〔　　　〕　　号",
        approver=form.approver or "　　　",
        training=form.training,
    )
    page.addressee(form.addressee or TO_FILL * 9)
    page.paragraph(form.opening or _OPENING, "来文情况")
    add_sections(page, form.sections)
    page.paragraph("特此报告。")
    page.attachments(form.attachments)
    page.closing(form.head.unit_name, form.date)
    page.signature("承办单位领导审核签字", "head", form.signature)
    return page.finish()
