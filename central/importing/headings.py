"""Knows the column headings of many platforms and finds the heading row of a sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from central.importing.cells import Cell, line, normalised

SEARCHED_ROWS = 20

# field -> headings; in each list the first one present in the file wins
ALIASES: dict[str, tuple[str, ...]] = {
    "number": (
        "工单编号", "工单号", "工单号码", "任务号", "任务编号", "案件编号", "案件号", "派单编号",
        "留言编号", "受理编号", "受理单号", "诉求编号", "来电编号", "信件编号", "事件编号",
        "流水号", "业务编号", "编号", "单号",
    ),
    "external_number": (
        "外部编号", "外部工单号", "外部工单编号", "市级工单号", "市级工单编号", "市工单编号",
        "市平台编号", "上级编号", "上级工单号", "来源编号", "原工单编号", "原工单号", "关联编号",
    ),
    "title": (
        "标题", "工单标题", "主题", "留言主题", "诉求标题", "事件标题", "案件标题", "工单主题",
        "信件标题", "留言标题", "诉求主题",
    ),
    "content": (
        "诉求内容", "工单内容", "内容", "留言详情", "问题描述", "描述", "诉求描述", "内容描述",
        "留言内容", "来电内容", "信件内容", "反映内容", "主要内容", "案件描述", "事件描述", "诉求",
        "详情", "具体内容",
    ),
    "category": (
        "问题分类", "分类", "一级标签", "诉求分类", "问题类别", "诉求类别", "类别", "内容分类",
        "一级分类", "案件大类", "事项分类", "问题类型", "诉求类型",
    ),
    "channel": (
        "来源渠道", "来源", "渠道", "诉求来源", "工单来源", "受理渠道", "受理方式", "来电渠道",
        "诉求渠道", "案件来源", "受理来源",
    ),
    "kind": ("工单类型", "类型", "工单种类", "工单类别", "处置类型", "案件类型", "任务类型"),
    "urgency": ("紧急程度", "紧急等级", "缓急程度", "缓急", "优先级", "紧急度", "是否紧急"),
    "caller_name": (
        "诉求人", "来电人", "诉求人姓名", "来电人姓名", "留言用户", "联系人", "姓名", "市民姓名",
        "反映人", "反映人姓名", "投诉人", "投诉人姓名", "联系人姓名", "举报人", "举报人姓名",
        "申请人", "来信人", "写信人", "用户名", "网名",
    ),
    "caller_phone": (
        "联系电话", "来电号码", "手机", "手机号", "手机号码", "联系方式", "电话", "电话号码",
        "诉求人电话", "来电人电话", "联系人电话", "市民电话", "主叫号码", "来电电话",
        "诉求人联系方式", "诉求人联系电话", "反映人电话", "投诉人电话", "举报人电话", "回访电话",
    ),
    "address": (
        "地址", "事发地址", "问题地址", "事发地点", "诉求地址", "发生地址", "发生地点", "事件地址",
        "问题发生地", "案件地址", "详细地址", "地点", "事发地",
    ),
    "unit_name": (
        "承办部门", "承办单位", "处置单位", "处置部门", "办理单位", "办理部门", "责任单位",
        "主办单位", "派往单位", "派遣部门", "接收单位", "四级承办部门", "三级承办单位",
    ),
    "dispatched_at": (
        "派单时间", "派遣时间", "下派时间", "派发时间", "转派时间", "分派时间", "交办时间",
        "转办时间", "派单日期", "下派日期", "交办日期", "留言时间", "受理时间", "受理日期",
        "来电时间", "登记时间", "创建时间", "诉求时间", "提交时间",
    ),
    "due_at": (
        "截止时间", "处理截至时间", "处理截止时间", "办理时限", "处置实际到期时间", "到期时间",
        "办理截止时间", "截至时间", "截止日期", "办结时限", "办理期限", "要求办结时间",
        "处置到期时间", "应办结时间", "反馈时限", "最后期限",
    ),
    "received_at": (
        "接到通知时间", "收到通知时间", "接到交办通知时间", "收文时间", "通知接收时间",
    ),
    "level": ("工单级别", "工单层级", "来源级别", "诉求级别", "派单级别"),
    "secret_flag": ("是否保密", "保密", "保密要求", "保密标志", "要求保密", "是否保密工单"),
    "report_flag": ("是否举报", "举报", "举报标志", "是否举报件", "举报件", "是否举报工单"),
    "anonymous_flag": ("是否匿名", "匿名", "匿名标志"),
}  # fmt: skip

_NOISE = re.compile(r"[\s*:;。.、_\-]+|\([^)]*\)|\[[^\]]*\]|【[^】]*】")
_FIELD_OF = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
_RANK = {alias: rank for aliases in ALIASES.values() for rank, alias in enumerate(aliases)}
_CALLER_WORDS = re.compile(
    "姓名|电话|手机|来电|主叫|诉求人|联系人|反映人|投诉人|举报人|申请人|来信人|写信人|联系方式"
    "|证件|身份证|微信|邮箱|邮件|QQ|住址|家庭地址|联系地址|户籍|性别|年龄|出生|账号|网名|用户",
    re.IGNORECASE,
)
# 性别 tells about the caller too, but erasing its value would take every 男 out of a text
_TRACE_WORDS = re.compile(
    "姓名|电话|手机|号码|联系方式|证件|身份证|微信|邮箱|QQ|住址|家庭地址|联系地址|网名|人$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a sheet are.

    Attributes:
        row: Last row of the headings, counted from 1.
        headings: Heading of each column as typed, "" where there is none.
        fields: Field name -> column index.
    """

    row: int
    headings: tuple[str, ...]
    fields: dict[str, int]

    @property
    def score(self) -> int:
        """How many fields were recognised."""
        return len(self.fields)

    def caller_columns(self) -> tuple[int, ...]:
        """Columns that tell who the caller is, whether or not a field is made of them."""
        return tuple(i for i, heading in enumerate(self.headings) if _tells_caller(heading))

    def trace_columns(self) -> tuple[int, ...]:
        """Columns whose value points at the caller wherever else it stands."""
        return tuple(i for i in self.caller_columns() if _is_trace(self.headings[i]))


def _is_trace(heading: str) -> bool:
    return _plain(heading) in _FIELD_OF or _TRACE_WORDS.search(heading) is not None


def _tells_caller(heading: str) -> bool:
    name = _FIELD_OF.get(_plain(heading))
    if name is not None:
        return name in {"caller_name", "caller_phone"}
    return _CALLER_WORDS.search(heading) is not None


def find_header(rows: Sequence[Sequence[Cell]]) -> Header | None:
    """Find the heading row among the first rows of a sheet.

    The row in which most fields are recognised wins, the upper one on a tie. It must name the
    order number and the title or the content. A second row that holds only further headings
    (诉求人 split into 姓名 and 电话) is taken as part of it.
    """
    best: Header | None = None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        below = rows[index + 1] if index + 1 < len(rows) else ()
        found = _header_at(index, row, below)
        if _usable(found) and (best is None or found.score > best.score):
            best = found
    return best


def recognised(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Return the headings recognised in the best of the first rows, for a message."""
    best: tuple[str, ...] = ()
    for row in rows[:SEARCHED_ROWS]:
        known = tuple(line(cell) for cell in row if _plain(cell) in _FIELD_OF)
        best = known if len(known) > len(best) else best
    return best


def _usable(header: Header) -> bool:
    return "number" in header.fields and bool(header.fields.keys() & {"title", "content"})


def _header_at(index: int, row: Sequence[Cell], below: Sequence[Cell]) -> Header:
    upper = _header(index + 1, row)
    filled = [cell for cell in below if line(cell)]
    if "number" not in upper.fields or not filled:
        return upper
    if not all(_plain(cell) in _FIELD_OF for cell in filled):
        return upper
    column = upper.fields["number"]
    if column < len(below) and line(below[column]):
        return upper  # a heading row repeated, not a second storey
    width = max(len(row), len(below))
    merged = [_pick(below, i) or _pick(row, i) for i in range(width)]
    both = _header(index + 2, merged)
    return both if both.score > upper.score else upper


def _pick(row: Sequence[Cell], index: int) -> str:
    return line(row[index]) if index < len(row) else ""


def _header(number: int, row: Sequence[Cell]) -> Header:
    headings = tuple(line(cell) for cell in row)
    fields: dict[str, int] = {}
    for column, heading in enumerate(headings):
        plain = _plain(heading)
        name = _FIELD_OF.get(plain)
        if name is None:
            continue
        taken = fields.get(name)
        if taken is None or _RANK[plain] < _RANK[_plain(headings[taken])]:
            fields[name] = column
    return Header(number, headings, fields)


def _plain(heading: Cell) -> str:
    """Return a heading without blanks, marks and remarks in brackets, 【…】 around it all too."""
    if not isinstance(heading, str):
        return ""
    text = normalised(heading)
    return _NOISE.sub("", text) or _NOISE.sub("", text.strip("()[]【】"))
