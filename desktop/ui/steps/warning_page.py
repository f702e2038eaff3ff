"""登记预警 that came outside the platform, such as by WeChat group (XY-20)."""

import uuid

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, RegisterWarning
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.evidence_field import EvidenceField
from desktop.ui.fields.moment import Moment
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.step_page import StepPage
from desktop.ui.tasks import KnownError


class WarningPage(StepPage):
    """When it came, how, and what the citizen is not satisfied with."""

    draft_form = "warning"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.received_at = Moment("received_at", self.tr("收到时间"), self.now, self)
        sources = (
            ("微信群", self.tr("微信群")),
            ("电话", self.tr("电话")),
            ("书面通知", self.tr("书面通知")),
            ("其他", self.tr("其他")),
        )
        self.source = Choice("source", self.tr("来源"), sources, self)
        self.text = TextArea(
            "text", self.tr("预警内容"), self.tr("市民不满意什么，照群里的原话写"), 4, self
        )
        self.evidence = EvidenceField("evidence", self.tr("群截图、来函"), office.jobs, self)
        card = FormCard(
            self.tr("登记预警"),
            self.tr(
                "登记后开始再次处置，时限从收到时间起算；平台以后发来同一预警时自动合并，不会重复。"
            ),
            self,
        )
        card.add_field(self.received_at, required=True)
        card.add_field(self.source, required=True)
        card.add_field(self.text, required=True)
        card.add_field(self.evidence)
        self.frame.body.addWidget(card)
        self.use_fields(self.received_at, self.source, self.text, self.evidence)

    def fill(self, card: OrderCard) -> None:
        """Start with the usual case."""
        del card
        self.received_at.set_moment(self.now())
        self.source.set_value("微信群")

    def do_primary(self) -> None:
        """Register."""
        received = self.received_at.moment()
        if received is None:
            self.complain(self.tr("请填写收到时间。"), self.received_at)
        elif self.source.is_empty:
            self.complain(self.tr("请选择来源。"), self.source)
        elif self.text.is_empty:
            self.complain(self.tr("请填写预警内容。"), self.text)
        else:
            action = RegisterWarning(
                entry_id=str(uuid.uuid4()),
                received_at=received,
                source=self.source.value(),
                text=self.text.value().strip(),
            )
            self.perform_registering(action, self.evidence.files(), said=self.tr("预警已登记"))

    def show_error(self, error: KnownError) -> None:
        """Put an error of time beside the time."""
        if getattr(error, "code", "").startswith("time."):
            self.complain(str(error), self.received_at)
        else:
            super().show_error(error)
