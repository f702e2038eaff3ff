"""考核影响: what this order costs if it is late, returned late or redone (若……则……)."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.services.order_desk import OrderCard
from desktop.services.score_desk import OrderCost
from desktop.services.score_tables import case_text
from desktop.ui.office import Office
from desktop.ui.style import set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.card import Card


class CostCard(Card):
    """Computed when it is asked for: it reads the month's orders."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("考核影响"), parent)
        self.setObjectName("cost_card")
        self._office = office
        self._order_id = ""
        self._ask = QPushButton(self.tr("这张工单超期、退单超期或重办，会怎样？"))
        self._ask.setObjectName("cost_ask")
        self._ask.setAccessibleName(self.tr("算出这张工单超期、退单超期或重办的考核影响"))
        set_role(self._ask, "link")
        self._ask.clicked.connect(self._on_ask)
        self.body.addWidget(self._ask, 0, Qt.AlignmentFlag.AlignLeft)
        self._text = self.add_text("", "")
        self._text.setObjectName("cost_text")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.hide()

    def show_card(self, card: OrderCard) -> None:
        """Stand for another order; what was computed for the same one stays."""
        order = card.working.order
        if order.order_id != self._order_id:
            self._order_id = order.order_id
            self._ask.setEnabled(True)
            self._text.hide()
        self.setHidden(order.closed is not None or bool(card.working.removed_reason))

    def _on_ask(self) -> None:
        self._ask.setEnabled(False)
        call = partial(_asked, self._office, self._order_id)
        self._office.jobs.run(call, self._on_cost, self._on_failed, owner=self, slow=True)

    def _on_cost(self, answer: tuple[str, OrderCost]) -> None:
        order_id, cost = answer
        if order_id != self._order_id:
            return
        self._ask.setEnabled(True)
        lines = [case_text(case.text, case.cost) for case in cost.cases]
        if not cost.cases:
            # an assessment says it order by order; without one the rules' own words remain
            lines += [
                self.tr("{0}（{1}）").format(penalty.text, penalty.rule)
                for penalty in cost.penalties
            ]
        else:
            lines.append(self.tr("按本月工单试算：{}。").format(cost.formula))
        self._text.setText("\n".join(lines) or self.tr("这套规则没有写明扣分或处理。"))
        self._text.show()

    def _on_failed(self, error: KnownError) -> None:
        self._ask.setEnabled(True)
        self._text.setText(str(error))
        self._text.show()


def _asked(office: Office, order_id: str) -> tuple[str, OrderCost]:
    return order_id, office.workplace.scores.cost(order_id)
