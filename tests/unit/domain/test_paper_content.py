"""Which rows of an order a form speaks of, which forms an order wants, and what codes cover."""

from datetime import date, timedelta

import pytest
from helpers.full_orders import all_rules, full_order
from helpers.orders import CENTRE, HANDS_ON, accepted_order, did, submitted_order
from helpers.rulebook import profile_rules, xiayang_rules
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain import paper_content as content
from desktop.domain.orders import Order
from desktop.domain.paper_choice import sheet_choices
from desktop.domain.paper_forms import (
    ORDER_FORMS,
    PAPER_FORMS,
    Scope,
    file_title,
    form_name,
    quoted_name,
    sheet_round,
    sheet_rounds,
    step_name,
)
from desktop.domain.version_code import code_of, codes, form_id, unit_sheet

LATER = HANDS_ON + timedelta(hours=9)


def later(order: Order, *actions: act.Action) -> Order:
    return did(order, *actions, moment=LATER, rules=all_rules())


def all_codes(order: Order) -> dict[str, tuple[tuple[str, str], ...]]:
    return {f.id: codes(order, f.id, sheet_round(f.id, order)) for f in ORDER_FORMS}


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_a_difficult_report_comes_apart_as_it_was_put_together(
    measures: str, difficulty: str, request: str
) -> None:
    text = content.difficult_text(measures, difficulty, request)
    if "\n难点：" in measures or "\n需要协调：" in measures + difficulty:
        return
    order = did(accepted_order(), act.AddNote(entry_id="n", text="x"))
    note = structs.replace(order.notes[0], topic="difficult", text=text)
    found = content.last_difficult_report(structs.replace(order, notes=(note,)))
    assert found is not None
    assert (found.measures, found.difficulty, found.request) == (measures, difficulty, request)


def test_a_later_report_has_no_answer_of_the_earlier_one() -> None:
    order = later(
        full_order(),
        act.ReportDifficult(entry_id="d-9", measures="甲", difficulty="乙", request="丙"),
    )
    found = content.last_difficult_report(order)
    assert found is not None
    assert (found.difficulty, found.answer) == ("乙", None)


def test_an_application_and_its_decision_belong_together() -> None:
    order = full_order()
    asked = content.last_exclusion(order)
    assert asked is not None
    assert (asked.application.text, asked.decision) == ("另有部门在办", None)
    refused = later(order, act.DecideExclusion(entry_id="xd", accepted=False, text="不同意"))
    decided = content.last_exclusion(refused)
    assert decided is not None
    assert decided.decision is not None
    assert decided.decision.text == "不同意"
    again = later(refused, act.ApplyExclusion(entry_id="ex-2", reason="补充证据"))
    second = content.last_exclusion(again)
    assert second is not None
    assert (second.application.text, second.decision) == ("补充证据", None)


def test_an_application_that_was_taken_back_is_not_printed() -> None:
    order = later(full_order(), act.Retract("ex-1", "写错了"))
    assert content.last_exclusion(order) is None


def test_the_reply_sheet_is_about_the_matter_answered_last() -> None:
    order = full_order()
    found = content.replied_matter(order)
    assert found is not None
    assert found.matter.entry_id == "ma-1"
    opened = later(order, act.OpenMatter(entry_id="ma-9", matter="follow_up", text="再报"))
    still = content.replied_matter(opened)
    assert still is not None
    assert still.matter.entry_id == "ma-1"
    waiting = content.replied_matter(structs.replace(opened, matter_replies=()))
    assert waiting is not None
    assert (waiting.matter.entry_id, waiting.reply) == ("ma-9", None)
    assert content.replied_matter(accepted_order()) is None


def test_rows_recorded_after_a_request_leave_its_sheet_as_it_was() -> None:
    order = full_order()
    before = all_codes(order)
    after = all_codes(
        later(
            order,
            act.RecordMeasure(entry_id="m-9", occurred_at=LATER, text="又抽排一次"),
            act.RecordVisit(entry_id="v-9", occurred_at=LATER, place="三号井"),
            act.AddNote(entry_id="n-9", text="备注"),
        )
    )
    changed = {form for form in before if before[form] != after[form]}
    assert {"F2", "F4"} <= changed
    assert not changed & {"F3", "F5", "F6", "F7", "F11", "F12", "F16", "F18", "F22"}


@pytest.mark.parametrize(
    ("form", "change"),
    [
        ("F5", act.RequestExtension(entry_id="x-9", reason="还要延", until=date(2026, 10, 20))),
        ("F12", act.OpenMatter(entry_id="ma-9", matter="follow_up", text="再报")),
        ("F18", act.RecordCommitment(entry_id="k-9", text="再值守")),
        ("F22", act.GiveCoOpinion(entry_id="co-9", unit_name="房管所", text="补充")),
        ("F11", act.ReportDifficult(entry_id="d-9", measures="甲", difficulty="乙", request="丙")),
    ],
)
def test_new_content_changes_the_code_of_its_form(form: str, change: act.Action) -> None:
    order = full_order()
    if form == "F5":
        order = later(order, act.DecideExtension(entry_id="x-8", accepted=False))
    before, after = all_codes(order), all_codes(later(order, change))
    assert before[form] != after[form]
    assert before["F6"] == after["F6"]


def test_a_decision_leaves_the_units_signature_valid_and_changes_what_the_leader_signs() -> None:
    order = full_order()
    decided = did(
        order,
        act.DecideExclusion(entry_id="xd", accepted=True, text="同意", signed_by="主任"),
        moment=LATER,
        rules=all_rules(),
        actor=CENTRE,
    )
    before, after = (dict(codes(state, "F7", 1)) for state in (order, decided))
    assert before["head"] == after["head"]
    assert before["leader"] != after["leader"]


def test_a_sheet_of_the_whole_order_is_the_same_one_in_every_round() -> None:
    order = full_order()
    assert sheet_rounds("F7", order) == (1,)
    assert sheet_rounds("F18", order) == (1, 2)
    assert sheet_rounds("F1", order) == (2,)
    assert sheet_rounds("F99", order) == (1, 2)
    assert code_of(order, "F7", 1, "head")


def test_every_form_of_an_order_has_codes_and_an_id_of_its_own() -> None:
    order = full_order()
    ids = {form_id(order, form.id, sheet_round(form.id, order)) for form in ORDER_FORMS}
    assert len(ids) == len(ORDER_FORMS)
    for form in ORDER_FORMS:
        steps = [step for step, _ in codes(order, form.id, sheet_round(form.id, order))]
        assert steps == ([step for step, _ in form.steps] or ["record"])


def test_a_form_of_the_unit_has_a_code_over_what_was_typed() -> None:
    identity, code = unit_sheet("F15", "居委会", "2026年9月20日", {"item": "备案", "fee": ""})
    assert (len(identity), len(code)) == (12, 10)
    assert unit_sheet("F15", "居委会", "2026年9月20日", {"item": "备案"}) == (identity, code)
    other = unit_sheet("F15", "居委会", "2026年9月20日", {"item": "登记"})
    assert other[0] == identity
    assert other[1] != code


def test_an_order_wants_the_forms_it_has_something_for() -> None:
    wanted = {c.form for c in sheet_choices(full_order(), all_rules().profile) if c.wanted}
    assert {"F2", "F3", "F4", "F5", "F6", "F7", "F11", "F12", "F16", "F18", "F22"} <= wanted
    assert "F17" not in wanted


def test_an_ordinary_order_wants_the_three_first_forms_only() -> None:
    choices = sheet_choices(submitted_order(), xiayang_rules().profile)
    first = {c.form for c in choices if c.wanted}
    assert {"F1", "F2", "F3"} <= first
    assert not first & {"F5", "F6", "F7", "F11", "F12", "F16", "F17", "F18", "F22"}


def test_a_form_that_was_printed_is_wanted() -> None:
    order = submitted_order()
    printed = act.FormPrinted(
        entry_id="pr", form="F11", form_id=form_id(order, "F11", 1), round=1, codes=()
    )
    choices = sheet_choices(did(order, printed), xiayang_rules().profile)
    assert next(c for c in choices if c.form == "F11").wanted


@pytest.mark.parametrize(
    ("profile", "forms"),
    [
        ("xiayang", {"F7", "F11", "F12", "F16", "F18"}),
        ("linshu", {"F4", "F6", "F16", "F17", "F22"}),
        ("kaifeng", {"F5", "F12"}),
        ("generic", {"F5"}),
    ],
)
def test_a_place_offers_the_forms_of_its_documents(profile: str, forms: set[str]) -> None:
    offered = {use.form for use in profile_rules(profile).profile.forms}
    assert forms <= offered
    assert offered <= set(PAPER_FORMS)
    foreign = {"xiayang": "F5", "linshu": "F7", "kaifeng": "F6", "generic": "F17"}
    assert foreign[profile] not in offered


def test_every_step_of_every_place_has_a_name() -> None:
    for place in ("xiayang", "linshu", "kaifeng", "generic", "guizhou", "xshi", "zizhiqu"):
        for use in profile_rules(place).profile.forms:
            assert PAPER_FORMS[use.form].scope is not Scope.UNIT
            for step in use.steps:
                assert step_name(use.form, step) != step


def test_a_report_of_the_unit_names_its_form() -> None:
    named = {duty.id: duty.form for duty in profile_rules("linshu").profile.reporting_duties}
    assert named["knowledge"] == "F15"
    assert named["staff_changes"] == "F21"
    assert named["onsite_sheet"] == "F4"


def test_names() -> None:
    assert (form_name("F5"), form_name("F99")) == ("延期申请表", "F99")
    assert (quoted_name("F5"), quoted_name("F99")) == ("《延期申请表》", "F99")
    assert file_title("F16") == "提示与警示与督办单回复"
    assert (step_name("F7", "leader"), step_name("F99", "x")) == ("相关领导签署", "x")
