"""What a clerk does with an order: look at it, act on it, keep a draft."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, structs

from desktop.contract.codec import encode, kind_of
from desktop.contract.messages import Claimed
from desktop.domain import lifecycle
from desktop.domain.actions import UnitAction
from desktop.domain.calendar import CST
from desktop.domain.clocks import Clock, Rules, clocks_of, informing_clocks_of
from desktop.domain.conflicts import section_of
from desktop.domain.earlier_deadlines import EarlierDeadline, earlier_deadlines
from desktop.domain.guide import Step, steps
from desktop.domain.orders import Actor, Order
from desktop.domain.refusals import Refusal
from desktop.services.overlay import resolved_seq
from desktop.services.ports import (
    AuditEntry,
    ClerkTransaction,
    NewAction,
    NewBlob,
    OrderStore,
    OutboxState,
    RuleBook,
    WallClock,
    WorkingOrder,
)


class RefusedError(Exception):
    """The life cycle refused an action; nothing was saved.

    Attributes:
        code: Machine reason.
        message: The sentence for the clerk, in Chinese.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @classmethod
    def of(cls, refusal: Refusal) -> "RefusedError":
        """Make the error of a refusal."""
        return cls(refusal.code, refusal.message)


class ChangeFeed:
    """Tells open screens which orders have changed, whoever changed them.

    Listeners are called in the thread that made the change.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._saved: list[Callable[[], None]] = []

    def listen_saved(self, listener: Callable[[], None]) -> None:
        """Call a listener whenever a clerk's work has been saved: it wants to be sent."""
        self._saved.append(listener)

    def work_saved(self) -> None:
        """Tell that there is something to send."""
        for listener in tuple(self._saved):
            listener()

    def listen(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call a listener with the ids of changed orders from now on."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Stop calling a listener."""
        self._listeners.remove(listener)

    def orders_changed(self, order_ids: Iterable[str]) -> None:
        """Tell all listeners."""
        changed = frozenset(order_ids)
        if changed:
            for listener in tuple(self._listeners):
                listener(changed)


class OrderCard(Struct, frozen=True):
    """Everything the detail of an order shows.

    Attributes:
        working: The order as it is here.
        rules: Those it was dispatched under.
        steps: What can be done, and why the rest cannot.
        clocks: The unit's own deadlines.
        informing: Deadlines that others have to keep, for information.
        earlier: Deadlines that an extension has replaced.
        noted: What this PC's audit log says of its prints, with names for ids where known.
    """

    working: WorkingOrder
    rules: Rules
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...]
    informing: tuple[Clock, ...] = ()
    earlier: tuple[EarlierDeadline, ...] = ()
    noted: tuple[AuditEntry, ...] = ()


class Saved(Struct, frozen=True):
    """An action is on disk.

    Attributes:
        order: The order with the action in it.
        seqs: The numbers of the saved actions; empty when there was nothing left to do.
    """

    order: Order
    seqs: tuple[int, ...]


class OrderDesk:
    """The use cases around one order. Thread-safe: each call is one transaction.

    Args:
        store: The local database.
        rules: Rules of all profile versions.
        clock: This PC's time.
        actor: The clerk.
        changes: Told after every commit.
    """

    def __init__(
        self,
        store: OrderStore,
        rules: RuleBook,
        clock: WallClock,
        actor: Actor,
        changes: ChangeFeed,
    ) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self.actor = actor
        self.changes = changes

    def find(self, number: str) -> str:
        """Find an order's id by its number.

        Raises:
            RefusedError: There is no such order here.
        """
        order_id = self._store.order_id_of(number)
        if order_id is None:
            raise RefusedError("order.unknown", f"本机没有工单 {number}。")
        return order_id

    def open(self, order_id: str) -> OrderCard:
        """Load an order with its steps and clocks.

        Raises:
            RefusedError: There is no such order here.
        """
        working = self._loaded(self._store.working(order_id))
        rules = self.rules_of(working.order)
        return OrderCard(
            working=working,
            rules=rules,
            steps=steps(working.order, rules, self._clock.now(), self.actor),
            clocks=clocks_of(working.order, rules),
            informing=informing_clocks_of(working.order, rules),
            earlier=earlier_deadlines(working.order),
            noted=self._noted(order_id),
        )

    def many(self, order_ids: Sequence[str]) -> Sequence[tuple[Order, Rules]]:
        """Load many orders as the clerk sees them, each with its rules, in any sequence.

        For figures: `open` works out the steps as well, and takes twenty times as long. Orders
        that are not here are left out.
        """
        return [(order, self.rules_of(order)) for order in self._store.shown(order_ids)]

    def act(
        self,
        order_id: str,
        *actions: UnitAction,
        blobs: Iterable[NewBlob] = (),
        scans: Sequence[str] = (),
        forget_draft: str = "",
        supersedes: str = "",
        sight: WorkingOrder | None = None,
        notes: Iterable[AuditEntry] = (),
    ) -> Saved:
        """Do one thing a clerk clicked: all its actions in one transaction, or none.

        Args:
            order_id: The order.
            actions: What is done, in order.
            blobs: Files the actions speak of, already written.
            scans: Scanned pages that leave the tray with this.
            forget_draft: The form whose draft has become these actions.
            supersedes: The op_id of a refused action that the first of these replaces.
            sight: The order as it was on the screen when the clerk filled the form in. What a
                colleague changed and what the centre refused since then he has not seen, and
                the centre is told so; without it, everything in the database counts as seen.
            notes: What the audit log is to say beside the actions, if they are not refused.

        Raises:
            RefusedError: The life cycle refuses one of them; nothing is saved.
            StorageError: It could not be written; nothing is saved.
        """
        with self._store.writing() as transaction:
            working = self._loaded(transaction.working(order_id))
            saved = self._saved(transaction, working, actions, supersedes, sight or working)
            for blob in blobs:
                transaction.add_blob(blob)
            if scans:
                transaction.settle_pages(scans, at=self._clock.now(), filed=True)
            if forget_draft:
                transaction.drop_draft(order_id, forget_draft)
            for note in notes:
                transaction.audit(note)
        self.changes.orders_changed([order_id])
        if saved.seqs:
            self.changes.work_saved()
        return saved

    def rehearse(self, order_id: str, *actions: UnitAction) -> Order:
        """Show what an order would be after some actions, saving nothing: for live previews.

        Raises:
            RefusedError: The life cycle would refuse one of them.
        """
        working = self._loaded(self._store.working(order_id))
        order = working.order
        rules = self.rules_of(order)
        for action in actions:
            order = self._applied(order, action, rules, self._clock.now())
        return order

    def today(self) -> date:
        """Tell this PC's day."""
        return self._clock.now().astimezone(CST).date()

    def keep_draft(self, order_id: str, form: str, content: bytes) -> None:
        """Keep what has been typed, so that it survives a crash."""
        with self._store.writing() as transaction:
            transaction.save_draft(order_id, form, content)

    def draft(self, order_id: str, form: str) -> bytes | None:
        """Load what had been typed."""
        return self._store.draft(order_id, form)

    def note_access(
        self, order_id: str, what: str, detail: Mapping[str, str] | None = None
    ) -> None:
        """Record in the audit log that personal data was shown, copied or hidden."""
        with self._store.writing() as transaction:
            transaction.audit(self.audit_entry(order_id, what, detail))

    def _noted(self, order_id: str) -> tuple[AuditEntry, ...]:
        names = {self.actor.user_id: self.actor.name}
        return tuple(
            structs.replace(entry, actor=names.get(entry.actor, entry.actor))
            for entry in self._store.print_notes(order_id)
        )

    def _saved(
        self,
        transaction: ClerkTransaction,
        working: WorkingOrder,
        actions: tuple[UnitAction, ...],
        supersedes: str,
        sight: WorkingOrder,
    ) -> Saved:
        order = working.order
        rules = self.rules_of(order)
        now, claimed = self._clock.now(), self._clock.claimed()
        base_seq = working.base_seq
        seqs: list[int] = []
        for action in actions:
            before = order
            order = self._applied(before, action, rules, now)
            if order is before:
                continue
            new = self._new_action(before, action, sight, now, claimed)
            new = structs.replace(
                new,
                base_seq=sight.base_seq if section_of(action) else base_seq,
                seen=max(sight.failed_seq, resolved_seq(working.actions)),
                supersedes="" if seqs else supersedes,
            )
            base_seq = transaction.append(new)
            seqs.append(base_seq)
            transaction.audit(self.audit_entry(order.order_id, kind_of(action)))
        if seqs:
            transaction.show(order)
        return Saved(order, tuple(seqs))

    def _applied(self, order: Order, action: UnitAction, rules: Rules, now: datetime) -> Order:
        outcome = lifecycle.apply(order, action, rules, now, self.actor)
        if isinstance(outcome, Refusal):
            raise RefusedError.of(outcome)
        return outcome

    def _new_action(
        self,
        before: Order,
        action: UnitAction,
        sight: WorkingOrder,
        now: datetime,
        claimed: Claimed,
    ) -> NewAction:
        section = section_of(action)
        base = getattr(sight.order.round, section) if section else None
        sha256 = getattr(action, "sha256", "")
        return NewAction(
            op_id=str(uuid.uuid4()),
            order_id=before.order_id,
            kind=kind_of(action),
            data=encode(action),
            round=sight.order.round.number if section else before.round.number,
            base_version=_version_seen(sight, kind_of(action)) if section else sight.version,
            base_seq=0,
            seen=0,
            claimed=claimed,
            clicked_at=now,
            actor=self.actor,
            blobs=(sha256,) if sha256 else (),
            base_text=encode(base) if base is not None else b"",
        )

    def audit_entry(
        self, order_id: str, what: str, detail: Mapping[str, str] | None = None
    ) -> AuditEntry:
        """Make the audit line of what this clerk does now."""
        return AuditEntry(
            at=self._clock.now(),
            actor=self.actor.user_id,
            what=what,
            order_id=order_id,
            detail=detail or {},
        )

    def rules_of(self, order: Order) -> Rules:
        """Find the rules that an order was dispatched under."""
        return self._rules.rules_for(order.profile, order.profile_version)

    def _loaded(self, working: WorkingOrder | None) -> WorkingOrder:
        if working is None:
            raise RefusedError("order.unknown", "本机没有这张工单。")
        return working


def _version_seen(sight: WorkingOrder, kind: str) -> int:
    """Tell up to which version the clerk has seen a section.

    His own last text of it was accepted at a version that may be newer than the base below it.
    The centre knows his own texts by the client id; this holds after it has changed as well.
    """
    accepted = (
        entry.version
        for entry in sight.actions
        if entry.kind == kind and entry.state is OutboxState.DONE
    )
    return max((sight.version, *accepted))
