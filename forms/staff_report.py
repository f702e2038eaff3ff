"""F21 机构人员报备表 (LS-18, LS-01): who works for the hotline, and what has changed."""

from dataclasses import dataclass

from forms.document import FormFoot, PeriodHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person.

    Attributes:
        name: 姓名.
        post: 职务.
        part: 分工: 分管领导, 科室负责人, 专职联络员 and the like.
        phone: 办公电话.
        mobile: 手机.
        change: 变动: 新增, 调出, 不变.
        since: 变动日期.
    """

    name: str = ""
    post: str = ""
    part: str = ""
    phone: str = ""
    mobile: str = ""
    change: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class StaffReportForm:
    """Content of F21; every text is printed as it is. Box: "head" (单位负责人, with the seal).

    Attributes:
        head: Head of the form; its period is the day of reporting.
        foot: Foot of every page.
        training: Print 演练 on every page.
        office: 承办科室（热线办）.
        address: 办公地点.
        duty_phone: 值班电话.
        change: 机构、人员变动情况.
        staff: Rows of 人员.
        filled_by: 填报人.
        filler_phone: 联系电话.
        signature: 单位负责人's signature.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    office: str = ""
    address: str = ""
    duty_phone: str = ""
    change: str = ""
    staff: tuple[StaffRow, ...] = ()
    filled_by: str = ""
    filler_phone: str = ""
    signature: Signature | None = None


def render(form: StaffReportForm, fonts: FontSet) -> Rendered:
    """Print F21.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("承办科室", form.office), ("值班电话", form.duty_phone))
    sheet.field("办公地点", form.address)
    sheet.field("机构、人员\n变动情况", form.change, 22 * MM, 12 * MM)
    sheet.table(
        "人员",
        (("姓名", 26), ("职务", 23), ("分工", 27), ("办公电话\n手机", 31), ("变动\n日期", 29)),
        [
            (
                row.name,
                row.post,
                row.part,
                "\n".join(filter(None, (row.phone, row.mobile))),
                "\n".join(filter(None, (row.change, row.since))),
            )
            for row in form.staff
        ],
        blank_rows=8,
    )
    sheet.pairs(("填报人", form.filled_by), ("联系电话", form.filler_phone))
    sheet.signature("单位负责人\n签字（盖章）", "head", form.signature)
    return sheet.finish()
