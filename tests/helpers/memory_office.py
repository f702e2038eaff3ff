"""A clerk's desks on any store, with fakes for paper: the same tests run in memory and on disk."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from helpers.memory_shelf import plain_unit_sheet
from helpers.memory_store import MemoryStore
from helpers.orders import CLERK, HANDS_ON
from helpers.store_clerk import StillClock
from helpers.stores import OneRuleBook, open_test_store, put_change
from msgspec import Raw, structs

from desktop.contract.codec import encode
from desktop.contract.messages import ActionResult, ResultStatus
from desktop.domain.clocks import Rules
from desktop.domain.orders import Actor, Order
from desktop.domain.version_code import codes, form_id
from desktop.host.scan_folder import WatchedFolder
from desktop.services.attention_desk import AttentionDesk
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.paper_desk import PaperDesk, PaperIdentity
from desktop.services.paper_ports import (
    BatchLine,
    BoxInk,
    InkBox,
    PrintContext,
    PrintedForm,
    PrintError,
    ScanProblem,
    SheetLikeness,
    SheetPage,
)
from desktop.services.ports import (
    AuditEntry,
    BlobFiles,
    NewBlob,
    OrderQueries,
    OutboxRecords,
    OutboxState,
)
from desktop.services.scan_desk import ScanDesk
from desktop.services.scan_ports import TrayStore
from desktop.services.tray_desk import TrayDesk
from desktop.services.unit_sheets import ShelfStore
from desktop.services.unit_shelf import UnitShelf
from desktop.store.store import Store


class MemoryBlobs:
    """Files in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, content: bytes, *, name: str, media_type: str) -> NewBlob:
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        return NewBlob(
            sha256=sha256, size=len(content), name=name, media_type=media_type, key=b"k" * 32
        )

    def get(self, sha256: str) -> bytes:
        return self.files[sha256]


class PlainPrinter:
    """Forms whose PDF is a line that names form and codes, so that a test sees which sheet it is.

    Attributes:
        contexts: What each rendering was given beside the order.
        missing: A character that no font has.
    """

    def __init__(self) -> None:
        self.contexts: list[PrintContext] = []
        self.missing = ""

    def render(
        self, form: str, order: Order, round_number: int, rules: Rules, context: PrintContext
    ) -> PrintedForm:
        del rules
        self.contexts.append(context)
        if self.missing and self.missing in order.content:
            raise PrintError(f"“{self.missing}”没有字形")
        found = codes(order, form, round_number)
        return PrintedForm(
            form=form,
            form_id=form_id(order, form, round_number),
            round=round_number,
            codes=found,
            pdf=":".join((form, *(code for _, code in found))).encode(),
            pages=1,
            boxes=tuple(
                InkBox(0, step, 300, 60 + 60 * n, 200, 40) for n, (step, _) in _numbered(found)
            ),
            file_name=f"{form}-{order.number}.pdf",
            in_full=context.in_full or context.copy == "site",
        )

    def batch_list(self, lines: Sequence[BatchLine], context: PrintContext) -> bytes:
        del context
        return "\n".join(f"{line.number} {line.form}" for line in lines).encode()

    def blank(self, form: str, context: PrintContext) -> bytes:
        self.contexts.append(context)
        return form.encode()

    def stamp(self, name: str, notes: tuple[str, ...], box: InkBox) -> bytes:
        return ":".join((name, *notes, box.name)).encode()

    def of_unit(
        self, form: str, content: Mapping[str, object], context: PrintContext
    ) -> PrintedForm:
        self.contexts.append(context)
        return plain_unit_sheet(form, content, context)


def _numbered(
    found: tuple[tuple[str, str], ...],
) -> list[tuple[int, tuple[str, str]]]:
    return list(enumerate(found))


@dataclass
class PaperTray:
    """What lies on the scanner: pages by file name, and what is written into their boxes.

    Attributes:
        ink: Steps whose box holds ink.
        doubtful: Steps where a person has to look.
        compared: The sheets that ink was looked for on.
    """

    pages: dict[str, SheetPage] = field(default_factory=dict)
    ink_in: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    compared: list[bytes] = field(default_factory=list)

    def lay(self, printed: PrintedForm, *signed: str, name: str = "scan.jpg") -> Path:
        """Lay a printed sheet on the scanner, signed in some boxes."""
        self.ink_in = set(signed)
        self.pages[name] = SheetPage(
            source=name,
            index=0,
            form_id=printed.form_id,
            page=1,
            pages=printed.pages,
            codes=tuple(code for _, code in printed.codes),
            jpeg=b"jpeg " + printed.pdf,
        )
        return Path(name)

    def read(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[Sequence[SheetPage], Sequence[ScanProblem]]:
        del cancelled
        found = [self.pages[path.name] for path in paths if path.name in self.pages]
        lost = [
            ScanProblem(source=path.name, code="scan.unreadable", message="读不出这个文件。")
            for path in paths
            if path.name not in self.pages
        ]
        return found, lost

    def ink(self, page: SheetPage, blank_pdf: bytes, boxes: Sequence[InkBox]) -> Sequence[BoxInk]:
        del page
        self.compared.append(blank_pdf)
        return [
            BoxInk(box.name, box.name in self.ink_in, doubtful=box.name in self.doubtful)
            for box in boxes
        ]

    def alike(self, page: SheetPage, prints: Sequence[bytes]) -> Sequence[SheetLikeness]:
        """A page of the fake holds the bytes of its print."""
        return [
            SheetLikeness(page=1, quarters=2, score=0.9 if pdf in page.jpeg else 0.1)
            for pdf in prints
        ]

    def turned(self, page: SheetPage, quarters: int) -> SheetPage:
        return structs.replace(page, jpeg=page.jpeg + b" turned %d" % quarters)

    def text(self, pdf: bytes) -> str:
        return pdf.decode()


class AnyStore(TrayStore, ShelfStore, OrderQueries, OutboxRecords, Protocol):
    """What both stores are to a desk."""


class Cabinet(Protocol):
    """A store that a test can fill and look into, whatever it is made of."""

    @property
    def store(self) -> AnyStore: ...

    @property
    def blobs(self) -> BlobFiles: ...

    def put(self, order: Order, version: int = 1) -> None:
        """Let the centre have sent an order."""

    def settle(
        self, seq: int, state: OutboxState, *, version: int = 0, theirs: Order | None = None
    ) -> None:
        """Let the centre have answered an action; a clash when its own order is given."""

    def last_seen(self) -> int:
        """Which failure the newest action says that the clerk has seen."""

    def audits(self) -> Sequence[AuditEntry]:
        """List the audit log, oldest first."""

    def close(self) -> None:
        """End it."""


def _answer(
    seq: int, op_id: str, state: OutboxState, version: int, theirs: Order | None
) -> ActionResult:
    if state is OutboxState.DONE:
        return ActionResult(seq=seq, op_id=op_id, status=ResultStatus.APPLIED, version=version)
    status = ResultStatus.CONFLICT if theirs else ResultStatus.REFUSED
    order = Raw(encode(theirs)) if theirs else None
    return ActionResult(
        seq=seq, op_id=op_id, status=status, version=version, code="x.y", message="不行",
        order=order,
    )  # fmt: skip


class MemoryCabinet:
    """Everything in memory."""

    def __init__(self) -> None:
        self.store = MemoryStore(OneRuleBook())
        self.blobs = MemoryBlobs()

    def put(self, order: Order, version: int = 1) -> None:
        self.store.put(order, version)

    def settle(
        self, seq: int, state: OutboxState, *, version: int = 0, theirs: Order | None = None
    ) -> None:
        result = _answer(seq, self.store.entries[seq - 1].op_id, state, version, theirs)
        self.store.settle(
            seq,
            state=state,
            version=version,
            status=result.status,
            code=result.code,
            message=result.message,
        )
        if theirs:
            self.store.theirs[result.op_id] = encode(theirs)

    def last_seen(self) -> int:
        return self.store.appended[-1].seen

    def audits(self) -> Sequence[AuditEntry]:
        return self.store.audits

    def close(self) -> None:
        """Nothing is open."""


class DiskCabinet:
    """The real encrypted store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.store: Store = open_test_store(folder)
        self.blobs = self.store.blobs

    def put(self, order: Order, version: int = 1) -> None:
        epoch = self.store.state().epoch
        self.store.apply_changes([put_change(order, version)], epoch=epoch, cursor=None)

    def settle(
        self, seq: int, state: OutboxState, *, version: int = 0, theirs: Order | None = None
    ) -> None:
        entry = next(entry for entry in self.store.outbox() if entry.seq == seq)
        result = _answer(seq, entry.op_id, state, version, theirs)
        self.store.record_results([result], last=seq)

    def last_seen(self) -> int:
        return self.store.outgoing(limit=99, max_bytes=10**6)[-1].seen

    def audits(self) -> Sequence[AuditEntry]:
        return self.store.audit_log()[::-1]

    def close(self) -> None:
        self.store.close()


class MemoryOffice:
    """One clerk at work on a cabinet.

    Attributes:
        told: What the change feed said, each a set of order ids.
    """

    def __init__(self, cabinet: Cabinet, actor: Actor = CLERK, now: datetime = HANDS_ON) -> None:
        self.cabinet = cabinet
        self.store = cabinet.store
        self.clock = StillClock(now)
        self.changes = ChangeFeed()
        self.told: list[frozenset[str]] = []
        self.changes.listen(self.told.append)
        self.printer = PlainPrinter()
        self.tray = PaperTray()
        self.desk = OrderDesk(self.store, OneRuleBook(), self.clock, actor, self.changes)
        self.attention = AttentionDesk(self.desk, self.store, self.store, self.store, OneRuleBook())
        self.paper = PaperDesk(
            self.desk,
            self.printer,
            cabinet.blobs,
            self.clock,
            PaperIdentity(unit_name="第一居委会", operator=lambda: actor.name, training=True),
        )
        self.shelf = UnitShelf(
            self.desk,
            self.store,
            self.paper,
            self.tray,
            cabinet.blobs,
            self.clock,
            "第一居委会",
        )
        self.scans = ScanDesk(
            self.desk, self.store, self.paper, self.tray, cabinet.blobs, self.shelf
        )
        self.options: dict[str, object] = {}
        self.waiting = TrayDesk(
            self.scans,
            self.store,
            self.tray,
            cabinet.blobs,
            self.clock,
            WatchedFolder(),
            self.options,
        )

    def order(self, order_id: str = "o-1") -> Order:
        """The order as the clerk sees it."""
        return self.desk.open(order_id).working.order

    def drafts(self, order_id: str, *forms: str) -> Mapping[str, bytes | None]:
        """The drafts of some forms."""
        return {form: self.desk.draft(order_id, form) for form in forms}
