"""F5 延期申请表 (KF-03, GP-02): the unit asks for more time; old deadlines stay listed."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.handling_record import MeasureRow
from forms.paper import MM
from forms.rows import HAND_ROW
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class PastExtension:
    """One row of 历次延期: an earlier request and what became of it."""

    asked_at: str = ""
    old_due: str = ""
    new_due: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionRequestForm:
    """Content of F5; every text is printed as it is. Box: "head" (承办部门负责人).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        order_type: 工单类型.
        dispatched_at: 派单时间.
        summary: 诉求摘要.
        old_due: 原截止时间.
        days: 申请延期天数 with its unit (工作日 or 自然日).
        new_due: 拟新截止时间.
        reason: 延期原因.
        measures: Rows of 已采取的措施.
        earlier: Rows of 历次延期; () leaves the table out on a form that belongs to an order.
        handler: 经办人.
        asked_at: 申请时间.
        signature: 承办部门负责人's signature, when the order carries one.
        opinion: 审批意见, "" leaves room for it.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    order_type: str = ""
    dispatched_at: str = ""
    summary: str = ""
    old_due: str = ""
    days: str = ""
    new_due: str = ""
    reason: str = ""
    measures: tuple[MeasureRow, ...] = ()
    earlier: tuple[PastExtension, ...] = ()
    handler: str = ""
    asked_at: str = ""
    signature: Signature | None = None
    opinion: str = ""


def render(form: ExtensionRequestForm, fonts: FontSet) -> Rendered:
    """Print F5.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("工单类型", form.order_type), ("派单时间", form.dispatched_at))
    sheet.field("诉求摘要", form.summary, 14 * MM, 10 * MM)
    sheet.pairs(("原截止时间", form.old_due), ("申请延期\n天数", form.days))
    sheet.field("新截止时间\n（拟）", form.new_due, HAND_ROW)
    sheet.field("延期原因", form.reason, 20 * MM, 30 * MM)
    sheet.table(
        "已采取的\n措施",
        (("时间", 30), ("措施", 78), ("人员", 28)),
        [(row.at, row.measure, row.people) for row in form.measures],
    )
    if form.earlier:
        sheet.table(
            "历次延期",
            (("申请时间", 30), ("原截止时间", 30), ("新截止时间", 30), ("审批结果", 44)),
            [(row.asked_at, row.old_due, row.new_due, row.decision) for row in form.earlier],
        )
    sheet.pairs(("经办人", form.handler), ("申请时间", form.asked_at))
    sheet.signature("承办部门\n负责人签字", "head", form.signature)
    sheet.field("审批意见", form.opinion, 15 * MM, 16 * MM)
    return sheet.finish()
