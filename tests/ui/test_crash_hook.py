"""A bug: one dialog, one file without people's data, and the program goes on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.host.log_files import CrashFile
from desktop.ui.crash import CrashHook


def _dialogs() -> list[QMessageBox]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QMessageBox) and widget.isVisible()
    ]


def test_two_bugs_make_one_dialog_and_a_file_without_values(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hook = CrashHook(CrashFile(tmp_path).write, qapp)
    try:
        int("张三 13900001001")
    except ValueError as error:
        hook.handle_job(error)
        hook.handle_job(error)
    qtbot.waitUntil(lambda: len(_dialogs()) == 1)
    files = sorted(tmp_path.glob("crash-*.txt"))
    assert len(files) == 2
    text = files[0].read_text(encoding="utf-8")
    assert text.startswith("ValueError\n")
    assert "13900001001" not in text
    assert len(caplog.records) == 2
    assert "13900001001" not in caplog.text
    dialog = _dialogs()[0]
    assert "已保存的内容都在" in dialog.text()
    assert str(files[0]) in dialog.informativeText()
    dialog.accept()
    hook.deleteLater()


def test_a_disk_that_takes_no_crash_file_still_gets_a_dialog(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hook = CrashHook(CrashFile(tmp_path / "gone").write, qapp)
    hook.handle_job(KeyError("张三"))
    qtbot.waitUntil(lambda: len(_dialogs()) == 1)
    dialog = _dialogs()[0]
    assert dialog.informativeText() == ""
    assert "张三" not in caplog.text
    dialog.accept()
    hook.deleteLater()
