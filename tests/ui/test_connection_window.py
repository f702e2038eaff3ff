"""测试连接: steps as they come, in words; stopped, copied, done again."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.connection import CheckedStep, StepState, Told
from desktop.ui.syncing.connection_window import ConnectionWindow
from desktop.ui.syncing.sync_page import SyncPage

GOOD = CheckedStep(
    name="代理服务器", state=StepState.PASSED, message="没有代理，直接连接。", code="proxy"
)
BAD = CheckedStep(
    name="域名解析",
    state=StepState.FAILED,
    message="找不到“platform.example.cn”。请核对地址有没有写错；"
    "打不开别的网站时是网络或 DNS 的问题，请联系网络管理员。",
    code="name",
)


@dataclass
class _Check:
    """Finds what a test says; waits in its last step when it is told to."""

    steps: Sequence[CheckedStep] = (GOOD, BAD)
    waits: bool = False
    runs: int = 0
    given_up: threading.Event = field(default_factory=threading.Event)

    def run(self, told: Told, cancelled: Callable[[], bool]) -> Sequence[CheckedStep]:
        self.runs += 1
        for step in self.steps:
            told(step)
        while self.waits and not cancelled():
            self.given_up.wait(0.005)
        return self.steps


@pytest.fixture
def check() -> _Check:
    return _Check()


@pytest.fixture
def office(styled: QApplication, tmp_path: Path, check: _Check) -> Iterator[OfficeForTests]:
    made = build_office(tmp_path, orders=1, connection=check)
    yield made
    made.settle()
    made.close()


@pytest.fixture
def window(office: OfficeForTests, check: _Check, qtbot: QtBot) -> ConnectionWindow:
    made = ConnectionWindow(office.office, check)
    qtbot.addWidget(made)
    made.show()
    return made


def _button(parent: QWidget, name: str) -> QPushButton:
    found = parent.findChild(QPushButton, name)
    assert found is not None
    return found


def _text(parent: QWidget, name: str) -> str:
    found = parent.findChild(QLabel, name)
    assert found is not None
    return str(found.text())


def test_where_it_is_stuck_is_said_and_can_be_copied(
    window: ConnectionWindow, office: OfficeForTests
) -> None:
    office.settle()
    assert _text(window, "connection_name") == BAD.message
    assert "卡在“域名解析”" in _text(window, "connection_said")
    _button(window, "connection_copy").click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line[0] for line in lines] == ["✓", "✗"]
    assert BAD.message in lines[1]


def test_it_can_be_done_again(
    window: ConnectionWindow, office: OfficeForTests, check: _Check
) -> None:
    office.settle()
    check.steps = (GOOD,)
    _button(window, "connection_again").click()
    office.settle()
    assert check.runs == 2
    assert _text(window, "connection_said") == "连接正常。"
    assert len(window._steps) == 1


def test_it_can_be_stopped_and_closed(office: OfficeForTests, check: _Check, qtbot: QtBot) -> None:
    check.waits = True
    window = ConnectionWindow(office.office, check)
    qtbot.addWidget(window)
    window.show()
    stop = _button(window, "connection_stop")
    assert stop.text() == "停止(&S)"
    stop.click()
    office.settle()
    assert _text(window, "connection_said") == "测试已停止。"
    stop.click()
    assert not window.isVisible()


def test_the_sync_page_opens_it(office: OfficeForTests, check: _Check, qtbot: QtBot) -> None:
    page = SyncPage(office.office)
    qtbot.addWidget(page)
    page.show()
    check.waits = True
    _button(page, "sync_test").click()
    opened = page.findChild(ConnectionWindow)
    assert opened is not None
    assert opened.isVisible()
    opened.reject()
    office.settle()


def test_without_a_platform_there_is_nothing_to_test(
    styled: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    office = build_office(tmp_path, orders=0)
    page = SyncPage(office.office)
    qtbot.addWidget(page)
    page.show()
    assert _button(page, "sync_test").isHidden()
    office.settle()
    office.close()
