"""Whatever breaks: when the faults stop, everything arrives exactly once (I1-I4, I8, I14-I19)."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from helpers.fake_centre import Fault
from helpers.memory_sync_store import Killed, MortalStore
from helpers.sync_bench import Client, a_centre, a_note, orders
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.domain.actions import Accept, SaveResult, Submit
from desktop.domain.lifecycle import entries_of
from desktop.domain.orders import HandlingResult
from desktop.sync import pulling, pushing
from desktop.sync.ports import GatewayError

ORDERS = 4
_LINE = [Fault.NONE, Fault.NONE, Fault.NONE, Fault.BEFORE, Fault.LOST, Fault.PORTAL,
         Fault.STALE, Fault.PARTLY]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _small_lots() -> Iterator[None]:
    """Many lots, pages and batches out of few orders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulling, "LOT", 2)
        patch.setattr(pulling, "PAGE", 3)
        patch.setattr(pushing, "MAX_ACTIONS", 2)
        yield


@dataclass(frozen=True)
class Click:
    """A clerk does something."""

    client: int
    order: int
    what: int


@dataclass(frozen=True)
class Sync:
    """A round over a bad line, killed at a write when that is not 0."""

    client: int
    faults: tuple[Fault, ...]
    killed_at: int
    before: bool


@dataclass(frozen=True)
class Dispatch:
    """The centre sends an order."""


@dataclass(frozen=True)
class Restore:
    """The centre goes back to its first backup."""


_EVENTS = st.one_of(
    st.builds(Click, st.integers(0, 1), st.integers(1, ORDERS), st.integers(0, 3)),
    st.builds(
        Sync,
        st.integers(0, 1),
        st.lists(st.sampled_from(_LINE), max_size=5).map(tuple),
        st.integers(0, 5),
        st.booleans(),
    ),
    st.just(Dispatch()),
)


class Town:
    """Two PCs of one unit and their centre."""

    def __init__(self) -> None:
        self.centre = a_centre(ORDERS)
        self.backup = self.centre.backup()
        self.clients = [Client(self.centre), Client(self.centre)]
        self.clicked = 0
        self.saved: dict[str, bytes] = {}
        for client in self.clients:
            client.sync()

    def happen(self, event: Click | Sync | Dispatch | Restore) -> None:
        match event:
            case Click():
                self._click(event)
            case Sync():
                self._sync(event)
            case Dispatch():
                extra = len(self.centre.data.orders) + 1
                self.centre.dispatch(orders(extra)[-1])
            case Restore():
                self.centre.restore(self.backup)
        for client in self.clients:
            self.check_always(client)

    def settle(self) -> None:
        """The faults stop: everybody syncs twice, and once more to see the others' work."""
        for _ in range(3):
            for client in self.clients:
                client.gateway.faults.clear()
                client.sync()

    def check_always(self, client: Client) -> None:
        """What holds at every moment."""
        store = client.store
        for row in store.data.outbox:
            assert bytes(row.pushed.data) == self.saved[row.pushed.op_id]  # I3
        if store.state().cursor and not store.state().resetting:
            lineage, _, reached = store.state().cursor.partition(".")
            if int(lineage) == self.centre.epoch:
                for version, change in self.centre.data.feeds[client.actor.unit_id].values():
                    if version <= int(reached):  # I8
                        assert store.data.base[change.order_id].version >= version

    def check_settled(self) -> None:
        """What holds when all is quiet."""
        assert max(self.centre.times_applied().values(), default=0) <= 1  # I1
        done = set(self.centre.data.done)
        for client in self.clients:
            assert "pending" not in client.states()  # I18
            for row in client.store.data.outbox:
                assert (row.state == "done") == (row.pushed.op_id in done)  # I4
                assert row.state != "attention" or (row.result and row.result.code)
            for order_id, held in self.centre.data.orders.items():
                assert client.held(order_id) == held.order  # converged
        for held in self.centre.data.orders.values():
            entries = [entry.entry_id for entry in entries_of(held.order)]
            assert len(entries) == len(set(entries))

    def _click(self, event: Click) -> None:
        self.clicked += 1
        action = [
            Accept(),
            a_note(f"n-{self.clicked}"),
            SaveResult(HandlingResult(outcome="solved", answer=str(self.clicked))),
            Submit(),
        ][event.what]
        store = self.clients[event.client].store
        op_id = store.click(f"o-{event.order}", action)
        self.saved[op_id] = bytes(store.row(op_id).pushed.data)

    def _sync(self, event: Sync) -> None:
        client = self.clients[event.client]
        client.gateway.faults.clear()
        client.gateway.fail(event.faults)
        before = client.centre.requests.total()
        store = MortalStore(client.store, event.killed_at, before=event.before)
        with contextlib.suppress(GatewayError, Killed):
            client.round(store).run()  # type: ignore[arg-type]  # a store by its methods
        batches = len(client.store.data.outbox) + len(self.centre.data.orders)
        assert client.centre.requests.total() - before <= batches + 12  # I19


@settings(max_examples=150, deadline=None)
@given(st.lists(_EVENTS, max_size=14))
@example(
    [
        # the second page was fetched already when the first could not be written: it comes first
        *(Dispatch(), Dispatch(), Click(1, 1, 0), Dispatch()),
        *(Sync(1, (), 2, False), Sync(1, (Fault.STALE,), 0, False)),
    ]
)
def test_everything_arrives_exactly_once_whatever_happens_on_the_way(
    events: list[Click | Sync | Dispatch],
) -> None:
    town = Town()
    for event in events:
        town.happen(event)
    town.settle()
    town.check_settled()


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(_EVENTS, st.just(Restore())), max_size=12))
def test_a_restored_centre_loses_nothing_either(
    events: list[Click | Sync | Dispatch | Restore],
) -> None:
    town = Town()
    for event in events:
        town.happen(event)
    town.settle()
    for client in town.clients:
        assert "pending" not in client.states()
        for row in client.store.data.outbox:
            assert (row.state == "done") == (row.pushed.op_id in set(town.centre.data.done))
    assert max(town.centre.times_applied().values(), default=0) <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(_EVENTS, max_size=10))
def test_repeating_a_round_changes_nothing(events: list[Click | Sync | Dispatch]) -> None:
    town = Town()
    for event in events:
        town.happen(event)
    town.settle()
    for client in town.clients:
        before = client.store.copied().data
        report = client.sync()
        assert client.store.data == before
        assert (report.pushed, report.pulled) == (0, 0)
