import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from helpers.central_clerks import UNITS, Clerk, add_orders, make_order, note
from helpers.postgres import BOTH
from sqlalchemy import select

from central import acknowledgements, dispatching, pulling, schema
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract import codec
from desktop.contract.messages import ChangeOp, CheckRequest
from desktop.domain.actions import Accept, Close, Remove
from desktop.domain.orders import Order

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def numbers(platform: Platform, clerk: Clerk, cursor: str, limit: int) -> list[list[str]]:
    """Pull until there is no more: the order ids of each page."""
    pages = []
    while True:
        reply = clerk.pull(cursor, limit=limit)
        pages.append([change.order_id for change in reply.changes])
        cursor = reply.cursor
        if not reply.more:
            return pages


def test_everything_comes_in_pages_and_once(platform: Platform) -> None:
    add_orders(platform, *[make_order(f"P-{n:03}") for n in range(25)])
    pages = numbers(platform, Clerk(platform), "", 10)
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [number for page in pages for number in page] == [f"id-P-{n:03}" for n in range(25)]


def test_a_cursor_at_the_head_brings_nothing_and_replaying_one_brings_the_same(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    first = clerk.pull()
    assert first.reset
    after = clerk.pull(first.cursor)
    assert (after.changes, after.more, after.reset) == ((), False, False)
    clerk.do(order, Accept())
    once, twice = clerk.pull(first.cursor), clerk.pull(first.cursor)
    assert once.changes[0].version == twice.changes[0].version
    assert once.cursor == twice.cursor


def test_an_order_changed_often_comes_once_with_its_last_version(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    cursor = clerk.pull().cursor
    clerk.push(clerk.made(order, Accept()), clerk.made(order, note()))
    last = clerk.do(order, note()).version
    assert [change.version for change in clerk.pull(cursor).changes] == [last]


@pytest.mark.parametrize("cursor", ["nonsense", "1.2", "7.0.0.u1", "{epoch}.999.0.u1"])
def test_a_useless_cursor_gets_everything_anew(
    platform: Platform, order: Order, cursor: str
) -> None:
    reply = Clerk(platform).pull(cursor.format(epoch=platform.database.epoch))
    assert reply.reset
    assert [change.order_id for change in reply.changes] == [order.order_id]


def test_a_cursor_of_another_unit_or_lineage_is_useless(platform: Platform, order: Order) -> None:
    add_orders(platform, make_order("Z-1", unit="u2"))
    cursor = Clerk(platform).pull().cursor
    assert Clerk(platform, unit="u2").pull(cursor).reset
    epoch = platform.database.enter_new_epoch()
    reply = Clerk(platform).pull(cursor)
    assert (reply.reset, reply.epoch) == (True, epoch)


def test_forgotten_removals_reset_old_cursors_but_not_a_listing_under_way(
    platform: Platform,
) -> None:
    orders = [make_order(f"T-{n}") for n in range(6)]
    add_orders(platform, *orders)
    old = Clerk(platform)
    cursor = old.pull(limit=3).cursor
    for order in orders[:2]:
        dispatching.act(platform.database, platform.rulebook, order.order_id, Remove("派错了"))
    fresh = Clerk(platform)
    under_way = fresh.pull(limit=2)
    assert pulling.forget_tombstones(platform.database, kept=timedelta(0) - timedelta(days=1)) == 2
    assert old.pull(cursor).reset
    rest = numbers(platform, fresh, under_way.cursor, 2)
    assert [number for page in rest for number in page] == ["id-T-4", "id-T-5"]
    assert not fresh.pull(under_way.cursor).reset


def test_an_order_removed_behind_a_listing_is_removed_before_its_end(platform: Platform) -> None:
    orders = [make_order(f"R-{n}") for n in range(4)]
    add_orders(platform, *orders)
    clerk = Clerk(platform)
    first = clerk.pull(limit=2)
    dispatching.act(platform.database, platform.rulebook, "id-R-0", Remove("派错了"))
    rest = clerk.pull(first.cursor)
    assert [(change.order_id, change.op) for change in rest.changes] == [
        ("id-R-2", ChangeOp.PUT),
        ("id-R-3", ChangeOp.PUT),
        ("id-R-0", ChangeOp.REMOVE),
    ]


def test_a_removal_at_the_head_leaves_a_fresh_cursor_at_the_head(
    platform: Platform, order: Order
) -> None:
    """Otherwise the long poll of a new client would wake at once, for ever."""
    dispatching.act(platform.database, platform.rulebook, order.order_id, Remove("派错了"))
    position = pulling.position_of(Clerk(platform).pull().cursor)
    assert position is not None
    assert position.change == pulling.heads(platform.database)["u1"]


def test_unacknowledged_results_come_with_a_pull(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    clerk.push(clerk.made(order, Accept()), clerk.made(order, note()))
    assert [told.seq for told in clerk.pull().results] == [1, 2]
    reply = clerk.pull(ack=1)
    assert ([told.seq for told in reply.results], reply.last) == ([2], 2)
    with pytest.raises(ProblemError) as found:
        Clerk(platform, client_id=clerk.client_id).pull()
    assert found.value.problem.code == "client_forked"


def test_a_page_ends_at_four_million_bytes(platform: Platform) -> None:
    add_orders(platform, *[make_order(f"L-{n}", content="长" * 200_000) for n in range(12)])
    pages = numbers(platform, Clerk(platform), "", 2000)
    assert len(pages) > 1
    assert sum(len(page) for page in pages) == 12


def test_the_checksum_is_that_of_what_a_client_holds(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    clerk.do(order, Accept())
    add_orders(platform, make_order("K-2"), make_order("K-3", unit="u2"))
    reply = clerk.pull()
    rows = [(change.order_id, change.version) for change in reply.changes]
    request = CheckRequest(client_id=clerk.client_id, cursor=reply.cursor)
    told = pulling.check(platform.database, request, clerk.session)
    assert (told.count, told.checksum) == (2, codec.checksum(rows))


_WRITERS, _EACH = 5, 6


def write_much(platform: Platform, writer: int) -> None:
    clerks = [Clerk(platform, unit=unit) for unit in UNITS]
    for n in range(_EACH):
        for clerk in clerks:
            order = make_order(f"W-{writer}-{n}-{clerk.unit}", unit=clerk.unit)
            add_orders(platform, order)
            clerk.do(order, Accept())


def follow(platform: Platform, unit: str, done: threading.Event) -> dict[str, int]:
    """Follow a unit's cursor until the writers are done; the last version of each order."""
    clerk, cursor = Clerk(platform, unit=unit), ""
    seen: dict[str, int] = {}
    while True:
        last_time = done.is_set()
        reply = clerk.pull(cursor, limit=7)
        cursor = reply.cursor
        for change in reply.changes:
            assert change.version > seen.get(change.order_id, 0)
            seen[change.order_id] = change.version
        if last_time and not reply.more:
            return seen


def test_no_change_is_ever_passed_over_while_many_write(platform: Platform) -> None:
    """Writers commit to all units at once; a reader that follows each cursor misses nothing."""
    done = threading.Event()
    with ThreadPoolExecutor(_WRITERS + len(UNITS)) as pool:
        readers = {unit: pool.submit(follow, platform, unit, done) for unit in UNITS}
        for writing in [pool.submit(write_much, platform, n) for n in range(_WRITERS)]:
            writing.result()
        done.set()
    for unit, reading in readers.items():
        fresh = Clerk(platform, unit=unit).pull(limit=2000).changes
        assert len(fresh) == _WRITERS * _EACH
        assert {change.order_id: change.version for change in fresh} == reading.result()


def answers(platform: Platform, clerk: Clerk) -> list[int]:
    table = schema.answers
    query = select(table.c.seq).where(table.c.client_id == clerk.client_id).order_by(table.c.seq)
    with platform.database.read() as connection:
        return list(connection.execute(query).scalars())


def test_answers_are_kept_until_they_are_acknowledged_and_old(
    platform: Platform, order: Order
) -> None:
    clerk, silent = Clerk(platform), Clerk(platform)
    clerk.push(clerk.made(order, Accept()), clerk.made(order, note()), clerk.made(order, Close()))
    silent.do(order, note())
    assert [told.seq for told in clerk.pull(ack=2).results] == [3]
    assert acknowledgements.forget(platform.database) == 0
    assert acknowledgements.forget(platform.database, kept=timedelta(seconds=-5)) == 2
    assert (answers(platform, clerk), answers(platform, silent)) == ([3], [1])
    clerk.pull(ack=3)
    assert acknowledgements.forget(platform.database, kept=timedelta(seconds=-5)) == 0


def test_an_acknowledgement_is_written_down_once_a_day_and_never_beyond_the_last(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    for _ in range(3):
        clerk.do(order, note())
    clerk.pull(ack=99)
    clerk.pull(ack=1)
    clerk.pull(ack=2)
    table = schema.clients
    query = select(table.c.acked).where(table.c.client_id == clerk.client_id)
    with platform.database.read() as connection:
        assert connection.execute(query).scalar() == 1
