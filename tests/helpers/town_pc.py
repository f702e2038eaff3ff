"""One PC of a town: a real encrypted database, its desk, its rounds, what the clerk was told."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from helpers.stores import KEY, OneRuleBook
from helpers.town_line import Fuse, TownLine
from sqlalchemy import Engine

from desktop.contract.messages import Claimed
from desktop.domain.actions import UnitAction
from desktop.services.attaching import attach_bytes
from desktop.services.attention_desk import AttentionDesk
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.ports import NewBlob, WorkingOrder
from desktop.store import engine
from desktop.store.base_rows import SWEPT
from desktop.store.database import FILE_NAME
from desktop.store.store import Store
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.round import SyncRound
from desktop.sync.tally import RoundReport

_OUTBOX = (
    "SELECT id, seq, op_id, order_id, kind, data, round, base_version, seen, claimed, supersedes, "
    "state, status, code, resolution, version, base_seq FROM outbox ORDER BY id"
)


@dataclass(frozen=True)
class Row:
    """A row of the outbox as it lies in the database."""

    id: int
    seq: int
    op_id: str
    order_id: str
    kind: str
    data: bytes
    round: int
    base_version: int
    seen: int
    claimed: bytes
    supersedes: str
    state: str
    status: str
    code: str
    resolution: str
    version: int
    base_seq: int


@dataclass(frozen=True)
class Told:
    """What a clerk was told is saved.

    Attributes:
        shown: Version of the order that was on the screen.
        own: Op_ids that this PC had done before, and therefore knew of.
        section: Section that it replaces; empty for none.
    """

    op_id: str
    order_id: str
    kind: str
    data: bytes
    claimed: bytes
    round: int
    shown: int
    section: str
    own: frozenset[str]


@dataclass
class Memory:
    """What must be in a database; goes with an image of the PC.

    Attributes:
        told: Actions by op_id.
        drafts: Forms by order.
        files: Names of attachments.
        versions: Epoch and version of every base seen so far.
        resolved: Failed actions that the clerk has dealt with.
        arrived: How many bytes of a file the platform has called safe.
        words: Texts that were called saved, and that stand in the outbox.
        doubtful: Texts of which nobody could say whether they are saved.
    """

    told: dict[str, Told] = field(default_factory=dict)
    drafts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    versions: dict[str, tuple[int, int]] = field(default_factory=dict)
    resolved: dict[str, str] = field(default_factory=dict)
    arrived: dict[str, int] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)

    def copy(self) -> "Memory":
        return Memory(
            dict(self.told),
            dict(self.drafts),
            set(self.files),
            dict(self.versions),
            dict(self.resolved),
            dict(self.arrived),
            set(self.words),
            set(self.doubtful),
        )


@dataclass
class PcClock:
    """A clock that a clerk may set wrong."""

    now_at: Callable[[], datetime]
    wrong: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.now_at()

    def claimed(self) -> Claimed:
        wall = round((self.now_at() + self.wrong).timestamp() * 1000)
        return Claimed(wall_ms=wall, offset_ms=-round(self.wrong.total_seconds() * 1000))


class Pc:
    """A clerk's PC.

    Attributes:
        alone: No other program works on the same database.

    Args:
        folder: Its data folder; opened, or made.
        line: The way to the platform.
        now: Time in the town.
        memory: What its database must hold.
    """

    def __init__(
        self, folder: Path, line: TownLine, now: Callable[[], datetime], memory: Memory
    ) -> None:
        self.folder = folder
        self.line = line
        self.memory = memory
        self.clock = PcClock(now)
        self.fuse = Fuse()
        self.sights: dict[str, WorkingOrder] = {}
        self.entries = 0
        self.alone = True
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.store = Store.open(self.folder, KEY, OneRuleBook())
        hook_engine(self.store._database._writer, self.fuse)
        self._raw: driver.Connection | None = None
        self.checked: tuple[int, int] = (0, 0)
        self.changes = ChangeFeed()
        self.desk = OrderDesk(
            self.store, OneRuleBook(), self.clock, self.line.session.actor, self.changes
        )
        self.attention = AttentionDesk(self.desk, self.store, self.store, self.store, OneRuleBook())

    def close(self) -> None:
        """End the program."""
        self.fuse.left = 0
        if self._raw:
            self._raw.close()
        self.store.close()

    def reopen(self) -> None:
        """Start the program again after a kill."""
        self.close()
        self.sights.clear()
        self.open()
        self.adopt()

    def adopt(self) -> None:
        """Take over what was committed although the clerk was not told before the kill."""
        rows = self.rows()
        own: frozenset[str] = frozenset()
        for row in rows:
            if row.op_id not in self.memory.told:
                self.memory.told[row.op_id] = Told(
                    row.op_id, row.order_id, row.kind, row.data, row.claimed, row.round,
                    row.base_version, section_of_kind(row.kind), own,
                )  # fmt: skip
            if row.resolution:
                self.memory.resolved.setdefault(row.op_id, row.resolution)
            own |= {row.op_id}

    def sync(self, *, agreed: bool = True) -> RoundReport:
        """Do one round."""
        estimate = ClockEstimate(lambda: 0, lambda: 0)
        confirmed = (lambda _guard: True) if agreed else (lambda _guard: False)
        work = SyncRound(self.store, self.line, estimate, self.changes, confirmed=confirmed)
        return work.run()

    def image_to(self, target: Path) -> Memory:
        """Copy the data folder, as an image of the PC holds it."""
        self.close()
        copy_desk(self.folder, target)
        self.open()
        return self.memory.copy()

    def return_to(self, image: Path, memory: Memory) -> None:
        """Put an image of the PC back."""
        self.close()
        shutil.rmtree(self.folder)
        copy_desk(image, self.folder)
        self.memory = memory.copy()
        self.sights.clear()
        self.open()

    def act(
        self,
        order_id: str,
        *actions: UnitAction,
        blobs: tuple[NewBlob, ...] = (),
        sight: WorkingOrder | None = None,
    ) -> None:
        """Do what a clerk clicks, and remember what he was told.

        Raises:
            RefusedError: The life cycle refuses it.
        """
        before = self.store.working(order_id)
        saved = self.desk.act(order_id, *actions, blobs=blobs, sight=sight)
        self._learn(saved.seqs, sight or before)
        self.memory.files |= {blob.sha256 for blob in blobs}
        working = self.store.working(order_id)
        assert working is not None
        shows = working.order == saved.order
        assert shows or not self.alone, "the screen shows something else than was saved"

    def attach(self, order_id: str, content: bytes) -> None:
        """Attach a file."""
        action, blob = attach_bytes(self.store.blobs, content, name="现场.jpg")
        self.act(order_id, action, blobs=(blob,))

    def send_again(self, op_id: str) -> None:
        """Decide for the own text after a clash."""
        before = self.attention.look_at(op_id).sight
        saved = self.attention.send_again(op_id)
        self._learn(saved.seqs, before)
        self.memory.resolved[op_id] = "superseded" if saved.seqs else "dismissed"

    def dismiss(self, op_id: str) -> None:
        """Take note of a refusal."""
        self.attention.dismiss(op_id)
        self.memory.resolved[op_id] = "dismissed"

    def keep_draft(self, order_id: str, content: bytes) -> None:
        """Type something into a form."""
        self.desk.keep_draft(order_id, "note", content)
        self.memory.drafts[order_id, "note"] = content

    def rows(self) -> list[Row]:
        """The outbox as it lies in the database."""
        return [Row(*row) for row in self._look(_OUTBOX)]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return self._look(sql)

    def standing(self) -> list[str]:
        """Orders that are here."""
        rows = self.query("SELECT order_id FROM base WHERE removed_reason = ''")
        return [str(row[0]) for row in rows]

    def swept(self) -> list[str]:
        """Orders that a reset has shelved."""
        rows = self.query(f"SELECT order_id FROM base WHERE removed_reason = '{SWEPT}'")  # noqa: S608
        return [str(row[0]) for row in rows]

    def stamp(self) -> int:
        """A number that changes with every commit."""
        return int(self._look("PRAGMA data_version")[0][0])

    def _look(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask over a connection of its own, which the program knows nothing of."""
        if self._raw is None:
            self._raw = engine.connect(self.folder / FILE_NAME, KEY)
        return self._raw.execute(sql).fetchall()

    def _learn(self, seqs: tuple[int, ...], sight: WorkingOrder | None) -> None:
        assert sight is not None
        own: frozenset[str] = frozenset()
        held = self.rows()
        for row in held:
            if row.seq in seqs and row.op_id not in self.memory.told:
                self.memory.told[row.op_id] = Told(
                    row.op_id, row.order_id, row.kind, row.data, row.claimed, row.round,
                    self._shown(row, sight, held), section_of_kind(row.kind), own,
                )  # fmt: skip
            own |= {row.op_id}

    def _shown(self, row: Row, sight: WorkingOrder, held: list[Row]) -> int:
        """Tell which version the clerk had seen: the base's, or that of his own last text."""
        if not self.alone:
            return row.base_version
        own = [
            earlier.version
            for earlier in held
            if earlier.id < row.id
            and (earlier.order_id, earlier.kind) == (row.order_id, row.kind)
            and earlier.state == "done"
        ]
        return max([sight.version, *own]) if section_of_kind(row.kind) else sight.version


_SECTIONS = {
    "save_result": "result",
    "save_plan": "plan",
    "save_return_form": "return_form",
    "save_signoff": "signoff",
}


def section_of_kind(kind: str) -> str:
    """Name the section that an action of a kind replaces; empty for none."""
    return _SECTIONS.get(kind, "")


def copy_desk(source: Path, target: Path) -> None:
    """Copy a closed data folder; the reserve is shared, because nobody writes into it."""
    target.mkdir(parents=True)
    for path in source.rglob("*"):
        own = target / path.relative_to(source)
        if path.is_dir():
            own.mkdir(exist_ok=True)
        elif path.name == "reserve.bin":
            os.link(path, own)
        elif path.name.startswith(FILE_NAME) or "blobs" in path.parts:
            shutil.copyfile(path, own)


def hook_engine(engine: Engine, fuse: Fuse) -> None:
    """Let a fuse count statements and both sides of every commit."""

    dialect = engine.dialect
    dialect.do_execute = _ticking(dialect.do_execute, fuse)  # type: ignore[method-assign]  # a hook
    dialect.do_executemany = _ticking(dialect.do_executemany, fuse)  # type: ignore[method-assign]  # a hook
    commit = dialect.do_commit

    def counted(connection: Any) -> None:
        fuse.tick()
        commit(connection)
        fuse.tick(committed=True)

    dialect.do_commit = counted  # type: ignore[method-assign,assignment]  # a hook for one engine


def _ticking(call: Callable[..., None], fuse: Fuse) -> Callable[..., None]:
    """Count a statement before it is done; an event of the engine costs three times as much."""

    def counted(*words: Any) -> None:
        fuse.tick()
        call(*words)

    return counted
