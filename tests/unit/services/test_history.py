"""What happened to an order, and whether the centre has it."""

from datetime import timedelta

import pytest
from helpers.memory_store import MemoryStore
from helpers.rule_samples import OneRuleBook, xiayang_rules
from helpers.sample_histories import CLERK, NOW, sample_histories
from msgspec import structs

from desktop.contract.messages import Claimed
from desktop.domain import actions as act
from desktop.domain.orders import ContactOutcome
from desktop.services.history import Weight, history
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.ports import OutboxState, WorkingOrder


class _Clock:
    def now(self):  # type: ignore[no-untyped-def]
        return NOW

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=0)


@pytest.fixture
def store() -> MemoryStore:
    rules = xiayang_rules()
    made = MemoryStore(OneRuleBook(rules))
    for order in sample_histories(rules, now=NOW, count=12):
        made.put(order)
    return made


@pytest.fixture
def desk(store: MemoryStore) -> OrderDesk:
    return OrderDesk(store, store._rules, _Clock(), CLERK, ChangeFeed())


def _working(store: MemoryStore, order_id: str) -> WorkingOrder:
    found = store.working(order_id)
    assert found is not None
    return found


def test_newest_comes_first_and_the_dispatch_last(store: MemoryStore) -> None:
    events = history(_working(store, "o-000005"))
    moments = [event.at for event in events]
    assert moments == sorted(moments, reverse=True)
    assert events[0].what == "办结"
    assert events[-1].what == "派单"


def test_what_the_centre_has_bears_no_mark(store: MemoryStore) -> None:
    assert all(event.own is None for event in history(_working(store, "o-000005")))


def test_an_unsent_action_marks_its_own_event(store: MemoryStore, desk: OrderDesk) -> None:
    desk.act("o-000000", act.Accept())
    contact = act.RecordContact(
        entry_id="e-9", occurred_at=NOW, way="电话", outcome=ContactOutcome.REACHED
    )
    desk.act("o-000000", contact)
    marked = {event.what: event.own for event in history(_working(store, "o-000000"))}
    accepted, contacted = marked["接单"], marked["先行联系：已联系上"]
    assert accepted is not None
    assert contacted is not None
    assert (accepted.seq, contacted.seq) == (1, 2)
    assert marked["派单"] is None


def test_a_settled_action_loses_its_mark(store: MemoryStore, desk: OrderDesk) -> None:
    desk.act("o-000000", act.Accept())
    store.settle(1, state=OutboxState.DONE, version=2)
    assert all(event.own is None for event in history(_working(store, "o-000000")))


def test_a_refused_action_stays_with_its_reason(store: MemoryStore, desk: OrderDesk) -> None:
    desk.act("o-000000", act.Accept())
    store.settle(1, state=OutboxState.ATTENTION, message="工单已改派。")
    first = history(_working(store, "o-000000"))[0]
    assert (first.what, first.text, first.weight) == ("接单", "工单已改派。", Weight.BAD)


def test_a_bad_callback_is_told_once_as_callback_and_once_as_warning(store: MemoryStore) -> None:
    events = history(_working(store, "o-000008"))
    assert [event.what for event in events].count("回访：不满意") == 1
    assert [event.what for event in events].count("预警") == 1
    texts = [event.text for event in events if event.what.startswith("中心消息")]
    assert texts == []


def test_a_retracted_row_keeps_its_reason(store: MemoryStore, desk: OrderDesk) -> None:
    contact = _working(store, "o-000002").order.round.contacts[0]
    desk.act("o-000002", act.Retract(target=contact.entry_id, reason="记错了工单"))
    event = next(
        event
        for event in history(_working(store, "o-000002"))
        if event.entry_id == contact.entry_id
    )
    assert event.retracted == "记错了工单"


def test_a_message_of_the_centre_is_told_from_a_note_of_the_unit(store: MemoryStore) -> None:
    working = _working(store, "o-000002")
    order = working.order
    stamp = replace_stamp(order.round.accepted, by="u-centre")

    from desktop.domain.orders import Note

    said = Note(entry_id="n-1", stamp=stamp, text="请协同绿化市政站办理。", topic="difficult")
    told = structs.replace(working, order=structs.replace(order, notes=(said,)))
    assert history(told)[0].what == "中心消息：疑难上报"


def replace_stamp(stamp, *, by):  # type: ignore[no-untyped-def]

    return structs.replace(stamp, by=by, name="城运中心", at=NOW + timedelta(minutes=1))
