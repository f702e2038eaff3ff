"""Everything a screen or a command works with, put together by bootstrap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from desktop.domain.orders import Actor
from desktop.services.connection import ConnectionCheck
from desktop.services.founding import ProfileOffer
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.ports import BlobFiles, OrderQueries, RuleBook, WallClock
from desktop.services.print_ports import Printers
from desktop.services.reference import NO_REFERENCE, Reference
from desktop.services.reporting_duties import ReportingDuties

if TYPE_CHECKING:
    from desktop.services.attention_desk import AttentionDesk
    from desktop.services.paper_desk import PaperDesk
    from desktop.services.report_desk import ReportDesk
    from desktop.services.rescue_desk import RescueDesk
    from desktop.services.scan_desk import ScanDesk
    from desktop.services.score_desk import ScoreDesk
    from desktop.services.signing_desk import SigningDesk
    from desktop.services.tray_desk import TrayDesk
    from desktop.services.unit_shelf import UnitShelf
    from desktop.services.verify_desk import VerifyDesk


class Identity(Struct, frozen=True, kw_only=True):
    """Who works here.

    Attributes:
        server: Address of the platform, for display.
        training: Whether this is 演练: every screen and print says so.
    """

    actor: Actor
    unit_name: str
    profile: str
    server: str
    training: bool


class Unit(Struct, frozen=True):
    """A unit of the directory."""

    unit_id: str
    name: str
    category: str = ""


class UnitDirectory(Protocol):
    """The units that an order can be suggested for; from reference data, kept locally."""

    def find(self, text: str, *, limit: int = 20) -> Sequence[Unit]:
        """Find units whose name contains the text; all of them for an empty text."""


class PageImages(Protocol):
    """PDF pages as pictures, for the preview."""

    def sizes(self, pdf: bytes) -> Sequence[tuple[float, float]]:
        """Measure every page: width and height in points."""

    def page(self, pdf: bytes, index: int, *, width: int) -> tuple[bytes, int, int]:
        """Render a page: RGB bytes without padding, width and height in pixels."""


class Options(Protocol):
    """What a person can set; each has a default, and changes are written at once."""

    def get(self, name: str) -> object:
        """Read an option."""

    def set(self, name: str, value: object) -> None:
        """Write an option. Syncs a file to disk: an open screen calls it in a worker only.

        Raises:
            StorageError: It could not be written.
        """


class SignIn(Protocol):
    """Signs the clerk in again on this device, when the platform has signed him out."""

    def sign_in(self, user_name: str, password: str, enrolment_code: str = "") -> None:
        """Get new tokens and go on syncing. Blocks: never called by the screen itself.

        Args:
            user_name: As it was before; this database is this person's.
            password: His password.
            enrolment_code: Makes this PC a new device, when the centre has disabled the old one.

        Raises:
            FoundingError: Wrong name or password, another person's database, or no connection;
                what was saved stays as it is.
        """


class FeedRefusal(Struct, frozen=True):
    """A row of an export file that was not imported."""

    row: int
    number: str
    reason: str


class FeedReport(Struct, frozen=True):
    """What became of an export file.

    Attributes:
        added: Numbers of new orders.
        known: Numbers that were here before and stay as they are.
        repeated: Numbers that the file has more than once.
        refused: Rows that cannot be read, each with its reason.
        remarks: What was assumed about single rows.
    """

    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    refused: tuple[FeedRefusal, ...] = ()
    remarks: tuple[str, ...] = ()


class OrderFeed(Protocol):
    """How orders come to a unit whose platform has no interface: from its export files."""

    def import_file(self, path: Path) -> FeedReport:
        """Import an .xlsx, .xls or .csv file: all of its good rows, or nothing. Blocks.

        Raises:
            RefusedError: The file cannot be read, or has no header row; nothing was imported.
        """


class RuleShelf(Protocol):
    """The rules a unit works by, where it may choose: ours, and its own files. Blocks."""

    @property
    def is_free(self) -> bool:
        """Whether the unit may choose; at a real platform it may not."""

    def offers(self) -> Sequence[ProfileOffer]:
        """List what can be chosen, the newest version of each."""

    def current(self) -> ProfileOffer:
        """Describe the rules that new orders come under."""

    def import_file(self, path: Path) -> ProfileOffer:
        """Keep a rule file; nothing is in force by it yet.

        Raises:
            RefusedError: It cannot be used; the message names file, key and clause.
        """

    def use(self, profile_id: str) -> ProfileOffer:
        """Put rules into force for new orders; those that are here keep their version.

        Raises:
            RefusedError: The centre judges by other rules, or refused.
            StorageError: It could not be noted.
        """


class Desks(Protocol):
    """The use cases that the first screen of the day does without.

    Together they take as long to load as a third of the window: each is loaded when it is first
    asked for, in whatever thread asks.
    """

    @property
    def attention(self) -> "AttentionDesk":
        """What the centre did not take, and removed orders with kept work."""

    @property
    def paper(self) -> "PaperDesk":
        """Prints forms."""

    @property
    def scans(self) -> "ScanDesk":
        """Takes signed sheets back."""

    @property
    def tray(self) -> "TrayDesk":
        """Keeps scanned pages until they are filed."""

    @property
    def shelf(self) -> "UnitShelf":
        """Forms of the unit itself."""

    @property
    def reports(self) -> "ReportDesk":
        """Lists and regular reports."""

    @property
    def scores(self) -> "ScoreDesk":
        """Scores of the jurisdiction."""

    @property
    def signing(self) -> "SigningDesk":
        """Electronic signatures."""

    @property
    def verify(self) -> "VerifyDesk":
        """Checks sheets and codes."""

    @property
    def rescue(self) -> "RescueDesk | None":
        """Exports what cannot be sent; None where nothing is ever sent."""


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """The use cases and queries of one open database.

    Attributes:
        close: Ends sync and closes the database.
        sign_in: Signs in again; None where nobody signs in.
        connection: Tests the way to the platform; None where there is none.
        feed: Imports export files; None where a platform dispatches.
        rule_shelf: The rules to choose from; None where there are none to show.
        reference: Topics and knowledge of the platform; empty where it tells none.
    """

    identity: Identity
    orders: OrderDesk
    lists: OrderQueries
    desks: Desks
    clock: WallClock
    rules: RuleBook
    blobs: BlobFiles
    duties: ReportingDuties
    changes: ChangeFeed
    units: UnitDirectory
    printers: Printers
    images: PageImages
    options: Options
    data_folder: Path
    close: Callable[[], None]
    sign_in: SignIn | None = None
    connection: ConnectionCheck | None = None
    feed: OrderFeed | None = None
    rule_shelf: RuleShelf | None = None
    reference: Reference = NO_REFERENCE

    @property
    def attention(self) -> "AttentionDesk":
        """What the centre did not take, and removed orders with kept work."""
        return self.desks.attention

    @property
    def paper(self) -> "PaperDesk":
        """Prints forms."""
        return self.desks.paper

    @property
    def scans(self) -> "ScanDesk":
        """Takes signed sheets back."""
        return self.desks.scans

    @property
    def tray(self) -> "TrayDesk":
        """Keeps scanned pages until they are filed."""
        return self.desks.tray

    @property
    def shelf(self) -> "UnitShelf":
        """Forms of the unit itself."""
        return self.desks.shelf

    @property
    def reports(self) -> "ReportDesk":
        """Lists and regular reports."""
        return self.desks.reports

    @property
    def scores(self) -> "ScoreDesk":
        """Scores of the jurisdiction."""
        return self.desks.scores

    @property
    def signing(self) -> "SigningDesk":
        """Electronic signatures."""
        return self.desks.signing

    @property
    def verify(self) -> "VerifyDesk":
        """Checks sheets and codes."""
        return self.desks.verify

    @property
    def rescue(self) -> "RescueDesk | None":
        """Exports what cannot be sent; None where nothing is ever sent."""
        return self.desks.rescue
