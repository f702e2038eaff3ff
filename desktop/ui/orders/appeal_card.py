"""诉求: what the citizen asks for, who he is, and where it came from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.domain.orders import Confidentiality, Order, Part
from desktop.domain.profile import Profile
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.breakable_label import BreakableLabel
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.phone_label import PhoneLabel
from desktop.ui.wording import moment_text

_SECRET = {
    Confidentiality.REPORT: "举报工单，平台未下发诉求人信息",
    Confidentiality.SECRET: "保密工单，平台未下发诉求人信息",
}


class AppealCard(Card):
    """The text of the demand and the facts around it; the number is masked."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("诉求"), parent)
        self.setObjectName("appeal_card")
        self._reference = office.workplace.reference
        self._content = BreakableLabel()
        self._content.setObjectName("appeal_content")
        self._content.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.add(self._content)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(Space.L)
        self._facts.setVerticalSpacing(Space.XS)
        self._facts.setColumnStretch(1, 1)
        self.body.addSpacing(Space.XS)
        self.body.addLayout(self._facts)
        self._values: dict[str, BreakableLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._phone = PhoneLabel(office)
        self._put_facts()

    def show_order(self, order: Order, profile: Profile) -> None:
        """Show an order."""
        self._content.setText(order.content or self.tr("（没有诉求内容）"))
        caller = order.caller
        if order.confidentiality is not Confidentiality.NONE:
            who = _SECRET[order.confidentiality]
        elif caller is None or not (caller.name or caller.phone):
            who = self.tr("匿名")
        else:
            who = caller.name or self.tr("未留姓名")
        self._set("caller", who)
        phone = caller.phone if caller else ""
        self._phone.set_phone(order.order_id, phone)
        self._phone.setVisible(bool(phone))
        self._names["phone"].setVisible(bool(phone))
        kind = next((kind.name for kind in profile.kinds if kind.id == order.kind), order.kind)
        self._set("address", order.address)
        topic = self._reference.topic(order.category)
        self._set("kind", " · ".join(part for part in (kind, topic) if part))
        source = " · ".join(part for part in (order.channel, order.external_number) if part)
        self._set("source", source)
        self._set("part", self._part_of(order))
        self._set("dispatched", moment_text(order.dispatched_at))
        self._set("extra", "\n".join(f"{name}：{value}" for name, value in order.extra))

    def _put_facts(self) -> None:
        names = {
            "caller": self.tr("诉求人"),
            "phone": self.tr("联系电话"),
            "address": self.tr("地址"),
            "kind": self.tr("类型"),
            "source": self.tr("来源"),
            "part": self.tr("主办协办"),
            "dispatched": self.tr("派单时间"),
            "extra": self.tr("其他"),
        }
        for row, (key, name) in enumerate(names.items()):
            label = QLabel(name)
            set_role(label, "fieldlabel")
            self._names[key] = label
            self._facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            if key == "phone":
                self._facts.addWidget(self._phone, row, 1)
                continue
            value = BreakableLabel()
            value.setObjectName(f"appeal_{key}")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._values[key] = value
            self._facts.addWidget(value, row, 1)

    def _part_of(self, order: Order) -> str:
        """Say who leads; nothing where the unit handles the order alone (LS-04)."""
        if order.part is Part.CO:
            return self.tr("本单位协办，由主办单位牵头办理和答复")
        names = "、".join(row.unit_name for row in order.co_units if not row.retracted)
        return self.tr("本单位主办，{}协办").format(names) if names else ""

    def _set(self, key: str, text: str) -> None:
        self._values[key].setText(text)
        self._values[key].setVisible(bool(text))
        self._names[key].setVisible(bool(text))
