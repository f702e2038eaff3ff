"""Orders on paper: what each form takes from the order, and what of the caller it leaves out."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from helpers.form_samples import FONTS
from helpers.full_orders import NAME, OWN_PHONE, PHONE, a_context, all_rules, full_order
from helpers.orders import HANDS_ON, a_signature, accepted_order, an_order, did
from helpers.pdf_text import squeezed, whole_text
from helpers.rulebook import profile_rules, xiayang_rules
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import Confidentiality, ContactOutcome, HandlingResult, Order
from desktop.domain.paper_forms import ORDER_FORMS, PAPER_FORMS, UNIT_FORMS, form_name, sheet_round
from desktop.domain.version_code import codes
from desktop.printing.printer import PdfPrinter
from desktop.printing.templates import ORDER_TEMPLATES, UNIT_TEMPLATES
from desktop.services.paper_ports import PrintContext, PrintedForm, PrintError

PRINTER = PdfPrinter(FONTS)
FORMS = [form.id for form in ORDER_FORMS]
MASKED = "139****4321"
_WORDS = {
    "F1": ["属于水务站职责", "青编〔2021〕3号", "水务管理站", "城运中心周倩", OWN_PHONE],
    "F2": ["雨污管道错接", "改接管道", "周建国：带队查看", "吸污车抽排", "部分解决"],
    "F3": ["请核实", "综合科", "已核实", "同意", "①", "③"],
    "F4": ["■市级重办", "二号井", "吸污车抽排", "■部分解决", "照片1"],
    "F5": ["业主要表决", "2个工作日", "2026年9月30日10:00", "2026年10月9日", "请抓紧"],
    "F6": ["■市级已重办一次", "■明显超出合理范围", "要求赔偿五万元", "两次上门解释", "井盖外溢"],
    "F7": ["另有部门在办", "部分解决", "井盖.jpg"],
    "F11": ["已抽排三次", "管道产权不清", "请水务站会商", "周五现场会商"],
    "F12": ["专题协调事项跟踪督办", "请一周内办结", "尚在办理", "电话提醒", "不要求答复"],
    "F16": ["请一周内办结", "已排期改接", "■尚在办理", "热线受理中心", "电话提醒→不要求答复"],
    "F17": ["小区门口", "二号井"],
    "F18": ["改接雨污管道", "2026年10月20日", "雨天派人值守", "昨夜已值守", "第三居委会"],
    "F22": ["第三居委会", "协助断水通知", "可以配合"],
}
"""Words of the order that have to stand on each form."""


def order_for(form: str, hidden: Confidentiality = Confidentiality.NONE) -> Order:
    return full_order(hidden, rounds=1 if form == "F1" else 2)


def printed(form: str, order: Order, context: PrintContext | None = None) -> PrintedForm:
    number = sheet_round(form, order)
    return PRINTER.render(form, order, number, all_rules(), context or a_context())


@pytest.mark.parametrize("form", _WORDS)
def test_a_form_says_what_the_order_says(form: str) -> None:
    order = order_for(form)
    result = printed(form, order)
    text = whole_text(result.pdf)
    for words in (*_WORDS[form], order.number, squeezed(form_name(form))):
        assert squeezed(words) in text
    assert result.codes == codes(order, form, result.round)
    assert all(code in text for _, code in result.codes)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_the_same_bytes_every_time(form: str) -> None:
    order = order_for(form)
    assert printed(form, order).pdf == printed(form, order).pdf


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("hidden", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_a_confidential_caller_is_on_no_form(form: str, hidden: Confidentiality) -> None:
    context = a_context(in_full=True, copy="site")
    result = printed(form, order_for(form, hidden), context)
    text = whole_text(result.pdf)
    for secret in (NAME, PHONE, MASKED, PHONE[-4:]):
        assert secret not in text
        assert secret not in result.file_name
        assert secret.encode() not in result.pdf
        assert secret.encode("utf-16-be") not in result.pdf
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        told = "".join(str(value) for value in pdf.docinfo.values()) + _outline(pdf)
    assert NAME not in told
    assert PHONE not in told
    assert not result.in_full


@pytest.mark.parametrize(
    ("person", "stays"),
    [("欧阳春兰", False), ("买买提·江", False), ("物业", True), ("水务所", True)],
)
def test_a_name_typed_beside_a_contact_is_taken_out_of_a_confidential_order(
    person: str, stays: bool
) -> None:
    order = an_order(confidentiality=Confidentiality.REPORT, content=f"{person}反映污水外溢。")
    contact = act.RecordContact(
        entry_id="c",
        occurred_at=HANDS_ON,
        way="电话",
        outcome=ContactOutcome.REACHED,
        person=person,
    )
    text = whole_text(printed("F2", did(order, act.Accept(), contact)).pdf)
    assert (person in text) == stays
    assert "反映污水外溢" in text


@pytest.mark.parametrize("number", ["13711112222", "137-1111-2222", "+86 13711112222"])
def test_any_mobile_number_in_a_confidential_text_is_taken_out(number: str) -> None:
    order = an_order(confidentiality=Confidentiality.SECRET, content=f"请回电{number}，谢谢。")
    text = whole_text(printed("F4", order).pdf)
    assert "请回电〔已隐去〕，谢谢" in text
    open_order = an_order(content=f"请回电{number}，谢谢。")
    assert squeezed(number) in whole_text(printed("F4", open_order).pdf)


def _outline(pdf: pikepdf.Pdf) -> str:
    with pdf.open_outline() as outline:
        return "".join(child.title for item in outline.root for child in (item, *item.children))


@pytest.mark.parametrize("form", FORMS)
def test_a_number_is_masked_on_every_form_unless_it_is_asked_for(form: str) -> None:
    order = order_for(form)
    plain = printed(form, order)
    assert PHONE not in whole_text(plain.pdf)
    assert not plain.in_full
    asked = printed(form, order, a_context(in_full=True))
    assert asked.in_full
    assert MASKED not in whole_text(asked.pdf)


def test_the_masked_number_stands_where_the_full_one_was() -> None:
    text = whole_text(printed("F4", order_for("F4")).pdf)
    assert f"来电人{NAME}（电话{MASKED}）" in text


def test_only_the_site_copy_of_the_record_has_the_number_in_full() -> None:
    order = order_for("F2")
    site, archive = (printed("F2", order, a_context(copy=copy)) for copy in ("site", "archive"))
    assert "联系电话" + PHONE in whole_text(site.pdf)
    assert "联系电话" + MASKED in whole_text(archive.pdf)
    assert "现场联" in whole_text(site.pdf)
    assert "存档联" in whole_text(archive.pdf)
    assert (site.in_full, archive.in_full) == (True, False)
    assert not printed("F3", order, a_context(copy="site")).in_full


def test_the_offices_own_number_stays_on_a_confidential_return() -> None:
    result = printed("F1", order_for("F1", Confidentiality.REPORT))
    assert OWN_PHONE in whole_text(result.pdf)


@pytest.mark.parametrize(
    ("changes", "investigated"),
    [
        ({"category": "政策咨询"}, False),
        ({"category": "民生/建议"}, False),
        ({"category": "表扬类"}, False),
        ({"category": "投诉建议"}, True),
        ({"category": "城市管理"}, True),
    ],
)
def test_an_enquiry_leaves_out_what_it_does_not_have(
    changes: dict[str, str], investigated: bool
) -> None:
    text = whole_text(printed("F2", accepted_order(**changes)).pdf)
    assert ("事实认定" in text) == investigated
    assert ("现场核实" in text) == investigated


def test_a_kind_that_is_an_enquiry_leaves_it_out_as_well() -> None:
    rules = profile_rules("xshi")
    order = an_order(kind="consult", profile="xshi")
    result = PRINTER.render("F2", order, 1, rules, a_context())
    assert "事实认定" not in whole_text(result.pdf)


def test_what_was_found_on_an_enquiry_is_printed_all_the_same() -> None:
    found = act.SaveResult(HandlingResult(fact="true", fact_note="确有其事"))
    text = whole_text(printed("F2", did(accepted_order(category="咨询"), found)).pdf)
    assert "确有其事" in text


def test_a_signature_is_named_until_its_content_changes() -> None:
    order = full_order()
    signed = did(order, a_signature(order, "F18", "head"), moment=HANDS_ON, rules=all_rules())
    text = whole_text(printed("F18", signed).pdf)
    assert "已签字：周建国2026年9月18日（纸质扫描件）" in text
    plan = structs.replace(signed.round.plan, told_citizen="改期了")  # type: ignore[type-var]
    changed = printed("F18", signed.with_round(plan=plan))
    assert [box.name for box in changed.boxes if box.name != "qr"] == ["head"]


def test_a_step_that_the_place_does_not_want_is_left_out() -> None:
    content = all_rules().profile
    forms = tuple(
        structs.replace(use, steps=use.steps[:1]) if use.form in {"F3", "F7"} else use
        for use in content.forms
    )
    rules = replace(all_rules(), profile=replace(content, forms=forms))
    order = full_order()
    slim = PRINTER.render("F3", order, 2, rules, a_context())
    assert {box.name for box in slim.boxes} == {"step1", "qr"}
    assert "③" not in whole_text(slim.pdf).split("版本码")[0]
    alone = PRINTER.render("F7", order, 1, rules, a_context())
    assert {box.name for box in alone.boxes} == {"head", "qr"}


def test_signing_in_stages_leaves_the_earlier_codes_valid() -> None:
    order = full_order()
    before = dict(printed("F3", order).codes)
    signoff = structs.replace(order.round.signoff, review="请补照片")  # type: ignore[type-var]
    after = dict(printed("F3", order.with_round(signoff=signoff)).codes)
    assert before["step1"] == after["step1"]
    assert before["step3"] != after["step3"]


def test_a_form_that_the_place_does_not_know_is_refused_by_name() -> None:
    with pytest.raises(PrintError, match="《延期申请表》"):
        PRINTER.render("F5", accepted_order(), 1, xiayang_rules(), a_context())


@pytest.mark.parametrize("form", ["F99", "F15"])
def test_what_is_no_form_of_an_order_is_refused(form: str) -> None:
    with pytest.raises(PrintError, match=form):
        PRINTER.render(form, accepted_order(), 1, all_rules(), a_context())
    with pytest.raises(PrintError, match="第 4 次再次处置"):
        PRINTER.render("F2", accepted_order(), 5, all_rules(), a_context())


@pytest.mark.parametrize("form", [*FORMS, *(form.id for form in UNIT_FORMS)])
def test_every_form_has_an_empty_one(form: str) -> None:
    text = whole_text(PRINTER.blank(form, a_context()))
    if form not in {"F9", "F10"}:
        assert squeezed(form_name(form)) in text
    assert "HD1" not in text


def test_an_unknown_empty_form_is_refused() -> None:
    with pytest.raises(PrintError, match="F99"):
        PRINTER.blank("F99", a_context())


def test_the_tables_of_forms_agree() -> None:
    assert set(ORDER_TEMPLATES) == set(FORMS)
    assert set(UNIT_TEMPLATES) == {form.id for form in UNIT_FORMS}
    assert set(ORDER_TEMPLATES) | set(UNIT_TEMPLATES) == set(PAPER_FORMS)


def test_boxes_are_named_after_the_steps_of_the_place() -> None:
    for form in ORDER_FORMS:
        order = order_for(form.id)
        names = {box.name for box in printed(form.id, order).boxes} - {"qr"}
        assert names == {step for step, _ in form.steps}, form.id


def test_a_form_of_the_unit_is_filled_from_what_was_typed() -> None:
    staff = [{"name": "周建国", "post": "主任", "part": "分管领导", "mobile": "13700002222"}]
    content = {"office": "综合科", "change": "联络员由沈丽改为陈敏", "staff": staff}
    pdf = PRINTER.of_unit("F21", content, a_context()).pdf
    text = whole_text(pdf)
    for words in ("机构人员报备表", "综合科", "联络员由沈丽改为陈敏", "13700002222", "第一居委会"):
        assert words in text
    assert pdf == PRINTER.of_unit("F21", content, a_context()).pdf
    changed = PRINTER.of_unit("F21", {**content, "office": "热线办"}, a_context())
    assert pdf != changed.pdf


@pytest.mark.parametrize(
    ("form", "content", "words"),
    [
        ("F2", {}, "F15、F21"),
        ("F15", {"colour": "red"}, "colour"),
        ("F21", {"staff": [{"age": "9"}]}, "age"),
        ("F15", {"item": "\U0001f600"}, r"U\+1F600"),
    ],
)
def test_what_a_form_of_the_unit_does_not_have_is_refused(
    form: str, content: dict[str, object], words: str
) -> None:
    with pytest.raises(PrintError, match=words):
        PRINTER.of_unit(form, content, a_context())
