"""未被接受: one line an action that the centre did not take."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from desktop.services.attention_desk import AttentionItem
from desktop.services.ports import Resolution
from desktop.ui.marks import Shape
from desktop.ui.style import Space, Tone, colours
from desktop.ui.widgets.badge import shape_icon
from desktop.ui.wording import short_moment, tip_text

_OP_ID = Qt.ItemDataRole.UserRole + 1
_MARK = Qt.ItemDataRole.UserRole + 2


class AttentionList(QListWidget):
    """Arrow keys move, and what is current is shown beside it.

    Signals:
        picked: An action was made current; its op_id.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attention_list")
        self.setAccessibleName(self.tr("未被接受的操作"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSpacing(1)
        self.currentItemChanged.connect(self._on_current)
        self.itemClicked.connect(self._on_clicked)

    @property
    def current_id(self) -> str:
        """The current action; empty for none."""
        item = self.currentItem()
        return str(item.data(_OP_ID)) if item else ""

    def show_items(self, items: Sequence[AttentionItem], now: datetime) -> None:
        """Show other actions; the current one stays current as long as it is there."""
        current = self.current_id
        self.blockSignals(True)
        self.clear()
        for item in items:
            self.addItem(self._made(item, now))
        self.blockSignals(False)
        self.pick(current)

    def pick(self, op_id: str) -> bool:
        """Make an action current; False when it is not in the list."""
        for row in range(self.count()):
            if self.item(row).data(_OP_ID) == op_id:
                self.setCurrentRow(row)
                return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Paint the shapes in the colours of another scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for item in (self.item(row) for row in range(self.count())):
                tone, shape = item.data(_MARK)
                item.setIcon(shape_icon(Shape(shape), colours().tones[Tone(tone)][0]))

    def _made(self, shown: AttentionItem, now: datetime) -> QListWidgetItem:
        state = self._state(shown)
        text = f"{shown.what}　{shown.number}\n{state}：{shown.message}"
        item = QListWidgetItem(text)
        tone, shape = _mark(shown)
        item.setIcon(shape_icon(shape, colours().tones[tone][0]))
        item.setData(_MARK, (tone.value, shape.value))
        item.setData(_OP_ID, shown.op_id)
        item.setSizeHint(QSize(0, 2 * self.fontMetrics().lineSpacing() + 2 * Space.S))
        tip = f"{shown.title}\n{short_moment(shown.at, now)}\n{shown.message}"
        item.setToolTip(tip_text(tip))
        return item

    def _state(self, shown: AttentionItem) -> str:
        if shown.resolution is Resolution.HANDED_OVER:
            return self.tr("已交给中心")
        if not shown.is_open:
            return self.tr("已处理")
        return self.tr("有冲突") if shown.is_conflict else self.tr("未接受")

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(str(item.data(_OP_ID)))

    def _on_clicked(self, item: QListWidgetItem) -> None:
        """A click on what is current already opens it where only one of the two is on screen."""
        self.picked.emit(str(item.data(_OP_ID)))


def _mark(shown: AttentionItem) -> tuple[Tone, Shape]:
    if not shown.is_open:
        return Tone.NEUTRAL, Shape.TICK
    return (Tone.WARNING, Shape.DIAMOND) if shown.is_conflict else (Tone.DANGER, Shape.TRIANGLE)
