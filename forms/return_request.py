"""F1 退单申请表 (XY-07, LS-03, ZZ-02): the unit asks the centre to take an order back."""

from dataclasses import dataclass

from forms.choice import explained, marked
from forms.document import Field, FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.rows import HAND_ROW
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One row of 职责/政策依据: which document says that another unit is responsible."""

    document: str = ""
    number: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class PhoneReport:
    """The call to the centre that goes before the paper (LS-03)."""

    at: str = ""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class EarlierReturns:
    """What a second or later return of the same order needs in addition (XY-09).

    Attributes:
        returns: One line for each earlier return: when, why, what the centre decided.
        deputy_opinion: 分管领导处置意见, "" leaves room for it.
        deputy_signature: The deputy's signature, when the order carries one.
        chief_opinion: 主要领导批办意见, "" leaves room for it.
        chief_signature: The chief's signature, when the order carries one.
    """

    returns: tuple[str, ...] = ()
    deputy_opinion: str = ""
    deputy_signature: Signature | None = None
    chief_opinion: str = ""
    chief_signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class ReturnRequestForm:
    """Content of F1; every text is printed as it is.

    Boxes: "head" (承办部门负责人); with `earlier` also "deputy" and "chief". A signature that is
    given is named, and its box is left out.

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        order_type: 工单类型.
        dispatched_at: 派单时间.
        accepted_at: 接单时间.
        return_due: 退单截止时间.
        summary: 诉求摘要.
        reason_class: Class of the 退单理由.
        reason_choices: All classes of the profile, printed with boxes to tick; () prints only the
            class.
        reason_text: The reason in the unit's own words.
        reason_fields: Further fields that the class asks for.
        legal_basis: Rows of 职责/政策依据.
        suggested_unit: 建议派单方向.
        phone_report: 已电话报告.
        attachments: 附件清单, one line each.
        handler: 经办人.
        handler_phone: 联系电话 of the 经办人.
        signature: 承办部门负责人's signature, when the order carries one.
        earlier: Section for a second or later return; None at the first.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    order_type: str = ""
    dispatched_at: str = ""
    accepted_at: str = ""
    return_due: str = ""
    summary: str = ""
    reason_class: str = ""
    reason_choices: tuple[str, ...] = ()
    reason_text: str = ""
    reason_fields: tuple[Field, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    suggested_unit: str = ""
    phone_report: PhoneReport = PhoneReport()
    attachments: tuple[str, ...] = ()
    handler: str = ""
    handler_phone: str = ""
    signature: Signature | None = None
    earlier: EarlierReturns | None = None


def render(form: ReturnRequestForm, fonts: FontSet) -> Rendered:
    """Print F1.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("工单类型", form.order_type), ("退单截止时间", form.return_due))
    sheet.pairs(("派单时间", form.dispatched_at), ("接单时间", form.accepted_at))
    sheet.field("诉求摘要", form.summary, 16 * MM, 10 * MM)
    _add_reason(sheet, form)
    sheet.field("建议派单方向", form.suggested_unit)
    report = form.phone_report
    sheet.pairs(("已电话报告\n时间", report.at), ("接听人", report.answered_by))
    sheet.field("附件清单", "\n".join(form.attachments))
    sheet.pairs(("经办人", form.handler), ("联系电话", form.handler_phone))
    sheet.signature("承办部门\n负责人签字", "head", form.signature)
    if form.earlier is not None:
        _add_earlier(sheet, form.earlier)
    sheet.field("城运中心\n（受理中心）\n审核意见", "", 16 * MM, 8 * MM)
    sheet.field("重新派单结果", "", HAND_ROW)
    return sheet.finish()


def _add_reason(sheet: Sheet, form: ReturnRequestForm) -> None:
    choice = marked(form.reason_class, form.reason_choices)
    sheet.field("退单理由", explained(choice, form.reason_text), 24 * MM, 20 * MM)
    for field in form.reason_fields:
        sheet.field(field.label, field.value)
    sheet.table(
        "职责/政策\n依据",
        (("文件名称", 45), ("文号", 30), ("条款内容", 61)),
        [(row.document, row.number, row.clause) for row in form.legal_basis],
    )


def _add_earlier(sheet: Sheet, earlier: EarlierReturns) -> None:
    """Add what a second return needs (XY-09)."""
    sheet.field("历次退单情况", "\n".join(earlier.returns), 12 * MM)
    sheet.signature(
        "分管领导\n处置意见", "deputy", earlier.deputy_signature, earlier.deputy_opinion, 10 * MM
    )
    sheet.signature(
        "主要领导\n批办意见", "chief", earlier.chief_signature, earlier.chief_opinion, 10 * MM
    )
