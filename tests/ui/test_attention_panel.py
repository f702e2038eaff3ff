"""同步 → 未被接受: the clerk sees both versions and decides; what he wrote is never lost."""

from dataclasses import dataclass

import pytest
from helpers.office import OfficeForTests
from msgspec import structs
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.contract.codec import encode
from desktop.contract.messages import ResultStatus
from desktop.domain import actions as act
from desktop.domain.orders import HandlingResult, Stage
from desktop.services.ports import OutboxState, Resolution
from desktop.sync.status import GUARD, SyncPhase, SyncStatus
from desktop.ui.fields.text_area import TextArea
from desktop.ui.marks import outbox_mark
from desktop.ui.navigation import Place, Screen
from desktop.ui.syncing.attention_panel import AttentionPanel
from desktop.ui.syncing.marked_text import MarkedText
from desktop.ui.syncing.sync_page import SyncPage
from desktop.ui.window import MainWindow

_OLD = HandlingResult(cause="管道破损", outcome="partly")
_MINE = structs.replace(_OLD, cause="管道破损，净化器未清洗", outcome="solved")
_THEIRS = structs.replace(_OLD, cause="已约店主周三上门")


@dataclass
class Trouble:
    """One clash and one refusal, each on its own order."""

    clash: str
    refusal: str


@pytest.fixture
def trouble(desk: OfficeForTests) -> Trouble:
    orders = desk.office.workplace.orders
    handling = [
        order_id
        for order_id in desk.order_ids()
        if orders.open(order_id).working.order.stage is Stage.HANDLING
    ]
    clash, refusal = handling[:2]
    base = desk.store.base[clash][0]
    desk.store.put(base.with_round(result=_OLD), 2)
    seq = orders.act(clash, act.SaveResult(_MINE)).seqs[0]
    entry = desk.store.entries[seq - 1]
    desk.store.theirs[entry.op_id] = encode(base.with_round(result=_THEIRS))
    desk.store.settle(
        seq,
        state=OutboxState.ATTENTION,
        status=ResultStatus.CONFLICT,
        message="这一部分已被他人修改。",
        version=5,
    )
    seq = orders.act(refusal, act.AddNote(entry_id="n-1", text="已联系物业")).seqs[0]
    desk.store.settle(seq, state=OutboxState.ATTENTION, message="工单已改派。")
    return Trouble(clash, refusal)


@pytest.fixture
def page(desk: OfficeForTests, trouble: Trouble, qtbot: QtBot) -> SyncPage:
    made = SyncPage(desk.office)
    qtbot.addWidget(made)
    made.resize(1150, 680)
    made.show()
    made._tabs.setCurrentIndex(1)
    desk.settle()
    desk.settle()
    return made


def panel(page: SyncPage) -> AttentionPanel:
    return page._attention


def choose(page: SyncPage, desk: OfficeForTests, order_id: str) -> None:
    page.show_order(order_id)
    desk.settle()
    desk.settle()


def press(page: SyncPage, desk: OfficeForTests, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None
    assert not button.isHidden()
    button.click()
    for _ in range(3):
        desk.settle()


def shown_buttons(page: SyncPage) -> set[str]:
    names = ("merge", "again", "undo", "theirs", "noted", "copy", "open")
    buttons = {name: page.findChild(QPushButton, f"attention_{name}") for name in names}
    return {name for name, button in buttons.items() if button and not button.isHidden()}


def words(page: SyncPage) -> list[str]:
    labels = panel(page).view.findChildren(QLabel)
    return [plain(label.text()) for label in labels if label.isVisible()]


def plain(text: str) -> str:
    """A marked text without its marks."""
    return QTextDocumentFragment.fromHtml(text).toPlainText() if "<span" in text else text


def radio(page: SyncPage, field: str, side: str) -> QRadioButton:
    found = panel(page).view.findChild(QRadioButton, f"merge_{field}_{side}")
    assert found is not None
    return found


def area(page: SyncPage, field: str) -> TextArea:
    found = panel(page).view.findChild(TextArea, f"merge_{field}")
    assert found is not None
    return found


def test_a_clash_is_shown_side_by_side(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble, qtbot: QtBot
) -> None:
    choose(page, desk, trouble.clash)
    qtbot.waitUntil(lambda: "原来" in words(page))
    texts = words(page)
    for text in ("原来", "我的", "中心的", "管道破损", _MINE.cause, _THEIRS.cause, "实际解决"):
        assert text in texts
    assert shown_buttons(page) == {"merge", "again", "theirs", "copy", "open"}


def test_places_that_differ_are_marked_inside_a_long_text(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble, qtbot: QtBot
) -> None:
    choose(page, desk, trouble.clash)
    qtbot.waitUntil(lambda: "原来" in words(page))
    labels = [label.text() for label in panel(page).view.findChildren(MarkedText)]
    (mine,) = [text for text in labels if plain(text) == _MINE.cause]
    assert mine.startswith("管道破损<span")
    assert "，净化器未清洗</span>" in mine


def test_what_one_side_changed_is_chosen_and_the_rest_is_put_together_here(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    choose(page, desk, trouble.clash)
    assert radio(page, "outcome", "mine").isChecked()
    assert area(page, "cause").value() == _MINE.cause
    radio(page, "cause", "theirs").click()
    assert area(page, "cause").value() == _THEIRS.cause
    area(page, "cause").editor.appendPlainText("，净化器一并清洗")
    press(page, desk, "attention_merge")
    merged = structs.replace(_MINE, cause=f"{_THEIRS.cause}\n，净化器一并清洗")
    new, old = desk.store.entries[-1], desk.store.entries[0]
    assert (new.supersedes, new.data) == (old.op_id, encode(act.SaveResult(merged)))
    assert old.resolution is Resolution.SUPERSEDED
    assert desk.store.drafts(trouble.clash) == {}


def test_what_is_put_together_survives_other_news_and_a_look_at_something_else(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    choose(page, desk, trouble.clash)
    editor = area(page, "cause").editor
    editor.setPlainText("两边都写上")
    panel(page).load()
    desk.settle()
    desk.settle()
    assert isValid(editor)
    assert area(page, "cause").value() == "两边都写上"
    choose(page, desk, trouble.refusal)
    desk.settle()
    choose(page, desk, trouble.clash)
    desk.settle()
    assert area(page, "cause").value() == "两边都写上"


def test_a_newer_text_of_the_centre_is_shown_and_own_typing_stays(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    choose(page, desk, trouble.clash)
    area(page, "cause").editor.setPlainText("两边都写上")
    base = desk.store.base[trouble.clash][0]
    newer = structs.replace(_THEIRS, cause="店主改到周四")
    desk.store.put(base.with_round(result=newer), 9)
    panel(page).load()
    desk.settle()
    desk.settle()
    shown = [plain(label.text()) for label in panel(page).view.findChildren(MarkedText)]
    assert "店主改到周四" in shown
    assert area(page, "cause").value() == "两边都写上"
    press(page, desk, "attention_merge")
    assert desk.store.appended[-1].base_version == 9


def test_what_was_put_aside_can_be_taken_up_again(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    choose(page, desk, trouble.refusal)
    press(page, desk, "attention_noted")
    box = page.findChild(QCheckBox, "attention_resolved")
    assert box is not None
    box.setChecked(True)
    desk.settle()
    choose(page, desk, trouble.refusal)
    assert shown_buttons(page) == {"undo", "copy", "open"}
    press(page, desk, "attention_undo")
    assert desk.store.entries[1].resolution is Resolution.OPEN
    assert page._tabs.tabText(1) == "未被接受 2"


def test_a_refusal_is_shown_with_what_was_entered(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble, qtbot: QtBot
) -> None:
    choose(page, desk, trouble.refusal)
    qtbot.waitUntil(lambda: "已联系物业" in words(page))
    assert "原来" not in words(page)
    assert shown_buttons(page) == {"again", "noted", "copy", "open"}


def test_mine_again_is_a_new_action(page: SyncPage, desk: OfficeForTests, trouble: Trouble) -> None:
    choose(page, desk, trouble.clash)
    press(page, desk, "attention_again")
    new = desk.store.entries[-1]
    old = desk.store.entries[0]
    assert (new.supersedes, new.data) == (old.op_id, encode(act.SaveResult(_MINE)))
    assert desk.store.appended[-1].base_version == 5
    assert old.resolution is Resolution.SUPERSEDED
    assert page._tabs.tabText(1) == "未被接受 1"
    assert desk.sync.pokes == 1


def test_theirs_sends_nothing(page: SyncPage, desk: OfficeForTests, trouble: Trouble) -> None:
    choose(page, desk, trouble.clash)
    count = len(desk.store.entries)
    press(page, desk, "attention_theirs")
    assert len(desk.store.entries) == count
    assert desk.store.entries[0].resolution is Resolution.DISMISSED
    assert panel(page).list.count() == 1


def test_a_noted_refusal_can_still_be_looked_up(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble, qtbot: QtBot
) -> None:
    choose(page, desk, trouble.refusal)
    press(page, desk, "attention_noted")
    assert page._tabs.tabText(1) == "未被接受 1"
    box = page.findChild(QCheckBox, "attention_resolved")
    assert box is not None
    box.setChecked(True)
    desk.settle()
    desk.settle()
    assert panel(page).list.count() == 2
    assert page._tabs.tabText(1) == "未被接受 1"
    choose(page, desk, trouble.refusal)
    assert shown_buttons(page) == {"undo", "copy", "open"}
    qtbot.waitUntil(lambda: "已联系物业" in words(page))


def test_what_was_handed_over_is_named_so_and_can_be_taken_back(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    desk.store.settle(2, resolution=Resolution.HANDED_OVER)
    assert outbox_mark(desk.store.entries[1]).text == "未被接受，已交给中心"
    kept = desk.office.workplace.attention.kept_work(trouble.refusal)
    assert [piece.state for piece in kept] == ["中心未接受，已交给中心核对"]
    box = page.findChild(QCheckBox, "attention_resolved")
    assert box is not None
    box.setChecked(True)
    desk.settle()
    desk.settle()
    choose(page, desk, trouble.refusal)
    rows = panel(page).list
    shown = [rows.item(row).text() for row in range(rows.count())]
    assert sum("已交给中心：工单已改派。" in text for text in shown) == 1
    press(page, desk, "attention_undo")
    assert desk.store.entries[1].resolution is Resolution.OPEN


def test_why_it_cannot_be_sent_again_is_said_in_place(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    base = desk.store.base[trouble.clash][0]
    desk.store.put(structs.replace(base, stage=Stage.CLOSED), 9)
    choose(page, desk, trouble.clash)
    press(page, desk, "attention_again")
    assert "工单已办结，不能再修改。" in words(page)
    assert desk.store.entries[0].resolution is Resolution.OPEN
    assert panel(page).view._again.isEnabled()


def test_what_was_entered_can_be_copied(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    choose(page, desk, trouble.clash)
    press(page, desk, "attention_copy")
    assert "原因分析：管道破损，净化器未清洗" in QGuiApplication.clipboard().text()
    assert desk.store.audits[-1].what == "attention.copy"


def test_on_a_narrow_screen_list_and_detail_take_turns(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    page.resize(700, 460)
    choose(page, desk, trouble.clash)
    assert not panel(page).list.isVisible()
    assert panel(page).view.isVisible()
    assert page._top.isHidden()
    press(page, desk, "attention_back")
    assert panel(page).list.isVisible()
    assert not panel(page).view.isVisible()
    assert not page._top.isHidden()


def test_the_list_is_empty_when_all_is_settled(desk: OfficeForTests, qtbot: QtBot) -> None:
    made = AttentionPanel(desk.office)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    with qtbot.waitSignal(made.counted) as counted:
        made.load()
    assert counted.args == [0]
    assert not made.list.isVisible()
    assert not made.view.isVisible()


def test_the_banner_of_an_order_leads_here(
    desk: OfficeForTests, trouble: Trouble, qtbot: QtBot
) -> None:
    window = MainWindow(desk.office)
    qtbot.addWidget(window)
    window.show()
    window.open_order(trouble.clash)
    desk.settle()
    detail = window.orders.detail
    assert "这一部分已被他人修改" in detail.view.banner.text
    detail.view.banner.acted.emit()
    desk.settle()
    desk.settle()
    assert window.screen_name is Screen.SYNC
    sync = window._page(Screen.SYNC)
    assert isinstance(sync, SyncPage)
    assert panel(sync).list.current_id == desk.store.entries[0].op_id


def test_a_removed_order_shows_the_kept_work(
    page: SyncPage, desk: OfficeForTests, trouble: Trouble
) -> None:
    page.resize(700, 680)  # nothing is picked by itself where only one part fits
    base = desk.store.base[trouble.refusal][0]
    gone = structs.replace(base, stage=Stage.REMOVED, removed="改派")
    desk.store.settle(2, resolution=Resolution.DISMISSED)
    desk.store.put(gone, 9)
    choose(page, desk, trouble.refusal)
    desk.settle()
    assert page._tabs.currentIndex() == 3
    assert page._removed._work.isVisible()
    texts = [label.text() for label in page._removed.findChildren(QLabel)]
    assert "已联系物业" in texts
    press(page, desk, "removed_copy")
    assert "内容：已联系物业" in QGuiApplication.clipboard().text()
    press(page, desk, "removed_handover")
    text = QGuiApplication.clipboard().text()
    assert text.startswith("工单交接说明")
    assert "移走原因：改派" in text
    assert desk.store.audits[-1].what == "attention.copy"
    press(page, desk, "removed_let_go")
    assert desk.store.audits[-1].what == "attention.let_go"


def halted(desk: OfficeForTests, message: str) -> SyncStatus:
    return SyncStatus(phase=SyncPhase.TROUBLE, since=desk.clock.now(), code=GUARD, message=message)


def test_a_halted_reset_is_explained_and_asks(page: SyncPage, desk: OfficeForTests) -> None:
    desk.sync.say(halted(desk, "缺少 412 张中的 380 张"))
    desk.settle()
    page._on_sync_changed(desk.sync.status())
    label = page.findChild(QLabel, "guard_text")
    assert label is not None
    assert label.text() == "缺少 412 张中的 380 张"
    assert page._banner.isHidden()
    press(page, desk, "guard_confirm")
    assert desk.sync.confirmed == ["缺少 412 张中的 380 张"]
    page._on_sync_changed(SyncStatus(phase=SyncPhase.SYNCED, since=desk.clock.now()))
    assert page._guard.isHidden()


def test_a_halted_reset_can_be_put_off_until_it_changes(
    page: SyncPage, desk: OfficeForTests
) -> None:
    page._on_sync_changed(halted(desk, "缺少 3 张"))
    press(page, desk, "guard_later")
    assert page._guard.isHidden()
    assert page._banner.text == "缺少 3 张"
    page._on_sync_changed(SyncStatus(phase=SyncPhase.SYNCING, since=desk.clock.now()))
    page._on_sync_changed(halted(desk, "缺少 3 张"))
    assert page._guard.isHidden()
    page._on_sync_changed(halted(desk, "缺少 4 张"))
    assert not page._guard.isHidden()
    assert desk.sync.confirmed == []


def test_every_control_has_a_name(page: SyncPage, desk: OfficeForTests, trouble: Trouble) -> None:
    choose(page, desk, trouble.clash)
    for button in page.findChildren(QPushButton):
        assert button.objectName()
        assert button.accessibleName() or not button.isVisible()


def test_a_closed_page_is_freed(desk: OfficeForTests, trouble: Trouble, qtbot: QtBot) -> None:
    made = SyncPage(desk.office)
    made.show_order(trouble.clash)
    desk.settle()
    desk.settle()
    inner = made._attention.view
    with qtbot.waitSignal(made.destroyed):
        made.deleteLater()
    assert not isValid(inner)


def test_a_failure_while_a_step_is_open_is_told_there(
    desk: OfficeForTests, trouble: Trouble, qtbot: QtBot
) -> None:
    window = MainWindow(desk.office)
    qtbot.addWidget(window)
    window.show()
    window.navigation.go(Place(Screen.ORDERS))
    window.open_order(trouble.refusal)
    desk.settle()
    window.orders.detail.open_step(act.SaveResult)
    desk.settle()
    step = window.orders.detail.page
    assert step is not None
    assert "工单已改派" in step.frame.banner.text
    step.frame.banner.clear()
    seq = desk.office.workplace.orders.act(
        trouble.refusal, act.AddNote(entry_id="n-2", text="再说明")
    ).seqs[0]
    desk.store.settle(seq, state=OutboxState.ATTENTION, message="编号重复。")
    desk.office.workplace.changes.orders_changed([trouble.refusal])
    desk.settle()
    desk.settle()
    assert "编号重复" in step.frame.banner.text
    assert step._sight.failed_seq == seq


def test_a_draft_of_yesterday_says_what_it_was_based_on(
    desk: OfficeForTests, trouble: Trouble, qtbot: QtBot
) -> None:
    """A colleague's text that came between is a clash at the centre, not overwritten."""
    orders = desk.office.workplace.orders
    orders.keep_draft(trouble.clash, "record", '{"cause":"昨天写的","based_on":"2"}'.encode())
    desk.store.put(desk.store.base[trouble.clash][0], 8)
    window = MainWindow(desk.office)
    qtbot.addWidget(window)
    window.show()
    window.open_order(trouble.clash)
    desk.settle()
    window.orders.detail.open_step(act.SaveResult)
    desk.settle()
    step = window.orders.detail.page
    assert step is not None
    step.frame.primary.click()
    desk.settle()
    assert desk.store.appended[-1].base_version == 2
