"""原来、我的、中心的 side by side, field by field."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.services.comparisons import Comparison, Difference
from desktop.services.section_merge import Merge
from desktop.services.text_difference import Span
from desktop.ui.marks import Mark, Shape
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.syncing.marked_text import MarkedText
from desktop.ui.syncing.merge_field import MergeField
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.emptying import empty

_LABEL_WIDTH = 108


class ComparisonGrid(QWidget):
    """A row a field; fields that differ are marked by a word and a frame.

    Below each that differs is the choice of what is kept, as long as there is one.

    Signals:
        merge_edited: The clerk chose a version of a field or edited its text.
    """

    merge_edited = Signal()

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
        self._fields: list[MergeField] = []

    @property
    def merge(self) -> Merge:
        """What has been chosen and written."""
        written = {field.field: field.written for field in self._fields}
        return Merge(
            sides={field.field: field.side for field in self._fields},
            texts={name: text for name, text in written.items() if text is not None},
        )

    def show_rows(
        self, rows: Sequence[Comparison], *, choosing: bool = False, merge: Merge | None = None
    ) -> None:
        """Show other fields.

        Args:
            rows: The fields.
            choosing: Offer the choice of what is kept.
            merge: What had been chosen and written before.
        """
        empty(self._grid)
        self._fields = []
        heads = ("", self.tr("原来"), self.tr("我的"), self.tr("中心的"))
        for column, text in enumerate(heads):
            label = QLabel(text)
            set_role(label, "strong")
            self._grid.addWidget(label, 0, column)
        for number, row in enumerate(rows):
            place = 1 + 2 * number
            self._grid.addWidget(self._name(row), place, 0, Qt.AlignmentFlag.AlignTop)
            marked = row.difference is not Difference.NONE
            cells = (
                (row.base, row.base_marks),
                (row.mine, row.mine_marks),
                (row.theirs, row.theirs_marks),
            )
            for column, (text, marks) in enumerate(cells, start=1):
                cell = self._cell(text, marks, marked=marked and column > 1, removed=column == 1)
                cell.setAccessibleName(f"{row.label} {heads[column]}：{text}")
                self._grid.addWidget(cell, place, column)
            if choosing and marked:
                self._grid.addWidget(self._choice(row, merge), place + 1, 1, 1, 3)

    def _choice(self, row: Comparison, merge: Merge | None) -> MergeField:
        field = MergeField(row)
        if merge:
            field.take_up(merge.sides.get(row.field), merge.texts.get(row.field))
        field.edited.connect(self.merge_edited)
        self._fields.append(field)
        return field

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

    def _cell(self, text: str, marks: Sequence[Span], *, marked: bool, removed: bool) -> QFrame:
        cell = QFrame()
        set_role(cell, "banner" if marked else "inset")
        if marked:
            set_tone(cell, Tone.WARNING)
        column = QVBoxLayout(cell)
        column.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        column.addWidget(MarkedText(text, marks, removed=removed))
        column.addStretch(1)
        return cell
