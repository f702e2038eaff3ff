"""Words that forms print for stored values."""

from collections.abc import Mapping
from datetime import date, datetime

from desktop.domain.calendar import CST
from desktop.domain.orders import CallbackResult, Confidentiality, ContactOutcome, Order

CONTACT_OUTCOMES: Mapping[str, str] = {
    ContactOutcome.REACHED: "已联系",
    ContactOutcome.NO_ANSWER: "未接通",
    ContactOutcome.WRONG_NUMBER: "号码错误",
    ContactOutcome.DECLINED: "拒绝",
    ContactOutcome.NO_MEANS: "无法联系",
}
FACTS: Mapping[str, str] = {"true": "属实", "partly": "部分属实", "false": "不属实"}
DEMANDS: Mapping[str, str] = {
    "reasonable": "合理合法",
    "partly": "部分合理",
    "unreasonable": "不合理",
}
OUTCOMES: Mapping[str, str] = {
    "solved": "实际解决",
    "explained": "解释说明",
    "partly": "部分解决",
    "unsolved": "未解决",
}
FEEDBACK: Mapping[str, str] = {
    CallbackResult.SATISFIED: "满意",
    CallbackResult.BASIC: "基本满意",
    CallbackResult.DISSATISFIED: "不满意",
    CallbackResult.UNRATED: "未评价",
}


def moment(value: datetime | None) -> str:
    """Write a moment as forms do, such as 2026年11月24日 17:30; nothing for None."""
    if value is None:
        return ""
    local = value.astimezone(CST)
    clock = "24:00" if (local.hour, local.minute) == (23, 59) else f"{local:%H:%M}"
    return f"{local.year}年{local.month}月{local.day}日 {clock}"


def day(value: date) -> str:
    """Write a date as forms do."""
    return f"{value.year}年{value.month}月{value.day}日"


def masked(phone: str) -> str:
    """Hide the middle of a phone number: 138****1234."""
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def caller_name(order: Order) -> str:
    """Name the caller as paper may show it: absent for 举报 and 保密 orders."""
    if order.confidentiality is not Confidentiality.NONE:
        return ""
    if order.anonymous:
        return "匿名"
    return order.caller.name if order.caller else ""


def caller_phone(order: Order, *, in_full: bool) -> str:
    """Give the caller's number as paper may show it: in full only on the 现场联."""
    if order.confidentiality is not Confidentiality.NONE or order.caller is None:
        return ""
    return order.caller.phone if in_full else masked(order.caller.phone)
