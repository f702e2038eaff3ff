"""What the unit's actions around the handling do: reports, extensions, matters, commitments."""

from collections.abc import Callable

from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.matters import MANUAL, open_commitments, open_matters, with_matter
from desktop.domain.orders import Order
from desktop.domain.proceedings import (
    Commitment,
    CoOpinion,
    Extension,
    Fulfilment,
    Investigation,
    IrregularClaim,
    Matter,
    MatterReply,
    PhoneReport,
)
from desktop.domain.refusals import Refusal, refuse
from desktop.domain.rounds import handling, working_duty
from desktop.domain.rows import Context, future_problem, new_row, noted, time_problem

Outcome = Order | Refusal


def _empty(*fields: tuple[str, str]) -> Refusal | None:
    """Refuse the first of these fields that is empty."""
    for field, text in fields:
        if not text.strip():
            return refuse("text.missing", field=field)
    return None


def _record_phone_report(order: Order, action: act.RecordPhoneReport, ctx: Context) -> Outcome:
    problem = _empty(("接听人", action.person)) or time_problem(order, action.occurred_at, ctx)
    row = new_row(PhoneReport, action, ctx)
    return problem or structs.replace(order, phone_reports=(*order.phone_reports, row))


def _request_extension(order: Order, action: act.RequestExtension, ctx: Context) -> Outcome:
    row = new_row(Extension, action, ctx, duty=working_duty(order).value, round=order.round.number)
    return _empty(("延期理由", action.reason)) or structs.replace(
        order, extensions=(*order.extensions, row)
    )


def _claim_irregular(order: Order, action: act.ClaimIrregular, ctx: Context) -> Outcome:
    row = new_row(IrregularClaim, action, ctx)
    return _empty(("理由", action.reason), ("解释情况", action.explained)) or structs.replace(
        order, irregular_claims=(*order.irregular_claims, row)
    )


def _register_matter(order: Order, action: act.RegisterMatter, ctx: Context) -> Outcome:
    kind = ctx.rules.profile.matter(action.matter)
    if kind is None:
        return refuse("matter.unknown", matter=action.matter)
    problem = _empty(("内容", action.text)) or future_problem(action.received_at, ctx)
    if problem:
        return problem
    row = new_row(Matter, action, ctx, sources=(MANUAL,), reply_demanded=kind.reply_demanded)
    return added_matter(order, row, ctx)


def added_matter(order: Order, row: Matter, ctx: Context) -> Order:
    """Add a matter; where it merges with one that is there, a note keeps its own id."""
    added = with_matter(order, row)
    if len(added.matters) > len(order.matters):
        return added
    return noted(added, row.entry_id, row.text, ctx, topic="matter")


def _reply_matter(order: Order, action: act.ReplyMatter, ctx: Context) -> Outcome:
    waiting = open_matters(order)
    wanted = action.matter or waiting[0].entry_id
    matter = next((row for row in waiting if row.entry_id == wanted), None)
    if matter is None:
        return refuse("matter.target_unknown")
    kind = ctx.rules.profile.matter(matter.matter)
    if kind and kind.copied and not action.copied:
        return refuse("matter.copy_missing", rule=kind.rule)
    row = new_row(MatterReply, action, ctx, matter=wanted)
    return _empty(("答复内容", action.text)) or structs.replace(
        order, matter_replies=(*order.matter_replies, row)
    )


def _record_commitment(order: Order, action: act.RecordCommitment, ctx: Context) -> Outcome:
    row = new_row(Commitment, action, ctx)
    return _empty(("承诺内容", action.text)) or handling(
        structs.replace(order, commitments=(*order.commitments, row)), ctx.stamp
    )


def _fulfil_commitment(order: Order, action: act.FulfilCommitment, ctx: Context) -> Outcome:
    waiting = open_commitments(order)
    wanted = action.commitment or waiting[0].entry_id
    if wanted not in {row.entry_id for row in waiting}:
        return refuse("commitment.target_unknown")
    row = new_row(Fulfilment, action, ctx, commitment=wanted)
    return _empty(("兑现情况", action.text)) or structs.replace(
        order, fulfilments=(*order.fulfilments, row)
    )


def _submit_investigation(order: Order, action: act.SubmitInvestigation, ctx: Context) -> Outcome:
    row = new_row(Investigation, action, ctx)
    return _empty(("核实情况", action.findings), ("处理建议", action.proposal)) or handling(
        structs.replace(order, investigations=(*order.investigations, row)), ctx.stamp
    )


def _give_co_opinion(order: Order, action: act.GiveCoOpinion, ctx: Context) -> Outcome:
    row = new_row(CoOpinion, action, ctx, unit_name=action.unit_name.strip() or order.unit_name)
    return _empty(("协办意见", action.text)) or structs.replace(
        order, co_opinions=(*order.co_opinions, row)
    )


UNIT_PROCEEDINGS: dict[type, Callable[..., Outcome]] = {
    act.RecordPhoneReport: _record_phone_report,
    act.RequestExtension: _request_extension,
    act.ClaimIrregular: _claim_irregular,
    act.RegisterMatter: _register_matter,
    act.ReplyMatter: _reply_matter,
    act.RecordCommitment: _record_commitment,
    act.FulfilCommitment: _fulfil_commitment,
    act.SubmitInvestigation: _submit_investigation,
    act.GiveCoOpinion: _give_co_opinion,
}
"""Each takes order, action and context, and returns the changed order or a refusal."""
