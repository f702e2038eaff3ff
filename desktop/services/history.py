"""What happened to an order, newest first, and whether the centre has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, structs

from desktop.contract.codec import UnreadableError, decode_unit_action
from desktop.domain.actions import Appending
from desktop.domain.guide import STEP_NAMES
from desktop.domain.matters import proofs_of
from desktop.domain.orders import (
    CallbackResult,
    ContactOutcome,
    Entry,
    Order,
    Round,
    Stamp,
)
from desktop.services.ports import OutboxEntry, OutboxState, WorkingOrder

CONTACT_NAMES: dict[ContactOutcome, str] = {
    ContactOutcome.REACHED: "已联系上",
    ContactOutcome.NO_ANSWER: "未接通",
    ContactOutcome.WRONG_NUMBER: "号码有误",
    ContactOutcome.DECLINED: "拒绝沟通",
    ContactOutcome.NO_MEANS: "无法联系",
}
CALLBACK_NAMES: dict[CallbackResult, str] = {
    CallbackResult.SATISFIED: "满意",
    CallbackResult.BASIC: "基本满意",
    CallbackResult.DISSATISFIED: "不满意",
    CallbackResult.UNRATED: "未评价",
}
_TOPICS = {
    "difficult": "疑难上报",
    "exclusion": "不纳入测评",
    "return": "退单",
    "callback": "回访",
    "warning": "预警",
    "extension": "延期",
    "irregular": "不合规诉求",
    "redo": "重办",
    "matter": "督办",
}


_TOLD = frozenset({"return", "callback", "extension", "irregular", "redo", "matter"})
"""Notes that repeat what another event of the same moment says already."""


class Weight(StrEnum):
    """How much a reader should notice an event."""

    PLAIN = "plain"
    CENTRE = "centre"
    GOOD = "good"
    BAD = "bad"


class Event(Struct, frozen=True, kw_only=True):
    """One thing that happened.

    Attributes:
        at: When it was recorded.
        what: In a few words.
        who: By whom.
        text: More words.
        retracted: Why it was taken back; empty while it stands.
        own: The unit's own action that has not been settled by the centre, or None.
        round: The round it belongs to.
    """

    at: datetime
    what: str
    who: str = ""
    text: str = ""
    weight: Weight = Weight.PLAIN
    retracted: str = ""
    own: OutboxEntry | None = None
    round: int = 1
    entry_id: str = ""


def history(working: WorkingOrder, local: Sequence[Event] = ()) -> tuple[Event, ...]:
    """List what happened, newest first.

    Everything that is in the order the server last sent has been received; what still waits or
    was refused is marked by its action in the outbox.

    Args:
        working: The order.
        local: What only this PC knows.
    """
    order = working.order
    events = [*_events(order)]
    events += _notes(order, events, _unit_people(working))
    open_rows, open_kinds = _unsettled(working)
    shown = [_with_own(event, open_rows, open_kinds) for event in events]
    used = {event.own.seq for event in shown if event.own}
    shown += [_own_event(entry) for entry in _open_entries(working) if entry.seq not in used]
    return tuple(sorted([*shown, *local], key=_moment, reverse=True))


def _moment(event: Event) -> datetime:
    return event.at


def _open_entries(working: WorkingOrder) -> list[OutboxEntry]:
    return [entry for entry in working.actions if entry.state is not OutboxState.DONE]


def _unsettled(
    working: WorkingOrder,
) -> tuple[dict[str, OutboxEntry], dict[tuple[str, int], OutboxEntry]]:
    rows: dict[str, OutboxEntry] = {}
    kinds: dict[tuple[str, int], OutboxEntry] = {}
    for entry in _open_entries(working):
        if entry.state is OutboxState.ATTENTION:
            continue
        entry_id = _entry_id(entry)
        if entry_id:
            rows[entry_id] = entry
        else:
            kinds[entry.kind, entry.round] = entry
    return rows, kinds


def _entry_id(entry: OutboxEntry) -> str:
    try:
        action = decode_unit_action(entry.data)
    except UnreadableError:
        return ""
    return action.entry_id if isinstance(action, Appending) else ""


def _with_own(
    event: Event,
    rows: dict[str, OutboxEntry],
    kinds: dict[tuple[str, int], OutboxEntry],
) -> Event:
    own = rows.get(event.entry_id) or kinds.get((event.entry_id, event.round))
    if own is None:
        return event
    return structs.replace(event, own=own)


def _own_event(entry: OutboxEntry) -> Event:
    return Event(
        at=entry.clicked_at,
        what=action_name(entry.kind),
        who=entry.actor.name,
        text=entry.message,
        weight=Weight.BAD if entry.state is OutboxState.ATTENTION else Weight.PLAIN,
        own=entry,
        round=entry.round,
    )


def action_name(kind: str) -> str:
    """Name an action kind as a clerk knows it."""
    return _NAMES_BY_KIND.get(kind, kind)


_NAMES_BY_KIND = {
    str(action.__struct_config__.tag): name for action, name in STEP_NAMES.items()
} | {"sign": "登记签字", "form_printed": "打印表格", "retract": "撤销记录"}


def _events(order: Order) -> Iterator[Event]:
    yield Event(
        at=order.dispatched_at,
        what="派单",
        who="城运中心",
        text=f"派至{order.unit_name}" if order.unit_name else "",
        weight=Weight.CENTRE,
        entry_id="dispatch",
    )
    for the_round in order.rounds:
        yield from _round_events(the_round)
    yield from _order_rows(order)
    if order.closed:
        yield _stamped("办结", order.closed, Weight.GOOD)


def _round_events(the_round: Round) -> Iterator[Event]:
    number = the_round.number
    if the_round.warned_by:
        yield Event(
            at=the_round.started_at,
            what="预警",
            text=the_round.warning,
            weight=Weight.BAD,
            round=number,
        )
    if the_round.accepted:
        what = "接收重办" if number > 1 else "接单"
        yield _stamped(what, the_round.accepted, key="accept", number=number)
    yield from _round_rows(the_round)
    if the_round.return_request:
        request = the_round.return_request
        yield _stamped("发送退单申请", request.stamp, key="request_return", number=number)
        if request.decided:
            word = "同意退单" if request.accepted else "退单未获同意"
            weight = Weight.GOOD if request.accepted else Weight.BAD
            yield _stamped(word, request.decided, weight, text=request.opinion, number=number)
    if the_round.submitted:
        yield _stamped("提交", the_round.submitted, key="submit", number=number)
    if the_round.callback:
        called = the_round.callback
        bad = called.result is CallbackResult.DISSATISFIED
        yield _stamped(
            f"回访：{CALLBACK_NAMES[called.result]}",
            called.stamp,
            Weight.BAD if bad else Weight.GOOD,
            text=called.text,
            number=number,
        )


def _round_rows(the_round: Round) -> Iterator[Event]:
    number = the_round.number
    for contact in the_round.contacts:
        what = f"先行联系：{CONTACT_NAMES[contact.outcome]}"
        yield _row(what, contact, f"{contact.way}　{contact.summary}".strip(), number)
    for visit in the_round.visits:
        yield _row("现场核实", visit, f"{visit.place}　{visit.findings}".strip(), number)
    for measure in the_round.measures:
        yield _row("处理措施", measure, measure.text, number)
    for part in the_round.head_parts:
        yield _row("负责人参与", part, f"{part.head}　{part.text}", number)


def _order_rows(order: Order) -> Iterator[Event]:
    for attachment in order.attachments:
        yield _row("添加附件", attachment, attachment.caption or attachment.name, attachment.round)
    for printed in order.prints:
        yield _row(f"打印 {printed.form}", printed, f"{printed.pages} 页", printed.round)
    for signature in order.signatures:
        text = f"{signature.signer}，{signature.signed_on.month}月{signature.signed_on.day}日签"
        if signature.differs:
            text += "；与现有内容不一致"
        if signature.delegated or signature.late:
            text += f"；{'委托签' if signature.delegated else '补签'}：{signature.remark}"
        if signature.is_electronic:
            text += f"；证书由“{signature.issuer}”签发"
        way = "电子签名" if signature.is_electronic else "已签字"
        yield _row(f"{signature.form} {way}", signature, text, signature.round)
    yield from proceedings_of(order)


def _notes(order: Order, events: list[Event], unit_people: set[str]) -> Iterator[Event]:
    """Give the notes, without those that repeat what a decision or a call-back already says."""
    told = {(event.at, event.text) for event in events}
    for note in order.notes:
        if note.topic in _TOLD and (note.stamp.at, note.text) in told:
            continue
        text = note.text + _proof_words(order, note.evidence)
        event = _row(_TOPICS.get(note.topic, "备注"), note, text, 1)
        if note.stamp.by not in unit_people:
            event = structs.replace(event, what=f"中心消息：{event.what}", weight=Weight.CENTRE)
        yield event


def _unit_people(working: WorkingOrder) -> set[str]:
    """Find who of the unit has worked on the order; everybody else is the centre."""
    people = {entry.actor.user_id for entry in working.actions}
    for the_round in working.order.rounds:
        stamps = [the_round.accepted, the_round.submitted]
        stamps += [entry.stamp for entry in (*the_round.contacts, *the_round.measures)]
        people |= {stamp.by for stamp in stamps if stamp}
    return people


def proceedings_of(order: Order) -> Iterator[Event]:
    """Tell what happened around the handling: reports, extensions, matters, commitments."""
    for extension in order.extensions:
        number = extension.round
        yield _row("申请延期", extension, extension.reason, number)
        if extension.decided:
            yield _decided("延期", extension.decided, extension.opinion, good=extension.accepted)
    for claim in order.irregular_claims:
        yield _row("上报不合规诉求", claim, claim.reason, 1)
        if claim.decided:
            yield _decided("不合规诉求", claim.decided, claim.opinion, good=claim.accepted)
    for what, rows in _plain_rows(order):
        for entry, text in rows:
            yield _row(what, entry, text, 1)


def _decided(what: str, stamp: Stamp, opinion: str, *, good: bool) -> Event:
    word = "同意" if good else "不同意"
    return _stamped(f"{what}：{word}", stamp, Weight.GOOD if good else Weight.BAD, text=opinion)


def _plain_rows(order: Order) -> Iterator[tuple[str, list[tuple[Entry, str]]]]:
    yield "电话汇报", [(row, f"{row.person}　{row.text}".strip()) for row in order.phone_reports]
    yield (
        "督办事项",
        [(row, row.text + _proof_words(order, row.evidence)) for row in order.matters],
    )
    yield "答复督办", [(row, row.text) for row in order.matter_replies]
    yield "承诺", [(row, row.text) for row in order.commitments]
    yield "承诺兑现", [(row, row.text) for row in order.fulfilments]
    yield (
        "预先调查核实",
        [(row, f"{row.findings}　建议：{row.proposal}") for row in order.investigations],
    )
    yield "协办单位", [(row, f"{row.unit_name}　{row.text}".strip()) for row in order.co_units]
    yield "协办意见", [(row, f"{row.unit_name}　{row.text}") for row in order.co_opinions]


def _proof_words(order: Order, evidence: Sequence[str]) -> str:
    """Name the files that were given with an entry."""
    names = "、".join(proof.name for proof in proofs_of(order, evidence))
    return f"（附：{names}）" if names else ""


def _row(what: str, entry: Entry, text: str, number: int) -> Event:
    return Event(
        at=entry.stamp.at,
        what=what,
        who=entry.stamp.name,
        text=text,
        retracted=entry.retracted,
        round=number,
        entry_id=entry.entry_id,
    )


def _stamped(
    what: str,
    stamp: Stamp,
    weight: Weight = Weight.PLAIN,
    *,
    text: str = "",
    key: str = "",
    number: int = 1,
) -> Event:
    return Event(
        at=stamp.at,
        what=what,
        who=stamp.name,
        text=text,
        weight=weight,
        round=number,
        entry_id=key,
    )
