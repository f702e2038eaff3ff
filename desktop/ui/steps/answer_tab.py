"""答复与反馈: what the citizen was told, and what he said."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.orders import HandlingResult
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.field import Field
from desktop.ui.fields.moment import Moment
from desktop.ui.fields.phrases import Phrases
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.knowledge_card import KnowledgeCard
from desktop.ui.steps.order_words import FEEDBACK, WAYS
from desktop.ui.style import Space

_PHRASES = (
    "您好，您反映的问题已由本单位现场核实。",
    "经核实，",
    "已责令整改并现场复查，问题已解决。",
    "因涉及多个部门，已协调推进，进展将及时告知您。",
    "感谢您对我们工作的监督和支持。",
)


class AnswerTab(QWidget):
    """The section of answer and feedback."""

    def __init__(
        self, office: Office, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.answered_at = Moment("answered_at", self.tr("答复时间"), now, self)
        self.answer_way = Choice("answer_way", self.tr("答复方式"), WAYS, self)
        self.answer = TextArea(
            "answer",
            self.tr("答复要点"),
            self.tr("告知市民的处理方式、过程和结果"),
            5,
            self,
        )
        self.feedback = Choice("feedback", self.tr("市民反馈"), FEEDBACK, self)
        self.feedback_note = TextArea(
            "feedback_note", self.tr("反馈说明"), self.tr("市民怎么说的"), lines=2, parent=self
        )
        phrases = Phrases(self.answer, self)
        phrases.set_phrases(_PHRASES)
        card = FormCard(self.tr("答复市民"), parent=self)
        card.add_field(self.answered_at)
        card.add_field(self.answer_way)
        card.add_field(self.answer)
        card.add_beside(phrases)
        self.knowledge = KnowledgeCard(office, self.answer, self)
        said = FormCard(self.tr("市民反馈"), parent=self)
        said.add_field(self.feedback)
        said.add_field(self.feedback_note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(card)
        column.addWidget(self.knowledge)
        column.addWidget(said)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the draft."""
        return (
            self.answered_at,
            self.answer_way,
            self.answer,
            self.feedback,
            self.feedback_note,
        )

    def fill(self, result: HandlingResult) -> None:
        """Put in what is saved."""
        self.answered_at.set_moment(result.answered_at)
        for field in self.fields[1:]:
            field.set_value(str(getattr(result, field.name)))
