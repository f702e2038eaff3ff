"""同步: what waits, what was refused and why, and how to go on."""

import pytest
from helpers.office import OfficeForTests
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.services.ports import OutboxState
from desktop.sync.status import SyncPhase, SyncStatus, Uploading
from desktop.ui.syncing.sync_page import SyncPage


@pytest.fixture
def page(desk: OfficeForTests, qtbot: QtBot) -> SyncPage:
    desk.office.workplace.orders.act("o-000000", act.Accept())
    saved = desk.office.workplace.orders.act("o-000006", act.Accept())
    desk.store.settle(saved.seqs[0], state=OutboxState.ATTENTION, message="工单已改派。")
    made = SyncPage(desk.office)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    desk.settle()
    return made


def test_waiting_and_refused_actions_are_told_apart(page: SyncPage) -> None:
    assert page._tabs.tabText(0) == "待上报 1"
    assert page._tabs.tabText(1) == "未被接受 1"
    refused = page._attention.list
    assert refused.item(0).text().startswith("接单")
    assert "工单已改派。" in refused.item(0).text()


def test_a_row_leads_to_its_order(page: SyncPage, qtbot: QtBot) -> None:
    table = page._tables[OutboxState.PENDING]
    with qtbot.waitSignal(page.order_wanted) as wanted:
        table.itemDoubleClicked.emit(table.item(0, 0))
    assert wanted.args == ["o-000000"]


def test_retry_asks_sync_to_start_at_once(page: SyncPage, desk: OfficeForTests) -> None:
    button = page.findChild(QPushButton, "sync_retry")
    assert button is not None
    button.click()
    assert desk.sync.asked == 1


def test_a_pause_can_be_ended(page: SyncPage, desk: OfficeForTests) -> None:
    button = page.findChild(QPushButton, "sync_pause")
    assert button is not None
    button.click()
    desk.settle()
    assert desk.sync.paused
    assert desk.options.get("sync.paused") is True
    page._on_sync_changed(SyncStatus(phase=SyncPhase.PAUSED, since=desk.clock.now()))
    button.click()
    desk.settle()
    assert not desk.sync.paused
    assert desk.options.get("sync.paused") is False


def test_trouble_says_that_the_work_is_safe(page: SyncPage, desk: OfficeForTests) -> None:
    page._on_sync_changed(
        SyncStatus(phase=SyncPhase.OFFLINE, since=desk.clock.now(), message="连不上平台。")
    )
    assert page._state.text() == "离线，自 14:02"
    assert "都在本机" in page._promise.text()
    assert page._banner.text == "连不上平台。"


def test_the_progress_of_attachments_is_shown(page: SyncPage, desk: OfficeForTests) -> None:
    progress = Uploading(files=2, sent=3_100_000, total=8_400_000)
    page._on_sync_changed(
        SyncStatus(phase=SyncPhase.SYNCING, since=desk.clock.now(), uploading=progress)
    )
    assert page._facts.text().startswith("正在上传附件：还有 2 个，已传 3.1 / 8.4 MB（36%）")
    page._on_sync_changed(SyncStatus(phase=SyncPhase.SYNCED, since=desk.clock.now()))
    assert "附件" not in page._facts.text()
