"""疑难上报 to the centre (XY-06, XY-14)."""

import uuid

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, ReportDifficult
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.step_page import StepPage


class DifficultPage(StepPage):
    """What was done, what is difficult, whom the centre should bring together."""

    draft_form = "difficult"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.measures = TextArea("measures", self.tr("已采取措施"), lines=3, parent=self)
        self.difficulty = TextArea("difficulty", self.tr("难点"), lines=3, parent=self)
        self.request = TextArea(
            "request",
            self.tr("需要协调"),
            self.tr("需要哪些单位、协调什么事项"),
            3,
            self,
        )
        self.suggestion = TextArea(
            "suggestion", self.tr("建议"), self.tr("建议由谁牵头、怎样解决"), 3, self
        )
        card = FormCard(
            self.tr("疑难上报"),
            self.tr(
                "特别疑难的上报城运中心，由中心会同外勤小组、联勤联动工作站处置。时限照常计算。"
            ),
            self,
        )
        card.add_field(self.measures)
        card.add_field(self.difficulty, required=True)
        card.add_field(self.request, required=True)
        card.add_field(self.suggestion)
        self.frame.body.addWidget(card)
        self.use_fields(self.measures, self.difficulty, self.request, self.suggestion)

    def fill(self, card: OrderCard) -> None:
        """Start with the measures that are recorded."""
        rows = [row.text for row in card.working.order.round.measures if not row.retracted]
        self.measures.set_value("\n".join(rows))

    def primary_text(self, card: OrderCard) -> str:
        """Say that it goes to the centre."""
        del card
        return self.tr("上报疑难")

    def do_primary(self) -> None:
        """Report."""
        for field in (self.difficulty, self.request):
            if field.is_empty:
                self.complain(self.tr("请填写{label}。").format(label=field.label), field)
                return
        self.perform(
            ReportDifficult(
                entry_id=str(uuid.uuid4()),
                measures=self.measures.value().strip(),
                difficulty=self.difficulty.value().strip(),
                request=self.request.value().strip(),
                suggestion=self.suggestion.value().strip(),
            ),
            said=self.tr("疑难情况已上报"),
        )
