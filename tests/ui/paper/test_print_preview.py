"""Preview, print, save: recorded before anything leaves."""

import gc
import weakref
from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import order_in, order_of, shown
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRegularExpression, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.orders import Stage
from desktop.services.paper_ports import PrintError
from desktop.services.ports import StorageError
from desktop.services.print_ports import JobState, JobStatus, PrintSetup
from desktop.ui.paper.form_picker import FormPicker
from desktop.ui.paper.page_view import Fit, PageView
from desktop.ui.paper.print_preview import PrintPreview
from desktop.ui.paper.print_window import PrintWindow


def preview(
    desk: OfficeForTests, qtbot: QtBot, form: str = "F2", order_id: str = ""
) -> PrintPreview:
    page = PrintPreview(desk.office, order_id or order_in(desk, Stage.HANDLING), form)
    shown(qtbot, page)
    page.load()
    desk.settle()
    return page


def test_a_form_goes_to_the_chosen_printer_and_is_recorded(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    page = preview(desk, qtbot, order_id=order_id)
    assert page.view.page_count == 1
    page.settings.printers.setCurrentIndex(1)
    page.settings.copies.setValue(2)
    page.settings.duplex.setChecked(True)
    with qtbot.waitSignal(page.printed, timeout=5000):
        page.settings.print_button.click()
    path, setup = desk.printers.sent[0]
    assert setup == PrintSetup(printer="二楼复印机", copies=2, duplex=True)
    assert not path.exists()
    record = order_of(desk, order_id).prints[-1]
    assert (record.form, record.copies) == ("F2", 2)


def test_the_print_is_recorded_before_the_printer_refuses(
    desk: OfficeForTests, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    page = preview(desk, qtbot, order_id=order_id)

    def refuse(*_args: object, **_more: object) -> None:
        raise PrintError("打印机缺纸，请加纸后重试。")

    monkeypatch.setattr(desk.printers, "send", refuse)
    page.settings.print_button.click()
    desk.settle()
    assert page.banner.text == "打印机缺纸，请加纸后重试。"
    assert page.settings.print_button.isEnabled()
    assert len(order_of(desk, order_id).prints) == 1
    spool = desk.office.workplace.data_folder / "spool"
    assert list(spool.iterdir()) == []


def test_nothing_is_printed_that_could_not_be_recorded(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = preview(desk, qtbot)
    desk.store.broken = StorageError("storage.full", "磁盘已满。")
    page.settings.print_button.click()
    desk.settle()
    assert desk.printers.sent == []
    assert page.banner.text == "磁盘已满。"


def test_a_pdf_is_saved_where_the_clerk_says(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    page = preview(desk, qtbot)
    with qtbot.waitSignal(page.printed, timeout=5000):
        page.save_to(tmp_path / "存档.pdf")
    assert (tmp_path / "存档.pdf").read_bytes().startswith(b"F2")


def test_a_folder_that_cannot_be_written_is_said_in_place(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "datei").write_text("x")
    page = preview(desk, qtbot)
    page.save_to(tmp_path / "datei" / "存档.pdf")
    desk.settle()
    assert "存档.pdf" in page.banner.text


def test_the_copy_with_the_full_number_is_in_the_audit_log(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = preview(desk, qtbot)
    page.settings.copy_kind.setCurrentIndex(1)
    desk.settle()
    page.settings.print_button.click()
    desk.settle()
    assert "phone_printed" in [entry.what for entry in desk.store.audits]


def test_without_a_printer_the_pdf_is_left(
    desk: OfficeForTests, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.printers, "names", tuple)
    page = preview(desk, qtbot)
    assert not page.settings.print_button.isEnabled()
    assert page.settings.save_button.isEnabled()
    page._on_print()
    desk.settle()
    assert desk.printers.sent == []


def test_zoom_changes_the_pages_and_fits_again(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = preview(desk, qtbot)
    fitting = page.view.zoom
    page.zoom_bar.zoom_in.click()
    desk.settle()
    assert page.view.zoom == (fitting // 10 + 1) * 10
    for _ in range(60):
        page.zoom_bar.zoom_out.click()
    desk.settle()
    assert page.view.zoom == 40
    page.zoom_bar.fit.click()
    desk.settle()
    assert page.view.zoom == fitting


def test_an_empty_form_is_printed_without_a_record(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = PrintPreview(desk.office, "", "F1")
    shown(qtbot, page)
    page.load()
    desk.settle()
    page.settings.print_button.click()
    desk.settle()
    assert len(desk.printers.sent) == 1
    assert desk.store.entries == []


def test_a_training_print_says_so(desk: OfficeForTests, qtbot: QtBot) -> None:
    window = PrintWindow(desk.office, order_in(desk, Stage.HANDLING), "F2")
    shown(qtbot, window)
    desk.settle()
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert "演练" in texts


def test_a_closed_window_is_freed(desk: OfficeForTests, qtbot: QtBot) -> None:
    window = PrintWindow(desk.office, order_in(desk, Stage.HANDLING), "F2")
    window.show()
    desk.settle()
    gone = weakref.ref(window)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    del window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.settle()
    gc.collect()
    assert gone() is None
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, PrintWindow)]


def test_the_picker_lists_forms_of_every_round(desk: OfficeForTests, qtbot: QtBot) -> None:
    picker = FormPicker()
    shown(qtbot, picker)
    order_id = order_in(desk, Stage.WARNED)
    picker.show_order(desk.office.workplace.orders.open(order_id))
    buttons = picker.findChildren(QPushButton, QRegularExpression("^print_"))
    at_hand = {b.objectName() for b in buttons if picker._others.isAncestorOf(b)}
    first = [b.objectName() for b in buttons if b.objectName() not in at_hand]
    assert first == ["print_F1_2", "print_F2_1", "print_F2_2", "print_F3_1", "print_F3_2"]
    assert {"print_F7_1", "print_F18_1", "print_F18_2"} <= at_hand
    assert not picker._others.isVisible()
    picker.more_button.click()
    assert picker._others.isVisible()
    with qtbot.waitSignal(picker.picked, timeout=1000) as picked:
        picker.findChild(object, "print_F2_1").click()
    assert picked.args == ["F2", 1]
    with qtbot.waitSignal(picker.blank_picked, timeout=1000) as blank:
        picker.findChild(object, "blank_F3_2").click()
    assert blank.args == ["F3"]


def test_a_full_number_is_printed_only_when_asked_for_and_noted(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    page = preview(desk, qtbot, "F3")
    assert page.settings.full_number.isVisible()
    assert not page.settings.copy_kind.isVisible()
    page.settings.full_number.click()
    desk.settle()
    assert page._document is not None
    assert page._document.in_full
    page.save_to(tmp_path / "f3.pdf")
    desk.settle()
    assert "phone_printed" in {line.what for line in desk.store.audits}


def test_the_record_offers_copies_and_an_empty_form_neither(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    record = preview(desk, qtbot, "F2")
    assert record.settings.copy_kind.isVisible()
    assert not record.settings.full_number.isVisible()
    empty = PrintPreview(desk.office, "", "F16")
    shown(qtbot, empty)
    empty.load()
    desk.settle()
    assert not empty.settings.copy_kind.isVisible()
    assert not empty.settings.full_number.isVisible()
    assert empty._document is not None
    assert empty._document.file_name == "空白提示与警示与督办单回复.pdf"


def long_preview(desk: OfficeForTests, qtbot: QtBot, pages: int) -> PrintPreview:
    """An empty form of many pages."""
    desk.images.count = pages
    page = PrintPreview(desk.office, "", "F1")
    shown(qtbot, page)
    page.load()
    desk.settle()
    return page


def test_an_empty_form_shows_all_its_pages(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = long_preview(desk, qtbot, 2)
    assert page.view.page_count == 2
    assert page.strip.count() == 2
    assert page.strip.isVisible()
    assert page.zoom_bar.page.text() == "第 1 页，共 2 页"


def test_only_pages_near_the_view_are_rendered_and_kept(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = long_preview(desk, qtbot, 60)
    page.view.fit_page()
    desk.settle()
    width = page.view._labels[0].width()
    large = {index for index, wide in desk.images.rendered if wide == width}
    assert large <= set(range(4))
    page.view.verticalScrollBar().setValue(page.view.verticalScrollBar().maximum())
    desk.settle()
    kept = [label for label in page.view._labels if not label.pixmap().isNull()]
    assert len(kept) <= 4
    assert kept[-1] is page.view._labels[-1]
    assert page.zoom_bar.page.text() == "第 60 页，共 60 页"
    assert page.strip.currentRow() == 59


def test_a_page_is_never_larger_than_memory_allows(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = preview(desk, qtbot)
    page.view.set_scale(300)
    desk.settle()
    before = max(width for _, width in desk.images.rendered)
    page.view.set_scale(900)
    desk.settle()
    assert before == 2382
    assert max(width for _, width in desk.images.rendered) == 2400


def test_keys_go_through_the_pages(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = long_preview(desk, qtbot, 5)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.view.page == 1
    qtbot.keyClick(page.view, Qt.Key.Key_End)
    assert page.view.page == 4
    qtbot.keyClick(page.view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.view.page == 3
    qtbot.keyClick(page.view, Qt.Key.Key_Home)
    assert page.view.page == 0
    page.strip.setCurrentRow(2)
    assert page.view.page == 2


def test_ctrl_and_the_wheel_zoom(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = preview(desk, qtbot)
    page.view.set_scale(100)
    turn_wheel(page.view, 120, Qt.KeyboardModifier.ControlModifier)
    assert page.view.zoom == 110
    turn_wheel(page.view, -120, Qt.KeyboardModifier.ControlModifier)
    turn_wheel(page.view, -120, Qt.KeyboardModifier.ControlModifier)
    assert page.view.zoom == 90
    turn_wheel(page.view, -120, Qt.KeyboardModifier.NoModifier)
    assert page.view.zoom == 90


def turn_wheel(view: PageView, steps: int, keys: Qt.KeyboardModifier) -> None:
    """Turn the wheel over a view."""
    middle = QPointF(view.rect().center())
    event = QWheelEvent(
        middle,
        view.mapToGlobal(middle),
        QPoint(),
        QPoint(0, steps),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def test_the_zoom_is_remembered_for_the_next_form(desk: OfficeForTests, qtbot: QtBot) -> None:
    first = preview(desk, qtbot)
    first.zoom_bar.fit_page.click()
    desk.settle()
    assert preview(desk, qtbot).view.scale is Fit.PAGE
    first.view.set_scale(100)
    first.zoom_bar.zoom_in.click()
    desk.settle()
    assert preview(desk, qtbot).view.zoom == 110
    first.zoom_bar.fit.click()
    desk.settle()
    assert preview(desk, qtbot).view.scale is Fit.WIDTH


def test_a_zoom_that_cannot_be_remembered_is_told_and_the_form_is_zoomed(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    shown = preview(desk, qtbot)
    said: list[str] = []
    desk.office.jobs.failed_unheard.connect(said.append)
    desk.options.refusal = StorageError("storage.setting", "这项设置没有写入磁盘。")
    shown.zoom_bar.fit_page.click()
    desk.settle()
    assert shown.view.scale is Fit.PAGE
    assert said == ["这项设置没有写入磁盘。"]


def test_some_pages_are_printed_and_a_wrong_range_is_said(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = long_preview(desk, qtbot, 3)
    page.settings.pages.setText("2-5")
    page.settings.print_button.click()
    assert desk.printers.sent == []
    assert "共 3 页" in page.banner.text
    page.settings.pages.setText("2-3")
    page.settings.print_button.click()
    desk.settle()
    assert str(desk.printers.sent[0][1].pages) == "2-3"
    (line,) = [entry for entry in desk.store.audits if entry.what == "blank_printed"]
    assert (line.detail["form"], line.detail["pages"]) == ("F1", "2-3")


def test_the_queue_is_followed_until_the_sheet_is_out(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = preview(desk, qtbot)
    desk.printers.state = JobStatus(JobState.HELD, 0, "Media tray empty")
    page.settings.print_button.click()
    desk.settle()
    assert "Media tray empty" in page.settings.state.text()
    assert page._watch.is_waiting
    desk.printers.state = JobStatus(JobState.DONE)
    page._watch.ask()
    desk.settle()
    assert page.settings.state.text() == "打印机已经打完"
    page._watch.follow("")
    assert not page._watch.is_waiting
    assert page.settings.state.text() == ""


def test_both_sides_are_offered_only_where_they_can_be_asked_for(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    assert preview(desk, qtbot).settings.duplex.isVisible()
    desk.printers.sets_duplex = False
    assert not preview(desk, qtbot).settings.duplex.isVisible()


def test_the_list_says_who_printed_what_and_prints_it_again(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    page = preview(desk, qtbot, order_id=order_id)
    page.settings.copies.setValue(2)
    page.settings.print_button.click()
    desk.settle()
    picker = FormPicker()
    shown(qtbot, picker)
    card = desk.office.workplace.orders.open(order_id)
    picker.show_order(card)
    [printed] = card.working.order.prints
    said = [label.text() for label in picker.findChildren(QLabel) if "打印过" in label.text()]
    assert len(said) == 1
    for words in ("打印过 1 次", printed.stamp.name, "2 份", printed.codes[0][1]):
        assert words in said[0]
    again = picker.findChild(QPushButton, "print_F2_1")
    assert again.text() == "重新打印"
    with qtbot.waitSignal(picker.picked, timeout=1000) as picked:
        again.click()
    assert picked.args == ["F2", 1]
