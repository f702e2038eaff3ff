"""退单申请: the large button is always the next thing to do (XY-07)."""

from datetime import date, timedelta

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_of
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Stage
from desktop.domain.version_code import code_of, form_id
from desktop.ui.paper.print_preview import PrintPreview
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.paper.scan_window import ScanWindow
from desktop.ui.steps.return_page import ReturnPage
from desktop.ui.style import Tone


def return_page(desk: OfficeForTests, qtbot: QtBot, order_id: str) -> ReturnPage:
    page = opened(desk, qtbot, act.SaveReturnForm, order_id)
    assert isinstance(page, ReturnPage)
    return page


def unsaved(desk: OfficeForTests) -> str:
    """Find an accepted order without a return form."""
    return next(
        order_id
        for order_id in desk.order_ids()
        if order_of(desk, order_id).stage is Stage.ACCEPTED
        and order_of(desk, order_id).round.return_form is None
    )


def fill(page: ReturnPage) -> None:
    page.reason_class._group.button(0).click()
    page.reason.editor.setPlainText("属于市政道路养护范围。")
    page.unit.editor.setText("示范街道绿化市政站")


def sign(desk: OfficeForTests, order_id: str) -> None:
    order = order_of(desk, order_id)
    action = act.Sign(
        entry_id="s1",
        form="F1",
        form_id=form_id(order, "F1", 1),
        round=1,
        step="head",
        code=code_of(order, "F1", 1, "head"),
        signer="吴建国",
        signed_on=date(2026, 11, 20),
        sha256="0" * 64,
    )
    desk.office.workplace.orders.act(order_id, action)


def print_out(desk: OfficeForTests, order_id: str) -> None:
    paper = desk.office.workplace.paper
    paper.record_print(order_id, paper.preview(order_id, "F1"))
    desk.settle()


def missing(page: ReturnPage) -> list[str]:
    grid = page.demands._grid
    items = [grid.itemAtPosition(row, 1) for row in range(grid.rowCount())]
    labels = [item.widget() for item in items if item is not None]
    assert not any(label.isHidden() for label in labels)
    texts = [label.text() for label in labels if isinstance(label, QLabel)]
    return [text.partition("（")[0].partition("\n")[0] for text in texts if text[:2] == "缺："]


def test_what_is_on_the_form_already_is_not_missing(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    assert missing(page) == ["缺：退单理由", "缺：建议派单方向", "缺：承办部门负责人签字"]
    page.reason_class._group.button(0).click()
    assert "缺：退单理由" in missing(page)
    page.reason.editor.setPlainText("属于市政道路养护范围。")
    assert missing(page) == ["缺：建议派单方向", "缺：承办部门负责人签字"]
    page.unit.editor.setText("示范街道绿化市政站")
    page.unit.editor.textEdited.emit(page.unit.editor.text())
    assert missing(page) == ["缺：承办部门负责人签字"]
    page.reason.editor.setPlainText("")
    assert missing(page) == ["缺：退单理由", "缺：承办部门负责人签字"]


def test_a_sheet_whose_content_has_changed_is_printed_again(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = unsaved(desk)
    page = return_page(desk, qtbot, order_id)
    fill(page)
    page.frame.primary.click()
    desk.settle()
    print_out(desk, order_id)
    assert page.frame.primary.text() == "扫描件回来了"
    assert page.frame.banner.text == "申请表已打印。下一步：请负责人签字，再扫描回来。"
    page.reason.editor.setPlainText("改过的理由")
    page.frame.primary.click()
    desk.settle()
    assert page.frame.primary.text() == "打印申请表"


SAVED = "申请表已保存。下一步：打印，请负责人签字。"
PRINTED = "申请表已打印。下一步：请负责人签字，再扫描回来。"


def _print_by_the_large_button(desk: OfficeForTests, page: ReturnPage) -> None:
    page.frame.primary.click()
    desk.settle()
    (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, PrintWindow))
    preview = window.findChild(PrintPreview)
    assert preview is not None
    preview.settings.print_button.click()
    desk.settle()
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    desk.settle()


def test_after_the_large_button_has_printed_the_banner_says_what_is_next(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    fill(page)
    page.frame.primary.click()
    desk.settle()
    assert page.frame.banner.text == SAVED
    desk.printers.refusal = "打印机缺纸"
    _print_by_the_large_button(desk, page)
    assert (page.frame.primary.text(), page.frame.banner.text) == ("打印申请表", "")
    desk.printers.refusal = ""
    _print_by_the_large_button(desk, page)
    assert (page.frame.primary.text(), page.frame.banner.text) == ("扫描件回来了", PRINTED)


def test_a_print_overrules_nothing_else_that_is_said(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = unsaved(desk)
    page = return_page(desk, qtbot, order_id)
    fill(page)
    page.frame.primary.click()
    desk.settle()
    page.frame.banner.say(Tone.DANGER, "中心没有接受您的“接单”。")
    print_out(desk, order_id)
    assert page.frame.banner.text == "中心没有接受您的“接单”。"


def test_what_is_typed_meanwhile_is_not_said_to_be_printed(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = unsaved(desk)
    page = return_page(desk, qtbot, order_id)
    fill(page)
    page.frame.primary.click()
    desk.settle()
    page.reason.editor.setPlainText("改过的理由")
    page.frame.banner.say(Tone.GOOD, SAVED)
    print_out(desk, order_id)
    assert page.frame.banner.text == SAVED


def test_the_whole_way_of_a_return(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = unsaved(desk)
    page = return_page(desk, qtbot, order_id)
    fill(page)
    page.update_primary()
    assert page.frame.primary.text() == "保存申请表"
    page.frame.primary.click()
    desk.settle()
    assert order_of(desk, order_id).round.return_form == page.typed()
    assert page.frame.primary.text() == "打印申请表"
    page.frame.primary.click()
    desk.settle()
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, PrintWindow)]
    assert len(windows) == 1
    windows[0].close()
    print_out(desk, order_id)
    assert page.frame.primary.text() == "扫描件回来了"
    page.frame.primary.click()
    trays = [w for w in QApplication.topLevelWidgets() if isinstance(w, ScanWindow)]
    assert len(trays) == 1
    desk.settle()
    trays[0].close()
    sign(desk, order_id)
    desk.settle()
    assert page.frame.primary.text() == "发送退单申请"
    with qtbot.waitSignal(page.finished, timeout=5000):
        page.frame.primary.click()
    assert order_of(desk, order_id).stage is Stage.RETURN_PENDING


def test_changing_a_signed_form_leads_back_to_saving_and_printing(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = unsaved(desk)
    page = return_page(desk, qtbot, order_id)
    fill(page)
    page.frame.primary.click()
    desk.settle()
    sign(desk, order_id)
    desk.settle()
    page.reason.editor.setPlainText("改过的理由")
    assert page.frame.primary.text() == "保存申请表"
    assert not page.paper.print_button.isEnabled()
    page.frame.primary.click()
    desk.settle()
    assert page.frame.primary.text() == "打印申请表"


def test_what_is_missing_is_said_beside_its_field(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    page.frame.primary.click()
    assert page.reason_class._problem.text() == "请选择理由类别。"
    page.reason_class._group.button(0).click()
    page.frame.primary.click()
    assert "退单理由" in page.reason._problem.text()
    page.reason.editor.setPlainText("不属于本部门")
    page.frame.primary.click()
    assert "建议派单方向" in page.unit._problem.text()


def test_a_class_asks_for_its_own_field(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = unsaved(desk)
    page = return_page(desk, qtbot, order_id)
    area = page._extra["not_our_area", "area"]
    assert area.isHidden()
    fill(page)
    page.reason_class._group.button(1).click()
    assert not area.isHidden()
    page.frame.primary.click()
    desk.settle()
    assert "实际所在辖区" in area._problem.text()
    area.editor.setText("盈浦街道")
    page.frame.primary.click()
    desk.settle()
    saved = order_of(desk, order_id).round.return_form
    assert saved is not None
    assert saved.fields == (("area", "盈浦街道"),)


def test_units_are_found_in_the_directory(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    qtbot.keyClicks(page.unit.editor, "x")
    page.unit.editor.setText("绿化")
    page.unit._on_paused()
    desk.settle()
    assert any("绿化" in name for name in page.unit._found.stringList())
    page.unit.editor.setText("没有这个单位")
    page.unit._on_paused()
    desk.settle()
    assert not page.unit._note.isHidden()


def test_basis_rows_are_kept_without_empty_ones(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    page.basis.add_button.click()
    page.basis.add_button.click()
    rows = page.basis._rows
    rows[0][0][0].setText("职责清单")
    rows[2][0][0].setText("管理办法")
    assert [row["document"] for row in page.basis.rows()] == ["职责清单", "管理办法"]
    page.basis._rows[0][1].click()
    assert [row["document"] for row in page.basis.rows()] == ["管理办法"]


def test_after_the_deadline_the_button_is_closed_and_the_reason_stands_there(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = unsaved(desk)
    desk.clock.moment += timedelta(days=20)
    page = return_page(desk, qtbot, order_id)
    assert not page.frame.primary.isEnabled()
    assert "逾期不予退单" in page.demands._refusal.text()
    assert page.demands._cautions.isHidden()


def test_the_preview_follows_what_is_typed(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    fill(page)
    page._show_preview()
    desk.settle()
    assert page.preview.page_count == 1
    assert order_of(desk, page.order_id).round.return_form is None


def test_typing_can_begin_at_once(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    first = page.reason_class.focusProxy()
    qtbot.waitUntil(lambda: page.focusWidget() is first, timeout=5000)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_escape_closes_the_suggestions_and_not_the_form(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    qtbot.waitUntil(lambda: page.reason_class.focusProxy().hasFocus())
    page.unit.setFocus()
    page.unit.editor.setText("示")
    page.unit._on_paused()
    desk.settle()
    popup = page.unit.editor.completer().popup()
    assert popup.isVisible()
    with qtbot.assertNotEmitted(page.cancelled):
        page._on_cancel()
    assert not popup.isVisible()
    with qtbot.waitSignal(page.cancelled):
        page._on_cancel()


def test_after_saving_the_keyboard_still_does_the_next_thing(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    fill(page)
    page.unit.setFocus()
    qtbot.waitUntil(page.unit.editor.hasFocus)
    qtbot.keyClick(page.unit.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert page.frame.primary.text() == "打印申请表"
    assert page.unit.editor.hasFocus()
    with qtbot.waitSignal(page.cancelled):
        qtbot.keyClick(page.unit.editor, Qt.Key.Key_Escape)


def test_whoever_went_elsewhere_meanwhile_stays_there(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = return_page(desk, qtbot, unsaved(desk))
    page.unit.setFocus()
    qtbot.waitUntil(page.unit.editor.hasFocus)
    page.set_busy(busy=True)
    page.frame.cancel.setFocus()
    page.set_busy(busy=False)
    assert page.frame.cancel.hasFocus()
