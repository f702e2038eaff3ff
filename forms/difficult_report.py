"""F11 疑难工单上报表 (XY-06, XY-14): what the unit cannot solve alone, and what it asks for."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class DifficultReportForm:
    """Content of F11; every text is printed as it is. Box: "head" (承办部门负责人).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        order_type: 工单类型.
        address: 地址.
        content: 诉求内容.
        measures: 已采取措施.
        difficulty: 难点.
        request: 需要协调的单位与事项.
        suggestion: 建议.
        reported_by: 上报人.
        reported_at: 上报时间.
        signature: 承办部门负责人's signature, when the order carries one.
        answer: 城运中心处理意见, "" leaves room for it.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    order_type: str = ""
    address: str = ""
    content: str = ""
    measures: str = ""
    difficulty: str = ""
    request: str = ""
    suggestion: str = ""
    reported_by: str = ""
    reported_at: str = ""
    signature: Signature | None = None
    answer: str = ""


def render(form: DifficultReportForm, fonts: FontSet) -> Rendered:
    """Print F11.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("工单类型", form.order_type)
    sheet.field("地址", form.address)
    sheet.field("诉求内容", form.content, 18 * MM, 10 * MM)
    sheet.field("已采取措施", form.measures, 22 * MM, 14 * MM)
    sheet.field("难点", form.difficulty, 22 * MM, 14 * MM)
    sheet.field("需要协调的\n单位与事项", form.request, 22 * MM, 14 * MM)
    sheet.field("建议", form.suggestion, 14 * MM, 8 * MM)
    sheet.pairs(("上报人", form.reported_by), ("上报时间", form.reported_at))
    sheet.signature("承办部门\n负责人签字", "head", form.signature)
    sheet.field("城运中心\n（受理中心）\n处理意见", form.answer, 20 * MM, 12 * MM)
    return sheet.finish()
