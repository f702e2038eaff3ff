"""F8 呈批件处理签 and the 交办单 of 市长服务直通车 (KF-24): the office's slips, with the answer."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the 交办单 says in addition: who has to do it by when."""

    leader: str = ""
    unit: str = ""
    limit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class LeaderSlipForm:
    """Content of F8.

    Box: "head" (承办单位领导审核签字).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        caller: 来话人; absent for 举报 and 保密 orders.
        caller_phone: 联系电话, masked.
        called_at: 来话时间.
        received_at: 收到时间 of the slip.
        summary: 内容摘要.
        proposal: 拟办意见 of the office.
        instruction: 领导批示.
        assignment: The 交办单; None where there was none.
        answer: 办理结果 of the unit.
        answered_at: 报告时间.
        signature: The leader's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    caller: str = ""
    caller_phone: str = ""
    called_at: str = ""
    received_at: str = ""
    summary: str = ""
    proposal: str = ""
    instruction: str = ""
    assignment: Assignment | None = Assignment()
    answer: str = ""
    answered_at: str = ""
    signature: Signature | None = None


def render(form: LeaderSlipForm, fonts: FontSet) -> Rendered:
    """Print F8.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("来话人", form.caller), ("联系电话", form.caller_phone))
    sheet.pairs(("来话时间", form.called_at), ("收到时间", form.received_at))
    sheet.field("内容摘要", form.summary, 28 * MM, 12 * MM)
    sheet.field("拟办意见", form.proposal, 20 * MM, 10 * MM)
    sheet.field("领导批示", form.instruction, 24 * MM, 12 * MM)
    if form.assignment is not None:
        _add_assignment(sheet, form.assignment)
    sheet.field("办理结果", form.answer, 32 * MM, 16 * MM)
    sheet.field("报告时间", form.answered_at)
    sheet.signature("承办单位领导\n审核签字", "head", form.signature)
    return sheet.finish()


def _add_assignment(sheet: Sheet, assignment: Assignment) -> None:
    """Add the part of the 市长服务直通车问题交办单."""
    sheet.pairs(("责任领导", assignment.leader), ("责任单位", assignment.unit))
    sheet.field("办理时限", assignment.limit)
    sheet.field("交办要求", assignment.text, 16 * MM, 8 * MM)
