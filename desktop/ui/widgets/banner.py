"""A message in place: what happened, and one thing to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.tints import tint

_ICONS = {
    Tone.INFO: "info",
    Tone.NEUTRAL: "info",
    Tone.GOOD: "check",
    Tone.WARNING: "warning",
    Tone.DANGER: "warning",
}

_ICON_DROP, _TEXT_DROP = 5, 3
"""The middle of the icon and of the first line stand beside the middle of the buttons."""


class Banner(QFrame):
    """A coloured bar with a sentence; hidden while it has nothing to say.

    Signals:
        acted: The action was pressed.
        dismissed: It was closed by hand.
    """

    acted = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None, *, closable: bool = True) -> None:
        super().__init__(parent)
        set_role(self, "banner")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        layout.setSpacing(Space.S)
        self._icon = QLabel()
        self._icon.setContentsMargins(0, _ICON_DROP, 0, 0)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setContentsMargins(0, _TEXT_DROP, 0, _TEXT_DROP)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.setObjectName("banner_action")
        self._action.clicked.connect(self._on_action)
        # made with its owner: shown without one it would be a window of its own for a moment
        self._close = QToolButton(self)
        self._close.setObjectName("banner_close")
        tint(self._close, "close", "muted")
        self._close.setAccessibleName(self.tr("关闭提示"))
        self._close.setToolTip(self.tr("关闭提示"))
        self._close.setVisible(closable)
        self._close.clicked.connect(self._on_close)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while hidden."""
        return self._text.text()

    def say(self, tone: Tone, text: str, *, action: str = "") -> None:
        """Show a sentence, and a button when `action` names one."""
        set_tone(self, tone)
        tint(self._icon, _ICONS[tone], tone, side=18)
        self._text.setText(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self.show()

    def say_error(self, error: Exception) -> None:
        """Show the sentence of a known error; a slot for `Jobs.run(failed=…)`."""
        self.say(Tone.DANGER, str(error))

    def clear(self) -> None:
        """Say nothing and hide."""
        self._text.clear()
        self.hide()

    def _on_action(self) -> None:
        self.acted.emit()

    def _on_close(self) -> None:
        self.clear()
        self.dismissed.emit()
