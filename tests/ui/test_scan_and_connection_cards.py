"""设置: how long originals of scans are kept, and the office's own certificate."""

from pathlib import Path

from helpers.office import OfficeForTests
from pytestqt.qtbot import QtBot

from desktop.host.settings import TABLE
from desktop.services.tray_desk import KEEP_DAYS_OPTION
from desktop.ui import choices
from desktop.ui.settings.connection_card import ConnectionCard
from desktop.ui.settings.scan_card import ScanCard
from desktop.ui.settings.settings_page import SettingsPage


def test_the_days_that_can_be_chosen_are_those_of_the_settings_file(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    desk.options.set("scan.keep_days", 90)
    card = ScanCard(desk.office)
    qtbot.addWidget(card)
    assert card.days.currentText() == "90 天"
    setting = next(entry for entry in TABLE if entry.name == choices.KEEP_DAYS == KEEP_DAYS_OPTION)
    offered = tuple(card.days.itemData(row) for row in range(card.days.count()))
    assert offered == setting.choices
    assert ScanCard(desk.office).days.currentData() != setting.default
    card.days.setCurrentIndex(0)
    desk.settle()
    assert desk.options.get("scan.keep_days") == 0


def test_a_certificate_is_chosen_kept_and_missed(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    card = ConnectionCard(desk.office)
    qtbot.addWidget(card)
    desk.settle()
    assert "重启程序后生效" in card.note.text()
    file = tmp_path / "unit.pem"
    file.write_text("")
    card.keep(str(file))
    desk.settle()
    assert desk.options.get("server.ca_file") == str(file)
    assert "重启程序后生效" in card.note.text()
    card.line.setText(str(tmp_path / "gone.pem"))
    card.line.editingFinished.emit()
    desk.settle()
    assert desk.options.get("server.ca_file") == str(tmp_path / "gone.pem")
    assert "没有这个文件" in card.note.text()


def test_the_page_has_both(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = SettingsPage(desk.office)
    qtbot.addWidget(page)
    assert page.findChild(ScanCard, "scan_card") is not None
    assert page.findChild(ConnectionCard, "connection_card") is not None
    desk.settle()
