"""One open office: database, use cases, sync, and what has to be closed at the end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import msgspec

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.connection_room import OfficeConnection
from desktop.bootstrap.desks import LateDesks
from desktop.bootstrap.fetched_files import FetchingFiles
from desktop.bootstrap.late import LateImages
from desktop.bootstrap.office_rounds import OfficeRounds
from desktop.bootstrap.order_feed import CentreFeed
from desktop.bootstrap.own_rules import OwnRules
from desktop.bootstrap.private_centre import PRIVATE, PrivateCentre, centre_key
from desktop.bootstrap.program import program_version
from desktop.bootstrap.reference_shelf import ReferenceShelf
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.bootstrap.sign_in import DeviceSignIn
from desktop.bootstrap.store_safe import OWN_PASSWORD, StoreSafe
from desktop.domain.clocks import Rules
from desktop.domain.orders import Actor, Role
from desktop.host.locks import FileLock
from desktop.host.options import FileOptions
from desktop.host.paths import DataFolder
from desktop.host.printers import SystemPrinters
from desktop.host.secrets_safe import SafeCredentials
from desktop.host.settings import Settings
from desktop.host.system_clock import SystemClock, mono_ms
from desktop.remote.address import parse_address
from desktop.services.founding import FoundingError, ProfileOffer
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.ports import AuditEntry, StorageError
from desktop.services.reference import Reference
from desktop.services.reporting_duties import ReportingDuties
from desktop.services.unit_directory import StoredUnits
from desktop.services.workplace import Identity, Workplace
from desktop.store.store import Store
from desktop.sync.listener import NewsListener
from desktop.sync.loop import LoopOptions, SyncLoop
from desktop.sync.mirror_check import MirrorCheck
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.round import SyncRound
from desktop.sync.status import Uploading
from desktop.sync.tally import RoundReport
from desktop.sync.watchdog import Watchdog

_LOG = logging.getLogger(__name__)
_ALONE_S = 30.0
_TOLD = 500
_FAREWELL_S = 0.3
"""How long quitting waits for a round to end by itself."""
_TRAINING = LoopOptions(first_poll_s=0.0, interval_s=15.0)


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """Who works in this database, as it was enrolled; kept inside the encrypted file."""

    user_id: str
    user_name: str
    role: str
    unit_id: str
    unit_name: str
    profile: str
    training: bool


@dataclass(frozen=True)
class OpenOffice:
    """An open database with everything around it.

    Attributes:
        workplace: Use cases and queries.
        sync: The loop; started by `start_sync` only.
        centre: The private centre or training platform, where there is one.
    """

    workplace: Workplace
    sync: SyncLoop
    store: Store
    gateway: LazyGateway
    centre: PrivateCentre | None
    clock: SystemClock
    folder: DataFolder
    rounds: OfficeRounds
    listener: NewsListener
    watchdog: Watchdog
    book: FileRuleBook

    def start_sync(self) -> None:
        """Start the threads that sync and wait for news."""
        if self.workplace.options.get("sync.paused"):
            self.sync.pause()
        self.sync.start()
        self.listener.start()
        self.watchdog.start()

    def sync_once(self) -> RoundReport | None:
        """Do one round in this thread; None when another process is at it.

        Raises:
            GatewayError: The platform could not be reached.
            StorageError: The database could not be written.
        """
        with FileLock(self.folder.sync_lock).hold() as mine:
            return self.rounds.run(patient=True) if mine else None

    def close(self) -> None:
        """End sync, the private centre and the database."""
        self.watchdog.stop()
        self.listener.stop()
        if not self.sync.stop(_FAREWELL_S):
            # a call may wait for a silent server; what it was about is recognised when it repeats
            self.gateway.end_calls()
            self.sync.stop()
        self.gateway.close()
        if self.centre:
            self.centre.stop()
        self.store.close()


def open_office(folder: DataFolder, key: bytes, *, training: bool) -> OpenOffice:
    """Open the database of a data folder that has been founded.

    Args:
        folder: The data folder.
        key: The database key.
        training: Which of its two offices.

    Raises:
        StorageError: Wrong key, or the disk refuses.
    """
    settings = Settings(folder.settings)
    fetched = folder.office(training=training) / "rules"
    book = FileRuleBook(fetched, calendars=folder.calendars, own=folder.profiles)
    store = _opened_alone(folder, key, book, training=training)
    badge = msgspec.json.decode(store.recall("badge"), type=Badge)
    is_private = _is_private(settings, badge)
    centre = private_centre(folder, key, training=training) if is_private else None
    gateway = LazyGateway(
        centre.address if centre else lambda: parse_address(settings.text("server.address")),
        SafeCredentials(StoreSafe(store), unit_id=badge.unit_id),
        ca_file=settings.text("server.ca_file"),
        version=program_version(),
    )
    return _assembled(folder, settings, badge, book, store, gateway, centre)


def _opened_alone(folder: DataFolder, key: bytes, book: FileRuleBook, *, training: bool) -> Store:
    """Open the database with the exclusive lock: opening may migrate it or rebuild the view."""
    with FileLock(folder.exclusive_lock).hold(wait_s=_ALONE_S) as alone:
        if not alone:
            raise StorageError(
                "storage.locked", "另一个程序正在整理数据库，请稍候再试。数据没有受影响。"
            )
        store = Store.open(folder.office(training=training), key, book)
        store.follow_rules(book.stamp)
        return store


def renew_lists(store: Store, book: FileRuleBook, changes: ChangeFeed) -> None:
    """Make the lists anew under a changed calendar, and tell the open screens."""
    if not store.follow_rules(book.stamp):
        # another process has noted the stamp; rows written here meanwhile have old deadlines
        store.rebuild_view()
    changes.orders_changed(row.order_id for row in store.agenda(limit=_TOLD))


def private_centre(folder: DataFolder, key: bytes, *, training: bool) -> PrivateCentre:
    """Make the handle of the centre inside a data folder; starts nothing.

    Args:
        folder: The data folder.
        key: The database key, which the key of the centre is derived from.
        training: Invented orders, which need no encryption.
    """
    return PrivateCentre(
        folder.centre(training=training),
        log=folder.logs / "centre.log",
        training=training,
        key=None if training else centre_key(key),
        calendars=folder.calendars,
    )


def _is_private(settings: Settings, badge: Badge) -> bool:
    return badge.training or settings.text("server.address") == PRIVATE


def _assembled(
    folder: DataFolder,
    settings: Settings,
    badge: Badge,
    book: FileRuleBook,
    store: Store,
    gateway: LazyGateway,
    centre: PrivateCentre | None,
) -> OpenOffice:
    clock = SystemClock()
    changes = ChangeFeed()
    units = StoredUnits(store.recall, store.remember)
    shelf = ReferenceShelf(folder.office(training=badge.training) / "rules", clock.monotonic)

    def is_confirmed(guard: str) -> bool:
        return loop.is_confirmed(guard)

    def show_upload(progress: Uploading | None) -> None:
        loop.show_upload(progress)

    def is_wanted() -> bool:
        state = store.state()
        return loop.stopping or state.top > state.acked

    sync_round = SyncRound(
        store,
        gateway,
        clock.estimate,
        changes,
        client_version=program_version(),
        mono_ms=mono_ms,
        cancelled=lambda: loop.stopping,
        confirmed=is_confirmed,
        uploading=show_upload,
    )
    rounds = OfficeRounds(
        sync_round,
        gateway,
        units,
        book,
        shelf=shelf,
        mirror=MirrorCheck(store, gateway, clock.monotonic, client_version=program_version()),
        renew=lambda: renew_lists(store, book, changes),
        monotonic=clock.monotonic,
        sign_in=_own_sign_in(store, gateway, badge) if centre else None,
        is_wanted=is_wanted,
    )

    def on_news() -> None:
        loop.poke()

    def on_quiet() -> None:
        loop.heard_nothing_new()

    listener = NewsListener(gateway, store.state, on_news, on_quiet=on_quiet)
    loop = SyncLoop(
        rounds,
        store,
        clock,
        options=_TRAINING if centre else LoopOptions(),
        turn=lambda: FileLock(folder.sync_lock).hold(),
        count_attention=store.count_attention,
        after_round=listener.caught_up,
        chores=rounds.do_chores,
    )
    changes.listen_saved(loop.poke)
    return OpenOffice(
        workplace=_workplace(
            folder,
            settings,
            badge,
            book,
            store,
            clock,
            changes,
            units,
            shelf,
            gateway,
            centre,
            loop,
        ),
        sync=loop,
        store=store,
        gateway=gateway,
        centre=centre,
        clock=clock,
        folder=folder,
        rounds=rounds,
        listener=listener,
        watchdog=Watchdog(loop.revive),
        book=book,
    )


def _own_sign_in(store: Store, gateway: LazyGateway, badge: Badge) -> Callable[[], None]:
    """Make what signs in at a centre of one's own, with the password only the database knows."""
    safe = StoreSafe(store)
    desk = DeviceSignIn(
        gateway.address,
        SafeCredentials(safe, unit_id=badge.unit_id),
        badge.user_id,
        badge.unit_id,
        gateway.close,
    )

    def sign_in() -> None:
        try:
            desk.sign_in(badge.user_name, safe.get(OWN_PASSWORD) or "")
        except FoundingError as error:
            raise GatewayError(Trouble.SIGNED_OUT, error.message) from error

    return sign_in


def _workplace(
    folder: DataFolder,
    settings: Settings,
    badge: Badge,
    book: FileRuleBook,
    store: Store,
    clock: SystemClock,
    changes: ChangeFeed,
    units: StoredUnits,
    shelf: ReferenceShelf,
    gateway: LazyGateway,
    centre: PrivateCentre | None,
    loop: SyncLoop,
) -> Workplace:
    files = FetchingFiles(store, gateway)
    actor = Actor(badge.user_id, badge.user_name, badge.unit_id, Role(badge.role))
    desk = OrderDesk(store, book, clock, actor, changes)
    present_rules = partial(_present_rules, store, book)
    options = FileOptions(settings, folder.root / "screen.json")
    reference = Reference(shelf)

    def signed_in() -> None:
        gateway.close()  # it would go on with the token that was refused
        loop.sync_now()

    return Workplace(
        identity=Identity(
            actor=actor,
            unit_name=badge.unit_name,
            profile=badge.profile,
            server=_server_words(settings, badge),
            training=badge.training,
        ),
        orders=desk,
        lists=store,
        desks=LateDesks(
            desk,
            store,
            book,
            present_rules,
            files,
            None if centre else gateway,
            clock,
            settings,
            options,
            unit_name=badge.unit_name,
            user_name=badge.user_name,
            training=badge.training,
            published=reference.scores,
        ),
        clock=clock,
        rules=book,
        blobs=files,
        duties=ReportingDuties(store, present_rules, clock, actor),
        changes=changes,
        units=units,
        printers=SystemPrinters(),
        images=LateImages(),
        options=options,
        data_folder=folder.root,
        close=store.close,
        sign_in=DeviceSignIn(
            gateway.address,
            SafeCredentials(StoreSafe(store), unit_id=badge.unit_id),
            badge.user_id,
            badge.unit_id,
            signed_in,
            ca_file=settings.text("server.ca_file"),
        ),
        connection=OfficeConnection(
            gateway,
            clock.estimate,
            ca_file=settings.text("server.ca_file"),
            version=program_version(),
        ),
        feed=CentreFeed(centre, badge.unit_id, loop.sync_now)
        if centre and not badge.training
        else None,
        reference=reference,
        rule_shelf=_own_rules(store, settings, badge, book, clock, centre),
    )


def _own_rules(
    store: Store,
    settings: Settings,
    badge: Badge,
    book: FileRuleBook,
    clock: SystemClock,
    centre: PrivateCentre | None,
) -> OwnRules:
    def in_force() -> str:
        return msgspec.json.decode(store.recall("badge"), type=Badge).profile

    def noted(offer: ProfileOffer) -> None:
        changed = msgspec.structs.replace(badge, profile=offer.profile_id)
        with store.writing() as transaction:
            transaction.note("badge", msgspec.json.encode(changed).decode())
            transaction.audit(
                AuditEntry(
                    at=clock.now(),
                    actor=badge.user_id,
                    what="rules_changed",
                    detail={"profile": offer.profile_id, "version": str(offer.version)},
                )
            )
        if not badge.training:
            settings.put({"profile": offer.profile_id})

    return OwnRules(book, centre, in_force, noted)


def _present_rules(store: Store, book: FileRuleBook) -> Rules:
    """Give the rules that the unit works by now; a window that is open may change them."""
    badge = msgspec.json.decode(store.recall("badge"), type=Badge)
    return book.rules_for(badge.profile, 0)


def _server_words(settings: Settings, badge: Badge) -> str:
    if badge.training:
        return "内置演练平台"
    address = settings.text("server.address")
    return "本机工单库（导入）" if address == PRIVATE else address
