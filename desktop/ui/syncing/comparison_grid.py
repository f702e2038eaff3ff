"""原来、我的、中心的 side by side, field by field."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.services.comparisons import Comparison, Difference
from desktop.ui.marks import Mark, Shape
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.emptying import empty

_LABEL_WIDTH = 108


class ComparisonGrid(QWidget):
    """A row a field; fields that differ are marked by a word and a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        for column in (1, 2, 3):
            self._grid.setColumnStretch(column, 1)

    def show_rows(self, rows: Sequence[Comparison]) -> None:
        """Show other fields."""
        empty(self._grid)
        heads = ("", self.tr("原来"), self.tr("我的"), self.tr("中心的"))
        for column, text in enumerate(heads):
            label = QLabel(text)
            set_role(label, "strong")
            self._grid.addWidget(label, 0, column)
        for place, row in enumerate(rows, start=1):
            self._grid.addWidget(self._name(row), place, 0, Qt.AlignmentFlag.AlignTop)
            marked = row.difference is not Difference.NONE
            for column, text in enumerate((row.base, row.mine, row.theirs), start=1):
                cell = self._cell(text, marked=marked and column > 1)
                cell.setAccessibleName(f"{row.label} {heads[column]}：{text}")
                self._grid.addWidget(cell, place, column)

    def _name(self, row: Comparison) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.XS)
        label = QLabel(row.label)
        label.setWordWrap(True)
        set_role(label, "fieldlabel")
        column.addWidget(label)
        words = {
            Difference.MINE: self.tr("我改的"),
            Difference.THEIRS: self.tr("中心改的"),
            Difference.BOTH: self.tr("两边都改了"),
        }
        if row.difference in words:
            mark = Mark(words[row.difference], Tone.WARNING, Shape.DIAMOND)
            column.addWidget(Badge(mark, holder), 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _cell(self, text: str, *, marked: bool) -> QFrame:
        cell = QFrame()
        set_role(cell, "banner" if marked else "inset")
        if marked:
            set_tone(cell, Tone.WARNING)
        column = QVBoxLayout(cell)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        label = QLabel(text or self.tr("（空）"))
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if not text:
            set_role(label, "muted")
        column.addWidget(label)
        column.addStretch(1)
        return cell
