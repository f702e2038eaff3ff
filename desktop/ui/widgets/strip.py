"""A bar over the whole width: a condition that lasts, or an alarm."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.ui.icons import icon
from desktop.ui.style import Space, Tone, colours, set_role, set_tone


class Strip(QFrame):
    """One line with one thing to do; hidden while there is nothing to say.

    Signals:
        acted: The button was pressed.
    """

    acted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        set_role(self, "strip")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.S)
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._button = QPushButton()
        self._button.setObjectName(f"{name}_action")
        self._button.clicked.connect(self._on_clicked)
        self._close = QToolButton()
        self._close.setObjectName(f"{name}_close")
        self._close.setAccessibleName(self.tr("关闭提示"))
        self._close.setIcon(icon("close", colours().muted))
        self._close.clicked.connect(self.hide)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, tone: Tone, text: str, *, action: str = "") -> None:
        """Show a sentence."""
        set_tone(self, tone)
        name = "info" if tone in {Tone.INFO, Tone.NEUTRAL} else "warning"
        self._icon.setPixmap(icon(name, colours().tones[tone][0]).pixmap(18, 18))
        self._text.setText(text)
        self._button.setText(action)
        self._button.setAccessibleName(action.partition("(")[0])
        self._button.setVisible(bool(action))
        self.setAccessibleName(text)
        self.show()

    def _on_clicked(self) -> None:
        self.acted.emit()
