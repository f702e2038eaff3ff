"""A layout that goes on in the next line when a line is full."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desktop.ui.tokens import Space


class FlowLayout(QLayout):
    """Lays widgets out like words."""

    def __init__(self, parent: QWidget | None = None, spacing: int = Space.S) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item over."""
        self._items.append(item)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """Give an item; None beyond the end, as Qt demands."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]  # the stub does not know of the end

    def takeAt(self, index: int) -> QLayoutItem:
        """Give an item away; None beyond the end."""
        if 0 <= index < len(self._items):
            return self._items.pop(index)
        return None  # type: ignore[return-value]  # the stub does not know of the end

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Measure the height for a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Ask for the smallest size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Be at least as large as the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y, height = rect.y(), 0
        for line in self._lines(rect.width()):
            y += height + self.spacing() if height else 0
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._place(line, QPoint(rect.x(), y), height)
        return y + height - rect.y()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """Break the items into lines; one that is too wide has a line of its own."""
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if not lines or x + wide > width:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += wide + self.spacing()
        return lines

    def _place(self, line: list[QLayoutItem], start: QPoint, height: int) -> None:
        """Put the items of a line side by side, each in the middle of its height."""
        x = start.x()
        for item in line:
            hint = item.sizeHint()
            down = (height - hint.height()) // 2
            item.setGeometry(QRect(QPoint(x, start.y() + down), hint))
            x += hint.width() + self.spacing()
