"""今天要办: open duties in the order in which they end."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.clocks import Rules, is_past
from desktop.services.lists import ListRow, is_by_today
from desktop.ui.dashboard.row_stack import AT_ONCE, RowStack
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState

_MOST_TODAY = 25
_MOST_LATER = 6


class AgendaCard(Card):
    """Overdue and today's duties first, then what comes next.

    Signals:
        step_wanted: Do the next step of an order; its id.
        order_wanted: Open an order; its id.
        list_wanted: Show the whole list.
        print_wanted: Print what is due today.
    """

    step_wanted = Signal(str)
    order_wanted = Signal(str)
    list_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, *, is_fed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("今天要办"), parent)
        self._is_fed = is_fed
        self.setObjectName("agenda_card")
        self._shown: tuple[object, ...] = ()
        self._count = QLabel()
        self._count.setObjectName("agenda_count")
        set_role(self._count, "muted")
        self.add_to_header(self._count)
        self._print = QPushButton(self.tr("打印今天要交的表"))
        self._print.setObjectName("agenda_print")
        set_role(self._print, "link")
        self._print.clicked.connect(self._on_print)
        self.add_to_header(self._print)
        self._more = self._more_button()
        self._today = RowStack(leads=True, follows=self._print)
        self._later = RowStack(follows=self._more)
        for rows in (self._today, self._later):
            rows.step_wanted.connect(self.step_wanted)
            rows.order_wanted.connect(self.order_wanted)
        self._done: EmptyState | None = None
        self._later_title = QLabel(self.tr("随后"))
        self._later_title.setContentsMargins(Space.S, Space.M, 0, Space.XS)
        set_role(self._later_title, "muted")
        self._lay_out()

    def show_rows(self, rows: Sequence[ListRow], now: datetime, rules: Rules | None) -> None:
        """Show the agenda."""
        if not self._is_new(rows, now):
            return
        today = [row for row in rows if row.due and is_by_today(row.due, now)]
        later = [row for row in rows if row not in today][:_MOST_LATER]
        is_more = len(today) > _MOST_TODAY
        self._print.setVisible(bool(today))
        self._count.setText(self._counted(today, now, more=is_more and len(today) == len(rows)))
        self._show_done(not today, later=bool(later))
        self._today.show_rows(today[:_MOST_TODAY], now, rules)
        self._more.setVisible(is_more)
        self._later_title.setVisible(bool(later))
        self._later.show_rows(later, now, rules, at_once=max(AT_ONCE - len(today), 0))

    def _lay_out(self) -> None:
        inner = QWidget()
        set_role(inner, "scrolled")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(0)
        for part in (self._today, self._more, self._later_title, self._later):
            self._column.addWidget(part)
        self._more.hide()
        self._later_title.hide()
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.add(scroll, 1)

    def _is_new(self, rows: Sequence[ListRow], now: datetime) -> bool:
        """Tell whether something else is to be shown."""
        minute = now.replace(second=0, microsecond=0)
        showing = (minute, *rows)
        changed, self._shown = showing != self._shown, showing
        return changed

    def _more_button(self) -> QPushButton:
        button = QPushButton(self.tr("按时限查看全部工单(&W)"))
        button.setObjectName("agenda_more")
        button.setAccessibleName(self.tr("按时限查看全部工单"))
        set_role(button, "link")
        button.clicked.connect(self._on_more)
        return button

    def _on_more(self) -> None:
        self.list_wanted.emit()

    def _on_print(self) -> None:
        self.print_wanted.emit()

    def _counted(self, today: Sequence[ListRow], now: datetime, *, more: bool) -> str:
        if more:
            return self.tr("{} 件以上").format(len(today))
        over = sum(bool(row.due and is_past(row.due, now)) for row in today)
        text = self.tr("{} 件").format(len(today)) if today else ""
        return text + (self.tr("，其中 {} 件已超时").format(over) if over else "")

    def _show_done(self, is_done: bool, *, later: bool) -> None:
        if self._done is None and is_done:
            self._done = EmptyState(self.tr("今天的工单都办好了"), picture="check")
            self._column.insertWidget(0, self._done)
        if self._done is not None:
            come = self.tr("新派来的工单会出现在这里。")
            if self._is_fed:
                come = self.tr("平台导出的工单在“全部工单”里导入。")
            hint = self.tr("下面是随后到期的。") if later else come
            self._done.say(self.tr("今天的工单都办好了"), hint)
            self._done.setVisible(is_done)
