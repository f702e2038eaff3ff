"""Breaks in endless words are for the eye: no way of copying brings them along."""

from collections.abc import Callable

import pytest
from helpers.office import OfficeForTests
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.orders.appeal_card import AppealCard
from desktop.ui.widgets.breakable_label import BreakableLabel
from desktop.ui.wording import breakable

_ADDRESS = "http://example.invalid/" + "a1b2c3" * 20
_TEXT = f"网页在这里：\n{_ADDRESS}"


def _by_key(label: BreakableLabel, qtbot: QtBot) -> None:
    label.select_all()
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def _by_menu(label: BreakableLabel, qtbot: QtBot) -> None:
    del qtbot
    _, everything = label.menu().actions()
    everything.trigger()
    copying, _ = label.menu().actions()
    copying.trigger()


@pytest.mark.parametrize("copied", [_by_key, _by_menu])
def test_a_copied_text_is_the_text_that_was_written(
    desk: OfficeForTests, qtbot: QtBot, copied: Callable[[BreakableLabel, QtBot], None]
) -> None:
    del desk
    label = BreakableLabel(_TEXT)
    qtbot.addWidget(label)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.show()
    assert QLabel.text(label) == breakable(_TEXT) != _TEXT
    copied(label, qtbot)
    assert QGuiApplication.clipboard().text() == _TEXT
    assert label.text() == label.selectedText() == _TEXT


def test_a_part_of_a_word_is_copied_without_the_break_in_it(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    del desk
    label = BreakableLabel(_ADDRESS)
    qtbot.addWidget(label)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSelection(20, 40)
    label.copy()
    assert QGuiApplication.clipboard().text() == _ADDRESS[20:59]


def test_the_appeal_goes_out_as_it_came(desk: OfficeForTests, qtbot: QtBot) -> None:
    card = AppealCard(desk.office)
    qtbot.addWidget(card)
    content = card.findChild(BreakableLabel, "appeal_content")
    assert content is not None
    content.setText(_TEXT)
    card.show()
    _by_key(content, qtbot)
    assert QGuiApplication.clipboard().text() == _TEXT
