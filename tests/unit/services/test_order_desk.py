"""What a clerk does with an order, in memory and on the real store."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from helpers.memory_office import MemoryCabinet, MemoryOffice
from helpers.orders import (
    CENTRE,
    HANDS_ON,
    RESULT,
    STRANGER,
    VIEWER,
    accepted_order,
    an_order,
    at,
    called_back,
    contacted,
    did,
    submitted_order,
)
from msgspec import structs

from desktop.contract.codec import decode_unit_action, encode
from desktop.domain import actions as act
from desktop.domain.orders import Caller, Confidentiality, Order, Stage
from desktop.domain.profile import Duty
from desktop.services.lists import Group, ListFilter
from desktop.services.order_desk import RefusedError
from desktop.services.ports import OutboxState, StorageError

_RESULT = act.SaveResult(RESULT)


def _outbox(office: MemoryOffice) -> list[str]:
    pending = office.store.outbox(state=OutboxState.PENDING)
    return [entry.kind for entry in pending]


def test_a_click_is_in_outbox_view_and_audit_log(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    saved = office.desk.act("o-1", act.Accept())
    assert saved.seqs == (1,)
    assert saved.order.stage is Stage.ACCEPTED
    assert office.order() == saved.order
    assert _outbox(office) == ["accept"]
    assert [(line.what, line.order_id) for line in office.cabinet.audits()] == [("accept", "o-1")]
    (row,) = office.store.rows(office.store.keys(ListFilter()))
    assert (row.stage, row.unsent, row.group) == (Stage.ACCEPTED, 1, Group.TO_CONTACT)
    assert office.told == [frozenset({"o-1"})]


def test_the_outbox_keeps_action_moment_and_person(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    office.clock.moment = at(3)
    office.desk.act("o-1", act.Accept())
    (entry,) = office.store.outbox()
    assert decode_unit_action(entry.data) == act.Accept()
    assert entry.clicked_at == at(3)
    assert entry.actor.user_id == office.desk.actor.user_id
    assert (entry.state, entry.round, entry.number) == (OutboxState.PENDING, 1, an_order().number)


def test_several_actions_are_one_step(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    saved = office.desk.act("o-1", contacted(), _RESULT, act.Submit())
    assert saved.seqs == (1, 2, 3)
    assert office.order().stage is Stage.SUBMITTED
    assert len(office.told) == 1


def test_all_or_nothing(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    office.desk.keep_draft("o-1", "result", b"typed")
    blob = office.cabinet.blobs.put(b"photo", name="p.jpg", media_type="image/jpeg")
    with pytest.raises(RefusedError) as caught:
        office.desk.act(
            "o-1", _RESULT, contacted(), act.Accept(), act.Retract("nothing", "x"),
            blobs=[blob], forget_draft="result",
        )  # fmt: skip
    assert caught.value.code == "retract.unknown"
    assert office.order() == accepted_order()
    assert _outbox(office) == []
    assert office.desk.draft("o-1", "result") == b"typed"
    assert office.cabinet.audits() == []
    assert office.told == []
    (row,) = office.store.rows(office.store.keys(ListFilter()))
    assert (row.stage, row.unsent) == (Stage.ACCEPTED, 0)


def test_a_storage_fault_saves_nothing_and_says_so() -> None:
    cabinet = MemoryCabinet()
    office = MemoryOffice(cabinet)
    cabinet.put(an_order())
    cabinet.store.broken = StorageError("storage.full", "磁盘已满")
    with pytest.raises(StorageError):
        office.desk.act("o-1", act.Accept())
    cabinet.store.broken = None
    assert office.order() == an_order()
    assert office.told == []


def test_the_draft_goes_in_the_same_step(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    office.desk.keep_draft("o-1", "result", b"typed")
    office.desk.keep_draft("o-1", "plan", b"other")
    office.desk.act("o-1", _RESULT, forget_draft="result")
    assert office.drafts("o-1", "result", "plan") == {"result": None, "plan": b"other"}
    office.desk.keep_draft("o-1", "plan", b"more")
    assert office.desk.draft("o-1", "plan") == b"more"


def test_nothing_left_to_do_saves_nothing(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    office.desk.keep_draft("o-1", "x", b"typed")
    saved = office.desk.act("o-1", act.Accept(), forget_draft="x")
    assert saved.seqs == ()
    assert saved.order == accepted_order()
    assert _outbox(office) == []
    assert office.desk.draft("o-1", "x") is None


def test_a_refusal_has_code_and_sentence(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    with pytest.raises(RefusedError, match="请先接单") as caught:
        office.desk.act("o-1", contacted())
    assert caught.value.code == "action.not_accepted"
    assert str(caught.value) == caught.value.message


@pytest.mark.parametrize(("actor", "code"), [(VIEWER, "role"), (STRANGER, "other_unit")])
def test_who_may_not_is_refused(office: MemoryOffice, actor: act.Struct, code: str) -> None:
    office.cabinet.put(an_order())
    other = MemoryOffice(office.cabinet, actor=actor)  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as caught:
        other.desk.act("o-1", act.Accept())
    assert caught.value.code == f"action.{code}"


def test_an_order_that_is_not_here(office: MemoryOffice) -> None:
    for attempt in (
        lambda: office.desk.open("o-9"),
        lambda: office.desk.find("QP9"),
        lambda: office.desk.act("o-9", act.Accept()),
    ):
        with pytest.raises(RefusedError) as caught:
            attempt()
        assert caught.value.code == "order.unknown"


def test_an_order_is_found_by_its_number(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    assert office.desk.find("QP20260918001") == "o-1"


def test_the_card_shows_steps_and_clocks(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    card = office.desk.open("o-1")
    assert card.steps[0].action is act.Accept
    assert card.steps[0].primary
    assert [clock.duty for clock in card.clocks] == [
        Duty.ACCEPT,
        Duty.CONTACT,
        Duty.RETURN,
        Duty.HANDLE,
    ]
    assert (card.working.version, card.working.base_seq, card.working.unsent) == (1, 0, 0)


def test_a_rehearsal_saves_nothing(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    assert office.desk.rehearse("o-1", _RESULT).round.result == RESULT
    assert office.order() == accepted_order()
    assert _outbox(office) == []
    with pytest.raises(RefusedError):
        office.desk.rehearse("o-1", act.Retract("nothing", "x"))


def test_looking_at_personal_data_leaves_a_line(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    office.desk.note_access("o-1", "caller.phone_shown")
    (line,) = office.cabinet.audits()
    assert (line.what, line.order_id, line.at) == ("caller.phone_shown", "o-1", HANDS_ON)
    assert line.actor == office.desk.actor.user_id
    assert office.told == []


def test_a_listener_can_leave(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    office.changes.forget(office.told.append)
    office.desk.act("o-1", act.Accept())
    office.changes.orders_changed([])
    assert office.told == []


class TestSettled:
    """The view between the push and the pull that brings the action back."""

    def test_an_action_stays_on_top_until_its_base_arrives(self, office: MemoryOffice) -> None:
        office.cabinet.put(an_order(), version=1)
        office.desk.act("o-1", act.Accept())
        office.cabinet.settle(1, OutboxState.DONE, version=2)
        assert office.order().stage is Stage.ACCEPTED
        working = office.desk.open("o-1").working
        assert (working.unsent, working.base_seq) == (0, 1)
        office.cabinet.put(accepted_order(), version=2)
        working = office.desk.open("o-1").working
        assert (working.order, working.base_seq) == (accepted_order(), 1)

    def test_a_refused_action_leaves_the_view_and_stays_visible(self, office: MemoryOffice) -> None:
        office.cabinet.put(accepted_order())
        office.desk.act("o-1", contacted())
        office.desk.act("o-1", _RESULT)
        office.cabinet.settle(1, OutboxState.ATTENTION)
        working = office.desk.open("o-1").working
        assert working.order.round.contacts == ()
        assert working.order.round.result == RESULT
        assert (working.failed_seq, working.unsent) == (1, 1)
        assert [entry.state for entry in working.actions] == [
            OutboxState.ATTENTION,
            OutboxState.PENDING,
        ]
        (row,) = office.store.rows(office.store.keys(ListFilter(attention=True)))
        assert row.attention == 1

    def test_what_a_new_base_forbids_is_doubtful_and_stays(self, office: MemoryOffice) -> None:
        office.cabinet.put(accepted_order())
        office.desk.act("o-1", _RESULT)
        office.cabinet.put(did(submitted_order(), act.Close()), version=5)
        working = office.desk.open("o-1").working
        assert working.order.stage is Stage.CLOSED
        assert [(entry.state, entry.doubtful) for entry in working.actions] == [
            (OutboxState.PENDING, True)
        ]
        assert (working.unsent, working.base_seq) == (1, 0)


_SECRET = ("王桂香", "13900001234")


@pytest.mark.parametrize("kind", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_a_confidential_caller_is_in_no_list_and_no_search(
    office: MemoryOffice, kind: Confidentiality
) -> None:
    office.cabinet.put(_leaked(kind))
    office.desk.act("o-1", act.Accept())
    office.desk.act("o-1", contacted())
    (row,) = office.store.rows(office.store.keys(ListFilter()))
    for secret in _SECRET:
        assert secret not in str(row)
        assert list(office.store.keys(ListFilter(text=secret))) == []
    for line in office.cabinet.audits():
        assert not any(secret in str(line) for secret in _SECRET)
    assert list(office.store.keys(ListFilter(text="污水外溢")))


def _leaked(kind: Confidentiality) -> Order:
    """A faulty platform sent the caller all the same."""
    return structs.replace(an_order(confidentiality=kind), caller=Caller(*_SECRET))


def test_an_open_caller_is_found(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    assert len(office.store.keys(ListFilter(text="王桂香"))) == 1
    assert len(office.store.keys(ListFilter(text="13900001234"))) == 1


def test_saved_work_asks_to_be_sent_and_drafts_do_not(office: MemoryOffice) -> None:
    office.cabinet.put(an_order())
    asked: list[str] = []
    office.changes.listen_saved(lambda: asked.append("send"))
    office.desk.keep_draft("o-1", "x", b"typed")
    assert asked == []
    office.desk.act("o-1", act.Accept())
    assert asked == ["send"]
    with pytest.raises(RefusedError):
        office.desk.act("o-1", act.Submit())
    assert asked == ["send"]


def test_two_clicks_build_on_each_other_offline(office: MemoryOffice) -> None:
    """The whole of a case without the centre, then a base that has it all."""
    office.cabinet.put(an_order())
    office.desk.act("o-1", act.Accept())
    office.desk.act("o-1", contacted())
    office.desk.act("o-1", _RESULT)
    shown = office.desk.act("o-1", act.Submit()).order
    assert shown == submitted_order()
    for seq in range(1, 5):
        office.cabinet.settle(seq, OutboxState.DONE, version=seq + 1)
    office.cabinet.put(submitted_order(), version=5)
    assert office.order() == shown
    office.cabinet.put(did(submitted_order(), called_back(), actor=CENTRE), version=6)
    (row,) = office.store.rows(office.store.keys(ListFilter(group=Group.WARNED)))
    assert (row.round, row.unsent, row.due_duty) == (2, 0, Duty.REHANDLE)


def test_one_moment_a_click() -> None:
    """The moment that judged an action is the moment it is replayed with."""
    cabinet = MemoryCabinet()
    office = MemoryOffice(cabinet)
    cabinet.put(accepted_order())
    with _ticking(office):
        saved = office.desk.act("o-1", contacted(), _RESULT)
    assert encode(office.order()) == encode(saved.order)
    moments = {entry.clicked_at for entry in cabinet.store.entries}
    assert moments == {saved.order.round.contacts[0].stamp.at}


@contextmanager
def _ticking(office: MemoryOffice) -> Iterator[None]:
    ticks = iter(range(1, 1000))

    def now() -> object:
        return at(1 + next(ticks) / 3600)

    office.clock.now = now  # type: ignore[method-assign,assignment]
    yield
