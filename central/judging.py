"""What becomes of one pushed action: the verdict, before anything is written."""

import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from central.moments import from_ms
from central.orderbook import Held
from central.rulebook import Rulebook
from desktop.contract import codec
from desktop.contract.messages import PushedAction, ResultStatus
from desktop.domain import actions as act
from desktop.domain import conflicts, lifecycle
from desktop.domain.conflicts import SectionMark
from desktop.domain.orders import Actor, Order, Stage, Stamp
from desktop.domain.refusals import Refusal

DELIVERED_LATE = "return.delivered_late"
EXTENSION_DELIVERED_LATE = "extension.delivered_late"
_BLOCKS_NOTHING = frozenset({EXTENSION_DELIVERED_LATE, "extension.deadline_passed"})
"""Failures that nothing builds on: a request for more time changes no deadline before it is
granted, so the clerk, who was to go on working, must not find his report held back by it."""
_LATE_CODES = {
    "return.deadline_passed": DELIVERED_LATE,
    "extension.deadline_passed": EXTENSION_DELIVERED_LATE,
}
"""What a lock that passed on the way is called: the clerk was in time, and a person decides."""

_MESSAGES = {
    "action.unreadable": "平台无法读取这个动作，已记录，请联系技术人员。",
    "action.schema": "平台不认识这个版本的动作，请升级平台。",
    "action.unknown": "平台不认识这个动作。",
    "action.role": "您的角色不能做这一步。",
    "order.not_yours": "这张工单不属于您所在的单位。",
    "order.gone": "这张工单已移走；填写的内容已交平台留存，可由管理人员处理。",
    "order.blocked": "同一工单上先前的动作未被接受，请先处理。",
    "op.reused": "这个动作的编号已用于另一个动作。",
    "late.round_over": "这一步属于已经结束的一次处置，不能再受理；当时的办理记录可以受理。",
    "late.handed_in": "这项内容属于已经提交的一次处置，提交的内容不再覆盖；要补充的请另写备注。",
    "late.dispatch_over": "这项内容是退单以前办理的，工单已重新派单，不能再受理。",
    "section.changed": "这一部分已被他人修改，请选择保留哪一份。",
    DELIVERED_LATE: "退单申请在时限内作出，送达平台时已过时限，已交管理人员决定是否受理（XY-07）。",
    EXTENSION_DELIVERED_LATE: (
        "延期申请在办理时限内作出，送达平台时已过时限，已交管理人员决定是否受理。"
        "在受理以前，原时限不变，请继续办理。"
    ),
}

_ENTRY_ALREADY_THERE = ("entry.already", "这条记录平台已有。")

_UNIT_KINDS = frozenset(act.kind_of(kind) for kind in typing.get_args(act.UnitAction))
_CENTRE_KINDS = frozenset(act.kind_of(kind) for kind in typing.get_args(act.CentreAction))


@dataclass(frozen=True, slots=True)
class Failure:
    """An earlier action of the same client on the same order that did not succeed."""

    seq: int
    op_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a verdict depends on.

    Attributes:
        pushed: The action as it came.
        client_id: Where it came from.
        actor: Who acts, from the token.
        received: When it arrived.
        held: The order; None when there is none of that id.
        was_mine: The order was in the actor's unit and has left it.
        failures: Earlier failures that nothing has superseded.
        is_own: Tells whether this client knows the deed behind a mark of another client id,
            because it made it itself before it took a new id.
    """

    pushed: PushedAction
    client_id: str
    actor: Actor
    received: datetime
    held: Held | None
    was_mine: bool
    failures: tuple[Failure, ...]
    is_own: Callable[[SectionMark], bool]


class Verdict(Struct, frozen=True, kw_only=True):
    """What becomes of an action.

    Attributes:
        status: The result's status.
        code: Machine reason for all but applied.
        message: The same in Chinese.
        outcome: The order's new state, when it is applied.
        at: The moment that decided.
        section: The section it replaces, or that clashes.
        filed: The payload is kept as a late entry.
    """

    status: ResultStatus
    code: str = ""
    message: str = ""
    outcome: Order | None = None
    at: datetime | None = None
    section: str = ""
    filed: bool = False


def claimed_moment(pushed: PushedAction) -> datetime:
    """Tell when the clerk clicked, corrected by the client's estimate of the server's clock.

    Raises:
        OverflowError: It is no moment at all.
    """
    return from_ms(pushed.claimed.wall_ms + pushed.claimed.offset_ms)


def judge(case: Case, rulebook: Rulebook) -> Verdict:
    """Decide about an action, in the contract's sequence: readable, mine, blocked, clash, rules.

    Raises:
        LookupError: The order names rules that the platform does not know.
    """
    action = _read(case.pushed)
    if isinstance(action, Verdict):
        return action
    if case.held is None or not _is_mine(case, case.held):
        return _not_mine(case)
    blocked = _blocked(case, action)
    if blocked:
        return blocked
    section = conflicts.section_of(action) or ""
    if section and _clashes(case, case.held, section):
        return _verdict(ResultStatus.CONFLICT, "section.changed", section=section)
    return _judged(case, case.held, action, section, rulebook)


def worded(status: ResultStatus, code: str) -> Verdict:
    """Make a verdict with the platform's own words."""
    return _verdict(status, code)


def _verdict(status: ResultStatus, code: str, *, filed: bool = False, section: str = "") -> Verdict:
    return Verdict(status=status, code=code, message=_MESSAGES[code], filed=filed, section=section)


def _read(pushed: PushedAction) -> act.UnitAction | Verdict:
    if pushed.kind in _CENTRE_KINDS:
        return _verdict(ResultStatus.REFUSED, "action.role", filed=True)
    if pushed.kind not in _UNIT_KINDS:
        return _verdict(ResultStatus.REFUSED, "action.unknown", filed=True)
    if pushed.schema != 1:
        return _verdict(ResultStatus.ERROR, "action.schema")
    try:
        action = codec.decode_unit_action(pushed.data)
    except codec.UnreadableError:
        return _verdict(ResultStatus.ERROR, "action.unreadable")
    if codec.kind_of(action) != pushed.kind:
        return _verdict(ResultStatus.ERROR, "action.unreadable")
    return action


def _is_mine(case: Case, held: Held) -> bool:
    return held.order.unit_id == case.actor.unit_id and held.order.stage is not Stage.REMOVED


def _not_mine(case: Case) -> Verdict:
    here = case.held is not None and case.held.order.unit_id == case.actor.unit_id
    code = "order.gone" if here or case.was_mine else "order.not_yours"
    return _verdict(ResultStatus.REFUSED, code, filed=True)


def _blocked(case: Case, action: act.UnitAction) -> Verdict | None:
    """Hold back what builds on something that failed unseen; rows that append never do."""
    unseen = [
        failure
        for failure in case.failures
        if failure.seq > case.pushed.seen and failure.code not in _BLOCKS_NOTHING
    ]
    if not unseen or isinstance(action, act.Appending):
        return None
    if case.pushed.supersedes in {failure.op_id for failure in case.failures}:
        return None
    late = all(failure.code == DELIVERED_LATE for failure in unseen)
    if late and isinstance(action, act.RequestReturn):
        # the form was too late by the platform's clock, so the request is: one person decides
        return _verdict(ResultStatus.REFUSED, DELIVERED_LATE, filed=True)
    return _verdict(ResultStatus.BLOCKED, "order.blocked")


def _clashes(case: Case, held: Held, section: str) -> bool:
    """Tell whether somebody else wrote the section, or the clerk wrote it for an older round."""
    current = held.order.round.number
    if case.pushed.round != current:
        return True
    mark = conflicts.clash(
        section,
        current,
        held.marks,
        base_version=case.pushed.base_version,
        base_seq=case.pushed.base_seq,
        client_id=case.client_id,
    )
    own = mark is not None and mark.client_id == case.client_id
    return mark is not None and (own or not case.is_own(mark))


def _judged(
    case: Case, held: Held, action: act.UnitAction, section: str, rulebook: Rulebook
) -> Verdict:
    rules = rulebook.rules_of(held.order)
    claimed = min(claimed_moment(case.pushed), case.received)
    at = case.received if rules.profile.record_time == "platform" else claimed
    outcome = lifecycle.apply(held.order, action, rules, at, case.actor)
    if isinstance(outcome, Refusal):
        late = _LATE_CODES.get(outcome.code)
        if late and not isinstance(
            lifecycle.apply(held.order, action, rules, claimed, case.actor), Refusal
        ):
            return _verdict(ResultStatus.REFUSED, late, filed=True)
        return Verdict(
            status=ResultStatus.REFUSED, code=outcome.code, message=outcome.message, filed=True
        )
    if outcome is held.order:
        code, message = _already(held.order, action)
        return Verdict(status=ResultStatus.NOOP, code=code, message=message, at=at)
    return Verdict(status=ResultStatus.APPLIED, outcome=outcome, at=at, section=section)


def _already(order: Order, action: act.UnitAction) -> tuple[str, str]:
    accepted = order.round.accepted
    if isinstance(action, act.Accept) and accepted is not None:
        return "accept.already", _accepted_by(accepted)
    return _ENTRY_ALREADY_THERE


def _accepted_by(stamp: Stamp) -> str:
    return f"已由{stamp.name}于{stamp.at:%m月%d日 %H:%M}接单。"
