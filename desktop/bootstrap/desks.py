"""The desks that are loaded when they are first asked for."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.late import LatePrinter, LateReader, LateSigner
from desktop.domain.clocks import Rules
from desktop.host.issuer_files import read_issuers
from desktop.host.settings import Settings
from desktop.services.order_desk import OrderDesk
from desktop.services.ports import BlobFiles, RuleBook, WallClock
from desktop.services.reference import Published, unpublished
from desktop.services.workplace import Options
from desktop.store.store import Store

if TYPE_CHECKING:
    from desktop.services.attention_desk import AttentionDesk
    from desktop.services.paper_desk import PaperDesk, PaperIdentity
    from desktop.services.report_desk import ReportDesk
    from desktop.services.rescue_desk import RescueDesk
    from desktop.services.scan_desk import ScanDesk
    from desktop.services.score_desk import ScoreDesk
    from desktop.services.signing_desk import SigningDesk
    from desktop.services.tray_desk import TrayDesk
    from desktop.services.unit_shelf import UnitShelf
    from desktop.services.verify_desk import VerifyDesk


class LateDesks:
    """Implements `Desks` over one open database.

    The desks hold nothing that two of them could disagree about, so two threads that ask for one
    at the same moment may each make it.

    Args:
        desk: Saves what happened to an order.
        store: The database.
        book: All rules that orders name.
        present_rules: The rules of the unit now.
        files: Attachments, fetched when they are not here.
        gateway: The way to the platform, for what is handed over by hand; None where the centre
            is the program's own.
        clock: The time.
        settings: Names of the operator, fonts, issuers of certificates.
        options: What a person can set.
        unit_name: The unit.
        user_name: Who works here.
        training: Whether this is 演练.
        published: Finds the figures that the platform has published of a period.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: Store,
        book: RuleBook,
        present_rules: Callable[[], Rules],
        files: BlobFiles,
        gateway: LazyGateway | None,
        clock: WallClock,
        settings: Settings,
        options: Options,
        *,
        unit_name: str,
        user_name: str,
        training: bool,
        published: Published = unpublished,
    ) -> None:
        self._desk = desk
        self._store = store
        self._book = book
        self._present_rules = present_rules
        self._files = files
        self._gateway = gateway
        self._clock = clock
        self._settings = settings
        self._options = options
        self._unit_name = unit_name
        self._user_name = user_name
        self._training = training
        self._published = published
        self._office_fonts = partial(settings.flag, "print.office_fonts")
        self._printer = LatePrinter(self._office_fonts)
        self._reader = LateReader()

    @cached_property
    def attention(self) -> "AttentionDesk":
        """See `Desks.attention`."""
        from desktop.services.attention_desk import AttentionDesk

        return AttentionDesk(self._desk, self._store, self._store, self._store, self._book)

    @cached_property
    def paper(self) -> "PaperDesk":
        """See `Desks.paper`."""
        from desktop.services.paper_desk import PaperDesk

        return PaperDesk(self._desk, self._printer, self._files, self._clock, self._identity)

    @cached_property
    def scans(self) -> "ScanDesk":
        """See `Desks.scans`."""
        from desktop.services.scan_desk import ScanDesk

        return ScanDesk(self._desk, self._store, self.paper, self._reader, self._files, self.shelf)

    @cached_property
    def shelf(self) -> "UnitShelf":
        """See `Desks.shelf`."""
        from desktop.services.unit_shelf import UnitShelf

        return UnitShelf(
            self._desk,
            self._store,
            self.paper,
            self._reader,
            self._files,
            self._clock,
            self._unit_name,
        )

    @cached_property
    def tray(self) -> "TrayDesk":
        """See `Desks.tray`."""
        from desktop.host.scan_folder import WatchedFolder
        from desktop.services.tray_desk import TrayDesk

        folder = WatchedFolder()
        return TrayDesk(
            self.scans, self._store, self._reader, self._files, self._clock, folder, self._options
        )

    @cached_property
    def reports(self) -> "ReportDesk":
        """See `Desks.reports`."""
        from desktop.bootstrap.report_room import report_desk

        return report_desk(
            self._desk,
            self._store,
            self._book,
            self._present_rules,
            self._clock,
            self._identity,
            self.scores.score,
            self._office_fonts,
        )

    @cached_property
    def scores(self) -> "ScoreDesk":
        """See `Desks.scores`."""
        from desktop.bootstrap.score_room import score_desk

        return score_desk(
            self._desk,
            self._store,
            self._book,
            self._present_rules,
            self._clock,
            self._unit_name,
            self._published,
        )

    @cached_property
    def signing(self) -> "SigningDesk":
        """See `Desks.signing`."""
        from desktop.services.signing_desk import SigningDesk

        signer = LateSigner(
            issuers=lambda: read_issuers(self._settings.text("sign.issuers")),
            stamp_url=partial(self._settings.text, "sign.stamp_url"),
        )
        return SigningDesk(
            self._desk, self._store, self.paper, self._printer, self._files, signer, self._clock
        )

    @cached_property
    def verify(self) -> "VerifyDesk":
        """See `Desks.verify`."""
        from desktop.services.verify_desk import VerifyDesk

        return VerifyDesk(self._desk, self._store, self._reader, self.signing, self.shelf)

    @cached_property
    def rescue(self) -> "RescueDesk":
        """See `Desks.rescue`."""
        from desktop.bootstrap.rescue_room import rescue_desk

        return rescue_desk(self._desk, self._store, self._files, self._clock, self._gateway)

    @cached_property
    def _identity(self) -> "PaperIdentity":
        from desktop.services.paper_desk import PaperIdentity

        return PaperIdentity(
            unit_name=self._unit_name,
            operator=lambda: self._settings.text("office.operator") or self._user_name,
            training=self._training,
        )
