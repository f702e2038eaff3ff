"""What is recorded on an order, in the words of the screen."""

from datetime import datetime

from desktop.domain.orders import Confidentiality, ContactOutcome, Order

WAYS: tuple[tuple[str, str], ...] = (
    ("电话", "电话"),
    ("上门", "上门"),
    ("短信", "短信"),
    ("其他", "其他"),
)
OUTCOMES: tuple[tuple[str, str], ...] = (
    (ContactOutcome.REACHED, "已联系"),
    (ContactOutcome.NO_ANSWER, "未接通"),
    (ContactOutcome.WRONG_NUMBER, "号码错误"),
    (ContactOutcome.DECLINED, "拒绝沟通"),
    (ContactOutcome.NO_MEANS, "无法联系"),
)
FACTS: tuple[tuple[str, str], ...] = (
    ("true", "属实"),
    ("partly", "部分属实"),
    ("false", "不属实"),
)
DEMANDS: tuple[tuple[str, str], ...] = (
    ("reasonable", "合理合法"),
    ("partly", "部分合理"),
    ("unreasonable", "不合理"),
)
RESULTS: tuple[tuple[str, str], ...] = (
    ("solved", "实际解决"),
    ("explained", "解释说明"),
    ("partly", "部分解决"),
    ("unsolved", "未解决"),
)
FEEDBACK: tuple[tuple[str, str], ...] = (
    ("satisfied", "满意"),
    ("basic", "基本满意"),
    ("dissatisfied", "不满意"),
    ("unrated", "未评价"),
)

CONTACT_PHRASES: dict[str, tuple[str, ...]] = {
    ContactOutcome.REACHED: (
        "已告知工单由本单位受理，核实诉求内容属实。",
        "已约定上门核实时间。",
        "市民补充了地点和时间。",
        "已告知办理时限，市民表示理解。",
    ),
    ContactOutcome.NO_ANSWER: (
        "拨打三次均无人接听，已发短信说明。",
        "来电号码无法接通，稍后再联系。",
    ),
    ContactOutcome.WRONG_NUMBER: ("号码为空号。", "接听人表示没有拨打过12345。"),
    ContactOutcome.DECLINED: ("市民表示不需要联系，直接处理即可。", "市民拒绝透露具体情况。"),
    ContactOutcome.NO_MEANS: ("平台未提供联系电话。", "匿名来电，无联系方式。"),
}


def word(options: tuple[tuple[str, str], ...], value: str) -> str:
    """Find the word of a stored value; the value itself where it is unknown."""
    return dict(options).get(value, value)


def unreachable_reason(order: Order) -> str:
    """Say why a caller cannot be contacted; empty where a number is known (XY-02, KF-20)."""
    if order.confidentiality is Confidentiality.REPORT:
        return "举报工单，平台不提供举报人联系方式，无法联系。"
    if order.confidentiality is Confidentiality.SECRET:
        return "保密工单，平台不提供诉求人联系方式，无法联系。"
    if order.anonymous:
        return "匿名来电，平台未提供联系方式，无法联系。"
    if order.caller is None or not order.caller.phone:
        return "工单未留联系电话，无法联系。"
    return ""


def parsed(moment: str) -> datetime | None:
    """Read the value of a moment field."""
    return datetime.fromisoformat(moment) if moment else None
