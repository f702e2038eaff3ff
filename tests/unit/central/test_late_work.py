"""Late work that a person admits: filed in its round, waiting for its files, listed as it is."""

import hashlib
import uuid
from collections.abc import Sequence

import pytest
from helpers.central_clerks import (
    Clerk,
    add_orders,
    attachment,
    contact,
    make_order,
    note,
    result,
    return_form,
)
from helpers.central_clerks import head_signature as signed
from helpers.postgres import BOTH
from msgspec import structs

from central import admitting, dispatching, late_entries, rescue
from central.late_entries import LateState
from central.moments import now
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import (
    ActionResult,
    PushedAction,
    ResultStatus,
    UploadRequest,
)
from desktop.domain.actions import (
    Accept,
    Action,
    DecideReturn,
    RecordCallback,
    RecordCommitment,
    RegisterWarning,
    Remove,
    RequestExtension,
    RequestReturn,
    SavePlan,
    SaveResult,
    Submit,
    SubmitInvestigation,
)
from desktop.domain.orders import CallbackResult, Order, Round, Stage, WorkPlan

ON_BOTH = pytest.mark.parametrize("database_url", BOTH, indirect=True)
CONTENT = b"photo" * 50
ASK = RequestExtension(entry_id="x", reason="等待产权单位答复")


def hand_over(clerk: Clerk, *actions: PushedAction) -> None:
    """Bring work that could not be pushed; a person has to admit it."""
    rescue.file_bundle(
        clerk.platform.database, clerk.bundle(*actions), clerk.session.actor, who="x"
    )


def admit(clerk: Clerk, action: PushedAction) -> ActionResult:
    platform = clerk.platform
    return admitting.admit(platform.database, platform.rulebook, action.op_id)[-1]


def states(platform: Platform) -> dict[str, LateState]:
    return {entry.op_id: entry.state for entry in late_entries.entries(platform.database)}


def pushed(clerk: Clerk, order: Order, actions: Sequence[Action]) -> None:
    reply = clerk.push(*(clerk.made(order, action, round=1) for action in actions))
    assert {told.status for told in reply.results} == {ResultStatus.APPLIED}


def upload(clerk: Clerk, content: bytes = CONTENT) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    uploads = clerk.platform.uploads
    started = uploads.announce(UploadRequest(sha256=sha256, size=len(content)), clerk.session)
    uploads.append(started.upload_id, 0, content, clerk.session)


def centre(platform: Platform, order: Order, action: Action) -> None:
    told = dispatching.act(platform.database, platform.rulebook, order.order_id, action)
    assert told.status is ResultStatus.APPLIED


def send_back(platform: Platform, order: Order) -> None:
    """The citizen is not satisfied: a second round begins."""
    said = CallbackResult.DISSATISFIED
    centre(platform, order, RecordCallback(entry_id=str(uuid.uuid4()), result=said, text="没修好"))


@pytest.fixture
def sent_back(platform: Platform, order: Order) -> Order:
    """An order in its second round, whose first was handed in."""
    pushed(Clerk(platform), order, [Accept(), contact(), result(cause="第一次"), Submit()])
    send_back(platform, order)
    return order


@ON_BOTH
def test_an_admitted_submission_waits_for_its_files_like_a_pushed_one(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    pushed(clerk, order, [Accept(), contact(), result(), attachment(CONTENT)])
    late = clerk.made(order, Submit())
    hand_over(clerk, late)
    assert admit(clerk, late).status is ResultStatus.APPLIED
    assert clerk.order(order).stage is Stage.AWAITING_FILES
    upload(clerk)
    assert clerk.order(order).stage is Stage.SUBMITTED


def test_an_admitted_submission_whose_files_are_there_is_handed_in(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    pushed(clerk, order, [Accept(), contact(), result(), attachment(CONTENT)])
    upload(clerk)
    late = clerk.made(order, Submit())
    hand_over(clerk, late)
    admit(clerk, late)
    assert clerk.order(order).stage is Stage.SUBMITTED


@ON_BOTH
def test_late_work_of_an_earlier_round_is_filed_in_that_round(
    platform: Platform, sent_back: Order
) -> None:
    clerk = Clerk(platform)
    row, file = contact(), attachment(CONTENT)
    late = [clerk.made(sent_back, action, round=1) for action in (row, file)]
    hand_over(clerk, *late)
    listed = late_entries.entries(platform.database)
    assert [(entry.round, entry.state) for entry in listed] == [(1, LateState.OPEN)] * 2
    assert [admit(clerk, action).status for action in late] == [ResultStatus.APPLIED] * 2
    now_ = clerk.order(sent_back)
    first, second = now_.rounds
    assert first.contacts[-1].entry_id == row.entry_id
    assert (len(first.contacts), second.contacts) == (2, ())
    assert now_.attachments[0].round == 1
    assert (now_.stage, second.accepted) == (Stage.WARNED, None)
    assert set(states(platform).values()) == {LateState.ADMITTED}


@ON_BOTH
def test_a_late_text_of_an_earlier_round_leaves_the_present_one_alone(
    platform: Platform, sent_back: Order
) -> None:
    clerk, colleague = Clerk(platform), Clerk(platform, name="李四")
    base = colleague.do(sent_back, SavePlan(WorkPlan(told_citizen="第二次")), round=2).version
    late = clerk.made(sent_back, SavePlan(WorkPlan(told_citizen="迟到的")), round=1)
    hand_over(clerk, late)
    assert admit(clerk, late).status is ResultStatus.APPLIED
    plans = [the_round.plan for the_round in clerk.order(sent_back).rounds]
    assert [plan.told_citizen for plan in plans if plan] == ["迟到的", "第二次"]
    # nobody who writes the second round has missed anything
    third = Clerk(platform, name="王五")
    again = SavePlan(WorkPlan(told_citizen="再次"))
    told = third.do(sent_back, again, round=2, base_version=base)
    assert told.status is ResultStatus.APPLIED


@ON_BOTH
def test_a_late_text_does_not_replace_what_was_handed_in_with_an_earlier_round(
    platform: Platform, sent_back: Order
) -> None:
    clerk = Clerk(platform)
    before = clerk.order(sent_back)
    other = clerk.made(sent_back, result(cause="迟到的"), round=1)
    same = clerk.made(sent_back, result(cause="第一次"), round=1)
    hand_over(clerk, other, same)
    told = admit(clerk, other)
    assert (told.status, told.code) == (ResultStatus.REFUSED, "late.handed_in")
    assert "不再覆盖" in told.message
    assert admit(clerk, same).status is ResultStatus.NOOP
    assert clerk.order(sent_back) == before
    assert states(platform) == {other.op_id: LateState.OPEN, same.op_id: LateState.ADMITTED}


@pytest.mark.parametrize("step", [Submit(), RequestReturn(), Accept(), return_form(), ASK])
def test_a_late_step_of_an_earlier_round_does_not_move_the_present_one(
    platform: Platform, sent_back: Order, step: Action
) -> None:
    clerk = Clerk(platform)
    late = clerk.made(sent_back, step, round=1)
    hand_over(clerk, late)
    told = admit(clerk, late)
    assert (told.status, told.code) == (ResultStatus.REFUSED, "late.round_over")
    assert clerk.order(sent_back).stage is Stage.WARNED
    assert states(platform) == {late.op_id: LateState.OPEN}


def test_a_late_promise_of_an_earlier_round_does_not_take_up_the_present_one(
    platform: Platform, sent_back: Order
) -> None:
    clerk = Clerk(platform)
    late = clerk.made(sent_back, RecordCommitment(entry_id="p", text="周五前修好"), round=1)
    hand_over(clerk, late)
    assert admit(clerk, late).status is ResultStatus.APPLIED
    held = clerk.order(sent_back)
    assert [row.text for row in held.commitments] == ["周五前修好"]
    assert (held.stage, held.round.accepted) == (Stage.WARNED, None)


def test_late_findings_of_an_earlier_round_do_not_take_up_the_present_one(
    platform: Platform,
) -> None:
    asked = make_order("P-1", preliminary=True)
    second = Round(number=2, started_at=now(), warned_by=("platform",))
    asked = structs.replace(
        asked, profile="linshu", stage=Stage.WARNED, rounds=(*asked.rounds, second)
    )
    add_orders(platform, asked)
    clerk = Clerk(platform)
    found = SubmitInvestigation(entry_id="i", findings="属于城管职责", proposal="由城管承办")
    late = clerk.made(asked, found, round=1)
    hand_over(clerk, late)
    assert admit(clerk, late).status is ResultStatus.APPLIED
    held = clerk.order(asked)
    assert len(held.investigations) == 1
    assert (held.stage, held.round.accepted) == (Stage.WARNED, None)


def test_late_work_that_is_nobodys_round_or_the_present_one_goes_its_way(
    platform: Platform, sent_back: Order
) -> None:
    clerk = Clerk(platform)
    words, row = note("迟到的备注"), contact()
    late = [
        clerk.made(sent_back, words, round=1),
        clerk.made(sent_back, row, round=2),
        clerk.made(sent_back, structs.replace(row, summary="重复"), round=1),
        clerk.made(sent_back, contact(), round=2**40),
    ]
    hand_over(clerk, *late)
    told = [admit(clerk, action).status for action in late]
    assert told == [
        ResultStatus.APPLIED, ResultStatus.APPLIED, ResultStatus.NOOP, ResultStatus.APPLIED,
    ]  # fmt: skip
    now_ = clerk.order(sent_back)
    assert now_.notes[-1].text == "迟到的备注"
    assert [len(the_round.contacts) for the_round in now_.rounds] == [1, 2]


def test_a_late_warning_opens_no_second_round_twice(platform: Platform, sent_back: Order) -> None:
    clerk = Clerk(platform)
    warning = RegisterWarning(entry_id="w", received_at=now(), source="微信群", text="群里已催办")
    late = clerk.made(sent_back, warning, round=1)
    hand_over(clerk, late)
    admit(clerk, late)
    assert len(clerk.order(sent_back).rounds) == 2


def test_late_rows_of_an_order_that_was_taken_away_are_not_admitted(
    platform: Platform, sent_back: Order
) -> None:
    clerk = Clerk(platform)
    late = clerk.made(sent_back, contact(), round=1)
    hand_over(clerk, late)
    centre(platform, sent_back, Remove(reason="派错了"))
    assert admit(clerk, late).code == "action.removed"


def test_work_from_before_a_return_is_not_laid_over_the_new_dispatch(
    platform: Platform, order: Order
) -> None:
    clerk, form = Clerk(platform), return_form()
    aside = Clerk(platform, user_id=clerk.user_id)
    kept = [aside.made(order, action) for action in (result(cause="退单以前"), note("旧备注"))]
    pushed(clerk, order, [Accept(), form, signed(order, form), RequestReturn()])
    again = DecideReturn(
        entry_id="d", accepted=True, opinion="同意", new_unit_id="u1", new_unit_name="一居委"
    )
    centre(platform, order, again)
    pushed(clerk, order, [Accept()])
    hand_over(aside, *kept)
    told = admit(clerk, kept[0])
    assert (told.status, told.code) == (ResultStatus.REFUSED, "late.dispatch_over")
    assert clerk.order(order).round.result is None
    assert admit(clerk, kept[1]).status is ResultStatus.APPLIED
    assert clerk.order(order).notes[-1].text == "旧备注"


@ON_BOTH
def test_an_entry_is_listed_as_what_became_of_it(platform: Platform, order: Order) -> None:
    clerk, other = Clerk(platform), Clerk(platform, name="李四")
    base = clerk.do(order, Accept()).version
    version = other.do(order, result(cause="李四写的"), base_version=base).version
    replaced = clerk.made(order, result(cause="先写的"), base_version=base)
    waiting, sent, admitted = (clerk.made(order, note()) for _ in range(3))
    hand_over(clerk, replaced, waiting, sent, admitted)
    assert clerk.push(replaced).results[0].status is ResultStatus.CONFLICT
    again = Clerk(platform, user_id=clerk.user_id)
    newer = SaveResult(structs.replace(result().result, cause="后写的"))
    told = again.do(order, newer, base_version=version, supersedes=replaced.op_id)
    assert told.status is ResultStatus.APPLIED
    again.push(structs.replace(sent, seq=2))
    admit(clerk, admitted)
    assert states(platform) == {
        replaced.op_id: LateState.SUPERSEDED,
        waiting.op_id: LateState.OPEN,
        sent.op_id: LateState.ARRIVED,
        admitted.op_id: LateState.ADMITTED,
    }
    with pytest.raises(ProblemError, match="not_found"):
        admit(clerk, replaced)


def test_late_entries_need_no_order_of_their_own(platform: Platform) -> None:
    clerk = Clerk(platform)
    add_orders(platform, make_order("B-1"))
    late = clerk.made("nowhere", note())
    hand_over(clerk, late)
    with pytest.raises(ProblemError, match="not_found"):
        admit(clerk, late)
