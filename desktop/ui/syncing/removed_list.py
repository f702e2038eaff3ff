"""已移走的工单: orders that left the unit; what was entered is kept with them."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.services.lists import ListRow
from desktop.ui.style import Space
from desktop.ui.wording import short_moment, tip_text

_ORDER = Qt.ItemDataRole.UserRole + 1
_NAME = Qt.ItemDataRole.UserRole + 2


class RemovedList(QListWidget):
    """Arrow keys move; Enter or a double click opens the order.

    Signals:
        picked: An order was made current; its id.
        order_wanted: Open an order; its id.
    """

    picked = Signal(str)
    order_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("removed_list")
        self.setAccessibleName(self.tr("已移走的工单"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemActivated.connect(self._on_activated)
        self.currentItemChanged.connect(self._on_current)
        self.itemClicked.connect(self._on_current)

    @property
    def current_id(self) -> str:
        """The current order; empty for none."""
        item = self.currentItem()
        return str(item.data(_ORDER)) if item else ""

    @property
    def current_text(self) -> str:
        """Number and title of the current order."""
        item = self.currentItem()
        return str(item.data(_NAME)) if item else ""

    def show_rows(self, rows: Sequence[ListRow], now: datetime) -> None:
        """Show other orders; the current one stays current as long as it is there."""
        current = self.current_id
        self.blockSignals(True)
        self.clear()
        for row in rows:
            self.addItem(self._made(row, now))
        self.blockSignals(False)
        self.pick(current)

    def pick(self, order_id: str) -> bool:
        """Make an order current; False when it is not in the list."""
        for row in range(self.count()):
            if self.item(row).data(_ORDER) == order_id:
                self.setCurrentRow(row)
                return True
        return False

    def _made(self, row: ListRow, now: datetime) -> QListWidgetItem:
        when = short_moment(row.dispatched_at, now)
        below = self.tr("{} 派单").format(when)
        kept = row.unsent + row.attention
        if kept:
            below = self.tr("有 {} 项内容中心没有收到").format(kept)
        item = QListWidgetItem(f"{row.number}　{row.title}\n{below}")
        item.setData(_ORDER, row.order_id)
        item.setData(_NAME, f"{row.number}　{row.title}")
        item.setSizeHint(QSize(0, 2 * self.fontMetrics().lineSpacing() + 2 * Space.S))
        item.setToolTip(tip_text(f"{row.number}　{row.title}"))
        return item

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.order_wanted.emit(str(item.data(_ORDER)))

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(str(item.data(_ORDER)))
