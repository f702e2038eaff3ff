"""不纳入测评: apply for it (XY-12)."""

import uuid

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, ApplyExclusion
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.step_page import StepPage


class ExclusionPage(StepPage):
    """The reason why an order should not count in the evaluation."""

    draft_form = "exclusion"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.reason = TextArea(
            "reason", self.tr("理由"), self.tr("为什么不应纳入测评，有什么依据"), 5, self
        )
        card = FormCard(
            self.tr("申请不纳入测评"),
            self.tr(
                "由本单位和城运中心共同确认后向上申请，通过后由相关领导签署。批准前照常计入测评。"
            ),
            self,
        )
        card.add_field(self.reason, required=True)
        self.frame.body.addWidget(card)
        self.use_fields(self.reason)

    def primary_text(self, card: OrderCard) -> str:
        """Say that it is an application."""
        del card
        return self.tr("提出申请")

    def do_primary(self) -> None:
        """Apply."""
        if self.reason.is_empty:
            self.complain(self.tr("请填写理由。"), self.reason)
            return
        action = ApplyExclusion(entry_id=str(uuid.uuid4()), reason=self.reason.value().strip())
        self.perform(action, said=self.tr("不纳入测评的申请已提出"))
