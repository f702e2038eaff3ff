"""The slip and the letters of an order: what they take from the record, and what is signed."""

from datetime import timedelta

import pytest
from helpers.form_samples import FONTS
from helpers.full_orders import NAME, PHONE, a_context, all_rules, full_order
from helpers.orders import (
    DISPATCHED_AT,
    HANDS_ON,
    RESULT,
    accepted_order,
    an_order,
    at,
    contacted,
    did,
)
from helpers.pdf_text import squeezed, whole_text
from helpers.rulebook import profile_rules, xiayang_rules
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.letter_content import EXPLAINED, given_reason
from desktop.domain.orders import Caller, Confidentiality, Order
from desktop.domain.version_code import code_of, codes
from desktop.printing.printer import PdfPrinter
from desktop.printing.result_report import matter_name

_PRINTER = PdfPrinter(FONTS)
_LETTERS = ("F8", "F9", "F10")


def text_of(form: str, order: Order, round_number: int = 1, **context: object) -> str:
    printed = _PRINTER.render(form, order, round_number, all_rules(), a_context(**context))
    return whole_text(printed.pdf)


def test_the_report_is_made_of_the_handling_record() -> None:
    text = text_of("F9", full_order(rounds=2), 2)
    for words in (
        "关于“雨天污水外溢”诉求办理情况的报告",
        "热线受理中心：",
        "一、反映事项",
        "陈敏到二号井现场核实。错接。",
        "经核实，反映情况部分属实。雨天外溢属实，臭味未发现。",
        "原因：雨污管道错接。",
        "吸污车抽排。",
        "周建国在二号井带队查看。",
        "改接管道。",
        "办理结果：部分解决。管道改造已排期。",
        "市民反馈：基本满意。",
        "牵头负责人：周建国，具体办理人员：陈敏。",
        "2026年10月20日前，改接雨污管道。",
        "特此报告。",
        "承办单位领导",
    ):
        assert squeezed(words) in text, words


def test_a_section_without_content_is_left_out_of_the_report() -> None:
    bare = did(accepted_order(), contacted(), act.SaveResult(RESULT))
    text = text_of("F9", bare)
    assert "二、调查核实情况" in text
    assert "办理情况报告" not in text.replace("现将办理情况报告如下", "").split("一、")[1]
    assert "三、办理结果及答复" in text
    assert "下一步工作" not in text


def test_a_written_notice_is_answered_to_who_wrote_it() -> None:
    order = structs.replace(full_order(rounds=1), received_at=DISPATCHED_AT)
    assert "市长专线电话办公室：" in text_of("F9", order)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "“污水外溢”"),
        ({"title": "污水外溢。"}, "“污水外溢”"),
        ({"title": "王桂香反映污水", "category": "城市管理／排水"}, "“排水”"),
        ({"title": "请回13900001234", "category": "排水"}, "“排水”"),
        ({"title": "污水" * 30, "category": "排水"}, "“排水”"),
        (
            {"title": "污水", "category": "排水", "confidentiality": Confidentiality.SECRET},
            "“排水”",
        ),
        ({"title": "王桂香反映污水", "category": ""}, "有关"),
    ],
)
def test_the_title_names_the_matter_and_never_the_caller(
    changes: dict[str, object], name: str
) -> None:
    order = structs.replace(an_order(), caller=Caller("王桂香", "13900001234"), **changes)
    assert matter_name(order) == name


def test_the_explanation_reads_what_was_missed_from_the_orders_own_record() -> None:
    order = did(accepted_order(), contacted(), moment=at(24 * 9))
    order = did(order, act.AddNote(entry_id="n", text=f"{EXPLAINED}值班表没有上墙。"))
    text = text_of("F10", order, printed_at=DISPATCHED_AT + timedelta(days=30))
    for words in (
        "街道纪工委：",
        "先行联系：应于2026年9月20日24:00前完成",
        "实际完成时间：2026年9月27日10:00",
        "首次处置并提交：应于",
        "至打印时尚未完成",
        "值班表没有上墙。",
        "负责人签字",
    ):
        assert squeezed(words) in text, words
    assert "先行接单：应于" not in text


def test_only_a_missed_contact_is_named_in_the_title() -> None:
    order = did(accepted_order(), contacted(), moment=at(24 * 4))
    soon = DISPATCHED_AT + timedelta(days=4, hours=1)
    assert "工单未按时先行联系的情况说明" in text_of("F10", order, printed_at=soon)


def test_an_order_in_time_has_nothing_to_explain() -> None:
    order = did(accepted_order(), contacted())
    text = text_of("F10", order, printed_at=HANDS_ON + timedelta(hours=1))
    assert "本轮没有超过时限的事项" in text


def test_a_reason_that_was_taken_back_is_not_given() -> None:
    order = did(accepted_order(), act.AddNote(entry_id="n", text=f"{EXPLAINED}忘了"))
    assert given_reason(order) == "忘了"
    assert given_reason(did(order, act.Retract("n", "写错"))) == ""
    assert given_reason(did(accepted_order(), act.AddNote(entry_id="n", text="忘了"))) == ""


def test_the_slip_shows_the_office_and_the_units_answer() -> None:
    rules = profile_rules("kaifeng")
    order = structs.replace(
        an_order(profile="kaifeng", kind="express"),
        extra=(("责任领导", "赵建平"), ("拟办意见", "由城管局牵头"), ("领导批示", "请认真办理")),
    )
    # both sheets are in the unit's hands before it accepts the order in the platform
    for entry, matter, words in (
        ("a", "assignment_sheet", "限期办结"),
        ("s", "submission_slip", "重大事项"),
    ):
        order = did(
            order,
            act.RegisterMatter(entry_id=entry, matter=matter, received_at=HANDS_ON, text=words),
            rules=rules,
        )
    order = did(order, act.Accept(), rules=rules)
    order = did(
        order, act.ReplyMatter(entry_id="r", matter="a", text="已疏通，结果已告知"), rules=rules
    )
    printed = _PRINTER.render("F8", order, 1, rules, a_context())
    text = whole_text(printed.pdf)
    wanted = "赵建平 由城管局牵头 请认真办理 限期办结 已疏通，结果已告知 王桂香 139****1234"
    for words in wanted.split():
        assert words in text, words
    assert printed.file_name == "呈批件处理签-QP20260918001.pdf"


@pytest.mark.parametrize("form", _LETTERS)
@pytest.mark.parametrize("hidden", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_a_confidential_caller_is_on_no_letter(form: str, hidden: Confidentiality) -> None:
    order = full_order(hidden, rounds=2)
    text = text_of(form, order, 1, in_full=True)
    for secret in (NAME, PHONE, PHONE[-4:]):
        assert secret not in text


@pytest.mark.parametrize("form", _LETTERS)
def test_what_is_signed_of_a_letter_changes_its_code_and_a_remark_does_not(form: str) -> None:
    order = did(accepted_order(), contacted())
    before = codes(order, form, 1)
    noted = did(order, act.AddNote(entry_id="n", text="已电话提醒"))
    assert codes(noted, form, 1) == before
    submitted = did(order, act.SaveResult(RESULT), act.Submit())
    assert code_of(submitted, form, 1, "head") != dict(before)["head"]


def test_a_reason_given_changes_what_is_signed_of_the_explanation() -> None:
    order = did(accepted_order(), contacted())
    given = did(order, act.AddNote(entry_id="n", text=f"{EXPLAINED}忘了"))
    assert codes(given, "F10", 1) != codes(order, "F10", 1)
    assert codes(given, "F9", 1) == codes(order, "F9", 1)


def test_the_letters_are_offered_where_a_document_asks_for_them() -> None:
    assert xiayang_rules().profile.form("F10") is not None
    assert xiayang_rules().profile.form("F9") is None
    there = profile_rules("kaifeng").profile
    assert [there.form(form) is not None for form in _LETTERS] == [True, True, False]
