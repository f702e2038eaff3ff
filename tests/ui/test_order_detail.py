"""The open order: masked number, closed steps with reasons, clocks day by day, history."""

from datetime import datetime

import pytest
from helpers.office import OfficeForTests
from helpers.orders import signed_return_order
from helpers.sample_histories import NOW
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.orders import (
    Confidentiality,
    HandlingResult,
    Part,
    PlatformDue,
    Stage,
    Stamp,
)
from desktop.domain.proceedings import CoUnit, Extension
from desktop.services.ports import OutboxState
from desktop.ui.orders.clock_row import ClockRow
from desktop.ui.orders.order_detail import OrderDetail
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.stepper import Stepper


@pytest.fixture
def detail(desk: OfficeForTests, qtbot: QtBot) -> OrderDetail:
    made = OrderDetail(desk.office)
    qtbot.addWidget(made)
    made.resize(720, 640)
    made.show()
    return made


def _open(detail: OrderDetail, desk: OfficeForTests, order_id: str) -> None:
    detail.open_order(order_id)
    desk.settle()


def _button(detail: OrderDetail, name: str) -> QPushButton:
    found = detail.findChild(QPushButton, name)
    assert found is not None, name
    return found


def _label(detail: OrderDetail, name: str) -> QLabel:
    found = detail.findChild(QLabel, name)
    assert found is not None, name
    return found


def test_the_number_is_masked_until_asked_for_and_that_is_recorded(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    _open(detail, desk, "o-000000")
    number = _label(detail, "phone_number")
    assert number.text() == "139****1001"
    _button(detail, "phone_reveal").click()
    desk.settle()
    assert number.text() == "13900001001"
    assert [(entry.what, entry.order_id) for entry in desk.store.audits] == [
        ("phone_revealed", "o-000000")
    ]


def test_another_order_is_masked_again(detail: OrderDetail, desk: OfficeForTests) -> None:
    _open(detail, desk, "o-000000")
    _button(detail, "phone_reveal").click()
    desk.settle()
    _open(detail, desk, "o-000001")
    assert "*" in _label(detail, "phone_number").text()
    _open(detail, desk, "o-000000")
    assert "*" in _label(detail, "phone_number").text()


def test_a_reported_order_shows_no_caller(detail: OrderDetail, desk: OfficeForTests) -> None:
    secret = next(
        order_id
        for order_id, (order, _) in desk.store.base.items()
        if order.confidentiality is Confidentiality.REPORT
    )
    _open(detail, desk, secret)
    assert "未下发诉求人信息" in _label(detail, "appeal_caller").text()
    assert not _label(detail, "phone_number").isVisible()


def test_the_next_step_is_the_large_button_and_opens_its_page(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    _open(detail, desk, "o-000000")
    button = _button(detail, "next_step")
    assert button.text().startswith("接单")
    button.click()
    desk.settle()
    assert detail.is_stepping
    page = detail.page
    assert page is not None
    page.cancelled.emit()  # type: ignore[attr-defined]
    assert not detail.is_stepping
    desk.settle()


def test_after_a_step_the_keyboard_is_still_with_the_order(
    detail: OrderDetail, desk: OfficeForTests, qtbot: QtBot
) -> None:
    _open(detail, desk, "o-000000")
    detail.open_step(act.AddNote)
    desk.settle()
    page = detail.page
    assert page is not None
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget()))
    page.finished.emit("")  # type: ignore[attr-defined]
    focused = QApplication.focusWidget()
    assert focused is not None
    with qtbot.waitSignal(detail.closed):
        qtbot.keyClick(focused, Qt.Key.Key_Escape)
    desk.settle()


def test_closed_steps_stay_with_their_reason(detail: OrderDetail, desk: OfficeForTests) -> None:
    _open(detail, desk, "o-000000")
    assert _label(detail, "closed_submit").text() == "提交"
    texts = [label.text() for label in detail.findChildren(QLabel)]
    assert any("请先接单" in text for text in texts)


def test_a_deadline_leads_to_its_clause(
    detail: OrderDetail, desk: OfficeForTests, qtbot: QtBot
) -> None:
    _open(detail, desk, "o-000000")
    _button(detail, "clock_why_handle").click()
    with qtbot.waitSignal(detail.basis_wanted) as told:
        _button(detail, "clock_basis_handle").click()
    assert told.args is not None
    assert told.args[0] == "xiayang"
    assert told.args[1] in {"XY-03", "XY-11"}


def test_the_streets_deadline_is_shown_for_information_and_last(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    _open(detail, desk, "o-000000")
    rows = detail.findChildren(ClockRow)
    texts = [[label.text() for label in row.findChildren(QLabel)] for row in rows]
    assert texts[-1][0] == "供参考：街道处置"
    assert [badge.accessibleName() for badge in rows[-1].findChildren(Badge)] == [
        "街道的时限，不是本单位的"
    ]
    assert all("街道" not in text for row in texts[:-1] for text in row)


def test_a_granted_extension_keeps_the_old_deadline_in_sight(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    _open(detail, desk, "o-000000")
    assert detail.findChild(QLabel, "clock_earlier_handle") is None
    order = desk.office.workplace.orders.open("o-000000").working.order
    stamp = Stamp(NOW, "u-centre", "城运中心")
    old, new = (datetime(2026, 11, day, 23, 59, 59, tzinfo=CST) for day in (27, 30))
    granted = Extension(
        entry_id="ex", stamp=stamp, duty="handle", round=1, reason="材料未到",
        decided=stamp, accepted=True, old_due=old, new_due=new,
    )  # fmt: skip
    moved = structs.replace(
        order, extensions=(granted,), platform_due=(PlatformDue("handle", new),)
    )
    desk.store.put(moved, 2)
    _open(detail, desk, "o-000000")
    words = _label(detail, "clock_earlier_handle").text()
    assert words.startswith("原时限 11月27日(周五)24:00；")
    assert words.endswith("以 11月30日(周一)24:00 为准")


def test_a_deadline_is_explained_day_by_day(detail: OrderDetail, desk: OfficeForTests) -> None:
    _open(detail, desk, "o-000000")
    _button(detail, "clock_why_handle").click()
    texts = [label.text() for label in detail.findChildren(QLabel)]
    assert "11月21日(周六)" in texts
    assert "周末" in texts
    assert any("XY-03" in text for text in texts)


def test_what_the_centre_refused_is_said_with_its_reason(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    saved = desk.office.workplace.orders.act("o-000000", act.Accept())
    desk.store.settle(
        saved.seqs[0], state=OutboxState.ATTENTION, message="工单已改派给示范新村居委会。"
    )
    _open(detail, desk, "o-000000")
    assert "工单已改派给示范新村居委会" in detail.view.banner.text


def test_a_change_from_sync_refreshes_the_open_order(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    _open(detail, desk, "o-000000")
    desk.office.workplace.orders.act("o-000000", act.Accept())
    desk.settle()
    desk.settle()
    assert _button(detail, "next_step").text().startswith("先行联系")


def test_every_control_has_a_name_to_be_read_aloud(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    _open(detail, desk, "o-000008")
    for button in detail.view.findChildren(QPushButton):
        if button.isVisibleTo(detail):
            assert button.objectName(), button.text()
            assert button.accessibleName() or button.text()


def test_a_sign_off_that_the_office_wants_is_shown_as_advice(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    order_id = next(
        oid
        for oid in desk.order_ids()
        if desk.office.workplace.orders.open(oid).working.order.stage is Stage.HANDLING
    )
    order = desk.office.workplace.orders.open(order_id).working.order
    desk.store.put(order.with_round(result=HandlingResult(outcome="solved", answer="已处理。")))
    _open(detail, desk, order_id)
    stepper = detail.findChild(Stepper)
    assert stepper is not None
    assert "签批未要求" in stepper.accessibleName()
    assert _label(detail, "next_step_caution").isHidden()
    desk.options.set("office.signoff_sheet", True)
    _open(detail, desk, order_id)
    assert "签批未要求" not in stepper.accessibleName()
    assert "没有签批也可以提交" in _label(detail, "next_step_caution").text()
    assert _button(detail, "next_step").text() == "提交(&N)"


def test_the_signature_of_a_return_is_no_sign_off(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    order = signed_return_order(order_id="signed", profile=desk.office.identity.profile)
    desk.store.put(order)
    _open(detail, desk, "signed")
    stepper = detail.findChild(Stepper)
    assert stepper is not None
    assert order.signatures
    assert "签批未要求" in stepper.accessibleName()


def test_who_leads_is_said_where_several_units_work(
    detail: OrderDetail, desk: OfficeForTests
) -> None:
    _open(detail, desk, "o-000000")
    assert _label(detail, "appeal_part").isHidden()
    order = desk.office.workplace.orders.open("o-000000").working.order
    stamp = Stamp(NOW, "u-centre", "城运中心")
    assisting = CoUnit(entry_id="co", stamp=stamp, unit_id="u-2", unit_name="市容所")
    desk.store.put(structs.replace(order, co_units=(assisting,)), 2)
    _open(detail, desk, "o-000000")
    assert _label(detail, "appeal_part").text() == "本单位主办，市容所协办"
    desk.store.put(structs.replace(order, part=Part.CO), 3)
    _open(detail, desk, "o-000000")
    assert _label(detail, "appeal_part").text() == "本单位协办，由主办单位牵头办理和答复"
