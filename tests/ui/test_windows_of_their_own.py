"""Only windows are windows: a part that is shown before it has an owner flashes up as one.

Such a flash takes the keyboard away from whoever is typing.
"""

from collections.abc import Iterator

import pytest
from helpers.office import OfficeForTests
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.ui.navigation import Place, Screen
from desktop.ui.window import MainWindow


class _Watch(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def watch(styled: QApplication) -> Iterator[_Watch]:
    made = _Watch()
    styled.installEventFilter(made)
    yield made
    styled.removeEventFilter(made)


@pytest.fixture
def window(desk: OfficeForTests, qtbot: QtBot, watch: _Watch) -> MainWindow:
    made = MainWindow(desk.office)
    qtbot.addWidget(made)
    made.show()
    desk.settle()
    return made


def test_every_screen_is_part_of_the_window(
    window: MainWindow, desk: OfficeForTests, watch: _Watch
) -> None:
    for screen in Screen:
        window.navigation.go(Place(screen))
        desk.settle()
    assert watch.seen == ["MainWindow main_window"]


def test_every_order_and_step_is_part_of_the_window(
    window: MainWindow, desk: OfficeForTests, watch: _Watch
) -> None:
    for order_id in ("o-000000", "o-000007"):
        window.open_order(order_id)
        desk.settle()
    for action in (act.SaveReturnForm, act.SaveResult, act.AddAttachment, act.RegisterWarning):
        window.orders.detail.open_step(action)
        desk.settle()
    assert watch.seen == ["MainWindow main_window"]


def test_a_part_without_an_owner_is_noticed(watch: _Watch, qtbot: QtBot) -> None:
    stray = QWidget()
    stray.setObjectName("stray")
    qtbot.addWidget(stray)
    stray.show()
    assert watch.seen == ["QWidget stray"]
