"""How far the reading of scans has come, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.ui.style import Space, set_role


class ScanProgress(QFrame):
    """A bar with the name of the file that is being read.

    Signals:
        stopped: The clerk wants no more.
    """

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "inset")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.setSpacing(Space.M)
        self._text = QLabel(self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("识别进度"))
        stop = QPushButton(self.tr("停止(&C)"), self)
        stop.setObjectName("scan_stop")
        stop.clicked.connect(self.stopped)
        row.addWidget(self._text)
        row.addWidget(self._bar, 1)
        row.addWidget(stop)
        self.hide()

    def show_file(self, name: str, done: int, total: int, *, stopping: bool) -> None:
        """Show which of how many files is being read."""
        self._bar.setRange(0, total if total > 1 else 0)
        self._bar.setValue(done)
        words = self.tr("正在停止…") if stopping else self.tr("正在识别 {name}")
        more = self.tr("（{done}/{all}）").format(done=done + 1, all=total)
        self._text.setText(words.format(name=name) + (more if total > 1 else ""))
        self.show()
