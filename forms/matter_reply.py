"""F16 提示/警示与督办单回复 (LS-08, LS-17): the unit's reply to a notice, copied to the centre."""

from dataclasses import dataclass

from forms.choice import marked
from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet

RESULTS = ("已办结", "尚在办理")


@dataclass(frozen=True, slots=True)
class MatterReplyForm:
    """Content of F16; every text is printed as it is. Box: "head" (单位负责人).

    Attributes:
        head: Head of the form; its deadline is that of the reply.
        foot: Foot of every page.
        training: Print 演练 on every page.
        kind: 来文类别: 提示函, 警示函, 督办单 and the like.
        received_at: 收到时间.
        came_by: 来文途径.
        reply_due: 要求回复时间.
        demand: 来文内容.
        content: 诉求内容.
        reply: 办理及回复情况.
        result: 办理结果, one of `RESULTS`.
        copied: 抄送.
        person: 专办人员.
        replied_at: 回复时间.
        earlier: 以前的来文及回复, one line each.
        signature: 单位负责人's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    kind: str = ""
    received_at: str = ""
    came_by: str = ""
    reply_due: str = ""
    demand: str = ""
    content: str = ""
    reply: str = ""
    result: str = ""
    copied: str = ""
    person: str = ""
    replied_at: str = ""
    earlier: tuple[str, ...] = ()
    signature: Signature | None = None


def render(form: MatterReplyForm, fonts: FontSet) -> Rendered:
    """Print F16.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("来文类别", form.kind), ("来文途径", form.came_by))
    sheet.pairs(("收到时间", form.received_at), ("要求回复\n时间", form.reply_due))
    sheet.field("来文内容", form.demand, 18 * MM, 10 * MM)
    sheet.field("诉求内容", form.content, 18 * MM, 8 * MM)
    sheet.field("办理及\n回复情况", form.reply, 34 * MM, 36 * MM)
    sheet.field("办理结果", marked(form.result, RESULTS))
    if form.earlier:
        sheet.field("以前的来文\n及回复", "\n".join(form.earlier), 12 * MM)
    sheet.field("抄送", form.copied)
    sheet.pairs(("专办人员", form.person), ("回复时间", form.replied_at))
    sheet.signature("单位负责人\n签字", "head", form.signature)
    return sheet.finish()
