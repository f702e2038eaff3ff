"""What is loaded ahead is what the window makes later."""

import ast
import subprocess
import sys
from pathlib import Path

from helpers.office import OfficeForTests
from pytestqt.qtbot import QtBot

import desktop.ui.window
from desktop.ui import screens_ahead
from desktop.ui.orders.orders_page import OrdersPage
from desktop.ui.window import MainWindow


def test_every_screen_that_the_window_loads_late_is_loaded_ahead() -> None:
    tree = ast.parse(Path(desktop.ui.window.__file__).read_text(encoding="utf-8"))
    late = {
        node.module
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    asked_of_pages = {"desktop.ui.steps.help_names", "desktop.ui.steps.step_page"}
    assert late - asked_of_pages == set(screens_ahead.SCREENS)


def test_loading_ahead_needs_no_application_and_makes_no_widget() -> None:
    code = (
        "import sys\n"
        "from desktop.ui import screens_ahead\n"
        "screens_ahead.load()\n"
        "from PySide6.QtWidgets import QApplication\n"
        "assert QApplication.instance() is None\n"
        "assert set(screens_ahead.SCREENS) <= set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_screen_of_orders_is_there_before_it_is_asked_for(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    window = MainWindow(desk.office)
    qtbot.addWidget(window)
    window.show()
    assert window.findChild(OrdersPage) is None
    qtbot.waitUntil(lambda: window.findChild(OrdersPage) is not None)
    assert not window.orders.isVisible()
