"""F6 and F11 with what their steps ask for; claims from before are printed as ever."""

import pytest
from helpers.form_samples import FONTS
from helpers.full_orders import a_context, all_rules, full_order
from helpers.pdf_text import squeezed, whole_text
from msgspec import structs

from desktop.contract.codec import decode_unit_action, encode
from desktop.domain import actions as act
from desktop.domain.orders import Confidentiality, LegalBasis, Order
from desktop.domain.paper_content import difficult_text, last_claim, last_difficult_report
from desktop.domain.proceedings import IRREGULAR_NAMES, IrregularClass, Talk
from desktop.domain.version_code import code_of
from desktop.printing.printer import PdfPrinter
from forms.irregular_claim import CLASSES

PRINTER = PdfPrinter(FONTS)


def claimed(hidden: Confidentiality = Confidentiality.NONE, **changes: object) -> Order:
    """An order whose last claim says more."""
    order = full_order(hidden, rounds=2)
    claim = last_claim(order)
    assert claim is not None
    return structs.replace(order, irregular_claims=(structs.replace(claim, **changes),))


def text_of(form: str, order: Order) -> str:
    return whole_text(PRINTER.render(form, order, 1, all_rules(), a_context()).pdf)


def test_the_classes_on_screen_are_those_on_paper() -> None:
    assert tuple(IRREGULAR_NAMES.values()) == CLASSES
    assert set(IRREGULAR_NAMES) == set(IrregularClass)


@pytest.mark.parametrize("kind", IrregularClass)
def test_each_class_is_ticked_alone(kind: IrregularClass) -> None:
    text = text_of("F6", claimed(irregular_class=kind))
    ticked = [name for name in CLASSES if f"■{squeezed(name)}" in text]
    assert ticked == [IRREGULAR_NAMES[kind]]


def test_policies_and_talks_stand_on_the_form() -> None:
    order = claimed(
        policies=(LegalBasis("《民法典》", "主席令第45号", "第一千一百八十三条"),),
        talks=(Talk("9月20日", "上门", "刘先生", "说明赔偿须经诉讼途径"),),
    )
    text = text_of("F6", order)
    for words in (
        "《民法典》",
        "主席令第45号",
        "第一千一百八十三条",
        "说明赔偿须经诉讼途径",
        "刘先生",
    ):
        assert words in text


def test_who_was_talked_to_stays_out_of_a_confidential_order() -> None:
    talks = (Talk("9月20日", "上门", "刘先生", "已说明"),)
    text = text_of("F6", claimed(Confidentiality.REPORT, talks=talks))
    assert "已说明" in text
    assert "刘先生" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"irregular_class": IrregularClass.ABUSE},
        {"policies": (LegalBasis("《民法典》"),)},
        {"talks": (Talk(points="已说明"),)},
    ],
)
def test_the_code_covers_what_is_signed(change: dict[str, object]) -> None:
    assert code_of(claimed(**change), "F6", 1, "head") != code_of(claimed(), "F6", 1, "head")


def test_an_old_claim_is_read_and_keeps_its_shape() -> None:
    old = b'{"kind":"claim_irregular","entry_id":"ir-1","reason":"r","explained":"e"}'
    action = decode_unit_action(old)
    assert isinstance(action, act.ClaimIrregular)
    assert (action.irregular_class, action.policies, action.talks) == (None, (), ())
    assert decode_unit_action(encode(action)) == action


def test_a_suggestion_is_printed_and_an_older_report_is_read_without_one() -> None:
    order = full_order(Confidentiality.NONE, rounds=2)
    before = last_difficult_report(order)
    assert before is not None
    assert before.suggestion == ""
    place = next(n for n, note in enumerate(order.notes) if note is before.note)
    text = difficult_text("已抽排", "产权不清", "请会商", "由街道牵头")
    note = structs.replace(before.note, text=text)
    changed = structs.replace(order, notes=(*order.notes[:place], note, *order.notes[place + 1 :]))
    assert "由街道牵头" in text_of("F11", changed)
    assert code_of(changed, "F11", 1, "head") != code_of(order, "F11", 1, "head")
