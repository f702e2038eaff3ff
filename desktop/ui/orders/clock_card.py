"""时限: all deadlines of the current round."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.duty_states import DutyState, duty_state
from desktop.services.order_desk import OrderCard
from desktop.ui.orders.clock_row import ClockRow
from desktop.ui.widgets.card import Card


class ClockCard(Card):
    """One row a deadline; the ones that are still to be met first, those of others last.

    Signals:
        basis_wanted: Show the rules of a profile at a clause: profile id, rule id.
    """

    basis_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("时限"), parent)
        self.setObjectName("clock_card")
        self._rows: list[ClockRow] = []
        self._profile = ""

    def show_card(self, card: OrderCard, now: datetime) -> None:
        """Show the clocks of an order."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        order = card.working.order
        self._profile = order.profile
        own = [(duty_state(card, clock, now), clock) for clock in card.clocks]
        own.sort(key=lambda entry: (entry[0] is not DutyState.OPEN, entry[1].due))
        others = [(DutyState.SPARED, clock) for clock in card.informing]
        for state, clock in (*own, *others):
            rule = card.rules.profile.cite(clock.duty, order.kind)
            earlier = [entry for entry in card.earlier if entry.duty is clock.duty]
            row = ClockRow(
                clock,
                card.rules,
                now,
                state=state,
                rule=rule,
                earlier=earlier,
            )
            row.basis_wanted.connect(self._on_basis_wanted)
            self._rows.append(row)
            self.add(row)
        self.setVisible(bool(self._rows))

    def _on_basis_wanted(self, rule: str) -> None:
        self.basis_wanted.emit(self._profile, rule)
