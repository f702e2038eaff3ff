"""测试连接: each step with a sign, what was found, and what to do."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.connection import (
    MARKS,
    CheckedStep,
    ConnectionCheck,
    StepState,
    report_text,
)
from desktop.ui.job_progress import JobProgress
from desktop.ui.office import Office
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.scroll_column import ScrollColumn

_SIZE = QSize(720, 520)
_TONES = {
    StepState.PASSED: Tone.GOOD,
    StepState.WARNED: Tone.WARNING,
    StepState.FAILED: Tone.DANGER,
    StepState.SKIPPED: Tone.NEUTRAL,
}


class _Teller(QObject):
    """Brings steps from the worker to the GUI thread.

    Signals:
        step_ended: A step; belongs to the test with this number.
    """

    step_ended = Signal(int, object)


class ConnectionWindow(QDialog):
    """Tests the connection as soon as it opens; closes with Esc and is freed then.

    Args:
        office: Workers, and the test itself.
        check: The test.
        parent: Owner.
    """

    def __init__(
        self, office: Office, check: ConnectionCheck, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connection_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("测试连接"))
        self._office = office
        self._check = check
        self._progress = JobProgress(self)
        # no child of the window: the worker may tell a step after the window was closed
        self._teller = _Teller()
        self._teller.step_ended.connect(self._on_step)
        self._number = 0
        self._steps: list[CheckedStep] = []
        self._said = QLabel()
        self._said.setObjectName("connection_said")
        self._said.setWordWrap(True)
        set_role(self._said, "title")
        self._rows = QGridLayout()
        self._copy = QPushButton(self.tr("复制结果(&C)"))
        self._again = QPushButton(self.tr("重新测试(&A)"))
        self._stop = QPushButton()
        self._lay_out()
        self.resize(_fitting())
        self._start()

    def reject(self) -> None:
        """End the test with the window: Esc, its button, and its frame's cross."""
        self._progress.cancel()
        super().reject()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._said)
        self._rows.setHorizontalSpacing(Space.M)
        self._rows.setVerticalSpacing(Space.M)
        self._rows.setColumnStretch(2, 1)
        scroll = ScrollColumn()
        scroll.column.addLayout(self._rows)
        scroll.column.addStretch(1)
        column.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for button, name in (
            (self._copy, "connection_copy"),
            (self._again, "connection_again"),
            (self._stop, "connection_stop"),
        ):
            button.setObjectName(name)
            button.setAutoDefault(False)
        self._copy.setAccessibleName(self.tr("复制结果"))
        self._again.setAccessibleName(self.tr("重新测试"))
        self._copy.clicked.connect(self._on_copy)
        self._again.clicked.connect(self._start)
        self._stop.clicked.connect(self._on_stop)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(self._again)
        buttons.addWidget(self._stop)
        column.addLayout(buttons)

    def _start(self) -> None:
        self._number += 1
        self._steps = []
        empty(self._rows)
        self._progress.begin()
        self._set_running(running=True)
        self._say(Tone.NEUTRAL, self.tr("正在测试…可以照常办理。"))
        call = partial(_test, self._check, self._teller, self._progress, self._number)
        self._office.jobs.run(call, self._on_tested, owner=self, slow=True)

    def _on_step(self, number: int, step: CheckedStep) -> None:
        if number != self._number:
            return
        self._steps.append(step)
        row = len(self._steps)
        sign, name, message = QLabel(MARKS[step.state]), QLabel(step.name), QLabel(step.message)
        for label in (sign, name):
            set_role(label, "strong")
            self._rows.addWidget(label, row, 0 if label is sign else 1, Qt.AlignmentFlag.AlignTop)
        set_tone(sign, _TONES[step.state])
        message.setWordWrap(True)
        message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        message.setObjectName(f"connection_{step.code}")
        self._rows.addWidget(message, row, 2)

    def _on_tested(self, steps: Sequence[CheckedStep]) -> None:
        self._set_running(running=False)
        failed = next((step for step in steps if step.state is StepState.FAILED), None)
        if self._progress.is_cancelled:
            self._say(Tone.NEUTRAL, self.tr("测试已停止。"))
        elif failed:
            words = self.tr("连接不通：卡在“{0}”。已保存的内容都在本机。").format(failed.name)
            self._say(Tone.DANGER, words)
        elif any(step.state is StepState.WARNED for step in steps):
            self._say(Tone.WARNING, self.tr("连接正常，有需要留意的地方。"))
        else:
            self._say(Tone.GOOD, self.tr("连接正常。"))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(report_text(self._steps))

    def _on_stop(self) -> None:
        """Stop the test; without one, close."""
        if self._again.isEnabled():
            self.close()
        else:
            self._progress.cancel()

    def _set_running(self, *, running: bool) -> None:
        self._again.setEnabled(not running)
        self._copy.setEnabled(not running)
        self._stop.setText(self.tr("停止(&S)") if running else self.tr("关闭 (Esc)"))
        self._stop.setAccessibleName(self.tr("停止测试") if running else self.tr("关闭"))

    def _say(self, tone: Tone, words: str) -> None:
        set_tone(self._said, tone)
        self._said.setText(words)


def _test(
    check: ConnectionCheck, teller: _Teller, progress: JobProgress, number: int
) -> Sequence[CheckedStep]:
    def told(step: CheckedStep) -> None:
        if not progress.is_cancelled:
            teller.step_ended.emit(number, step)

    return check.run(told, partial(_is_cancelled, progress))


def _is_cancelled(progress: JobProgress) -> bool:
    return progress.is_cancelled


def _fitting() -> QSize:
    screen = QGuiApplication.primaryScreen()
    room = screen.availableSize() if screen else _SIZE
    return _SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60))
