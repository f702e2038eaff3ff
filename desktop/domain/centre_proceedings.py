"""What the centre's actions around the handling do: extensions, claims, matters, sending back."""

from collections.abc import Callable

from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import due_of
from desktop.domain.matters import PLATFORM, pending_claim, pending_extension
from desktop.domain.orders import Order, PlatformDue, Stage
from desktop.domain.proceedings import CoUnit, Matter
from desktop.domain.profile import Duty
from desktop.domain.refusals import Refusal, refuse
from desktop.domain.rounds import PLATFORM as BY_PLATFORM
from desktop.domain.rounds import warned
from desktop.domain.rows import Context, new_row, noted, replaced
from desktop.domain.unit_proceedings import added_matter

Outcome = Order | Refusal


def _decide_extension(order: Order, action: act.DecideExtension, ctx: Context) -> Outcome:
    """Grant more time: the new deadline is the platform's, the old one stays with the request."""
    asked = pending_extension(order)
    if asked is None:
        return refuse("extension.not_requested")
    duty = Duty(asked.duty)
    before = due_of(order, duty, ctx.rules)
    old = before.due if before else None
    decided = structs.replace(asked, decided=ctx.stamp, opinion=action.opinion)
    told = noted(order, action.entry_id, action.opinion or "延期", ctx, topic="extension")
    if not action.accepted:
        return replaced(told, asked, decided)
    if action.new_due is None:
        return refuse("extension.due_missing")
    if old and action.new_due <= old:
        return refuse(
            "extension.due_earlier", new=moment_text(action.new_due), old=moment_text(old)
        )
    granted = structs.replace(decided, accepted=True, old_due=old, new_due=action.new_due)
    kept = tuple(entry for entry in told.platform_due if entry.duty != duty)
    moved = structs.replace(told, platform_due=(*kept, PlatformDue(duty.value, action.new_due)))
    return replaced(moved, asked, granted)


def _decide_irregular(order: Order, action: act.DecideIrregular, ctx: Context) -> Outcome:
    claim = pending_claim(order)
    if claim is None:
        return refuse("irregular.not_claimed")
    told = noted(order, action.entry_id, action.opinion or "不合规诉求", ctx, topic="irregular")
    decided = structs.replace(
        claim, decided=ctx.stamp, accepted=action.accepted, opinion=action.opinion
    )
    judged = replaced(told, claim, decided)
    if not action.accepted:
        return judged
    return structs.replace(judged, stage=Stage.CLOSED, closed=ctx.stamp)


def _open_matter(order: Order, action: act.OpenMatter, ctx: Context) -> Outcome:
    kind = ctx.rules.profile.matter(action.matter)
    if kind is None:
        return refuse("matter.unknown", matter=action.matter)
    row = new_row(
        Matter,
        action,
        ctx,
        received_at=ctx.stamp.at,
        sources=(PLATFORM,),
        reply_demanded=kind.reply_demanded,
    )
    return added_matter(order, row, ctx)


def _assign_co(order: Order, action: act.AssignCo, ctx: Context) -> Outcome:
    if not action.unit_id:
        return refuse("co.unit_missing")
    return structs.replace(order, co_units=(*order.co_units, new_row(CoUnit, action, ctx)))


def _return_to_unit(order: Order, action: act.ReturnToUnit, ctx: Context) -> Outcome:
    told = noted(order, action.entry_id, action.text, ctx, topic="redo")
    return warned(told, BY_PLATFORM, ctx.stamp.at, action.text, action.level)


CENTRE_PROCEEDINGS: dict[type, Callable[..., Outcome]] = {
    act.DecideExtension: _decide_extension,
    act.DecideIrregular: _decide_irregular,
    act.OpenMatter: _open_matter,
    act.AssignCo: _assign_co,
    act.ReturnToUnit: _return_to_unit,
}
"""Each takes order, action and context, and returns the changed order or a refusal."""
