"""What a step demands, what of it is there and what is missing: the list beside every form.

`gates.gate` names the first obstacle only; a clerk wants to see them all at once. A test holds
the two against each other: a step whose demands are all met is never refused for its groundwork.
"""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain import actions as act
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import Rules, has_contact
from desktop.domain.orders import Flag, Order
from desktop.domain.signing import is_signed_off
from desktop.domain.version_code import code_of


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing a step asks for.

    Attributes:
        text: What, in Chinese.
        met: Whether it is there.
        required: False for what is only advised here.
        rule: Rule id.
        detail: What is there, or what to do about it.
    """

    text: str
    met: bool
    required: bool = True
    rule: str = ""
    detail: str = ""


def demands_of(order: Order, kind: type[act.Action], rules: Rules) -> tuple[Demand, ...]:
    """List the demands of a step as the order stands; empty when it asks for nothing."""
    listed = _LISTS.get(kind)
    return listed(order, rules) if listed else ()


def signoff_advice(order: Order, rules: Rules) -> Demand | None:
    """Advise the sign-off sheet before a submission, where the office has chosen so (LS-02).

    It is advice and never a barrier: the rules of the place may not ask for a sign-off at all.
    None where the place does not know the sheet.
    """
    if rules.profile.form("F3") is None:
        return None
    signed = is_signed_off(order, rules.profile)
    detail = "已签完" if signed else "本单位设置为提交前签批；没有签批也可以提交"
    return Demand("《工单签批单》已签字", signed, required=False, rule="LS-02", detail=detail)


def _accepted(order: Order) -> Demand:
    accepted = order.round.accepted
    detail = f"{accepted.name} {moment_text(accepted.at)}" if accepted else "先接单，再办理"
    return Demand("先行接单", accepted is not None, rule="XY-01", detail=detail)


def _return(order: Order, rules: Rules) -> tuple[Demand, ...]:
    """XY-07: after acceptance, with reason, suggested unit and the head's signature."""
    form = order.round.return_form
    demanded = rules.profile.return_demands
    reason = bool(form and form.reason_class and form.reason.strip())
    unit = form.suggested_unit.strip() if form else ""
    return (
        _accepted(order),
        Demand("退单理由", reason, "reason" in demanded, "XY-07"),
        Demand("建议派单方向", bool(unit), "suggestion" in demanded, "XY-07", unit),
        Demand("职责或政策依据", bool(form and form.basis), required=False, rule="XY-07"),
        _return_signature(order, required="signature" in demanded),
    )


def _return_signature(order: Order, *, required: bool) -> Demand:
    signed = [
        signature
        for signature in order.signatures
        if signature.form == "F1"
        and signature.round == order.round.number
        and not signature.retracted
    ]
    current = code_of(order, "F1", order.round.number, "head")
    fitting = [signature for signature in signed if signature.code == current]
    if fitting:
        last = fitting[-1]
        detail = f"{last.signer} {last.signed_on:%Y-%m-%d}"
    elif signed:
        detail = "签字后内容改过，请重新打印签字"
    else:
        detail = "打印、签字，再扫描回来"
    return Demand("承办部门负责人签字", bool(fitting), required, "XY-07", detail)


def _submit(order: Order, rules: Rules) -> tuple[Demand, ...]:
    """XY-02, XY-03; in re-handling also XY-05."""
    result = order.round.result
    demands = [
        _contact(order, rules),
        Demand(
            "处理结果",
            bool(result and result.outcome),
            rule="XY-03",
            detail="" if result and result.outcome else "填写处理记录",
        ),
    ]
    if order.round.number > 1:
        standing = any(not part.retracted for part in order.round.head_parts)
        demanded = "head_part" in rules.profile.rehandle_demands
        demands.append(Demand("负责人参与情况", standing, demanded, "XY-05"))
    answered = bool(result and result.answer.strip() and result.answered_at)
    demands.append(Demand("答复市民（时间、内容）", answered, required=False, rule="XY-15"))
    visited = any(not visit.retracted for visit in order.round.visits)
    demands.append(Demand("现场核实", visited, required=False, rule="XY-15"))
    return tuple(demands)


def _contact(order: Order, rules: Rules) -> Demand:
    excused = rules.profile.contact_excused
    is_excused = ("anonymous" in excused and order.anonymous) or order.confidentiality in excused
    rows = [row for row in order.round.contacts if not row.retracted]
    detail = f"{len(rows)} 条记录" if rows else "无法联系的，登记一条并写明原因"
    return Demand("先行联系", has_contact(order), not is_excused, "XY-02", detail)


def _signoff(order: Order, _rules: Rules) -> tuple[Demand, ...]:
    """LS-02; an office option where the profile does not demand it."""
    return (Demand("签批单内容", order.round.signoff is not None, rule="LS-02"),)


def _exclusion(order: Order, _rules: Rules) -> tuple[Demand, ...]:
    """XY-12."""
    pending = order.has(Flag.EXCLUSION_REQUESTED)
    return (
        Demand(
            "没有正在审核的申请",
            not pending,
            rule="XY-12",
            detail="已申请，等待城运中心确认" if pending else "",
        ),
    )


def _taken(order: Order, _rules: Rules) -> tuple[Demand, ...]:
    return (_accepted(order),)


_LISTS: dict[type[act.Action], Callable[[Order, Rules], tuple[Demand, ...]]] = {
    act.SaveReturnForm: _return,
    act.RequestReturn: _return,
    act.Submit: _submit,
    act.RequestSignoff: _signoff,
    act.ApplyExclusion: _exclusion,
    act.RecordVisit: _taken,
    act.SavePlan: _taken,
    act.ReportDifficult: _taken,
}
