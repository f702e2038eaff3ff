"""The window as a whole: every screen opens, search, counts, sync in words, nothing leaks."""

import gc
from weakref import ref

import pytest
from helpers.office import OfficeForTests
from helpers.rule_samples import xiayang_rules
from msgspec import structs
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.domain import actions as act
from desktop.domain.clocks import is_contact_excused
from desktop.domain.orders import Stage
from desktop.domain.profile import Duty
from desktop.services.alarms import Alarm
from desktop.services.confirmed_alarms import ConfirmedAlarms, Notice
from desktop.services.lists import Group
from desktop.services.ports import OutboxState, StorageError
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui.navigation import Place, Screen
from desktop.ui.orders.orders_page import OrdersPage
from desktop.ui.window import MainWindow


@pytest.fixture
def window(desk: OfficeForTests, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.office)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    made.show()
    desk.settle()
    return made


def _counted(window: MainWindow, group: Group) -> str:
    names = {item.data(Qt.ItemDataRole.UserRole + 1): item for item in window.navigation._items()}
    return str(names[Place(Screen.ORDERS, group)].data(Qt.ItemDataRole.AccessibleTextRole))


@pytest.mark.parametrize("screen", list(Screen))
def test_every_screen_opens_and_shows_the_training_mark(
    window: MainWindow, desk: OfficeForTests, screen: Screen
) -> None:
    window.navigation.go(Place(screen))
    desk.settle()
    assert window.screen_name is screen
    mark = window.findChild(QLabel, "training_mark")
    assert mark is not None
    assert mark.isVisible()
    assert not window.grab().isNull()


def test_groups_show_their_counts(window: MainWindow, desk: OfficeForTests) -> None:
    count = desk.store.counts()[Group.TO_ACCEPT]
    assert _counted(window, Group.TO_ACCEPT) == f"待接单，{count} 张"


def test_an_order_to_be_returned_is_listed_among_the_calls_until_it_is_called(
    window: MainWindow, desk: OfficeForTests
) -> None:
    order = desk.store.base["o-000001"][0]
    pending = structs.replace(
        order,
        stage=Stage.RETURN_PENDING,
        rounds=(structs.replace(order.rounds[0], contacts=(), number=1),),
    )
    assert not is_contact_excused(pending, xiayang_rules().profile)
    desk.store.put(pending)
    desk.office.news.orders_changed.emit(frozenset())
    window.navigation.go(Place(Screen.ORDERS, Group.TO_CONTACT))
    desk.settle()
    table = window.orders.table.rows
    rows = [table.row_at(place) for place in range(table.rowCount())]
    assert order.number in {row.number for row in rows if row is not None}


def test_search_lists_what_it_finds(window: MainWindow, desk: OfficeForTests) -> None:
    field = window.findChild(QLineEdit, "search")
    assert field is not None
    field.setText("广场舞")
    field.returnPressed.emit()
    desk.settle()
    assert window.screen_name is Screen.ORDERS
    assert window.orders.table.rows.rowCount() == 1
    row = window.orders.table.rows.row_at(0)
    assert row is not None
    assert "广场舞" in row.title


def test_the_button_of_the_agenda_opens_the_next_step(
    window: MainWindow, desk: OfficeForTests
) -> None:
    button = window.findChild(QPushButton, "agenda_do")
    assert button is not None
    button.click()
    desk.settle()
    assert window.screen_name is Screen.ORDERS
    assert window.orders.detail.is_stepping


def test_an_order_opened_from_the_workbench_stands_beside_the_list(
    window: MainWindow, desk: OfficeForTests, qtbot: QtBot
) -> None:
    """Also when the screen of orders was made out of sight before."""
    qtbot.waitUntil(lambda: window.findChild(OrdersPage) is not None)
    window.open_order("o-000000")
    desk.settle()
    assert window.orders.table.rows.rowCount() == len(desk.store.base)


def test_the_state_of_sync_is_said_in_words(window: MainWindow, desk: OfficeForTests) -> None:
    now = desk.clock.now()
    desk.sync.say(SyncStatus(phase=SyncPhase.OFFLINE, since=now, unsent=3, attention=1))
    QApplication.sendPostedEvents(desk.office.news, 0)
    QApplication.sendPostedEvents(window, 0)
    button = window.findChild(QPushButton, "sync_state")
    assert button is not None
    assert button.text() == "离线，自 14:02 · 3 项待上报 · 1 项未被接受"


def test_what_is_being_sent_is_said_to_be_sent_once_it_is(
    window: MainWindow, desk: OfficeForTests
) -> None:
    """The line below must not go on saying "being sent" while the state above says 已同步."""
    now, bar = desk.clock.now(), window.statusBar()
    saved = desk.office.workplace.orders.act("o-000000", act.Accept())
    window._on_said("工单已接单。已保存，正在上报")
    # a state from before the click comes late: it speaks of something else
    tell(desk, window, SyncStatus(phase=SyncPhase.SYNCED, since=now, last_success=now))
    assert bar.currentMessage() == "工单已接单。已保存，正在上报"
    (seq,) = saved.seqs
    desk.store.settle(seq, state=OutboxState.DONE)
    tell(desk, window, SyncStatus(phase=SyncPhase.SYNCING, since=now))
    assert bar.currentMessage() == "工单已接单。已保存，正在上报"
    tell(desk, window, SyncStatus(phase=SyncPhase.SYNCED, since=now, last_success=now))
    assert bar.currentMessage() == "工单已接单。已保存，已上报"
    window._on_said("草稿已保存")
    tell(desk, window, SyncStatus(phase=SyncPhase.SYNCING, since=now))
    tell(desk, window, SyncStatus(phase=SyncPhase.SYNCED, since=now, last_success=now))
    assert bar.currentMessage() == "草稿已保存"


def test_what_the_centre_refused_is_not_said_to_be_sent(
    window: MainWindow, desk: OfficeForTests
) -> None:
    """It waits no longer, and the banner says it was not accepted: so must the line below."""
    now, bar = desk.clock.now(), window.statusBar()
    (seq,) = desk.office.workplace.orders.act("o-000000", act.Accept()).seqs
    window._on_said("工单已接单。已保存，正在上报")
    desk.store.settle(seq, state=OutboxState.ATTENTION, message="已由别人接单")
    tell(desk, window, SyncStatus(phase=SyncPhase.SYNCED, since=now, last_success=now))
    assert bar.currentMessage() == "工单已接单。已保存，但中心没有接受，见“同步”"


def test_what_was_sent_before_it_was_said_reads_as_sent(
    window: MainWindow, desk: OfficeForTests
) -> None:
    window._on_said("已添加备注。已保存，正在上报")
    desk.settle()
    assert window.statusBar().currentMessage() == "已添加备注。已保存，已上报"


def tell(desk: OfficeForTests, window: MainWindow, status: SyncStatus) -> None:
    """Let the window hear of a state of sync."""
    desk.sync.say(status)
    QApplication.sendPostedEvents(desk.office.news, 0)
    QApplication.sendPostedEvents(window._said, 0)
    desk.settle()


def test_an_action_that_cannot_be_saved_says_so_and_saves_nothing(
    window: MainWindow, desk: OfficeForTests
) -> None:
    desk.store.broken = StorageError("storage.full", "磁盘已满，没有保存。")
    desk.office.jobs.run(_Act(desk), window._on_counts, owner=window)
    desk.settle()
    assert window._condition.text == "磁盘已满，没有保存。"
    assert desk.store.entries == []


class _Act:
    def __init__(self, desk: OfficeForTests) -> None:
        self._desk = desk

    def __call__(self) -> dict[Group, int]:
        self._desk.office.workplace.orders.act("o-000000", act.Accept())
        return {}


def test_alarms_name_number_and_duty_only(window: MainWindow) -> None:
    text = window._alarm.text
    assert text.startswith("工单 SF")
    assert "截止" in text


def _spot(window: MainWindow) -> tuple[int, int, int, int]:
    page = window._screens
    at = page.mapTo(window, QPoint(0, 0))
    return at.x(), at.y(), page.width(), page.height()


def _laid_out(window: MainWindow) -> None:
    window.statusBar().resize(window.statusBar().size())
    QApplication.sendPostedEvents()


@pytest.mark.parametrize("size", [(1366, 728), (880, 480)])
def test_what_comes_and_goes_by_itself_never_moves_the_page(
    window: MainWindow, size: tuple[int, int]
) -> None:
    """A click that was on its way would land on another control."""
    window.resize(*size)
    window._alarm.hide()
    _laid_out(window)
    calm = _spot(window)
    window._on_said("工单已接单。已保存，正在上报")
    window._on_failed_unheard("磁盘已满，没有保存。" * 20)
    window._alarm.show()
    _laid_out(window)
    assert _spot(window) == calm
    button = window.findChild(QPushButton, "alarm_action")
    assert button is not None
    place = button.mapTo(window, QPoint(0, 0))
    window._condition.hide()
    window.statusBar().clearMessage()
    _laid_out(window)
    assert _spot(window) == calm
    assert button.mapTo(window, QPoint(0, 0)) == place


def test_what_is_said_lies_under_no_strip(window: MainWindow) -> None:
    said = window.statusBar().findChild(QLabel, "said")
    assert said is not None
    window._alarm.hide()
    wide = said.width()
    window._on_failed_unheard("磁盘已满，没有保存。")
    window._alarm.show()
    assert said.width() < wide
    assert said.geometry().right() < window._condition.geometry().left()
    assert window._condition.geometry().right() < window._alarm.geometry().left()


def test_a_closed_alarm_stays_closed_after_a_start(
    window: MainWindow, desk: OfficeForTests, qtbot: QtBot
) -> None:
    close = window.findChild(QToolButton, "alarm_close")
    assert close is not None
    close.click()
    desk.settle()
    assert window._alarm.isHidden()
    again = MainWindow(desk.office)
    qtbot.addWidget(again)
    again.show()
    desk.settle()
    assert again._alarm.isHidden()


def test_opening_one_alarm_leaves_the_others_to_be_seen(
    window: MainWindow, desk: OfficeForTests
) -> None:
    due = desk.clock.now()
    first, second = (
        Alarm(f"o-{place:06}", f"SF{place}", Duty.CONTACT, due, Notice.HOUR) for place in (0, 1)
    )
    window._alarm._on_closed()
    before = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(0)
    window._alarm.ring([first, second])
    assert "SF0" in window._alarm.text
    assert "另有 1 项将到期" in window._alarm.text
    window._alarm.acted.emit()
    QApplication.setDoubleClickInterval(before)
    desk.settle()
    assert window.screen_name is Screen.ORDERS
    assert "SF1" in window._alarm.text
    assert not window._alarm.isHidden()
    confirmed = ConfirmedAlarms(desk.office.workplace.options, desk.clock)
    assert [confirmed.has(first), confirmed.has(second)] == [True, False]


def test_below_the_last_place_of_the_rail_nothing_is_lit(window: MainWindow) -> None:
    rail = window.navigation
    item = rail.item(2)
    below = QPointF(40, rail.visualItemRect(rail.item(rail.count() - 1)).bottom() + 20)
    assert rail.viewport().rect().contains(below.toPoint())
    _point(rail.viewport(), rail.visualItemRect(item).center().toPointF())
    assert rail.look(rail.indexFromItem(item)).over
    _point(rail.viewport(), below)
    assert not rail.look(rail.indexFromItem(item)).over


def _point(widget: QWidget, spot: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        spot,
        widget.mapToGlobal(spot),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, moved)


def test_the_place_of_the_window_is_remembered(window: MainWindow, desk: OfficeForTests) -> None:
    window.move(QPoint(0, 0))
    window.resize(1000, 650)  # the offscreen screen is 800 high
    window.close()
    again = MainWindow(desk.office)
    assert again.height() == 650
    again.close()
    again.deleteLater()
    QApplication.sendPostedEvents(again, QEvent.Type.DeferredDelete.value)
    desk.settle()


def test_a_left_step_page_and_a_closed_window_are_freed(desk: OfficeForTests) -> None:
    window = MainWindow(desk.office)
    window.show()
    window.open_order("o-000000")
    desk.settle()
    window.orders.detail.open_step(act.Accept)
    desk.settle()
    page = window.orders.detail.page
    assert page is not None
    gone = ref(page)
    window.orders.detail.leave_step()
    QApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
    assert not isValid(page)
    del page
    desk.settle()
    gc.collect()
    assert gone() is None
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    desk.settle()
    whole = ref(window)
    del window
    gc.collect()
    assert whole() is None


class _Windows(QObject):
    """Notes every widget that comes up as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_no_part_of_a_screen_flashes_up_as_a_window(desk: OfficeForTests, qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert app is not None
    windows = _Windows()
    app.installEventFilter(windows)
    window = MainWindow(desk.office)
    qtbot.addWidget(window)
    window.show()
    for screen in Screen:
        window.navigation.go(Place(screen))
        desk.settle()
    window.navigation.go(Place(Screen.WORKBENCH))
    button = window.findChild(QPushButton, "agenda_do")
    assert button is not None
    button.click()
    desk.settle()
    assert window.orders.detail.is_stepping
    app.removeEventFilter(windows)
    assert windows.shown == ["MainWindow main_window"]


def test_a_window_on_a_disk_that_takes_nothing_closes_like_any_other(
    window: MainWindow, desk: OfficeForTests
) -> None:
    window.open_order("o-000000")
    desk.settle()
    window.orders.detail.open_step(act.AddNote)
    desk.settle()
    assert window.orders.detail.page is not None
    desk.options.refusal = StorageError("storage.setting", "这项设置没有写入磁盘。")
    assert window.close()
    # it was not broken off before the draft was written
    assert window.orders.detail.page is None
