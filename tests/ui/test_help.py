"""F1: the page of the screen or step one is on, and links between pages."""

from typing import get_args

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from desktop.domain.actions import UnitAction
from desktop.ui.help_window import HelpWindow
from desktop.ui.steps.help_names import help_page_of
from resources.help_pages import page_names

# the offscreen platform has no windows to raise
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_every_page_can_be_read(qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    text = window.findChild(QTextBrowser, "help_text")
    assert text is not None
    for page in page_names():
        window.show_page(page)
        assert len(text.toPlainText()) > 80


def test_a_link_leads_to_its_page(qtbot: QtBot) -> None:
    window = HelpWindow()
    qtbot.addWidget(window)
    text = window.findChild(QTextBrowser, "help_text")
    assert text is not None
    window.show_page("orders")
    text.anchorClicked.emit(QUrl("return.md"))
    assert text.toPlainText().startswith("退单申请")
    text.anchorClicked.emit(QUrl("https://example.org/return.html"))
    assert text.toPlainText().startswith("退单申请")


def test_every_step_has_a_page() -> None:
    assert {help_page_of(kind) for kind in get_args(UnitAction)} <= set(page_names())
