"""The unit's own actions: what was done, to which order, and where it stands."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.services.history import action_name
from desktop.services.ports import OutboxEntry, OutboxState
from desktop.ui.marks import Mark, outbox_mark
from desktop.ui.widgets.badge import paint_badge
from desktop.ui.wording import table_moment

_MARK = Qt.ItemDataRole.UserRole + 1
_ORDER = Qt.ItemDataRole.UserRole + 2
_STATE = 3


class OutboxTable(QTableWidget):
    """A row an action; Enter or a double click opens its order.

    Signals:
        order_wanted: The order's id.
    """

    order_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self.setObjectName("outbox_table")
        self.setAccessibleName(self.tr("上报记录"))
        self.setHorizontalHeaderLabels(
            [
                self.tr("时间"),
                self.tr("工单"),
                self.tr("操作"),
                self.tr("状态"),
                self.tr("说明"),
            ]
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setItemDelegateForColumn(_STATE, _StateDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 16)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        factor = self.fontMetrics().horizontalAdvance("国") / 14
        for column, width in enumerate((126, 126, 126, 128)):
            self.setColumnWidth(column, round(width * factor))
        self.itemDoubleClicked.connect(self._on_activated)

    def show_entries(self, entries: Sequence[OutboxEntry], now: datetime) -> None:
        """Show other actions."""
        self.setRowCount(len(entries))
        for row, entry in enumerate(entries):
            mark = outbox_mark(entry)
            texts = (
                table_moment(entry.clicked_at, now),
                entry.number,
                action_name(entry.kind),
                mark.text,
                _reason(entry),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setData(_MARK, mark)
                item.setData(_ORDER, entry.order_id)
                item.setToolTip(text)
                if column == _STATE:
                    item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
                    item.setText("")
                self.setItem(row, column, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the order."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentItem():
            self._on_activated(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _on_activated(self, item: QTableWidgetItem) -> None:
        self.order_wanted.emit(str(item.data(_ORDER)))


class _StateDelegate(QStyledItemDelegate):
    """Draws the state as a badge."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        mark = index.data(_MARK)
        rect = QRectF(option.rect)  # type: ignore[attr-defined]  # the stub lacks QStyleOption's fields
        if isinstance(mark, Mark):
            paint_badge(painter, rect.adjusted(8, 0, -4, 0), mark)


def _reason(entry: OutboxEntry) -> str:
    if entry.message:
        return entry.message
    if entry.state is OutboxState.PENDING and entry.doubtful:
        return "工单已有变化，由中心判定是否接受"
    return ""
