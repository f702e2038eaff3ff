"""Buttons of different height stand beside one another on one middle line."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.widgets.flow_layout import FlowLayout


def _button(holder: QWidget, flow: FlowLayout, width: int, height: int) -> QWidget:
    made = QWidget(holder)
    made.setFixedSize(width, height)
    flow.addWidget(made)
    return made


def test_a_low_button_stands_in_the_middle_of_its_line(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, spacing=8)
    high = _button(holder, flow, 100, 40)
    low = _button(holder, flow, 100, 20)
    below = _button(holder, flow, 120, 30)
    holder.resize(230, 200)
    holder.show()
    assert high.geometry().center().y() == low.geometry().center().y()
    assert (low.x(), below.x(), below.y()) == (108, 0, 48)
    assert flow.heightForWidth(230) == 78
    assert flow.heightForWidth(90) == 40 + 8 + 20 + 8 + 30
