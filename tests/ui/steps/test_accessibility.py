"""Every control of every page has a handle and a name, and can be reached by keyboard."""

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_in, shown
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.guide import STEP_NAMES
from desktop.domain.orders import Stage
from desktop.ui.paper.print_preview import PrintPreview
from desktop.ui.paper.scan_tray import ScanTray

_CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractSpinBox,
    QListWidget,
)


def nameless(root: QWidget) -> list[str]:
    """List the controls on screen without objectName, accessible name or keyboard focus."""
    found = []
    for kind in _CONTROLS:
        for control in root.findChildren(kind):
            if not control.isVisibleTo(root) or control.objectName().startswith("qt_"):
                continue
            words = control.accessibleName() or getattr(control, "text", str)()
            # of a group of choices Tab reaches one, the arrow keys the others
            grouped = isinstance(control, QAbstractButton) and control.group() is not None
            reachable = grouped or control.focusPolicy() & Qt.FocusPolicy.TabFocus
            if not (control.objectName() and words and reachable):
                found.append(f"{type(control).__name__} {control.objectName()!r} {words!r}")
    return found


@pytest.mark.parametrize("action", list(STEP_NAMES), ids=lambda action: action.__name__)
def test_every_control_of_a_step_has_a_name(
    desk: OfficeForTests, qtbot: QtBot, action: type[act.Action]
) -> None:
    page = opened(desk, qtbot, action, order_in(desk, Stage.HANDLING))
    assert nameless(page) == []


def test_every_control_for_paper_has_a_name(desk: OfficeForTests, qtbot: QtBot) -> None:
    tray = ScanTray(desk.office)
    preview = PrintPreview(desk.office, order_in(desk, Stage.HANDLING), "F2")
    for page in (tray, preview):
        shown(qtbot, page)
    preview.load()
    desk.settle()
    assert nameless(tray) + nameless(preview) == []
