"""认定与结果: cause, finding of fact and of demand, result."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.orders import HandlingResult, Order
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.field import Field
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.order_words import DEMANDS, FACTS, RESULTS
from desktop.ui.style import Space


class FindingTab(QWidget):
    """The section of findings and result; in re-handling also what was wrong last time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.last_dissatisfaction = TextArea(
            "last_dissatisfaction", self.tr("上一轮不满意原因"), lines=2, parent=self
        )
        self.rehandle_measures = TextArea(
            "rehandle_measures",
            self.tr("再次处置措施"),
            self.tr("这一轮与上一轮有什么不同"),
            parent=self,
        )
        self.cause = TextArea(
            "cause", self.tr("原因分析"), self.tr("问题是怎么产生的"), parent=self
        )
        self.fact = Choice("fact", self.tr("事实认定"), FACTS, self)
        self.fact_note = TextArea(
            "fact_note", self.tr("说明"), self.tr("查到了什么"), lines=1, parent=self
        )
        self.demand = Choice("demand", self.tr("诉求认定"), DEMANDS, self)
        self.demand_note = TextArea(
            "demand_note", self.tr("说明"), self.tr("政策依据"), lines=1, parent=self
        )
        self.outcome = Choice("outcome", self.tr("处理结果"), RESULTS, self)
        self.outcome_note = TextArea(
            "outcome_note",
            self.tr("说明"),
            self.tr("没有完全解决的，写明原因和下一步"),
            lines=1,
            parent=self,
        )
        self.lead_person = TextLine("lead_person", self.tr("牵头负责人"), parent=self)
        self.handlers = TextLine(
            "handlers", self.tr("具体办理人员"), self.tr("多人用顿号隔开"), self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._again = FormCard(self.tr("再次处置"), parent=self)
        self._again.add_field(self.last_dissatisfaction)
        self._again.add_field(self.rehandle_measures)
        card = FormCard(self.tr("认定与结果"), parent=self)
        for field in self._own():
            card.add_field(field, required=field is self.outcome)
        column.addWidget(self._again)
        column.addWidget(card)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the draft."""
        return (self.last_dissatisfaction, self.rehandle_measures, *self._own())

    def fill(self, order: Order, result: HandlingResult) -> None:
        """Put in what is saved; for a new round, what the citizen was not satisfied with."""
        for field in self.fields:
            field.set_value(str(getattr(result, field.name)))
        if order.round.number > 1 and self.last_dissatisfaction.is_empty:
            self.last_dissatisfaction.set_value(order.round.warning)

    def show_order(self, order: Order) -> None:
        """Ask about the last round only where there was one."""
        self._again.setVisible(order.round.number > 1)

    def _own(self) -> tuple[Field, ...]:
        return (
            self.cause,
            self.fact,
            self.fact_note,
            self.demand,
            self.demand_note,
            self.outcome,
            self.outcome_note,
            self.lead_person,
            self.handlers,
        )
