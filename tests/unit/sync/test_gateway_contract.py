"""What every platform must do, tried on the one in memory and on the real one over HTTP."""

import hashlib
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from helpers.centres import Centre, InMemory, RealCentre, dispatched
from msgspec import Raw, structs

from desktop.contract.codec import decode_order, encode, kind_of
from desktop.contract.messages import (
    MAX_WAIT_S,
    ChangeOp,
    Claimed,
    PullReply,
    PullRequest,
    PushedAction,
    PushReply,
    PushRequest,
    ResultStatus,
)
from desktop.domain.actions import Accept, AddNote, Remove, SaveResult, Submit, UnitAction
from desktop.domain.calendar import CST
from desktop.domain.orders import HandlingResult, Order, Stage
from desktop.sync.ports import Gateway, GatewayError, Trouble


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentre]:
    centre = RealCentre(tmp_path_factory.mktemp("centre"))
    yield centre
    centre.close()


@pytest.fixture(params=["memory", "process"])
def centre(request: pytest.FixtureRequest) -> Centre:
    if request.param == "memory":
        return InMemory()
    real: RealCentre = request.getfixturevalue("real")
    return real


class Pc:
    """A client that numbers its actions by hand."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.gateway: Gateway = centre.gateway()
        self.client_id = str(uuid.uuid4())
        self.epoch = self.gateway.hello().epoch
        self.seq = 0

    def made(self, order: Order, action: UnitAction, **fields: object) -> PushedAction:
        self.seq += 1
        clicked = round(datetime.now(CST).timestamp() * 1000)
        plain: dict[str, object] = {
            "seq": self.seq,
            "op_id": str(uuid.uuid4()),
            "kind": kind_of(action),
            "order_id": order.order_id,
            "data": Raw(encode(action)),
            "claimed": Claimed(wall_ms=clicked),
        }
        return PushedAction(**{**plain, **fields})  # type: ignore[arg-type]  # named by the test

    def push(self, *actions: PushedAction, **fields: object) -> PushReply:
        plain: dict[str, object] = {
            "client_id": self.client_id,
            "user_id": self.centre.user_id,
            "epoch": self.epoch,
            "protocol": 1,
            "client_version": "0.1.0",
            "sent_at": datetime.now(CST),
            "actions": actions,
        }
        return self.gateway.push(PushRequest(**{**plain, **fields}))  # type: ignore[arg-type]

    def pull(self, cursor: str = "", **fields: object) -> PullReply:
        plain: dict[str, object] = {
            "client_id": self.client_id,
            "epoch": self.epoch,
            "cursor": cursor,
            "ack": 0,
        }
        return self.gateway.pull(PullRequest(**{**plain, **fields}))  # type: ignore[arg-type]

    def caught_up(self) -> str:
        """Pull everything; gives the cursor."""
        reply = self.pull(limit=2000)
        while reply.more:
            reply = self.pull(reply.cursor, limit=2000)
        return reply.cursor

    def order(self, order: Order) -> Order:
        for change in self.pull(limit=2000).changes:
            if change.order_id == order.order_id:
                return decode_order(change.order or b"")
        raise AssertionError(order.number)


@pytest.fixture
def pc(centre: Centre) -> Pc:
    return Pc(centre)


@pytest.fixture
def order(centre: Centre) -> Order:
    made = dispatched()
    centre.dispatch(made)
    return made


def _trouble(call: Callable[[], object]) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        call()
    assert caught.value.message
    return caught.value


def test_it_proves_itself_and_says_who_we_are(centre: Centre) -> None:
    gateway = centre.gateway()
    assert gateway.ping().server_time.tzinfo is not None
    hello = gateway.hello()
    assert hello.protocol_min <= 1 <= hello.protocol_max
    assert (hello.unit_id, hello.user_id) == ("u1", centre.user_id)


def test_actions_are_taken_in_order(pc: Pc, order: Order) -> None:
    reply = pc.push(pc.made(order, Accept()), pc.made(order, AddNote(entry_id="a", text="一")))
    assert [result.status for result in reply.results] == [ResultStatus.APPLIED] * 2
    assert reply.last == 2
    assert pc.order(order).stage is Stage.ACCEPTED


def test_a_repeat_gets_the_stored_answer_and_has_no_effect(pc: Pc, order: Order) -> None:
    action = pc.made(order, AddNote(entry_id=str(uuid.uuid4()), text="一"))
    first = pc.push(action)
    again = pc.push(action)
    assert again.results[0].replayed
    assert again.results[0].version == first.results[0].version
    assert len(pc.order(order).notes) == 1


def test_a_repeat_under_a_new_client_id_is_known_by_its_op_id(
    centre: Centre, pc: Pc, order: Order
) -> None:
    action = pc.made(order, AddNote(entry_id=str(uuid.uuid4()), text="一"))
    pc.push(action)
    forked = Pc(centre)
    reply = forked.push(structs.replace(action, seq=1))
    assert reply.results[0].replayed
    assert len(pc.order(order).notes) == 1


def test_a_gap_says_what_is_expected(pc: Pc, order: Order) -> None:
    error = _trouble(lambda: pc.push(pc.made(order, Accept(), seq=5)))
    assert (error.code, error.expected) == (Trouble.GAP, 1)


def test_a_number_used_twice_is_found(pc: Pc, order: Order) -> None:
    pc.push(pc.made(order, Accept()))
    other = pc.made(order, AddNote(entry_id="x", text="别的"), seq=1)
    assert _trouble(lambda: pc.push(other)).code == Trouble.SEQ_REUSED


def test_another_epoch_is_told(pc: Pc, order: Order) -> None:
    action = pc.made(order, Accept())
    error = _trouble(lambda: pc.push(action, epoch=pc.epoch + 1))
    assert (error.code, error.epoch) == (Trouble.EPOCH_CHANGED, pc.epoch)


def test_a_refusal_has_a_code_and_a_sentence_and_blocks_what_builds_on_it(
    pc: Pc, order: Order
) -> None:
    refused = pc.made(order, Submit())
    follower = pc.made(order, Accept())
    reply = pc.push(refused, follower)
    assert reply.results[0].status is ResultStatus.REFUSED
    assert reply.results[0].code == "action.not_accepted"
    assert reply.results[0].message
    assert reply.results[1].status is ResultStatus.BLOCKED
    seen = pc.push(pc.made(order, Accept(), seen=2))
    assert seen.results[0].status is ResultStatus.APPLIED


def test_an_action_nobody_can_read_is_an_error_and_the_queue_goes_on(pc: Pc, order: Order) -> None:
    poison = pc.made(order, Accept(), kind="record_contact", data=Raw(b'{"kind":"record_contact"}'))
    reply = pc.push(poison, pc.made(order, AddNote(entry_id=str(uuid.uuid4()), text="好的")))
    assert [result.status for result in reply.results] == [
        ResultStatus.ERROR,
        ResultStatus.APPLIED,
    ]


def test_two_clients_writing_one_section_conflict(centre: Centre, order: Order) -> None:
    first, second = Pc(centre), Pc(centre)
    first.push(first.made(order, Accept()))
    base = next(c.version for c in first.pull().changes if c.order_id == order.order_id)
    mine = SaveResult(HandlingResult(outcome="solved", answer="甲"))
    theirs = SaveResult(HandlingResult(outcome="solved", answer="乙"))
    first.push(first.made(order, mine, base_version=base))
    reply = second.push(second.made(order, theirs, base_version=base))
    assert reply.results[0].status is ResultStatus.CONFLICT
    assert reply.results[0].section == "result"
    server = decode_order(reply.results[0].order or b"")
    assert server.round.result is not None
    assert server.round.result.answer == "甲"


def test_one_client_never_conflicts_with_itself(pc: Pc, order: Order) -> None:
    actions = [pc.made(order, Accept())]
    for answer in ("一", "二"):
        action = SaveResult(HandlingResult(outcome="solved", answer=answer))
        actions.append(pc.made(order, action))
    assert {result.status for result in pc.push(*actions).results} == {ResultStatus.APPLIED}


def test_changes_come_after_the_cursor_page_by_page(centre: Centre, pc: Pc) -> None:
    cursor = pc.caught_up()
    new = [dispatched() for _ in range(5)]
    centre.dispatch(*new)
    seen = []
    more = True
    while more:
        reply = pc.pull(cursor, limit=2)
        seen += [change.order_id for change in reply.changes]
        assert reply.cursor != cursor
        cursor, more = reply.cursor, reply.more
    assert sorted(seen) == sorted(order.order_id for order in new)
    assert pc.pull(cursor).changes == ()


def test_a_useless_cursor_brings_everything_again(pc: Pc, order: Order) -> None:
    reply = pc.pull("1.2.nonsense", limit=2000)
    assert reply.reset
    assert order.order_id in {change.order_id for change in reply.changes}


def test_a_recalled_order_is_removed_with_its_reason(centre: Centre, pc: Pc, order: Order) -> None:
    pc.push(pc.made(order, Accept()))
    cursor = pc.caught_up()
    centre.act(order.order_id, Remove("误派"))
    change = next(c for c in pc.pull(cursor).changes if c.order_id == order.order_id)
    assert (change.op, change.reason) == (ChangeOp.REMOVE, "误派")


def test_answers_come_with_the_pull_until_they_are_acknowledged(pc: Pc, order: Order) -> None:
    pc.push(pc.made(order, Accept()), pc.made(order, AddNote(entry_id="q", text="一")))
    assert [result.seq for result in pc.pull().results] == [1, 2]
    assert [result.seq for result in pc.pull(ack=1).results] == [2]
    assert pc.pull(ack=2).last == 2


def test_a_waiting_pull_returns_when_something_happens(centre: Centre, pc: Pc) -> None:
    cursor = pc.caught_up()
    got: list[PullReply] = []
    waiting = threading.Thread(
        target=lambda: got.append(pc.pull(cursor, limit=1, wait_s=MAX_WAIT_S))
    )
    waiting.start()
    new = dispatched()
    centre.dispatch(new)
    waiting.join(MAX_WAIT_S)
    assert [change.order_id for change in got[0].changes] == [new.order_id]


def test_a_waiting_pull_is_ended_at_once(pc: Pc) -> None:
    cursor = pc.caught_up()
    codes: list[str] = []

    def wait() -> None:
        codes.append(_trouble(lambda: pc.pull(cursor, limit=1, wait_s=MAX_WAIT_S)).code)

    waiting = threading.Thread(target=wait)
    waiting.start()
    pc.gateway.end_wait()
    waiting.join(5)
    assert codes == [Trouble.ENDED]
    assert pc.pull(cursor).changes == ()


def test_a_file_is_sent_in_parts_and_hashed_whole(pc: Pc) -> None:
    content = uuid.uuid4().bytes * 5000
    sha256 = hashlib.sha256(content).hexdigest()
    upload = pc.gateway.announce_blob(sha256, len(content))
    assert (upload.offset, upload.present) == (0, False)
    assert pc.gateway.upload_part(upload.upload_id, offset=0, part=content[:30_000]) == 30_000
    resumed = pc.gateway.announce_blob(sha256, len(content))
    assert resumed.offset == 30_000
    error = _trouble(
        lambda: pc.gateway.upload_part(resumed.upload_id, offset=0, part=content[:100])
    )
    assert error.code == Trouble.UPLOAD_OFFSET
    pc.gateway.upload_part(resumed.upload_id, offset=30_000, part=content[30_000:])
    assert pc.gateway.announce_blob(sha256, len(content)).present


def test_an_empty_file_needs_no_part(pc: Pc) -> None:
    assert pc.gateway.announce_blob(hashlib.sha256(b"").hexdigest(), 0).present


def test_a_file_whose_hash_is_wrong_never_becomes_present(pc: Pc) -> None:
    content = uuid.uuid4().bytes
    sha256 = hashlib.sha256(b"other" + content).hexdigest()
    upload = pc.gateway.announce_blob(sha256, len(content))

    def finish() -> None:
        pc.gateway.upload_part(upload.upload_id, offset=0, part=content)
        pc.gateway.announce_blob(sha256, len(content))

    assert _trouble(finish).code == Trouble.UPLOAD_HASH
    assert not pc.gateway.announce_blob(sha256, len(content)).present
