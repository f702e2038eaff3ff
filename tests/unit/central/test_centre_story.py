import uuid
from datetime import timedelta

import pytest
from helpers.central_clerks import (
    Clerk,
    add_orders,
    contact,
    head_signature,
    make_order,
    note,
    result,
    return_form,
)
from msgspec import structs

from central import admitting, dispatching, late_entries
from central.late_entries import LateState
from central.moments import now
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import ActionResult, ChangeOp, ResultStatus
from desktop.domain.actions import (
    Accept,
    Action,
    Close,
    DecideExtension,
    DecideReturn,
    RecordCallback,
    Remove,
    RequestExtension,
    RequestReturn,
    Submit,
)
from desktop.domain.orders import CallbackResult, Caller, Confidentiality, Flag, Order, Stage


def decide(platform: Platform, order: Order, action: Action, **fields: str) -> ActionResult:
    return dispatching.act(platform.database, platform.rulebook, order.order_id, action, **fields)


def accepting(to: str, leader: str = "") -> DecideReturn:
    return DecideReturn(
        entry_id=str(uuid.uuid4()), accepted=True, opinion="同意", new_unit_id=to, leader=leader
    )


def callback(said: CallbackResult) -> RecordCallback:
    return RecordCallback(entry_id=str(uuid.uuid4()), result=said, text="没有解决")


def ask_return(clerk: Clerk, order: Order) -> None:
    form = return_form()
    reply = clerk.push(
        clerk.made(order, Accept()),
        clerk.made(order, form),
        clerk.made(order, head_signature(order, form)),
        clerk.made(order, RequestReturn()),
    )
    assert [told.code for told in reply.results] == ["", "", "", ""]


def test_a_returned_order_goes_to_the_next_unit_and_leaves_the_first(
    platform: Platform, order: Order
) -> None:
    first, second = Clerk(platform), Clerk(platform, unit="u2")
    cursor = first.pull().cursor
    ask_return(first, order)
    assert decide(platform, order, accepting("u2")).status is ResultStatus.APPLIED
    gone = first.pull(cursor).changes
    assert [(change.op, change.reason) for change in gone] == [(ChangeOp.REMOVE, "已改派至二居委")]
    moved = second.order(order)
    assert (moved.stage, moved.unit_name, moved.round.return_form) == (
        Stage.DISPATCHED,
        "二居委",
        None,
    )
    assert second.do(order, Accept()).status is ResultStatus.APPLIED


def test_the_second_return_is_assigned_by_a_leader(platform: Platform, order: Order) -> None:
    ask_return(Clerk(platform), order)
    decide(platform, order, accepting("u2"))
    ask_return(Clerk(platform, unit="u2"), order)
    assert decide(platform, order, accepting("u3")).code == "decide.leader_missing"
    assert decide(platform, order, accepting("u3", "王书记")).status is ResultStatus.APPLIED
    assert Clerk(platform, unit="u3").order(order).has(Flag.ASSIGNED)


def test_a_refused_return_stays_with_the_unit(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    ask_return(clerk, order)
    refusal = DecideReturn(entry_id="d1", accepted=False, opinion="属于贵单位职责")
    decide(platform, order, refusal)
    assert clerk.order(order).stage is Stage.RETURN_REFUSED
    assert clerk.do(order, RequestReturn()).code == "return.refused_before"


def test_work_on_an_order_that_left_is_refused_and_kept(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    ask_return(clerk, order)
    decide(platform, order, accepting("u2"))
    told = clerk.do(order, note("还没来得及上传"))
    assert (told.status, told.code) == (ResultStatus.REFUSED, "order.gone")
    kept = late_entries.entries(platform.database)
    assert [(entry.op_id, entry.number, entry.kind) for entry in kept] == [
        (told.op_id, "A-1", "add_note")
    ]


def test_a_recalled_order_is_removed_with_the_reason(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    cursor = clerk.pull().cursor
    decide(platform, order, Remove("派错了"))
    changes = clerk.pull(cursor).changes
    assert [(change.op, change.reason) for change in changes] == [(ChangeOp.REMOVE, "派错了")]
    assert clerk.pull().changes == ()
    assert clerk.do(order, Accept()).code == "order.gone"


def test_a_return_clicked_in_time_and_delivered_late_is_for_a_person_to_admit(
    platform: Platform,
) -> None:
    order = make_order("B-1", hours_ago=24 * 20)
    add_orders(platform, order)
    clerk, form = Clerk(platform), return_form()
    clicked = order.dispatched_at + timedelta(hours=2)
    reply = clerk.push(
        clerk.made(order, Accept(), clicked=clicked),
        clerk.made(order, form, clicked=clicked),
        clerk.made(order, head_signature(order, form), clicked=clicked),
        clerk.made(order, RequestReturn(), clicked=clicked),
    )
    late = "return.delivered_late"
    assert [told.code for told in reply.results] == ["", late, "", late]
    results = admitting.admit(platform.database, platform.rulebook, reply.results[3].op_id)
    assert [told.status for told in results] == [ResultStatus.APPLIED, ResultStatus.APPLIED]
    held = clerk.order(order)
    assert held.stage is Stage.RETURN_PENDING
    assert held.round.return_request is not None
    assert held.round.return_request.stamp.at - clicked < timedelta(seconds=1)
    stored = clerk.pull(ack=1).results
    assert [told.status.settled for told in stored] == [True, True, True]
    with pytest.raises(ProblemError):
        admitting.admit(platform.database, platform.rulebook, reply.results[3].op_id)


def test_a_late_return_that_is_refused_after_all_leaves_its_form_where_it_was(
    platform: Platform,
) -> None:
    order = make_order("B-1", hours_ago=24 * 20)
    add_orders(platform, order)
    clerk = Clerk(platform)
    clicked = order.dispatched_at + timedelta(hours=2)
    reply = clerk.push(
        clerk.made(order, Accept(), clicked=clicked),
        clerk.made(order, return_form(), clicked=clicked),
        clerk.made(order, RequestReturn(), clicked=clicked),
    )
    before = clerk.order(order)
    # nobody has signed the form
    [told] = admitting.admit(platform.database, platform.rulebook, reply.results[2].op_id)
    assert (told.status, told.op_id) == (ResultStatus.REFUSED, reply.results[2].op_id)
    assert clerk.order(order) == before
    states = {entry.state for entry in late_entries.entries(platform.database)}
    assert states == {LateState.OPEN}


def test_a_return_clicked_too_late_is_simply_too_late(platform: Platform) -> None:
    order = make_order("B-2", hours_ago=24 * 20)
    add_orders(platform, order)
    clerk = Clerk(platform)
    clerk.do(order, Accept())
    told = clerk.do(order, return_form())
    assert told.code == "return.deadline_passed"
    refused = admitting.admit(platform.database, platform.rulebook, told.op_id)
    assert refused[0].status is ResultStatus.REFUSED
    assert late_entries.entries(platform.database)[0].state is LateState.OPEN


def _asks_for_time() -> RequestExtension:
    return RequestExtension(entry_id="ext-1", reason="等待产权单位答复")


def _extendable(platform: Platform, number: str) -> Order:
    """An order of long ago under rules whose extension is asked for before the deadline."""
    order = structs.replace(
        make_order(number, hours_ago=24 * 20), profile="generic", kind="general"
    )
    add_orders(platform, order)
    return order


def test_an_extension_clicked_in_time_and_delivered_late_is_for_a_person_to_admit(
    platform: Platform,
) -> None:
    order = _extendable(platform, "E-1")
    clerk, clicked = Clerk(platform), order.dispatched_at + timedelta(hours=2)
    reply = clerk.push(
        clerk.made(order, Accept(), clicked=clicked),
        clerk.made(order, _asks_for_time(), clicked=clicked),
    )
    told = reply.results[1]
    assert (told.status, told.code) == (ResultStatus.REFUSED, "extension.delivered_late")
    assert "管理人员" in told.message
    assert "原时限不变" in told.message
    [entry] = late_entries.entries(platform.database)
    assert (entry.code, entry.kind) == ("extension.delivered_late", "request_extension")
    [admitted] = admitting.admit(platform.database, platform.rulebook, told.op_id)
    assert admitted.status is ResultStatus.APPLIED
    [asked] = clerk.order(order).extensions
    assert asked.decided is None
    assert asked.stamp.at - clicked < timedelta(seconds=1)
    decide(
        platform,
        order,
        DecideExtension(entry_id="dx-1", accepted=True, new_due=now() + timedelta(days=3)),
    )
    [granted] = clerk.order(order).extensions
    assert granted.accepted


def test_an_extension_clicked_too_late_is_simply_too_late(platform: Platform) -> None:
    order = _extendable(platform, "E-2")
    clerk = Clerk(platform)
    clerk.do(order, Accept())
    assert clerk.do(order, _asks_for_time()).code == "extension.deadline_passed"


def test_a_row_after_a_late_extension_is_taken(
    platform: Platform,
) -> None:
    order = _extendable(platform, "E-3")
    clerk, clicked = Clerk(platform), order.dispatched_at + timedelta(hours=2)
    reply = clerk.push(
        clerk.made(order, Accept(), clicked=clicked),
        clerk.made(order, _asks_for_time(), clicked=clicked),
        clerk.made(order, contact(), clicked=clicked),
    )
    assert reply.results[2].status is ResultStatus.APPLIED


def submitted(platform: Platform, order: Order) -> Clerk:
    clerk = Clerk(platform)
    reply = clerk.push(
        clerk.made(order, Accept()),
        clerk.made(order, contact()),
        clerk.made(order, result()),
        clerk.made(order, Submit()),
    )
    assert all(told.status is ResultStatus.APPLIED for told in reply.results)
    return clerk


def test_a_dissatisfied_callback_opens_a_new_round(platform: Platform, order: Order) -> None:
    clerk = submitted(platform, order)
    decide(platform, order, callback(CallbackResult.DISSATISFIED))
    warned = clerk.order(order)
    assert (warned.stage, warned.round.number) == (Stage.WARNED, 2)
    assert clerk.do(order, Accept(), round=2).status is ResultStatus.APPLIED
    assert clerk.order(order).stage is Stage.REWORK


def test_a_satisfied_callback_and_the_close(platform: Platform, order: Order) -> None:
    clerk = submitted(platform, order)
    decide(platform, order, callback(CallbackResult.SATISFIED))
    assert decide(platform, order, Close()).status is ResultStatus.APPLIED
    assert clerk.order(order).stage is Stage.CLOSED


def test_a_repeated_centre_action_is_taken_once(platform: Platform, order: Order) -> None:
    clerk = submitted(platform, order)
    for _ in range(2):
        told = decide(platform, order, Close(), op_id="close-1")
        assert told.status is ResultStatus.APPLIED
    assert told.replayed
    assert clerk.order(order).closed is not None


def test_a_number_is_dispatched_once(platform: Platform, order: Order) -> None:
    again = make_order("A-1")
    assert dispatching.dispatch(platform.database, [again, make_order("A-9")]) == 1


@pytest.mark.parametrize("kind", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_callers_of_confidential_orders_never_reach_a_client(
    platform: Platform, kind: Confidentiality
) -> None:
    order = make_order("C-1", confidentiality=kind, caller=Caller("郑不言", "13900009999"))
    add_orders(platform, order)
    body = bytes(Clerk(platform).pull().changes[0].order)
    assert "郑不言".encode() not in body
    assert b"13900009999" not in body


def test_the_time_of_a_centre_action_is_now(platform: Platform, order: Order) -> None:
    clerk = submitted(platform, order)
    decide(platform, order, callback(CallbackResult.DISSATISFIED))
    assert now() - clerk.order(order).round.started_at < timedelta(minutes=1)
