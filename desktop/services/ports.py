"""What the use cases need from the world: storage, clock, paper, scans.

Each port has one real implementation and one fake (`tests/helpers`), and the same tests run on
both.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct, field

from desktop.contract.messages import Claimed, ResultStatus
from desktop.domain.clocks import Rules
from desktop.domain.orders import Actor, Order
from desktop.services.lists import Group, ListFilter, ListRow


class WallClock(Protocol):
    """The time of this PC."""

    def now(self) -> datetime:
        """Tell the time, aware, Asia/Shanghai, corrected by the server's when it is known."""

    def claimed(self) -> Claimed:
        """Tell what an action claims about its click."""


class RuleBook(Protocol):
    """All rules that open orders name."""

    def rules_for(self, profile: str, version: int) -> Rules:
        """Find the rules of a profile version; the newest one known when that is missing."""


class OutboxState(StrEnum):
    """Where an action stands."""

    PENDING = "pending"
    """Saved here, not yet answered by the centre."""
    DONE = "done"
    """In the centre's history."""
    ATTENTION = "attention"
    """Refused or clashing, with a reason; stays visible."""


class Resolution(StrEnum):
    """What a clerk has done about an action that was refused or clashes."""

    OPEN = ""
    """Nothing yet."""
    SUPERSEDED = "superseded"
    """A later action takes its place."""
    DISMISSED = "dismissed"
    """Seen, and left at what the centre says."""
    HANDED_OVER = "handed_over"
    """A person at the centre decides; open again when the centre may have forgotten it."""

    @property
    def is_put_aside(self) -> bool:
        """Whether nothing has taken the action's place, so that the clerk can take it back."""
        return self in {Resolution.DISMISSED, Resolution.HANDED_OVER}


class NewAction(Struct, frozen=True, kw_only=True):
    """An action about to be saved.

    Attributes:
        data: The action's JSON, kept byte for byte.
        base_text: JSON of the section that a section action replaces (for 原来/我的/中心的).
    """

    op_id: str
    order_id: str
    kind: str
    data: bytes
    round: int
    base_version: int
    base_seq: int
    seen: int
    claimed: Claimed
    clicked_at: datetime
    actor: Actor
    blobs: tuple[str, ...] = ()
    supersedes: str = ""
    base_text: bytes = b""


class OutboxEntry(Struct, frozen=True, kw_only=True):
    """An action as the outbox holds it.

    Attributes:
        doubtful: A replay refused it; the centre decides (可能不被接受).
        version: Server version that contains it, or that it clashed with; 0 until it is known.
        resolution: What a clerk has done about its failure; its content stays in any case.
    """

    seq: int
    op_id: str
    order_id: str
    kind: str
    data: bytes
    state: OutboxState
    clicked_at: datetime
    actor: Actor
    round: int = 1
    status: ResultStatus | None = None
    code: str = ""
    message: str = ""
    version: int = 0
    supersedes: str = ""
    doubtful: bool = False
    number: str = ""
    """Number of the order, for lists of the outbox."""
    title: str = ""
    """Title of the order, likewise."""
    settled_at: datetime | None = None
    resolution: Resolution = Resolution.OPEN

    @property
    def needs_attention(self) -> bool:
        """Whether it failed and no clerk has dealt with that."""
        return self.state is OutboxState.ATTENTION and self.resolution is Resolution.OPEN


class WorkingOrder(Struct, frozen=True, kw_only=True):
    """An order as the clerk sees it: what the server said plus everything not yet in it.

    Attributes:
        order: Base with the pending actions applied.
        version: Server version of the base.
        base_seq: Own last action that is visible in `order`; 0 for none.
        failed_seq: Highest failed seq on this order, for `seen`; 0 for none.
        actions: Every own action on the order, newest last.
        unsent: How many of them the centre has not answered.
        removed_reason: Why it left this unit; empty while it is here.
    """

    order: Order
    version: int
    base_seq: int = 0
    failed_seq: int = 0
    actions: tuple[OutboxEntry, ...] = ()
    unsent: int = 0
    removed_reason: str = ""


class NewBlob(Struct, frozen=True, kw_only=True):
    """A file that has been written and synced to the blob folder, to be named in a transaction."""

    sha256: str
    size: int
    name: str
    media_type: str
    key: bytes
    """The file's own key, to be stored in the encrypted database."""


class AuditEntry(Struct, frozen=True, kw_only=True):
    """One line of the audit log: who did what when, and to which order. No personal data."""

    at: datetime
    actor: str
    what: str
    order_id: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


UNIT = "unit"
"""Stands where an order's id would, for what belongs to the unit itself."""


class FormLocation(Struct, frozen=True, kw_only=True):
    """Which order a printed form belongs to; `UNIT` and round 0 for a form of the unit itself."""

    order_id: str
    form: str
    round: int

    @property
    def is_of_unit(self) -> bool:
        """Whether it belongs to no order."""
        return self.order_id == UNIT


class ClerkTransaction(Protocol):
    """One clerk action's transaction: all of it or nothing."""

    def working(self, order_id: str) -> WorkingOrder | None:
        """Load an order as the clerk sees it, inside the transaction."""

    def append(self, new: NewAction) -> int:
        """Add an action to the outbox and return its seq; what it supersedes is resolved."""

    def resolve(self, op_id: str, resolution: Resolution) -> None:
        """Remember what a clerk has done about a failed action; its content stays."""

    def undismiss(self, op_id: str) -> None:
        """Let a failed action that a clerk had put aside wait for him again."""

    def show(self, order: Order) -> None:
        """Write the view row of an order that an action has changed."""

    def audit(self, entry: AuditEntry) -> None:
        """Add a line to the audit log."""

    def note(self, name: str, text: str) -> None:
        """Keep a fact about this office, such as the published figures of a month."""

    def add_blob(self, blob: NewBlob) -> None:
        """Name a stored file; it goes to the centre in its own queue."""

    def settle_pages(self, keys: Sequence[str], *, at: datetime, filed: bool) -> None:
        """Take scanned pages out of the tray: filed with an order, or put aside."""

    def save_draft(self, order_id: str, form: str, content: bytes) -> None:
        """Keep what has been typed into a form."""

    def drop_draft(self, order_id: str, form: str) -> None:
        """Forget a draft that has become an action."""


class OrderStore(Protocol):
    """The local database as the use cases see it."""

    def writing(self) -> AbstractContextManager[ClerkTransaction]:
        """Open a write transaction with the clerk's priority; commits on leaving, FULL sync.

        Raises:
            StorageError: The disk is full or broken; nothing was saved, and the message says so.
        """

    def working(self, order_id: str) -> WorkingOrder | None:
        """Load an order as the clerk sees it."""

    def shown(self, order_ids: Sequence[str]) -> Sequence[Order]:
        """Load many orders as the clerk sees them, in any sequence; vanished ones are left out."""

    def order_id_of(self, number: str) -> str | None:
        """Find an order by its number (工单编号)."""

    def draft(self, order_id: str, form: str) -> bytes | None:
        """Load a draft."""

    def print_notes(self, order_id: str) -> Sequence[AuditEntry]:
        """List the lines of the audit log that tell of an order's prints, the oldest first."""

    def recall(self, name: str) -> str:
        """Read a fact about this office; empty when it is not known."""

    def form_location(self, form_id: str) -> FormLocation | None:
        """Find the order of a printed form; None for a foreign sheet."""


class OrderQueries(Protocol):
    """Plain queries for lists; they never load whole orders."""

    def counts(self) -> Mapping[Group, int]:
        """Count the orders of each group."""

    def keys(self, wanted: ListFilter, *, limit: int | None = None) -> Sequence[int]:
        """List the keys of the orders that a filter wants, in its order."""

    def rows(self, keys: Sequence[int]) -> Sequence[ListRow]:
        """Load the rows of some keys, in the order of the keys; vanished keys are left out."""

    def agenda(self, *, limit: int, since: datetime | None = None) -> Sequence[ListRow]:
        """List the orders with an open duty, the one that ends first at the top.

        Args:
            limit: Most rows.
            since: Leave out duties that ended before, so that many overdue ones hide nothing.
        """

    def outbox(
        self, *, state: OutboxState | None = None, limit: int = 500, unresolved: bool = False
    ) -> Sequence[OutboxEntry]:
        """List actions, oldest first for pending, newest first otherwise.

        Args:
            state: Only those in this state.
            limit: How many at most.
            unresolved: Leave out failed ones that a clerk has dealt with.
        """

    def data_version(self) -> int:
        """A number that changes when another process has written."""


class CentreOrder(Struct, frozen=True):
    """An order as the centre last sent it, without own work on top."""

    order: Order
    version: int


class OutboxRecords(Protocol):
    """What is kept about single actions."""

    def action(self, op_id: str) -> OutboxEntry | None:
        """Load an action by its op_id."""

    def clash_texts(self, op_id: str) -> tuple[bytes, bytes]:
        """Load what a clash is about: the text before (原来), and the centre's order; or empty."""

    def centre_order(self, order_id: str) -> CentreOrder | None:
        """Load an order as the centre last sent it."""

    def drafts(self, order_id: str) -> Mapping[str, bytes]:
        """Load every draft on an order, by form."""


class BlobFiles(Protocol):
    """Encrypted, content-addressed files."""

    def put(self, content: bytes, *, name: str, media_type: str) -> NewBlob:
        """Write, sync and rename a file before the transaction that names it."""

    def get(self, sha256: str) -> bytes:
        """Read a file's plain bytes.

        Raises:
            StorageError: It is missing or damaged.
        """


class StorageError(Exception):
    """The local database or files could not be read or written.

    Attributes:
        code: `storage.full`, `storage.broken`, `storage.unsure`, `storage.locked`, `storage.key`,
            `storage.missing`, `storage.newer`, `storage.setting`.
        message: What happened, what is safe and what to do, in Chinese.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
