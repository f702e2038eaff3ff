"""预警: orders that came back because the citizen was not satisfied."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.clocks import Rules
from desktop.services.lists import ListRow
from desktop.ui.dashboard.agenda_row import AgendaRow
from desktop.ui.widgets.card import Card


class WarningCard(Card):
    """Hidden while there is none.

    Signals:
        step_wanted: Do the next step of an order; its id.
        order_wanted: Open an order; its id.
    """

    step_wanted = Signal(str)
    order_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("预警重办"), parent)
        self.setObjectName("warning_card")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.hide()

    def show_rows(self, rows: Sequence[ListRow], now: datetime, rules: Rules | None) -> None:
        """Show the warned orders."""
        while self._rows.count():
            widget = self._rows.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            widget = AgendaRow(row, now, rules)
            widget.step_wanted.connect(self.step_wanted)
            widget.order_wanted.connect(self.order_wanted)
            self._rows.addWidget(widget)
        self.set_title(self.tr("预警重办（{}）").format(len(rows)))
        self.setVisible(bool(rows))
