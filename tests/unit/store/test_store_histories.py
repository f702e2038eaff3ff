"""Random histories of a clerk, a server and their accidents; the view always follows."""

import tempfile
from pathlib import Path

from helpers.orders import CLERK, HANDS_ON, an_order, valid_action
from helpers.store_clerk import clerk_desk
from helpers.stores import OneRuleBook, open_test_store, put_change, remove_change
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.contract.codec import decode_unit_action, encode
from desktop.contract.messages import ActionResult, Change, PushedAction, ResultStatus
from desktop.domain import actions as act
from desktop.domain.lifecycle import apply
from desktop.domain.orders import Order, Stage
from desktop.domain.refusals import Refusal
from desktop.services.lists import ListRow
from desktop.services.order_desk import RefusedError
from desktop.services.ports import OutboxEntry, OutboxState
from desktop.store.store import Store

IDS = ["o-1", "o-2", "o-3"]
KINDS = [act.Accept, act.RecordContact, act.RecordMeasure, act.SaveResult, act.Submit, act.AddNote]
EVERYTHING = 10**9


class Server:
    """The other end: orders by version, results by op_id, a log of changes."""

    def __init__(self) -> None:
        self.epoch = 7
        self.version = 0
        self.last = 0
        self.orders: dict[str, Order] = {}
        self.results: dict[str, ActionResult] = {}
        self.changes: list[Change] = []
        self.said: set[tuple[int, int, bytes]] = set()

    def say(self, change: Change) -> None:
        self.changes.append(change)
        if change.order is not None:
            self.said.add((self.epoch, change.version, bytes(change.order)))

    def put(self, order: Order) -> None:
        self.version += 1
        self.orders[order.order_id] = order
        self.say(put_change(order, self.version))

    def take(self, pushed: PushedAction) -> ActionResult:
        self.last = max(self.last, pushed.seq)
        if pushed.op_id in self.results:
            known = self.results[pushed.op_id]
            return ActionResult(
                seq=pushed.seq, op_id=known.op_id, status=known.status, version=known.version
            )
        order = self.orders[pushed.order_id]
        outcome = apply(
            order, decode_unit_action(pushed.data), OneRuleBook().rules_for("", 1), HANDS_ON, CLERK
        )
        status = ResultStatus.REFUSED if isinstance(outcome, Refusal) else ResultStatus.APPLIED
        if isinstance(outcome, Order) and outcome is not order:
            self.put(outcome)
        result = ActionResult(
            seq=pushed.seq, op_id=pushed.op_id, status=status, code="x", version=self.version
        )
        self.results[pushed.op_id] = result
        return result


class Histories(RuleBasedStateMachine):
    """Everything that can happen to one database."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store: Store = open_test_store(Path(self.folder.name))
        self.server = Server()
        self.seen = 0
        self.entries = 0
        self.saved: dict[str, bytes] = {}
        self.drafts: dict[str, bytes] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        for number, order_id in enumerate(IDS):
            self.server.put(an_order(order_id=order_id, number=f"N{number}"))
        self.pull(everything=True)

    @rule(order_id=st.sampled_from(IDS), kind=st.sampled_from(KINDS), variant=st.integers(0, 3))
    def click(self, order_id: str, kind: type, variant: int) -> None:
        working = self.store.working(order_id)
        assert working is not None
        self.entries += 1
        action = valid_action(
            kind, working.order, HANDS_ON, entry=f"e-{self.entries}", variant=variant
        )
        before = {entry.op_id for entry in self.store.outbox()}
        try:
            clerk_desk(self.store).act(order_id, action)
        except RefusedError:
            return
        for entry in self.store.outbox():
            if entry.op_id not in before:
                self.saved[entry.op_id] = encode(action)

    @rule(order_id=st.sampled_from(IDS), text=st.binary(max_size=3))
    def type_a_draft(self, order_id: str, text: bytes) -> None:
        clerk_desk(self.store).keep_draft(order_id, "F2", text)
        self.drafts[order_id] = text

    @rule(order_id=st.sampled_from(IDS), title=st.sampled_from(["甲", "乙"]))
    def server_changes(self, order_id: str, title: str) -> None:
        order = self.server.orders[order_id]
        self.server.put(order.__class__(**{**_fields(order), "title": title}))

    @rule(order_id=st.sampled_from(IDS))
    def server_closes(self, order_id: str) -> None:
        order = self.server.orders[order_id]
        self.server.put(order.__class__(**{**_fields(order), "stage": Stage.CLOSED}))

    @rule(order_id=st.sampled_from(IDS))
    def server_removes(self, order_id: str) -> None:
        self.server.version += 1
        self.server.say(remove_change(order_id, self.server.version))

    @rule(count=st.integers(1, 4), heard=st.booleans(), twice=st.booleans())
    def push(self, count: int, *, heard: bool, twice: bool) -> None:
        sent = self.store.outgoing(limit=count, max_bytes=EVERYTHING)
        assert [action.seq for action in sent] == sorted(action.seq for action in sent)
        results = [self.server.take(action) for action in sent]
        for _ in range(heard + (heard and twice)):
            self.store.record_results(results, last=self.server.last)

    @rule(everything=st.booleans())
    def pull(self, *, everything: bool) -> None:
        end = len(self.server.changes) if everything else self.seen + 1
        changes = self.server.changes[self.seen : end]
        self.store.apply_changes(changes, epoch=self.server.epoch, cursor=str(end))
        self.seen = min(end, len(self.server.changes))

    @rule(start=st.integers(0, 30))
    def hear_an_old_page_again(self, start: int) -> None:
        before = self._rows()
        changes = self.server.changes[min(start, self.seen) : self.seen]
        assert not self.store.apply_changes(changes, epoch=self.server.epoch, cursor=None)
        assert self._rows() == before

    @rule()
    def fork(self) -> None:
        self.store.fork()
        self.server.last = 0

    @rule(forgotten=st.integers(0, 5))
    def server_is_restored(self, forgotten: int) -> None:
        """It has forgotten its last answers; its orders stand as they stood."""
        self.server.epoch += 1
        self.server.last = max(0, self.server.last - forgotten)
        self.server.version = max(self.server.version + 1, self.server.epoch << 32)
        self.server.changes.clear()
        self.seen = 0
        self.store.enter_epoch(epoch=self.server.epoch, last=self.server.last)
        self.store.begin_reset(epoch=self.server.epoch)
        for order in list(self.server.orders.values()):
            self.server.put(order)
        self.pull(everything=True)
        assert not self.store.finish_reset()

    @rule(limit=st.integers(1, 5))
    def index(self, limit: int) -> None:
        self.store.index_some(limit=limit)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = open_test_store(Path(self.folder.name))

    @invariant()
    def everything_saved_is_kept(self) -> None:
        """I3 and I10."""
        held = {entry.op_id: entry.data for entry in self.store.outbox(limit=10_000)}
        assert held == self.saved
        for order_id, text in self.drafts.items():
            assert self.store.draft(order_id, "F2") == text

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        """I2: what waits is numbered up to the top, and all below the first has its answer."""
        state = self.store.state()
        waiting = [action.seq for action in self.store.outgoing(limit=999, max_bytes=EVERYTHING)]
        assert len(set(waiting)) == len(waiting)
        assert all(state.acked < seq <= state.top for seq in waiting)

    @invariant()
    def bases_are_what_the_server_said(self) -> None:
        """I7 and I9."""
        with self.store._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT epoch, body_version, body FROM base")
            assert {(e, v, bytes(b)) for e, v, b in rows} <= self.server.said

    @invariant()
    def the_view_is_the_overlay(self) -> None:
        before, doubtful = self._rows(), self._doubtful()
        self.store.rebuild_view()
        assert self._rows() == before
        assert self._doubtful() == doubtful

    def _rows(self) -> list[ListRow]:
        with self.store._database.reading() as connection:
            keys = connection.exec_driver_sql("SELECT order_key FROM view ORDER BY 1").scalars()
            found = list(keys)
        return list(self.store.rows(found))

    def _doubtful(self) -> list[OutboxEntry]:
        entries = self.store.outbox(state=OutboxState.PENDING, limit=10_000)
        return [entry for entry in entries if entry.doubtful]


def _fields(order: Order) -> dict[str, object]:
    return {name: getattr(order, name) for name in order.__struct_fields__}


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
