"""F1: the page of the screen or step one is on, and links between pages."""

from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from desktop.domain.actions import UnitAction
from desktop.domain.profile import parse_profile
from desktop.domain.scoring.formula_sets import read_rules
from desktop.ui.help_window import HelpWindow
from desktop.ui.steps.help_names import help_page_of
from resources import rule_files, rule_pages, score_files
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


@pytest.fixture
def rules_text(qtbot: QtBot) -> Iterator[tuple[HelpWindow, QTextBrowser]]:
    window = HelpWindow()
    qtbot.addWidget(window)
    text = window.findChild(QTextBrowser, "help_text")
    assert text is not None
    yield window, text
    window.close()


@pytest.mark.parametrize(
    ("profile", "rule"), [("xiayang", "XY-07"), ("linshu", "LS-25a"), ("kaifeng", "KF-13")]
)
def test_a_clause_is_at_the_top(
    rules_text: tuple[HelpWindow, QTextBrowser], profile: str, rule: str
) -> None:
    window, text = rules_text
    window.show_rules(profile, rule)
    cursor = text.textCursor()
    assert cursor.selectedText() == rule
    assert cursor.currentTable() is not None
    # at the top, or as far up as the end of the page lets it
    bar = text.verticalScrollBar()
    top = text.cursorRect(cursor).top()
    assert 0 <= top < 60 or (bar.value() == bar.maximum() and top < text.viewport().height())


def test_what_has_no_clause_shows_the_page_from_its_top(
    rules_text: tuple[HelpWindow, QTextBrowser],
) -> None:
    window, text = rules_text
    window.show_rules("xiayang", "XY-20")
    window.show_rules("xiayang", "platform")
    assert text.verticalScrollBar().value() == 0
    assert text.toPlainText().startswith("夏阳街道的规则")


def test_rules_of_ones_own_are_explained_where_their_clauses_come_from(
    rules_text: tuple[HelpWindow, QTextBrowser],
) -> None:
    window, text = rules_text
    window.show_rules("my_unit", "KF-02")
    assert text.toPlainText().startswith("开封市的规则")
    window.show_rules("my_unit", "MY-01")
    assert text.toPlainText().startswith("按平台下发")


def test_a_clerk_does_not_see_file_names_of_the_program(
    rules_text: tuple[HelpWindow, QTextBrowser],
) -> None:
    window, text = rules_text
    window.show_rules("xiayang", "XY-07")
    assert "return_request" not in text.toPlainText()
    assert "逾期不予退单" in text.toPlainText()


@pytest.mark.parametrize("profile_id", rule_files.profile_ids())
def test_every_clause_of_a_deadline_or_a_mark_is_on_the_page(profile_id: str) -> None:
    profile = parse_profile(rule_files.profile_content(profile_id), name=profile_id)
    rules = {rule.rule for rule in profile.clocks} | {matter.rule for matter in profile.matters}
    if profile_id in score_files.score_ids():
        marks = read_rules(score_files.score_content(profile_id), name=profile_id)
        rules |= {item.rule for item in marks.items.values()}
    page = rule_pages.rule_page(profile_id)
    columns = [line.split("|")[1] for line in page.splitlines() if line.startswith("|")]
    missing = {rule for rule in rules if not any(rule in column for column in columns)}
    assert missing - {"platform"} == set()
