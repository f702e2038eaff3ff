"""What a step demands, what of it is there and what is missing: the list beside every form.

`gates.gate` names the first obstacle only; a clerk wants to see them all at once. A test holds
the two against each other: a step whose demands are all met is never refused for its groundwork.
"""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain import actions as act
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import Rules, has_contact, has_feedback, is_contact_excused
from desktop.domain.demanded_forms import missing_signature
from desktop.domain.matters import standing_opinions
from desktop.domain.orders import Flag, HandlingResult, Order, Part, ReturnForm, Signoff
from desktop.domain.paper_forms import quoted_name
from desktop.domain.profile import Duty
from desktop.domain.rounds import working_duty
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


def with_draft(order: Order, draft: ReturnForm | Signoff | None) -> Order:
    """Give the order as it would be with what is being typed, for `demands_of` and `gate`.

    What the clerk has chosen already is not missing, although it is not saved yet. Unlike a
    rehearsed action this takes a form that is half filled in.
    """
    if isinstance(draft, ReturnForm):
        return order.with_round(return_form=draft)
    return order.with_round(signoff=draft) if draft else order


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


def _accepted(order: Order, rules: Rules) -> Demand:
    accepted = order.round.accepted
    detail = f"{accepted.name} {moment_text(accepted.at)}" if accepted else "先接单，再办理"
    rule = rules.profile.cite(Duty.ACCEPT, order.kind)
    return Demand("先行接单", accepted is not None, rule=rule, detail=detail)


def _return(order: Order, rules: Rules) -> tuple[Demand, ...]:
    """XY-07, LS-03, LS-21, ZZ-02: after acceptance, with what the place demands of a return."""
    form = order.round.return_form
    demanded = rules.profile.return_demands
    rule = rules.profile.cite(Duty.RETURN, order.kind)
    reason = bool(form and form.reason_class and form.reason.strip())
    unit = form.suggested_unit.strip() if form else ""
    listed = [
        _accepted(order, rules),
        Demand("退单理由", reason, "reason" in demanded, rule),
        Demand("建议派单方向", bool(unit), "suggestion" in demanded, rule, unit),
        Demand("职责或政策依据", bool(form and form.basis), "basis" in demanded, rule),
    ]
    if "phone_report" in demanded:
        listed.append(_phone_report(order, rule))
    return (*listed, _return_signature(order, rule, required="signature" in demanded))


def _phone_report(order: Order, rule: str) -> Demand:
    rows = [row for row in order.phone_reports if not row.retracted]
    detail = (
        f"{rows[-1].person} {moment_text(rows[-1].occurred_at)}" if rows else "先电话汇报再退单"
    )
    return Demand("电话汇报", bool(rows), rule=rule, detail=detail)


def _return_signature(order: Order, rule: str, *, required: bool) -> Demand:
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
        detail = f"{last.signer} {last.signed_on.month}月{last.signed_on.day}日签"
    elif signed:
        detail = "签字后内容改过，请重新打印签字"
    else:
        detail = "打印、签字，再扫描回来"
    return Demand("承办部门负责人签字", bool(fitting), required, rule, detail)


def _submit(order: Order, rules: Rules) -> tuple[Demand, ...]:
    """XY-02, XY-03; in re-handling also XY-05; LS-02, LS-09 where the place says so."""
    if order.part is Part.CO:
        return (Demand("协办意见", bool(standing_opinions(order)), rule="LS-04"),)
    result = order.round.result
    demands = [
        _contact(order, rules),
        Demand(
            "处理结果",
            bool(result and result.outcome),
            rule=rules.profile.cite(working_duty(order), order.kind),
            detail="" if result and result.outcome else "填写处理记录",
        ),
    ]
    if order.round.number > 1:
        standing = any(not part.retracted for part in order.round.head_parts)
        demanded = "head_part" in rules.profile.rehandle_demands
        rule = rules.profile.cite(Duty.REHANDLE, order.kind)
        demands.append(Demand("负责人参与情况", standing, demanded, rule))
    demands += _record(order, result, rules)
    demands += _signatures(order, rules)
    visited = any(not visit.retracted for visit in order.round.visits)
    demands.append(Demand("现场核实", visited, required=False, rule=_own(rules, "XY-15")))
    return tuple(demands)


def _record(order: Order, result: HandlingResult | None, rules: Rules) -> list[Demand]:
    """What the record says to the caller and about the persons."""
    profile = rules.profile
    excused = is_contact_excused(order, profile)
    told = "feedback" in profile.submit_demands and not excused
    rule = profile.cite(Duty.FEEDBACK, order.kind) or _own(rules, "XY-15")
    found = [Demand("答复市民（时间、内容）", has_feedback(order), told, rule)]
    if "persons" in profile.submit_demands:
        named = bool(result and result.lead_person.strip() and result.handlers.strip())
        found.append(Demand("牵头负责人、具体办理人员", named, rule="LS-02"))
    return found


def _signatures(order: Order, rules: Rules) -> list[Demand]:
    """One demand for each form whose signatures the place wants before a submission."""
    found = []
    for use in rules.profile.forms:
        if use.is_demanded(act.kind_of(act.Submit), order.kind):
            missing = missing_signature(order, use)
            detail = ""
            if missing:
                detail = (
                    "签字后内容改过，请重新打印签字"
                    if missing.differs
                    else "打印、签字，再扫描回来"
                )
            found.append(
                Demand(
                    f"{quoted_name(use.form)}已签字", missing is None, rule=use.rule, detail=detail
                )
            )
    return found


def _own(rules: Rules, rule: str) -> str:
    """Cite a rule of 夏阳 only in 夏阳."""
    return rule if rules.profile.id == "xiayang" else ""


def _contact(order: Order, rules: Rules) -> Demand:
    is_excused = is_contact_excused(order, rules.profile)
    rows = [row for row in order.round.contacts if not row.retracted]
    detail = f"{len(rows)} 条记录" if rows else "无法联系的，登记一条并写明原因"
    rule = rules.profile.cite(Duty.CONTACT, order.kind)
    return Demand("先行联系", has_contact(order), not is_excused, rule, detail)


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


def _taken(order: Order, rules: Rules) -> tuple[Demand, ...]:
    return (_accepted(order, rules),)


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
