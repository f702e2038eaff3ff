"""Rows of orders one below the other, made in small lots so that the screen never stalls."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.clocks import Rules
from desktop.services.lists import ListRow
from desktop.ui.dashboard.agenda_row import AgendaRow
from desktop.ui.style import set_role

_LOT = 3
_BETWEEN_LOTS_MS = 20
"""Lets what is there be painted before more is made."""
AT_ONCE = 8
"""As many rows as are in view when the window opens."""


class RowStack(QWidget):
    """Keeps its rows and gives them other orders: making a row is the dear part.

    Args:
        leads: Whether its first row has the primary button.
        compact: Whether the rows have little room.
        follows: Where the Tab key comes from; rows are made late, and late ones come last.

    Signals:
        step_wanted: Do the next step of an order; its id.
        order_wanted: Open an order; its id.
    """

    step_wanted = Signal(str)
    order_wanted = Signal(str)

    def __init__(
        self,
        *,
        leads: bool = False,
        compact: bool = False,
        follows: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_role(self, "scrolled")
        self._follows = follows
        self._leads = leads
        self._compact = compact
        self._wanted: Sequence[ListRow] = ()
        self._now: datetime | None = None
        self._rules: Rules | None = None
        self._rows: list[AgendaRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._next_lot = QTimer(self)
        self._next_lot.setSingleShot(True)
        self._next_lot.setInterval(_BETWEEN_LOTS_MS)
        self._next_lot.timeout.connect(self._on_next_lot)
        self.hide()

    def show_rows(
        self,
        rows: Sequence[ListRow],
        now: datetime,
        rules: Rules | None,
        *,
        at_once: int = AT_ONCE,
    ) -> None:
        """Show orders; those after the first ones follow in the next turns of the event loop.

        Args:
            rows: The orders.
            now: The present moment.
            rules: For working days.
            at_once: How many rows are made before this returns.
        """
        self._wanted, self._now, self._rules = rows, now, rules
        for widget, row in zip(self._rows, rows, strict=False):
            widget.show_order(row, now, rules)
        self._drop_surplus()
        self._add(at_once - len(self._rows))
        self.setVisible(bool(rows))

    def _drop_surplus(self) -> None:
        for widget in self._rows[len(self._wanted) :]:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        del self._rows[len(self._wanted) :]

    def _add(self, count: int) -> None:
        start = len(self._rows)
        if self._now is None:
            return
        for row in self._wanted[start : start + max(count, 0)]:
            widget = AgendaRow(
                leads=self._leads and not self._rows, compact=self._compact, parent=self
            )
            widget.show_order(row, self._now, self._rules)
            widget.step_wanted.connect(self.step_wanted)
            widget.order_wanted.connect(self.order_wanted)
            self._column.addWidget(widget)
            widget.come_after(self._rows[-1].last_stop if self._rows else self._follows)
            self._rows.append(widget)
        if len(self._rows) < len(self._wanted):
            self._next_lot.start()

    def _on_next_lot(self) -> None:
        self._add(_LOT)
