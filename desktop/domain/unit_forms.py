"""What is written into the forms of the unit itself: F15 (LS-12, ZZ-04) and F21 (LS-18, LS-01)."""

from msgspec import Struct


class UnitColumn(Struct, frozen=True):
    """A column of a field that holds rows.

    Attributes:
        share: Share of the width.
    """

    key: str
    label: str
    share: int = 2


class UnitField(Struct, frozen=True):
    """One field.

    Attributes:
        key: Its name in the form's content.
        long: Whether it takes several lines.
        columns: For a field of rows.
    """

    key: str
    label: str
    long: bool = False
    columns: tuple[UnitColumn, ...] = ()


UNIT_FIELDS: dict[str, tuple[UnitField, ...]] = {
    "F15": (
        UnitField("item", "事项"),
        UnitField("change", "报送类别"),
        UnitField("valid_from", "生效日期"),
        UnitField("basis", "依据", long=True),
        UnitField("conditions", "办理条件", long=True),
        UnitField("materials", "材料", long=True),
        UnitField("procedure", "流程", long=True),
        UnitField("time_limit", "时限"),
        UnitField("fee", "收费"),
        UnitField("place", "办理地点和时间"),
        UnitField("phone", "咨询电话"),
        UnitField("remark", "备注", long=True),
        UnitField("filled_by", "填报人"),
    ),
    "F21": (
        UnitField("office", "承办科室"),
        UnitField("duty_phone", "值班电话"),
        UnitField("address", "办公地点"),
        UnitField("change", "机构、人员变动情况", long=True),
        UnitField(
            "staff",
            "人员",
            columns=(
                UnitColumn("name", "姓名"),
                UnitColumn("post", "职务"),
                UnitColumn("part", "分工", 3),
                UnitColumn("phone", "办公电话", 4),
                UnitColumn("mobile", "手机", 4),
                UnitColumn("change", "变动"),
                UnitColumn("since", "变动日期", 3),
            ),
        ),
        UnitField("filled_by", "填报人"),
        UnitField("filler_phone", "联系电话"),
    ),
}
"""The fields of each form in the order in which they are printed."""
