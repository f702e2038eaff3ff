"""Late work of a round or a dispatch that is over: what a person may still admit of it, and where.

A row or a text of an earlier round is filed in that round: the present one has its own, and a
late contact must not fulfil a duty of a re-handling that began after it.
"""

from datetime import datetime

from msgspec import Struct, structs

from central import judging
from central.judging import Verdict
from desktop.contract.messages import ResultStatus
from desktop.domain import actions as act
from desktop.domain import conflicts, lifecycle
from desktop.domain.clocks import Rules
from desktop.domain.orders import Actor, Order, Round, Stage
from desktop.domain.refusals import Refusal
from desktop.domain.rounds import working_stage

_IN_A_ROUND = (
    act.RecordContact,
    act.RecordVisit,
    act.RecordMeasure,
    act.RecordHeadPart,
    act.AddAttachment,
    act.SaveResult,
    act.SavePlan,
    act.SaveSignoff,
    act.RecordCommitment,
    act.SubmitInvestigation,
)
"""What is written into a round or takes one up; all else names its place, or is the order's."""
_STEPS = (
    act.Accept,
    act.SaveReturnForm,
    act.RequestReturn,
    act.WithdrawReturn,
    act.RequestSignoff,
    act.RequestExtension,
    act.Submit,
)
"""What moves an order on, or asks for it: done about an earlier round, it would now move the
present one. The form of a return goes with its request: it is of no use without it."""
_ENDED = frozenset({Stage.CLOSED, Stage.REMOVED})


class LateWork(Struct, frozen=True, kw_only=True):
    """What a clerk did, as it was kept.

    Attributes:
        round: The round that he saw; 0 where it was not kept.
        at: When he did it.
    """

    action: act.Action
    round: int
    at: datetime
    actor: Actor


def judge(order: Order, work: LateWork, rules: Rules) -> Verdict:
    """Apply late work where it belongs, or say why it cannot be."""
    if _is_of_an_earlier_dispatch(order, work):
        return judging.worded(ResultStatus.REFUSED, "late.dispatch_over")
    if not 0 < work.round < order.round.number:
        # marked like a pushed one: who writes the same section without having seen it is asked
        section = conflicts.section_of(work.action) or ""
        return _verdict(order, _applied(order, work, rules), section)
    if isinstance(work.action, _STEPS):
        return judging.worded(ResultStatus.REFUSED, "late.round_over")
    if not isinstance(work.action, _IN_A_ROUND) or order.stage in _ENDED:
        return _verdict(order, _applied(order, work, rules))
    kept = _handed_in(order.rounds[work.round - 1], work.action)
    return kept or _verdict(order, _filed(order, work, rules))


def _is_of_an_earlier_dispatch(order: Order, work: LateWork) -> bool:
    """Tell whether the order has been returned and dispatched anew since; its notes went along."""
    returned = bool(order.past_returns) and work.at < order.past_returns[-1].at
    return returned and not isinstance(work.action, act.AddNote)


def _applied(order: Order, work: LateWork, rules: Rules) -> lifecycle.Outcome:
    return lifecycle.apply(order, work.action, rules, work.at, work.actor)


def _handed_in(its_round: Round, action: act.Action) -> Verdict | None:
    """Keep a text of a round that was submitted: what was handed in is not written over unasked."""
    section = conflicts.section_of(action)
    there = getattr(its_round, section) if section and its_round.submitted else None
    if there is None:
        return None
    if section and getattr(action, section) == there:
        return Verdict(status=ResultStatus.NOOP)
    return judging.worded(ResultStatus.REFUSED, "late.handed_in")


def _filed(order: Order, work: LateWork, rules: Rules) -> lifecycle.Outcome:
    """Apply work to the order as it was in a round, and put the later rounds back."""
    if isinstance(work.action, act.Appending) and any(
        entry.entry_id == work.action.entry_id for entry in lifecycle.entries_of(order)
    ):
        return order
    then = structs.replace(order, rounds=order.rounds[: work.round])
    outcome = _applied(structs.replace(then, stage=working_stage(then)), work, rules)
    if isinstance(outcome, Refusal):
        return outcome
    rounds = (*outcome.rounds, *order.rounds[work.round :])
    return structs.replace(outcome, rounds=rounds, stage=order.stage)


def _verdict(order: Order, outcome: lifecycle.Outcome, section: str = "") -> Verdict:
    if isinstance(outcome, Refusal):
        return Verdict(status=ResultStatus.REFUSED, code=outcome.code, message=outcome.message)
    if outcome is order:
        return Verdict(status=ResultStatus.NOOP)
    return Verdict(status=ResultStatus.APPLIED, outcome=outcome, section=section)
