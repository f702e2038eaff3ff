"""Two clerks of a unit edit the same section; the real platform judges, the second one chooses."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from helpers.central_clerks import UNITS, Clerk, add_orders, contact, make_order, open_platform
from helpers.platform_gateway import PlatformGateway
from helpers.stores import OneRuleBook, open_test_store
from helpers.sync_bench import a_clock
from msgspec import structs

from central.identity import Session
from central.moments import now
from central.platform import Platform
from desktop.contract.messages import Claimed, ResultStatus
from desktop.domain.actions import Accept, SavePlan, SaveResult, Submit
from desktop.domain.orders import HandlingResult, Order, Role, Stage, WorkPlan
from desktop.services.attention_desk import AttentionDesk
from desktop.services.comparisons import Difference
from desktop.services.order_desk import ChangeFeed, OrderDesk, RefusedError
from desktop.services.ports import OutboxState, Resolution
from desktop.sync.round import SyncRound


class _Clock:
    def now(self) -> datetime:
        return now()

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=round(now().timestamp() * 1000))


class Pc:
    """A clerk's PC: a real database, and rounds against the platform."""

    def __init__(self, platform: Platform, folder: Path, name: str) -> None:
        session = Session(
            user_id=str(uuid.uuid4()),
            user_name=name,
            unit_id="u1",
            unit_name=UNITS["u1"],
            role=Role.CLERK,
            device_id=name,
        )
        self.store = open_test_store(folder)
        self.store.bind_user(session.user_id)
        self.gateway = PlatformGateway(platform, session)
        self.changes = ChangeFeed()
        book = OneRuleBook()
        self.desk = OrderDesk(self.store, book, _Clock(), session.actor, self.changes)
        self.attention = AttentionDesk(self.desk, self.store, self.store, self.store, book)

    def sync(self) -> None:
        SyncRound(self.store, self.gateway, a_clock(), self.changes).run()

    def cause(self, order: Order) -> str:
        result = self.desk.open(order.order_id).working.order.round.result
        return result.cause if result else ""

    def statuses(self) -> list[ResultStatus | None]:
        return [entry.status for entry in reversed(self.store.outbox())]


def wrote(cause: str, **fields: str) -> SaveResult:
    return SaveResult(HandlingResult(cause=cause, outcome="solved", **fields))


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    opened = open_platform(tmp_path / "centre")
    yield opened
    opened.close()


@pytest.fixture
def order(platform: Platform) -> Order:
    made = make_order("A-1")
    add_orders(platform, made)
    clerk = Clerk(platform, name="王五")
    clerk.do(made, Accept())
    clerk.do(made, contact())
    return made


@pytest.fixture
def pcs(platform: Platform, order: Order, tmp_path: Path) -> Iterator[tuple[Pc, Pc]]:
    """The first one's text is at the centre; the second one's came later on the older base."""
    one, two = Pc(platform, tmp_path / "1", "张三"), Pc(platform, tmp_path / "2", "李四")
    one.sync()
    two.sync()
    one.desk.act(order.order_id, wrote("甲写的", answer="已清理"))
    two.desk.act(order.order_id, wrote("乙写的"))
    one.sync()
    two.sync()
    yield one, two
    one.store.close()
    two.store.close()


def test_the_choice_shows_what_everybody_wrote(pcs: tuple[Pc, Pc], order: Order) -> None:
    _one, two = pcs
    (item,) = two.attention.entries()
    assert (item.number, item.what, item.is_conflict) == ("A-1", "填写处理记录", True)
    assert (two.store.count_attention(), two.cause(order)) == (1, "甲写的")
    detail = two.attention.look_at(item.op_id)
    shown = {row.label: row for row in detail.comparisons}
    assert list(shown) == ["原因分析", "处理结果", "答复要点"]
    cause = shown["原因分析"]
    assert (cause.base, cause.mine, cause.theirs) == ("", "乙写的", "甲写的")
    assert cause.difference is Difference.BOTH
    assert shown["处理结果"].difference is Difference.NONE
    assert shown["答复要点"].difference is Difference.THEIRS
    assert "原因分析：乙写的" in detail.text


def test_mine_sent_again_is_applied(pcs: tuple[Pc, Pc], order: Order) -> None:
    one, two = pcs
    (item,) = two.attention.entries()
    detail = two.attention.look_at(item.op_id)
    two.attention.send_again(item.op_id, detail.sight)
    assert (two.store.count_attention(), two.cause(order)) == (0, "乙写的")
    two.sync()
    assert two.statuses() == [ResultStatus.CONFLICT, ResultStatus.APPLIED]
    one.sync()
    assert one.cause(order) == "乙写的"
    old = two.store.action(item.op_id)
    assert old is not None
    assert (old.state, old.resolution) == (OutboxState.ATTENTION, Resolution.SUPERSEDED)
    assert "乙写的" in old.data.decode()


def test_theirs_kept_sends_nothing_more(pcs: tuple[Pc, Pc], order: Order) -> None:
    one, two = pcs
    (item,) = two.attention.entries()
    sent = two.gateway.pushed
    two.attention.keep_theirs(item.op_id)
    two.sync()
    one.sync()
    assert two.gateway.pushed == sent
    assert (two.cause(order), one.cause(order)) == ("甲写的", "甲写的")
    assert two.attention.entries() == ()
    assert [entry.op_id for entry in two.attention.entries(resolved=True)] == [item.op_id]


def test_work_after_a_choice_is_not_blocked(pcs: tuple[Pc, Pc], order: Order) -> None:
    _one, two = pcs
    (item,) = two.attention.entries()
    two.attention.keep_theirs(item.op_id)
    two.desk.act(order.order_id, Submit(), sight=two.desk.open(order.order_id).working)
    two.sync()
    assert two.statuses()[-1] is ResultStatus.APPLIED


def test_a_third_change_after_the_choice_was_shown_is_a_new_clash(
    pcs: tuple[Pc, Pc], order: Order
) -> None:
    one, two = pcs
    (item,) = two.attention.entries()
    sight = two.attention.look_at(item.op_id).sight
    one.desk.act(order.order_id, wrote("甲又改了"))
    one.sync()
    two.sync()
    two.attention.send_again(item.op_id, sight)
    two.sync()
    assert two.statuses() == [ResultStatus.CONFLICT, ResultStatus.CONFLICT]
    (again,) = two.attention.entries()
    assert again.op_id != item.op_id
    two.attention.send_again(again.op_id)
    two.sync()
    assert (two.statuses()[-1], two.cause(order)) == (ResultStatus.APPLIED, "乙写的")


def test_what_was_filled_in_before_a_colleagues_change_came_is_a_clash(
    pcs: tuple[Pc, Pc], order: Order
) -> None:
    """Nothing is lost although this database has the colleague's text when the clerk saves."""
    one, two = pcs
    two.attention.keep_theirs(two.attention.entries()[0].op_id)
    filled_in = two.desk.open(order.order_id).working
    one.desk.act(order.order_id, wrote("甲又改了"))
    one.sync()
    two.sync()
    assert two.cause(order) == "甲又改了"
    two.desk.act(order.order_id, wrote("乙再写"), sight=filled_in)
    two.sync()
    (item,) = two.attention.entries()
    cause = two.attention.look_at(item.op_id).comparisons[0]
    assert (cause.base, cause.mine, cause.theirs) == ("甲写的", "乙再写", "甲又改了")


def test_an_old_form_does_not_overwrite_what_was_put_together_meanwhile(
    pcs: tuple[Pc, Pc], order: Order
) -> None:
    """The clerk chooses at the attention list; his half-written form knows neither text."""
    _one, two = pcs
    half_written = two.desk.open(order.order_id).working
    half_written = structs.replace(half_written, version=1, base_seq=0)
    (item,) = two.attention.entries()
    two.attention.send_again(item.op_id)
    two.sync()
    assert two.statuses()[-1] is ResultStatus.APPLIED
    two.desk.act(order.order_id, wrote("旧草稿"), sight=half_written)
    two.sync()
    assert two.statuses()[-1] is ResultStatus.CONFLICT
    # what he writes with both before him passes, also before the next pull
    (item,) = two.attention.entries()
    two.attention.send_again(item.op_id)
    two.desk.act(order.order_id, wrote("接着写"))
    two.desk.act(order.order_id, wrote("再接着写"))
    two.sync()
    assert two.statuses()[-2:] == [ResultStatus.APPLIED, ResultStatus.APPLIED]
    assert two.cause(order) == "再接着写"


def test_what_the_clerk_did_before_he_was_told_is_blocked_and_can_follow(
    pcs: tuple[Pc, Pc], order: Order
) -> None:
    one, two = pcs
    (first,) = two.attention.entries()
    two.attention.keep_theirs(first.op_id)
    before = two.desk.open(order.order_id).working
    one.desk.act(order.order_id, wrote("甲又改了"))
    one.sync()
    two.desk.act(order.order_id, wrote("乙再写"), sight=before)
    two.sync()
    two.desk.act(order.order_id, Submit(), sight=before)
    two.sync()
    assert two.statuses()[-2:] == [ResultStatus.CONFLICT, ResultStatus.BLOCKED]
    submit, clash = two.attention.entries()
    assert (submit.what, clash.what) == ("提交", "填写处理记录")
    two.attention.send_again(clash.op_id)
    two.attention.send_again(submit.op_id)
    two.sync()
    assert two.statuses()[-2:] == [ResultStatus.APPLIED, ResultStatus.APPLIED]
    assert two.desk.open(order.order_id).working.order.stage is Stage.SUBMITTED
    assert (two.attention.entries(), two.store.count_attention()) == ((), 0)


def test_only_the_first_of_several_actions_supersedes(pcs: tuple[Pc, Pc], order: Order) -> None:
    _one, two = pcs
    (item,) = two.attention.entries()
    sight = two.attention.look_at(item.op_id).sight
    two.desk.act(
        order.order_id,
        wrote("乙合并的"),
        SavePlan(WorkPlan(told_citizen="已告知")),
        supersedes=item.op_id,
        sight=sight,
    )
    sent = two.store.outgoing(limit=9, max_bytes=10**6)
    assert [action.supersedes for action in sent] == [item.op_id, ""]
    two.sync()
    assert two.statuses()[-2:] == [ResultStatus.APPLIED, ResultStatus.APPLIED]


@pytest.fixture
def backed_up(platform: Platform, pcs: tuple[Pc, Pc]) -> Iterator[Callable[[], None]]:
    """A backup of the platform from just before the clash; call it to put it back."""
    with closing(sqlite3.connect(":memory:")) as backup:
        path = platform.database.data / "platform.sqlite"

        def put_back() -> None:
            with closing(sqlite3.connect(path)) as live:
                backup.backup(live)
            platform.database.enter_new_epoch()

        with closing(sqlite3.connect(path)) as live:
            live.backup(backup)
        yield put_back


@pytest.mark.parametrize("choice", ["dismissed", "superseded"])
def test_what_was_dealt_with_does_not_come_back_from_a_restored_platform(
    pcs: tuple[Pc, Pc], order: Order, backed_up: Callable[[], None], choice: str
) -> None:
    """Neither as a new clash nor, now that nobody's text is in its way, as the text itself."""
    one, two = pcs
    two.attention.keep_theirs(two.attention.entries()[0].op_id)
    before = two.desk.open(order.order_id).working
    one.desk.act(order.order_id, wrote("甲后写的"))
    one.sync()
    two.desk.act(order.order_id, wrote("乙不要了的"), sight=before)
    two.sync()
    (clash,) = two.attention.entries()
    if choice == "dismissed":
        two.attention.keep_theirs(clash.op_id)
    else:
        two.desk.act(order.order_id, wrote("乙合并的"), supersedes=clash.op_id)
    two.desk.act(order.order_id, contact())
    two.sync()
    backed_up()
    sent = two.gateway.pushed
    two.sync()  # notices that the platform has forgotten something
    two.sync()
    wanted = {"dismissed": "甲写的", "superseded": "乙合并的"}[choice]
    assert two.gateway.pushed == sent + {"dismissed": 1, "superseded": 2}[choice]
    assert two.cause(order) == wanted
    assert (two.attention.entries(), two.store.state().acked) == ((), two.store.state().top)
    old = two.store.action(clash.op_id)
    assert old is not None
    assert (old.state, str(old.resolution)) == (OutboxState.ATTENTION, choice)


def test_what_was_done_before_a_fork_comes_back_to_a_restored_platform(
    pcs: tuple[Pc, Pc], order: Order, backed_up: Callable[[], None]
) -> None:
    """An image of the PC and a backup of the platform are put back, one after the other (I22)."""
    one, _two = pcs
    one.desk.act(order.order_id, contact())
    one.sync()
    one.store.fork()
    one.desk.act(order.order_id, contact())
    one.sync()
    there = len(one.desk.open(order.order_id).working.order.round.contacts)
    backed_up()
    one.sync()  # notices that the platform has forgotten something
    one.sync()
    assert len(one.desk.open(order.order_id).working.order.round.contacts) == there
    assert one.store.state().acked == one.store.state().top
    assert {entry.state for entry in one.store.outbox()} == {OutboxState.DONE}
    assert one.cause(order) == "甲写的"
    sent = one.gateway.pushed
    one.sync()
    assert one.gateway.pushed == sent


def test_what_was_put_aside_can_be_taken_up_again(pcs: tuple[Pc, Pc], order: Order) -> None:
    _one, two = pcs
    (item,) = two.attention.entries()
    two.attention.keep_theirs(item.op_id)
    two.attention.undo_dismissal(item.op_id)
    assert ([found.op_id for found in two.attention.entries()], two.store.count_attention()) == (
        [item.op_id],
        1,
    )
    two.attention.send_again(item.op_id)
    with pytest.raises(RefusedError, match="不用撤销"):
        two.attention.undo_dismissal(item.op_id)
    two.sync()
    assert two.cause(order) == "乙写的"
