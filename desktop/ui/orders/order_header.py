"""The head of an order: title, number, stage, urgency, flags, and how far it is."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.domain.orders import STAGE_NAMES
from desktop.domain.rounds import round_name
from desktop.services.order_desk import OrderCard
from desktop.ui.marks import FLAG_MARKS, Mark, Shape, stage_mark, urgency_mark
from desktop.ui.orders.progress import step_marks
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tints import tint
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.breakable_label import BreakableLabel
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.stepper import Stepper
from desktop.ui.wording import tip_text

_TITLE = 80
"""Characters that stay in view; a title as long as a text would leave no room for the order."""


class OrderHeader(QFrame):
    """Stays in view while the rest of the order scrolls.

    Signals:
        closed: Back to the list.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "topbar")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.S, Space.S)
        column.setSpacing(Space.S)
        top = QHBoxLayout()
        self._title = BreakableLabel()
        self._title.setObjectName("order_title")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(self._title, "title")
        self._close = QToolButton()
        self._close.setObjectName("order_close")
        tint(self._close, "close", "muted")
        self._close.setToolTip(self.tr("关闭工单 (Esc)"))
        self._close.setAccessibleName(self.tr("关闭工单"))
        self._close.clicked.connect(self._on_close)
        top.addWidget(self._title, 1)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        self._badges = QWidget()
        self._flow = FlowLayout(self._badges)
        column.addWidget(self._badges)
        self._stepper = Stepper()
        self._stepper.setObjectName("order_stepper")
        column.addSpacing(Space.XS)
        column.addWidget(self._stepper)

    def show_card(self, card: OrderCard, now: datetime, *, signs_off: bool = False) -> None:
        """Show an order; `signs_off` when the office wants a sign-off before submitting."""
        order = card.working.order
        cut = order.title if len(order.title) <= _TITLE else order.title[: _TITLE - 1] + "…"
        self._title.setText(cut)
        self._title.setToolTip(tip_text(order.title) if cut != order.title else "")
        while self._flow.count():
            widget = self._flow.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        number = QLabel(order.number)
        number.setObjectName("order_number")
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(number, "muted")
        self._flow.addWidget(number)
        for mark in self._marks(card):
            self._flow.addWidget(Badge(mark))
        self._badges.updateGeometry()
        self._stepper.set_steps(step_marks(order, card.rules.profile, now, signs_off=signs_off))

    def _marks(self, card: OrderCard) -> list[Mark]:
        order, working = card.working.order, card.working
        marks = [stage_mark(order.stage, STAGE_NAMES[order.stage])]
        marks.append(urgency_mark(order.urgency, order.kind))
        if order.round.number > 1:
            marks.append(Mark(round_name(order.round.number), Tone.WARNING, Shape.TRIANGLE))
        marks += [FLAG_MARKS[flag] for flag in order.flags]
        if working.unsent:
            text = self.tr("{} 项待上报").format(working.unsent)
            marks.append(Mark(text, Tone.NEUTRAL, Shape.RING))
        return marks

    def _on_close(self) -> None:
        self.closed.emit()
