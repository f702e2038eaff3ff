"""One order on the agenda: what is due, until when, and the button that does it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.clocks import DUTY_NAMES, Rules
from desktop.domain.profile import Duty
from desktop.services.lists import ListRow
from desktop.ui.marks import Mark, urgency_mark
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.due_label import DueLabel
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.wording import short_moment

_VERBS = {
    Duty.ACCEPT: "接单",
    Duty.CONTACT: "联系",
    Duty.RETURN: "退单",
    Duty.HANDLE: "办理",
    Duty.REHANDLE: "重办",
    Duty.FEEDBACK: "反馈",
    Duty.SUPERVISE: "答复",
}


class AgendaRow(QFrame):
    """Title and duty at the left, what is left and the button at the right.

    Signals:
        step_wanted: Do the next step of this order; its id.
        order_wanted: Open it; its id.
    """

    step_wanted = Signal(str)
    order_wanted = Signal(str)

    def __init__(
        self, *, leads: bool = False, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._order_id = ""
        self._compact = compact
        set_role(self, "agendarow")
        self.setObjectName("agenda_row")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark = Badge(parent=self)
        self._title = ElidedLabel(parent=self)
        set_role(self._title, "strong")
        self._below = ElidedLabel(parent=self)
        set_role(self._below, "small")
        self._due = DueLabel(parent=self)
        self._button = QPushButton(self)
        self._button.setObjectName("agenda_do")
        self._button.setMinimumWidth(76)
        if leads:
            set_role(self._button, "primary")
        self._button.clicked.connect(self._on_do)
        self._lay_out()

    def show_order(self, row: ListRow, now: datetime, rules: Rules | None) -> None:
        """Show an order's next duty."""
        self._order_id = row.order_id
        self._mark.set_mark(_urgency(row))
        self._title.setText(row.title)
        self._below.setText(self._duty(row, now))
        self._due.set_due(row.due, now, rules, certain=row.due_certain)
        verb = _VERBS[row.due_duty] if row.due_duty else self.tr("打开")
        self._button.setText(verb)
        self._button.setAccessibleName(f"{verb} {row.number}")
        self.setAccessibleName(f"{row.title}，{self._due.accessibleName()}")

    @property
    def last_stop(self) -> QWidget:
        """Where the Tab key leaves the row."""
        return self._button

    def come_after(self, stop: QWidget | None) -> None:
        """Take the place behind a widget in the order of the Tab key."""
        if stop is not None:
            QWidget.setTabOrder(stop, self)
            QWidget.setTabOrder(self, self._button)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the order."""
        if self.rect().contains(event.position().toPoint()):
            self.order_wanted.emit(self._order_id)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the order."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.order_wanted.emit(self._order_id)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        line.setSpacing(Space.M)
        column = QVBoxLayout()
        column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._mark)
        top.addWidget(self._title, 1)
        column.addLayout(top)
        column.addWidget(self._below)
        line.addLayout(column, 1)
        line.addWidget(self._due)
        line.addWidget(self._button)

    def _duty(self, row: ListRow, now: datetime) -> str:
        duty = DUTY_NAMES[row.due_duty] if row.due_duty else ""
        if row.due is None:
            without = self.tr("{}：没有时限").format(duty) if duty else self.tr("没有时限")
            return without if self._compact else f"{without} · {row.number}"
        until = self.tr("{} 前").format(short_moment(row.due, now))
        return until if self._compact else f"{duty}：{until} · {row.number}"

    def _on_do(self) -> None:
        self.step_wanted.emit(self._order_id)


def _urgency(row: ListRow) -> Mark:
    mark = urgency_mark(row.urgency, row.kind)
    return mark if mark.tone is not Tone.NEUTRAL else Mark("")
