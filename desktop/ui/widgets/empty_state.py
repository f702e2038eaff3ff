"""What a place says when there is nothing in it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.style import Space, set_role
from desktop.ui.tints import tint

_ROOM_FOR_PICTURE = 140


class EmptyState(QWidget):
    """A picture, a sentence, a hint, and perhaps one thing to do.

    Signals:
        acted: The button was pressed.
    """

    acted = Signal()

    def __init__(
        self,
        title: str,
        hint: str = "",
        *,
        action: str = "",
        picture: str = "closed",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.S)
        layout.addStretch(1)
        self._picture = QLabel()
        tint(self._picture, picture, "disabled", side=40)
        self._title = QLabel(title)
        self._hint = QLabel(hint)
        self._button = QPushButton(action)
        set_role(self._title, "strong")
        set_role(self._hint, "muted")
        for label in (self._picture, self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        self._hint.setWordWrap(True)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        self._button.setObjectName("empty_state_action")
        self._button.clicked.connect(self._on_clicked)
        self.say(title, hint, action=action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the picture out where it would push the words out."""
        super().resizeEvent(event)
        self._picture.setVisible(event.size().height() >= _ROOM_FOR_PICTURE)

    def say(self, title: str, hint: str = "", *, action: str = "") -> None:
        """Change what it says."""
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self.setAccessibleName(title)

    def _on_clicked(self) -> None:
        self.acted.emit()
