"""What every step page does: load, keep drafts, show errors in place, finish, leave."""

import gc
import json
import weakref

from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_in
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.guide import STEP_NAMES
from desktop.domain.orders import Stage
from desktop.services.ports import StorageError
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui.steps.contact_page import ContactPage
from desktop.ui.steps.note_page import NotePage
from desktop.ui.steps.registry import step_page


def note_page(desk: OfficeForTests, qtbot: QtBot) -> NotePage:
    page = opened(desk, qtbot, act.AddNote, order_in(desk, Stage.HANDLING))
    assert isinstance(page, NotePage)
    return page


def type_into(page: NotePage, text: str) -> None:
    page.text.editor.setPlainText(text)


def test_every_step_of_the_guide_has_a_page(desk: OfficeForTests, qtbot: QtBot) -> None:
    for action in STEP_NAMES:
        page = opened(desk, qtbot, action, order_in(desk, Stage.HANDLING))
        assert page.frame.title.text()
        assert page.frame.primary.accessibleName() == page.frame.primary.text()


def test_a_keystroke_is_kept_and_restored(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = note_page(desk, qtbot)
    type_into(page, "已与物业约定周五复查")
    page._drafts.flush_waiting()
    desk.settle()
    assert "草稿已保存" in page.frame.note.text()
    again = note_page(desk, qtbot)
    assert again.text.value() == "已与物业约定周五复查"
    assert "已恢复" in again.frame.note.text()


def test_the_timer_keeps_a_draft_without_anybody_asking(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = note_page(desk, qtbot)
    with qtbot.waitSignal(page._drafts.kept, timeout=5000):
        type_into(page, "写到一半")
    kept = desk.office.workplace.orders.draft(page.order_id, "note")
    assert kept is not None
    assert json.loads(kept) == {"text": "写到一半", "based_on": "1", "based_seq": "0"}


def test_escape_writes_the_draft_and_leaves(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = note_page(desk, qtbot)
    type_into(page, "先去接电话")
    with qtbot.waitSignal(page.cancelled, timeout=5000):
        qtbot.keyClick(page.text.editor, Qt.Key.Key_Escape)
    desk.settle()
    assert desk.office.workplace.orders.draft(page.order_id, "note") is not None


def test_an_unreadable_draft_is_ignored(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    for content in (b"\xff{", b"[1]"):
        desk.office.workplace.orders.keep_draft(order_id, "note", content)
        page = note_page(desk, qtbot)
        assert page.text.value() == ""
        assert "读不出来" in page.frame.note.text()


def test_a_wrong_moment_in_a_draft_does_not_break_the_page(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = order_in(desk, Stage.ACCEPTED)
    draft = json.dumps({"occurred_at": "gestern", "summary": "约了时间", "other": "x"}).encode()
    desk.office.workplace.orders.keep_draft(order_id, "contact", draft)
    page = opened(desk, qtbot, act.RecordContact, order_id)
    assert isinstance(page, ContactPage)
    assert page.occurred_at.is_empty
    assert page.summary.value() == "约了时间"


def test_ctrl_enter_saves_forgets_the_draft_and_says_so(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = note_page(desk, qtbot)
    type_into(page, "转告物业")
    page._drafts.flush_waiting()
    with qtbot.waitSignal(page.finished, timeout=5000) as told:
        qtbot.keyClick(page.text.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["备注已添加。已保存，正在上报"]
    desk.settle()
    order = desk.office.workplace.orders.open(page.order_id).working.order
    assert order.notes[-1].text == "转告物业"
    assert desk.office.workplace.orders.draft(page.order_id, "note") is None
    assert desk.sync.pokes == 1


def test_without_a_network_it_says_what_becomes_of_it(desk: OfficeForTests, qtbot: QtBot) -> None:
    desk.sync.say(SyncStatus(phase=SyncPhase.OFFLINE, since=desk.clock.now()))
    page = note_page(desk, qtbot)
    type_into(page, "转告物业")
    with qtbot.waitSignal(page.finished, timeout=5000) as told:
        page.frame.primary.click()
    assert told.args == ["备注已添加。已保存，联网后自动上报"]


def test_a_disk_error_is_shown_in_place_and_nothing_is_lost(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = note_page(desk, qtbot)
    type_into(page, "转告物业")
    desk.store.broken = StorageError("storage.full", "磁盘已满，没有保存。")
    page.frame.primary.click()
    assert not page.frame.primary.isEnabled()
    desk.settle()
    assert page.frame.banner.text == "磁盘已满，没有保存。"
    assert page.text.value() == "转告物业"
    assert page.frame.primary.isEnabled()
    assert "草稿没有保存" in page.frame.note.text()


def test_composing_holds_back_the_shortcuts(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = note_page(desk, qtbot)
    page.activateWindow()
    page.text.editor.setFocus()
    left: list[bool] = []
    page.cancelled.connect(lambda: left.append(True))
    QCoreApplication.sendEvent(page.text.editor, QInputMethodEvent("zhuan", []))
    assert page.text.is_composing
    assert QApplication.focusWidget() is page.text.editor
    page._on_cancel()
    page._on_primary()
    assert left == []
    assert page.text.problem_text == ""
    done = QInputMethodEvent()
    done.setCommitString("转")
    QCoreApplication.sendEvent(page.text.editor, done)
    page._on_cancel()
    assert left == [True]
    assert page.text.value() == "转"


def test_a_change_from_elsewhere_is_shown_and_typed_text_stays(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = note_page(desk, qtbot)
    type_into(page, "写到一半")
    action = act.AddNote(entry_id="n-else", text="同事的备注")
    desk.office.workplace.orders.act(page.order_id, action)
    QCoreApplication.sendPostedEvents()
    desk.settle()
    assert page.rows._rows[0].text == "同事的备注"
    assert page.text.value() == "写到一半"


def test_a_closed_step_says_why(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, act.Submit, order_in(desk, Stage.CLOSED))
    assert not page.frame.primary.isEnabled()
    assert "已办结" in page.demands._refusal.text()


def test_how_a_deadline_is_counted_is_one_click_away(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, act.Accept, order_in(desk, Stage.DISPATCHED))
    assert page.demands._days.isHidden()
    page.demands.how.click()
    assert not page.demands._days.isHidden()
    assert "当天不计" in page.demands._days.text()


def test_a_narrow_window_puts_the_side_below_the_form(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = opened(desk, qtbot, act.Accept, order_in(desk, Stage.DISPATCHED))
    page.resize(1180, 690)
    QCoreApplication.sendPostedEvents()
    beside = page.demands.mapTo(page, page.demands.rect().topLeft()).x()
    page.resize(780, 460)
    QCoreApplication.sendPostedEvents()
    below = page.demands.mapTo(page, page.demands.rect().topLeft()).x()
    assert beside > 780
    assert below < 100


def test_a_closed_page_is_freed(desk: OfficeForTests, qtbot: QtBot) -> None:
    del qtbot
    gone = []
    for action in STEP_NAMES:
        page = step_page(action, desk.office, order_in(desk, Stage.HANDLING))
        page.show()
        desk.settle()
        page.close()
        gone.append((action, weakref.ref(page)))
        page.deleteLater()
        del page
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.settle()
    gc.collect()
    assert [action for action, ref in gone if ref() is not None] == []
