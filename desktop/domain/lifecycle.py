"""The one function that applies an action to an order.

The client calls it when the clerk clicks, again in every replay of unsent work, and the centre
calls it when the action arrives: the same code, so the three agree.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import Rules
from desktop.domain.gates import gate
from desktop.domain.orders import (
    Actor,
    Attachment,
    Callback,
    CallbackResult,
    Contact,
    ContactOutcome,
    Entry,
    Flag,
    HeadPart,
    Measure,
    Note,
    Order,
    PastReturn,
    PlatformDue,
    Print,
    ReturnForm,
    ReturnRequest,
    Round,
    Signature,
    Stage,
    Stamp,
    Visit,
)
from desktop.domain.profile import Duty, FormUse
from desktop.domain.refusals import Refusal, refuse
from desktop.domain.version_code import code_of, form_id

Outcome = Order | Refusal
_CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far an entered time may lie ahead: PC clocks differ, and nothing is refused for skew."""


def apply(order: Order, action: act.Action, rules: Rules, at: datetime, actor: Actor) -> Outcome:
    """Apply an action to an order.

    Args:
        order: The order as it stands.
        action: What is done.
        rules: The jurisdiction the order was dispatched under, and the calendar.
        at: The moment that decides: the click at the client and in every replay; at the centre
            the claimed or the received time, as the profile says.
        actor: Who acts; at the centre from the token, never from the message.

    Returns:
        The changed order; the very same object when there was nothing left to do (somebody has
        accepted before, the row is already there); or a refusal, and then nothing has changed.
    """
    if _already_done(order, action):
        return order
    refusal = gate(order, type(action), rules, at, actor)
    if refusal:
        return refusal
    stamp = Stamp(at, actor.user_id, actor.name)
    return _HANDLERS[type(action)](order, action, _Context(rules, stamp, actor))


class _Context:
    """What the handlers need beside order and action."""

    def __init__(self, rules: Rules, stamp: Stamp, actor: Actor) -> None:
        self.rules = rules
        self.stamp = stamp
        self.actor = actor


def entries_of(order: Order) -> tuple[Entry, ...]:
    """List every append-only row of an order."""
    rows: list[Entry] = [*order.attachments, *order.signatures, *order.prints, *order.notes]
    for the_round in order.rounds:
        rows += [*the_round.contacts, *the_round.visits, *the_round.measures]
        rows += the_round.head_parts
    return tuple(rows)


def _already_done(order: Order, action: act.Action) -> bool:
    if isinstance(action, act.Accept):
        return order.round.accepted is not None and order.stage not in {
            Stage.DISPATCHED,
            Stage.WARNED,
            Stage.REMOVED,
        }
    if isinstance(action, act.Appending):
        return any(entry.entry_id == action.entry_id for entry in entries_of(order))
    return False


def _accept(order: Order, _action: act.Accept, ctx: _Context) -> Outcome:
    stage = Stage.REWORK if order.stage is Stage.WARNED else Stage.ACCEPTED
    return structs.replace(order.with_round(accepted=ctx.stamp), stage=stage)


def _record_contact(order: Order, action: act.RecordContact, ctx: _Context) -> Outcome:
    if not action.way.strip():
        return refuse("contact.way_missing")
    if action.outcome is not ContactOutcome.REACHED and not action.summary.strip():
        return refuse("contact.reason_missing")
    row = _row(Contact, action, ctx)
    return _timed(order, action.occurred_at, ctx) or order.with_round(
        contacts=(*order.round.contacts, row)
    )


def _record_visit(order: Order, action: act.RecordVisit, ctx: _Context) -> Outcome:
    if not action.place.strip():
        return refuse("text.missing", field="地点")
    row = _row(Visit, action, ctx)
    return _timed(order, action.occurred_at, ctx) or _handling(
        order.with_round(visits=(*order.round.visits, row))
    )


def _record_measure(order: Order, action: act.RecordMeasure, ctx: _Context) -> Outcome:
    if not action.text.strip():
        return refuse("text.missing", field="措施")
    row = _row(Measure, action, ctx)
    return _timed(order, action.occurred_at, ctx) or _handling(
        order.with_round(measures=(*order.round.measures, row))
    )


def _record_head_part(order: Order, action: act.RecordHeadPart, ctx: _Context) -> Outcome:
    for field, text in (("负责人", action.head), ("参与情况", action.text)):
        if not text.strip():
            return refuse("text.missing", field=field)
    row = _row(HeadPart, action, ctx)
    return _timed(order, action.occurred_at, ctx) or _handling(
        order.with_round(head_parts=(*order.round.head_parts, row))
    )


def _save_result(order: Order, action: act.SaveResult, _ctx: _Context) -> Outcome:
    return _handling(order.with_round(result=action.result))


def _save_plan(order: Order, action: act.SavePlan, _ctx: _Context) -> Outcome:
    return _handling(order.with_round(plan=action.plan))


def _save_return_form(order: Order, action: act.SaveReturnForm, ctx: _Context) -> Outcome:
    return _form_problem(action.form, ctx) or order.with_round(return_form=action.form)


def _form_problem(form: ReturnForm, ctx: _Context) -> Refusal | None:
    if not form.reason_class:
        return None
    reason = ctx.rules.profile.return_reason(form.reason_class)
    if reason is None:
        return refuse("return.class_unknown", reason_class=form.reason_class)
    given = dict(form.fields)
    for field in reason.fields:
        if not given.get(field.key, "").strip():
            return refuse("return.field_missing", field=field.label)
    return None


def _request_return(order: Order, _action: act.RequestReturn, ctx: _Context) -> Outcome:
    form = order.round.return_form or ReturnForm()
    request = ReturnRequest(stamp=ctx.stamp, form=form)
    return structs.replace(order.with_round(return_request=request), stage=Stage.RETURN_PENDING)


def _withdraw_return(order: Order, _action: act.WithdrawReturn, _ctx: _Context) -> Outcome:
    stage = Stage.HANDLING if order.round.result else Stage.ACCEPTED
    return structs.replace(order.with_round(return_request=None), stage=stage)


def _save_signoff(order: Order, action: act.SaveSignoff, _ctx: _Context) -> Outcome:
    return order.with_round(signoff=action.signoff)


def _request_signoff(order: Order, _action: act.RequestSignoff, _ctx: _Context) -> Outcome:
    return structs.replace(order, stage=Stage.AWAITING_SIGNOFF)


def _add_attachment(order: Order, action: act.AddAttachment, ctx: _Context) -> Outcome:
    row = _row(Attachment, action, ctx, round=order.round.number)
    return structs.replace(order, attachments=(*order.attachments, row))


def _sign(order: Order, action: act.Sign, ctx: _Context) -> Outcome:
    problem = _sheet_problem(order, action, ctx)
    if problem:
        return problem
    current = code_of(order, action.form, action.round, action.step)
    row = _row(Signature, action, ctx, differs=action.code != current)
    signed = structs.replace(order, signatures=(*order.signatures, row))
    return _signed_off(signed, ctx)


def _sheet_problem(order: Order, action: act.Sign, ctx: _Context) -> Refusal | None:
    use = ctx.rules.profile.form(action.form)
    if use is None:
        return refuse("sign.form_unknown", form=action.form)
    if action.step not in use.steps:
        return refuse("sign.step_unknown", form=action.form, step=action.step)
    if not action.signer.strip():
        return refuse("sign.signer_missing")
    return _sheet_mismatch(order, action, use)


def _sheet_mismatch(order: Order, action: act.Sign, use: FormUse) -> Refusal | None:
    if action.round not in {the_round.number for the_round in order.rounds}:
        return refuse("action.round_unknown", round=str(action.round))
    if action.form_id != form_id(order, action.form, action.round):
        return refuse("sign.foreign")
    earlier = use.steps[: use.steps.index(action.step)]
    if not set(earlier) <= _steps_signed(order, action.form, action.round):
        return refuse("sign.order")
    return None


def _steps_signed(order: Order, form: str, round_number: int) -> set[str]:
    return {
        signature.step
        for signature in order.signatures
        if (signature.form, signature.round) == (form, round_number) and not signature.retracted
    }


def _signed_off(order: Order, ctx: _Context) -> Order:
    """Leave 待签批 once every step of the sign-off sheet is there."""
    use = ctx.rules.profile.form("F3")
    if order.stage is not Stage.AWAITING_SIGNOFF or use is None:
        return order
    if set(use.steps) <= _steps_signed(order, "F3", order.round.number):
        return structs.replace(order, stage=_working_stage(order))
    return order


def _form_printed(order: Order, action: act.FormPrinted, ctx: _Context) -> Outcome:
    return structs.replace(order, prints=(*order.prints, _row(Print, action, ctx)))


def _add_note(order: Order, action: act.AddNote, ctx: _Context) -> Outcome:
    if not action.text.strip():
        return refuse("text.missing", field="备注")
    return _noted(order, action.entry_id, action.text, ctx)


def _retract(order: Order, action: act.Retract, _ctx: _Context) -> Outcome:
    if not action.reason.strip():
        return refuse("retract.reason_missing")
    row = next((row for row in entries_of(order) if row.entry_id == action.target), None)
    if row is None:
        return refuse("retract.unknown")
    if row.retracted:
        return refuse("retract.done")
    return _replaced(order, row, structs.replace(row, retracted=action.reason))


def _replaced(order: Order, old: Entry, new: Entry) -> Order:
    def swap(rows: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(new if row is old else row for row in rows)

    rounds = tuple(
        structs.replace(
            the_round,
            contacts=swap(the_round.contacts),
            visits=swap(the_round.visits),
            measures=swap(the_round.measures),
            head_parts=swap(the_round.head_parts),
        )
        for the_round in order.rounds
    )
    return structs.replace(
        order,
        rounds=rounds,
        attachments=swap(order.attachments),
        signatures=swap(order.signatures),
        prints=swap(order.prints),
        notes=swap(order.notes),
    )


def _register_warning(order: Order, action: act.RegisterWarning, ctx: _Context) -> Outcome:
    if not action.text.strip():
        return refuse("text.missing", field="预警内容")
    noted = _noted(order, action.entry_id, f"{action.source}：{action.text}", ctx, topic="warning")
    return _warned(noted, "manual", action.received_at, action.text)


def _report_difficult(order: Order, action: act.ReportDifficult, ctx: _Context) -> Outcome:
    for field, text in (("难点", action.difficulty), ("需要协调的事项", action.request)):
        if not text.strip():
            return refuse("text.missing", field=field)
    text = f"已采取措施：{action.measures}\n难点：{action.difficulty}\n需要协调：{action.request}"
    noted = _noted(order, action.entry_id, text, ctx, topic="difficult")
    return _flagged(noted, Flag.DIFFICULT)


def _apply_exclusion(order: Order, action: act.ApplyExclusion, ctx: _Context) -> Outcome:
    if not action.reason.strip():
        return refuse("text.missing", field="理由")
    noted = _noted(order, action.entry_id, action.reason, ctx, topic="exclusion")
    return _flagged(noted, Flag.EXCLUSION_REQUESTED)


def _submit(order: Order, _action: act.Submit, ctx: _Context) -> Outcome:
    return structs.replace(order.with_round(submitted=ctx.stamp), stage=Stage.SUBMITTED)


def _decide_return(order: Order, action: act.DecideReturn, ctx: _Context) -> Outcome:
    request = order.round.return_request
    if request is None:
        return refuse("decide.nothing_pending")
    decided = structs.replace(
        request, decided=ctx.stamp, accepted=action.accepted, opinion=action.opinion
    )
    noted = _noted(order, action.entry_id, action.opinion, ctx, topic="return")
    if not action.accepted:
        refused = noted.with_round(return_request=decided)
        return structs.replace(refused, stage=Stage.RETURN_REFUSED)
    if not action.new_unit_id:
        return refuse("decide.unit_missing")
    if order.past_returns and not action.leader.strip():
        return refuse("decide.leader_missing")
    return _redispatched(noted, action, ctx)


def _redispatched(order: Order, action: act.DecideReturn, ctx: _Context) -> Order:
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
    )
    return _flagged(moved, Flag.ASSIGNED) if order.past_returns else moved


def _record_callback(order: Order, action: act.RecordCallback, ctx: _Context) -> Outcome:
    callback = Callback(stamp=ctx.stamp, result=action.result, text=action.text)
    noted = _noted(order, action.entry_id, action.text, ctx, topic="callback")
    if action.result is CallbackResult.DISSATISFIED:
        called = noted if _is_rehandled(noted) else noted.with_round(callback=callback)
        return _warned(called, "platform", ctx.stamp.at, action.text)
    if _is_rehandled(noted):
        return noted
    return structs.replace(noted.with_round(callback=callback), stage=Stage.CALLBACK)


def _answer_difficult(order: Order, action: act.AnswerDifficult, ctx: _Context) -> Outcome:
    return _noted(order, action.entry_id, action.text, ctx, topic="difficult")


def _decide_exclusion(order: Order, action: act.DecideExclusion, ctx: _Context) -> Outcome:
    if action.accepted and not action.signed_by.strip():
        return refuse("exclusion.signature_missing")
    noted = _noted(order, action.entry_id, action.text, ctx, topic="exclusion")
    flags = tuple(flag for flag in noted.flags if flag is not Flag.EXCLUSION_REQUESTED)
    cleared = structs.replace(noted, flags=flags)
    return _flagged(cleared, Flag.EXCLUDED) if action.accepted else cleared


def _assign_duty(order: Order, action: act.AssignDuty, ctx: _Context) -> Outcome:
    text = f"{action.leader} 批办签派。{action.text}"
    return _flagged(_noted(order, action.entry_id, text, ctx, topic="return"), Flag.ASSIGNED)


def _set_due(order: Order, action: act.SetDue, _ctx: _Context) -> Outcome:
    if action.duty not in set(Duty):
        return refuse("due.duty_unknown", duty=action.duty)
    kept = tuple(entry for entry in order.platform_due if entry.duty != action.duty)
    return structs.replace(order, platform_due=(*kept, PlatformDue(action.duty, action.due)))


def _close(order: Order, _action: act.Close, ctx: _Context) -> Outcome:
    return structs.replace(order, stage=Stage.CLOSED, closed=ctx.stamp)


def _remove(order: Order, action: act.Remove, _ctx: _Context) -> Outcome:
    return structs.replace(order, stage=Stage.REMOVED, removed=action.reason)


def _files_arrived(order: Order, _action: act.FilesArrived, _ctx: _Context) -> Outcome:
    return structs.replace(order, stage=Stage.SUBMITTED)


_Row = TypeVar("_Row", bound=Entry)


def _row(kind: type[_Row], action: act.Appending, ctx: _Context, **more: object) -> _Row:
    """Make a row from an action: every field of the action is a field of its row."""
    fields = {**structs.asdict(action), "stamp": ctx.stamp, **more}
    return kind(**fields)


def _timed(order: Order, occurred_at: datetime, ctx: _Context) -> Refusal | None:
    time = moment_text(occurred_at)
    if occurred_at > ctx.stamp.at + _CLOCK_TOLERANCE:
        return refuse("time.future", time=time)
    if occurred_at < order.dispatched_at - _CLOCK_TOLERANCE:
        return refuse("time.before_dispatch", time=time)
    return None


def _is_rehandled(order: Order) -> bool:
    return order.stage in {Stage.WARNED, Stage.REWORK}


def _working_stage(order: Order) -> Stage:
    return Stage.REWORK if order.round.number > 1 else Stage.HANDLING


def _handling(order: Order) -> Order:
    """Move on to handling; a pending return stays pending, its other clocks run on."""
    if order.stage in {Stage.RETURN_PENDING, Stage.AWAITING_SIGNOFF}:
        return order
    return structs.replace(order, stage=_working_stage(order))


def _noted(order: Order, entry_id: str, text: str, ctx: _Context, topic: str = "") -> Order:
    note = Note(entry_id=entry_id, stamp=ctx.stamp, text=text, topic=topic)
    return structs.replace(order, notes=(*order.notes, note))


def _flagged(order: Order, flag: Flag) -> Order:
    return structs.replace(order, flags=tuple(sorted({*order.flags, flag})))


def _warned(order: Order, source: str, at: datetime, text: str) -> Order:
    """Open a new round, or merge with the round that the same warning has opened already.

    A warning can come twice, by hand from the WeChat group and later from the platform; it opens
    one round, and the platform's time then rules its clock (XY-04, XY-05, XY-20).
    """
    if _is_rehandled(order):
        sources = tuple(sorted({*order.round.warned_by, source}))
        started = at if source == "platform" else order.round.started_at
        return order.with_round(
            warned_by=sources, warning=order.round.warning or text, started_at=started
        )
    opened = Round(number=order.round.number + 1, started_at=at, warned_by=(source,), warning=text)
    kept = tuple(entry for entry in order.platform_due if entry.duty != Duty.REHANDLE)
    return structs.replace(
        order, stage=Stage.WARNED, rounds=(*order.rounds, opened), platform_due=kept
    )


_HANDLERS: dict[type, Callable[..., Outcome]] = {
    act.Accept: _accept,
    act.RecordContact: _record_contact,
    act.RecordVisit: _record_visit,
    act.RecordMeasure: _record_measure,
    act.RecordHeadPart: _record_head_part,
    act.SaveResult: _save_result,
    act.SavePlan: _save_plan,
    act.SaveReturnForm: _save_return_form,
    act.RequestReturn: _request_return,
    act.WithdrawReturn: _withdraw_return,
    act.SaveSignoff: _save_signoff,
    act.RequestSignoff: _request_signoff,
    act.AddAttachment: _add_attachment,
    act.Sign: _sign,
    act.FormPrinted: _form_printed,
    act.AddNote: _add_note,
    act.Retract: _retract,
    act.RegisterWarning: _register_warning,
    act.ReportDifficult: _report_difficult,
    act.ApplyExclusion: _apply_exclusion,
    act.Submit: _submit,
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
