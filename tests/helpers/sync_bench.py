"""A clerk's database, a platform and the round between them, for tests of sync."""

from dataclasses import dataclass, field

from helpers.fake_centre import FakeCentre, FakeGateway
from helpers.memory_sync_store import MemorySyncStore
from helpers.orders import CLERK, an_order
from helpers.rulebook import xiayang_rules

from desktop.contract.codec import decode_order
from desktop.domain.actions import AddNote
from desktop.domain.orders import Actor, Order
from desktop.services.order_desk import ChangeFeed
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.ports import SyncStore
from desktop.sync.round import SyncRound
from desktop.sync.tally import RoundReport


def a_clock() -> ClockEstimate:
    return ClockEstimate(lambda: 0, lambda: 0)


def orders(count: int) -> list[Order]:
    return [an_order(order_id=f"o-{n}", number=f"QP20260918{n:03}") for n in range(1, count + 1)]


def a_note(entry: str, text: str = "已查看") -> AddNote:
    return AddNote(entry_id=entry, text=text)


@dataclass
class Client:
    """One PC of a unit."""

    centre: FakeCentre
    actor: Actor = CLERK
    store: MemorySyncStore = field(default_factory=MemorySyncStore)
    changes: ChangeFeed = field(default_factory=ChangeFeed)
    gateway: FakeGateway = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = self.centre.gateway(self.actor)
        self.store.data.user_id = self.actor.user_id

    def round(self, store: SyncStore | None = None, **options: object) -> SyncRound:
        return SyncRound(
            store or self.store,
            self.gateway,
            a_clock(),
            self.changes,
            **options,  # type: ignore[arg-type]  # the test names the options
        )

    def sync(self) -> RoundReport:
        return self.round().run()

    def held(self, order_id: str) -> Order:
        """What this PC holds of an order."""
        return decode_order(self.store.data.base[order_id].order)

    def states(self) -> list[str]:
        return [row.state for row in self.store.data.outbox]


def a_centre(count: int = 0) -> FakeCentre:
    centre = FakeCentre(xiayang_rules())
    centre.dispatch(*orders(count))
    return centre
