"""What the centre refused, or what clashes with a colleague's work, and what a clerk can do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from desktop.contract.codec import UnreadableError, decode_order, decode_unit_action
from desktop.contract.messages import ResultStatus
from desktop.domain.actions import UnitAction
from desktop.domain.calendar import moment_text
from desktop.domain.conflicts import section_of
from desktop.domain.orders import Order
from desktop.domain.rounds import round_name
from desktop.services.action_words import (
    Line,
    content_of,
    draft_lines,
    lines_of,
    read_section,
    section_lines,
)
from desktop.services.comparisons import Comparison, compared
from desktop.services.history import action_name
from desktop.services.order_desk import OrderDesk, RefusedError, Saved
from desktop.services.ports import (
    CentreOrder,
    OrderQueries,
    OrderStore,
    OutboxEntry,
    OutboxRecords,
    OutboxState,
    Resolution,
    RuleBook,
    WorkingOrder,
)
from desktop.services.section_merge import (
    Merge,
    merge_form,
    merged_action,
    read_merge,
    write_merge,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionItem:
    """One action that was not accepted.

    Attributes:
        op_id: Names it; its `seq` is given anew when this database takes a new client id.
        what: What was done, in words.
        at: When the clerk clicked.
        code: The machine reason.
        message: Why, in the centre's words.
        is_conflict: Somebody else has changed the same section: there is a choice.
        resolution: What has been done about it.
    """

    op_id: str
    seq: int
    order_id: str
    number: str
    title: str
    what: str
    at: datetime
    code: str
    message: str
    is_conflict: bool
    resolution: Resolution

    @property
    def is_open(self) -> bool:
        """Whether it waits for the clerk."""
        return self.resolution is Resolution.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionDetail:
    """Everything about one action that was not accepted.

    Attributes:
        lines: What the clerk entered, field by field.
        comparisons: For a clash, every field that anybody has filled in.
        remark: What else to know, such as that the order is in another round by now.
        sight: The order as this shows it; handed back with `send_again` and `send_merged`.
        merge: What the clerk had chosen and written so far to put the two together.
    """

    item: AttentionItem
    lines: tuple[Line, ...]
    comparisons: tuple[Comparison, ...]
    remark: str
    sight: WorkingOrder | None
    merge: Merge | None = None

    @property
    def text(self) -> str:
        """What the clerk entered, as text to copy."""
        return _as_text(self.item, self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPiece:
    """A piece of work that is kept with an order although the centre does not have it.

    Attributes:
        at: When it was entered; None for what was never saved as a step.
        state: Where it stands, in words.
    """

    what: str
    state: str
    lines: tuple[Line, ...]
    at: datetime | None = None

    @property
    def text(self) -> str:
        """The piece as text to copy."""
        when = f"　{moment_text(self.at)}" if self.at else ""
        return "\n".join([f"{self.what}{when}（{self.state}）", *map(_line_text, self.lines)])


class AttentionDesk:
    """Lists what was not accepted and carries out what the clerk decides about it.

    Nothing is ever deleted or altered here: a decision marks the old action, and sending again
    makes a new one. Thread-safe.

    Args:
        desk: Acts for the clerk.
        store: The local database.
        queries: Its lists.
        records: What it keeps about single actions.
        rules: Rules of all profile versions.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: OrderStore,
        queries: OrderQueries,
        records: OutboxRecords,
        rules: RuleBook,
    ) -> None:
        self._desk = desk
        self._store = store
        self._queries = queries
        self._records = records
        self._rules = rules

    def entries(self, *, resolved: bool = False, limit: int = 500) -> tuple[AttentionItem, ...]:
        """List what was not accepted, newest first.

        Args:
            resolved: With what has been dealt with.
            limit: How many at most.
        """
        found = self._queries.outbox(
            state=OutboxState.ATTENTION, limit=limit, unresolved=not resolved
        )
        return tuple(map(_item, found))

    def look_at(self, op_id: str) -> AttentionDetail:
        """Load everything about one of them.

        Raises:
            RefusedError: It is no longer among them.
        """
        entry = self._found(op_id)
        action = _readable(entry)
        working = self._store.working(entry.order_id)
        centre, base = self._clash(entry)
        sight = _as_shown(working, entry, centre) if working else None
        comparisons: Iterable[Comparison] = ()
        if action and centre and entry.status is ResultStatus.CONFLICT:
            comparisons = self._compared(action, base, centre.order)
        return AttentionDetail(
            item=_item(entry),
            lines=self._named(lines_of(action), working) if action else (),
            comparisons=tuple(comparisons),
            remark=_remark(entry, working, centre),
            sight=sight,
            merge=read_merge(self._store.draft(entry.order_id, merge_form(op_id))),
        )

    def send_again(self, op_id: str, sight: WorkingOrder | None = None) -> Saved:
        """Do the same once more, as a new action on the order as it is now (用我的再报一次).

        Args:
            op_id: The action that was not accepted.
            sight: `AttentionDetail.sight`, as the clerk had it before him: what a colleague has
                changed since then is a new clash.

        Raises:
            RefusedError: The life cycle does not allow it any more; nothing is changed.
            StorageError: It could not be written.
        """
        entry = self._open(op_id)
        action = _readable(entry)
        if action is None:
            raise RefusedError("action.unreadable", "本程序读不出这项内容，不能再报。")
        shown = sight or self.look_at(op_id).sight
        saved = self._desk.act(
            entry.order_id, action, supersedes=op_id, sight=shown, forget_draft=merge_form(op_id)
        )
        if not saved.seqs:
            self._resolve(entry, "attention.already")
        return saved

    def keep_merge(self, op_id: str, merge: Merge) -> None:
        """Keep what has been chosen and written so far, so that it survives a crash.

        Raises:
            RefusedError: The action has been dealt with.
            StorageError: It could not be written.
        """
        entry = self._open(op_id)
        self._desk.keep_draft(entry.order_id, merge_form(op_id), write_merge(merge))

    def send_merged(self, op_id: str, merge: Merge, sight: WorkingOrder) -> Saved:
        """Save the two versions put together, as a new action in the place of the old one.

        Args:
            op_id: The action that clashed.
            merge: Whose fields are taken, and which texts were edited.
            sight: `AttentionDetail.sight`: the centre's version that was put together with.

        Raises:
            RefusedError: It is no clash, or the life cycle does not allow it any more; nothing
                is changed.
            StorageError: It could not be written.
        """
        entry = self._open(op_id)
        action = _readable(entry)
        section = section_of(action) if action else None
        if action is None or section is None:
            raise RefusedError("action.unreadable", "这一项不能合并，可以复制后到工单里填写。")
        theirs = getattr(sight.order.round, section)
        merged = merged_action(action, theirs, merge)
        if content_of(merged) == theirs:
            self._resolve(entry, "attention.keep_theirs")
            return Saved(sight.order, ())
        return self._desk.act(
            entry.order_id,
            merged,
            supersedes=op_id,
            sight=sight,
            forget_draft=merge_form(op_id),
        )

    def keep_theirs(self, op_id: str) -> None:
        """Leave a section at what the centre has (采用中心的).

        Raises:
            RefusedError: It has been dealt with.
            StorageError: It could not be written.
        """
        self._resolve(self._open(op_id), "attention.keep_theirs")

    def dismiss(self, op_id: str) -> None:
        """Take note of a refusal (我知道了，不再提醒); the entry stays in the records.

        Raises:
            RefusedError: It has been dealt with.
            StorageError: It could not be written.
        """
        self._resolve(self._open(op_id), "attention.dismiss")

    def undo_dismissal(self, op_id: str) -> None:
        """Put back what was put aside by mistake (撤销“已处理”): it waits for the clerk again.

        Raises:
            RefusedError: It was not put aside.
            StorageError: It could not be written.
        """
        entry = self._found(op_id)
        if not entry.resolution.is_put_aside:
            raise RefusedError("attention.not_dismissed", "这一项没有标为已处理，不用撤销。")
        with self._store.writing() as transaction:
            transaction.undismiss(op_id)
            transaction.audit(self._desk.audit_entry(entry.order_id, "attention.undo"))
        self._desk.changes.orders_changed([entry.order_id])

    def kept_work(self, order_id: str) -> tuple[KeptPiece, ...]:
        """List what was entered on an order and is not at the centre: actions, then drafts."""
        working = self._store.working(order_id)
        own = working.actions if working else ()
        pieces = [
            KeptPiece(
                what=action_name(entry.kind),
                state=_state_words(entry),
                lines=self._named(lines_of(action), working) if action else (),
                at=entry.clicked_at,
            )
            for entry in own
            if entry.state is not OutboxState.DONE
            for action in [_readable(entry)]
        ]
        drafts = self._records.drafts(order_id).items()
        pieces += [
            KeptPiece(what=DRAFT_NAMES.get(form, form), state="草稿，没有保存", lines=lines)
            for form, content in drafts
            if (lines := tuple(draft_lines(content)))
        ]
        return tuple(pieces)

    def let_go(self, order_id: str) -> None:
        """Let what is kept with a removed order rest (不再保留提醒): nothing counts any more.

        What was refused is put aside and stays in the records, drafts stay where they are; what
        has not been sent is still sent, and the centre files it.

        Raises:
            RefusedError: The order is still in this unit.
            StorageError: It could not be written.
        """
        working = self._store.working(order_id)
        if working is None or not (working.removed_reason or working.order.removed):
            raise RefusedError("attention.still_here", "工单还在本单位，不能这样处理。")
        open_ones = [entry.op_id for entry in working.actions if entry.needs_attention]
        with self._store.writing() as transaction:
            for op_id in open_ones:
                transaction.resolve(op_id, Resolution.DISMISSED)
            detail = {"actions": str(len(open_ones))}
            transaction.audit(self._desk.audit_entry(order_id, "attention.let_go", detail))
        self._desk.changes.orders_changed([order_id])

    def working(self, order_id: str) -> WorkingOrder | None:
        """Load an order as it is here, for its hand-over."""
        return self._store.working(order_id)

    def note_copy(self, order_id: str) -> None:
        """Record in the audit log that what was entered has been copied."""
        self._desk.note_access(order_id, "attention.copy")

    def _resolve(self, entry: OutboxEntry, why: str) -> None:
        with self._store.writing() as transaction:
            transaction.resolve(entry.op_id, Resolution.DISMISSED)
            transaction.drop_draft(entry.order_id, merge_form(entry.op_id))
            transaction.audit(self._desk.audit_entry(entry.order_id, why))
        self._desk.changes.orders_changed([entry.order_id])

    def _found(self, op_id: str) -> OutboxEntry:
        entry = self._records.action(op_id)
        if entry is None or entry.state is not OutboxState.ATTENTION:
            raise RefusedError("attention.gone", "这一项已不在“未被接受”中。")
        return entry

    def _open(self, op_id: str) -> OutboxEntry:
        entry = self._found(op_id)
        if not entry.needs_attention:
            raise RefusedError("attention.resolved", "这一项已经处理过了。")
        return entry

    def _clash(self, entry: OutboxEntry) -> tuple[CentreOrder | None, bytes]:
        """Find the centre's order, the newer of what the reply and what a pull brought."""
        base, theirs = self._records.clash_texts(entry.op_id)
        pulled = self._records.centre_order(entry.order_id)
        if theirs and (pulled is None or pulled.version < entry.version):
            try:
                return CentreOrder(decode_order(theirs), entry.version), base
            except UnreadableError:
                return pulled, base
        return pulled, base

    def _compared(self, action: UnitAction, base: bytes, centre: Order) -> list[Comparison]:
        section = section_of(action)
        if section is None:
            return []
        versions = [
            self._named_in(section_lines(content), centre)
            for content in (
                read_section(section, base),
                content_of(action),
                getattr(centre.round, section),
            )
        ]
        return list(compared(section, *versions))

    def _named(self, lines: Sequence[Line], working: WorkingOrder | None) -> tuple[Line, ...]:
        return self._named_in(lines, working.order) if working else tuple(lines)

    def _named_in(self, lines: Sequence[Line], order: Order) -> tuple[Line, ...]:
        """Write the class of a return reason by its name in this jurisdiction."""
        profile = self._rules.rules_for(order.profile, order.profile_version).profile
        named = []
        for line in lines:
            reason = profile.return_reason(line.text) if line.field == "reason_class" else None
            named.append(replace(line, text=reason.name) if reason else line)
        return tuple(named)


DRAFT_NAMES = {
    "warning": "登记预警",
    "record": "处理记录",
    "exclusion": "申请不纳入测评",
    "plan": "工作方案",
    "contact": "先行联系",
    "signoff": "签批单",
    "difficult": "疑难上报",
    "return": "退单申请表",
    "note": "备注",
}
_STATE_WORDS = {
    Resolution.OPEN: "中心未接受",
    Resolution.SUPERSEDED: "中心未接受，已重新上报",
    Resolution.DISMISSED: "中心未接受，已处理",
    Resolution.HANDED_OVER: "中心未接受，已交给中心核对",
}


def _state_words(entry: OutboxEntry) -> str:
    return "待上报" if entry.state is OutboxState.PENDING else _STATE_WORDS[entry.resolution]


def _item(entry: OutboxEntry) -> AttentionItem:
    return AttentionItem(
        op_id=entry.op_id,
        seq=entry.seq,
        order_id=entry.order_id,
        number=entry.number,
        title=entry.title,
        what=action_name(entry.kind),
        at=entry.clicked_at,
        code=entry.code,
        message=entry.message or entry.code,
        is_conflict=entry.status is ResultStatus.CONFLICT,
        resolution=entry.resolution,
    )


def _readable(entry: OutboxEntry) -> UnitAction | None:
    try:
        return decode_unit_action(entry.data)
    except UnreadableError:
        return None


def _as_shown(
    working: WorkingOrder, entry: OutboxEntry, centre: CentreOrder | None
) -> WorkingOrder:
    """Take the centre's version as seen: it is on the screen beside the clerk's."""
    if centre is None or entry.status is not ResultStatus.CONFLICT:
        return working
    return structs.replace(
        working, order=centre.order, version=max(working.version, centre.version)
    )


def _remark(entry: OutboxEntry, working: WorkingOrder | None, centre: CentreOrder | None) -> str:
    if working and working.removed_reason:
        return f"工单已移走：{working.removed_reason}。"
    current = centre.order.round.number if centre else entry.round
    if current != entry.round:
        return f"填写时是{round_name(entry.round)}，工单现在是{round_name(current)}。"
    return ""


def _as_text(item: AttentionItem, lines: Iterable[Line]) -> str:
    head = f"{item.number}　{item.title}".strip()
    what = f"{item.what}　{moment_text(item.at)}"
    return "\n".join([head, what, f"未被接受：{item.message}", *map(_line_text, lines)])


def _line_text(line: Line) -> str:
    return f"{line.label}：{line.text}"
