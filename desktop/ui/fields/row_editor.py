"""A field that is a small table: a few columns, as many rows as are needed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from desktop.ui.fields.field import Field
from desktop.ui.style import Space, set_role
from desktop.ui.tints import tint


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table.

    Attributes:
        key: Name in the value.
        label: Heading.
        stretch: Share of the width.
        hint: Shown while a cell is empty.
    """

    key: str
    label: str
    stretch: int = 1
    hint: str = ""


class RowEditor(Field):
    """Rows of text cells; its value is a JSON list of mappings, without empty rows.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        columns: The columns.
        most: No more rows than this.
        parent: Owner.
    """

    def __init__(
        self,
        name: str,
        label: str,
        columns: Sequence[Column],
        most: int = 20,
        parent: QWidget | None = None,
    ):
        super().__init__(name, label, parent)
        self._columns = tuple(columns)
        self._most = most
        self._rows: list[tuple[list[QLineEdit], QToolButton]] = []
        self._table = QWidget(self)
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.XS)
        for place, column in enumerate(self._columns):
            heading = QLabel(column.label, self._table)
            set_role(heading, "small")
            self._grid.addWidget(heading, 0, place)
            self._grid.setColumnStretch(place, column.stretch)
        self.add_button = QPushButton(self.tr("添加一行"), self)
        self.add_button.setObjectName(f"{name}_add")
        self.add_button.setAccessibleName(self.tr("{label}：添加一行").format(label=label))
        set_role(self.add_button, "link")
        self.add_button.clicked.connect(self._on_add_clicked)
        self.hold(self._table)
        self._column.insertWidget(1, self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._append({})

    def value(self) -> str:
        """Give the rows as JSON; empty for none."""
        rows = self.rows()
        return json.dumps(rows, ensure_ascii=False) if rows else ""

    def set_value(self, value: str) -> None:
        """Put rows in."""
        self.set_rows(json.loads(value) if value else [])

    def rows(self) -> list[dict[str, str]]:
        """Give the rows in which something is written."""
        found = []
        for cells, _remove in self._rows:
            texts = [cell.text().strip() for cell in cells]
            if any(texts):
                found.append(dict(zip((c.key for c in self._columns), texts, strict=True)))
        return found

    def set_rows(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Put rows in, with an empty one if there are none."""
        while self._rows:
            self._drop(0)
        for row in rows or [{}]:
            self._append(row)

    def _append(self, content: Mapping[str, str]) -> None:
        line = len(self._rows) + 1
        cells = []
        for place, column in enumerate(self._columns):
            cell = QLineEdit(content.get(column.key, ""), self._table)
            cell.setObjectName(f"{self.name}_{column.key}_{line}")
            cell.setAccessibleName(f"{self.label}，第 {line} 行，{column.label}")
            cell.setPlaceholderText(column.hint)
            cell.setCursorPosition(0)
            cell.textEdited.connect(self._on_edited)
            cells.append(cell)
            self._grid.addWidget(cell, line, place)
        remove = QToolButton(self._table)
        tint(remove, "close", "muted")
        remove.setObjectName(f"{self.name}_remove_{line}")
        remove.setAccessibleName(
            self.tr("{label}：删除第 {line} 行").format(label=self.label, line=line)
        )
        remove.setToolTip(self.tr("删除这一行"))
        remove.clicked.connect(self._on_remove_clicked)
        self._grid.addWidget(remove, line, len(self._columns))
        self._rows.append((cells, remove))
        self._settle()

    def _drop(self, place: int) -> None:
        cells, remove = self._rows.pop(place)
        for widget in (*cells, remove):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for line, (kept, button) in enumerate(self._rows, start=1):
            for column, cell in enumerate((*kept, button)):
                self._grid.addWidget(cell, line, column)
        self._settle()

    def _settle(self) -> None:
        self.add_button.setEnabled(len(self._rows) < self._most)
        if self._rows:
            self.setFocusProxy(self._rows[0][0][0])

    def _on_add_clicked(self) -> None:
        self._append({})
        self._rows[-1][0][0].setFocus()

    def _on_remove_clicked(self) -> None:
        removed = self.sender()
        for place, (_cells, remove) in enumerate(self._rows):
            if remove is removed:
                self._drop(place)
                break
        if not self._rows:
            self._append({})
        self._on_edited()

    def _on_edited(self) -> None:
        self.show_problem("")
        self.edited.emit()
