"""Figures that the orders do not tell and a clerk enters: published bounds, praise, faults."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

import msgspec

from desktop.domain.scoring.figures import ScoreDataError
from desktop.domain.scoring.score_rules import Point, ScoreRules
from desktop.services.score_figures import Figures

_PEER_COLUMNS = {
    "单位": "unit",
    "承办量": "load",
    "未响应工单": "unresponsive",
    "匿名工单": "anonymous",
    "办理过程扣分": "deduction",
    "一次满意工单": "first_satisfied",
    "一次办理工单": "first_orders",
    "重办满意工单": "redo_satisfied",
    "市级重办工单": "redone",
    "上报疑难诉求": "reported",
    "分段": "band",
}
_TEXTS = {"unit", "band", "deduction"}


@dataclass(frozen=True, slots=True)
class ScoreField:
    """One figure to enter.

    Attributes:
        path: Its place in the score data, such as `published.3.min`.
        name: Its name on screen.
        kind: `count`, `number`, or `choice`.
        choices: For a choice: value and name.
    """

    path: str
    name: str
    kind: str = "number"
    choices: tuple[tuple[str, str], ...] = ()


def _bounds(item: str, name: str) -> tuple[ScoreField, ScoreField]:
    return (
        ScoreField(f"published.{item}.min", f"{name}·公布的最小值"),
        ScoreField(f"published.{item}.max", f"{name}·公布的最大值"),
    )


def _counts(prefix: str, names: Mapping[str, str]) -> tuple[ScoreField, ...]:
    return tuple(ScoreField(f"{prefix}.{key}", name, "count") for key, name in names.items())


_LINSHU = (
    ScoreField("group", "分组", "choice", (("town", "镇街"), ("department", "县直单位"))),
    ScoreField("tier", "承办量档次得分（县直）"),
    ScoreField("own.unresponsive", "未响应工单数", "count"),
    *_bounds("1", "承办量"),
    *_bounds("2.1", "服务过程率（0–1）"),
    *_bounds("2.2", "办理过程得分"),
    *_bounds("3", "一次办好率（0–1）"),
    *_bounds("4", "重办满意率（0–1）"),
    *_bounds("6.1", "上报比例（0–1）"),
    *_counts(
        "own.faults",
        {
            "no_phone": "未先电话申请的退单",
            "no_reason": "未说明理由的退单",
            "reply_as_return": "以回复形式退单",
            "insisted": "不同意后坚持退单",
            "own_duty": "职责内作回退处理",
        },
    ),
    *_counts(
        "audits",
        {
            "not_explained": "不合规诉求：未作解释",
            "not_implemented": "不合规诉求：未落实",
            "shallow": "不合规诉求：调查不深入",
            "distorted": "不合规诉求：失实",
            "false": "不合规诉求：虚假",
            "supervised_above": "不合规诉求：被上级督查",
        },
    ),
    *_counts(
        "supervisions",
        {
            "city_account": "市督查账户督办",
            "city_written": "市热线中心书面办理",
            "county_office": "县政府督查室督查",
            "media": "媒体现场督办",
            "discipline": "移交纪检监察问责",
        },
    ),
    ScoreField("annual_mark", "年终考核得分"),
)
_KAIFENG = (
    ScoreField("kind", "单位类别", "choice", (("department", "部门"), ("county", "县区"))),
    *(ScoreField(f"basics.{n}", f"基础工作第 {n + 1} 项得分") for n in range(4)),
    *(ScoreField(f"rules_made.{n}", f"制度建设第 {n + 1} 项得分") for n in range(4)),
    ScoreField("on_time.rate_percent", "通报的按期办结率（%）"),
    *_counts("plus", {"head_took_part": "主要领导亲自参与", "praised": "媒体表扬"}),
    *_counts(
        "minus",
        {
            "perfunctory": "敷衍搪塞、推诿扯皮",
            "urged_twice": "连续两次催办无结果",
            "delayed": "拖延造成影响",
            "leaked": "泄露反映人隐私",
            "criticised": "简报通报批评",
        },
    ),
)
_FIELDS: Mapping[str, tuple[ScoreField, ...]] = {
    "linshu": _LINSHU,
    "kaifeng": _KAIFENG,
    "xshi": (ScoreField("answered_on_time", "按时反馈的工单数", "count"),),
    "guizhou": _counts(
        "grades", {"very_satisfied": "非常满意的件数", "very_dissatisfied": "非常不满意的件数"}
    ),
}


def fields_of(rules: ScoreRules) -> tuple[ScoreField, ...]:
    """List what can be entered for an assessment: figures, and another reading of an open text."""
    return (*_FIELDS.get(rules.formula, ()), *(_reading(point) for point in rules.points.values()))


def _reading(point: Point) -> ScoreField:
    default = f"{point.default} {point.options[point.default]}（默认）"
    others = (
        (letter, f"{letter} {text}")
        for letter, text in point.options.items()
        if letter != point.default
    )
    return ScoreField(f"readings.{point.id}", point.question, "choice", (("", default), *others))


def laid_over(
    figures: Figures, imported: Figures, entered: Mapping[str, str], fields: Sequence[ScoreField]
) -> Figures:
    """Lay imported and entered figures over those of the orders.

    Raises:
        ScoreDataError: An entered figure is no number; the message names its field.
    """
    whole = _merged(figures, imported)
    for wanted in fields:
        text = entered.get(wanted.path, "").strip()
        if text:
            _put(whole, wanted, text)
    return whole


def read_imported(content: bytes, name: str) -> Figures:
    """Read published figures: score data as JSON, or the table of the group as CSV.

    Raises:
        ScoreDataError: It is neither.
    """
    if name.lower().endswith(".csv"):
        return {"peers": _peers(content)}
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ScoreDataError(f"{name}：不是有效的 JSON 文件（{error}）") from error
    if not isinstance(found, dict):
        raise ScoreDataError(f"{name}：应为一个对象")
    # whose figures and of when is known here; a file of another month must not change it
    return {key: value for key, value in found.items() if key not in {"unit", "period"}}


def _peers(content: bytes) -> list[Figures]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    rows = list(csv.reader(StringIO(text)))
    head = [cell.strip() for cell in rows[0]] if rows else []
    if not {"单位", "承办量"} <= set(head):
        raise ScoreDataError("第一行应有“单位”和“承办量”两列")
    unknown = [cell for cell in head if cell and cell not in _PEER_COLUMNS]
    if unknown:
        known = "、".join(_PEER_COLUMNS)
        raise ScoreDataError(f"不认识的列“{unknown[0]}”，只有：{known}")
    return [_peer(head, row, place) for place, row in enumerate(rows[1:], 2) if any(row)]


def _peer(head: Sequence[str], row: Sequence[str], place: int) -> Figures:
    peer: Figures = {}
    for heading, cell in zip(head, row, strict=False):
        key, text = _PEER_COLUMNS.get(heading, ""), cell.strip()
        if not key or not text:
            continue
        if key not in _TEXTS and not text.isdecimal():
            raise ScoreDataError(f"第 {place} 行“{heading}”：“{text}”不是整数")
        peer[key] = text if key in _TEXTS else int(text)
    return peer


def _merged(base: object, over: Mapping[str, object]) -> Figures:
    whole = dict(base) if isinstance(base, dict) else {}
    for key, value in over.items():
        whole[key] = _merged(whole.get(key), value) if isinstance(value, dict) else value
    return whole


def _put(whole: Figures, wanted: ScoreField, text: str) -> None:
    value: object = text
    if wanted.kind == "count":
        if not text.isdecimal():
            raise ScoreDataError(f"{wanted.name}：“{text}”应为件数")
        value = int(text)
    head, _dot, last = wanted.path.rpartition(".")
    if head in {"own.faults", "audits", "supervisions"}:
        _add_fault(whole, head, last, int(text))
    elif head.startswith("published."):
        _table(_table(whole, "published"), head.removeprefix("published."))[last] = value
    elif head in {"basics", "rules_made"}:
        marks = whole.setdefault(head, [None] * 4)
        assert isinstance(marks, list)  # noqa: S101 - made here, or checked by the reader
        marks[int(last)] = value
    else:
        (_table(whole, head) if head else whole)[last] = value


def _add_fault(whole: Figures, head: str, kind: str, count: int) -> None:
    holder = _table(whole, "own") if head.startswith("own.") else whole
    key = head.removeprefix("own.")
    found = holder.get(key)
    faults = list(found) if isinstance(found, list) else []
    if count:
        faults.append({"kind": kind, "count": count, "evidence": "手工填写"})
    holder[key] = faults


def _table(whole: Figures, key: str) -> Figures:
    found = whole.get(key)
    table: Figures = dict(found) if isinstance(found, dict) else {}
    whole[key] = table
    return table
