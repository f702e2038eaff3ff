"""版本码: stable over everything that is not signed, changed by everything that is."""

from datetime import timedelta

import pytest
from helpers.orders import (
    HANDS_ON,
    HEAD,
    RESULT,
    RETURN_FORM,
    accepted_order,
    at,
    contacted,
    did,
    valid_action,
    warned_order,
)
from msgspec import structs

from desktop.contract.codec import decode_order, encode
from desktop.domain import actions as act
from desktop.domain.orders import (
    Confidentiality,
    HandlingResult,
    LegalBasis,
    Order,
    ReturnForm,
    Signoff,
)
from desktop.domain.version_code import code_of, codes, form_id

_FORMS = ["F1", "F2", "F3"]


def _order() -> Order:
    return did(
        accepted_order(),
        contacted(),
        act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place="门口", findings="堵塞"),
        act.RecordMeasure(entry_id="m", occurred_at=HANDS_ON, text="疏通"),
        act.SaveResult(RESULT),
        act.SaveReturnForm(RETURN_FORM),
        act.SaveSignoff(Signoff(opinion="请综合科办理")),
    )


def _codes(order: Order, form: str) -> dict[str, str]:
    return dict(codes(order, form, order.round.number))


def test_steps_and_shape() -> None:
    order = _order()
    assert list(_codes(order, "F1")) == ["head"]
    assert list(_codes(order, "F2")) == ["head"]
    assert list(_codes(order, "F3")) == ["step1", "step3"]
    for form in _FORMS:
        assert len(form_id(order, form, 1)) == 12
        assert all(len(code) == 10 and code.isalnum() for code in _codes(order, form).values())
    assert code_of(order, "F1", 1, "step7") == ""
    with pytest.raises(KeyError):
        codes(order, "F99", 1)


@pytest.mark.parametrize("form", _FORMS)
def test_the_code_survives_the_wire(form: str) -> None:
    order = _order()
    again = decode_order(encode(order))
    assert codes(again, form, 1) == codes(order, form, 1)
    assert form_id(again, form, 1) == form_id(order, form, 1)
    assert codes(decode_order(encode(again)), form, 1) == codes(order, form, 1)


def test_the_code_does_not_change_between_versions_of_the_program() -> None:
    """Sheets lie on desks for days: a code computed today is compared with one printed before."""
    order = _order()
    found = {form: (form_id(order, form, 1), _codes(order, form)) for form in _FORMS}
    assert found == _PRINTED


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize(
    "kind", [act.FormPrinted, act.AddNote, act.AddAttachment, act.ReportDifficult, act.Sign]
)
def test_what_is_not_signed_leaves_the_code(form: str, kind: type) -> None:
    order = _order()
    after = did(order, valid_action(kind, order, HANDS_ON), moment=at(3))
    assert codes(after, form, 1) == codes(order, form, 1)


def test_operator_and_time_of_saving_leave_the_code() -> None:
    order = _order()
    before = accepted_order()
    other = did(
        before,
        contacted("another-id"),
        act.RecordVisit(entry_id="v9", occurred_at=HANDS_ON, place="门口", findings="堵塞"),
        act.RecordMeasure(entry_id="m9", occurred_at=HANDS_ON, text="疏通"),
        act.SaveResult(RESULT),
        act.SaveReturnForm(RETURN_FORM),
        act.SaveSignoff(Signoff(opinion="请综合科办理")),
        moment=at(7),
        actor=HEAD,
    )
    assert [codes(other, form, 1) for form in _FORMS] == [codes(order, form, 1) for form in _FORMS]


@pytest.mark.parametrize(
    "blank",
    [
        {"basis": (LegalBasis(""),)},
        {"basis": ()},
        {"fields": (("area", ""),)},
        {"contact_phone": ""},
    ],
)
def test_empty_boxes_leave_the_code(blank: dict[str, object]) -> None:
    order = _order()
    form = structs.replace(RETURN_FORM, **blank)
    assert codes(order.with_round(return_form=form), "F1", 1) == codes(order, "F1", 1)
    empty = order.with_round(return_form=None)
    nothing = order.with_round(return_form=ReturnForm())
    assert codes(empty, "F1", 1) == codes(nothing, "F1", 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"reason_class": "several_units"},
        {"reason": "属于水务站职责。"},
        {"fields": (("area", "赵巷镇"),)},
        {"basis": (LegalBasis("三定方案"),)},
        {"suggested_unit": "城管中队"},
        {"contact_person": "陈敏"},
        {"contact_phone": "13900000000"},
    ],
)
def test_any_change_of_the_return_form_shows(changes: dict[str, object]) -> None:
    order = _order()
    changed = order.with_round(return_form=structs.replace(RETURN_FORM, **changes))
    assert codes(changed, "F1", 1) != codes(order, "F1", 1)
    assert codes(changed, "F2", 1) == codes(order, "F2", 1)


_TEXTS = [name for name in HandlingResult.__struct_fields__ if name != "answered_at"]


@pytest.mark.parametrize("field", _TEXTS)
def test_any_change_of_the_result_shows(field: str) -> None:
    order = _order()
    changed = order.with_round(result=structs.replace(RESULT, **{field: "另一种说法"}))
    assert codes(changed, "F2", 1) != codes(order, "F2", 1)
    assert codes(changed, "F1", 1) == codes(order, "F1", 1)
    when = order.with_round(result=structs.replace(RESULT, answered_at=HANDS_ON))
    later = order.with_round(result=structs.replace(RESULT, answered_at=at(2)))
    assert len({codes(each, "F2", 1) for each in (order, when, later)}) == 3


@pytest.mark.parametrize(
    "kind", [act.RecordContact, act.RecordVisit, act.RecordMeasure, act.RecordHeadPart]
)
def test_a_row_more_and_a_row_taken_back_show(kind: type) -> None:
    order = did(warned_order(), act.Accept())
    more = did(order, valid_action(kind, order, HANDS_ON, entry="new"))
    back = did(more, act.Retract("new", "误登"))
    assert _codes(more, "F2") != _codes(order, "F2")
    assert _codes(back, "F2") == _codes(order, "F2")
    shifted = structs.replace(
        valid_action(kind, order, HANDS_ON, entry="new"),
        occurred_at=HANDS_ON - timedelta(minutes=1),
    )
    assert _codes(did(order, shifted), "F2") != _codes(more, "F2")


def test_a_sheet_signed_in_stages_keeps_its_first_code() -> None:
    order = _order()
    filled = order.with_round(
        signoff=Signoff(opinion="请综合科办理", section="综合科", handling="已办", review="同意")
    )
    first, last = _codes(order, "F3"), _codes(filled, "F3")
    assert first["step1"] == last["step1"]
    assert first["step3"] != last["step3"]
    opinion = order.with_round(signoff=Signoff(opinion="请城管办理"))
    assert _codes(opinion, "F3")["step1"] != first["step1"]
    assert _codes(opinion, "F3")["step3"] != first["step3"]


@pytest.mark.parametrize("changes", [{"title": "另一件事"}, {"content": "另一段话"}])
def test_the_matter_is_part_of_the_first_signature(changes: dict[str, str]) -> None:
    order = _order()
    changed = structs.replace(order, **changes)
    assert _codes(changed, "F3")["step1"] != _codes(order, "F3")["step1"]


@pytest.mark.parametrize("form", _FORMS)
def test_another_order_number_or_round_has_other_codes(form: str) -> None:
    order = _order()
    renumbered = structs.replace(order, number="QP2")
    elsewhere = structs.replace(order, order_id="o-2")
    assert not set(_codes(order, form).values()) & set(_codes(renumbered, form).values())
    assert form_id(order, form, 1) != form_id(elsewhere, form, 1)
    assert form_id(order, form, 1) != form_id(order, form, 2)
    warned = warned_order()
    assert codes(warned, form, 1) != codes(warned, form, 2)
    assert len({form_id(order, each, 1) for each in _FORMS}) == 3


def test_the_id_says_nothing_about_the_caller() -> None:
    order = _order()
    anonymous = structs.replace(order, caller=None, confidentiality=Confidentiality.SECRET)
    for form in _FORMS:
        assert form_id(anonymous, form, 1) == form_id(order, form, 1)
        assert codes(anonymous, form, 1) == codes(order, form, 1)


_PRINTED: dict[str, tuple[str, dict[str, str]]] = {
    "F1": ("IBS2UYVNOTJM", {"head": "KWTFR3XYBQ"}),
    "F2": ("CJBDWZ7AYXQS", {"head": "PTABK2KBKP"}),
    "F3": ("INVDN6M2L5PN", {"step1": "53LTJ5E7JS", "step3": "2NKVJUVGUS"}),
}
