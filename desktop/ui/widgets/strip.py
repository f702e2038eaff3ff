"""A piece of the foot of the window: a condition that lasts, or an alarm."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.tints import tint
from desktop.ui.widgets.two_line_label import TwoLineLabel


class Strip(QFrame):
    """A sentence with one thing to do; hidden while there is nothing to say.

    Signals:
        acted: The button was pressed.
        closed: It was closed by hand, and is hidden.
        turned: It was shown or hidden.
    """

    acted = Signal()
    closed = Signal()
    turned = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        set_role(self, "strip")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 0, Space.XS, 0)
        row.setSpacing(Space.S)
        self._icon = QLabel()
        self._text = TwoLineLabel()
        set_role(self._text, "brief")
        self._button = QPushButton()
        self._button.setObjectName(f"{name}_action")
        self._button.clicked.connect(self._on_clicked)
        self._close = QToolButton()
        self._close.setObjectName(f"{name}_close")
        self._close.setAccessibleName(self.tr("关闭提示"))
        tint(self._close, "close", "muted")
        self._close.clicked.connect(self._on_close)
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
        tint(self._icon, name, tone, side=18)
        self._text.setText(text)
        self._button.setText(action)
        self._button.setAccessibleName(action.partition("(")[0])
        self._button.setVisible(bool(action))
        self.setAccessibleName(text)
        self.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell."""
        super().showEvent(event)
        self.turned.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell."""
        super().hideEvent(event)
        self.turned.emit()

    def _on_clicked(self) -> None:
        self.acted.emit()

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()
