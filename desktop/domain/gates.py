"""The table that says which action is open in which stage to whom, before its content is read.

`lifecycle.apply` asks it first and `guide` shows it, so the screen can never offer what the
life cycle refuses for its stage, role, lock or missing groundwork.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from desktop.domain import actions as act
from desktop.domain import conditions
from desktop.domain.clocks import Rules
from desktop.domain.orders import STAGE_NAMES, Actor, Order, Role, Stage
from desktop.domain.refusals import Refusal, refuse

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


class Gate(Struct, frozen=True):
    """Where one kind of action is open.

    Attributes:
        stages: Stages in which it is open.
        roles: Roles that may do it.
        check: A further condition that does not depend on the action's content.
    """

    stages: frozenset[Stage]
    roles: frozenset[Role]
    check: Check | None = None


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
    act.SaveReturnForm: Gate(_OPEN_OR_PENDING, _UNIT, conditions.return_lock),
    act.RequestReturn: Gate(_OPEN_OR_PENDING, _UNIT, conditions.return_request),
    act.WithdrawReturn: Gate(frozenset({Stage.RETURN_PENDING}), _UNIT),
    act.SaveSignoff: Gate(_OPEN, _UNIT),
    act.RequestSignoff: Gate(_OPEN - {Stage.AWAITING_SIGNOFF}, _UNIT, conditions.signoff),
    act.AddAttachment: Gate(_ANY_LIVE, _UNIT),
    act.Sign: Gate(_LIVE, _UNIT),
    act.FormPrinted: Gate(_ANY_LIVE | {Stage.CLOSED}, _UNIT),
    act.AddNote: Gate(_ANY_LIVE, _UNIT | _CENTRE),
    act.Retract: Gate(_ANY_LIVE, _UNIT),
    act.RegisterWarning: Gate(_CALLED_BACK | {Stage.AWAITING_FILES}, _UNIT, conditions.callback),
    act.ReportDifficult: Gate(_OPEN, _UNIT),
    act.ApplyExclusion: Gate(_LIVE, _UNIT, conditions.exclusion),
    act.RecordPhoneReport: Gate(_OPEN, _UNIT, conditions.return_lock),
    act.RequestExtension: Gate(_OPEN, _UNIT, conditions.extension),
    act.ClaimIrregular: Gate(_OPEN | _HANDED_IN, _UNIT, conditions.irregular),
    # a slip for an urgent matter (KF-24) is in the unit's hands before it has accepted the order
    act.RegisterMatter: Gate(_ANY_LIVE, _UNIT),
    act.ReplyMatter: Gate(_LIVE, _UNIT, conditions.matter_reply),
    act.RecordCommitment: Gate(_OPEN, _UNIT),
    act.FulfilCommitment: Gate(_LIVE, _UNIT, conditions.commitment),
    act.SubmitInvestigation: Gate(_OPEN, _UNIT, conditions.investigation),
    act.GiveCoOpinion: Gate(_LIVE, _UNIT, conditions.co_opinion),
    act.Submit: Gate(_OPEN, _UNIT, conditions.submission),
    act.DecideReturn: Gate(frozenset({Stage.RETURN_PENDING}), _CENTRE),
    act.RecordCallback: Gate(_CALLED_BACK, _CENTRE, conditions.callback),
    act.AnswerDifficult: Gate(_LIVE, _CENTRE),
    act.DecideExclusion: Gate(_LIVE | {Stage.CLOSED}, _CENTRE, conditions.exclusion_decision),
    act.AssignDuty: Gate(_ANY_LIVE, _CENTRE),
    act.DecideExtension: Gate(_LIVE, _CENTRE, conditions.extension_decision),
    act.DecideIrregular: Gate(_LIVE, _CENTRE, conditions.irregular_decision),
    act.OpenMatter: Gate(_ANY_LIVE, _CENTRE),
    act.AssignCo: Gate(_ANY_LIVE, _CENTRE),
    act.ReturnToUnit: Gate(_CALLED_BACK, _CENTRE, conditions.callback),
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
    refusal = entry.check(order, rules, at) if entry.check else None
    if refusal or kind in {act.RequestReturn, act.Submit}:
        return refusal  # these two check their signatures themselves, in their own words
    return conditions.signatures(order, kind, rules)


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
