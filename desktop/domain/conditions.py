"""What each step waits for beside its stage: locks, groundwork, signatures, preconditions.

Each function gives the first thing that is missing, or None. None of them reads what is being
entered, so that a screen can ask beforehand.
"""

from datetime import datetime

from desktop.domain import actions as act
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import (
    Rules,
    due_of,
    has_contact,
    has_feedback,
    is_contact_excused,
    is_return_closed,
)
from desktop.domain.demanded_forms import MissingSignature, missing_signature
from desktop.domain.matters import (
    has_investigation,
    open_commitments,
    open_matters,
    pending_claim,
    pending_extension,
    standing_opinions,
)
from desktop.domain.orders import STAGE_NAMES, Flag, Level, Order, Part, ReturnForm, Stage
from desktop.domain.profile import Duty
from desktop.domain.refusals import Refusal, cited, refuse
from desktop.domain.rounds import redo_count, working_duty


def return_request(order: Order, rules: Rules, at: datetime) -> Refusal | None:
    """XY-07, LS-03, LS-21, ZZ-02: what a place demands of a return is data."""
    locked = return_lock(order, rules, at)
    if locked:
        return locked
    form = order.round.return_form
    if form is None:
        return refuse("return.form_missing")
    return return_content(order, form, rules) or _return_groundwork(order, rules)


def return_content(order: Order, form: ReturnForm, rules: Rules) -> Refusal | None:
    """Tell what a return form lacks before it can be sent, as far as it says so itself."""
    demands = rules.profile.return_demands
    cite = cited(rules.profile.cite(Duty.RETURN, order.kind))
    if "reason" in demands and not (form.reason.strip() and form.reason_class):
        return refuse("return.reason_missing", cite=cite)
    if "basis" in demands and not form.basis:
        return refuse("return.basis_missing", cite=cite)
    if "suggestion" in demands and not form.suggested_unit.strip():
        return refuse("return.suggestion_missing", cite=cite)
    return None


def _return_groundwork(order: Order, rules: Rules) -> Refusal | None:
    """LS-21: the centre was told by phone first; XY-07: the head has signed."""
    demands = rules.profile.return_demands
    cite = cited(rules.profile.cite(Duty.RETURN, order.kind))
    if "phone_report" in demands and all(row.retracted for row in order.phone_reports):
        return refuse("return.phone_missing", cite=cite)
    return _return_signature(order, rules) if "signature" in demands else None


def return_lock(order: Order, rules: Rules, at: datetime) -> Refusal | None:
    """Tell why a return cannot be asked for, whatever its form says (XY-07, XY-09)."""
    if order.round.number > 1:
        return refuse("return.rework")
    if order.stage is Stage.RETURN_PENDING:
        return refuse("return.pending")
    if order.round.return_request and order.round.return_request.decided:
        return refuse("return.refused_before")
    closed = is_return_closed(order, rules, at)
    if closed:
        return refuse(
            "return.deadline_passed", due=moment_text(closed.due), cite=cited(closed.rule)
        )
    return None


def _return_signature(order: Order, rules: Rules) -> Refusal | None:
    use = rules.profile.form("F1")
    missing = missing_signature(order, use) if use else None
    if missing is None:
        return None
    if missing.differs:
        return refuse("return.signature_differs")
    cite = cited(rules.profile.cite(Duty.RETURN, order.kind))
    return refuse("return.signature_missing", cite=cite)


def submission(order: Order, rules: Rules, _at: datetime) -> Refusal | None:
    """Tell what a submission still waits for, the first thing first."""
    if order.preliminary:
        return refuse("submit.preliminary")
    if order.part is Part.CO:
        return None if standing_opinions(order) else refuse("submit.co_opinion_missing")
    contact = cited(rules.profile.cite(Duty.CONTACT, order.kind))
    if not is_contact_excused(order, rules.profile) and not has_contact(order):
        return refuse("submit.contact_missing", cite=contact)
    return (
        _result(order, rules) or _rehandling(order, rules) or signatures(order, act.Submit, rules)
    )


def _result(order: Order, rules: Rules) -> Refusal | None:
    """XY-03; LS-02: persons are named; LS-09, ZZ-05: the caller was told the result."""
    result = order.round.result
    demands = rules.profile.submit_demands
    if result is None or not result.outcome:
        cite = cited(rules.profile.cite(working_duty(order), order.kind))
        return refuse("submit.result_missing", cite=cite)
    if "persons" in demands and not (result.lead_person.strip() and result.handlers.strip()):
        return refuse("submit.persons_missing")
    told = has_feedback(order) or is_contact_excused(order, rules.profile)
    if "feedback" in demands and not told:
        cite = cited(rules.profile.cite(Duty.FEEDBACK, order.kind))
        return refuse("submit.feedback_missing", cite=cite)
    return None


def _rehandling(order: Order, rules: Rules) -> Refusal | None:
    standing = [part for part in order.round.head_parts if not part.retracted]
    if order.round.number > 1 and "head_part" in rules.profile.rehandle_demands and not standing:
        cite = cited(rules.profile.cite(Duty.REHANDLE, order.kind))
        return refuse("submit.head_part_missing", cite=cite)
    return None


def signatures(order: Order, kind: type[act.Action], rules: Rules) -> Refusal | None:
    """Refuse until every box of every form that the place demands for a step is signed (LS-02)."""
    missing = demanded_signature(order, kind, rules)
    if missing is None:
        return None
    if missing.differs:
        return refuse("sign.demanded_differs", form=missing.form)
    return refuse("sign.demanded", form=missing.form, step=missing.step)


def demanded_signature(
    order: Order, kind: type[act.Action], rules: Rules
) -> MissingSignature | None:
    """Find the first signature that a step on this order waits for; None when it has all."""
    for use in rules.profile.forms:
        if use.is_demanded(act.kind_of(kind), order.kind):
            missing = missing_signature(order, use)
            if missing:
                return missing
    return None


def extension(order: Order, rules: Rules, at: datetime) -> Refusal | None:
    """KF-03, GP-02: where it is known; before the deadline where the document says so."""
    rule = rules.profile.extension
    if rule is None:
        return refuse("action.unknown_here")
    if pending_extension(order):
        return refuse("extension.pending")
    due = due_of(order, working_duty(order), rules)
    if rule.before_deadline and due and due.certain and due.is_past(at):
        moment = moment_text(due.due)
        return refuse("extension.deadline_passed", due=moment, cite=cited(rule.rule))
    return None


def irregular(order: Order, rules: Rules, _at: datetime) -> Refusal | None:
    """LS-10: a provincial order in its first handling, or one that the city has sent back."""
    rule = rules.profile.irregular
    if rule is None:
        return refuse("action.unknown_here")
    if pending_claim(order):
        return refuse("irregular.pending")
    first = order.level is Level.PROVINCE and order.round.number == 1
    redone = redo_count(order, Level.CITY) >= 1
    holds = {"province_first": first, "city_redone": redone}
    if not any(holds[name] for name in rule.preconditions):
        return refuse("irregular.precondition", cite=cited(rule.rule))
    if order.round.result is None or not order.round.result.outcome:
        return refuse("irregular.unhandled", cite=cited(rule.rule))
    return None


def extension_decision(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Refuse a decision where nothing was asked for (KF-03)."""
    return None if pending_extension(order) else refuse("extension.not_requested")


def irregular_decision(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Refuse a decision where nothing was claimed (LS-10)."""
    return None if pending_claim(order) else refuse("irregular.not_claimed")


def matter_reply(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Refuse a reply where nothing waits for one (LS-08, KF-22)."""
    return None if open_matters(order) else refuse("matter.none")


def commitment(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Refuse where no promise is open (XY-19)."""
    return None if open_commitments(order) else refuse("commitment.none")


def investigation(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """LS-15: only where the centre asked for it, and once until it has decided."""
    if not order.preliminary:
        return refuse("investigation.not_asked")
    return refuse("investigation.waiting") if has_investigation(order) else None


def co_opinion(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Refuse where nobody assists (LS-04)."""
    assisted = any(not row.retracted for row in order.co_units)
    return None if order.part is Part.CO or assisted else refuse("co.none")


def signoff(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Tell whether there is a sheet to sign (LS-02)."""
    return None if order.round.signoff else refuse("signoff.missing")


def callback(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Nothing has been handed in before the first submission, so nobody can be asked about it."""
    if order.stage is Stage.AWAITING_SIGNOFF and order.round.number == 1:
        return refuse("action.stage", stage=STAGE_NAMES[order.stage])
    return None


def exclusion(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Refuse a second application while one is undecided (XY-12)."""
    if order.has(Flag.EXCLUSION_REQUESTED):
        return refuse("exclusion.pending")
    return None


def exclusion_decision(order: Order, _rules: Rules, _at: datetime) -> Refusal | None:
    """Refuse a decision where nothing was applied for (XY-12)."""
    if order.has(Flag.EXCLUSION_REQUESTED):
        return None
    return refuse("exclusion.not_requested")
