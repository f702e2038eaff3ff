"""夏阳街道's rules one by one; each test's name begins with the rule it is about."""

import re
from datetime import datetime, timedelta

import pytest
from helpers.orders import (
    CENTRE,
    CLERK,
    DISPATCHED_AT,
    HANDS_ON,
    HEAD,
    RESULT,
    RETURN_FORM,
    a_signature,
    accepted_order,
    an_order,
    at,
    called_back,
    contacted,
    did,
    order_in,
    pending_return_order,
    refusal_of,
    signed_return_order,
    submitted_order,
    valid_action,
    warned_order,
)
from helpers.rulebook import rules_with, xiayang_rules
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import clocks_of, due_of
from desktop.domain.guide import next_step, steps
from desktop.domain.lifecycle import apply, entries_of
from desktop.domain.orders import (
    CallbackResult,
    Caller,
    Confidentiality,
    ContactOutcome,
    Flag,
    HandlingResult,
    LegalBasis,
    Order,
    PlanStep,
    ReturnForm,
    Signoff,
    Stage,
    WorkPlan,
)
from desktop.domain.profile import Duty

_LAST_RETURN = datetime(2026, 9, 21, 23, 59, 59, tzinfo=CST)
_ACCEPT_RETURN = act.DecideReturn(
    entry_id="d-1", accepted=True, opinion="同意", new_unit_id="juwei-2", new_unit_name="第二居委会"
)
_REFUSE_RETURN = act.DecideReturn(entry_id="d-1", accepted=False, opinion="应由你单位办理")


def _cautions(order: Order, kind: type, now: datetime = HANDS_ON) -> set[str]:
    for step in steps(order, xiayang_rules(), now, CLERK):
        if step.action is kind:
            return {caution.code for caution in step.cautions}
    raise AssertionError(kind)


def _head_part(entry: str = "hp-1") -> act.RecordHeadPart:
    return act.RecordHeadPart(
        entry_id=entry, occurred_at=HANDS_ON, head="周建国", place="小区", text="到场协调"
    )


def _warning(entry: str, received: datetime, text: str = "群里通报不满意") -> act.RegisterWarning:
    return act.RegisterWarning(entry_id=entry, received_at=received, source="微信群", text=text)


# --- 先行接单、先行联系 -----------------------------------------------------------------------


def test_xy01_acceptance_comes_first_and_is_stamped() -> None:
    assert refusal_of(an_order(), contacted()) == "action.not_accepted"
    order = accepted_order()
    assert order.stage is Stage.ACCEPTED
    assert order.round.accepted is not None
    assert (order.round.accepted.at, order.round.accepted.by) == (HANDS_ON, CLERK.user_id)


def test_xy01_a_second_acceptance_changes_nothing_and_keeps_the_first() -> None:
    order = accepted_order()
    again = apply(order, act.Accept(), xiayang_rules(), at(5), HEAD)
    assert again is order


def test_xy01_late_acceptance_is_possible_and_cautioned() -> None:
    late = at(200)
    assert "clock.overdue" in _cautions(an_order(), act.Accept, late)
    assert did(an_order(), act.Accept(), moment=late).stage is Stage.ACCEPTED


def test_xy02_submission_waits_for_a_contact() -> None:
    order = did(accepted_order(), act.SaveResult(RESULT))
    assert refusal_of(order, act.Submit()) == "submit.contact_missing"
    assert did(order, contacted(), act.Submit()).stage is Stage.SUBMITTED


@pytest.mark.parametrize("outcome", list(ContactOutcome))
def test_xy02_an_attempt_counts_when_it_says_why(outcome: ContactOutcome) -> None:
    row = act.RecordContact(entry_id="c", occurred_at=HANDS_ON, way="电话", outcome=outcome)
    expected = "" if outcome is ContactOutcome.REACHED else "contact.reason_missing"
    assert refusal_of(accepted_order(), row) == expected
    told = structs.replace(row, summary="匿名，没有号码")
    order = did(accepted_order(), told, act.SaveResult(RESULT), act.Submit())
    assert order.round.contacts[0].outcome is outcome


@pytest.mark.parametrize(
    "changes",
    [{"anonymous": True, "caller": None}, {"confidentiality": Confidentiality.REPORT}],
)
def test_xy02_nobody_is_excused_here(changes: dict[str, object]) -> None:
    order = did(accepted_order(**changes), act.SaveResult(RESULT))
    assert refusal_of(order, act.Submit()) == "submit.contact_missing"


@pytest.mark.parametrize(
    ("excused", "changes"),
    [
        ("anonymous", {"anonymous": True}),
        ("report", {"confidentiality": Confidentiality.REPORT}),
        ("secret", {"confidentiality": Confidentiality.SECRET}),
    ],
)
def test_xy02_another_place_can_excuse(excused: str, changes: dict[str, object]) -> None:
    rules = rules_with(contact_excused=[excused])
    order = did(accepted_order(**changes), act.SaveResult(RESULT))
    assert refusal_of(order, act.Submit(), rules=rules) == ""
    plain = did(accepted_order(), act.SaveResult(RESULT))
    assert refusal_of(plain, act.Submit(), rules=rules) == "submit.contact_missing"


def test_xy02_a_retracted_contact_does_not_count() -> None:
    order = did(accepted_order(), act.SaveResult(RESULT), contacted())
    order = did(order, act.Retract("c-1", "打给了别人"))
    assert refusal_of(order, act.Submit()) == "submit.contact_missing"


def test_xy02_a_way_of_contact_is_named() -> None:
    row = structs.replace(contacted(), way=" ")
    assert refusal_of(accepted_order(), row) == "contact.way_missing"


def test_xy02_a_return_under_way_does_not_stop_contact() -> None:
    order = did(pending_return_order(), contacted())
    assert order.stage is Stage.RETURN_PENDING
    assert order.round.contacts


@pytest.mark.parametrize(
    ("occurred", "code"),
    [
        (HANDS_ON + timedelta(minutes=9), ""),
        (HANDS_ON + timedelta(minutes=11), "time.future"),
        (DISPATCHED_AT - timedelta(minutes=9), ""),
        (DISPATCHED_AT - timedelta(minutes=11), "time.before_dispatch"),
    ],
)
@pytest.mark.parametrize(
    "kind", [act.RecordContact, act.RecordVisit, act.RecordMeasure, act.RecordHeadPart]
)
def test_xy02_entered_times_lie_between_dispatch_and_now(
    kind: type, occurred: datetime, code: str
) -> None:
    order = did(warned_order(), act.Accept())
    row = structs.replace(valid_action(kind, order, HANDS_ON), occurred_at=occurred)
    assert refusal_of(order, row) == code


# --- 处置与提交 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "result", [None, HandlingResult(), HandlingResult(cause="查过", answer="已回复")]
)
def test_xy03_submission_needs_an_outcome(result: HandlingResult | None) -> None:
    order = did(accepted_order(), contacted())
    if result is not None:
        order = did(order, act.SaveResult(result))
    assert refusal_of(order, act.Submit()) == "submit.result_missing"


def test_xy03_submission_is_stamped_and_needs_no_paper() -> None:
    order = submitted_order()
    assert order.round.submitted is not None
    assert (order.stage, order.round.submitted.at) == (Stage.SUBMITTED, HANDS_ON)
    assert order.signatures == ()


def test_xy03_an_overdue_order_can_still_be_submitted() -> None:
    order = did(accepted_order(), contacted(), act.SaveResult(RESULT))
    assert "clock.overdue" in _cautions(order, act.Submit, at(400))
    assert did(order, act.Submit(), moment=at(400)).stage is Stage.SUBMITTED


@pytest.mark.parametrize(
    "action",
    [
        act.SaveResult(RESULT),
        act.SavePlan(WorkPlan(told_citizen="已告知")),
        act.RecordMeasure(entry_id="m", occurred_at=HANDS_ON, text="疏通"),
        act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place="门口"),
    ],
)
def test_xy03_work_moves_the_order_to_handling(action: act.UnitAction) -> None:
    assert did(accepted_order(), action).stage is Stage.HANDLING


@pytest.mark.parametrize("kind", [act.RecordVisit, act.RecordMeasure])
def test_xy07_work_goes_on_while_a_return_is_pending_and_does_not_end_it(kind: type) -> None:
    pending = pending_return_order()
    order = did(pending, valid_action(kind, pending, HANDS_ON))
    assert order.stage is Stage.RETURN_PENDING
    assert did(order, _ACCEPT_RETURN).stage is Stage.DISPATCHED


@pytest.mark.parametrize(
    "action",
    [
        act.RecordMeasure(entry_id="m", occurred_at=HANDS_ON, text=" "),
        act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place=""),
        act.AddNote(entry_id="n", text=""),
        act.ReportDifficult(entry_id="d", measures="", difficulty="", request="协调"),
        act.ReportDifficult(entry_id="d", measures="", difficulty="难", request=" "),
        act.ApplyExclusion(entry_id="x", reason=""),
    ],
)
def test_xy03_empty_rows_are_refused(action: act.UnitAction) -> None:
    assert refusal_of(order_in(Stage.HANDLING), action) == "text.missing"


# --- 回访、预警、再次处置 -----------------------------------------------------------------------


@pytest.mark.parametrize("result", list(CallbackResult))
def test_xy04_only_dissatisfaction_warns(result: CallbackResult) -> None:
    order = did(submitted_order(), called_back(result))
    dissatisfied = result is CallbackResult.DISSATISFIED
    assert order.stage is (Stage.WARNED if dissatisfied else Stage.CALLBACK)
    assert len(order.rounds) == (2 if dissatisfied else 1)
    callback = order.rounds[0].callback
    assert callback is not None
    assert (callback.result, callback.stamp.by) == (result, CENTRE.user_id)


def test_xy04_a_warning_opens_the_next_round_and_keeps_the_old() -> None:
    order = did(submitted_order(), called_back(), moment=at(30))
    assert order.round.number == 2
    assert (order.round.started_at, order.round.warned_by) == (at(30), ("platform",))
    assert order.round.warning == "污水又冒出来了"
    assert order.round.contacts == ()
    assert order.rounds[0].result == RESULT
    assert [note.topic for note in order.notes] == ["callback"]


def test_xy04_dissatisfied_again_opens_round_three() -> None:
    order = did(warned_order(), _head_part(), act.SaveResult(RESULT), act.Submit())
    order = did(order, called_back(entry="cb-2"), moment=at(60))
    assert [entry.number for entry in order.rounds] == [1, 2, 3]
    assert order.rounds[1].callback is not None
    assert order.stage is Stage.WARNED


def test_xy05_submission_of_a_rehandling_shows_the_heads_part() -> None:
    order = did(warned_order(), act.Accept(), act.SaveResult(RESULT))
    assert refusal_of(order, act.Submit()) == "submit.head_part_missing"
    done = did(order, _head_part())
    assert refusal_of(done, act.Submit()) == ""
    taken_back = did(done, act.Retract("hp-1", "不在场"))
    assert refusal_of(taken_back, act.Submit()) == "submit.head_part_missing"
    elsewhere = rules_with(rehandle_demands=[])
    assert refusal_of(order, act.Submit(), rules=elsewhere) == ""


@pytest.mark.parametrize(("field", "text"), [("head", " "), ("text", "")])
def test_xy05_the_heads_part_says_who_did_what(field: str, text: str) -> None:
    part = structs.replace(_head_part(), **{field: text})
    assert refusal_of(order_in(Stage.REWORK), part) == "text.missing"


def test_xy05_a_warned_order_is_taken_up_by_acceptance_or_by_work() -> None:
    accepted = did(warned_order(), act.Accept())
    worked = did(warned_order(), _head_part())
    for order in (accepted, worked):
        assert order.stage is Stage.REWORK
        assert order.round.accepted is not None
        assert apply(order, act.Accept(), xiayang_rules(), at(9), HEAD) is order


def test_xy05_a_rehandling_is_not_returned() -> None:
    assert refusal_of(warned_order(), act.SaveReturnForm(RETURN_FORM)) == "return.rework"


# --- 疑难、退单、签派 ---------------------------------------------------------------------------


def test_xy06_difficult_orders_are_reported_and_answered() -> None:
    report = act.ReportDifficult(
        entry_id="df", measures="协调两次", difficulty="产权不清", request="请联动工作站"
    )
    order = did(accepted_order(), report)
    assert order.has(Flag.DIFFICULT)
    assert order.stage is Stage.ACCEPTED
    assert [note.topic for note in order.notes] == ["difficult"]
    assert all(part in order.notes[0].text for part in ("协调两次", "产权不清", "请联动工作站"))


def test_xy07_a_return_comes_after_acceptance() -> None:
    assert refusal_of(an_order(), act.SaveReturnForm(RETURN_FORM)) == "action.not_accepted"
    assert refusal_of(an_order(), act.RequestReturn()) == "action.not_accepted"


def test_xy07_a_complete_and_signed_request_goes_out_as_it_was_signed() -> None:
    order = pending_return_order()
    request = order.round.return_request
    assert request is not None
    assert (order.stage, request.form, request.decided) == (
        Stage.RETURN_PENDING,
        RETURN_FORM,
        None,
    )


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (structs.replace(RETURN_FORM, reason=" "), "return.reason_missing"),
        (structs.replace(RETURN_FORM, reason_class=""), "return.reason_missing"),
        (structs.replace(RETURN_FORM, suggested_unit=" "), "return.suggestion_missing"),
        (RETURN_FORM, "return.signature_missing"),
    ],
)
def test_xy07_a_request_names_reason_direction_and_bears_a_signature(
    form: ReturnForm, code: str
) -> None:
    order = did(accepted_order(), act.SaveReturnForm(form))
    assert refusal_of(order, act.RequestReturn()) == code


def test_xy07_a_request_needs_its_form() -> None:
    assert refusal_of(accepted_order(), act.RequestReturn()) == "return.form_missing"


@pytest.mark.parametrize("demand", ["reason", "suggestion", "signature"])
def test_xy07_what_is_demanded_is_data(demand: str) -> None:
    others = [name for name in ("reason", "suggestion", "signature") if name != demand]
    lacking = {"reason": {"reason": ""}, "suggestion": {"suggested_unit": ""}, "signature": {}}
    form = structs.replace(RETURN_FORM, **lacking[demand])
    order = did(accepted_order(), act.SaveReturnForm(form))
    if demand != "signature":
        order = did(order, a_signature(order, "F1", "head"))
    assert refusal_of(order, act.RequestReturn()) == f"return.{demand}_missing"
    assert refusal_of(order, act.RequestReturn(), rules=rules_with(return_demands=others)) == ""


def test_xy07_the_signature_is_for_the_present_content() -> None:
    order = signed_return_order()
    changed = did(order, act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    assert refusal_of(changed, act.RequestReturn()) == "return.signature_differs"
    again = did(changed, a_signature(changed, "F1", "head", entry="second"))
    assert refusal_of(again, act.RequestReturn()) == ""
    taken_back = did(order, act.Retract("sign-F1-head-1", "签错"))
    assert refusal_of(taken_back, act.RequestReturn()) == "return.signature_missing"


def test_xy07_another_forms_signature_is_none() -> None:
    order = did(accepted_order(), act.SaveReturnForm(RETURN_FORM))
    order = did(order, a_signature(order, "F2", "head"))
    assert refusal_of(order, act.RequestReturn()) == "return.signature_missing"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (ReturnForm(reason_class="whim", reason="x"), "return.class_unknown"),
        (ReturnForm(reason_class="not_our_area", reason="x"), "return.field_missing"),
        (
            ReturnForm(reason_class="not_our_area", reason="x", fields=(("area", " "),)),
            "return.field_missing",
        ),
        (ReturnForm(reason_class="not_our_area", fields=(("area", "赵巷镇"),)), ""),
        (ReturnForm(basis=(LegalBasis("三定方案"),)), ""),
    ],
)
def test_xy07_a_class_of_reasons_asks_for_its_own_fields(form: ReturnForm, code: str) -> None:
    assert refusal_of(accepted_order(), act.SaveReturnForm(form)) == code


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (_LAST_RETURN - timedelta(hours=1), ""),
        (_LAST_RETURN, ""),
        (_LAST_RETURN.replace(microsecond=700_000), ""),
        (_LAST_RETURN + timedelta(seconds=1), "return.deadline_passed"),
        (_LAST_RETURN + timedelta(days=30), "return.deadline_passed"),
    ],
)
def test_xy07_a_late_return_is_locked(moment: datetime, code: str) -> None:
    order = signed_return_order()
    assert refusal_of(order, act.RequestReturn(), moment=moment) == code
    assert refusal_of(order, act.SaveReturnForm(RETURN_FORM), moment=moment) == code


def test_xy07_the_lock_names_the_deadline() -> None:
    outcome = apply(signed_return_order(), act.RequestReturn(), xiayang_rules(), at(200), CLERK)
    assert "9月21日(周一)24:00" in getattr(outcome, "message", "")


def test_xy07_no_lock_where_the_date_is_not_certain() -> None:
    dispatched = datetime(2026, 12, 30, 10, 0, tzinfo=CST)
    order = did(
        an_order(dispatched_at=dispatched),
        act.Accept(),
        act.SaveReturnForm(RETURN_FORM),
        moment=dispatched,
    )
    order = did(order, a_signature(order, "F1", "head"), moment=dispatched)
    later = datetime(2027, 1, 20, tzinfo=CST)
    assert refusal_of(order, act.RequestReturn(), moment=later) == ""
    cautions = _cautions(order, act.RequestReturn, later)
    assert {"return.perhaps_late", "clock.provisional"} <= cautions


def test_xy07_one_request_at_a_time_and_none_after_a_refusal() -> None:
    pending = pending_return_order()
    assert refusal_of(pending, act.RequestReturn()) == "return.pending"
    refused = did(pending, _REFUSE_RETURN)
    assert refused.stage is Stage.RETURN_REFUSED
    assert refusal_of(refused, act.RequestReturn()) == "return.refused_before"
    working = did(refused, contacted(), act.SaveResult(RESULT))
    assert working.stage is Stage.HANDLING
    assert refusal_of(working, act.SaveReturnForm(RETURN_FORM)) == "return.refused_before"


@pytest.mark.parametrize(
    ("work", "stage"),
    [
        ((), Stage.ACCEPTED),
        ((act.SaveResult(RESULT),), Stage.HANDLING),
        ((act.SavePlan(WorkPlan(told_citizen="已告知")),), Stage.HANDLING),
        ((act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place="门口"),), Stage.HANDLING),
        ((act.RecordMeasure(entry_id="m", occurred_at=HANDS_ON, text="看"),), Stage.HANDLING),
    ],
)
def test_xy07_a_withdrawn_request_leaves_the_order_where_it_was(
    work: tuple[act.UnitAction, ...], stage: Stage
) -> None:
    order = did(signed_return_order(), *work, act.RequestReturn())
    back = did(order, act.WithdrawReturn())
    assert (back.stage, back.round.return_request) == (stage, None)
    assert refusal_of(back, act.RequestReturn()) == ""


def test_xy08_an_accepted_return_is_dispatched_anew() -> None:
    moved = did(pending_return_order(), _ACCEPT_RETURN, moment=at(24))
    assert (moved.stage, moved.unit_id, moved.unit_name) == (
        Stage.DISPATCHED,
        "juwei-2",
        "第二居委会",
    )
    assert (moved.dispatched_at, moved.round.started_at) == (at(24), at(24))
    assert (len(moved.rounds), moved.round.accepted, moved.signatures) == (1, None, ())
    assert [past.unit_id for past in moved.past_returns] == ["juwei-1"]
    assert not moved.has(Flag.ASSIGNED)
    assert refusal_of(moved, act.Accept(), actor=CLERK) == "action.other_unit"


def test_xy08_redispatch_names_a_unit() -> None:
    decision = structs.replace(_ACCEPT_RETURN, new_unit_id="")
    assert refusal_of(pending_return_order(), decision) == "decide.unit_missing"


def test_xy08_a_refused_return_keeps_the_opinion_and_the_clocks() -> None:
    pending = pending_return_order()
    refused = did(pending, _REFUSE_RETURN)
    request = refused.round.return_request
    assert request is not None
    assert request.decided is not None
    assert (request.accepted, request.opinion) == (False, "应由你单位办理")
    assert clocks_of(refused, xiayang_rules()) == clocks_of(pending, xiayang_rules())


def _returned_once() -> Order:
    moved = did(pending_return_order(), _ACCEPT_RETURN)
    second = structs.replace(CLERK, unit_id="juwei-2")
    order = did(moved, act.Accept(), act.SaveReturnForm(RETURN_FORM), actor=second)
    signed = did(order, a_signature(order, "F1", "head", entry="s-2"), actor=second)
    return did(signed, act.RequestReturn(), actor=second)


def test_xy09_a_second_return_demands_a_leader_and_assigns_the_duty() -> None:
    pending = _returned_once()
    decision = structs.replace(_ACCEPT_RETURN, entry_id="d-2", new_unit_id="juwei-3")
    assert refusal_of(pending, decision) == "decide.leader_missing"
    blank = structs.replace(decision, leader="  ")
    assert refusal_of(pending, blank) == "decide.leader_missing"
    moved = did(pending, structs.replace(decision, leader="街道主任"))
    assert moved.has(Flag.ASSIGNED)
    assert [past.unit_id for past in moved.past_returns] == ["juwei-1", "juwei-2"]
    assert "街道主任" in moved.notes[-1].text


def test_xy09_a_refused_second_return_needs_no_leader() -> None:
    decision = structs.replace(_REFUSE_RETURN, entry_id="d-2")
    assert did(_returned_once(), decision).stage is Stage.RETURN_REFUSED


def test_xy09_an_assigned_order_is_cautioned_and_not_locked() -> None:
    assigned = did(
        signed_return_order(), act.AssignDuty(entry_id="a", leader="街道主任", text="由你办")
    )
    assert "return.assigned" in _cautions(assigned, act.RequestReturn)
    assert did(assigned, act.RequestReturn()).stage is Stage.RETURN_PENDING
    assert "街道主任" in assigned.notes[-1].text


def test_xy09_an_earlier_return_is_cautioned() -> None:
    moved = did(pending_return_order(), _ACCEPT_RETURN)
    assert "return.second" in _cautions(moved, act.RequestReturn)
    assert "return.second" not in _cautions(accepted_order(), act.RequestReturn)


# --- 特殊工单、不纳入测评 -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["urgent", "semi_urgent", "snapshot", "city_review"])
def test_xy10_special_kinds_are_known_by_id_and_name(kind: str) -> None:
    found = xiayang_rules().profile.kind(kind)
    assert found.rule == "XY-10"
    assert xiayang_rules().profile.kind(found.name) == found


@pytest.mark.parametrize("kind", ["urgent", "semi_urgent", "city_review"])
def test_xy11_special_orders_have_two_working_days_for_both(kind: str) -> None:
    order = an_order(kind=kind)
    handle = due_of(order, Duty.HANDLE, xiayang_rules())
    back = due_of(order, Duty.RETURN, xiayang_rules())
    assert handle is not None
    assert back is not None
    assert handle.due == back.due == _LAST_RETURN


def test_xy11_a_snapshot_may_end_inside_a_holiday() -> None:
    order = an_order(kind="snapshot", dispatched_at=datetime(2026, 9, 30, 10, tzinfo=CST))
    handle = due_of(order, Duty.HANDLE, xiayang_rules())
    assert handle is not None
    assert handle.due == datetime(2026, 10, 3, 23, 59, 59, tzinfo=CST)


def test_xy12_exclusion_is_applied_for_once_and_decided_with_a_leader() -> None:
    apply_for = act.ApplyExclusion(entry_id="x-1", reason="重复诉求")
    order = did(accepted_order(), apply_for)
    assert order.has(Flag.EXCLUSION_REQUESTED)
    assert refusal_of(order, structs.replace(apply_for, entry_id="x-2")) == "exclusion.pending"
    decide = act.DecideExclusion(entry_id="x-3", accepted=True, text="审核通过")
    assert refusal_of(order, decide) == "exclusion.signature_missing"
    done = did(order, structs.replace(decide, signed_by="街道主任"))
    assert done.flags == (Flag.EXCLUDED,)
    assert done.notes[-1].text == "审核通过（签署：街道主任）"
    refused = did(order, structs.replace(decide, accepted=False))
    assert refused.flags == ()


def test_xy12_nothing_is_decided_that_was_not_asked() -> None:
    decide = act.DecideExclusion(entry_id="x", accepted=True, text="", signed_by="主任")
    assert refusal_of(accepted_order(), decide) == "exclusion.not_requested"


# --- 5+5、联动、走访、工作方案、手工预警 ----------------------------------------------------


def test_xy13_first_five_days_then_round_again() -> None:
    first = due_of(an_order(), Duty.HANDLE, xiayang_rules())
    warned = did(submitted_order(), called_back(), moment=at(144))
    again = due_of(warned, Duty.REHANDLE, xiayang_rules())
    assert first is not None
    assert again is not None
    assert first.due.date().isoformat() == "2026-09-24"
    assert again.due.date().isoformat() == "2026-09-30"


def test_xy14_the_centre_answers_a_difficult_order() -> None:
    order = did(accepted_order(), act.AnswerDifficult(entry_id="ad", text="工作站明日到场"))
    assert [(note.topic, note.text) for note in order.notes] == [("difficult", "工作站明日到场")]
    assert order.stage is Stage.ACCEPTED


def test_xy15_visits_are_recorded_with_their_photos() -> None:
    visit = act.RecordVisit(
        entry_id="v", occurred_at=HANDS_ON, place="3号楼", findings="堵塞", photos=("p1",)
    )
    order = did(accepted_order(), visit)
    (row,) = order.round.visits
    assert (row.place, row.findings, row.photos) == ("3号楼", "堵塞", ("p1",))


def test_xy19_a_work_plan_is_kept_with_the_round() -> None:
    plan = WorkPlan(steps=(PlanStep("申请维修资金"),), told_citizen="已告知")
    assert did(accepted_order(), act.SavePlan(plan)).round.plan == plan


def test_xy20_a_warning_by_hand_opens_a_round_from_its_receipt() -> None:
    order = did(submitted_order(), _warning("w-1", at(20)), moment=at(26))
    assert (order.stage, order.round.number, order.round.started_at) == (Stage.WARNED, 2, at(20))
    assert order.round.warned_by == ("manual",)
    assert order.notes[-1].topic == "warning"
    assert order.notes[-1].text.startswith("微信群：")


@pytest.mark.parametrize("take_up", [(), (act.Accept(),)])
def test_xy20_the_same_warning_from_the_platform_merges(
    take_up: tuple[act.UnitAction, ...],
) -> None:
    by_hand = did(submitted_order(), _warning("w-1", at(20)), moment=at(26))
    stage = did(by_hand, *take_up).stage
    both = did(did(by_hand, *take_up), called_back(), moment=at(30))
    assert (both.stage, both.round.number) == (stage, 2)
    assert both.round.warned_by == ("manual", "platform")
    assert both.round.started_at == at(30)
    assert both.round.warning == "群里通报不满意"
    assert both.rounds[0].callback is not None
    assert both.round.callback is None


def test_xy20_a_warning_by_hand_after_the_platforms_does_not_move_the_clock() -> None:
    first = did(submitted_order(), called_back(), moment=at(30))
    both = did(first, _warning("w-1", at(32)), moment=at(33))
    assert (both.round.number, both.round.started_at) == (2, at(30))
    assert both.round.warned_by == ("manual", "platform")


def test_xy20_a_repeated_platform_warning_does_not_move_the_clock() -> None:
    first = did(submitted_order(), called_back(), moment=at(30))
    again = did(first, called_back(entry="cb-2"), moment=at(60))
    assert (again.round.number, again.round.started_at) == (2, at(30))


def test_xy20_a_warning_entered_after_the_rehandling_belongs_to_it() -> None:
    order = did(warned_order(), _head_part(), act.SaveResult(RESULT), act.Submit(), moment=at(40))
    late = did(order, _warning("w-1", at(20)), moment=at(50))
    assert (late.stage, late.round.number) == (Stage.SUBMITTED, 2)
    assert late.round.warned_by == ("manual", "platform")
    new = did(order, _warning("w-2", at(45)), moment=at(50))
    assert (new.stage, new.round.number) == (Stage.WARNED, 3)


def test_xy20_a_satisfied_callback_does_not_end_a_rehandling() -> None:
    by_hand = did(submitted_order(), _warning("w-1", at(20)), moment=at(26))
    called = did(by_hand, called_back(CallbackResult.SATISFIED), moment=at(30))
    assert called.stage is Stage.WARNED
    assert called.rounds[0].callback is not None


@pytest.mark.parametrize(
    ("received", "code"),
    [(at(30), "time.future"), (at(-24), "time.before_dispatch"), (at(20), "")],
)
def test_xy20_the_receipt_is_a_possible_time(received: datetime, code: str) -> None:
    assert refusal_of(submitted_order(), _warning("w", received), moment=at(26)) == code


def test_xy20_an_empty_warning_is_refused() -> None:
    assert refusal_of(submitted_order(), _warning("w", at(20), " "), moment=at(26)) == (
        "text.missing"
    )


@pytest.mark.parametrize("stage", [Stage.ACCEPTED, Stage.HANDLING, Stage.AWAITING_SIGNOFF])
def test_xy20_a_first_handling_cannot_be_warned_before_it_was_handed_in(stage: Stage) -> None:
    """A warning follows a call-back; before the submission it would end the clock of five days."""
    assert refusal_of(order_in(stage), _warning("w", at(20)), moment=at(26)) == "action.stage"


# --- 签批、撤销、保密 ---------------------------------------------------------------------------


def test_ls02_the_sign_off_is_offered_and_never_a_barrier() -> None:
    assert refusal_of(accepted_order(), act.RequestSignoff()) == "signoff.missing"
    order = did(order_in(Stage.AWAITING_SIGNOFF), contacted(), act.SaveResult(RESULT))
    assert order.stage is Stage.AWAITING_SIGNOFF
    assert did(order, act.Submit()).stage is Stage.SUBMITTED


def test_ls02_signatures_come_in_their_order_and_end_the_waiting() -> None:
    order = order_in(Stage.AWAITING_SIGNOFF)
    assert refusal_of(order, a_signature(order, "F3", "step3")) == "sign.order"
    first = did(order, a_signature(order, "F3", "step1"))
    assert first.stage is Stage.AWAITING_SIGNOFF
    both = did(first, a_signature(first, "F3", "step3"))
    assert both.stage is Stage.HANDLING
    taken_back = did(first, act.Retract("sign-F3-step1-1", "签错"))
    assert refusal_of(taken_back, a_signature(order, "F3", "step3")) == "sign.order"


def test_ls02_a_rehandling_goes_back_to_rework() -> None:
    order = did(warned_order(), act.SaveSignoff(Signoff(opinion="办")), act.RequestSignoff())
    for step in ("step1", "step3"):
        order = did(order, a_signature(order, "F3", step))
    assert order.stage is Stage.REWORK


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"form": "F9"}, "sign.form_unknown"),
        ({"step": "step9"}, "sign.step_unknown"),
        ({"signer": " "}, "sign.signer_missing"),
        ({"round": 2}, "action.round_unknown"),
        ({"form_id": "AAAAAAAAAAAA"}, "sign.foreign"),
    ],
)
def test_xy07_a_sheet_that_is_not_this_orders_is_refused(
    changes: dict[str, object], code: str
) -> None:
    sign = structs.replace(a_signature(accepted_order(), "F1", "head"), **changes)
    assert refusal_of(accepted_order(), sign) == code


def test_xy07_a_sheet_whose_content_has_changed_is_filed_and_marked() -> None:
    order = did(accepted_order(), act.SaveReturnForm(RETURN_FORM))
    sheet = a_signature(order, "F1", "head")
    changed = did(order, act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    filed = did(changed, sheet)
    assert [row.differs for row in filed.signatures] == [True]
    assert [row.differs for row in did(order, sheet).signatures] == [False]
    assert "sign.differs" in _cautions(filed, act.RequestReturn)


def test_xy05_a_retraction_stays_visible_with_its_reason() -> None:
    order = did(accepted_order(), contacted(), act.Retract("c-1", "打错号码"))
    (row,) = order.round.contacts
    assert (row.retracted, row.entry_id) == ("打错号码", "c-1")
    assert refusal_of(order, act.Retract("c-1", "再撤")) == "retract.done"
    assert refusal_of(order, act.Retract("c-9", "无")) == "retract.unknown"
    fresh = did(accepted_order(), contacted())
    assert refusal_of(fresh, act.Retract("c-1", " ")) == "retract.reason_missing"


def test_xy05_every_kind_of_row_can_be_taken_back_in_every_round() -> None:
    order = did(warned_order(), act.Accept())
    kinds = (
        act.RecordContact, act.RecordVisit, act.RecordMeasure, act.RecordHeadPart,
        act.AddAttachment, act.Sign, act.FormPrinted, act.AddNote,
    )  # fmt: skip
    for number, kind in enumerate(kinds):
        row = valid_action(kind, order, HANDS_ON, entry=f"row-{number}")
        order = did(order, row, act.Retract(f"row-{number}", "误登"))
    reasons = {row.entry_id: row.retracted for row in entries_of(order)}
    assert [reasons[f"row-{number}"] for number in range(len(kinds))] == ["误登"] * len(kinds)
    assert did(order, act.Retract("c-1", "上一轮也可以")).rounds[0].contacts[0].retracted


def test_xy04_the_centres_records_are_not_the_units_to_take_back() -> None:
    assert refusal_of(warned_order(), act.Retract("cb-1", "不同意")) == "retract.not_yours"


@pytest.mark.parametrize("kind", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_kf20_a_confidential_order_never_holds_its_caller(kind: Confidentiality) -> None:
    assert an_order(confidentiality=kind).caller is None
    assert an_order().caller == Caller("王桂香", "13900001234")
    assert an_order(confidentiality=Confidentiality.NONE).caller is not None


def test_an_attachment_belongs_to_the_round_it_was_added_in() -> None:
    file = valid_action(act.AddAttachment, an_order(), HANDS_ON)
    assert did(accepted_order(), file).attachments[0].round == 1
    assert did(warned_order(), file).attachments[0].round == 2


def test_closing_and_removal_are_stamped() -> None:
    closed = order_in(Stage.CLOSED)
    assert closed.closed is not None
    assert closed.closed.by == CENTRE.user_id
    assert order_in(Stage.REMOVED).removed == "误派"


def test_a_deadline_is_set_for_a_known_duty() -> None:
    assert refusal_of(accepted_order(), act.SetDue("sleep", at(9))) == "due.duty_unknown"


def test_what_comes_next() -> None:
    def following(order: Order) -> type | None:
        return next_step(order, xiayang_rules(), HANDS_ON, CLERK)

    order = an_order()
    assert following(order) is act.Accept
    order = did(order, act.Accept())
    assert following(order) is act.RecordContact
    order = did(order, contacted())
    assert following(order) is act.SaveResult
    order = did(order, act.SaveResult(RESULT))
    assert following(order) is act.Submit
    order = did(order, act.Submit())
    assert following(order) is None
    order = did(order, called_back())
    assert following(order) is act.Accept
    order = did(order, act.Accept())
    assert following(order) is act.SaveResult
    order = did(order, act.SaveResult(RESULT))
    assert following(order) is act.RecordHeadPart
    order = did(order, _head_part())
    assert following(order) is act.Submit


_NOT_THE_UNITS = {
    "16": "联合会审 is held by the centre",
    "17": "meetings of the street",
    "18": "the street's bulletin",
}


def test_every_rule_that_concerns_the_unit_has_a_case() -> None:
    covered = {found[1] for name in globals() if (found := re.match(r"test_xy(\d\d)_", name))}
    wanted = {f"{number:02}" for number in range(1, 21)} - set(_NOT_THE_UNITS)
    assert covered == wanted
