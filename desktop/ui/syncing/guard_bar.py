"""A halted reset: what would go, and the question whether it may."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.sync.status import GUARD, SyncPhase, SyncStatus
from desktop.ui.style import Space, Tone, set_role, set_tone


class GuardBar(QFrame):
    """Shown while sync says that a reset is halted, until the person has answered.

    Signals:
        confirmed: The orders may go.
        put_off: Not now; it hides until sync says something else.
    """

    confirmed = Signal()
    put_off = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guard_bar")
        set_role(self, "banner")
        set_tone(self, Tone.DANGER)
        self._put_off = ""
        self._title = QLabel(self.tr("中心的清单中没有本机的部分工单，等您确认"))
        set_role(self._title, "strong")
        self._text = QLabel()
        self._text.setObjectName("guard_text")
        self._text.setWordWrap(True)
        self._promise = QLabel(
            self.tr(
                "可能是平台恢复了旧数据，请先电话核对。确认后，中心已没有的工单移到“已移走的工单”；"
                "您填写的内容不会删除，仍可查看和复制。"
            )
        )
        self._promise.setWordWrap(True)
        self._yes = QPushButton(self.tr("确认清理(&G)"))
        self._yes.setObjectName("guard_confirm")
        self._yes.setAccessibleName(self.tr("确认清理"))
        set_role(self._yes, "danger")
        self._no = QPushButton(self.tr("暂不(&N)"))
        self._no.setObjectName("guard_later")
        self._no.setAccessibleName(self.tr("暂不"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        for label in (self._title, self._text, self._promise):
            column.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(self._no)
        row.addWidget(self._yes)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self._yes.clicked.connect(self._on_yes)
        self._no.clicked.connect(self._on_no)
        self.hide()

    def show_status(self, status: SyncStatus) -> None:
        """Follow the state of sync; a round that is under way changes nothing."""
        if status.phase is SyncPhase.SYNCING:
            return
        is_halted = status.code == GUARD and status.message != self._put_off
        if status.code == GUARD:
            self._text.setText(status.message)
            self._yes.setEnabled(True)
        self.setVisible(is_halted)

    def _on_yes(self) -> None:
        self._yes.setEnabled(False)
        self._put_off = ""
        self.confirmed.emit()

    def _on_no(self) -> None:
        self._put_off = self._text.text()
        self.hide()
        self.put_off.emit()
