"""A quiet word on an order that keeps older rules: what would be other under the present ones."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.services.order_desk import OrderCard
from desktop.services.profile_change import ProfileChange, changed_rules
from desktop.services.workplace import Workplace
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role


class RulesNote(QFrame):
    """Hidden while the order is under the rules that new orders come under.

    Args:
        office: The unit's present rules; the workers.
        parent: Owner.
    """

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._order_id = ""
        self._change: ProfileChange | None = None
        set_role(self, "inset")
        self.setObjectName("rules_note")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self._said = QLabel()
        self._said.setObjectName("rules_note_said")
        self._said.setWordWrap(True)
        set_role(self._said, "small")
        line.addWidget(self._said, 1)
        self._more = self._link(self.tr("有哪些不同"), "rules_note_more")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._on_more)
        self._copy = self._link(self.tr("复制"), "rules_note_copy")
        self._copy.setAccessibleName(self.tr("复制规则的不同"))
        self._copy.clicked.connect(self._on_copy)
        line.addWidget(self._more)
        line.addWidget(self._copy)
        column.addLayout(line)
        self._text = QLabel()
        self._text.setObjectName("rules_note_text")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        set_role(self._text, "small")
        self._text.hide()
        column.addWidget(self._text)
        self.hide()

    def show_card(self, card: OrderCard) -> None:
        """Compare an order's rules with the present ones, and show it when they differ."""
        order = card.working.order
        if order.order_id != self._order_id:
            self._order_id = order.order_id
            self._more.setChecked(False)
            self.hide()
        call = partial(_compared, self._office.workplace, order, card.rules)
        self._office.jobs.run(call, self._on_compared, owner=self)

    def _on_compared(self, found: tuple[str, ProfileChange | None]) -> None:
        order_id, change = found
        if order_id != self._order_id:
            return
        self._change = change
        self.setVisible(change is not None)
        if change is None:
            return
        if change.old.id == change.new.id:
            words = self.tr("本单仍按规则第 {0} 版办理；现行为第 {1} 版，只用于新派的工单。")
            self._said.setText(words.format(change.old.version, change.new.version))
        else:
            words = self.tr("本单仍按“{0}”的规则办理；现行的“{1}”只用于新派的工单。")
            self._said.setText(words.format(change.old.name, change.new.name))
        self._text.setText(change.text)

    def _link(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        set_role(button, "link")
        return button

    def _on_more(self, shown: bool) -> None:
        self._text.setVisible(shown)
        self._more.setText(self.tr("收起") if shown else self.tr("有哪些不同"))

    def _on_copy(self) -> None:
        if self._change:
            QGuiApplication.clipboard().setText(self._change.text)


def _compared(workplace: Workplace, order: Order, kept: Rules) -> tuple[str, ProfileChange | None]:
    return order.order_id, changed_rules(order, kept, workplace.duties.rules())
