"""A whole office in memory for tests of screens: real use cases, fakes behind the ports."""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from helpers.hand_signer import HandSigner
from helpers.memory_shelf import plain_unit_sheet
from helpers.memory_store import MemoryStore
from helpers.rule_samples import OneRuleBook, xiayang_rules
from helpers.sample_histories import CLERK, NOW, sample_histories
from msgspec import structs

from desktop.bootstrap.report_room import score_rules_of
from desktop.contract.messages import Claimed
from desktop.domain.clocks import Rules
from desktop.domain.orders import Confidentiality, Order
from desktop.domain.version_code import codes, form_id
from desktop.host.scan_folder import WatchedFolder
from desktop.host.tables import SpreadsheetFiles
from desktop.printing.withholding import Withholding
from desktop.services.attention_desk import AttentionDesk
from desktop.services.connection import ConnectionCheck
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
from desktop.services.ports import NewBlob, StorageError
from desktop.services.print_ports import JobState, JobStatus, PrintSetup
from desktop.services.proposals import Proposal
from desktop.services.report_desk import ReportDesk, ReportSources, ReportWatch
from desktop.services.report_names import ReportForm
from desktop.services.report_period import Period
from desktop.services.reporting_duties import ReportingDuties
from desktop.services.reports import PaperReport, Report
from desktop.services.rescue_desk import RescueDesk
from desktop.services.scan_desk import ScanDesk
from desktop.services.score_desk import ScoreDesk
from desktop.services.signing_desk import SigningDesk
from desktop.services.tables import Table
from desktop.services.tray_desk import TrayDesk
from desktop.services.unit_shelf import UnitShelf
from desktop.services.verify_desk import VerifyDesk
from desktop.services.workplace import Identity, OrderFeed, SignIn, Unit, Workplace
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui.office import Office, make_office
from resources import sample_orders


@dataclass
class HandClock:
    """A clock that is set by hand."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=int(self.moment.timestamp() * 1000))


class HandSync:
    """Sync that does what a test says."""

    def __init__(self, status: SyncStatus) -> None:
        self._status = status
        self._listeners: list[Callable[[SyncStatus], None]] = []
        self.pokes = 0
        self.asked = 0
        self.paused = False
        self.confirmed: list[str] = []

    def status(self) -> SyncStatus:
        return self._status

    def say(self, status: SyncStatus) -> None:
        """Reach another state and tell the listeners from a thread of its own, as sync does."""
        self._status = status
        thread = threading.Thread(target=self._tell)
        thread.start()
        thread.join()

    def poke(self) -> None:
        self.pokes += 1

    def sync_now(self) -> None:
        self.asked += 1

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def confirm_reset(self) -> None:
        self.confirmed.append(self._status.message)

    def listen(self, listener: Callable[[SyncStatus], None]) -> None:
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener(self._status)


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
    """Renders forms as one line of text; box and codes are as the real forms have them."""

    def render(
        self, form: str, order: Order, round_number: int, rules: Rules, context: PrintContext
    ) -> PrintedForm:
        del rules
        found = codes(order, form, round_number)
        return PrintedForm(
            form=form,
            form_id=form_id(order, form, round_number),
            round=round_number,
            codes=found,
            pdf=f"{form} {order.number}%%EOF\n".encode(),
            pages=1,
            boxes=tuple(
                InkBox(0, step, 300, 60 + 60 * place, 200, 40)
                for place, (step, _) in enumerate(found)
            ),
            file_name=f"{form}-{order.number}.pdf",
            in_full=context.in_full or context.copy == "site",
            proposals=_proposals(order, context),
        )

    def stamp(self, name: str, notes: tuple[str, ...], box: InkBox) -> bytes:
        return f"{name} {notes} {box.name}".encode()

    def of_unit(
        self, form: str, content: Mapping[str, object], context: PrintContext
    ) -> PrintedForm:
        return plain_unit_sheet(form, content, context)

    def batch_list(self, lines: Sequence[BatchLine], context: PrintContext) -> bytes:
        del context
        return "\n".join(f"{line.number} {line.form}" for line in lines).encode()

    def blank(self, form: str, context: PrintContext) -> bytes:
        del context
        return form.encode()


def _proposals(order: Order, context: PrintContext) -> tuple[Proposal, ...]:
    """Look through the demand of a confidential order, as the real printer looks everywhere."""
    withheld = Withholding((), context.left)
    if order.confidentiality is not Confidentiality.NONE:
        withheld.gather(order.content)
    return withheld.proposals


class PlainReportPrinter:
    """Prints reports as their name."""

    def pdf(self, report: Report, context: PrintContext) -> PaperReport:
        del context
        return PaperReport(report.form.encode(), 2)

    def tables(self, report: Report, context: PrintContext) -> Sequence[Table]:
        del context
        return [Table(name=report.form, title=report.form, columns=(), rows=())]

    def blank(self, form: ReportForm, context: PrintContext) -> PaperReport:
        del context
        return PaperReport(f"blank {form}".encode(), 1)


@dataclass(frozen=True, kw_only=True)
class ReadyDesks:
    """The desks, made at once."""

    attention: AttentionDesk
    paper: PaperDesk
    scans: ScanDesk
    tray: TrayDesk
    reports: ReportDesk
    signing: SigningDesk
    verify: VerifyDesk
    scores: ScoreDesk
    shelf: UnitShelf
    rescue: RescueDesk | None = None


@dataclass
class HandReader:
    """Reads what a test says was scanned."""

    pages: Sequence[SheetPage] = ()
    problems: Sequence[ScanProblem] = ()
    ink_found: bool = True

    def read(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[Sequence[SheetPage], Sequence[ScanProblem]]:
        del paths, cancelled
        return self.pages, self.problems

    def ink(self, page: SheetPage, blank_pdf: bytes, boxes: Sequence[InkBox]) -> Sequence[BoxInk]:
        del page, blank_pdf
        return [BoxInk(box.name, self.ink_found, doubtful=False) for box in boxes]

    def alike(self, page: SheetPage, prints: Sequence[bytes]) -> Sequence[SheetLikeness]:
        del page
        return [SheetLikeness(page=1, quarters=0, score=0.6) for _ in prints]

    def turned(self, page: SheetPage, quarters: int) -> SheetPage:
        return structs.replace(page, jpeg=page.jpeg + f" turned {quarters}".encode())

    def text(self, pdf: bytes) -> str:
        return pdf.decode()


@dataclass
class HandPrinters:
    """Printers that remember what they were sent."""

    sent: list[tuple[Path, PrintSetup]] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    state: JobStatus = field(default_factory=partial(JobStatus, JobState.DONE))
    asked: list[str] = field(default_factory=list)
    sets_duplex: bool = True
    refusal: str = ""

    def names(self) -> Sequence[str]:
        return ("办公室激光打印机", "二楼复印机")

    def send(self, pdf: Path, setup: PrintSetup) -> str:
        if self.refusal:
            raise PrintError(self.refusal)
        self.sent.append((pdf, setup))
        self.contents.append(pdf.read_bytes())
        return f"{setup.printer}-{len(self.sent)}"

    def status(self, job: str) -> JobStatus:
        self.asked.append(job)
        return self.state


class PlainImages:
    """White pages, as many as a test says."""

    def __init__(self) -> None:
        self.count = 1
        self.rendered: list[tuple[int, int]] = []

    def sizes(self, pdf: bytes) -> Sequence[tuple[float, float]]:
        del pdf
        return [(595.0, 842.0)] * self.count

    def page(self, pdf: bytes, index: int, *, width: int) -> tuple[bytes, int, int]:
        del pdf
        self.rendered.append((index, width))
        height = round(width * 1.414)
        return b"\xff" * (width * height * 3), width, height


class MemoryOptions:
    """Options of a test; with a refusal they are on a disk that takes nothing."""

    def __init__(self, values: dict[str, object] | None = None) -> None:
        self.values: dict[str, object] = values or {}
        self.refusal: StorageError | None = None

    def get(self, name: str) -> object:
        return self.values.get(name)

    def set(self, name: str, value: object) -> None:
        if self.refusal:
            raise self.refusal
        self.values[name] = value


class SampleUnits:
    """The units of the sample street."""

    def find(self, text: str, *, limit: int = 20) -> Sequence[Unit]:
        found = [Unit(unit.id, unit.name, unit.category) for unit in sample_orders.units()]
        return [unit for unit in found if text in unit.name][:limit]


@dataclass
class OfficeForTests:
    """An office and the hands of the test on it."""

    office: Office
    store: MemoryStore
    clock: HandClock
    sync: HandSync
    blobs: MemoryBlobs
    reader: HandReader
    printers: HandPrinters
    images: PlainImages
    options: MemoryOptions
    rules: Rules
    signer: HandSigner
    desks: ReadyDesks
    crashes: list[BaseException] = field(default_factory=list)

    def settle(self) -> None:
        """Let every job be done and delivered."""
        self.office.jobs.settle()

    def order_ids(self) -> list[str]:
        """List the orders, in the order they were made."""
        return list(self.store.base)

    def close(self) -> None:
        """End the workers."""
        self.office.news.close()
        self.office.jobs.close()
        assert self.crashes == [], "a job met a bug"


def build_office(
    tmp_path: Path,
    *,
    orders: int = 24,
    now: datetime = NOW,
    training: bool = True,
    options: dict[str, object] | None = None,
    sign_in: SignIn | None = None,
    connection: ConnectionCheck | None = None,
    feed: OrderFeed | None = None,
) -> OfficeForTests:
    """Build an office; call it in the GUI thread, and close it at the end."""
    rules = xiayang_rules()
    book = OneRuleBook(rules)
    store = MemoryStore(book)
    for order in sample_histories(rules, now=now, count=orders):
        store.put(order)
    clock = HandClock(now)
    changes = ChangeFeed()
    desk = OrderDesk(store, book, clock, CLERK, changes)
    blobs, reader, printers = MemoryBlobs(), HandReader(), HandPrinters()
    kept, images = MemoryOptions(options), PlainImages()
    identity = Identity(
        actor=CLERK,
        unit_name="示范居委会",
        profile="xiayang",
        server="http://127.0.0.1:8845",
        training=training,
    )
    paper = PaperDesk(
        desk,
        PlainPrinter(),
        blobs,
        clock,
        PaperIdentity(
            unit_name="示范居委会",
            operator=lambda: str(kept.get("office.operator") or CLERK.name),
            training=training,
        ),
    )
    reports = ReportDesk(
        desk,
        ReportSources(
            lists=store,
            store=store,
            records=store,
            rules=book,
            own_rules=partial(book.rules_for, "xiayang", 0),
            score_rules=_no_score_rules,
            form_names={},
            score=_unscored,
        ),
        PlainReportPrinter(),
        SpreadsheetFiles(),
        clock,
        PaperIdentity(unit_name="示范居委会", operator=lambda: CLERK.name, training=training),
    )
    shelf = UnitShelf(desk, store, paper, reader, blobs, clock, "示范居委会")
    scans = ScanDesk(desk, store, paper, reader, blobs, shelf)
    signer = HandSigner()
    signing = SigningDesk(desk, store, paper, PlainPrinter(), blobs, signer, clock)
    folder = WatchedFolder()
    desks = ReadyDesks(
        attention=AttentionDesk(desk, store, store, store, book),
        paper=paper,
        scans=scans,
        tray=TrayDesk(scans, store, reader, blobs, clock, folder, kept),
        reports=reports,
        signing=signing,
        verify=VerifyDesk(desk, store, reader, signing, shelf),
        shelf=shelf,
        scores=ScoreDesk(
            desk,
            store,
            store,
            book,
            lambda: score_rules_of(rules.profile.id),
            clock,
            "示范居委会",
            SpreadsheetFiles(),
        ),
    )
    workplace = Workplace(
        identity=identity,
        orders=desk,
        lists=store,
        desks=desks,
        clock=clock,
        rules=book,
        blobs=blobs,
        duties=ReportingDuties(store, partial(book.rules_for, "xiayang", 0), clock, CLERK),
        changes=changes,
        units=SampleUnits(),
        printers=printers,
        images=images,
        options=kept,
        data_folder=tmp_path,
        close=_nothing,
        sign_in=sign_in,
        connection=connection,
        feed=feed,
    )
    sync = HandSync(SyncStatus(phase=SyncPhase.SYNCED, since=now, last_success=now))
    office = make_office(workplace, sync)
    made = OfficeForTests(
        office, store, clock, sync, blobs, reader, printers, images, kept, rules, signer, desks
    )
    office.jobs.crashed.connect(made.crashes.append)
    return made


def _unscored(_period: Period, _watch: ReportWatch) -> None:
    """Nothing is assessed here."""


def _no_score_rules() -> None:
    """No document tells how units are assessed here."""


def _nothing() -> None:
    """Nothing to close."""
