"""Orders, people and actions with valid content, for tests of the rules."""

from datetime import date, datetime, timedelta
from typing import Any

from helpers.rulebook import profile_rules, xiayang_rules
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.lifecycle import apply, entries_of
from desktop.domain.orders import (
    Actor,
    CallbackResult,
    Caller,
    ContactOutcome,
    HandlingResult,
    LegalBasis,
    Order,
    PlanStep,
    ReturnForm,
    Role,
    Signoff,
    Stage,
    WorkPlan,
    new_order,
)
from desktop.domain.refusals import Refusal
from desktop.domain.unit_actions import is_centres
from desktop.domain.version_code import code_of, form_id

UNIT = "juwei-1"
CLERK = Actor("u-clerk", "陈敏", UNIT, Role.CLERK)
HEAD = Actor("u-head", "周建国", UNIT, Role.HEAD)
VIEWER = Actor("u-viewer", "沈丽", UNIT, Role.VIEWER)
STRANGER = Actor("u-other", "顾平", "juwei-2", Role.CLERK)
CENTRE = Actor("u-centre", "城运中心", "chengyun", Role.CENTRE)
SYSTEM = Actor("system", "平台", "chengyun", Role.SYSTEM)

DISPATCHED_AT = datetime(2026, 9, 18, 10, 0, tzinfo=CST)
"""A Friday before a working Sunday."""
HANDS_ON = DISPATCHED_AT + timedelta(hours=1)
"""Well inside every clock of an order dispatched at `DISPATCHED_AT`."""

_CENTRE_KINDS = frozenset(
    {
        act.DecideReturn,
        act.RecordCallback,
        act.AnswerDifficult,
        act.DecideExclusion,
        act.AssignDuty,
        act.DecideExtension,
        act.DecideIrregular,
        act.OpenMatter,
        act.AssignCo,
        act.ReturnToUnit,
        act.SetDue,
        act.Close,
        act.Remove,
    }
)
RESULT = HandlingResult(
    cause="下水道堵塞", fact="true", outcome="solved", answer="已疏通", lead_person="周建国"
)
RETURN_FORM = ReturnForm(
    reason_class="not_our_duty", reason="属于水务站职责", suggested_unit="水务管理站"
)


def at(hours: float, *, start: datetime = DISPATCHED_AT) -> datetime:
    """A moment some hours after the usual dispatch."""
    return start + timedelta(hours=hours)


def an_order(**changes: Any) -> Order:
    """An order as it is dispatched, with some fields changed."""
    fields: dict[str, Any] = {
        "order_id": "o-1",
        "number": "QP20260918001",
        "title": "污水外溢",
        "content": "小区门口污水外溢三天。",
        "kind": "normal",
        "unit_id": UNIT,
        "unit_name": "第一居委会",
        "dispatched_at": DISPATCHED_AT,
        "profile": "xiayang",
        "profile_version": 1,
        "caller": Caller("王桂香", "13900001234"),
    }
    return new_order(**{**fields, **changes})


def actor_for(kind: type) -> Actor:
    """Somebody who may do it in principle."""
    if kind is act.FilesArrived:
        return SYSTEM
    return CENTRE if kind in _CENTRE_KINDS else CLERK


def a_signature(order: Order, form: str, step: str, *, entry: str = "", **changes: Any) -> act.Sign:
    """The signed sheet of a form as the order stands."""
    number = order.round.number
    fields: dict[str, Any] = {
        "entry_id": entry or f"sign-{form}-{step}-{number}",
        "form": form,
        "form_id": form_id(order, form, number),
        "round": number,
        "step": step,
        "code": code_of(order, form, number, step),
        "signer": "周建国",
        "signed_on": date(2026, 9, 18),
        "sha256": "ab" * 32,
    }
    return act.Sign(**{**fields, **changes})


def _retraction(order: Order) -> act.Retract:
    standing = [row for row in entries_of(order) if not row.retracted and not is_centres(row)]
    return act.Retract(standing[0].entry_id if standing else "nothing", "登记有误")


def _matter(order: Order) -> str:
    matters = profile_rules(order.profile).profile.matters
    return matters[0].id if matters else "none"


def _return_form(order: Order, reason: str) -> ReturnForm:
    reasons = profile_rules(order.profile).profile.return_reasons
    return structs.replace(
        RETURN_FORM,
        reason=reason,
        reason_class=reasons[0].id if reasons else "none",
        basis=(LegalBasis("三定方案"),),
    )


def valid_action(  # noqa: C901, PLR0911, PLR0912 - one short branch a kind, to be read as a table
    kind: type, order: Order, moment: datetime, *, entry: str = "e-new", variant: int = 0
) -> Any:
    """An action of a kind with content that is valid for the order as it stands.

    Args:
        kind: The action's class.
        order: The order it will be done on.
        moment: When.
        entry: Id of the row it appends.
        variant: Chooses among contents that are all valid.
    """
    text = f"内容{variant}"
    before = max(order.dispatched_at, moment - timedelta(minutes=variant))
    match kind:
        case act.RecordContact:
            outcome = list(ContactOutcome)[variant % 5]
            return act.RecordContact(
                entry_id=entry, occurred_at=before, way="电话", outcome=outcome, summary=text
            )
        case act.RecordVisit:
            return act.RecordVisit(entry_id=entry, occurred_at=before, place="门口", findings=text)
        case act.RecordMeasure:
            return act.RecordMeasure(entry_id=entry, occurred_at=before, text=text)
        case act.RecordHeadPart:
            return act.RecordHeadPart(
                entry_id=entry, occurred_at=before, head="周建国", place="现场", text=text
            )
        case act.SaveResult:
            told = None if variant % 2 else before
            result = structs.replace(RESULT, answer=text, answered_at=told, handlers="陈敏")
            return act.SaveResult(result)
        case act.SavePlan:
            return act.SavePlan(WorkPlan(steps=(PlanStep(text, date(2026, 12, 1), "周建国"),)))
        case act.SaveReturnForm:
            return act.SaveReturnForm(_return_form(order, text))
        case act.SaveSignoff:
            return act.SaveSignoff(Signoff(opinion=text, section="综合科"))
        case act.AddAttachment:
            return act.AddAttachment(
                entry_id=entry, sha256="cd" * 32, name="照片.jpg", size=9, media_type="image/jpeg"
            )
        case act.Sign:
            form, step = (("F1", "head"), ("F2", "head"), ("F3", "step1"))[variant % 3]
            return a_signature(order, form, step, entry=entry)
        case act.FormPrinted:
            number = order.round.number
            return act.FormPrinted(
                entry_id=entry,
                form="F2",
                form_id=form_id(order, "F2", number),
                round=number,
                codes=(("head", code_of(order, "F2", number, "head")),),
            )
        case act.AddNote | act.AnswerDifficult:
            return kind(entry_id=entry, text=text)
        case act.Retract:
            return _retraction(order)
        case act.RegisterWarning:
            return act.RegisterWarning(
                entry_id=entry, received_at=before, source="微信群", text=text
            )
        case act.ReportDifficult:
            return act.ReportDifficult(
                entry_id=entry, measures="已协调两次", difficulty=text, request="请联动"
            )
        case act.ApplyExclusion:
            return act.ApplyExclusion(entry_id=entry, reason=text)
        case act.DecideReturn:
            return act.DecideReturn(
                entry_id=entry,
                accepted=variant % 2 == 0,
                opinion=text,
                new_unit_id="juwei-2",
                new_unit_name="第二居委会",
                leader="街道主任",
            )
        case act.RecordCallback:
            return act.RecordCallback(
                entry_id=entry, result=list(CallbackResult)[(variant + 2) % 4], text=text
            )
        case act.DecideExclusion:
            return act.DecideExclusion(
                entry_id=entry, accepted=variant % 2 == 0, text=text, signed_by="街道主任"
            )
        case act.AssignDuty:
            return act.AssignDuty(entry_id=entry, leader="街道主任", text=text)
        case act.RecordPhoneReport:
            return act.RecordPhoneReport(
                entry_id=entry, occurred_at=before, person="县中心值班员", text=text
            )
        case act.RequestExtension:
            return act.RequestExtension(entry_id=entry, reason=text, until=date(2026, 12, 1))
        case act.ClaimIrregular:
            return act.ClaimIrregular(entry_id=entry, reason=text, explained="已上门解释")
        case act.RegisterMatter:
            return act.RegisterMatter(
                entry_id=entry, matter=_matter(order), received_at=before, text=text
            )
        case act.OpenMatter:
            due = moment + timedelta(days=3) if variant % 2 else None
            return act.OpenMatter(entry_id=entry, matter=_matter(order), text=text, due=due)
        case act.ReplyMatter:
            return act.ReplyMatter(
                entry_id=entry, text=text, resolved=variant % 2 == 0, copied=True
            )
        case act.RecordCommitment:
            return act.RecordCommitment(entry_id=entry, text=text, due=date(2026, 12, 1))
        case act.FulfilCommitment | act.ReturnToUnit:
            return kind(entry_id=entry, text=text)
        case act.SubmitInvestigation:
            return act.SubmitInvestigation(entry_id=entry, findings=text, proposal="由水务站承办")
        case act.GiveCoOpinion:
            return act.GiveCoOpinion(entry_id=entry, text=text)
        case act.DecideExtension:
            return act.DecideExtension(
                entry_id=entry,
                accepted=variant % 2 == 0,
                opinion=text,
                new_due=moment + timedelta(days=40),
            )
        case act.DecideIrregular:
            return act.DecideIrregular(entry_id=entry, accepted=variant % 2 == 0, opinion=text)
        case act.AssignCo:
            return act.AssignCo(entry_id=entry, unit_id="juwei-3", unit_name="第三居委会")
        case act.SetDue:
            duty = ("accept", "contact", "return", "handle", "rehandle")[variant % 5]
            return act.SetDue(duty, moment + timedelta(hours=variant))
        case act.Remove:
            return act.Remove("误派")
        case _:
            return kind()


def did(
    order: Order,
    *actions: Any,
    moment: datetime = HANDS_ON,
    rules: Rules | None = None,
    actor: Actor | None = None,
) -> Order:
    """Apply actions that must succeed, each by somebody who may do it."""
    for action in actions:
        who = actor or actor_for(type(action))
        outcome = apply(order, action, rules or xiayang_rules(), moment, who)
        assert not isinstance(outcome, Refusal), f"{action}: {outcome.code} {outcome.message}"
        order = outcome
    return order


def refusal_of(
    order: Order,
    action: Any,
    *,
    moment: datetime = HANDS_ON,
    rules: Rules | None = None,
    actor: Actor | None = None,
) -> str:
    """Apply an action and give the code of its refusal; empty when it is done."""
    who = actor or actor_for(type(action))
    outcome = apply(order, action, rules or xiayang_rules(), moment, who)
    if isinstance(outcome, Refusal):
        assert outcome.message
        return outcome.code
    return ""


def contacted(entry: str = "c-1", *, moment: datetime = HANDS_ON) -> act.RecordContact:
    return act.RecordContact(
        entry_id=entry, occurred_at=moment, way="电话", outcome=ContactOutcome.REACHED
    )


def called_back(
    result: CallbackResult = CallbackResult.DISSATISFIED, entry: str = "cb-1"
) -> act.RecordCallback:
    return act.RecordCallback(entry_id=entry, result=result, text="污水又冒出来了")


def accepted_order(**changes: Any) -> Order:
    return did(an_order(**changes), act.Accept())


def submitted_order(**changes: Any) -> Order:
    return did(accepted_order(**changes), contacted(), act.SaveResult(RESULT), act.Submit())


def warned_order(**changes: Any) -> Order:
    return did(submitted_order(**changes), called_back())


def signed_return_order(**changes: Any) -> Order:
    """An accepted order whose return form is filled in and signed."""
    filled = did(accepted_order(**changes), act.SaveReturnForm(RETURN_FORM))
    return did(filled, a_signature(filled, "F1", "head"))


def pending_return_order(**changes: Any) -> Order:
    return did(signed_return_order(**changes), act.RequestReturn())


def order_in(stage: Stage) -> Order:
    """An order that came to a stage by its usual way (first round where there is a choice)."""
    refused = act.DecideReturn(entry_id="d-1", accepted=False, opinion="应由你单位办理")
    ways: dict[Stage, Any] = {
        Stage.DISPATCHED: an_order,
        Stage.ACCEPTED: accepted_order,
        Stage.RETURN_PENDING: pending_return_order,
        Stage.RETURN_REFUSED: lambda: did(pending_return_order(), refused),
        Stage.HANDLING: lambda: did(accepted_order(), act.SaveResult(RESULT)),
        Stage.AWAITING_SIGNOFF: lambda: did(
            accepted_order(), act.SaveSignoff(Signoff(opinion="请办理")), act.RequestSignoff()
        ),
        Stage.AWAITING_FILES: lambda: structs.replace(
            submitted_order(), stage=Stage.AWAITING_FILES
        ),
        Stage.SUBMITTED: submitted_order,
        Stage.CALLBACK: lambda: did(submitted_order(), called_back(CallbackResult.SATISFIED)),
        Stage.WARNED: warned_order,
        Stage.REWORK: lambda: did(warned_order(), act.Accept()),
        Stage.CLOSED: lambda: did(submitted_order(), act.Close()),
        Stage.REMOVED: lambda: did(accepted_order(), act.Remove("误派")),
    }
    order: Order = ways[stage]()
    assert order.stage is stage
    return order
