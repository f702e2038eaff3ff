"""The round on the real, encrypted database: clicks, faults and kills, then exactly once."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.fake_centre import NOW, FakeCentre, Fault
from helpers.memory_sync_store import Killed, MortalStore
from helpers.orders import CLERK
from helpers.rulebook import xiayang_rules
from helpers.stores import OneRuleBook, open_test_store
from helpers.sync_bench import a_clock, a_note, orders
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.contract.messages import Claimed
from desktop.domain.actions import Accept, SaveResult, Submit, UnitAction
from desktop.domain.orders import Actor, HandlingResult
from desktop.services.order_desk import ChangeFeed, OrderDesk, RefusedError
from desktop.services.ports import OutboxState
from desktop.store.store import Store
from desktop.sync import pulling, pushing
from desktop.sync.ports import GatewayError
from desktop.sync.round import SyncRound


class _Clock:
    def now(self) -> object:
        return NOW

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=round(NOW.timestamp() * 1000))


class Pc:
    """A clerk's PC with a database on disk."""

    def __init__(self, centre: FakeCentre, folder: Path, actor: Actor = CLERK) -> None:
        self.centre = centre
        self.folder = folder
        self.gateway = centre.gateway(actor)
        self.actor = actor
        self.store = open_test_store(folder)
        self.saved: dict[str, bytes] = {}

    def desk(self) -> OrderDesk:
        return OrderDesk(
            self.store,
            OneRuleBook(),
            _Clock(),  # type: ignore[arg-type]  # a clock by its methods
            self.actor,
            ChangeFeed(),
        )

    def click(self, order_id: str, action: UnitAction) -> None:
        with contextlib.suppress(RefusedError):
            self.desk().act(order_id, action)
        for entry in self.store.outbox(limit=10_000):
            self.saved.setdefault(entry.op_id, bytes(entry.data))

    def sync(self, killed_at: int = 0, *, before: bool = False) -> None:
        store = MortalStore(self.store, killed_at, before=before)
        changes = ChangeFeed()
        SyncRound(store, self.gateway, a_clock(), changes).run()  # type: ignore[arg-type]

    def reopen(self) -> None:
        self.store.close()
        self.store = open_test_store(self.folder)

    def close(self) -> None:
        self.store.close()


@pytest.fixture(autouse=True, scope="module")
def _small_lots() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulling, "LOT", 2)
        patch.setattr(pulling, "PAGE", 3)
        patch.setattr(pushing, "MAX_ACTIONS", 2)
        yield


@contextlib.contextmanager
def _town() -> Iterator[tuple[FakeCentre, list[Pc]]]:
    centre = FakeCentre(xiayang_rules())
    centre.dispatch(*orders(4))
    with tempfile.TemporaryDirectory() as name:
        pcs = [Pc(centre, Path(name) / str(number)) for number in range(2)]
        try:
            for pc in pcs:
                pc.sync()
            yield centre, pcs
        finally:
            for pc in pcs:
                pc.close()


_FAULTS = [Fault.NONE, Fault.NONE, Fault.BEFORE, Fault.LOST, Fault.STALE, Fault.PARTLY]
_ACTIONS: list[UnitAction] = [
    Accept(),
    SaveResult(HandlingResult(outcome="solved", answer="已疏通")),
    Submit(),
]
_EVENT = st.tuples(
    st.sampled_from(["click", "click", "sync", "restore"]),
    st.integers(0, 1),
    st.integers(1, 4),
    st.integers(0, 3),
    st.lists(st.sampled_from(_FAULTS), max_size=4),
    st.integers(0, 6),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_EVENT, max_size=12))
def test_everything_arrives_exactly_once_on_the_real_database(
    events: list[tuple[str, int, int, int, list[Fault], int, bool]],
) -> None:
    with _town() as (centre, pcs):
        backup = centre.backup()
        entry = 0
        for what, number, order, kind, faults, killed_at, before in events:
            pc = pcs[number]
            if what == "restore":
                centre.restore(backup)
            elif what == "click":
                entry += 1
                action = a_note(f"n-{entry}") if kind == len(_ACTIONS) else _ACTIONS[kind]
                pc.click(f"o-{order}", action)
            else:
                pc.gateway.fail(faults)
                with contextlib.suppress(GatewayError, Killed):
                    pc.sync(killed_at, before=before)
                pc.gateway.faults.clear()
                if killed_at:
                    pc.reopen()
        for _ in range(4):
            for pc in pcs:
                pc.sync()
        _check(centre, pcs)


def _check(centre: FakeCentre, pcs: list[Pc]) -> None:
    done = centre.times_applied()
    assert max(done.values(), default=0) <= 1
    for pc in pcs:
        for entry in pc.store.outbox(limit=10_000):
            assert bytes(entry.data) == pc.saved[entry.op_id]
            assert entry.state is not OutboxState.PENDING
            assert (entry.state is OutboxState.DONE) == (entry.op_id in done)
            assert entry.state is OutboxState.DONE or entry.code
        assert len(pc.store.outbox(limit=10_000)) == len(pc.saved)
        _agrees(centre, pc.store)


def _agrees(centre: FakeCentre, store: Store) -> None:
    """The screen shows what the centre holds."""
    for order_id, held in centre.data.orders.items():
        working = store.working(order_id)
        assert working is not None
        assert working.unsent == 0
        assert (working.order, working.version) == (held.order, held.version)
