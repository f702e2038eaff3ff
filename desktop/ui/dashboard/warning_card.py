"""预警: orders that came back because the citizen was not satisfied."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.clocks import Rules
from desktop.services.lists import ListRow
from desktop.ui.dashboard.row_stack import RowStack
from desktop.ui.style import set_role
from desktop.ui.widgets.card import Card


class WarningCard(Card):
    """Hidden while there is none.

    Signals:
        step_wanted: Do the next step of an order; its id.
        order_wanted: Open an order; its id.
        all_wanted: List all of them.
    """

    step_wanted = Signal(str)
    order_wanted = Signal(str)
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("预警重办"), parent)
        self.setObjectName("warning_card")
        self._rows = RowStack(compact=True)
        self._rows.step_wanted.connect(self.step_wanted)
        self._rows.order_wanted.connect(self.order_wanted)
        self.body.addWidget(self._rows)
        self._all = QPushButton(self.tr("查看全部(&V)"))
        self._all.setObjectName("warning_all")
        self._all.setAccessibleName(self.tr("查看全部预警重办"))
        set_role(self._all, "link")
        self._all.clicked.connect(self._on_all)
        self.add_to_header(self._all)
        self.hide()

    def show_rows(
        self, rows: Sequence[ListRow], now: datetime, rules: Rules | None, *, count: int
    ) -> None:
        """Show the first of the warned orders, and how many there are."""
        self._rows.show_rows(rows, now, rules)
        self.set_title(self.tr("预警重办（{}）").format(count))
        self._all.setVisible(count > len(rows))
        self.setVisible(bool(rows))

    def _on_all(self) -> None:
        self.all_wanted.emit()
