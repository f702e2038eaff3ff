"""知识库参考: entries that fit the demand, a search, and putting one into the answer."""

from dataclasses import replace

import msgspec
from helpers.office import OfficeForTests
from helpers.step_pages import opened, order_of
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.contract.messages import CategoryEntry, KnowledgeEntry
from desktop.domain import actions as act
from desktop.domain.orders import Stage
from desktop.services.reference import Reference
from desktop.ui.office import Office
from desktop.ui.orders.appeal_card import AppealCard
from desktop.ui.steps.record_page import RecordPage


class Told:
    """Implements `Documents`."""

    def __init__(self, **pieces: object) -> None:
        self.pieces = pieces

    def read(self, name: str) -> tuple[str, bytes]:
        return "1", msgspec.json.encode(self.pieces.get(name, []))


def told(desk: OfficeForTests, **pieces: object) -> Office:
    """Give the office reference data."""
    workplace = replace(desk.office.workplace, reference=Reference(Told(**pieces)))
    return replace(desk.office, workplace=workplace)


def in_handling(desk: OfficeForTests) -> str:
    return next(
        order_id
        for order_id in desk.order_ids()
        if order_of(desk, order_id).stage is Stage.HANDLING
    )


def record_page(desk: OfficeForTests, qtbot: QtBot, order_id: str) -> RecordPage:
    page = opened(desk, qtbot, act.SaveResult, order_id)
    assert isinstance(page, RecordPage)
    page.tabs.setCurrentIndex(4)
    return page


def pieces(desk: OfficeForTests, order_id: str) -> list[KnowledgeEntry]:
    title = order_of(desk, order_id).title
    return [
        KnowledgeEntry(
            entry_id="1",
            title=title,
            text="先核实，再答复。",
            source="条例",
            revised="2026-06-05",
        ),
        KnowledgeEntry(entry_id="2", title="完全无关的办事指南查询" * 3, text="到窗口办理。"),
    ]


def test_nothing_is_shown_without_a_knowledge_base(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = record_page(desk, qtbot, in_handling(desk))
    assert page.answer.knowledge.isHidden()


def test_what_fits_is_read_and_put_into_the_answer(desk: OfficeForTests, qtbot: QtBot) -> None:
    order_id = in_handling(desk)
    desk.office = told(desk, knowledge=pieces(desk, order_id))
    page = record_page(desk, qtbot, order_id)
    card = page.answer.knowledge
    assert card.isVisible()
    first = card.findChild(QPushButton, "knowledge_0")
    assert first is not None
    assert card.findChild(QPushButton, "knowledge_1") is None
    first.click()
    assert card.text.text() == "先核实，再答复。"
    assert card.source.text().endswith("· 条例 · 2026-06-05")
    page.answer.answer.editor.setPlainText("您好！")
    page.answer.answer.editor.moveCursor(page.answer.answer.editor.textCursor().MoveOperation.End)
    card.put.click()
    assert page.answer.answer.value() == "您好！先核实，再答复。"
    card.copy.click()
    assert QGuiApplication.clipboard().text() == "先核实，再答复。"


def test_a_search_finds_others_and_says_when_there_is_none(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    order_id = in_handling(desk)
    desk.office = told(desk, knowledge=pieces(desk, order_id))
    card = record_page(desk, qtbot, order_id).answer.knowledge
    for text, titles in (("窗口", 1), ("没有这个词", 0), ("", 1)):
        card.search.setText(text)
        card._look()
        desk.settle()
        assert len(card._group.buttons()) == titles
    card.search.setText("没有这个词")
    card._look()
    desk.settle()
    assert "没有找到" in card._hint.text()


def test_the_topic_of_an_order_is_named(desk: OfficeForTests, qtbot: QtBot) -> None:
    order = order_of(desk, in_handling(desk))
    topics = [CategoryEntry("10", "城市管理"), CategoryEntry(order.category, "堆物", "10")]
    card = AppealCard(told(desk, categories=topics))
    qtbot.addWidget(card)
    profile = desk.office.workplace.rules.rules_for(order.profile, order.profile_version).profile
    card.show_order(order, profile)
    label = card.findChild(QLabel, "appeal_kind")
    assert label is not None
    assert label.text().endswith("城市管理／堆物")
