"""What each action of the unit does to an order, once its gate is open."""

from collections.abc import Callable

from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.matters import PLATFORM
from desktop.domain.orders import (
    Attachment,
    Contact,
    ContactOutcome,
    Entry,
    Flag,
    HeadPart,
    Measure,
    Note,
    Order,
    Print,
    ReturnForm,
    ReturnRequest,
    Stage,
    Visit,
)
from desktop.domain.paper_content import difficult_text
from desktop.domain.proceedings import CoUnit, Extension, IrregularClaim, Matter
from desktop.domain.refusals import Refusal, refuse
from desktop.domain.rounds import MANUAL, handling, warned
from desktop.domain.rows import (
    Context,
    entries_of,
    flagged,
    new_row,
    noted,
    replaced,
    time_problem,
)
from desktop.domain.signing import file_signature

Outcome = Order | Refusal
_CENTRE_TOPICS = frozenset({"return", "callback", "extension", "irregular", "redo", "matter"})
"""Notes that only the centre writes, or that stand for something that it knows as well."""


def is_centres(row: Entry) -> bool:
    """Tell whether a row is the centre's, or decided by it: the unit cannot take it back."""
    if isinstance(row, Note):
        return row.topic in _CENTRE_TOPICS
    if isinstance(row, Extension | IrregularClaim):
        return row.decided is not None
    return isinstance(row, CoUnit) or (isinstance(row, Matter) and PLATFORM in row.sources)


def _accept(order: Order, _action: act.Accept, ctx: Context) -> Outcome:
    stage = Stage.REWORK if order.stage is Stage.WARNED else Stage.ACCEPTED
    return structs.replace(order.with_round(accepted=ctx.stamp), stage=stage)


def _record_contact(order: Order, action: act.RecordContact, ctx: Context) -> Outcome:
    if not action.way.strip():
        return refuse("contact.way_missing")
    if action.outcome is not ContactOutcome.REACHED and not action.summary.strip():
        return refuse("contact.reason_missing")
    row = new_row(Contact, action, ctx)
    return time_problem(order, action.occurred_at, ctx) or order.with_round(
        contacts=(*order.round.contacts, row)
    )


def _record_visit(order: Order, action: act.RecordVisit, ctx: Context) -> Outcome:
    if not action.place.strip():
        return refuse("text.missing", field="地点")
    row = new_row(Visit, action, ctx)
    return time_problem(order, action.occurred_at, ctx) or handling(
        order.with_round(visits=(*order.round.visits, row)), ctx.stamp
    )


def _record_measure(order: Order, action: act.RecordMeasure, ctx: Context) -> Outcome:
    if not action.text.strip():
        return refuse("text.missing", field="措施")
    row = new_row(Measure, action, ctx)
    return time_problem(order, action.occurred_at, ctx) or handling(
        order.with_round(measures=(*order.round.measures, row)), ctx.stamp
    )


def _record_head_part(order: Order, action: act.RecordHeadPart, ctx: Context) -> Outcome:
    for field, text in (("负责人", action.head), ("参与情况", action.text)):
        if not text.strip():
            return refuse("text.missing", field=field)
    row = new_row(HeadPart, action, ctx)
    return time_problem(order, action.occurred_at, ctx) or handling(
        order.with_round(head_parts=(*order.round.head_parts, row)), ctx.stamp
    )


def _save_result(order: Order, action: act.SaveResult, ctx: Context) -> Outcome:
    return handling(order.with_round(result=action.result), ctx.stamp)


def _save_plan(order: Order, action: act.SavePlan, ctx: Context) -> Outcome:
    return handling(order.with_round(plan=action.plan), ctx.stamp)


def _save_return_form(order: Order, action: act.SaveReturnForm, ctx: Context) -> Outcome:
    return _form_problem(action.form, ctx) or order.with_round(return_form=action.form)


def _form_problem(form: ReturnForm, ctx: Context) -> Refusal | None:
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


def _request_return(order: Order, _action: act.RequestReturn, ctx: Context) -> Outcome:
    form = order.round.return_form or ReturnForm()
    request = ReturnRequest(stamp=ctx.stamp, form=form)
    return structs.replace(order.with_round(return_request=request), stage=Stage.RETURN_PENDING)


def _withdraw_return(order: Order, _action: act.WithdrawReturn, _ctx: Context) -> Outcome:
    now = order.round
    begun = now.result or now.plan or now.visits or now.measures
    stage = Stage.HANDLING if begun else Stage.ACCEPTED
    return structs.replace(order.with_round(return_request=None), stage=stage)


def _save_signoff(order: Order, action: act.SaveSignoff, _ctx: Context) -> Outcome:
    return order.with_round(signoff=action.signoff)


def _request_signoff(order: Order, _action: act.RequestSignoff, _ctx: Context) -> Outcome:
    return structs.replace(order, stage=Stage.AWAITING_SIGNOFF)


def _add_attachment(order: Order, action: act.AddAttachment, ctx: Context) -> Outcome:
    row = new_row(Attachment, action, ctx, round=order.round.number)
    return structs.replace(order, attachments=(*order.attachments, row))


def _form_printed(order: Order, action: act.FormPrinted, ctx: Context) -> Outcome:
    return structs.replace(order, prints=(*order.prints, new_row(Print, action, ctx)))


def _add_note(order: Order, action: act.AddNote, ctx: Context) -> Outcome:
    if not action.text.strip():
        return refuse("text.missing", field="备注")
    return noted(order, action.entry_id, action.text, ctx)


def _retract(order: Order, action: act.Retract, _ctx: Context) -> Outcome:
    if not action.reason.strip():
        return refuse("retract.reason_missing")
    row = next((row for row in entries_of(order) if row.entry_id == action.target), None)
    if row is None:
        return refuse("retract.unknown")
    if is_centres(row):
        return refuse("retract.not_yours")
    if row.retracted:
        return refuse("retract.done")
    return replaced(order, row, structs.replace(row, retracted=action.reason))


def _register_warning(order: Order, action: act.RegisterWarning, ctx: Context) -> Outcome:
    if not action.text.strip():
        return refuse("text.missing", field="预警内容")
    text = f"{action.source}：{action.text}"
    registered = noted(order, action.entry_id, text, ctx, topic="warning", evidence=action.evidence)
    return time_problem(order, action.received_at, ctx) or warned(
        registered, MANUAL, action.received_at, action.text
    )


def _report_difficult(order: Order, action: act.ReportDifficult, ctx: Context) -> Outcome:
    for field, text in (("难点", action.difficulty), ("需要协调的事项", action.request)):
        if not text.strip():
            return refuse("text.missing", field=field)
    text = difficult_text(action.measures, action.difficulty, action.request, action.suggestion)
    reported = noted(order, action.entry_id, text, ctx, topic="difficult")
    return flagged(reported, Flag.DIFFICULT)


def _apply_exclusion(order: Order, action: act.ApplyExclusion, ctx: Context) -> Outcome:
    if not action.reason.strip():
        return refuse("text.missing", field="理由")
    asked = noted(order, action.entry_id, action.reason, ctx, topic="exclusion")
    return flagged(asked, Flag.EXCLUSION_REQUESTED)


def _submit(order: Order, _action: act.Submit, ctx: Context) -> Outcome:
    return structs.replace(order.with_round(submitted=ctx.stamp), stage=Stage.SUBMITTED)


UNIT_EFFECTS: dict[type, Callable[..., Outcome]] = {
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
    act.Sign: file_signature,
    act.FormPrinted: _form_printed,
    act.AddNote: _add_note,
    act.Retract: _retract,
    act.RegisterWarning: _register_warning,
    act.ReportDifficult: _report_difficult,
    act.ApplyExclusion: _apply_exclusion,
    act.Submit: _submit,
}
"""Each takes order, action and context, and returns the changed order or a refusal."""
