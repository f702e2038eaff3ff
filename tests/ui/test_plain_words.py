"""What people wrote is shown as they wrote it: nothing of it is taken for a page of the web."""

import pytest
from helpers.office import OfficeForTests
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Caller
from desktop.services.attention_desk import AttentionItem
from desktop.services.lists import ListFilter
from desktop.services.ports import Resolution
from desktop.services.print_desk import BatchSheet
from desktop.ui.navigation import Place, Screen
from desktop.ui.paper.batch_list import BatchList
from desktop.ui.syncing.attention_list import AttentionList
from desktop.ui.syncing.removed_list import RemovedList
from desktop.ui.window import MainWindow
from desktop.ui.wording import breakable

_EVIL = "<h1>大字</h1><img src='http://example.test/x.png'>&amp;"


@pytest.fixture
def window(desk: OfficeForTests, qtbot: QtBot) -> MainWindow:
    order_id = next(
        order_id for order_id, (order, _) in desk.store.base.items() if order.round.contacts
    )
    order, _ = desk.store.base[order_id]
    desk.store.put(
        structs.replace(
            order,
            order_id="evil",
            title=_EVIL,
            content=_EVIL,
            address=_EVIL,
            category=_EVIL,
            channel=_EVIL,
            caller=Caller(_EVIL, "13900001001"),
            extra=((_EVIL, _EVIL),),
        )
    )
    made = MainWindow(desk.office)
    qtbot.addWidget(made)
    made.show()
    desk.settle()
    desk.office.workplace.orders.act(
        "evil",
        act.RecordContact(
            entry_id="evil-contact",
            occurred_at=desk.clock.now(),
            way="电话",
            outcome="reached",  # type: ignore[arg-type]  # as it comes from a file
            person=_EVIL,
            summary=_EVIL,
        ),
        act.AddNote(entry_id="evil-note", text=_EVIL),
    )
    return made


def _misread(window: QWidget) -> list[str]:
    """Name what would show as rich text, or have a tool tip that does."""
    found = [
        f"{label.parentWidget()} {label.objectName()}"
        for label in window.findChildren(QLabel)
        if "大字" in label.text()
        and label.textFormat() is not Qt.TextFormat.PlainText
        and type(label).__name__ != "ElidedLabel"
    ]
    tips = [
        f"tip of {widget.objectName()} {type(widget).__name__}"
        for widget in window.findChildren(QWidget)
        if "<h1>" in widget.toolTip()
    ]
    return found + tips


def test_an_order_shows_its_words_as_they_were_written(
    window: MainWindow, desk: OfficeForTests
) -> None:
    window.open_order("evil")
    desk.settle()
    assert any("大字" in label.text() for label in window.findChildren(QLabel))
    assert _misread(window) == []


def test_tool_tips_of_lists_show_the_words_as_they_were_written(desk: OfficeForTests) -> None:
    now = desk.clock.now()
    sheet = BatchSheet(order_id="evil", number="1", title=_EVIL, form="F01", round=1)
    batch, removed, trouble = BatchList(), RemovedList(), AttentionList()
    batch.show_sheets([sheet], None)
    row = structs.replace(desk.store.rows(desk.store.keys(ListFilter()))[0], title=_EVIL)
    removed.show_rows([row], now)
    refused = AttentionItem(
        op_id="x",
        seq=1,
        order_id="evil",
        number="1",
        title=_EVIL,
        what="接单",
        at=now,
        code="c",
        message=_EVIL,
        is_conflict=False,
        resolution=Resolution.OPEN,
    )
    trouble.show_items([refused], now)
    for shown in (batch, removed, trouble):
        tip = shown.item(0).toolTip()
        assert ("大字" in tip, "<h1>" in tip) == (True, False)


@pytest.mark.parametrize("action", [act.RecordContact, act.Submit])
def test_steps_show_the_words_as_they_were_written(
    window: MainWindow, desk: OfficeForTests, action: type[act.Action]
) -> None:
    window.open_order("evil")
    desk.settle()
    window.orders.detail.open_step(action)
    desk.settle()
    assert _misread(window) == []


@pytest.mark.parametrize("screen", [Screen.WORKBENCH])
def test_screens_show_the_words_as_they_were_written(
    window: MainWindow, desk: OfficeForTests, screen: Screen
) -> None:
    window.navigation.go(Place(screen))
    desk.settle()
    assert _misread(window) == []


def test_an_endless_word_pushes_nothing_out_of_sight(
    window: MainWindow, desk: OfficeForTests
) -> None:
    order, _ = desk.store.base["evil"]
    address = "https://example.test/" + "x" * 300
    desk.store.put(
        structs.replace(order, order_id="endless", content=address, title="很长的标题" * 60)
    )
    window.resize(1366, 768)
    window.open_order("endless")
    desk.settle()
    content = window.findChild(QLabel, "appeal_content")
    title = window.findChild(QLabel, "order_title")
    assert content is not None
    assert title is not None
    assert content.text().replace("\u200b", "") == address
    assert content.width() < window.orders.detail.width()
    assert len(title.text()) == 80
    assert title.toolTip() == "很长的标题" * 60


def test_words_of_usual_length_stay_untouched() -> None:
    usual = "请回电 021-59720000，网址 https://example.test/a。"
    assert breakable(usual) == usual
