"""Texts that a person admits, beside what their clerks and others have written meanwhile."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from helpers.central_clerks import Clerk, contact, note, result
from helpers.postgres import BOTH
from sqlalchemy import text

from central import admitting, late_entries, rescue
from central.late_entries import Filing, LateState
from central.moments import now
from central.orderbook import Deed, OrderBook
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import PushedAction, RescueFate, ResultStatus
from desktop.domain.actions import Accept
from desktop.domain.orders import Order

ON_BOTH = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def handed_over(clerk: Clerk, *actions: PushedAction) -> list[RescueFate]:
    reply = rescue.file_bundle(
        clerk.platform.database, clerk.bundle(*actions), clerk.session.actor, who="x"
    )
    return [told.fate for told in reply.results]


def deed_of(clerk: Clerk, action: PushedAction) -> Deed:
    return Deed(
        op_id=action.op_id,
        kind=action.kind,
        data=bytes(action.data),
        actor=clerk.session.actor,
        at=now(),
        claimed_at=now(),
        received_at=now(),
        client_id=clerk.client_id,
        seq=action.seq,
    )


def written_against(platform: Platform, order: Order) -> tuple[Clerk, Clerk, PushedAction, int]:
    """李四 has written over the version that 张三 builds on, and 张三's text is handed over."""
    one, two = Clerk(platform, name="张三"), Clerk(platform, name="李四")
    base = one.do(order, Accept()).version
    one.do(order, contact())
    kept = one.made(order, result(cause="张三写的"), base_version=base)
    version = two.do(order, result(cause="李四写的"), base_version=base).version
    assert handed_over(one, kept) == [RescueFate.FILED]
    return one, two, kept, version


def cause(clerk: Clerk, order: Order) -> str:
    written = clerk.order(order).round.result
    assert written is not None
    return written.cause


@ON_BOTH
def test_who_has_not_seen_an_admitted_text_is_asked_before_replacing_it(
    platform: Platform, order: Order
) -> None:
    _one, two, kept, seen = written_against(platform, order)
    admitted = admitting.admit(platform.database, platform.rulebook, kept.op_id)[-1]
    assert admitted.status is ResultStatus.APPLIED
    third = Clerk(platform, name="王五")
    for clerk in (two, third):
        told = clerk.do(order, result(cause="没有看到"), base_version=seen)
        assert (told.status, told.section) == (ResultStatus.CONFLICT, "result")
    assert cause(two, order) == "张三写的"


@ON_BOTH
@pytest.mark.parametrize("same_client", [True, False])
def test_a_text_that_its_clerk_has_replaced_is_admitted_no_more(
    platform: Platform, order: Order, same_client: bool
) -> None:
    one, _two, kept, seen = written_against(platform, order)
    assert one.push(kept).results[0].status is ResultStatus.CONFLICT
    # a restored PC goes on under another id
    again = one if same_client else Clerk(platform, user_id=one.user_id)
    mine = result(cause="张三后来写的")
    chosen = again.do(order, mine, base_version=seen, supersedes=kept.op_id)
    assert chosen.status is ResultStatus.APPLIED
    with pytest.raises(ProblemError, match="not_found"):
        admitting.admit(platform.database, platform.rulebook, kept.op_id)
    assert cause(one, order) == "张三后来写的"
    if same_client:
        assert handed_over(one, kept) == [RescueFate.KNOWN]


def test_a_choice_that_fails_or_is_somebody_elses_leaves_the_text_to_be_admitted(
    platform: Platform, order: Order
) -> None:
    one, two, kept, seen = written_against(platform, order)
    one.push(kept)
    late_again = one.do(order, result(), base_version=1, supersedes=kept.op_id)
    assert late_again.status is ResultStatus.CONFLICT
    foreign = two.do(order, result(), base_version=seen, supersedes=kept.op_id)
    assert foreign.status is ResultStatus.APPLIED
    admitting.admit(platform.database, platform.rulebook, kept.op_id)
    assert cause(one, order) == "张三写的"


@ON_BOTH
def test_what_came_by_its_own_way_is_not_applied_again_and_its_entry_is_closed(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    sent = clerk.made(order, note())
    version = clerk.push(sent).results[0].version
    with platform.database.write() as transaction:
        filing = Filing(deed_of(clerk, sent), order.order_id, rescue.CODE, 1)
        late_entries.file(transaction.connection, filing)
    [told] = admitting.admit(platform.database, platform.rulebook, sent.op_id)
    assert (told.status, told.version) == (ResultStatus.NOOP, version)
    [entry] = late_entries.entries(platform.database)
    assert entry.state is LateState.ARRIVED
    assert len(clerk.order(order).notes) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_hand_over_waits_for_a_push_that_takes_the_same_action(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    sent = clerk.made(order, note())
    with ThreadPoolExecutor(1) as pool:
        with platform.database.write() as transaction:
            book = OrderBook(transaction, platform.database.epoch)
            book.hold([order.order_id])
            held = book.get(order.order_id)
            assert held is not None
            book.note(order.order_id, held.version, deed_of(clerk, sent), "noop")
            book.write()
            job = pool.submit(handed_over, clerk, sent)
            wait_for(platform, job)
        assert job.result() == [RescueFate.KNOWN]
    assert late_entries.entries(platform.database) == []


def wait_for(platform: Platform, job: "Future[list[RescueFate]]") -> None:
    """Wait until a job has ended, or hangs at a lock."""
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not job.done():
        with platform.database.read() as connection:
            if connection.execute(query).scalar_one():
                return


@ON_BOTH
def test_ids_that_no_database_takes_are_told_as_unreadable(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    made = [clerk.made(order, note(), op_id="a\0b"), clerk.made("x\0y", note())]
    fates = handed_over(clerk, *made, clerk.made(order, note()))
    assert fates == [RescueFate.UNREADABLE, RescueFate.UNREADABLE, RescueFate.FILED]
