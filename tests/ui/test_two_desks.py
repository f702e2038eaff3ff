"""Two desks of one unit with their windows, a command line beside one, and a real platform."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.central_process import PASSWORD
from helpers.centres import UNIT, RealCentre, dispatched
from helpers.desk_process import PASSPHRASE, DeskCommands
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import OpenOffice
from desktop.domain.actions import SaveResult
from desktop.domain.orders import HandlingResult, Order
from desktop.host.paths import DataFolder
from desktop.services.founding import FoundingChoices, KeyKeeping, Mode
from desktop.services.ports import OutboxState
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office, make_office
from desktop.ui.steps.record_page import RecordPage
from desktop.ui.syncing.sync_page import SyncPage
from desktop.ui.window import MainWindow

pytestmark = pytest.mark.slow


class Turn(QObject):
    """One turn of the event loop: what was posted before it has been delivered then."""

    passed = Signal()


@dataclass
class Desk:
    """A clerk's program: database, use cases, window."""

    folder: Path
    opened: OpenOffice
    office: Office
    window: MainWindow
    qtbot: QtBot
    turn: Turn = field(default_factory=Turn)

    def settle(self) -> None:
        """Let everything that was asked for arrive; one answer often asks for the next."""
        while True:
            self.office.jobs.settle()
            with self.qtbot.waitSignal(self.turn.passed):
                QTimer.singleShot(0, self.turn.passed)
            if self.office.jobs.is_idle:
                return

    def sync(self) -> None:
        """Do a round as the loop does, and let the window hear of it."""
        assert self.opened.sync_once() is not None
        self.settle()

    def order(self, order_id: str) -> Order:
        return self.opened.workplace.orders.open(order_id).working.order

    def states(self) -> list[str]:
        return [entry.state for entry in self.opened.store.outbox()]

    def press(self, name: str) -> None:
        """Press a button that is seen."""
        found = [
            button
            for button in self.window.findChildren(QPushButton, name)
            if button.isVisible() and button.isEnabled()
        ]
        assert len(found) == 1, name
        found[0].click()
        self.settle()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RealCentre]:
    found = RealCentre(tmp_path / "centre")
    found.process.add_user("周建国", UNIT)
    yield found
    found.close()


def _found(centre: RealCentre, folder: Path, user: str) -> OpenOffice:
    choices = FoundingChoices(
        mode=Mode.REAL,
        profile_id="xiayang",
        key_keeping=KeyKeeping.PASSPHRASE,
        address=centre.process.url,
        enrolment_code=centre.process.enrol_code(UNIT),
        user_name=user,
        password=PASSWORD,
        passphrase=PASSPHRASE,
    )
    return DeskFounding(DataFolder(folder)).found(choices, lambda _words: None)


@pytest.fixture
def desks(
    centre: RealCentre, styled: QApplication, qtbot: QtBot, tmp_path: Path
) -> Iterator[tuple[Desk, Desk]]:
    """陈敏 and 周建国, each at a PC of the same unit."""
    made = []
    crashes: list[BaseException] = []
    for user in ("陈敏", "周建国"):
        folder = tmp_path / f"desk{len(made)}"
        opened = _found(centre, folder, user)
        office = make_office(opened.workplace, opened.sync)
        office.jobs.crashed.connect(crashes.append)
        window = MainWindow(office)
        window.show()
        made.append(Desk(folder, opened, office, window, qtbot))
    yield made[0], made[1]
    for desk in made:
        desk.settle()
        desk.window.close()
        desk.window.deleteLater()
        QApplication.sendPostedEvents(desk.window, QEvent.Type.DeferredDelete.value)
        desk.office.news.close()
        desk.office.jobs.close()
        desk.opened.close()
    assert crashes == []


def _write_result(desk: Desk, order_id: str, cause: str, answer: str) -> None:
    """Fill the form of the handling result in, in the window, and save it."""
    desk.window.open_order(order_id)
    desk.settle()
    desk.window.orders.detail.open_step(SaveResult)
    desk.settle()
    page = desk.window.orders.detail.page
    assert isinstance(page, RecordPage)
    page.finding.cause.editor.setPlainText(cause)
    page.finding.fact._group.button(0).click()
    page.finding.outcome._group.button(0).click()
    page.answer.answered_at.now_button.click()
    page.answer.answer.editor.setPlainText(answer)
    page.frame.primary.click()
    desk.settle()
    assert not desk.window.orders.detail.is_stepping


def _result(order: Order) -> HandlingResult:
    assert order.round.result is not None
    return order.round.result


def _words(page: SyncPage) -> set[str]:
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return {
        QTextDocumentFragment.fromHtml(text).toPlainText() if "<span" in text else text
        for text in texts
    }


def _clash(first: Desk, second: Desk, centre: RealCentre, qtbot: QtBot) -> None:
    """Two write the same result; one puts both texts together; both have it."""
    order = dispatched()
    centre.dispatch(order)
    first.sync()
    first.window.go_on_with(order.order_id)
    first.settle()
    first.press("step_primary")
    first.sync()
    second.sync()
    assert second.order(order.order_id).round.accepted is not None

    _write_result(first, order.order_id, "管道破损", "已更换管道。")
    _write_result(second, order.order_id, "净化器未清洗", "已约店主周三上门。")
    first.sync()
    second.sync()
    assert second.states().count(OutboxState.ATTENTION) == 1

    # the order complains, and leads to both texts
    second.window.open_order(order.order_id)
    second.settle()
    second.press("banner_action")
    page = second.window.findChild(SyncPage)
    assert page is not None
    shown = {"原来", "我的", "中心的", "管道破损", "净化器未清洗"}
    qtbot.waitUntil(lambda: shown <= _words(page), timeout=20_000)
    theirs = page.findChild(QRadioButton, "merge_cause_theirs")
    cause = page.findChild(TextArea, "merge_cause")
    assert theirs is not None
    assert cause is not None
    theirs.click()
    cause.editor.appendPlainText("净化器也未清洗")
    second.press("attention_merge")
    assert second.states().count(OutboxState.PENDING) == 1

    second.sync()
    first.sync()
    results = [_result(desk.order(order.order_id)) for desk in (first, second)]
    assert results[0] == results[1]
    assert results[0].cause == "管道破损\n净化器也未清洗"
    assert results[0].answer == "已约店主周三上门。"
    there = json.dumps(centre.process.show(order.number), ensure_ascii=False)
    assert "净化器也未清洗" in there
    for desk in (first, second):
        assert OutboxState.PENDING not in desk.states()


def _work_beside(desk: Desk, other: Desk, centre: RealCentre, transcript: Path) -> None:
    """A command beside the window is seen in it, and everything arrives once."""
    order = dispatched()
    centre.dispatch(order)
    desk.sync()
    desk.window.go_on_with(order.order_id)
    desk.settle()
    desk.window._look_for_foreign_writes()
    desk.settle()

    commands = DeskCommands(desk.folder, transcript)
    done = commands.run("act", order.number, "accept")
    assert done.status == 0, done.err
    desk.window._look_for_foreign_writes()
    desk.settle()
    assert desk.order(order.order_id).round.accepted is not None
    forward = desk.window.orders.detail.findChild(QPushButton, "next_step")
    assert forward is not None
    assert forward.text().startswith("先行联系")

    # the window saves while the other program has its actions waiting, then that one sends all
    _write_result(desk, order.order_id, "管道破损", "已更换管道。")
    done = commands.run("sync")
    assert done.status == 0, done.err
    desk.sync()
    other.sync()
    assert sorted(entry.seq for entry in desk.opened.store.outbox()) == [1, 2]
    assert set(desk.states()) == {OutboxState.DONE}
    assert _result(other.order(order.order_id)).cause == "管道破损"
    history = centre.process.show(order.number)["history"]
    kinds = [str(entry) for entry in history] if isinstance(history, list) else []
    assert sum("save_result" in entry for entry in kinds) == 1


def test_two_windows_and_a_command_line_come_to_the_same(
    desks: tuple[Desk, Desk], centre: RealCentre, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = desks
    _work_beside(first, second, centre, tmp_path / "transcript.txt")
    _clash(first, second, centre, qtbot)
