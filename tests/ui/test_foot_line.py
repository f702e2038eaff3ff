"""The foot of the window: last in the tab order, whatever is made after it."""

import pytest
from helpers.office import OfficeForTests
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.ui.navigation import Place, Screen
from desktop.ui.style import Tone
from desktop.ui.window import MainWindow

_MOST = 200


@pytest.fixture
def window(desk: OfficeForTests, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk.office)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    made.show()
    desk.settle()
    made._condition.say(Tone.DANGER, "磁盘已满。", action="查看同步")
    return made


def _tabbed(window: MainWindow) -> list[QWidget]:
    """Go once around by Tab, beginning with the rail."""
    window.navigation.setFocus()
    found: list[QWidget] = []
    for _ in range(_MOST):
        assert window.focusNextChild()
        focused = window.focusWidget()
        if focused is window.navigation:
            return found
        found.append(focused)
    raise AssertionError("the way around has no end")


def _is_in(page: QWidget, widget: QWidget) -> bool:
    return page.isAncestorOf(widget)


@pytest.mark.parametrize("screen", [Screen.WORKBENCH, Screen.SETTINGS])
def test_by_tab_the_foot_comes_after_the_page(
    window: MainWindow, desk: OfficeForTests, screen: Screen
) -> None:
    window.navigation.go(Place(screen))
    desk.settle()
    order = _tabbed(window)
    page = window._page(screen)
    assert any(_is_in(page, widget) for widget in order)
    names = [widget.objectName() for widget in order[-4:]]
    assert names == ["condition_action", "condition_close", "alarm_action", "alarm_close"]


def test_by_tab_the_foot_comes_after_a_step_that_was_opened_later(
    window: MainWindow, desk: OfficeForTests
) -> None:
    window.open_order("o-000000")
    desk.settle()
    window.orders.detail.open_step(act.Accept)
    desk.settle()
    order = _tabbed(window)
    page = window.orders.detail.page
    assert page is not None
    assert any(_is_in(page, widget) for widget in order)
    assert [widget.objectName() for widget in order[-2:]] == ["alarm_action", "alarm_close"]
