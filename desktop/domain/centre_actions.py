"""What each action of the centre does to an order, once its gate is open."""

from collections.abc import Callable

from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import (
    Callback,
    CallbackResult,
    Flag,
    Order,
    PastReturn,
    PlatformDue,
    Round,
    Stage,
)
from desktop.domain.profile import Duty
from desktop.domain.refusals import Refusal, refuse
from desktop.domain.rounds import PLATFORM, called_back, is_rehandled, warned
from desktop.domain.rows import Context, flagged, noted

Outcome = Order | Refusal


def _decide_return(order: Order, action: act.DecideReturn, ctx: Context) -> Outcome:
    request = order.round.return_request
    if request is None:
        return refuse("decide.nothing_pending")
    if not action.accepted:
        decided = structs.replace(request, decided=ctx.stamp, opinion=action.opinion)
        told = noted(order, action.entry_id, action.opinion, ctx, topic="return")
        return structs.replace(told.with_round(return_request=decided), stage=Stage.RETURN_REFUSED)
    if not action.new_unit_id:
        return refuse("decide.unit_missing")
    if order.past_returns and not action.leader.strip():
        return refuse("decide.leader_missing")
    text = _with_signer(action.opinion, "批办", action.leader)
    told = noted(order, action.entry_id, text, ctx, topic="return")
    return _redispatched(told, action, ctx)


def _with_signer(text: str, what: str, signer: str) -> str:
    return f"{text}（{what}：{signer}）" if signer.strip() else text


def _redispatched(order: Order, action: act.DecideReturn, ctx: Context) -> Order:
    """Dispatch to another unit: its clocks start at its own dispatch (XY-08)."""
    past = PastReturn(order.unit_id, order.unit_name, ctx.stamp.at)
    moved = structs.replace(
        order,
        unit_id=action.new_unit_id,
        unit_name=action.new_unit_name or action.new_unit_id,
        stage=Stage.DISPATCHED,
        dispatched_at=ctx.stamp.at,
        rounds=(Round(number=1, started_at=ctx.stamp.at),),
        past_returns=(*order.past_returns, past),
        platform_due=(),
        attachments=(),
        signatures=(),
        prints=(),
        phone_reports=(),
        extensions=(),
        irregular_claims=(),
        matters=(),
        matter_replies=(),
        commitments=(),
        fulfilments=(),
        investigations=(),
        co_units=(),
        co_opinions=(),
        preliminary=False,
    )
    return flagged(moved, Flag.ASSIGNED) if order.past_returns else moved


def _record_callback(order: Order, action: act.RecordCallback, ctx: Context) -> Outcome:
    callback = Callback(stamp=ctx.stamp, result=action.result, text=action.text)
    told = noted(order, action.entry_id, action.text, ctx, topic="callback")
    called = called_back(told, callback)
    if action.result is CallbackResult.DISSATISFIED:
        return warned(called, PLATFORM, ctx.stamp.at, action.text, action.level)
    return called if is_rehandled(order) else structs.replace(called, stage=Stage.CALLBACK)


def _answer_difficult(order: Order, action: act.AnswerDifficult, ctx: Context) -> Outcome:
    return noted(order, action.entry_id, action.text, ctx, topic="difficult")


def _decide_exclusion(order: Order, action: act.DecideExclusion, ctx: Context) -> Outcome:
    if action.accepted and not action.signed_by.strip():
        return refuse("exclusion.signature_missing")
    text = _with_signer(action.text, "签署", action.signed_by)
    told = noted(order, action.entry_id, text, ctx, topic="exclusion")
    flags = tuple(flag for flag in told.flags if flag is not Flag.EXCLUSION_REQUESTED)
    cleared = structs.replace(told, flags=flags)
    return flagged(cleared, Flag.EXCLUDED) if action.accepted else cleared


def _assign_duty(order: Order, action: act.AssignDuty, ctx: Context) -> Outcome:
    text = f"{action.leader} 批办签派。{action.text}"
    assigned = structs.replace(order, preliminary=False)
    return flagged(noted(assigned, action.entry_id, text, ctx, topic="return"), Flag.ASSIGNED)


def _set_due(order: Order, action: act.SetDue, _ctx: Context) -> Outcome:
    if action.duty not in set(Duty):
        return refuse("due.duty_unknown", duty=action.duty)
    if action.duty == Duty.SUPERVISE:
        return refuse("due.duty_unknown", duty=action.duty)  # a matter carries its own
    kept = tuple(entry for entry in order.platform_due if entry.duty != action.duty)
    return structs.replace(order, platform_due=(*kept, PlatformDue(action.duty, action.due)))


def _close(order: Order, _action: act.Close, ctx: Context) -> Outcome:
    return structs.replace(order, stage=Stage.CLOSED, closed=ctx.stamp)


def _remove(order: Order, action: act.Remove, _ctx: Context) -> Outcome:
    return structs.replace(order, stage=Stage.REMOVED, removed=action.reason)


def _files_arrived(order: Order, _action: act.FilesArrived, _ctx: Context) -> Outcome:
    return structs.replace(order, stage=Stage.SUBMITTED)


CENTRE_EFFECTS: dict[type, Callable[..., Outcome]] = {
    act.DecideReturn: _decide_return,
    act.RecordCallback: _record_callback,
    act.AnswerDifficult: _answer_difficult,
    act.DecideExclusion: _decide_exclusion,
    act.AssignDuty: _assign_duty,
    act.SetDue: _set_due,
    act.Close: _close,
    act.Remove: _remove,
    act.FilesArrived: _files_arrived,
}
"""Each takes order, action and context, and returns the changed order or a refusal."""
