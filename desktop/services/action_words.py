"""What an action says, in words: one line a field, to be read, compared and copied."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from msgspec import Struct, structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST, moment_text
from desktop.domain.conflicts import section_of
from desktop.domain.orders import (
    ContactOutcome,
    HandlingResult,
    LegalBasis,
    PlanStep,
    ReturnForm,
    Signoff,
    WorkPlan,
)
from desktop.domain.paper_forms import PAPER_FORMS

_HIDDEN = frozenset(
    {
        "entry_id", "sha256", "form_id", "code", "codes", "media_type", "size", "purpose",
        "target", "photos", "round", "step", "matter", "commitment",
    }
)  # fmt: skip
"""Fields that say nothing to a person."""

_LABELS: dict[str, str] = {
    "occurred_at": "时间",
    "way": "方式",
    "outcome": "处理结果",
    "person": "联系人",
    "summary": "谈话要点",
    "place": "地点",
    "people": "参加人员",
    "findings": "核实情况",
    "text": "内容",
    "head": "负责人",
    "name": "文件名",
    "caption": "文字说明",
    "taken_at": "拍摄时间",
    "form": "表格",
    "signer": "签字人",
    "signed_on": "签字日期",
    "remark": "签字备注",
    "pages": "页数",
    "copies": "份数",
    "reason": "理由",
    "received_at": "收到时间",
    "source": "来源",
    "measures": "已采取的措施",
    "difficulty": "难点",
    "request": "请求事项",
    "cause": "原因分析",
    "fact": "事实认定",
    "fact_note": "事实说明",
    "demand": "诉求认定",
    "demand_note": "诉求说明",
    "outcome_note": "结果说明",
    "answered_at": "答复时间",
    "answer_way": "答复方式",
    "answer": "答复要点",
    "feedback": "市民反馈",
    "feedback_note": "反馈说明",
    "lead_person": "牵头负责人",
    "handlers": "具体办理人员",
    "last_dissatisfaction": "上一轮不满意原因",
    "rehandle_measures": "再次处置措施",
    "steps": "步骤",
    "told_citizen": "告知市民",
    "reason_class": "理由类别",
    "fields": "理由说明",
    "basis": "职责或政策依据",
    "suggested_unit": "建议派单方向",
    "contact_person": "联系人",
    "contact_phone": "联系电话",
    "section": "转交科室",
    "opinion": "签批意见",
    "handling": "办理情况",
    "review": "审核意见",
    "reply": "回复回访",
    "until": "希望延至",
    "explained": "解释情况",
    "due": "期限",
    "resolved": "有无结果",
    "copied": "抄送中心",
    "proposal": "处理建议",
    "unit_name": "单位",
    "delegated": "委托签",
    "late": "补签",
}
_WORDS: dict[str, dict[str, str]] = {
    "form": {form.id: form.name for form in PAPER_FORMS.values()},
    "fact": {"true": "属实", "partly": "部分属实", "false": "不属实"},
    "demand": {"reasonable": "合理合法", "partly": "部分合理", "unreasonable": "不合理"},
    "outcome": {
        "solved": "实际解决",
        "explained": "解释说明",
        "partly": "部分解决",
        "unsolved": "未解决",
        ContactOutcome.REACHED: "已联系",
        ContactOutcome.NO_ANSWER: "未接通",
        ContactOutcome.WRONG_NUMBER: "号码错误",
        ContactOutcome.DECLINED: "拒绝沟通",
        ContactOutcome.NO_MEANS: "无法联系",
    },
    "feedback": {
        "satisfied": "满意",
        "basic": "基本满意",
        "dissatisfied": "不满意",
        "unrated": "未评价",
    },
}
_OWN_LABELS: dict[tuple[type, str], str] = {
    (act.RecordContact, "outcome"): "联系结果",
    (act.Retract, "reason"): "撤销原因",
    (act.ApplyExclusion, "reason"): "申请理由",
    (ReturnForm, "reason"): "退单理由",
    (act.RequestExtension, "reason"): "延期理由",
    (act.RecordPhoneReport, "person"): "接听人",
    (act.RecordCommitment, "person"): "责任人",
}
_SECTION_TYPES: dict[str, type[Struct]] = {
    "result": HandlingResult,
    "plan": WorkPlan,
    "return_form": ReturnForm,
    "signoff": Signoff,
}
_CHOICES = frozenset({"reason_class", "way", "answer_way", "proposal"})
"""Texts that are picked from a list."""
_DRAFT_ROWS = ("head_part_", "visit_", "measure_")
"""How the fields of a row are called in the draft of the record."""


@dataclass(frozen=True, slots=True)
class Line:
    """A field in words.

    Attributes:
        field: Its machine name.
        label: Its name on screen.
        text: What it says.
    """

    field: str
    label: str
    text: str


def lines_of(action: act.Action) -> tuple[Line, ...]:
    """Say what an action holds, without what is empty; a section's content field by field."""
    section = section_of(action)
    return section_lines(content_of(action)) if section else section_lines(action)


def content_of(action: act.Action) -> Struct:
    """Give the section that a section action saves; the action itself for all others."""
    if section_of(action) is None:
        return action
    [name] = action.__struct_fields__
    content = getattr(action, name)
    assert isinstance(content, Struct)  # noqa: S101 - each section action has this one field
    return content


def section_lines(content: Struct | None) -> tuple[Line, ...]:
    """Say what a section or a row holds, without what is empty."""
    if content is None:
        return ()
    found = (_line(content, field.name) for field in structs.fields(content))
    return tuple(line for line in found if line and line.text)


def read_section(section: str, raw: bytes) -> Struct | None:
    """Read a section as the outbox keeps it; None for an empty or unreadable one."""
    if not raw:
        return None
    try:
        found = msgspec.json.decode(raw, type=_SECTION_TYPES[section])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    assert isinstance(found, Struct)  # noqa: S101 - the types above are structs
    return found


def field_order(section: str) -> tuple[str, ...]:
    """List the fields of a section in the order in which they are shown."""
    return tuple(field.name for field in structs.fields(_SECTION_TYPES[section]))


def is_free_text(field: structs.FieldInfo) -> bool:
    """Tell whether a field is a text that a person writes, not a choice, a moment or rows."""
    return field.type is str and field.name not in _WORDS and field.name not in _CHOICES


def free_texts(section: str) -> frozenset[str]:
    """Name the fields of a section that are free texts."""
    fields = structs.fields(_SECTION_TYPES[section])
    return frozenset(field.name for field in fields if is_free_text(field))


def label_of(field: str) -> str:
    """Name a field; its machine name when it has no other."""
    return _LABELS.get(field, field)


def draft_lines(content: bytes) -> Iterator[Line]:
    """Say what a draft of a form holds; nothing for one that cannot be read."""
    try:
        values = msgspec.json.decode(content, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    for name, value in values.items():
        field = next((name.removeprefix(row) for row in _DRAFT_ROWS if name.startswith(row)), name)
        if isinstance(value, str) and value.strip() and field in _LABELS:
            yield Line(name, _LABELS[field], _draft_text(field, value.strip()))


def _draft_text(field: str, value: str) -> str:
    """Say a field of a draft: plain text, the word of a choice, a moment, or JSON of rows."""
    with suppress(ValueError):
        return _moment(datetime.fromisoformat(value))
    with suppress(msgspec.MsgspecError):
        rows = msgspec.json.decode(value, type=list[dict[str, str]])
        return "\n".join("，".join(text for text in row.values() if text) for row in rows)
    return _WORDS.get(field, {}).get(value, value)


def _line(content: Struct, field: str) -> Line | None:
    if field in _HIDDEN:
        return None
    label = _OWN_LABELS.get((type(content), field), label_of(field))
    value = getattr(content, field)
    if field == "fields":
        value = tuple(text for _key, text in value)
    return Line(field, label, _text(value, field))


def _text(value: object, field: str) -> str:
    if value is None:
        return ""
    writer = next((write for kind, write in _WRITERS if isinstance(value, kind)), None)
    if writer:
        return writer(value)
    text = str(value).strip()
    return _WORDS.get(field, {}).get(text, text)


def _moment(value: object) -> str:
    assert isinstance(value, datetime)  # noqa: S101 - the table below says so
    local = value.astimezone(CST)
    return f"{local.year}年{moment_text(local)}"


def _day(value: object) -> str:
    assert isinstance(value, date)  # noqa: S101 - the table below says so
    return f"{value.year}年{value.month}月{value.day}日"


def _list(value: object) -> str:
    assert isinstance(value, tuple)  # noqa: S101 - the table below says so
    return "\n".join(text for entry in value if (text := _text(entry, "")))


def _step(value: object) -> str:
    assert isinstance(value, PlanStep)  # noqa: S101 - the table below says so
    beside = "，".join(part for part in (_text(value.due, ""), value.person) if part)
    return f"{value.text}（{beside}）" if beside else value.text


def _basis(value: object) -> str:
    assert isinstance(value, LegalBasis)  # noqa: S101 - the table below says so
    return " ".join(part for part in (value.document, value.number, value.clause) if part)


def _yes(value: object) -> str:
    return "是" if value else ""


_WRITERS: tuple[tuple[type, Callable[[object], str]], ...] = (
    (bool, _yes),
    (datetime, _moment),
    (date, _day),
    (PlanStep, _step),
    (LegalBasis, _basis),
    (tuple, _list),
)
