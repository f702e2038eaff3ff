"""A PC breaks with work on it: the work goes on elsewhere, and nothing is applied twice."""

import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from helpers.central_clerks import UNITS, Clerk, add_orders, make_order, note, open_platform
from helpers.platform_gateway import PlatformGateway
from helpers.stores import OneRuleBook, open_test_store
from helpers.sync_bench import a_clock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central import admitting, late_entries, rescue, schema
from central.identity import Session
from central.moments import now
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import (
    ActionResult,
    Claimed,
    PushRequest,
    RescueBundle,
    RescueReply,
    ResultStatus,
)
from desktop.domain.actions import Accept, AddAttachment, SaveResult, UnitAction
from desktop.domain.orders import HandlingResult, Order, Role
from desktop.services import rescue_desk
from desktop.services.order_desk import ChangeFeed, OrderDesk, RefusedError
from desktop.services.ports import OutboxState, Resolution
from desktop.services.rescue_desk import RescueDesk
from desktop.sync.round import SyncRound

PASSPHRASE = "八个字的一句口令"


class _Clock:
    def now(self) -> datetime:
        return now()

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=round(now().timestamp() * 1000))


@dataclass
class _Courier:
    """Honours `Courier` for a platform in this process."""

    platform: Platform
    session: Session

    def hand_over(self, bundle: RescueBundle) -> RescueReply:
        return rescue.file_bundle(
            self.platform.database, bundle, self.session.actor, who=self.session.user_name
        )


class Pc:
    """A PC of one clerk: a real database, and rounds against the platform."""

    def __init__(self, platform: Platform, folder: Path, session: Session) -> None:
        self.store = open_test_store(folder)
        self.store.bind_user(session.user_id)
        self.gateway = PlatformGateway(platform, session)
        self.changes = ChangeFeed()
        self.desk = OrderDesk(self.store, OneRuleBook(), _Clock(), session.actor, self.changes)
        courier = _Courier(platform, session)
        self.rescue = RescueDesk(self.desk, self.store, self.store.blobs, _Clock(), "1.0", courier)

    def sync(self) -> None:
        SyncRound(self.store, self.gateway, a_clock(), self.changes).run()

    def states(self) -> list[OutboxState]:
        return [entry.state for entry in reversed(self.store.outbox())]


@dataclass
class Street:
    """A platform, an order, and two PCs of the same clerk."""

    platform: Platform
    order: Order
    old: Pc
    new: Pc

    def write(self, cause: str) -> None:
        self.old.desk.act(self.order.order_id, SaveResult(HandlingResult(cause=cause)))

    def note(self, text: str) -> None:
        self.old.desk.act(self.order.order_id, note(text))

    def hand_over(self) -> None:
        content, _summary = self.old.rescue.export(PASSPHRASE)
        self.new.rescue.take_in(content, PASSPHRASE)

    def applied(self) -> Counter[str]:
        with self.platform.database.read() as connection:
            return Counter(
                connection.execute(
                    schema.history.select().with_only_columns(schema.history.c.op_id)
                ).scalars()
            )


def a_street(folder: Path) -> Street:
    platform = open_platform(folder / "centre")
    order = make_order("A-1")
    add_orders(platform, order)
    clerk = Clerk(platform, name="王五")
    clerk.do(order, Accept())
    session = Session(
        user_id=str(uuid.uuid4()),
        user_name="张三",
        unit_id="u1",
        unit_name=UNITS["u1"],
        role=Role.CLERK,
        device_id="d",
    )
    old, new = Pc(platform, folder / "old", session), Pc(platform, folder / "new", session)
    old.sync()
    return Street(platform, order, old, new)


def close(street: Street) -> None:
    street.old.store.close()
    street.new.store.close()
    street.platform.close()


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    made = a_street(tmp_path)
    yield made
    close(made)


def test_the_work_of_a_broken_pc_goes_on_at_another(street: Street) -> None:
    street.note("备注一")
    street.write("管道破损")
    street.old.desk.keep_draft(street.order.order_id, "note", '{"text":"没写完"}'.encode())
    photo = street.old.store.blobs.put(b"jpeg", name="楼道.jpg", media_type="image/jpeg")
    with street.old.store.writing() as transaction:
        transaction.add_blob(photo)
    content, summary = street.old.rescue.export(PASSPHRASE)
    assert (summary.actions, summary.drafts) == (2, 1)
    assert "管道破损".encode() not in content
    taken = street.new.rescue.take_in(content, PASSPHRASE)
    assert (taken.actions, taken.drafts, taken.known) == (2, 1, 0)
    street.new.sync()
    assert street.new.states() == [OutboxState.DONE, OutboxState.DONE]
    order = street.new.desk.open(street.order.order_id).working.order
    assert order.round.result == HandlingResult(cause="管道破损")
    assert [entry.text for entry in order.notes] == ["备注一"]
    assert street.new.desk.draft(street.order.order_id, "note") == '{"text":"没写完"}'.encode()
    old = {entry.op_id: entry for entry in street.old.store.outbox()}
    assert {entry.op_id for entry in street.new.store.outbox()} == set(old)
    for entry in street.new.store.outbox():
        assert (entry.data, entry.clicked_at) == (
            old[entry.op_id].data,
            old[entry.op_id].clicked_at,
        )


def test_a_second_import_changes_nothing(street: Street) -> None:
    street.note("备注一")
    content, _summary = street.old.rescue.export(PASSPHRASE)
    street.new.rescue.take_in(content, PASSPHRASE)
    before = street.new.store.outbox()
    again = street.new.rescue.take_in(content, PASSPHRASE)
    assert (again.actions, again.known) == (0, 1)
    assert street.new.store.outbox() == before
    back = street.old.rescue.take_in(content, PASSPHRASE)
    assert (back.actions, back.known) == (0, 1)


def test_files_come_along(street: Street) -> None:
    photo = street.old.store.blobs.put(b"jpeg", name="楼道.jpg", media_type="image/jpeg")
    with street.old.store.writing() as transaction:
        transaction.add_blob(photo)
    attach = _attachment(photo.sha256)
    street.old.desk.act(street.order.order_id, attach)
    content, summary = street.old.rescue.export(PASSPHRASE)
    assert (summary.files, summary.missing) == (1, 0)
    street.new.rescue.take_in(content, PASSPHRASE)
    assert street.new.store.blobs.get(photo.sha256) == b"jpeg"
    assert [blob.sha256 for blob in street.new.store.pending_blobs()] == [photo.sha256]


def _attachment(sha256: str) -> UnitAction:
    return AddAttachment(
        entry_id="a-1",
        sha256=sha256,
        name="楼道.jpg",
        media_type="image/jpeg",
        size=4,
        purpose="photo",
    )


def test_what_was_refused_and_nobody_dealt_with_comes_along_with_its_answer(street: Street) -> None:
    """The platform knows its own answer; what a clerk has dealt with stays behind."""
    for text in ("一", "二"):
        street.note(text)
    colleague = Clerk(street.platform, name="赵六")
    street.write("甲写的")
    colleague.do(street.order, SaveResult(HandlingResult(cause="赵六先写的")))
    street.old.sync()
    kept = _clash(street)
    content, _summary = street.old.rescue.export(PASSPHRASE)
    with street.old.store.writing() as transaction:
        transaction.resolve(kept, Resolution.DISMISSED)
    with pytest.raises(RefusedError, match="不用导出"):
        street.old.rescue.export(PASSPHRASE)
    street.new.rescue.take_in(content, PASSPHRASE)
    street.new.sync()
    (entry,) = street.new.store.outbox()
    assert (entry.op_id, entry.status) == (kept, ResultStatus.CONFLICT)
    assert street.new.store.clash_texts(kept)[1]


def _clash(street: Street) -> str:
    newest = street.old.store.outbox()[0]
    assert newest.status is ResultStatus.CONFLICT
    return newest.op_id


def test_another_persons_file_is_refused(street: Street) -> None:
    street.note("备注一")
    content, _summary = street.old.rescue.export(PASSPHRASE)
    street.new.store.bind_user("u-other")
    with pytest.raises(RefusedError, match="另一位用户"):
        street.new.rescue.take_in(content, PASSPHRASE)
    assert street.new.store.outbox() == ()


def test_a_damaged_file_or_another_passphrase_changes_nothing(street: Street) -> None:
    street.note("备注一")
    content, _summary = street.old.rescue.export(PASSPHRASE)
    cases = {
        "口令不对": (content, "另外八个字的口令"),
        "已损坏": (content[:-1] + bytes([content[-1] ^ 1]), PASSPHRASE),
        "不完整": (content[:30], PASSPHRASE),
        "不是承办": (b"PK\x03\x04", PASSPHRASE),
    }
    for words, (given_content, passphrase) in cases.items():
        with pytest.raises(RefusedError, match=words):
            street.new.rescue.take_in(given_content, passphrase)
    assert street.new.store.outbox() == ()
    with pytest.raises(RefusedError, match="至少 8 个字"):
        street.old.rescue.export("短口令")


def test_what_the_centre_does_not_take_is_put_into_its_hands(street: Street) -> None:
    """A clash and what builds on it wait for a person there; what can be sent still is, once."""
    street.new.sync()
    street.new.desk.act(street.order.order_id, SaveResult(HandlingResult(cause="别人写的")))
    street.new.sync()
    street.write("我写的")
    street.old.sync()
    assert street.old.states() == [OutboxState.ATTENTION]
    street.note("还没有上报")
    handed = street.old.rescue.hand_over("和同事意见不一")
    assert (handed.filed, handed.known, handed.unreadable) == (2, 0, 0)
    assert handed.text == "已交给中心 2 项，由中心的人核对受理。"
    clash, waiting = reversed(street.old.store.outbox())
    assert (clash.state, clash.resolution) == (OutboxState.ATTENTION, Resolution.HANDED_OVER)
    assert waiting.state is OutboxState.PENDING
    entries = late_entries.entries(street.platform.database)
    assert {(entry.kind, entry.code) for entry in entries} == {
        ("save_result", "rescue"), ("add_note", "rescue"),
    }  # fmt: skip
    street.old.sync()
    assert street.old.states() == [OutboxState.ATTENTION, OutboxState.DONE]
    admitting.admit(street.platform.database, street.platform.rulebook, clash.op_id)
    with pytest.raises(ProblemError):
        admitting.admit(street.platform.database, street.platform.rulebook, waiting.op_id)
    assert set(street.applied().values()) == {1}
    with pytest.raises(RefusedError, match="不用交给中心"):
        street.old.rescue.hand_over()


def _refused_at(street: Street) -> str:
    """Let a colleague be first, so that the platform refuses the old PC's text; its op_id."""
    street.new.sync()
    street.new.desk.act(street.order.order_id, SaveResult(HandlingResult(cause="别人写的")))
    street.new.sync()
    street.write("我写的")
    street.old.sync()
    return _clash(street)


@pytest.mark.parametrize("before_the_answer", [True, False])
def test_what_a_restored_platform_was_handed_over_is_open_again(
    street: Street, *, before_the_answer: bool
) -> None:
    """Its late entry is gone; nobody would have the work, and nobody would know."""
    path = street.platform.database.data / "platform.sqlite"
    with closing(sqlite3.connect(":memory:")) as backup, closing(sqlite3.connect(path)) as live:
        street.new.sync()
        if before_the_answer:
            live.backup(backup)
        op_id = _refused_at(street)
        if not before_the_answer:
            live.backup(backup)
        assert street.old.rescue.hand_over().filed == 1
        assert street.old.store.count_attention() == 0
        backup.backup(live)
    street.platform.database.enter_new_epoch()
    for pc in (street.new, street.new, street.old, street.old):
        pc.sync()
    entry = street.old.store.action(op_id)
    assert entry is not None
    assert (entry.state, entry.resolution) == (OutboxState.ATTENTION, Resolution.OPEN)
    assert street.old.store.count_attention() == 1
    with street.old.store.writing() as transaction:
        transaction.resolve(op_id, Resolution.HANDED_OVER)
        transaction.undismiss(op_id)
    assert street.old.rescue.hand_over().filed == 1
    assert [late.op_id for late in late_entries.entries(street.platform.database)] == [op_id]


@dataclass
class _Meanwhile:
    """A way to the platform on which something happens before the answer comes back."""

    courier: _Courier
    happen: Callable[[], None]

    def hand_over(self, bundle: RescueBundle) -> RescueReply:
        reply = self.courier.hand_over(bundle)
        self.happen()
        return reply


def _slow_rescue(street: Street, happen: Callable[[], None]) -> RescueDesk:
    old = street.old
    courier = _Meanwhile(_Courier(street.platform, old.gateway.session), happen)
    return RescueDesk(old.desk, old.store, old.store.blobs, _Clock(), "1.0", courier)


def test_what_is_refused_during_the_hand_over_waits_for_the_clerk(street: Street) -> None:
    street.new.sync()
    street.write("我写的")

    def colleague_first() -> None:
        street.new.desk.act(street.order.order_id, SaveResult(HandlingResult(cause="别人写的")))
        street.new.sync()
        street.old.sync()

    assert _slow_rescue(street, colleague_first).hand_over().filed == 1
    (entry,) = street.old.store.outbox()
    assert (entry.status, entry.resolution) == (ResultStatus.CONFLICT, Resolution.OPEN)


def test_what_a_platform_forgets_during_the_hand_over_stays_open(street: Street) -> None:
    op_id = _refused_at(street)
    last = street.old.store.state().acked

    def restored() -> None:
        street.old.store.enter_epoch(epoch=99, last=last)
        results = [
            ActionResult(seq=action.seq, op_id=action.op_id, status=ResultStatus.CONFLICT)
            for action in street.old.store.outgoing(limit=9, max_bytes=10**6)
        ]
        street.old.store.record_results(results, last=last)

    assert _slow_rescue(street, restored).hand_over().filed == 1
    entry = street.old.store.action(op_id)
    assert entry is not None
    assert (entry.state, entry.resolution) == (OutboxState.ATTENTION, Resolution.OPEN)


def test_much_work_is_handed_over_in_bundles_that_the_centre_takes(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue_desk, "_LOT_BYTES", 2_500)
    for number in range(5):
        street.note(f"备注 {number}")
    assert street.old.rescue.hand_over().filed == 5
    found = late_entries.entries(street.platform.database)
    assert [entry.kind for entry in found] == ["add_note"] * 5
    assert street.old.rescue.hand_over().filed == 5  # a repeat files nothing twice
    assert len(late_entries.entries(street.platform.database)) == 5


def test_nothing_to_rescue_is_said(street: Street) -> None:
    with pytest.raises(RefusedError, match="不用导出"):
        street.old.rescue.export(PASSPHRASE)


def test_what_does_not_fit_is_said_and_stays(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue_desk, "MAX_RESCUED", 2)
    for number in range(3):
        street.note(f"备注{number}")
    _content, summary = street.old.rescue.export(PASSPHRASE)
    assert (summary.actions, summary.left) == (2, 1)
    assert "另有 1 项操作放不下" in summary.text
    assert len(street.old.store.unsent()) == 3


STEPS = st.lists(
    st.sampled_from(["note", "write", "old_sync", "old_loses_reply", "hand_over", "new_sync"]),
    min_size=3,
    max_size=9,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_whichever_pc_sends_it_first_it_counts_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """The broken PC may come back to life at any moment."""
    street = a_street(tmp_path_factory.mktemp("street"))
    try:
        for number, step in enumerate([*steps, "note", "hand_over", "new_sync", "old_sync"]):
            _do(street, step, number)
        for pc in (street.old, street.new, street.old):
            pc.sync()
        assert set(street.applied().values()) == {1}
        wanted = {entry.op_id for entry in street.old.store.outbox()}
        assert wanted <= set(street.applied())
        for pc in (street.old, street.new):
            assert set(pc.states()) <= {OutboxState.DONE}
    finally:
        close(street)


def _do(street: Street, step: str, number: int) -> None:
    if step == "note":
        street.note(f"备注{number}")
    elif step == "write":
        street.write(f"写{number}")
    elif step == "old_sync":
        street.old.sync()
    elif step == "old_loses_reply":
        _push_unheard(street)
    elif step == "new_sync":
        street.new.sync()
    elif street.old.store.unsent():
        street.hand_over()


def _push_unheard(street: Street) -> None:
    """The platform takes the old PC's work, whose disk dies before it is told."""
    state = street.old.store.state()
    actions = tuple(street.old.store.outgoing(limit=9, max_bytes=10**6))
    if actions:
        street.old.gateway.push(
            PushRequest(
                client_id=state.client_id,
                user_id=state.user_id,
                epoch=state.epoch,
                protocol=1,
                client_version="1",
                sent_at=now(),
                actions=actions,
            )
        )
