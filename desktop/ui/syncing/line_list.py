"""What was entered, a line a field."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.services.action_words import Line
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.emptying import empty

_LABEL_WIDTH = 108


class LineList(QWidget):
    """Labels at the left, texts at the right."""

    def __init__(self, lines: Sequence[Line] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        empty(self._grid)
        for row, line in enumerate(lines):
            self._grid.addWidget(self._label(line.label), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self._text(line.text), row, 1)

    def _label(self, words: str) -> QLabel:
        label = QLabel(words)
        label.setWordWrap(True)
        set_role(label, "fieldlabel")
        return label

    def _text(self, words: str) -> QLabel:
        label = QLabel(words)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label
