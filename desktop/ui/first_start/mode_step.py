"""First question: 演练, 正式, or 正式 without a platform to connect to."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.founding import Mode
from desktop.ui.style import Space, set_role


class ModeStep(QWidget):
    """Three large choices.

    Signals:
        changed: Something was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self._group = QButtonGroup(self)
        self._buttons: dict[Mode, QPushButton] = {}
        self._hints: dict[Mode, QLabel] = {}
        self._offer(
            column,
            Mode.TRAINING,
            self.tr("演练(&T)"),
            self.tr(
                "用虚构的工单练习全部步骤，包括打印和签字扫描。数据只在本机，不会发送给任何人。"
            ),
        )
        self._offer(
            column,
            Mode.REAL,
            self.tr("正式(&W)"),
            self.tr("连接中心平台办理真实工单。需要平台地址、一次性登记码和平台账号。"),
        )
        self._offer(
            column,
            Mode.PRIVATE,
            self.tr("平台没有接口，导入工单文件(&I)"),
            self.tr("办理真实工单，工单从平台导出的 Excel 或 CSV 文件导入，全部保存在本机。"),
        )
        column.addStretch(1)
        self._buttons[Mode.TRAINING].setChecked(True)
        self.setFocusProxy(self._buttons[Mode.TRAINING])
        self._group.buttonToggled.connect(self._on_toggled)

    @property
    def mode(self) -> Mode:
        """What is chosen."""
        return next(mode for mode, button in self._buttons.items() if button.isChecked())

    def choose(self, mode: Mode) -> None:
        """Choose."""
        self._buttons[mode].setChecked(True)
        self.setFocusProxy(self._buttons[mode])

    def offer_only(self, modes: Sequence[Mode]) -> None:
        """Leave the others out and choose the first."""
        for mode, button in self._buttons.items():
            button.setVisible(mode in modes)
            self._hints[mode].setVisible(mode in modes)
        self.choose(modes[0])

    def _offer(self, column: QVBoxLayout, mode: Mode, name: str, words: str) -> None:
        button = QPushButton(name)
        button.setObjectName(f"mode_{mode.value}")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setAccessibleName(name.partition("(")[0])
        button.setAccessibleDescription(words)
        set_role(button, "choice")
        hint = QLabel(words)
        hint.setWordWrap(True)
        hint.setContentsMargins(Space.L, 0, Space.L, Space.S)
        set_role(hint, "muted")
        self._group.addButton(button)
        self._buttons[mode] = button
        self._hints[mode] = hint
        column.addWidget(button)
        column.addWidget(hint)

    def _on_toggled(self) -> None:
        self.changed.emit()
