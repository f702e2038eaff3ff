"""From start to end: the window opens over a workplace, sync begins, everything is closed."""

import sys
import threading
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication

from desktop.services.workplace import Workplace
from desktop.sync.status import SyncControl
from desktop.ui import application
from desktop.ui.application import DeskProgram
from desktop.ui.typography import FAMILY


class _Opened:
    def __init__(self, desk: OfficeForTests) -> None:
        self.workplace: Workplace = desk.office.workplace
        self.sync: SyncControl = desk.sync
        self.done: list[str] = []

    def start_sync(self) -> None:
        self.done.append("sync started")

    def close(self) -> None:
        self.done.append("closed")


def test_a_run_opens_the_window_and_closes_everything(
    styled: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    desk = build_office(tmp_path, orders=6, options={"screen.scheme": "light"})
    opened = _Opened(desk)
    program = DeskProgram(["hotline-desk"])
    office = program.start(opened)
    office.jobs.settle()
    window = program.window
    assert window is not None
    assert window.isVisible()
    assert "演练" in window.windowTitle()
    assert opened.done == ["sync started"]
    program.stop(office)
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    assert program.window is None
    assert office.jobs.is_idle
    desk.close()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "ibus"),
        ({"XMODIFIERS": "@im=fcitx"}, "ibus"),
        ({}, None),
        ({"QT_IM_MODULE": "compose"}, "compose"),
    ],
)
def test_chinese_can_be_typed_on_a_desktop_with_fcitx(
    environment: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_IM_MODULE", "XMODIFIERS", "GTK_IM_MODULE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    application._choose_input_method("Linux")
    assert application.os.environ.get("QT_IM_MODULE") == expected


def test_the_bundled_typeface_has_the_characters_of_the_screens(styled: QApplication) -> None:
    assert FAMILY in QFontDatabase.families()
    font = QRawFont.fromFont(styled.font())
    assert all(font.supportsCharacter(ord(char)) for char in "承办工单诉求退单签批·㛃䶮—")
