"""The table that says which action is open in which stage to whom, before its content is read.

`lifecycle.apply` asks it first and `guide` shows it, so the screen can never offer what the
life cycle refuses for its stage, role, lock or missing groundwork.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desktop.domain import actions as act
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import Rules, has_contact, is_return_closed
from desktop.domain.orders import STAGE_NAMES, Actor, Flag, Order, Role, Stage
from desktop.domain.refusals import Refusal, refuse
from desktop.domain.version_code import code_of

Check = Callable[[Order, Rules, datetime], Refusal | None]

_OPEN = frozenset(
    {
        Stage.ACCEPTED,
        Stage.RETURN_REFUSED,
        Stage.HANDLING,
        Stage.AWAITING_SIGNOFF,
        Stage.WARNED,
        Stage.REWORK,
    }
)
_OPEN_OR_PENDING = _OPEN | {Stage.RETURN_PENDING}
_HANDED_IN = frozenset({Stage.SUBMITTED, Stage.AWAITING_FILES, Stage.CALLBACK})
_CALLED_BACK = frozenset(
    {Stage.SUBMITTED, Stage.CALLBACK, Stage.WARNED, Stage.REWORK, Stage.AWAITING_SIGNOFF}
)
"""Where a citizen's answer to a call-back can find an order; in round 1 after a submission only."""
_LIVE = _OPEN_OR_PENDING | _HANDED_IN
_ANY_LIVE = _LIVE | {Stage.DISPATCHED}

_UNIT = frozenset({Role.CLERK, Role.HEAD})
_CENTRE = frozenset({Role.CENTRE})
_CENTRE_OR_SYSTEM = _CENTRE | {Role.SYSTEM}


@dataclass(frozen=True, slots=True)
class Gate:
    """Where one kind of action is open.

    Attributes:
        stages: Stages in which it is open.
        roles: Roles that may do it.
        check: A further condition that does not depend on the action's content.
    """

    stages: frozenset[Stage]
    roles: frozenset[Role]
    check: Check | None = None


def _return(order: Order, rules: Rules, at: datetime) -> Refusal | None:
    locked = _return_lock(order, rules, at)
    if locked:
        return locked
    form = order.round.return_form
    demands = rules.profile.return_demands
    if form is None:
        return refuse("return.form_missing")
    if "reason" in demands and not (form.reason.strip() and form.reason_class):
        return refuse("return.reason_missing")
    if "suggestion" in demands and not form.suggested_unit.strip():
        return refuse("return.suggestion_missing")
    return _return_signature(order) if "signature" in demands else None


def _return_lock(order: Order, rules: Rules, at: datetime) -> Refusal | None:
    if order.round.number > 1:
        return refuse("return.rework")
    if order.stage is Stage.RETURN_PENDING:
        return refuse("return.pending")
    if order.round.return_request and order.round.return_request.decided:
        return refuse("return.refused_before")
    closed = is_return_closed(order, rules, at)
    if closed:
        return refuse("return.deadline_passed", due=moment_text(closed.due))
    return None


def _return_signature(order: Order) -> Refusal | None:
    signed = [
        signature
        for signature in order.signatures
        if signature.form == "F1"
        and signature.round == order.round.number
        and not signature.retracted
    ]
    if not signed:
        return refuse("return.signature_missing")
    current = code_of(order, "F1", order.round.number, "head")
    if all(signature.code != current for signature in signed):
        return refuse("return.signature_differs")
    return None


def _submit(order: Order, rules: Rules, _at: datetime) -> Refusal | None:
    excused = _contact_excused(order, rules)
    if not excused and not has_contact(order):
        return refuse("submit.contact_missing")
    if order.round.result is None or not order.round.result.outcome:
        return refuse("submit.result_missing")
    standing = [part for part in order.round.head_parts if not part.retracted]
    if order.round.number > 1 and "head_part" in rules.profile.rehandle_demands and not standing:
        return refuse("submit.head_part_missing")
    return None


def _contact_excused(order: Order, rules: Rules) -> bool:
    excused = rules.profile.contact_excused
    return ("anonymous" in excused and order.anonymous) or order.confidentiality in excused


def _signoff(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    return None if order.round.signoff else refuse("signoff.missing")


def _callback(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Nothing has been handed in before the first submission, so nobody can be asked about it."""
    if order.stage is Stage.AWAITING_SIGNOFF and order.round.number == 1:
        return refuse("action.stage", stage=STAGE_NAMES[order.stage])
    return None


def _exclusion(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    if order.has(Flag.EXCLUSION_REQUESTED):
        return refuse("exclusion.pending")
    return None


def _exclusion_decision(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    if order.has(Flag.EXCLUSION_REQUESTED):
        return None
    return refuse("exclusion.not_requested")


GATES: dict[type[act.Action], Gate] = {
    act.Accept: Gate(frozenset({Stage.DISPATCHED, Stage.WARNED}), _UNIT),
    act.RecordContact: Gate(_LIVE, _UNIT),
    act.RecordVisit: Gate(_OPEN_OR_PENDING, _UNIT),
    act.RecordMeasure: Gate(_OPEN_OR_PENDING, _UNIT),
    act.RecordHeadPart: Gate(
        frozenset({Stage.WARNED, Stage.REWORK, Stage.AWAITING_SIGNOFF}), _UNIT
    ),
    act.SaveResult: Gate(_OPEN, _UNIT),
    act.SavePlan: Gate(_OPEN, _UNIT),
    act.SaveReturnForm: Gate(_OPEN_OR_PENDING, _UNIT, _return_lock),
    act.RequestReturn: Gate(_OPEN_OR_PENDING, _UNIT, _return),
    act.WithdrawReturn: Gate(frozenset({Stage.RETURN_PENDING}), _UNIT),
    act.SaveSignoff: Gate(_OPEN, _UNIT),
    act.RequestSignoff: Gate(_OPEN - {Stage.AWAITING_SIGNOFF}, _UNIT, _signoff),
    act.AddAttachment: Gate(_LIVE, _UNIT),
    act.Sign: Gate(_LIVE, _UNIT),
    act.FormPrinted: Gate(_ANY_LIVE | {Stage.CLOSED}, _UNIT),
    act.AddNote: Gate(_ANY_LIVE, _UNIT | _CENTRE),
    act.Retract: Gate(_LIVE, _UNIT),
    act.RegisterWarning: Gate(_CALLED_BACK | {Stage.AWAITING_FILES}, _UNIT, _callback),
    act.ReportDifficult: Gate(_OPEN, _UNIT),
    act.ApplyExclusion: Gate(_LIVE, _UNIT, _exclusion),
    act.Submit: Gate(_OPEN, _UNIT, _submit),
    act.DecideReturn: Gate(frozenset({Stage.RETURN_PENDING}), _CENTRE),
    act.RecordCallback: Gate(_CALLED_BACK, _CENTRE, _callback),
    act.AnswerDifficult: Gate(_LIVE, _CENTRE),
    act.DecideExclusion: Gate(_LIVE | {Stage.CLOSED}, _CENTRE, _exclusion_decision),
    act.AssignDuty: Gate(_ANY_LIVE, _CENTRE),
    act.SetDue: Gate(_ANY_LIVE, _CENTRE),
    act.Close: Gate(frozenset({Stage.SUBMITTED, Stage.CALLBACK}), _CENTRE),
    act.Remove: Gate(_ANY_LIVE, _CENTRE),
    act.FilesArrived: Gate(frozenset({Stage.AWAITING_FILES}), _CENTRE_OR_SYSTEM),
}


def gate(
    order: Order, kind: type[act.Action], rules: Rules, at: datetime, actor: Actor
) -> Refusal | None:
    """Tell whether a kind of action is open; None when it is.

    Args:
        order: The order as it stands.
        kind: The action's class.
        rules: Jurisdiction and calendar.
        at: The moment that decides about locks.
        actor: Who acts.
    """
    entry = GATES[kind]
    if act.kind_of(kind) not in rules.profile.actions:
        return refuse("action.unknown_here")
    if actor.role not in entry.roles:
        return refuse("action.role")
    if actor.role in _UNIT and actor.unit_id != order.unit_id:
        return refuse("action.other_unit")
    if order.stage not in entry.stages:
        return _stage_refusal(order, kind)
    return entry.check(order, rules, at) if entry.check else None


def _stage_refusal(order: Order, kind: type[act.Action]) -> Refusal:
    if order.stage is Stage.REMOVED:
        return refuse("action.removed")
    if order.stage is Stage.CLOSED:
        return refuse("action.closed")
    if order.stage is Stage.DISPATCHED:
        return refuse("action.not_accepted")
    if kind is act.Submit and order.stage is Stage.RETURN_PENDING:
        return refuse("submit.return_pending")
    if kind is act.DecideReturn:
        return refuse("decide.nothing_pending")
    return refuse("action.stage", stage=STAGE_NAMES[order.stage])
