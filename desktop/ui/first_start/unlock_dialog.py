"""A later start: the passphrase, or the opening of a database that needs none."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.founding import Founding
from desktop.sync.opened import OpenedWorkplace
from desktop.ui.first_start.quick_opening import QuickOpening
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import Jobs, KnownError
from desktop.ui.widgets.banner import Banner


class UnlockDialog(QDialog):
    """Opens the database; tries again after a wrong passphrase.

    Args:
        founding: Opens.
        jobs: Workers.
        opening: The opening that is on its way or has failed; None where a passphrase is needed.

    Attributes:
        opened: The open workplace after `accept`.
    """

    def __init__(
        self,
        founding: Founding[OpenedWorkplace],
        jobs: Jobs,
        opening: QuickOpening | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("unlock_dialog")
        self.setWindowTitle(self.tr("12345 承办工单台"))
        self.opened: OpenedWorkplace | None = None
        self._founding = founding
        self._jobs = jobs
        self._locked = locked = opening is None
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        title = QLabel(
            self.tr("输入口令，打开本机数据") if locked else self.tr("正在打开本机数据…")
        )
        set_role(title, "title")
        column.addWidget(title)
        self._banner = Banner(closable=False)
        self._banner.setObjectName("unlock_banner")
        column.addWidget(self._banner)
        self._phrase = QLineEdit()
        self._phrase.setObjectName("unlock_passphrase")
        self._phrase.setAccessibleName(self.tr("口令"))
        self._phrase.setPlaceholderText(self.tr("口令"))
        self._phrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._phrase.setVisible(locked)
        self._phrase.textChanged.connect(self._on_text_changed)
        column.addWidget(self._phrase)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.hide()
        column.addWidget(self._progress)
        column.addStretch(1)
        column.addLayout(self._buttons())
        self.setMinimumWidth(440)
        if opening is not None:
            self._attend(opening)

    def _attend(self, opening: QuickOpening) -> None:
        """Show how an opening goes on that was begun before this dialog."""
        self._show_opening()
        opening.opened.connect(self._on_opened)
        opening.failed.connect(self._on_failed)
        if opening.error is not None:
            self._on_failed(opening.error)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        leave = QPushButton(self.tr("退出(&X)"))
        leave.setObjectName("unlock_leave")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._open = QPushButton(self.tr("打开(&O)"))
        self._open.setObjectName("unlock_open")
        self._open.setDefault(True)
        self._open.setEnabled(False)
        set_role(self._open, "primary")
        self._open.clicked.connect(self._on_open)
        row.addWidget(leave)
        row.addWidget(self._open)
        return row

    def _on_text_changed(self, text: str) -> None:
        self._open.setEnabled(bool(text))
        self._banner.clear()

    def _show_opening(self) -> None:
        self._progress.show()
        self._open.setEnabled(False)
        self._phrase.setEnabled(False)

    def _on_open(self) -> None:
        self._show_opening()
        call = (
            partial(self._founding.unlock, self._phrase.text())
            if self._locked
            else self._founding.open
        )
        self._jobs.run(call, self._on_opened, self._on_failed, owner=self, slow=True)

    def _on_opened(self, opened: OpenedWorkplace) -> None:
        self.opened = opened
        self.accept()

    def _on_failed(self, error: KnownError) -> None:
        self._progress.hide()
        self._banner.say(Tone.DANGER, str(error))
        self._phrase.setEnabled(True)
        self._open.setEnabled(True)
        self._phrase.selectAll()
        self._phrase.setFocus(Qt.FocusReason.OtherFocusReason)
