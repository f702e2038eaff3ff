"""F7 不纳入测评工单审核表 (XY-12): unit, centre and leader leave an order out."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class ExclusionRequestForm:
    """Content of F7; every text is printed as it is.

    Boxes: "head" (部门确认) and, where the jurisdiction has it, "leader" (相关领导签署).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        order_type: 工单类型.
        dispatched_at: 派单时间.
        content: 诉求内容.
        handling: 办理情况.
        reason: 不纳入测评的理由.
        attachments: 附件清单, one line each.
        handler: 经办人.
        asked_at: 申请时间.
        signature: 部门负责人's signature, when the order carries one.
        decision: 上级审核结果, "" leaves room for it.
        with_leader: Whether a leader signs.
        leader_signature: The leader's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    order_type: str = ""
    dispatched_at: str = ""
    content: str = ""
    handling: str = ""
    reason: str = ""
    attachments: tuple[str, ...] = ()
    handler: str = ""
    asked_at: str = ""
    signature: Signature | None = None
    decision: str = ""
    with_leader: bool = True
    leader_signature: Signature | None = None


def render(form: ExclusionRequestForm, fonts: FontSet) -> Rendered:
    """Print F7.

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
    sheet.field("诉求内容", form.content, 20 * MM, 10 * MM)
    sheet.field("办理情况", form.handling, 14 * MM, 14 * MM)
    sheet.field("不纳入测评\n的理由", form.reason, 22 * MM, 28 * MM)
    sheet.field("附件清单", "\n".join(form.attachments))
    sheet.pairs(("经办人", form.handler), ("申请时间", form.asked_at))
    sheet.signature("部门确认\n（签字）", "head", form.signature)
    sheet.field("城运中心确认", "", 14 * MM, 12 * MM)
    sheet.field("上级审核结果", form.decision, 14 * MM, 8 * MM)
    if form.with_leader:
        sheet.signature("相关领导签署", "leader", form.leader_signature)
    return sheet.finish()
