"""The list of what a step demands, held against the gate that refuses it."""

import pytest
from helpers.histories import Move, histories, play, starts
from helpers.orders import (
    CLERK,
    HANDS_ON,
    RESULT,
    RETURN_FORM,
    a_signature,
    accepted_order,
    an_order,
    contacted,
    did,
    warned_order,
)
from helpers.rulebook import rules_with, xiayang_rules
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.clocks import Rules
from desktop.domain.gates import gate
from desktop.domain.orders import Actor, Confidentiality, HandlingResult, Order, ReturnForm
from desktop.services.demands import demands_of

_GROUNDWORK = {
    act.RequestReturn: {
        "return.form_missing", "return.reason_missing", "return.suggestion_missing",
        "return.signature_missing", "return.signature_differs",
    },
    act.Submit: {
        "submit.contact_missing", "submit.result_missing", "submit.head_part_missing",
    },
    act.RequestSignoff: {"signoff.missing"},
    act.ApplyExclusion: {"exclusion.pending"},
}  # fmt: skip
_RULES = [
    xiayang_rules(),
    rules_with(return_demands=["reason"], rehandle_demands=[], contact_excused=["report"]),
]


@settings(max_examples=300, deadline=None)
@given(starts(), histories(), st.sampled_from(_RULES), st.booleans())
def test_a_step_is_refused_for_its_groundwork_exactly_when_a_demand_is_not_met(
    start: Order, script: list[Move], the_rules: Rules, confidential: bool
) -> None:
    kind = Confidentiality.REPORT if confidential else Confidentiality.NONE
    for tried in play(structs.replace(start, confidentiality=kind), script, the_rules):
        order = tried.after
        clerk = Actor(CLERK.user_id, CLERK.name, order.unit_id, CLERK.role)
        for action, groundwork in _GROUNDWORK.items():
            refusal = gate(order, action, the_rules, tried.at, clerk)
            code = refusal.code if refusal else ""
            met = all(
                demand.met for demand in demands_of(order, action, the_rules) if demand.required
            )
            if code == "" or code in groundwork:
                assert met == (code == ""), (action, code)


def _missing(order: Order, kind: type) -> list[str]:
    demands = demands_of(order, kind, xiayang_rules())
    return [demand.text for demand in demands if demand.required and not demand.met]


def test_all_that_is_missing_is_listed_at_once() -> None:
    assert _missing(an_order(), act.RequestReturn) == [
        "先行接单",
        "退单理由",
        "建议派单方向",
        "承办部门负责人签字",
    ]
    assert _missing(accepted_order(), act.Submit) == ["先行联系", "处理结果"]
    assert _missing(warned_order(), act.Submit) == ["处理结果", "负责人参与情况"]
    assert _missing(accepted_order(), act.RequestSignoff) == ["签批单内容"]


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        (ReturnForm(), ["退单理由", "建议派单方向", "承办部门负责人签字"]),
        (structs.replace(RETURN_FORM, reason=" "), ["退单理由", "承办部门负责人签字"]),
        (structs.replace(RETURN_FORM, suggested_unit=""), ["建议派单方向", "承办部门负责人签字"]),
        (RETURN_FORM, ["承办部门负责人签字"]),
    ],
)
def test_the_return_form_piece_by_piece(form: ReturnForm, missing: list[str]) -> None:
    order = did(accepted_order(), act.SaveReturnForm(form))
    assert _missing(order, act.RequestReturn) == missing
    signed = did(order, a_signature(order, "F1", "head"))
    assert _missing(signed, act.RequestReturn) == missing[:-1]
    changed = did(signed, act.SaveReturnForm(structs.replace(form, contact_person="陈敏")))
    assert _missing(changed, act.RequestReturn) == missing


def test_what_is_advised_never_blocks() -> None:
    order = did(accepted_order(), contacted(), act.SaveResult(RESULT))
    assert _missing(order, act.Submit) == []
    advised = {d.text: d.met for d in demands_of(order, act.Submit, xiayang_rules())}
    assert not advised["现场核实"]
    assert not advised["答复市民（时间、内容）"]
    answered = did(order, act.SaveResult(structs.replace(RESULT, answered_at=HANDS_ON)))
    assert {d.text: d.met for d in demands_of(answered, act.Submit, xiayang_rules())}[
        "答复市民（时间、内容）"
    ]


def test_every_demand_names_its_rule() -> None:
    for kind in (*_GROUNDWORK, act.SaveReturnForm, act.RecordVisit, act.SavePlan):
        demands = demands_of(warned_order(), kind, xiayang_rules())
        assert demands
        assert all(demand.rule[:3] in {"XY-", "LS-"} for demand in demands)
    assert demands_of(an_order(), act.AddNote, xiayang_rules()) == ()
    assert HandlingResult().outcome == ""
