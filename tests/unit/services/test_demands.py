"""The list of demands agrees with the gate that refuses."""

from datetime import date, datetime

import pytest
from helpers.office import xiayang_rules
from helpers.sample_histories import CLERK, NOW, sample_histories

from desktop.domain import actions as act
from desktop.domain import lifecycle
from desktop.domain.gates import gate
from desktop.domain.orders import HandlingResult, Order, ReturnForm, Stage
from desktop.domain.refusals import Refusal
from desktop.domain.version_code import code_of, form_id
from desktop.services.demands import demands_of

_RULES = xiayang_rules()
_ORDERS = sample_histories(_RULES, now=NOW, count=60)
_GROUNDWORK = ("missing", "differs")


@pytest.mark.parametrize("kind", [act.RequestReturn, act.Submit, act.RequestSignoff])
def test_when_all_is_there_the_gate_never_misses_anything(kind: type[act.Action]) -> None:
    compared = 0
    for order in _ORDERS:
        missing = any(d.required and not d.met for d in demands_of(order, kind, _RULES))
        refusal = gate(order, kind, _RULES, NOW, CLERK)
        lacks = refusal is not None and refusal.code.endswith(_GROUNDWORK)
        if refusal is None:
            assert not missing, order.number
        if lacks:
            assert missing, order.number
        compared += lacks or refusal is None
    assert compared


def _accepted() -> Order:
    return next(order for order in _ORDERS if order.stage is Stage.ACCEPTED)


def _does(order: Order, action: act.Action, at: datetime = NOW) -> Order:
    outcome = lifecycle.apply(order, action, _RULES, at, CLERK)
    assert not isinstance(outcome, Refusal), outcome
    return outcome


def _met(order: Order, kind: type[act.Action]) -> dict[str, bool]:
    return {demand.text: demand.met for demand in demands_of(order, kind, _RULES)}


def test_a_return_demands_reason_direction_and_signature_xy_07() -> None:
    order = _accepted()
    form = ReturnForm(reason_class="not_our_duty", reason="市政道路", suggested_unit="市政站")
    order = _does(order, act.SaveReturnForm(form))
    assert _met(order, act.RequestReturn) == {
        "先行接单": True,
        "退单理由": True,
        "建议派单方向": True,
        "职责或政策依据": False,
        "承办部门负责人签字": False,
    }
    signed = _does(
        order,
        act.Sign(
            entry_id="s",
            form="F1",
            form_id=form_id(order, "F1", 1),
            round=1,
            step="head",
            code=code_of(order, "F1", 1, "head"),
            signer="吴建国",
            signed_on=date(2026, 11, 20),
            sha256="0" * 64,
        ),
    )
    assert _met(signed, act.RequestReturn)["承办部门负责人签字"]
    changed = _does(
        signed,
        act.SaveReturnForm(
            ReturnForm(reason_class="not_our_duty", reason="改过", suggested_unit="市政站")
        ),
    )
    last = demands_of(changed, act.RequestReturn, _RULES)[-1]
    assert not last.met
    assert "重新打印" in last.detail


def test_submission_demands_the_heads_part_in_rehandling_only_xy_05() -> None:
    warned = next(order for order in _ORDERS if order.stage is Stage.WARNED)
    first = next(order for order in _ORDERS if order.round.number == 1)
    assert "负责人参与情况" in _met(warned, act.Submit)
    assert "负责人参与情况" not in _met(first, act.Submit)


def test_a_step_without_demands_lists_none() -> None:
    assert demands_of(_accepted(), act.AddNote, _RULES) == ()
    assert HandlingResult().outcome == ""
