"""已移走的工单: orders that left the unit; what was entered is kept with them."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.services.lists import ListRow
from desktop.ui.wording import short_moment

_ORDER = Qt.ItemDataRole.UserRole + 1


class RemovedList(QListWidget):
    """A line an order; Enter or a double click opens it.

    Signals:
        order_wanted: The order's id.
    """

    order_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("removed_list")
        self.setAccessibleName(self.tr("已移走的工单"))
        self.itemActivated.connect(self._on_activated)

    def show_rows(self, rows: Sequence[ListRow], now: datetime) -> None:
        """Show other orders."""
        self.clear()
        for row in rows:
            when = short_moment(row.dispatched_at, now)
            text = self.tr("{0}　{1}　（{2} 派单）").format(row.number, row.title, when)
            if row.unsent:
                text += self.tr("　有 {} 项内容未上报，仍保留").format(row.unsent)
            item = QListWidgetItem(text)
            item.setData(_ORDER, row.order_id)
            self.addItem(item)

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.order_wanted.emit(str(item.data(_ORDER)))
