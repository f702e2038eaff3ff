import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from helpers.central_clerks import Clerk, add_orders, contact, make_order, note, result
from helpers.postgres import BOTH
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Raw, structs

from central import dispatching, records
from central.moments import now
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import ResultStatus
from desktop.domain.actions import Accept, Close, Remove
from desktop.domain.orders import Order, Role, Stage

ON_BOTH = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def kinds(platform: Platform, order: Order) -> list[str]:
    return [line.kind for line in records.order_record(platform.database, order.number).history]


@ON_BOTH
def test_an_action_is_applied_and_told(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    told = clerk.do(order, Accept())
    assert told.status is ResultStatus.APPLIED
    held = clerk.order(order)
    assert held.stage is Stage.ACCEPTED
    assert held.round.accepted is not None
    assert held.round.accepted.name == "张三"
    line = records.order_record(platform.database, order.number).history[0]
    assert (line.client_id, line.seq, line.op_id) == (clerk.client_id, 1, told.op_id)
    assert line.version == told.version


@ON_BOTH
def test_a_repeat_after_a_lost_reply_gets_the_stored_answer(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    batch = [clerk.made(order, Accept()), clerk.made(order, contact()), clerk.made(order, Close())]
    first = clerk.push(*batch)
    again = clerk.push(*batch)
    assert [told.status for told in first.results] == [told.status for told in again.results]
    assert [told.version for told in first.results] == [told.version for told in again.results]
    assert not any(told.replayed for told in first.results)
    assert all(told.replayed for told in again.results)
    assert again.last == 3
    assert kinds(platform, order) == ["accept", "record_contact"]


def test_a_repeat_comes_before_any_precondition(platform: Platform, order: Order) -> None:
    """An accept that is repeated after the order moved on is still the accept that succeeded."""
    clerk = Clerk(platform)
    accept = clerk.made(order, Accept())
    clerk.push(accept)
    Clerk(platform, name="李四").do(order, result())
    told = clerk.push(accept).results[0]
    assert (told.status, told.replayed) == (ResultStatus.APPLIED, True)


@ON_BOTH
def test_a_renumbered_action_of_a_forked_database_is_known_by_its_op_id(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    clerk.do(order, Accept())
    wrote = clerk.made(order, note())
    clerk.push(wrote)
    forked = Clerk(platform, user_id=clerk.user_id)
    told = forked.push(structs.replace(wrote, seq=1)).results[0]
    assert (told.status, told.replayed, told.seq) == (ResultStatus.APPLIED, True, 1)
    assert kinds(platform, order).count("add_note") == 1
    assert forked.push(forked.made(order, note(), seq=2)).last == 2


@ON_BOTH
def test_a_gap_takes_nothing_and_tells_what_is_expected(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    with pytest.raises(ProblemError) as caught:
        clerk.push(clerk.made(order, Accept()), clerk.made(order, note(), seq=3))
    assert (caught.value.problem.code, caught.value.problem.expected) == ("gap", 2)
    assert kinds(platform, order) == []


@ON_BOTH
def test_a_used_number_with_another_content_is_a_fork(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    clerk.do(order, Accept())
    with pytest.raises(ProblemError) as caught:
        clerk.push(clerk.made(order, note(), seq=1))
    assert caught.value.problem.code == "seq_reused"


def test_an_op_id_with_another_content_is_an_error_and_the_queue_goes_on(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    accept = clerk.made(order, Accept())
    reply = clerk.push(
        accept, clerk.made(order, note(), op_id=accept.op_id), clerk.made(order, note("再记"))
    )
    assert [told.code for told in reply.results] == ["", "op.reused", ""]
    assert kinds(platform, order) == ["accept", "add_note"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"epoch": 7}, "epoch_changed"),
        ({"user_id": "somebody-else"}, "forbidden"),
        ({"protocol": 2}, "protocol_too_old"),
        ({"client_id": ""}, "malformed"),
        ({"client_id": "x" * 61}, "malformed"),
    ],
)
def test_a_request_is_turned_away_whole(
    platform: Platform, order: Order, fields: dict[str, object], code: str
) -> None:
    clerk = Clerk(platform)
    with pytest.raises(ProblemError) as caught:
        clerk.push(clerk.made(order, Accept()), **fields)
    assert caught.value.problem.code == code
    assert kinds(platform, order) == []


@ON_BOTH
def test_another_users_client_is_a_fork(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    clerk.do(order, Accept())
    other = Clerk(platform, client_id=clerk.client_id)
    with pytest.raises(ProblemError) as caught:
        other.do(order, note())
    assert caught.value.problem.code == "client_forked"


def test_more_than_a_hundred_actions_are_too_many(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    with pytest.raises(ProblemError) as caught:
        clerk.push(*[clerk.made(order, note()) for _ in range(101)])
    assert caught.value.problem.code == "too_large"


POISON = {
    "not an action": {"data": Raw(b'{"kind":"add_note"}')},
    "another kind than it says": {"kind": "accept"},
    "a later shape": {"schema": 2},
    "a time without zone": {
        "kind": "record_visit",
        "data": Raw(
            json.dumps(
                {
                    "kind": "record_visit",
                    "entry_id": "e",
                    "occurred_at": "2026-11-20T09:00:00",
                    "place": "楼道",
                }
            ).encode()
        ),
    },
}


@pytest.mark.parametrize("fields", POISON.values(), ids=POISON)
@ON_BOTH
def test_a_poison_action_gets_an_error_and_delays_nobody(
    platform: Platform, order: Order, fields: dict[str, object]
) -> None:
    clerk = Clerk(platform)
    reply = clerk.push(
        clerk.made(order, Accept()),
        clerk.made(order, note(), **fields),
        clerk.made(order, note("之后")),
    )
    told = reply.results[1]
    assert told.status is ResultStatus.ERROR
    assert told.incident
    assert reply.last == 3
    assert [line.text for line in clerk.order(order).notes] == ["之后"]


def test_a_click_at_no_moment_at_all_is_an_error(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    made = clerk.made(order, Accept())
    wrong = structs.replace(made, claimed=structs.replace(made.claimed, wall_ms=10**18))
    assert clerk.push(wrong).results[0].status is ResultStatus.ERROR
    assert clerk.order(order).stage is Stage.DISPATCHED


@pytest.mark.parametrize(
    ("kind", "code"), [("close", "action.role"), ("fly_to_the_moon", "action.unknown")]
)
def test_a_unit_cannot_make_other_actions_than_its_own(
    platform: Platform, order: Order, kind: str, code: str
) -> None:
    clerk = Clerk(platform)
    told = clerk.do(order, Accept(), kind=kind)
    assert (told.status, told.code) == (ResultStatus.REFUSED, code)


def test_a_viewer_and_another_unit_are_refused(platform: Platform, order: Order) -> None:
    assert Clerk(platform, role=Role.VIEWER).do(order, Accept()).code == "action.role"
    assert Clerk(platform, unit="u2").do(order, Accept()).code == "order.not_yours"
    assert Clerk(platform).do("no-such-order", Accept()).code == "order.not_yours"


def test_the_platforms_time_decides_and_a_fast_clock_is_no_reason_to_refuse(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    clicked = now() - timedelta(minutes=40)
    assert clerk.do(order, Accept(), clicked=clicked).status is ResultStatus.APPLIED
    accepted = clerk.order(order).round.accepted
    assert accepted is not None
    assert now() - accepted.at < timedelta(minutes=1)
    line = records.order_record(platform.database, order.number).history[0]
    assert line.claimed_at < line.at
    ahead = clerk.do(order, note(), clicked=now() + timedelta(days=300))
    assert ahead.status is ResultStatus.APPLIED


@ON_BOTH
def test_versions_begin_anew_above_all_others_after_a_restore(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    before = clerk.do(order, Accept()).version
    epoch = platform.database.enter_new_epoch()
    told = clerk.do(order, note())
    assert told.version == epoch << 32
    assert told.version > before


def test_who_has_read_the_lineage_before_a_restore_does_not_bring_it_back(
    platform: Platform,
) -> None:
    database = platform.database
    read_before = database.meta("epoch")
    epoch = database.enter_new_epoch()
    for found in (read_before, ""):
        database.see_epoch(found)
        assert database.epoch == epoch
    database.see_epoch(str(epoch + 1))
    assert database.epoch == epoch + 1


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6)), min_size=1, max_size=15))
def test_any_sequence_of_repeated_and_overlapping_batches_applies_each_once(
    platform: Platform, tries: list[tuple[int, int]]
) -> None:
    """Replies are lost at will: the client sends any run it has not heard about, again."""
    clerk = Clerk(platform)
    order = make_order(clerk.client_id)
    add_orders(platform, order)
    made = [clerk.made(order, Accept()), *[clerk.made(order, note()) for _ in range(11)]]
    state = SimpleNamespace(last=0)
    for back, length in [*tries, (0, 12)]:
        start = max(0, state.last - back)
        reply = clerk.push(*made[start : start + length])
        assert all(told.status.settled for told in reply.results)
        state.last = reply.last
    clerk.push(*made[state.last :])
    history = records.order_record(platform.database, order.number).history
    assert [line.seq for line in history] == list(range(1, 13))
    assert [line.op_id for line in history] == [action.op_id for action in made]


@ON_BOTH
def test_an_action_that_cannot_be_written_leaves_those_around_it_untouched(
    platform: Platform, order: Order
) -> None:
    """Its op_id stands in the history as the centre's: the whole batch is written a second time."""
    other = make_order("A-2")
    add_orders(platform, other)
    clerk = Clerk(platform)
    bad = clerk.made(order, note("zwei"), seq=2)
    dispatching.act(
        platform.database, platform.rulebook, other.order_id, Remove("x"), op_id=bad.op_id
    )
    before = clerk.pull().cursor
    first = clerk.made(order, note("eins"), seq=1)
    last = clerk.made(order, note("drei"), seq=3)
    reply = clerk.push(first, bad, last)
    assert [told.status for told in reply.results] == [
        ResultStatus.APPLIED,
        ResultStatus.ERROR,
        ResultStatus.APPLIED,
    ]
    assert reply.last == 3
    held = clerk.order(order)
    assert [entry.text for entry in held.notes] == ["eins", "drei"]
    versions = [line.version for line in records.order_record(platform.database, "A-1").history]
    assert versions == [reply.results[0].version, reply.results[2].version]
    changes = clerk.pull(before).changes
    assert [(change.order_id, change.version) for change in changes] == [
        (order.order_id, versions[-1])
    ]
    again = clerk.push(first, bad, last)
    assert [told.status for told in again.results] == [told.status for told in reply.results]
