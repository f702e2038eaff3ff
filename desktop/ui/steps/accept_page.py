"""接单: the duties and their deadlines are shown before the click (XY-01)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.domain.actions import Accept, Action, SaveReturnForm
from desktop.domain.clocks import DUTY_NAMES
from desktop.services.order_desk import OrderCard, Saved
from desktop.services.return_offer import return_offer
from desktop.ui.office import Office
from desktop.ui.steps.demand_text import DemandText
from desktop.ui.steps.step_page import StepPage
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.due_label import DueLabel
from desktop.ui.wording import moment_text


class AcceptPage(StepPage):
    """Takes an order on, or takes a warned one up again."""

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self._to_return = False
        self.text = DemandText(office, self)
        self._warning = Card(self.tr("预警内容"), self)
        self._warning_text = self._warning.add_text("", "body")
        set_tone(self._warning_text, Tone.DANGER)
        self._duties = Card(self.tr("接单后的职责和时限"), self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(3, 1)
        self._duties.body.addLayout(self._grid)
        self._other = Card(self.tr("不属于本部门？"), self)
        self._other_text = self._other.add_text("", "body")
        self.return_button = QPushButton(self.tr("接单并填写退单申请(&R)"), self)
        self.return_button.setObjectName("accept_and_return")
        self.return_button.clicked.connect(self._on_return_clicked)
        self._other.body.addWidget(self.return_button, 0, Qt.AlignmentFlag.AlignLeft)
        for card in (self._warning, self._duties, self.text, self._other):
            self.frame.body.addWidget(card)

    def refresh(self, card: OrderCard) -> None:
        """Show demand, duties and the way of a return."""
        order = card.working.order
        self.text.show_order(order)
        self._warning.setVisible(bool(order.round.warning))
        self._warning_text.setText(order.round.warning)
        self._show_duties(card)
        offer = return_offer(card, self.now())
        can_return = offer is not None and not offer.is_over
        self._other.setVisible(offer is not None)
        self._other_text.setText(offer.words if offer else "")
        self.return_button.setVisible(can_return)
        self.return_button.setEnabled(can_return and self.primary_open(card))

    def do_primary(self) -> None:
        """Accept."""
        self._to_return = False
        again = self.card is not None and self.card.working.order.round.number > 1
        self.perform(Accept(), said=self.tr("已接收重办") if again else self.tr("已接单"))

    def saved(self, saved: Saved) -> None:
        """Go on to the return form when that was asked for."""
        if self._to_return:
            self.step_wanted.emit(SaveReturnForm)
        else:
            super().saved(saved)

    def _on_return_clicked(self) -> None:
        self._to_return = True
        self.perform(Accept(), said=self.tr("已接单"))

    def _show_duties(self, card: OrderCard) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, clock in enumerate(card.clocks):
            name = QLabel(DUTY_NAMES[clock.duty], self._duties)
            set_role(name, "strong")
            moment = QLabel(moment_text(clock.due), self._duties)
            left = DueLabel(self._duties)
            left.set_due(clock.due, self.now(), card.rules, certain=clock.certain)
            rule = self.tr("平台下发") if clock.rule == "platform" else clock.rule
            source = QLabel(f"{rule}　{clock.clause}", self._duties)
            source.setWordWrap(True)
            set_role(source, "small")
            for column, widget in enumerate((name, moment, left, source)):
                self._grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignVCenter)
        if not card.clocks:
            empty = QLabel(self.tr("本地区没有统一时限，以平台下发的为准。"), self._duties)
            set_role(empty, "muted")
            self._grid.addWidget(empty, 0, 0, 1, 4)
