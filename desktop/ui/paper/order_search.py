"""Finds an order by number, caller, place or any words, to assign a page to it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.services.lists import GROUP_NAMES, ListFilter, ListRow
from desktop.services.ports import OrderQueries
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.tasks import KnownError

_PAUSE_MS = 200
_SHOWN = 8
_HEIGHT = 150


class OrderSearch(QWidget):
    """A search field and what it finds.

    Args:
        office: Queries and workers.
        parent: Owner.

    Signals:
        picked: An order's id and number.
    """

    picked = Signal(str, str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        self.line = QLineEdit(self)
        self.line.setObjectName("order_search")
        self.line.setAccessibleName(self.tr("查找工单"))
        self.line.setPlaceholderText(self.tr("工单编号、诉求人、地点或内容中的几个字"))
        self.line.textEdited.connect(self._on_typed)
        self.found = QListWidget(self)
        self.found.setObjectName("order_search_found")
        self.found.setAccessibleName(self.tr("找到的工单"))
        self.found.setMaximumHeight(_HEIGHT)
        self.found.itemActivated.connect(self._on_item)
        self.found.itemClicked.connect(self._on_item)
        self.found.hide()
        self._note = QLabel(self)
        set_role(self._note, "small")
        self._note.hide()
        for widget in (self.line, self.found, self._note):
            column.addWidget(widget)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)

    def look(self) -> None:
        """Search for what is typed."""
        text = self.line.text().strip()
        if len(text) < 2:
            self._on_found(())
            return
        call = partial(_found, self._office.workplace.lists, text)
        self._office.jobs.run(call, self._on_found, self._on_failed, owner=self)

    def _on_typed(self) -> None:
        self._pause.start()

    def _on_found(self, rows: Sequence[ListRow]) -> None:
        self.found.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.number}　{GROUP_NAMES[row.group]}　{row.title}")
            item.setData(Qt.ItemDataRole.UserRole, (row.order_id, row.number))
            self.found.addItem(item)
        self.found.setVisible(bool(rows))
        searched = len(self.line.text().strip()) >= 2
        self._note.setText(self.tr("没有找到这样的工单。"))
        self._note.setVisible(searched and not rows)

    def _on_failed(self, error: KnownError) -> None:
        self._note.setText(str(error))
        self._note.show()

    def _on_item(self, item: QListWidgetItem) -> None:
        order_id, number = item.data(Qt.ItemDataRole.UserRole)
        self.found.hide()
        self.line.setText(number)
        self.picked.emit(order_id, number)


def _found(lists: OrderQueries, text: str) -> Sequence[ListRow]:
    return lists.rows(lists.keys(ListFilter(text=text), limit=_SHOWN))
