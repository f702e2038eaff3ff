"""An order's missed deadlines as F10 情况说明 (XY-02, XY-03: to the street's 纪工委)."""

from desktop.domain.clocks import DUTY_NAMES
from desktop.domain.letter_content import given_reason
from desktop.domain.missed_duties import MissedDuty, missed_duties
from desktop.domain.orders import HandlingResult
from desktop.domain.profile import Duty
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.result_report import matter_name
from forms.explanation import ExplanationForm
from forms.letter_section import LetterSection

_EXPLAINED = frozenset({Duty.CONTACT, Duty.HANDLE, Duty.REHANDLE, Duty.ACCEPT})
"""Duties of the order itself; a late return has its own consequence (XY-07)."""
_ADDRESSEES = {"xiayang": "街道纪工委"}
_ELSEWHERE = "热线受理中心"


def explanation(sheet: Sheet) -> ExplanationForm:
    """Fill F10 of an order's round; which duty was missed is read from its own record."""
    order, the_round = sheet.order, sheet.round
    missed = [
        entry
        for entry in missed_duties(order, sheet.rules, sheet.context.printed_at)
        if entry.round == the_round.number and entry.duty in _EXPLAINED
    ]
    result = the_round.result or HandlingResult()
    measures = [row.text for row in the_round.measures if not row.retracted]
    sections = (
        LetterSection("基本情况", _facts(sheet)),
        LetterSection("未按时限办理的事项", "\n".join(_line(entry, sheet) for entry in missed)),
        LetterSection("原因", given_reason(order)),
        LetterSection("整改措施", result.rehandle_measures or "\n".join(measures)),
    )
    return ExplanationForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        title=f"关于{matter_name(order)}工单{_what(missed)}的情况说明",
        addressee=_ADDRESSEES.get(sheet.rules.profile.id, _ELSEWHERE),
        opening=_opening(sheet, missed),
        sections=sections,
        signature=sheet.signature("head"),
    )


def _what(missed: list[MissedDuty]) -> str:
    if missed and all(entry.duty is Duty.CONTACT for entry in missed):
        return "未按时先行联系"
    return "未按时限办理"


def _opening(sheet: Sheet, missed: list[MissedDuty]) -> str:
    if not missed:
        return f"经核对办理记录，工单{sheet.order.number}本轮没有超过时限的事项。"
    return f"我单位承办的工单{sheet.order.number}未按时限办理，现将情况说明如下："


def _facts(sheet: Sheet) -> str:
    order, the_round = sheet.order, sheet.round
    lines = [f"工单类型：{sheet.kind_name}。{words.moment(order.dispatched_at)}派单。"]
    if the_round.number > 1:
        lines.append(f"{words.moment(the_round.started_at)}退回再次处置。")
    if the_round.accepted:
        lines.append(f"{words.moment(the_round.accepted.at)}接单。")
    return "".join(lines)


def _line(entry: MissedDuty, sheet: Sheet) -> str:
    done = f"实际完成时间：{words.moment(entry.done_at)}" if entry.done_at else "至打印时尚未完成"
    clause = "平台下发时限" if entry.rule == "platform" else _clause(entry.duty, sheet)
    basis = f"（{clause}）" if clause else ""
    return f"{DUTY_NAMES[entry.duty]}：应于{words.moment(entry.due)}前完成{basis}，{done}。"


def _clause(duty: Duty, sheet: Sheet) -> str:
    """Quote where the document sets the deadline; our own rule ids say nothing to a reader."""
    rule = sheet.rules.profile.clock(duty, sheet.order.kind)
    return rule.clause if rule else ""
