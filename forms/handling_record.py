"""F2 工单处理记录表 (XY-03, XY-05, XY-15): contacts, visits, measures, result and answer."""

from dataclasses import dataclass
from typing import Literal

from forms.choice import explained, marked
from forms.document import FormFoot, FormHead, Photo, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet

Copy = Literal["site", "archive"]
_COPY_NAMES: dict[Copy, str] = {"site": "现场联", "archive": "存档联"}
_FINDINGS = ("属实", "部分属实", "不属实")
_ASSESSMENTS = ("合理合法", "部分合理", "不合理")
_RESULTS = ("实际解决", "解释说明", "部分解决", "未解决")
_FEEDBACKS = ("满意", "基本满意", "不满意", "未评价")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One attempt of 先行联系 (XY-03)."""

    at: str = ""
    means: str = ""
    person: str = ""
    result: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of 现场核实."""

    at: str = ""
    place: str = ""
    participants: str = ""
    situation: str = ""
    photos: str = ""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One step of 处理过程."""

    at: str = ""
    measure: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """答复市民: when and how the citizen was answered, and with what."""

    at: str = ""
    means: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class Rehandling:
    """What a re-handling adds (XY-05, XY-15).

    Attributes:
        previous_result: 上一轮结果与不满意原因.
        head_part_at: When the head took part (负责人参与情况).
        head_part_place: Where.
        head_part_action: What the head did.
        measures: 再次处置措施.
    """

    previous_result: str = ""
    head_part_at: str = ""
    head_part_place: str = ""
    head_part_action: str = ""
    measures: str = ""


@dataclass(frozen=True, slots=True)
class HandlingRecordForm:
    """Content of F2; every text is printed as it is. Box: "head" (部门负责人).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        copy: "site" is the 现场联 that the handler carries, "archive" the 存档联.
        with_investigation: False for 咨询, 建议 and 表扬, which have no 现场核实 and 事实认定.
        external_number: 外部编号.
        channel: 来源渠道.
        order_type: 工单类型.
        category: 问题分类.
        dispatched_at: 派单时间.
        accepted_at: 接单时间.
        caller: 诉求人 as it may be printed; "" when it must be absent.
        caller_phone: 联系电话 as it may be printed; "" when it must be absent.
        address: 地址.
        content: 诉求内容.
        contacts: Rows of 先行联系.
        visits: Rows of 现场核实.
        cause: 原因分析.
        measures: Rows of 处理过程.
        finding: 事实认定 (属实, 部分属实, 不属实).
        finding_note: Its explanation.
        assessment: 诉求认定 (合理合法, 部分合理, 不合理).
        assessment_note: Its explanation.
        result: 处理结果 (实际解决, 解释说明, 部分解决, 未解决).
        result_note: Its reason.
        answer: 答复市民.
        feedback: 市民反馈 (满意, 基本满意, 不满意, 未评价).
        feedback_note: Its explanation.
        lead_person: 牵头负责人.
        handlers: 具体办理人员 (LS-02).
        rehandling: Block of a re-handling; None in the first round.
        signature: 部门负责人's signature, when the order carries one.
        photos: Photos, printed two to a row.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    copy: Copy = "archive"
    with_investigation: bool = True
    external_number: str = ""
    channel: str = ""
    order_type: str = ""
    category: str = ""
    dispatched_at: str = ""
    accepted_at: str = ""
    caller: str = ""
    caller_phone: str = ""
    address: str = ""
    content: str = ""
    contacts: tuple[ContactRow, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    cause: str = ""
    measures: tuple[MeasureRow, ...] = ()
    finding: str = ""
    finding_note: str = ""
    assessment: str = ""
    assessment_note: str = ""
    result: str = ""
    result_note: str = ""
    answer: Answer = Answer()
    feedback: str = ""
    feedback_note: str = ""
    lead_person: str = ""
    handlers: str = ""
    rehandling: Rehandling | None = None
    signature: Signature | None = None
    photos: tuple[Photo, ...] = ()


def render(form: HandlingRecordForm, fonts: FontSet) -> Rendered:
    """Print F2.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
        PhotoError: A photo cannot be read.
    """
    mark = _COPY_NAMES[form.copy]
    sheet = Sheet(form.head, form.foot, fonts, training=form.training, mark=mark)
    _add_order(sheet, form)
    if form.rehandling is not None:
        _add_rehandling(sheet, form.rehandling)
    _add_contacts_and_visits(sheet, form)
    _add_handling(sheet, form)
    _add_outcome(sheet, form)
    sheet.pairs(("牵头负责人", form.lead_person), ("具体办理人员", form.handlers))
    sheet.signature("部门负责人\n签字", "head", form.signature)
    sheet.photos("现场照片", form.photos)
    return sheet.finish()


def _add_order(sheet: Sheet, form: HandlingRecordForm) -> None:
    sheet.pairs(("外部编号", form.external_number), ("来源渠道", form.channel))
    sheet.pairs(("工单类型", form.order_type), ("问题分类", form.category))
    sheet.pairs(("派单时间", form.dispatched_at), ("接单时间", form.accepted_at))
    sheet.pairs(("诉求人", form.caller), ("联系电话", form.caller_phone))
    sheet.field("地址", form.address)
    sheet.field("诉求内容", form.content, 18 * MM, 10 * MM)


def _add_rehandling(sheet: Sheet, rehandling: Rehandling) -> None:
    """Add what a re-handling needs: the head's own part above all (XY-05)."""
    sheet.field("上一轮结果与\n不满意原因", rehandling.previous_result, 14 * MM, 6 * MM)
    sheet.table(
        "负责人\n参与情况",
        (("时间", 30), ("地点", 32), ("做了什么", 74)),
        [(rehandling.head_part_at, rehandling.head_part_place, rehandling.head_part_action)],
    )
    sheet.field("再次处置措施", rehandling.measures, 14 * MM, 6 * MM)


def _add_contacts_and_visits(sheet: Sheet, form: HandlingRecordForm) -> None:
    """Add 先行联系 (XY-03) and, where the kind has it, 现场核实."""
    sheet.table(
        "先行联系",
        (("时间", 30), ("方式", 14), ("联系人", 21), ("结果", 20), ("要点", 51)),
        [(row.at, row.means, row.person, row.result, row.points) for row in form.contacts],
    )
    if not form.with_investigation:
        return
    sheet.table(
        "现场核实",
        (("时间", 30), ("地点", 26), ("参加人员", 24), ("情况", 41), ("照片\n编号", 15)),
        [(row.at, row.place, row.participants, row.situation, row.photos) for row in form.visits],
    )


def _add_handling(sheet: Sheet, form: HandlingRecordForm) -> None:
    sheet.field("原因分析", form.cause, 14 * MM, 6 * MM)
    sheet.table(
        "处理过程",
        (("时间", 30), ("措施", 78), ("人员", 28)),
        [(row.at, row.measure, row.people) for row in form.measures],
    )


def _add_outcome(sheet: Sheet, form: HandlingRecordForm) -> None:
    if form.with_investigation:
        finding = explained(marked(form.finding, _FINDINGS), form.finding_note)
        sheet.field("事实认定", finding, 12 * MM)
    assessment = explained(marked(form.assessment, _ASSESSMENTS), form.assessment_note)
    sheet.field("诉求认定", assessment, 12 * MM)
    result = explained(marked(form.result, _RESULTS), form.result_note)
    sheet.field("处理结果", result, 14 * MM, 8 * MM)
    sheet.table(
        "答复市民",
        (("时间", 30), ("方式", 15), ("要点", 91)),
        [(form.answer.at, form.answer.means, form.answer.points)],
    )
    feedback = explained(marked(form.feedback, _FEEDBACKS), form.feedback_note)
    sheet.field("市民反馈", feedback)
