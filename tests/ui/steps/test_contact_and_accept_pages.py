"""接单 and 先行联系."""

from datetime import timedelta

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_in, order_of
from msgspec import structs
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Caller, Confidentiality, ContactOutcome, Stage
from desktop.ui.steps.accept_page import AcceptPage
from desktop.ui.steps.contact_page import ContactPage


def contact_page(desk: OfficeForTests, qtbot: QtBot, order_id: str) -> ContactPage:
    page = opened(desk, qtbot, act.RecordContact, order_id)
    assert isinstance(page, ContactPage)
    return page


def uncontacted(desk: OfficeForTests, **changes: object) -> str:
    """Put an accepted order without contact into the base."""
    model = order_of(desk, order_in(desk, Stage.ACCEPTED))
    bare = model.with_round(contacts=())
    desk.store.put(structs.replace(bare, order_id="fresh", number="SF-FRESH", **changes))
    return "fresh"


def test_duties_and_deadlines_stand_before_the_click(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, act.Accept, order_in(desk, Stage.DISPATCHED))
    assert isinstance(page, AcceptPage)
    shown = [
        page._grid.itemAt(place).widget().text()
        for place in range(page._grid.count())
        if hasattr(page._grid.itemAt(place).widget(), "text")
    ]
    assert {"先行接单", "先行联系", "退单申请", "首次处置并提交"} <= set(shown)
    assert "逾期不予退单" in page._other_text.text()


def test_accepting_finishes(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.DISPATCHED)
    page = opened(desk, qtbot, act.Accept, order_id)
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    assert order_of(desk, order_id).stage is Stage.ACCEPTED


def test_not_ours_accepts_and_goes_on_to_the_return_form(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = order_in(desk, Stage.DISPATCHED)
    page = opened(desk, qtbot, act.Accept, order_id)
    assert isinstance(page, AcceptPage)
    with qtbot.waitSignal(page.step_wanted, timeout=5000) as wanted:
        page.return_button.click()
    assert wanted.args == [act.SaveReturnForm]
    assert order_of(desk, order_id).stage is Stage.ACCEPTED


def test_after_the_return_deadline_no_button_promises_a_return_xy_07(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order = order_of(desk, order_in(desk, Stage.DISPATCHED))
    late = structs.replace(
        order, order_id="late", number="SF-LATE", dispatched_at=desk.clock.now() - timedelta(days=9)
    )
    desk.store.put(late)
    page = opened(desk, qtbot, act.Accept, "late")
    assert isinstance(page, AcceptPage)
    assert page.return_button.isHidden()
    assert "退单已于" in page._other_text.text()
    assert page.frame.primary.isEnabled()


def test_a_warned_order_shows_the_warning_and_no_return(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, act.Accept, order_in(desk, Stage.WARNED))
    assert isinstance(page, AcceptPage)
    assert page.frame.primary.text() == "接收重办"
    assert page._warning_text.text()
    assert page._other.isHidden()
    with qtbot.waitSignal(page.finished, timeout=5000) as told:
        page.frame.primary.click()
    assert told.args == ["已接收重办。已保存，正在上报"]


def test_an_attempt_is_recorded_as_entered(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = uncontacted(desk)
    page = contact_page(desk, qtbot, order_id)
    page.outcome._group.button(0).click()
    page.phrases._group.button(1).click()
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    row = order_of(desk, order_id).round.contacts[-1]
    assert row.outcome is ContactOutcome.REACHED
    assert row.way == "电话"
    assert row.summary == "已约定上门核实时间。"


def test_without_an_outcome_the_field_says_so(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = uncontacted(desk)
    page = contact_page(desk, qtbot, order_id)
    page.frame.primary.click()
    assert page.outcome._problem.text() == "请选择联系结果。"
    page.outcome._group.button(1).click()
    assert page.outcome._problem.text() == ""
    page.frame.primary.click()
    desk.settle()
    assert "写明原因" in page.summary._problem.text()
    assert order_of(desk, order_id).round.contacts == ()


def test_a_time_ahead_is_refused_beside_the_time(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = contact_page(desk, qtbot, uncontacted(desk))
    page.outcome.set_value(ContactOutcome.REACHED)
    page.occurred_at.set_value("2026-12-24T08:00:00+08:00")
    page.frame.primary.click()
    desk.settle()
    assert "晚于现在" in page.occurred_at._problem.text()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"caller": None}, "未留联系电话"),
        ({"anonymous": True, "caller": Caller("匿名", "")}, "匿名"),
        ({"confidentiality": Confidentiality.REPORT, "caller": None}, "举报"),
        ({"confidentiality": Confidentiality.SECRET, "caller": None}, "保密"),
    ],
)
def test_where_nobody_can_be_reached_one_click_records_it_with_its_reason(
    desk: OfficeForTests, qtbot: QtBot, changes: dict[str, object], word: str
) -> None:
    order_id = uncontacted(desk, **changes)
    page = contact_page(desk, qtbot, order_id)
    assert not page._unreachable.isHidden()
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.no_means_button.click()
    row = order_of(desk, order_id).round.contacts[-1]
    assert row.outcome is ContactOutcome.NO_MEANS
    assert word in row.summary


def test_with_a_number_there_is_no_such_button(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = contact_page(desk, qtbot, uncontacted(desk, caller=Caller("周敏之", "13900001001")))
    assert page._unreachable.isHidden()


def test_a_confidential_order_shows_no_caller(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = uncontacted(desk, confidentiality=Confidentiality.REPORT, caller=None)
    page = contact_page(desk, qtbot, order_id)
    assert page.text._phone.isHidden()
    assert page.text._values[3][1].text() == "举报工单，不显示举报人信息"


def test_a_row_is_taken_back_with_its_reason(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    row = order_of(desk, order_id).round.contacts[0]
    page = contact_page(desk, qtbot, order_id)
    button = page.rows.findChild(object, f"retract_{row.entry_id}")
    button.click()
    page.rows._asking._reason.setText("登记错了工单")
    page.rows._asking._confirm.click()
    desk.settle()
    assert order_of(desk, order_id).round.contacts[0].retracted == "登记错了工单"
    assert "已撤销" in page.rows._shown[0].findChildren(type(page.frame.title))[-1].text()


def test_the_number_to_dial_stands_above_the_form(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = contact_page(desk, qtbot, uncontacted(desk, caller=Caller("王芳", "13900001001")))
    assert page.phone.text == "139****1001"
    assert page.phone.isVisible()
    assert page._recorded.isHidden()
    number, form = (_top(page, part) for part in (page.phone, page.occurred_at))
    assert number < form < 200


def test_a_reported_order_has_no_row_for_a_number(desk: OfficeForTests, qtbot: QtBot) -> None:
    secret = uncontacted(desk, caller=None, confidentiality=Confidentiality.REPORT)
    page = contact_page(desk, qtbot, secret)
    assert page.phone.isHidden()
    assert page._phone_name.isHidden()


def _top(page: ContactPage, part: QWidget) -> int:
    return part.mapTo(page, QPoint(0, 0)).y()


def test_no_screen_of_nothing_follows_the_last_card(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = uncontacted(desk, content="楼上漏水，" * 60)
    page = contact_page(desk, qtbot, order_id)
    form = page.frame._form
    last = page.text.mapTo(form, QPoint(0, page.text.height())).y()
    assert form.height() <= max(page.frame._scroll.viewport().height(), last + 40)
