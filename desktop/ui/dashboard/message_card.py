"""昨天以来中心的消息: decisions, call-backs, warnings, answers."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.services.history import Weight
from desktop.services.overview import CentreMessage
from desktop.ui.marks import Mark, Shape
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.wording import short_moment

_MARKS = {
    Weight.BAD: (Tone.DANGER, Shape.TRIANGLE),
    Weight.GOOD: (Tone.GOOD, Shape.TICK),
    Weight.CENTRE: (Tone.NEUTRAL, Shape.DOT),
    Weight.PLAIN: (Tone.NEUTRAL, Shape.NONE),
}
_MOST = 3


class MessageCard(Card):
    """Newest first; a click opens the order.

    Signals:
        order_wanted: Its id.
    """

    order_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("昨天以来中心的消息"), parent)
        self.setObjectName("message_card")
        self._holder: QWidget | None = None

    def show_messages(self, messages: Sequence[CentreMessage], now: datetime) -> None:
        """Show the newest messages."""
        if self._holder is not None:
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        for row, message in enumerate(messages[:_MOST]):
            self._put(grid, row, message, now)
        if not messages:
            empty = QLabel(self.tr("没有新消息"))
            set_role(empty, "muted")
            grid.addWidget(empty, 0, 0)
        elif len(messages) > _MOST:
            more = QLabel(self.tr("还有 {} 条，见各工单的经过").format(len(messages) - _MOST))
            set_role(more, "small")
            grid.addWidget(more, _MOST * 2, 0, 1, 3)
        self.add(self._holder)

    def _put(self, grid: QGridLayout, row: int, message: CentreMessage, now: datetime) -> None:
        event = message.event
        tone, shape = _MARKS[event.weight]
        grid.addWidget(Badge(Mark(event.what.removeprefix("中心消息："), tone, shape)), row * 2, 0)
        title = ElidedLabel(message.title)
        grid.addWidget(title, row * 2, 1)
        button = QPushButton(self.tr("查看"))
        button.setObjectName(f"message_open_{row}")
        button.setAccessibleName(self.tr("查看工单 {}").format(message.number))
        button.setProperty("order_id", message.order_id)
        set_role(button, "link")
        button.clicked.connect(self._on_open)
        grid.addWidget(button, row * 2, 2)
        words = " · ".join(part for part in (short_moment(event.at, now), event.text) if part)
        text = ElidedLabel(words)
        set_role(text, "small")
        grid.addWidget(text, row * 2 + 1, 0, 1, 3)

    def _on_open(self) -> None:
        self.order_wanted.emit(str(self.sender().property("order_id")))
