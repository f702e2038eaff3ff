"""F15 知识库信息报送表 (LS-12, ZZ-04): what the hotline may answer in the unit's name."""

from dataclasses import dataclass

from forms.document import FormFoot, PeriodHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class KnowledgeEntryForm:
    """Content of F15; every text is printed as it is. Box: "reviewer" (审核人).

    Attributes:
        head: Head of the form; its period is the day of reporting.
        foot: Foot of every page.
        training: Print 演练 on every page.
        item: 事项.
        change: 新增, 更新 or 废止.
        basis: 依据.
        conditions: 办理条件.
        materials: 材料.
        procedure: 流程.
        time_limit: 时限.
        fee: 收费.
        place: 办理地点和时间.
        phone: 咨询电话, the unit's own.
        valid_from: 生效日期.
        remark: 备注.
        filled_by: 填报人.
        signature: 审核人's signature.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    item: str = ""
    change: str = ""
    basis: str = ""
    conditions: str = ""
    materials: str = ""
    procedure: str = ""
    time_limit: str = ""
    fee: str = ""
    place: str = ""
    phone: str = ""
    valid_from: str = ""
    remark: str = ""
    filled_by: str = ""
    signature: Signature | None = None


def render(form: KnowledgeEntryForm, fonts: FontSet) -> Rendered:
    """Print F15.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("事项", form.item)
    sheet.pairs(("报送类别", form.change), ("生效日期", form.valid_from))
    sheet.field("依据", form.basis, 18 * MM, 10 * MM)
    sheet.field("办理条件", form.conditions, 20 * MM, 12 * MM)
    sheet.field("材料", form.materials, 22 * MM, 14 * MM)
    sheet.field("流程", form.procedure, 22 * MM, 14 * MM)
    sheet.pairs(("时限", form.time_limit), ("收费", form.fee))
    sheet.field("办理地点\n和时间", form.place)
    sheet.field("咨询电话", form.phone)
    sheet.field("备注", form.remark, 12 * MM, 6 * MM)
    sheet.field("填报人", form.filled_by)
    sheet.signature("审核人签字", "reviewer", form.signature)
    return sheet.finish()
