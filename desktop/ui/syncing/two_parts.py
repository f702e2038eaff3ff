"""A list with what is picked beside it; on a narrow screen one of the two."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

_NARROW = 760


class TwoParts(QWidget):
    """The base of the panels of 同步.

    Args:
        left: The list.
        right: What is picked.
        parent: Owner.

    Signals:
        arranged: Both or one are on screen now.
    """

    arranged = Signal()

    def __init__(self, left: QWidget, right: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self._right = left, right
        self._opened = self._filled = False
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(left)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([290, 700])
        left.setMinimumWidth(220)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._splitter)

    @property
    def is_narrow(self) -> bool:
        """Whether only one of the two fits."""
        return self.width() < _NARROW

    @property
    def is_right_alone(self) -> bool:
        """Whether what is picked has the screen for itself."""
        return self.is_narrow and self._opened

    def fill_right(self, *, filled: bool) -> None:
        """Say whether anything is picked at all."""
        self._filled = filled
        self.arrange()

    def open_right(self) -> None:
        """Show what is picked, also where only one fits."""
        self._opened = self._filled = True
        self.arrange()

    def open_left(self) -> None:
        """Show the list, also where only one fits."""
        self._opened = False
        self.arrange()
        self._left.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both or one."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Show both or one, as there is room."""
        self._left.setHidden(self.is_narrow and self._opened)
        self._right.setHidden(not self._filled or (self.is_narrow and not self._opened))
        self.arranged.emit()
