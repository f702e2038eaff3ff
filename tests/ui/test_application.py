"""From start to end: the window opens over a workplace, sync begins, everything is closed."""

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.host.log_files import CrashFile
from desktop.services.founding import FoundingChoices, FoundingError, Mode, ProfileOffer, Standing
from desktop.services.workplace import Workplace
from desktop.sync.status import SyncControl
from desktop.ui import application, style
from desktop.ui.application import DeskProgram
from desktop.ui.first_start.founding_dialog import FoundingDialog
from desktop.ui.style import apply_style, colours
from desktop.ui.typography import FAMILY


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the interpreter's hooks back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


class _Opened:
    def __init__(self, desk: OfficeForTests) -> None:
        self.workplace: Workplace = desk.office.workplace
        self.sync: SyncControl = desk.sync
        self.done: list[str] = []

    def start_sync(self) -> None:
        self.done.append("sync started")

    def close(self) -> None:
        self.done.append("closed")


@pytest.mark.usefixtures("hooks")
def test_a_run_opens_the_window_and_closes_everything(
    styled: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = build_office(tmp_path, orders=6, options={"screen.scheme": "light"})
    opened = _Opened(desk)
    program = DeskProgram(["hotline-desk"], CrashFile(tmp_path).write)
    office = program.start(opened)
    office.jobs.settle()
    window = program.window
    assert window is not None
    assert window.isVisible()
    assert "演练" in window.windowTitle()
    qtbot.waitUntil(lambda: opened.done == ["sync started"])
    program.stop(office)
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    assert program.window is None
    assert office.jobs.is_idle
    desk.close()


@pytest.mark.usefixtures("hooks")
@pytest.mark.parametrize(("chosen", "then"), [("system", "dark"), ("light", "light")])
def test_the_window_follows_the_desktop_into_the_dark_where_that_is_chosen(
    styled: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, then: str
) -> None:
    desk = build_office(tmp_path, orders=1, options={"screen.scheme": chosen})
    program = DeskProgram(["hotline-desk"], CrashFile(tmp_path).write)
    office = program.start(_Opened(desk))
    office.jobs.settle()
    assert colours().name == "light"
    monkeypatch.setattr(style, "_is_dark", lambda _: True)  # what a desktop would answer
    styled.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert colours().name == then
    program.stop(office)
    desk.close()
    apply_style(styled, "light")


class _Leaving(_Opened):
    """An office whose clerk, once the window is there, goes to the other office or home."""

    def __init__(self, desk: OfficeForTests, *, leaves: bool) -> None:
        super().__init__(desk)
        self.program: DeskProgram | None = None
        self._leaves = leaves

    def start_sync(self) -> None:
        super().start_sync()
        QTimer.singleShot(0, self._go)

    def _go(self) -> None:
        assert self.program is not None
        window = self.program.window
        assert window is not None
        if self._leaves:
            window.office_left.emit()
        else:
            window.close()


class _TwoOffices:
    """Training and real work; each opens by itself."""

    def __init__(self, offices: dict[bool, _Leaving]) -> None:
        self._offices = offices
        self._training = True
        self.turned: list[bool] = []

    def standing(self) -> Standing:
        return Standing.READY

    def has_office(self, *, training: bool) -> bool:
        return training in self._offices

    def turn_to(self, *, training: bool) -> None:
        self._training = training
        self.turned.append(training)

    def profiles(self) -> Sequence[ProfileOffer]:
        return ()

    def has_keyring(self) -> bool:
        return False

    def test_address(self, address: str) -> str:
        return address

    def found(self, choices: FoundingChoices, said: Callable[[str], None]) -> _Leaving:
        raise FoundingError("founding.exists", "已有数据。")

    def unlock(self, passphrase: str) -> _Leaving:
        raise FoundingError("founding.passphrase_wrong", "口令不对。")

    def open(self) -> _Leaving:
        return self._offices[self._training]


@pytest.mark.usefixtures("hooks")
def test_from_training_to_real_work_within_one_run(styled: QApplication, tmp_path: Path) -> None:
    rehearsal = build_office(tmp_path, orders=2, options={"screen.scheme": "light"})
    real = build_office(tmp_path, orders=2, training=False, options={"screen.scheme": "light"})
    first, second = _Leaving(rehearsal, leaves=True), _Leaving(real, leaves=False)
    founding = _TwoOffices({True: first, False: second})
    program = DeskProgram(["hotline-desk"], CrashFile(tmp_path).write)
    first.program = second.program = program
    assert program.run(founding, first) == 0
    assert founding.turned == [False]
    assert first.done == ["sync started", "closed"]
    assert second.done == ["sync started", "closed"]
    assert program.sync is None
    rehearsal.close()
    real.close()


@pytest.mark.usefixtures("hooks")
def test_who_answers_no_question_goes_on_where_he_was(
    styled: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Mode] = []
    rehearsal = build_office(tmp_path, orders=2, options={"screen.scheme": "light"})
    again = build_office(tmp_path, orders=2, options={"screen.scheme": "light"})
    first, second = _Leaving(rehearsal, leaves=True), _Leaving(again, leaves=False)
    founding = _TwoOffices({True: second})
    program = DeskProgram(["hotline-desk"], CrashFile(tmp_path).write)
    first.program = second.program = program

    def give_up(dialog: FoundingDialog) -> int:
        asked.append(dialog._mode.mode)
        return 0

    monkeypatch.setattr(FoundingDialog, "exec", give_up)
    assert program.run(founding, first) == 0
    assert asked == [Mode.REAL]
    assert founding.turned == []
    assert second.done == ["sync started", "closed"]
    rehearsal.close()
    again.close()


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
