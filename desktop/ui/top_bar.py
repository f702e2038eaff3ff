"""The bar at the top: search, 演练, who works here, and the state of sync."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desktop.services.workplace import Identity
from desktop.sync.status import SyncStatus
from desktop.ui.marks import Shape
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.sync_words import status_text, status_tone
from desktop.ui.tints import tint, tint_shape

_SHAPES = {
    Tone.GOOD: Shape.TICK,
    Tone.INFO: Shape.RING,
    Tone.NEUTRAL: Shape.RING,
    Tone.WARNING: Shape.DIAMOND,
    Tone.DANGER: Shape.TRIANGLE,
}


class TopBar(QFrame):
    """Search by Ctrl+K; the sync state leads to the sync screen.

    Signals:
        searched: Words to look for; empty when the field was emptied.
        sync_wanted: The state of sync was pressed.
    """

    searched = Signal(str)
    sync_wanted = Signal()

    def __init__(self, identity: Identity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "topbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.M)
        self._search = QLineEdit()
        self._search.setObjectName("search")
        self._search.setAccessibleName(self.tr("搜索工单"))
        self._search.setPlaceholderText(self.tr("搜编号、诉求人、地址、正文　Ctrl+K"))
        self._search.setClearButtonEnabled(True)
        looking = QAction(self._search)
        tint(looking, "search", "muted")
        self._search.addAction(looking, QLineEdit.ActionPosition.LeadingPosition)
        self._search.setMaximumWidth(440)
        self._search.returnPressed.connect(self._on_search)
        self._search.textChanged.connect(self._on_text_changed)
        row.addWidget(self._search, 1)
        row.addStretch(1)
        if identity.training:
            row.addWidget(self._training())
        who = QLabel(f"{identity.unit_name} · {identity.actor.name}")
        who.setObjectName("who")
        who.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(who)
        self._sync = QPushButton()
        self._sync.setObjectName("sync_state")
        set_role(self._sync, "state")
        self._sync.clicked.connect(self._on_sync)
        row.addWidget(self._sync)
        for keys in ("Ctrl+K", "Ctrl+F"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_focus_wanted)

    def show_sync(self, status: SyncStatus, now: datetime) -> None:
        """Show the state of sync."""
        tone = status_tone(status)
        text = status_text(status, now)
        set_tone(self._sync, tone)
        self._sync.setText(text)
        tint_shape(self._sync, _SHAPES[tone], tone)
        self._sync.setToolTip(status.message or self.tr("打开同步"))
        self._sync.setAccessibleName(self.tr("同步：{}").format(text))

    def clear_search(self) -> None:
        """Empty the field without telling."""
        self._search.blockSignals(True)
        self._search.clear()
        self._search.blockSignals(False)

    def _training(self) -> QLabel:
        label = QLabel(self.tr("演练"))
        label.setObjectName("training_mark")
        label.setToolTip(self.tr("演练：数据为虚构，不会发送给任何人"))
        set_role(label, "training")
        return label

    def _on_search(self) -> None:
        text = self._search.text().strip()
        if text:
            self.searched.emit(text)

    def _on_text_changed(self, text: str) -> None:
        if not text:
            self.searched.emit("")

    def _on_sync(self) -> None:
        self.sync_wanted.emit()

    def _on_focus_wanted(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()
