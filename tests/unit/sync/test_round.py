"""One round of sync against a platform in memory."""

import pytest
from helpers.fake_centre import Fault
from helpers.memory_sync_store import MemorySyncStore
from helpers.sync_bench import Client, a_centre, a_note, orders
from msgspec import structs

from desktop.contract.messages import PullReply, PullRequest, PushReply, PushRequest
from desktop.domain.actions import Accept, Remove, SaveResult, Submit
from desktop.domain.orders import HandlingResult, Stage
from desktop.sync import pulling
from desktop.sync.ports import GatewayError, Trouble

LOT = 200


@pytest.fixture
def _small_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "LOT", LOT)


def test_what_a_clerk_did_reaches_the_centre_and_comes_back() -> None:
    client = Client(a_centre(3))
    client.sync()
    op_id = client.store.click("o-1", Accept())

    report = client.sync()

    assert (report.pushed, report.applied, report.attention) == (1, 1, 0)
    assert client.centre.order("o-1").stage is Stage.ACCEPTED
    assert client.held("o-1").stage is Stage.ACCEPTED
    assert client.store.row(op_id).state == "done"
    assert not report.more_pending


@pytest.mark.usefixtures("_small_lots")
def test_a_large_page_is_committed_in_lots_and_the_cursor_goes_with_the_last() -> None:
    client = Client(a_centre(2 * LOT + 1))
    cursors: list[str] = []
    client.changes.listen(lambda _ids: cursors.append(client.store.state().cursor))

    report = client.sync()

    assert report.pulled == 2 * LOT + 1
    assert client.store.lots == [LOT, LOT, 1]
    assert cursors[:2] == ["", ""]
    assert cursors[2] != ""


def test_open_screens_hear_of_every_changed_order() -> None:
    client = Client(a_centre(2))
    heard: set[str] = set()
    client.changes.listen(heard.update)
    client.sync()
    assert heard == {"o-1", "o-2"}


def test_a_lost_reply_is_answered_again_without_a_second_effect() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.store.click("o-1", Accept())
    client.gateway.fail([Fault.LOST])
    with pytest.raises(GatewayError):
        client.sync()
    assert client.states() == ["pending"]

    client.sync()

    assert client.states() == ["done"]
    assert set(client.centre.times_applied().values()) == {1}


def test_a_refused_action_stays_with_its_reason_and_blocks_no_other_order() -> None:
    client = Client(a_centre(2))
    client.sync()
    refused = client.store.click("o-1", Submit())
    follower = client.store.click("o-1", SaveResult(HandlingResult(outcome="solved")))
    other = client.store.click("o-2", Accept())

    report = client.sync()

    assert report.attention == 2
    result = client.store.row(refused).result
    assert result is not None
    assert result.code == "action.not_accepted"
    blocked = client.store.row(follower).result
    assert blocked is not None
    assert blocked.status == "blocked"
    assert client.store.row(other).state == "done"


def test_two_clerks_writing_one_section_do_not_overwrite_each_other() -> None:
    centre = a_centre(1)
    first, second = Client(centre), Client(centre)
    first.sync()
    first.store.click("o-1", Accept())
    first.sync()
    second.sync()
    first.store.click("o-1", SaveResult(HandlingResult(outcome="solved", answer="甲")))
    second.store.click("o-1", SaveResult(HandlingResult(outcome="solved", answer="乙")))
    first.sync()
    report = second.sync()

    assert report.attention == 1
    result = centre.order("o-1").round.result
    assert result is not None
    assert result.answer == "甲"


def test_chained_edits_of_one_client_never_clash_with_themselves() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.store.click("o-1", Accept())
    for answer in ("一", "二", "三"):
        client.store.click("o-1", SaveResult(HandlingResult(outcome="solved", answer=answer)))
    client.gateway.fail([Fault.LOST])
    with pytest.raises(GatewayError):
        client.sync()

    assert client.sync().attention == 0
    result = client.centre.order("o-1").round.result
    assert result is not None
    assert result.answer == "三"


def test_a_push_that_stops_on_the_way_goes_on_where_it_stopped() -> None:
    client = Client(a_centre(1))
    client.sync()
    for entry in ("n-1", "n-2", "n-3"):
        client.store.click("o-1", a_note(entry))
    client.gateway.fail([Fault.PARTLY])

    report = client.sync()

    assert report.pushed == 3
    assert client.centre.requests["push"] == 2


def test_a_removed_order_keeps_the_work_done_on_it() -> None:
    client = Client(a_centre(3))
    client.sync()
    client.centre.act("o-1", Remove("误派"))
    op_id = client.store.click("o-1", a_note("n-1"))
    client.sync()
    assert client.store.data.base["o-1"].removed == "误派"
    assert client.store.row(op_id).state == "attention"


def test_a_restored_centre_gets_back_what_it_forgot() -> None:
    client = Client(a_centre(2))
    client.sync()
    backup = client.centre.backup()
    kept = client.store.click("o-1", Accept())
    client.sync()
    client.centre.restore(backup)
    assert client.centre.order("o-1").stage is Stage.DISPATCHED

    client.sync()
    client.sync()

    assert client.centre.order("o-1").stage is Stage.ACCEPTED
    assert client.store.row(kept).state == "done"
    assert client.held("o-1").stage is Stage.ACCEPTED
    assert client.store.state().epoch == client.centre.epoch


def test_a_centre_restored_in_the_middle_of_a_push_is_noticed() -> None:
    client = Client(a_centre(2))
    client.sync()
    backup = client.centre.backup()
    client.store.click("o-1", Accept())
    client.sync()
    client.centre.restore(backup)
    client.store.click("o-1", a_note("n-1"))

    client.sync()

    notes = [note.entry_id for note in client.centre.order("o-1").notes]
    assert notes == ["n-1"]
    assert client.states() == ["done", "done"]


def test_orders_the_restored_centre_does_not_know_go_to_the_removed_shelf() -> None:
    client = Client(a_centre(3))
    backup = client.centre.backup()
    client.centre.dispatch(*[structs.replace(orders(4)[3], order_id="o-9")])
    client.sync()
    client.centre.restore(backup)
    client.sync()
    assert client.store.data.base["o-9"].removed
    assert not client.store.data.base["o-1"].removed


def test_a_centre_that_lost_most_orders_is_a_condition_and_removes_nothing() -> None:
    client = Client(a_centre(0))
    backup = client.centre.backup()
    client.centre.dispatch(*orders(4))
    client.sync()
    client.centre.restore(backup)

    report = client.sync()

    assert "没有移走任何工单" in report.guard
    assert report.more_pending
    assert not any(base.removed for base in client.store.data.base.values())


def test_a_halted_reset_goes_on_when_a_person_agrees_to_just_what_was_said() -> None:
    client = Client(a_centre(0))
    backup = client.centre.backup()
    client.centre.dispatch(*orders(4))
    client.sync()
    client.centre.restore(backup)
    said = client.sync().guard

    other = client.round(confirmed=lambda guard: guard == said + "别的").run()
    assert other.guard == said
    assert not any(base.removed for base in client.store.data.base.values())

    agreed = client.round(confirmed=lambda guard: guard == said).run()
    assert (agreed.guard, agreed.more_pending) == ("", False)
    assert all(base.removed for base in client.store.data.base.values())
    assert client.sync().guard == ""


def test_a_copied_database_takes_a_new_identity_and_keeps_its_work() -> None:
    first = Client(a_centre(2))
    first.sync()
    twin = Client(first.centre, store=first.store.copied())
    first.store.click("o-1", a_note("n-1"))
    first.sync()
    mine = twin.store.click("o-2", a_note("n-2"))

    twin.sync()

    assert twin.store.state().client_id != first.store.state().client_id
    assert twin.store.row(mine).state == "done"
    assert [note.entry_id for note in first.centre.order("o-2").notes] == ["n-2"]


def test_work_pending_in_both_copies_is_done_once() -> None:
    first = Client(a_centre(1))
    first.sync()
    first.store.click("o-1", a_note("n-1"))
    twin = Client(first.centre, store=first.store.copied())
    twin.store.click("o-1", a_note("n-2"))
    first.store.click("o-1", a_note("n-3"))
    first.sync()
    twin.sync()
    first.sync()
    noted = sorted(note.entry_id for note in first.centre.order("o-1").notes)
    assert noted == ["n-1", "n-2", "n-3"]
    assert max(first.centre.times_applied().values()) == 1


def test_a_stale_pull_changes_nothing_and_is_not_taken_for_a_restore() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.store.click("o-1", Accept())
    client.gateway.fail([Fault.NONE, Fault.STALE])
    with pytest.raises(GatewayError) as caught:
        client.sync()
    assert caught.value.code == Trouble.BAD_REPLY
    assert client.store.state().epoch == client.centre.epoch

    client.sync()
    assert client.held("o-1").stage is Stage.ACCEPTED


@pytest.mark.usefixtures("_small_lots")
def test_a_round_can_be_stopped_between_lots() -> None:
    client = Client(a_centre(3 * LOT))
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return len(client.store.lots) >= 1

    report = client.round(cancelled=cancelled).run()

    assert report.more_pending
    assert client.store.lots == [LOT]
    assert client.store.state().cursor == ""
    assert calls > 1
    client.sync()
    assert len(client.store.data.base) == 3 * LOT


class _Endless:
    """A platform that says `more` for ever and answers no action."""

    def __init__(self, inner: object) -> None:
        self._inner = inner
        self.calls = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def push(self, request: PushRequest) -> PushReply:
        self.calls += 1
        reply: PushReply = self._inner.push(request)  # type: ignore[attr-defined]  # a gateway
        return structs.replace(reply, results=())

    def pull(self, request: PullRequest) -> PullReply:
        self.calls += 1
        reply: PullReply = self._inner.pull(request)  # type: ignore[attr-defined]  # a gateway
        return structs.replace(reply, more=True, results=())


def test_a_server_that_makes_no_progress_is_asked_only_a_few_times() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.store.click("o-1", a_note("n-1"))
    endless = _Endless(client.gateway)
    client.gateway = endless  # type: ignore[assignment]  # a gateway by its methods
    with pytest.raises(GatewayError) as caught:
        client.sync()
    assert caught.value.code == Trouble.BAD_REPLY
    assert endless.calls == 1

    client.store = MemorySyncStore()
    with pytest.raises(GatewayError):
        client.sync()
    assert endless.calls <= 4


def test_a_reply_for_somebody_else_is_not_believed() -> None:
    client = Client(a_centre(1))

    class Mixed(_Endless):
        def pull(self, request: PullRequest) -> PullReply:
            reply = client.centre.pull(request, client.actor)
            return structs.replace(reply, client_id="somebody-else")

    client.gateway = Mixed(client.gateway)  # type: ignore[assignment]  # a gateway by its methods
    with pytest.raises(GatewayError) as caught:
        client.sync()
    assert caught.value.code == Trouble.BAD_REPLY
    assert not client.store.data.base


def test_an_action_that_the_server_cannot_read_holds_up_neither_the_pull_nor_its_neighbours() -> (
    None
):
    client = Client(a_centre(1))
    client.sync()
    client.store.click("o-1", a_note("n-1"))
    poison = client.store.click("o-1", a_note("n-2"))

    class Picky(_Endless):
        def push(self, request: PushRequest) -> PushReply:
            if any(action.op_id == poison for action in request.actions):
                raise GatewayError("too_large", "太大")
            return client.centre.push(request, client.actor)

        def pull(self, request: PullRequest) -> PullReply:
            return client.centre.pull(request, client.actor)

    client.gateway = Picky(client.gateway)  # type: ignore[assignment]  # a gateway by its methods
    client.centre.dispatch(*orders(2)[1:])
    with pytest.raises(GatewayError) as caught:
        client.sync()
    assert caught.value.code == "too_large"
    assert client.states() == ["done", "pending"]
    assert "o-2" in client.store.data.base
