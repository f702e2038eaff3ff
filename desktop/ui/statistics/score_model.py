"""The tree of a score for a view: items, their parts, and the orders behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)

from desktop.domain.scoring.tree import Mark, Node, Score, mark_text
from desktop.services.score_tables import marks_text, order_line, other_texts
from desktop.ui.wording import tip_text

_ROW_HEIGHT = 30
_OTHERS = 3
"""The column of what the other readings give; its tip says them in words."""
_UNTITLED: Mapping[str, str] = MappingProxyType({})
_Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True, eq=False)
class Item:
    """One line: an item of the score, or an order behind it.

    Attributes:
        node: The item; of an order, the item that it belongs to.
        order: Number of the order; empty for an item.
    """

    node: Node
    order: str = ""
    parent: "Item | None" = None
    row: int = 0
    children: list["Item"] = field(default_factory=list)


class ScoreModel(QAbstractItemModel):
    """Item, mark, figure, what the other readings give, clause."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._top: list[Item] = []
        self._titles: Mapping[str, str] = {}

    def show_score(self, score: Score | None, titles: Mapping[str, str] = _UNTITLED) -> None:
        """Show another score, or none; `titles` name its orders by their numbers."""
        self.beginResetModel()
        self._titles = titles
        self._top = [_grown(score.root, None, 0)] if score else []
        self.endResetModel()

    def item(self, index: _Index) -> Item | None:
        """Give the line at an index."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Item) else None

    def index(self, row: int, column: int, parent: _Index | None = None) -> QModelIndex:
        """Make the index of a line."""
        lines = self._lines(parent)
        if not (0 <= row < len(lines) and 0 <= column < 5):
            return QModelIndex()
        return self.createIndex(row, column, lines[row])

    def parent(self, child: _Index) -> QModelIndex:  # type: ignore[override]  # QObject.parent()
        """Give the line above."""
        item = self.item(child)
        above = item.parent if item else None
        return self.createIndex(above.row, 0, above) if above else QModelIndex()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Count the parts of a line."""
        if parent is not None and parent.isValid() and parent.column() > 0:
            return 0
        return len(self._lines(parent))

    def columnCount(self, parent: _Index | None = None) -> int:
        """Five columns."""
        del parent
        return 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section in {1, 2}:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (
            self.tr("项目"),
            self.tr("得分"),
            self.tr("数据值"),
            self.tr("另一读法"),
            self.tr("依据"),
        )
        return names[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text of a cell; the whole line to who cannot see it."""
        item = self.item(index)
        if item is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(item, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "，".join(text for text in (self._text(item, n) for n in range(5)) if text)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in {1, 2}:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return QSize(0, _ROW_HEIGHT) if role == Qt.ItemDataRole.SizeHintRole else None

    def _tip(self, item: Item, column: int) -> str:
        if item.order:
            return tip_text(self._titles.get(item.order, ""))
        if column == _OTHERS:
            return "\n".join(other_texts(item.node))
        return self._text(item, column)

    def _text(self, item: Item, column: int) -> str:
        if item.order:
            line = order_line(item.order, self._titles.get(item.order, ""))
            return self.tr("工单 {}").format(line) if column == 0 else ""
        node = item.node
        texts = (
            node.name,
            marks_text(node),
            _figure(node.value),
            "；".join(
                f"{other.reading} {_figure(other.value if other.mark is None else other.mark)}"
                for other in node.other_readings
            ),
            node.rule,
        )
        return texts[column]

    def _lines(self, parent: _Index | None) -> list[Item]:
        item = self.item(parent) if parent is not None and parent.isValid() else None
        return item.children if item else self._top


def _figure(mark: Mark) -> str:
    return "" if mark is None else mark_text(mark)


def _grown(node: Node, parent: Item | None, row: int) -> Item:
    item = Item(node, "", parent, row)
    item.children = [_grown(child, item, place) for place, child in enumerate(node.children)]
    # an item whose parts name their own orders does not list them a second time
    if not node.children:
        item.children = [
            Item(node, number, item, place) for place, number in enumerate(node.orders)
        ]
    return item
