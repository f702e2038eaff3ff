"""What the server says replaces what it said before, and nothing else (I7-I10, I14)."""

import pytest
from helpers.orders import HANDS_ON, an_order, contacted, did, valid_action
from helpers.store_clerk import clerk_desk
from helpers.stores import put_change, remove_change
from msgspec import Raw, structs

from desktop.contract.codec import encode
from desktop.contract.messages import Change, ChangeOp
from desktop.domain.actions import Accept, FormPrinted
from desktop.domain.orders import Order, Stage
from desktop.services.lists import Group, ListFilter
from desktop.services.ports import OutboxState
from desktop.store.store import Store
from desktop.sync.ports import SweepGuardError


def orders(count: int) -> list[Order]:
    return [an_order(order_id=f"o-{n}", number=f"N{n}") for n in range(count)]


def put(store: Store, *found: Order, version: int = 1, epoch: int = 7) -> frozenset[str]:
    changes = [put_change(order, version) for order in found]
    return store.apply_changes(changes, epoch=epoch, cursor=f"c{version}")


def shown(store: Store, order_id: str = "o-1") -> Order:
    working = store.working(order_id)
    assert working is not None
    return working.order


def test_orders_arrive_in_view_lists_and_state(store: Store) -> None:
    assert put(store, *orders(3)) == {"o-0", "o-1", "o-2"}
    state = store.state()
    assert (state.epoch, state.cursor, state.acked, state.top) == (7, "c1", 0, 0)
    assert store.counts()[Group.TO_ACCEPT] == 3
    keys = store.keys(ListFilter())
    assert [row.order_id for row in store.rows(keys)] == ["o-0", "o-1", "o-2"]
    assert store.order_id_of(" N2 ") == "o-2"
    assert store.order_id_of("N9") is None
    assert encode(shown(store, "o-2")) == encode(orders(3)[2])


def test_versions_never_go_back_and_a_replay_changes_nothing(store: Store) -> None:
    put(store, an_order(title="新"), version=5)
    assert put(store, an_order(title="旧"), version=4) == frozenset()
    assert put(store, an_order(title="同号"), version=5) == frozenset()
    assert shown(store).title == "新"
    assert put(store, an_order(title="更新"), version=6) == {"o-1"}
    assert shown(store).title == "更新"


def test_of_two_versions_in_one_lot_the_newer_wins(store: Store) -> None:
    changes = [put_change(an_order(title="新"), 3), put_change(an_order(title="旧"), 2)]
    store.apply_changes(changes, epoch=7, cursor="c")
    assert shown(store).title == "新"
    assert store.counts()[Group.TO_ACCEPT] == 1


def test_a_lot_without_cursor_leaves_the_cursor_behind_its_rows(store: Store) -> None:
    put(store, an_order())
    store.apply_changes([put_change(an_order(order_id="o-2"), 2)], epoch=7, cursor=None)
    assert store.state().cursor == "c1"
    assert store.working("o-2") is not None


def test_a_reply_of_another_lineage_changes_nothing_until_it_is_entered(store: Store) -> None:
    put(store, an_order(title="旧系"), version=900)
    assert put(store, an_order(title="新系"), version=5, epoch=8) == frozenset()
    assert shown(store).title == "旧系"
    store.enter_epoch(epoch=8, last=0)
    assert (store.state().epoch, store.state().cursor) == (8, "")
    assert put(store, an_order(title="新系"), version=5, epoch=8) == {"o-1"}
    assert put(store, an_order(title="旧系"), version=901, epoch=7) == frozenset()
    assert shown(store).title == "新系"


def test_a_removed_order_keeps_its_content_and_comes_back(store: Store) -> None:
    put(store, *orders(2))
    changes = [remove_change("o-1", 2, "重新派单"), remove_change("unknown", 9)]
    assert store.apply_changes(changes, epoch=7, cursor="c2") == {"o-1"}
    working = store.working("o-1")
    assert working is not None
    assert working.removed_reason == "重新派单"
    assert working.order.stage is Stage.REMOVED
    assert working.order.content == an_order().content
    assert store.counts()[Group.REMOVED] == 1
    assert list(store.keys(ListFilter())) == [1]
    assert list(store.keys(ListFilter(group=Group.REMOVED))) == [2]
    assert [row.order_id for row in store.agenda(limit=9)] == ["o-0"]
    put(store, orders(2)[1], version=1)
    assert shown(store).stage is Stage.REMOVED
    put(store, orders(2)[1], version=3)
    assert shown(store).stage is Stage.DISPATCHED
    assert store.counts()[Group.REMOVED] == 0


def test_work_on_a_removed_order_stays_visible(store: Store) -> None:
    put(store, an_order())
    desk = clerk_desk(store)
    desk.act("o-1", Accept(), contacted())
    desk.keep_draft("o-1", "F2", b"typed")
    store.apply_changes([remove_change("o-1", 2)], epoch=7, cursor="c2")
    working = store.working("o-1")
    assert working is not None
    assert working.order.round.contacts
    assert working.unsent == 2
    assert store.draft("o-1", "F2") == b"typed"
    assert len(store.outbox(state=OutboxState.PENDING)) == 2


def test_work_above_a_new_base_is_replayed(store: Store) -> None:
    put(store, did(an_order(), Accept()))
    clerk_desk(store).act("o-1", contacted())
    put(store, did(an_order(title="标题已改"), Accept()), version=2)
    order = shown(store)
    assert order.title == "标题已改"
    assert order.round.accepted is not None
    assert [contact.entry_id for contact in order.round.contacts] == ["c-1"]
    row = store.rows(store.keys(ListFilter()))[0]
    assert (row.title, row.unsent) == ("标题已改", 1)


def test_work_that_a_new_base_refuses_stays_pending_and_is_marked(store: Store) -> None:
    put(store, did(an_order(), Accept()))
    clerk_desk(store).act("o-1", contacted())
    other = did(an_order(), Accept(), contacted("c-other"))
    put(store, structs.replace(other, stage=Stage.CLOSED), version=2)
    entry = store.outbox()[0]
    assert (entry.state, entry.doubtful) == (OutboxState.PENDING, True)
    assert len(shown(store).round.contacts) == 1


def test_a_reset_shelves_what_is_not_named_and_keeps_the_rest(store: Store) -> None:
    put(store, *orders(5))
    clerk_desk(store).keep_draft("o-4", "F2", b"typed")
    store.begin_reset(epoch=7)
    assert store.state().resetting
    put(store, *orders(4), version=1)
    assert store.finish_reset() == {"o-4"}
    assert not store.state().resetting
    assert store.finish_reset() == frozenset()
    working = store.working("o-4")
    assert working is not None
    assert working.removed_reason
    assert store.draft("o-4", "F2") == b"typed"
    assert store.counts()[Group.TO_ACCEPT] == 4


def test_what_only_a_sweep_removed_comes_back_in_a_reset_with_its_version(store: Store) -> None:
    put(store, *orders(3))
    store.begin_reset(epoch=7)
    put(store, *orders(2))
    store.finish_reset()
    assert put(store, orders(3)[2]) == frozenset()
    store.begin_reset(epoch=7)
    put(store, *orders(3))
    assert store.finish_reset() == frozenset()
    assert shown(store, "o-2").stage is Stage.DISPATCHED


def test_a_sweep_of_more_than_half_or_of_pending_work_asks_first(store: Store) -> None:
    put(store, *orders(4))
    store.begin_reset(epoch=7)
    put(store, orders(4)[0])
    with pytest.raises(SweepGuardError, match="4 张工单中的 3 张"):
        store.finish_reset()
    assert store.state().resetting
    assert store.counts()[Group.TO_ACCEPT] == 4
    put(store, *orders(3))
    clerk_desk(store).act("o-3", Accept())
    with pytest.raises(SweepGuardError, match="1 张有未上报"):
        store.finish_reset()
    assert store.finish_reset(confirmed=True) == {"o-3"}
    assert len(store.outbox()) == 1


def test_an_order_under_another_ones_id_is_not_shown(store: Store) -> None:
    """Work on it would go out to that other order."""
    put(store, *orders(2))
    foreign = Change(
        order_id="o-1", op=ChangeOp.PUT, version=9, order=Raw(encode(an_order(order_id="o-0")))
    )
    store.apply_changes([foreign], epoch=7, cursor="c9")
    assert shown(store, "o-1").number == "N1"
    assert store.state().cursor == "c9"


def test_an_unreadable_order_holds_up_nothing(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    strange = Change(order_id="o-9", op=ChangeOp.PUT, version=4, order=Raw(b'{"order_id": 9}'))
    newer = Change(order_id="o-1", op=ChangeOp.PUT, version=5, order=Raw(b'{"order_id": 9}'))
    put(store, an_order())
    changes = [strange, put_change(an_order(order_id="o-2"), 3), newer]
    assert store.apply_changes(changes, epoch=7, cursor="c2") == {"o-2", "o-9"}
    assert shown(store, "o-2").order_id == "o-2"
    assert shown(store).title == an_order().title
    assert store.counts()[Group.TO_ACCEPT] == 2
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    put(store, an_order(order_id="o-9"), version=6)
    assert shown(store, "o-9").order_id == "o-9"


def test_printed_forms_are_found_again(store: Store) -> None:
    order = an_order()
    printed = did(order, Accept(), valid_action(FormPrinted, order, HANDS_ON))
    put(store, printed)
    location = store.form_location(printed.prints[0].form_id)
    assert location is not None
    assert (location.order_id, location.form, location.round) == ("o-1", "F2", 1)
    assert store.form_location("FOREIGN") is None
