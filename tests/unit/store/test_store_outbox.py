"""What a clerk did is in the outbox byte for byte, is sent in order and settled once (I2-I4)."""

import threading
import uuid

import pytest
from helpers.orders import CLERK, HANDS_ON, an_order, contacted, did, valid_action
from helpers.store_clerk import clerk_desk
from helpers.stores import put_change, remove_change
from msgspec import Raw, structs

from desktop.contract.codec import encode, fingerprint
from desktop.contract.messages import ActionResult, Claimed, ResultStatus
from desktop.domain.actions import Accept, AddNote, RecordMeasure
from desktop.services.lists import ListFilter, ListRow
from desktop.services.ports import (
    AuditEntry,
    NewAction,
    OutboxState,
    Resolution,
    StorageError,
)
from desktop.store.store import Store

EVERYTHING = 10**9


@pytest.fixture(autouse=True)
def _one_order(store: Store) -> None:
    store.apply_changes([put_change(an_order(), 1)], epoch=7, cursor="c1")


def row(store: Store) -> ListRow:
    return store.rows(store.keys(ListFilter()))[0]


def answer(store: Store, seq: int, status: ResultStatus, **fields: object) -> ActionResult:
    op_id = next(entry.op_id for entry in store.outbox() if entry.seq == seq)
    return ActionResult(seq=seq, op_id=op_id, status=status, **fields)  # type: ignore[arg-type]


def note(number: int) -> AddNote:
    return AddNote(entry_id=f"n-{number}", text=f"备注{number}")


def new_action(data: bytes, **changes: object) -> NewAction:
    fields = {
        "op_id": str(uuid.uuid4()),
        "order_id": "o-1",
        "kind": "add_note",
        "data": data,
        "round": 1,
        "base_version": 1,
        "base_seq": 0,
        "seen": 0,
        "claimed": Claimed(5, 4, 3, "boot", 2),
        "clicked_at": HANDS_ON,
        "actor": CLERK,
    }
    return NewAction(**(fields | changes))  # type: ignore[arg-type]


def test_an_action_is_kept_and_sent_byte_for_byte(store: Store) -> None:
    data = b'{"kind":"add_note",  "entry_id":"e","text":"\\u5b57"}'
    new = new_action(data, blobs=("ab" * 32, "cd" * 32), supersedes="x", base_text=b"{}")
    with store.writing() as transaction:
        assert transaction.append(new) == 1
    entry = store.outbox()[0]
    assert (entry.data, entry.clicked_at, entry.actor) == (data, HANDS_ON, CLERK)
    assert (entry.state, entry.number, entry.settled_at) == (
        OutboxState.PENDING, an_order().number, None,
    )  # fmt: skip
    [sent] = store.outgoing(limit=9, max_bytes=EVERYTHING)
    assert bytes(sent.data) == data
    assert (sent.claimed, sent.blobs) == (new.claimed, new.blobs)
    assert (sent.op_id, sent.supersedes) == (new.op_id, "x")
    assert store.clash_texts(new.op_id) == (b"{}", b"")


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.writing() as transaction:
            transaction.append(new_action(b"{}"))
            transaction.audit(AuditEntry(at=HANDS_ON, actor="u", what="add_note"))
            transaction.save_draft("o-1", "F2", b"x")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not store.outbox()
    assert not store.audit_log()
    assert store.draft("o-1", "F2") is None
    assert store.state().top == 0
    clerk_desk(store).act("o-1", Accept())
    assert store.state().top == 1


def test_outgoing_keeps_order_and_limits(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept(), *map(note, range(5)))
    sent = store.outgoing(limit=4, max_bytes=EVERYTHING)
    assert [action.seq for action in sent] == [1, 2, 3, 4]
    assert [action.seq for action in store.outgoing(limit=9, max_bytes=1)] == [1]
    two = len(encode(sent[0])) + len(encode(sent[1]))
    assert len(store.outgoing(limit=9, max_bytes=two)) == 2


def test_results_settle_once(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept(), note(1))
    done = answer(store, 1, ResultStatus.APPLIED, version=4)
    refused = answer(store, 2, ResultStatus.REFUSED, code="action.stage", message="不能")
    assert store.record_results([done, refused], last=2) == {"o-1"}
    assert (store.state().acked, store.state().top) == (2, 2)
    newest, oldest = store.outbox()
    assert (oldest.state, oldest.status, oldest.version) == (
        OutboxState.DONE, ResultStatus.APPLIED, 4,
    )  # fmt: skip
    assert (newest.state, newest.code, newest.message) == (
        OutboxState.ATTENTION, "action.stage", "不能",
    )  # fmt: skip
    assert (row(store).unsent, row(store).attention) == (0, 1)
    other = answer(store, 2, ResultStatus.APPLIED, version=5)
    unknown = ActionResult(seq=3, op_id="unknown", status=ResultStatus.APPLIED)
    assert store.record_results([done, other, unknown], last=3) == frozenset()
    assert store.outbox()[0].state is OutboxState.ATTENTION


def test_a_result_under_another_number_changes_nothing(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept())
    wrong = ActionResult(seq=9, op_id=store.outbox()[0].op_id, status=ResultStatus.APPLIED)
    assert store.record_results([wrong], last=9) == frozenset()
    assert store.state().acked == 0


def test_acked_stops_at_the_first_unanswered_action(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept(), note(1), note(2))
    store.record_results([answer(store, 2, ResultStatus.APPLIED)], last=2)
    assert store.state().acked == 0
    for seq in (1, 3):  # no batch has a gap
        assert [sent.seq for sent in store.outgoing(limit=9, max_bytes=EVERYTHING)] == [seq]
        store.record_results([answer(store, seq, ResultStatus.APPLIED)], last=3)
    assert store.state().acked == 3


def test_a_done_action_stays_visible_until_a_base_contains_it(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept(), contacted())
    results = [answer(store, seq, ResultStatus.APPLIED, version=seq + 1) for seq in (1, 2)]
    store.apply_changes([], epoch=7, cursor="c2", results=results, last=2)
    working = store.working("o-1")
    assert working is not None
    assert working.order.round.contacts
    store.apply_changes([remove_change("o-1", 9)], epoch=7, cursor="c3")
    working = store.working("o-1")
    assert working is not None
    assert working.order.round.contacts
    base = did(an_order(), Accept(), contacted())
    store.apply_changes([put_change(base, 10)], epoch=7, cursor="c4")
    working = store.working("o-1")
    assert working is not None
    assert (encode(working.order), working.base_seq) == (encode(base), 2)


def test_a_conflict_keeps_both_texts_and_a_new_action_clears_it(store: Store) -> None:
    desk = clerk_desk(store)
    desk.act("o-1", Accept())
    theirs = encode(an_order(title="中心的"))
    clash = answer(store, 1, ResultStatus.CONFLICT, code="conflict.section", order=Raw(theirs))
    store.record_results([clash], last=1)
    assert row(store).attention == 1
    assert store.clash_texts(clash.op_id) == (b"", theirs)
    assert store.clash_texts("unknown") == (b"", b"")
    working = store.working("o-1")
    assert working is not None
    assert working.failed_seq == 1
    desk.act("o-1", Accept(), supersedes=clash.op_id)
    assert (row(store).attention, row(store).unsent) == (0, 1)


def test_a_resolution_touches_nothing_but_itself_and_survives_everything(store: Store) -> None:
    desk = clerk_desk(store)
    desk.act("o-1", Accept(), note(1))
    store.record_results(
        [answer(store, seq, ResultStatus.REFUSED, code="x.y", message="不行") for seq in (1, 2)],
        last=2,
    )
    first, second = reversed(store.outbox())
    assert store.count_attention() == 2
    with store.writing() as transaction:
        transaction.resolve(first.op_id, Resolution.DISMISSED)
        transaction.resolve(first.op_id, Resolution.SUPERSEDED)
        transaction.resolve("unknown", Resolution.DISMISSED)
    assert store.action(first.op_id) == structs.replace(first, resolution=Resolution.DISMISSED)
    assert (row(store).attention, store.count_attention()) == (1, 1)
    open_ones = store.outbox(state=OutboxState.ATTENTION, unresolved=True)
    assert [entry.op_id for entry in open_ones] == [second.op_id]
    assert len(store.outbox(unresolved=True)) == 1
    store.rebuild_view()
    assert row(store).attention == 1
    store.fork()
    kept = store.action(first.op_id)
    assert kept is not None
    assert (kept.data, kept.resolution) == (first.data, Resolution.DISMISSED)
    store.enter_epoch(epoch=8, last=0)
    assert store.action(first.op_id) == kept


def test_only_what_failed_can_be_resolved(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept())
    (entry,) = store.outbox()
    with store.writing() as transaction:
        transaction.resolve(entry.op_id, Resolution.DISMISSED)
    assert store.action(entry.op_id) == entry


def test_an_incident_number_is_part_of_the_message(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept())
    failed = answer(store, 1, ResultStatus.ERROR, code="internal", message="出错", incident="X7")
    store.record_results([failed], last=1)
    assert store.outbox()[0].message == "出错（故障编号 X7）"


def test_fork_renumbers_what_is_unanswered_and_keeps_the_rest(store: Store) -> None:
    desk = clerk_desk(store)
    desk.act("o-1", Accept(), note(1), note(2), note(3))
    late = answer(store, 3, ResultStatus.APPLIED)
    store.record_results(
        [answer(store, 1, ResultStatus.APPLIED, version=2), answer(store, 2, ResultStatus.REFUSED)],
        last=2,
    )
    before = store.outgoing(limit=9, max_bytes=EVERYTHING)
    client_id = store.state().client_id
    assert store.fork() == store.state().client_id != client_id
    after = store.outgoing(limit=9, max_bytes=EVERYTHING)
    assert [action.seq for action in after] == [1, 2]
    assert list(map(fingerprint, after)) == list(map(fingerprint, before))
    assert [action.seen for action in after] == [0, 0]
    assert (store.state().acked, store.state().top) == (0, 2)
    assert len(store.outbox()) == 4
    assert store.record_results([late], last=3) == frozenset()
    working = store.working("o-1")
    assert working is not None
    assert working.failed_seq == 0
    assert [entry.kind for entry in working.actions] == ["accept", *["add_note"] * 3]
    assert desk.act("o-1", note(4)).seqs == (3,)


def test_a_new_epoch_reopens_what_the_server_has_lost(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept(), note(1), note(2))
    statuses = [ResultStatus.APPLIED, ResultStatus.APPLIED, ResultStatus.REFUSED]
    store.record_results(
        [answer(store, seq, status, version=9) for seq, status in enumerate(statuses, start=1)],
        last=3,
    )
    store.enter_epoch(epoch=8, last=1)
    state = store.state()
    assert (state.epoch, state.cursor, state.acked, state.top) == (8, "", 0, 3)
    sent = store.outgoing(limit=9, max_bytes=EVERYTHING)
    assert [action.seq for action in sent] == [1, 2, 3]  # the first is asked again: is it ours?
    assert (row(store).unsent, row(store).attention) == (3, 0)
    working = store.working("o-1")
    assert working is not None
    assert len(working.order.notes) == 2


def test_what_a_clerk_has_dealt_with_does_not_come_back_with_a_new_epoch(store: Store) -> None:
    desk = clerk_desk(store)
    desk.act("o-1", Accept(), *map(note, range(1, 6)))
    statuses = {1: ResultStatus.APPLIED, 6: ResultStatus.APPLIED}
    store.record_results(
        [answer(store, seq, statuses.get(seq, ResultStatus.REFUSED)) for seq in range(1, 7)], last=6
    )
    ids = [entry.op_id for entry in reversed(store.outbox())]
    with store.writing() as transaction:
        transaction.resolve(ids[1], Resolution.DISMISSED)
        transaction.resolve(ids[3], Resolution.DISMISSED)
        transaction.resolve(ids[4], Resolution.DISMISSED)
        transaction.undismiss(ids[4])
        transaction.undismiss(ids[2])
    desk.act("o-1", note(7), supersedes=ids[3])
    before = {action.op_id: action for action in store.outgoing(limit=9, max_bytes=EVERYTHING)}
    store.enter_epoch(epoch=8, last=1)
    after = store.outgoing(limit=9, max_bytes=EVERYTHING)
    new = next(iter(before))
    assert [action.op_id for action in after] == [ids[0], ids[2], ids[4], ids[5], new]
    assert [action.seq for action in after] == [1, 2, 3, 4, 5]
    assert (before[new].seen, after[-1].seen) == (5, 3)
    assert fingerprint(before[new]) == fingerprint(after[-1])
    assert (store.state().acked, store.state().top) == (0, 5)
    kept = [store.action(ids[place]) for place in (1, 3)]
    assert [entry.resolution for entry in kept if entry] == [Resolution.DISMISSED] * 2
    assert (store.count_attention(), row(store).unsent, row(store).attention) == (0, 5, 0)
    assert desk.act("o-1", note(8)).seqs == (6,)


def test_two_threads_lose_no_number(store: Store) -> None:
    desk = clerk_desk(store)
    desk.act("o-1", Accept())

    def work(who: int) -> None:
        for number in range(20):
            desk.act(
                "o-1", RecordMeasure(entry_id=f"{who}-{number}", occurred_at=HANDS_ON, text="x")
            )

    threads = [threading.Thread(target=work, args=(who,)) for who in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.seq for entry in store.outbox()) == list(range(1, 62))
    working = store.working("o-1")
    assert working is not None
    assert len(working.order.round.measures) == 60


def test_drafts_and_audit_log(store: Store) -> None:
    desk = clerk_desk(store)
    desk.keep_draft("o-1", "F2", b"1")
    desk.keep_draft("o-1", "F2", b"2")
    assert desk.draft("o-1", "F2") == b"2"
    desk.act("o-1", valid_action(Accept, an_order(), HANDS_ON), forget_draft="F2")
    assert desk.draft("o-1", "F2") is None
    with store.writing() as transaction:
        entry = AuditEntry(at=HANDS_ON, actor="u", what="export", detail={"rows": "3"})
        transaction.audit(entry)
    assert store.audit_log(limit=1) == [entry]
    assert [line.what for line in store.audit_log(order_id="o-1")] == ["accept"]


def test_a_blob_row_needs_its_file(store: Store) -> None:
    blob = store.blobs.put(b"picture", name="a.jpg", media_type="image/jpeg")
    big = store.blobs.put(b"x" * 999, name="b.jpg", media_type="image/jpeg")
    store.blobs.path_of(big.sha256).unlink()

    def name_both() -> None:
        with store.writing() as transaction:
            transaction.add_blob(blob)
            transaction.add_blob(big)

    with pytest.raises(StorageError, match="没有这个文件"):
        name_both()
    assert not store.pending_blobs()
    store.blobs.put(b"x" * 999, name="b.jpg", media_type="image/jpeg")
    with store.writing() as transaction:
        transaction.add_blob(big)
        transaction.add_blob(blob)
        transaction.add_blob(blob)
    assert [pending.size for pending in store.pending_blobs()] == [7, 999]
    assert store.blob_part(blob.sha256, offset=1, length=3) == b"ict"
    store.blob_started(blob.sha256, upload_id="u1")
    assert store.pending_blobs()[0].upload_id == "u1"
    store.blob_present(blob.sha256)
    fetched = store.blobs.put(b"theirs", name="c", media_type="image/png")
    store.keep_fetched(fetched)
    assert [pending.sha256 for pending in store.pending_blobs()] == [big.sha256]
    store.enter_epoch(epoch=8, last=0)
    assert [pending.size for pending in store.pending_blobs()] == [7, 999]


@pytest.mark.parametrize("choice", ["superseded", "dismissed"])
def test_the_last_number_that_is_not_dealt_with_is_asked_again(store: Store, choice: str) -> None:
    """A copy of this database may have used the numbers first: then all of it goes out again."""
    desk = clerk_desk(store)
    desk.act("o-1", Accept(), note(1), note(2))
    fates = [ResultStatus.APPLIED, ResultStatus.APPLIED, ResultStatus.REFUSED]
    store.record_results([answer(store, seq, fate) for seq, fate in enumerate(fates, 1)], last=3)
    accept, accepted, refused = (entry.op_id for entry in reversed(store.outbox()))
    if choice == "superseded":
        desk.act("o-1", note(3), supersedes=refused)
    else:
        with store.writing() as transaction:
            transaction.resolve(refused, Resolution.DISMISSED)
    newer = [entry.op_id for entry in store.outbox() if entry.seq > 3]
    store.enter_epoch(epoch=8, last=3)
    sent = store.outgoing(limit=9, max_bytes=EVERYTHING)
    assert [(action.op_id, action.seq) for action in sent] == [(accepted, 2)]
    store.fork()  # the answer was `seq_reused`
    sent = store.outgoing(limit=9, max_bytes=EVERYTHING)
    assert [action.op_id for action in sent] == [accept, accepted, *newer]


def test_where_everything_is_dealt_with_nothing_is_asked_again(store: Store) -> None:
    clerk_desk(store).act("o-1", Accept())
    store.record_results([answer(store, 1, ResultStatus.REFUSED)], last=1)
    with store.writing() as transaction:
        transaction.resolve(store.outbox()[0].op_id, Resolution.DISMISSED)
    store.enter_epoch(epoch=8, last=1)
    assert not store.outgoing(limit=9, max_bytes=EVERYTHING)
    assert (store.state().acked, store.state().top) == (1, 1)


def test_what_comes_back_after_a_copy_has_gone_further_leaves_the_next_number_free(
    store: Store,
) -> None:
    desk = clerk_desk(store)
    desk.act("o-1", Accept(), note(1))
    applied = ResultStatus.APPLIED
    store.record_results([answer(store, seq, applied) for seq in (1, 2)], last=2)
    store.fork()
    desk.act("o-1", note(2))
    store.record_results([answer(store, 1, applied)], last=1)
    store.enter_epoch(epoch=8, last=2)  # of which this database knows one
    assert [entry.seq for entry in store.outbox()] == [1, 4, 3]
    assert desk.act("o-1", note(3)).seqs == (5,)
