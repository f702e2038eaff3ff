"""An order's handling record as F9 办理结果报告: one matter, one report (KF-01, KF-02, KF-08)."""

from datetime import date

from desktop.domain.letter_content import promises
from desktop.domain.orders import Confidentiality, HandlingResult, Order, Round
from desktop.printing import words
from desktop.printing.frame import Sheet
from forms.letter_section import LetterSection
from forms.result_report import ResultReportForm

_LEADERS = "市长专线电话办公室"
_CENTRE = "热线受理中心"
_TITLE_LENGTH = 40


def result_report(sheet: Sheet) -> ResultReportForm:
    """Fill F9 of an order's round."""
    order, the_round = sheet.order, sheet.round
    result = the_round.result or HandlingResult()
    return ResultReportForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        title=f"关于{matter_name(order)}诉求办理情况的报告",
        addressee=_LEADERS if order.received_at else _CENTRE,
        opening=_opening(sheet),
        sections=_sections(order, the_round, result),
        attachments=tuple(
            row.caption or row.name
            for row in order.attachments
            if not row.retracted and row.purpose != "scan" and row.round == the_round.number
        ),
        signature=sheet.signature("head"),
    )


def matter_name(order: Order) -> str:
    """Name the matter, never the caller: a title that names him gives way to the category.

    The title of a 举报 or 保密 order is the citizen's own words, so it always does.
    """
    title = order.title.strip().rstrip("。！？!?.")
    caller = order.caller
    names_caller = caller and (
        (caller.name and caller.name in title) or (caller.phone and caller.phone in title)
    )
    hidden = order.confidentiality is not Confidentiality.NONE
    if names_caller or hidden or not title or len(title) > _TITLE_LENGTH:
        title = order.category.replace("／", "/").rpartition("/")[2] or "有关"
    return f"“{title}”" if title != "有关" else title


def _opening(sheet: Sheet) -> str:
    order = sheet.order
    came = f"，{order.channel}" if order.channel else ""
    day = words.day((order.received_at or order.dispatched_at).date())
    return (
        f"{day}，我单位收到转办的工单（{sheet.kind_name}{came}），编号{order.number}。"
        "现将办理情况报告如下："
    )


def _sections(order: Order, the_round: Round, result: HandlingResult) -> tuple[LetterSection, ...]:
    found = [
        LetterSection("反映事项", order.content or order.title),
        LetterSection("调查核实情况", _investigation(the_round, result)),
        LetterSection("办理情况", _handling(the_round, result)),
        LetterSection("办理结果及答复", _outcome(result)),
    ]
    plans = _plans(order, the_round)
    if plans:
        found.append(LetterSection("下一步工作", plans))
    return tuple(section for section in found if section.text)


def _investigation(the_round: Round, result: HandlingResult) -> str:
    lines = [
        f"{words.moment(row.occurred_at)}，{row.people or '我单位工作人员'}到{row.place}现场核实。"
        + _sentence(row.findings)
        for row in the_round.visits
        if not row.retracted
    ]
    fact = words.FACTS.get(result.fact, "")
    if fact:
        lines.append(f"经核实，反映情况{fact}。{_sentence(result.fact_note)}")
    if result.cause:
        lines.append(f"原因：{_sentence(result.cause)}")
    return "\n".join(lines)


def _handling(the_round: Round, result: HandlingResult) -> str:
    lines = [
        f"{words.moment(row.occurred_at)}，{_sentence(row.text)}"
        for row in the_round.measures
        if not row.retracted
    ]
    lines += [
        f"{words.moment(row.occurred_at)}，{row.head}在{row.place}{_sentence(row.text)}"
        for row in the_round.head_parts
        if not row.retracted
    ]
    if result.rehandle_measures:
        lines.append(_sentence(result.rehandle_measures))
    return "\n".join(lines)


def _outcome(result: HandlingResult) -> str:
    lines = []
    outcome = words.OUTCOMES.get(result.outcome, "")
    if outcome:
        lines.append(f"办理结果：{outcome}。{_sentence(result.outcome_note)}")
    if result.answer:
        when = f"{words.moment(result.answered_at)}以{result.answer_way or '电话'}方式"
        lines.append(f"{when if result.answered_at else '已'}答复：{_sentence(result.answer)}")
    feedback = words.FEEDBACK.get(result.feedback, "")
    if feedback:
        lines.append(f"市民反馈：{feedback}。{_sentence(result.feedback_note)}")
    people = "，".join(
        part
        for part in (
            f"牵头负责人：{result.lead_person}" if result.lead_person else "",
            f"具体办理人员：{result.handlers}" if result.handlers else "",
        )
        if part
    )
    if people:
        lines.append(f"{people}。")
    return "\n".join(lines)


def _plans(order: Order, the_round: Round) -> str:
    steps = the_round.plan.steps if the_round.plan else ()
    wanted = [(step.due, step.text) for step in steps]
    wanted += [(promise.due, promise.text) for promise in promises(order)]
    return "\n".join(_plan(due, text) for due, text in wanted)


def _plan(due: date | None, text: str) -> str:
    return f"{words.day(due)}前，{_sentence(text)}" if due else _sentence(text)


def _sentence(text: str) -> str:
    """End a text as a sentence, whether the clerk did or not."""
    plain = text.strip()
    return plain if not plain or plain[-1] in "。！？…；" else f"{plain}。"
