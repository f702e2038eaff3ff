"""F4 现场督办情况表 (LS-11): what was seen and done on site, with photos; due monthly."""

from dataclasses import dataclass

from forms.choice import explained, marked
from forms.document import FormFoot, FormHead, Photo, Rendered, Signature
from forms.fonts import FontSet
from forms.handling_record import MeasureRow, VisitRow
from forms.paper import MM
from forms.sheet import Sheet

CATEGORIES = ("市级重办", "上级交办重点", "热线督查")
RESULTS = ("实际解决", "解释说明", "部分解决", "未解决")


@dataclass(frozen=True, slots=True)
class OnsiteSupervisionForm:
    """Content of F4; every text is printed as it is. Box: "reviewer" (审核人).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        category: 类别, one of `CATEGORIES` or in words.
        address: 地址 of the order.
        content: 诉求内容.
        visits: Rows of 现场情况.
        measures: Rows of 处理措施.
        result: 结果, one of `RESULTS`.
        result_note: Its explanation.
        filled_by: 填表人.
        signature: 审核人's signature, when the order carries one.
        photos: 现场照片, two to a row, each with number, time and caption.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    category: str = ""
    address: str = ""
    content: str = ""
    visits: tuple[VisitRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    result: str = ""
    result_note: str = ""
    filled_by: str = ""
    signature: Signature | None = None
    photos: tuple[Photo, ...] = ()


def render(form: OnsiteSupervisionForm, fonts: FontSet) -> Rendered:
    """Print F4.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
        PhotoError: A photo cannot be read.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("类别", marked(form.category, CATEGORIES))
    sheet.field("地址", form.address)
    sheet.field("诉求内容", form.content, 18 * MM, 8 * MM)
    sheet.table(
        "现场情况",
        (("时间", 30), ("地点", 26), ("参加人员", 24), ("情况", 41), ("照片\n编号", 15)),
        [(row.at, row.place, row.participants, row.situation, row.photos) for row in form.visits],
    )
    sheet.table(
        "处理措施",
        (("时间", 30), ("措施", 78), ("人员", 28)),
        [(row.at, row.measure, row.people) for row in form.measures],
    )
    result = explained(marked(form.result, RESULTS), form.result_note)
    sheet.field("结果", result, 14 * MM, 8 * MM)
    sheet.field("填表人", form.filled_by)
    sheet.signature("审核人签字", "reviewer", form.signature)
    sheet.photos("现场照片", form.photos)
    return sheet.finish()
