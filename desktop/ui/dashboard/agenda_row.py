"""One order on the agenda: what is due, until when, and the button that does it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.clocks import DUTY_NAMES, Rules
from desktop.domain.profile import Duty
from desktop.services.lists import ListRow
from desktop.ui.marks import urgency_mark
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
        self,
        row: ListRow,
        now: datetime,
        rules: Rules | None,
        *,
        first: bool = False,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._row = row
        set_role(self, "agendarow")
        self.setObjectName("agenda_row")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        line.setSpacing(Space.M)
        line.addLayout(self._words(now, compact=compact), 1)
        due = DueLabel()
        due.set_due(row.due, now, rules, certain=row.due_certain)
        line.addWidget(due)
        verb = _VERBS[row.due_duty] if row.due_duty else self.tr("打开")
        button = QPushButton(verb)
        button.setObjectName("agenda_do")
        button.setAccessibleName(f"{verb} {row.number}")
        button.setMinimumWidth(76)
        if first:
            set_role(button, "primary")
        button.clicked.connect(self._on_do)
        line.addWidget(button)
        self.setAccessibleName(f"{row.title}，{due.accessibleName()}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the order."""
        if self.rect().contains(event.position().toPoint()):
            self.order_wanted.emit(self._row.order_id)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the order."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.order_wanted.emit(self._row.order_id)
        else:
            super().keyPressEvent(event)

    def _words(self, now: datetime, *, compact: bool) -> QVBoxLayout:
        row = self._row
        column = QVBoxLayout()
        column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        mark = urgency_mark(row.urgency, row.kind)
        if mark.tone is not Tone.NEUTRAL:
            top.addWidget(Badge(mark))
        title = ElidedLabel(row.title)
        set_role(title, "strong")
        top.addWidget(title, 1)
        column.addLayout(top)
        duty = DUTY_NAMES[row.due_duty] if row.due_duty else ""
        moment = short_moment(row.due, now) if row.due else ""
        until = self.tr("{} 前").format(moment)
        below = ElidedLabel(until if compact else f"{duty}：{until} · {row.number}")
        set_role(below, "small")
        column.addWidget(below)
        return column

    def _on_do(self) -> None:
        self.step_wanted.emit(self._row.order_id)
