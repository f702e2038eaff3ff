"""A batch in the window: choose, print, stop, repeat."""

from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import order_of, shown
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.orders import Stage
from desktop.services.print_desk import PrintDesk
from desktop.ui.paper.batch_window import BatchWindow
from desktop.ui.paper_page import PaperPage


@pytest.fixture
def page(desk: OfficeForTests, qtbot: QtBot) -> PaperPage:
    screen = PaperPage(desk.office)
    shown(qtbot, screen)
    return screen


@pytest.fixture
def window(desk: OfficeForTests, page: PaperPage) -> BatchWindow:
    """What 批量打印 opens for two orders in hand."""
    orders = [oid for oid in desk.order_ids() if order_of(desk, oid).stage is Stage.HANDLING]
    page.show_orders(orders[:2])
    desk.settle()
    return page.findChild(BatchWindow)


def test_a_selection_is_offered_with_its_records_ticked(window: BatchWindow) -> None:
    assert {sheet.form for sheet in window.list.chosen()} == {"F2"}
    assert len(window.list.chosen()) == 2
    chip = window.findChild(QPushButton, "batch_F3")
    chip.click()
    assert {sheet.form for sheet in window.list.chosen()} == {"F2", "F3"}
    window.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert len(window.list.chosen()) == 5
    assert window.settings.note.text().startswith("5 张表")


def test_a_batch_goes_out_and_is_recorded(
    desk: OfficeForTests, window: BatchWindow, qtbot: QtBot
) -> None:
    window.settings.copies.setValue(3)
    with qtbot.waitSignal(window.printed, timeout=5000):
        window.settings.print_button.click()
    assert window.banner.text == "已送出 2 张。"
    assert len(desk.printers.sent) == 3
    assert [order_of(desk, s.order_id).prints[-1].copies for s in window.list.chosen()] == [3, 3]
    assert not window.progress.isVisible()


def test_what_did_not_go_out_is_listed_and_can_be_repeated(
    desk: OfficeForTests, window: BatchWindow, qtbot: QtBot
) -> None:
    desk.printers.refusal = "打印机缺纸，请加纸后重试。"
    with qtbot.waitSignal(window.printed, timeout=5000):
        window.settings.print_button.click()
    first = window.list.chosen()
    assert window.banner.text.splitlines() == [
        "已送出 0 张。还有 1 张没有送。",
        f"{first[0].name}：打印机缺纸，请加纸后重试。",
    ]
    desk.printers.refusal = ""
    window.banner._action.click()
    assert window.list.count() == 2
    with qtbot.waitSignal(window.printed, timeout=5000):
        window.settings.print_button.click()
    assert window.banner.text == "已送出 2 张。"


def test_stopping_leaves_the_rest_for_later(
    desk: OfficeForTests, window: BatchWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = PrintDesk.deliver

    def stop_after_the_first(self: PrintDesk, pdf: bytes, setup: object) -> str:
        if len(desk.printers.sent) == 1:
            window._progress.cancel()
        return real(self, pdf, setup)

    monkeypatch.setattr(PrintDesk, "deliver", stop_after_the_first)
    with qtbot.waitSignal(window.printed, timeout=5000):
        window.settings.print_button.click()
    assert window.banner.text == "已送出 1 张。还有 1 张没有送。"


def test_a_batch_is_saved_into_a_folder(window: BatchWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.printed, timeout=5000):
        window.save_to(tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_rows_are_copied_as_text(window: BatchWindow) -> None:
    window.list.selectAll()
    window.list.actions()[0].trigger()
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == window.list.count()
    assert lines[1].endswith("F2 工单处理记录表")


def test_nothing_due_today_says_so(desk: OfficeForTests, page: PaperPage) -> None:
    desk.clock.moment = desk.clock.moment.replace(year=desk.clock.moment.year - 1)
    page.findChild(QPushButton, "print_due_today").click()
    desk.settle()
    window = page.findChild(BatchWindow)
    assert window.note.text() == "没有要打印的表。"
    assert not window.settings.print_button.isEnabled()
    assert not window.settings.save_button.isEnabled()


def test_escape_closes_it(
    desk: OfficeForTests, page: PaperPage, window: BatchWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.settle()
    assert page.findChild(BatchWindow) is None
