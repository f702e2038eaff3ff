"""An order store in memory that honours the ports of the use cases."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import zip_longest

from helpers.memory_shelf import MemoryShelf
from msgspec import structs

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.domain.version_code import form_id
from desktop.services.lists import Group, ListFilter, ListRow, SortBy, search_text, summarise
from desktop.services.overlay import failed_seq, overlay
from desktop.services.ports import (
    AuditEntry,
    CentreOrder,
    FormLocation,
    NewAction,
    NewBlob,
    OutboxEntry,
    OutboxState,
    Resolution,
    RuleBook,
    StorageError,
    WorkingOrder,
)
from desktop.services.print_notes import TOLD

NEVER = datetime.max.replace(tzinfo=CST)


class MemoryStore(MemoryShelf):
    """Base, outbox, drafts and audit log of a test; thread-safe."""

    def __init__(self, rules: RuleBook) -> None:
        super().__init__()
        self._rules = rules
        self._lock = threading.RLock()
        self.base: dict[str, tuple[Order, int]] = {}
        self.entries: list[OutboxEntry] = []
        self.draft_rows: dict[tuple[str, str], bytes] = {}
        self.base_texts: dict[str, bytes] = {}
        self.theirs: dict[str, bytes] = {}
        self.appended: list[NewAction] = []
        self.audits: list[AuditEntry] = []
        self.blobs: dict[str, NewBlob] = {}
        self.facts: dict[str, str] = {}
        self.broken: StorageError | None = None
        self._view: dict[str, Order] = {}
        self._texts: dict[str, str] = {}
        self._keys: dict[str, int] = {}

    def put(self, order: Order, version: int = 1) -> None:
        """Let the server have said something about an order."""
        with self._lock:
            self.base[order.order_id] = (order, version)
            self._keys.setdefault(order.order_id, len(self._keys) + 1)
            self._refresh(order.order_id)

    def settle(self, seq: int, **changes: object) -> None:
        """Change how an action stands."""
        with self._lock:
            entry = self.entries[seq - 1]
            self.entries[seq - 1] = structs.replace(entry, **changes)  # type: ignore[arg-type]
            self._refresh(entry.order_id)

    @contextmanager
    def writing(self) -> Iterator["_Transaction"]:
        """Open a transaction: all of it or nothing."""
        with self._lock:
            if self.broken:
                raise self.broken
            transaction = _Transaction(self)
            kept = (list(self.entries), dict(self.draft_rows), list(self.audits), dict(self.blobs))
            facts = dict(self.facts)
            try:
                yield transaction
            except BaseException:
                self.entries, self.draft_rows, self.audits, self.blobs = kept
                self.facts = facts
                raise
            changed = [new for new, old in zip_longest(self.entries, kept[0]) if new is not old]
            for order_id in {entry.order_id for entry in changed if entry}:
                self._refresh(order_id)

    def working(self, order_id: str) -> WorkingOrder | None:
        """Load an order as the clerk sees it."""
        with self._lock:
            if order_id not in self.base:
                return None
            base, version = self.base[order_id]
            own = tuple(entry for entry in self.entries if entry.order_id == order_id)
            laid = overlay(base, own, self._rules_of(base), base_version=version)
            return WorkingOrder(
                order=laid.order,
                version=version,
                base_seq=laid.base_seq,
                failed_seq=failed_seq(own),
                actions=tuple(
                    structs.replace(entry, doubtful=entry.seq in laid.doubtful) for entry in own
                ),
                unsent=sum(entry.state is OutboxState.PENDING for entry in own),
                removed_reason=base.removed,
            )

    def shown(self, order_ids: Sequence[str]) -> list[Order]:
        """Load many orders as the clerk sees them."""
        found = (self.working(order_id) for order_id in order_ids)
        return [working.order for working in found if working]

    def order_id_of(self, number: str) -> str | None:
        """Find an order by its number."""
        return next((oid for oid, (o, _) in self.base.items() if o.number == number), None)

    def draft(self, order_id: str, form: str) -> bytes | None:
        """Load a draft."""
        with self._lock:
            return self.draft_rows.get((order_id, form))

    def print_notes(self, order_id: str) -> Sequence[AuditEntry]:
        """List what the audit log says of an order's prints."""
        return [row for row in self.audits if row.order_id == order_id and row.what in TOLD]

    def recall(self, name: str) -> str:
        """Read a fact about this office."""
        with self._lock:
            return self.facts.get(name, "")

    def form_location(self, wanted: str) -> FormLocation | None:
        """Find the order of a printed form."""
        for order in self._view.values():
            for the_round in order.rounds:
                for form in ("F1", "F2", "F3"):
                    if form_id(order, form, the_round.number) == wanted:
                        return FormLocation(
                            order_id=order.order_id, form=form, round=the_round.number
                        )
        return None

    def counts(self) -> Mapping[Group, int]:
        """Count the orders of each group."""
        with self._lock:
            return Counter(row.group for row in self._rows())

    def keys(self, wanted: ListFilter, *, limit: int | None = None) -> Sequence[int]:
        """List the keys that a filter wants, in its order."""
        with self._lock:
            rows = [row for row in self._rows() if self._wants(wanted, row)]
            rows.sort(key=lambda row: row.key)
            rows.sort(key=lambda row: _sort_key(row, wanted.sort), reverse=wanted.descending)
            return [row.key for row in rows][:limit]

    def rows(self, keys: Sequence[int]) -> Sequence[ListRow]:
        """Load the rows of some keys."""
        with self._lock:
            ids = {key: order_id for order_id, key in self._keys.items()}
            return [self._row(ids[key]) for key in keys if key in ids]

    def agenda(self, *, limit: int, since: datetime | None = None) -> Sequence[ListRow]:
        """List the orders with an open duty, the most urgent first."""
        with self._lock:
            due = [row for row in self._rows() if row.due and (not since or row.due >= since)]
            return sorted(due, key=lambda row: row.due or NEVER)[:limit]

    def action(self, op_id: str) -> OutboxEntry | None:
        """Load an action."""
        with self._lock:
            found = [entry for entry in self.entries if entry.op_id == op_id]
            return self._named(found[0]) if found else None

    def clash_texts(self, op_id: str) -> tuple[bytes, bytes]:
        """Load what a clash is about."""
        with self._lock:
            return self.base_texts.get(op_id, b""), self.theirs.get(op_id, b"")

    def centre_order(self, order_id: str) -> CentreOrder | None:
        """Load an order as the centre last sent it."""
        with self._lock:
            found = self.base.get(order_id)
            return CentreOrder(*found) if found else None

    def drafts(self, order_id: str) -> Mapping[str, bytes]:
        """Load every draft on an order."""
        with self._lock:
            return {
                form: content for (of, form), content in self.draft_rows.items() if of == order_id
            }

    def outbox(
        self, *, state: OutboxState | None = None, limit: int = 500, unresolved: bool = False
    ) -> Sequence[OutboxEntry]:
        """List actions."""
        with self._lock:
            found = [
                self._named(entry)
                for entry in self.entries
                if state is None or entry.state is state
                if not unresolved or entry.resolution is Resolution.OPEN
            ]
            if state is not OutboxState.PENDING:
                found.reverse()
            return found[:limit]

    def data_version(self) -> int:
        """Nobody else writes."""
        return 1

    def _named(self, entry: OutboxEntry) -> OutboxEntry:
        order = self.base[entry.order_id][0]
        return structs.replace(entry, number=order.number, title=order.title)

    def _refresh(self, order_id: str) -> None:
        working = self.working(order_id)
        assert working is not None
        self._view[order_id] = working.order
        self._texts[order_id] = search_text(working.order)

    def _rows(self) -> list[ListRow]:
        return [self._row(order_id) for order_id in self._view]

    def _row(self, order_id: str) -> ListRow:
        order = self._view[order_id]
        own = [entry for entry in self.entries if entry.order_id == order_id]
        row = summarise(
            order,
            self._rules_of(order),
            unsent=sum(entry.state is OutboxState.PENDING for entry in own),
            attention=sum(entry.needs_attention for entry in own),
        )
        return structs.replace(row, key=self._keys[order_id])

    def _wants(self, wanted: ListFilter, row: ListRow) -> bool:
        if wanted.group is None and row.group is Group.REMOVED:
            return False
        tests = (
            wanted.group in {None, row.group},
            wanted.kind in {"", row.kind},
            not wanted.text or wanted.text in self._texts[row.order_id],
            not wanted.attention or row.attention > 0,
            not wanted.overdue_at or bool(row.due and row.due < wanted.overdue_at),
            not wanted.dispatched_from or row.dispatched_at >= wanted.dispatched_from,
            not wanted.dispatched_before or row.dispatched_at < wanted.dispatched_before,
        )
        return all(tests)

    def _rules_of(self, order: Order) -> Rules:
        return self._rules.rules_for(order.profile, order.profile_version)


class _Transaction:
    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def working(self, order_id: str) -> WorkingOrder | None:
        return self._store.working(order_id)

    def append(self, new: NewAction) -> int:
        seq = len(self._store.entries) + 1
        entry = OutboxEntry(
            seq=seq,
            op_id=new.op_id,
            order_id=new.order_id,
            kind=new.kind,
            data=new.data,
            state=OutboxState.PENDING,
            clicked_at=new.clicked_at,
            actor=new.actor,
            round=new.round,
            supersedes=new.supersedes,
        )
        self._store.entries.append(entry)
        self._store.base_texts[new.op_id] = new.base_text
        self._store.appended.append(new)
        if new.supersedes:
            self.resolve(new.supersedes, Resolution.SUPERSEDED)
        return seq

    def resolve(self, op_id: str, resolution: Resolution) -> None:
        entries = self._store.entries
        for place, entry in enumerate(entries):
            if entry.op_id == op_id and entry.needs_attention:
                entries[place] = structs.replace(entry, resolution=resolution)

    def undismiss(self, op_id: str) -> None:
        entries = self._store.entries
        for place, entry in enumerate(entries):
            if entry.op_id == op_id and entry.resolution.is_put_aside:
                entries[place] = structs.replace(entry, resolution=Resolution.OPEN)

    def show(self, order: Order) -> None:
        self._store._view[order.order_id] = order

    def audit(self, entry: AuditEntry) -> None:
        self._store.audits.append(entry)

    def note(self, name: str, text: str) -> None:
        self._store.facts[name] = text

    def add_blob(self, blob: NewBlob) -> None:
        self._store.kept_here.discard(blob.sha256)
        self._store.blobs[blob.sha256] = blob

    def settle_pages(self, keys: Sequence[str], *, at: datetime, filed: bool) -> None:
        self._store.settle_pages(keys, at=at, filed=filed)

    def save_draft(self, order_id: str, form: str, content: bytes) -> None:
        self._store.draft_rows[order_id, form] = content

    def drop_draft(self, order_id: str, form: str) -> None:
        self._store.draft_rows.pop((order_id, form), None)


def _sort_key(row: ListRow, sort: SortBy) -> tuple[bool, str]:
    due = row.due.isoformat() if row.due else ""
    keys = {
        SortBy.DUE: (row.due is None, due),
        SortBy.DISPATCHED: (False, row.dispatched_at.isoformat()),
        SortBy.NUMBER: (False, row.number),
        SortBy.TITLE: (False, row.title),
        SortBy.STAGE: (False, row.stage.value),
        SortBy.KIND: (False, row.kind),
    }
    return keys[sort]
