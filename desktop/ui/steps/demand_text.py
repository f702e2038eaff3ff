"""What the citizen asks for, at the top of a step."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.domain.orders import Confidentiality, Order
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.breakable_label import BreakableLabel
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.phone_label import PhoneLabel
from desktop.ui.wording import moment_text

_SHORT = 160


class DemandText(Card):
    """The demand: title, text, place, caller with a masked number.

    Args:
        office: For the recorded look at a number.
        parent: Owner.
        phone: Whether the number stands here; not where the page has it at its form.
    """

    def __init__(
        self, office: Office, parent: QWidget | None = None, *, phone: bool = True
    ) -> None:
        super().__init__(self.tr("诉求"), parent)
        self._order: Order | None = None
        self._reference = office.workplace.reference
        self._with_phone = phone
        self._text = BreakableLabel("", self)
        set_role(self._text, "body")
        self.body.addWidget(self._text)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more = QPushButton(self.tr("显示全文"), self)
        self.more.setObjectName("demand_more")
        self.more.setCheckable(True)
        set_role(self.more, "link")
        self.more.toggled.connect(self._on_more_toggled)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self._values: list[tuple[QLabel, BreakableLabel]] = []
        for row in range(4):
            name, value = QLabel(self), BreakableLabel("", self)
            set_role(name, "fieldlabel")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self._values.append((name, value))
        self._phone_name = QLabel(self.tr("联系电话"), self)
        set_role(self._phone_name, "fieldlabel")
        self._phone = PhoneLabel(office, self)
        grid.addWidget(self._phone_name, 4, 0)
        grid.addWidget(self._phone, 4, 1)

    def show_order(self, order: Order) -> None:
        """Show an order."""
        self._order = order
        self._show_text()
        topic = self._reference.topic(order.category)
        rows = (
            (self.tr("地址"), order.address),
            (self.tr("来源"), "　".join(part for part in (order.channel, topic) if part)),
            (self.tr("派单时间"), moment_text(order.dispatched_at)),
            (self.tr("诉求人"), self._caller(order)),
        )
        for (name, value), (label, text) in zip(self._values, rows, strict=True):
            name.setText(label)
            value.setText(text)
            name.setVisible(bool(text))
            value.setVisible(bool(text))
        phone = order.caller.phone if order.caller else ""
        hidden = not self._with_phone or order.confidentiality is not Confidentiality.NONE
        self._phone.set_phone(order.order_id, phone)
        self._phone.setVisible(not hidden)
        self._phone_name.setVisible(not hidden)

    def _caller(self, order: Order) -> str:
        if order.confidentiality is Confidentiality.REPORT:
            return self.tr("举报工单，不显示举报人信息")
        if order.confidentiality is Confidentiality.SECRET:
            return self.tr("保密工单，不显示诉求人信息")
        if order.anonymous:
            return self.tr("匿名")
        return order.caller.name if order.caller and order.caller.name else self.tr("未留姓名")

    def _show_text(self) -> None:
        content = (self._order.content or self._order.title) if self._order else ""
        is_long = len(content) > _SHORT
        self.more.setVisible(is_long)
        if is_long and not self.more.isChecked():
            content = content[:_SHORT].rstrip() + "…"
        self._text.setText(content)

    def _on_more_toggled(self, shown: bool) -> None:
        self.more.setText(self.tr("收起") if shown else self.tr("显示全文"))
        self._show_text()
