"""Filing a signed sheet: whose it is, which box, and whether its content is still the office's."""

from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST, moment_text
from desktop.domain.clocks import Due, Rules, due_of
from desktop.domain.orders import Order, Signature, Stage
from desktop.domain.profile import Duty, FormUse, Profile
from desktop.domain.refusals import Refusal, refuse
from desktop.domain.rounds import round_name, working_stage
from desktop.domain.rows import Context, new_row
from desktop.domain.version_code import code_of, form_id

Outcome = Order | Refusal


def file_signature(order: Order, action: act.Sign, ctx: Context) -> Outcome:
    """File a signed sheet; one whose content has changed since is filed and marked."""
    problem = _sheet_problem(order, action, ctx)
    if problem:
        return problem
    current = code_of(order, action.form, action.round, action.step)
    row = new_row(Signature, action, ctx, differs=action.code != current)
    signed = structs.replace(order, signatures=(*order.signatures, row))
    return _signed_off(signed, ctx)


def _sheet_problem(order: Order, action: act.Sign, ctx: Context) -> Refusal | None:
    use = ctx.rules.profile.form(action.form)
    if use is None:
        return refuse("sign.form_unknown", form=action.form)
    if action.step not in use.steps:
        return refuse("sign.step_unknown", form=action.form, step=action.step)
    if not action.signer.strip():
        return refuse("sign.signer_missing")
    if (action.delegated or action.late) and not action.remark.strip():
        return refuse("sign.reason_missing")
    return _sheet_mismatch(order, action, use)


def _sheet_mismatch(order: Order, action: act.Sign, use: FormUse) -> Refusal | None:
    if action.round not in {the_round.number for the_round in order.rounds}:
        return refuse("action.round_unknown", round=round_name(action.round))
    if action.form_id != form_id(order, action.form, action.round):
        return refuse("sign.foreign")
    earlier = use.steps[: use.steps.index(action.step)]
    if not set(earlier) <= _steps_signed(order, action.form, action.round):
        return refuse("sign.order")
    return None


def is_signed_off(order: Order, profile: Profile) -> bool:
    """Tell whether every box of this round's sign-off sheet (F3) has been signed."""
    use = profile.form("F3")
    return use is not None and set(use.steps) <= _steps_signed(order, "F3", order.round.number)


def late_return_signature(order: Order, rules: Rules) -> tuple[Signature, Due] | None:
    """Find the signature of the present return form that is dated after its deadline.

    The date is what stands on the paper: whether the return itself is late is another question,
    which the moment of asking decides.
    """
    due = due_of(order, Duty.RETURN, rules)
    if due is None:
        return None
    for row in reversed(order.signatures):
        if (row.form, row.round) == ("F1", order.round.number) and not row.retracted:
            late = row.signed_on > due.due.astimezone(CST).date()
            return (row, due) if late else None
    return None


def late_return_words(signature: Signature, due: Due) -> str:
    """Say that a return form is dated after its deadline."""
    day = signature.signed_on
    return (
        f"《退单申请表》上的签字日期 {day.month}月{day.day}日 晚于退单截止时间 "
        f"{moment_text(due.due)}：请对照纸张核对，审核时可能不被认可。"
    )


def _steps_signed(order: Order, form: str, round_number: int) -> set[str]:
    return {
        signature.step
        for signature in order.signatures
        if (signature.form, signature.round) == (form, round_number) and not signature.retracted
    }


def _signed_off(order: Order, ctx: Context) -> Order:
    """Leave 待签批 once every step of the sign-off sheet is there."""
    if order.stage is Stage.AWAITING_SIGNOFF and is_signed_off(order, ctx.rules.profile):
        return structs.replace(order, stage=working_stage(order))
    return order
