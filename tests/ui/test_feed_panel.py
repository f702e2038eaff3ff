"""Importing a platform's export: what came in, and above all what did not."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.services.order_desk import RefusedError
from desktop.services.workplace import FeedRefusal, FeedReport
from desktop.ui.orders.orders_page import OrdersPage

REPORT = FeedReport(
    added=("DC1", "DC2"),
    known=("DC3",),
    repeated=("DC1",),
    refused=(FeedRefusal(25, "DC2026001192", "派单时间“昨天下午”无法识别。"),),
    remarks=("第 4 行：没有紧急程度，按普通处理。",),
)


@dataclass
class _Feed:
    """Reports what a test wants, when the test lets it."""

    report: FeedReport | RefusedError = REPORT
    paths: list[Path] = field(default_factory=list)
    allowed: threading.Event = field(default_factory=threading.Event)

    def import_file(self, path: Path) -> FeedReport:
        self.allowed.wait(10)
        self.paths.append(path)
        if isinstance(self.report, RefusedError):
            raise self.report
        return self.report


@pytest.fixture
def feed() -> _Feed:
    return _Feed()


@pytest.fixture
def office(styled: QApplication, tmp_path: Path, feed: _Feed) -> Iterator[OfficeForTests]:
    made = build_office(tmp_path, orders=0, training=False, feed=feed)
    yield made
    feed.allowed.set()
    made.settle()
    made.close()


@pytest.fixture
def page(office: OfficeForTests, qtbot: QtBot) -> OrdersPage:
    made = OrdersPage(office.office)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    made.show_group(None)
    office.settle()
    return made


def _button(page: OrdersPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def _drop(page: OrdersPage, *names: str) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    page.dropEvent(event)
    return event


def test_an_empty_list_says_how_orders_come(page: OrdersPage) -> None:
    assert _button(page, "orders_import").isVisible()
    offers = [
        button.text()
        for button in page.findChildren(QPushButton, "empty_state_action")
        if button.isVisible()
    ]
    assert offers == ["导入工单…"]


def test_where_a_platform_dispatches_nothing_can_be_imported(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = OrdersPage(desk.office)
    qtbot.addWidget(page)
    page.show()
    page.show_group(None)
    desk.settle()
    assert not _button(page, "orders_import").isVisible()
    assert not page.acceptDrops()


def test_refused_rows_are_said_first_and_can_be_copied(
    page: OrdersPage, office: OfficeForTests, feed: _Feed
) -> None:
    assert _drop(page, "/export/export.xlsx").isAccepted()
    assert not _button(page, "orders_import").isEnabled()
    assert not _drop(page, "/export/second.xlsx").isAccepted()
    feed.allowed.set()
    office.settle()
    assert feed.paths == [Path("/export/export.xlsx")]
    assert _button(page, "orders_import").isEnabled()
    words = page.findChild(QLabel, "feed_words")
    warning = page.findChild(QLabel, "feed_warning")
    rows = page.findChild(QPlainTextEdit, "feed_rows")
    assert words is not None
    assert warning is not None
    assert rows is not None
    assert words.text() == (
        "导入完成：新增 2 张，已有 1 张（保持不变），文件中重复 1 张，没有导入 1 行。"
    )
    assert warning.isVisible()
    assert "时限照常计算" in warning.text()
    assert rows.toPlainText().splitlines() == [
        "第 25 行　DC2026001192　派单时间“昨天下午”无法识别。",
        "文件中重复：DC1",
        "第 4 行：没有紧急程度，按普通处理。",
    ]
    _button(page, "feed_copy").click()
    assert "DC2026001192" in QGuiApplication.clipboard().text()


def test_a_clean_import_warns_of_nothing(
    page: OrdersPage, office: OfficeForTests, feed: _Feed
) -> None:
    feed.report = FeedReport(added=("DC1",))
    feed.allowed.set()
    _drop(page, "/export/export.csv")
    office.settle()
    warning = page.findChild(QLabel, "feed_warning")
    assert warning is not None
    assert not warning.isVisible()
    assert not _button(page, "feed_copy").isVisible()


def test_an_unreadable_file_is_refused_in_words(
    page: OrdersPage, office: OfficeForTests, feed: _Feed
) -> None:
    feed.report = RefusedError("import.refused", "没有找到表头，没有导入任何工单。")
    feed.allowed.set()
    _drop(page, "/export/export.xls")
    office.settle()
    words = page.findChild(QLabel, "feed_words")
    assert words is not None
    assert words.text() == "没有找到表头，没有导入任何工单。"
    assert _button(page, "orders_import").isEnabled()


@pytest.mark.parametrize("names", [("/export/photo.jpg",), ("/export/a.csv", "/export/b.csv"), ()])
def test_other_things_are_not_taken(
    page: OrdersPage, office: OfficeForTests, feed: _Feed, names: tuple[str, ...]
) -> None:
    assert not _drop(page, *names).isAccepted()
    feed.allowed.set()
    office.settle()
    assert feed.paths == []
