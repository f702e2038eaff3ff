"""添加备注: a remark for the unit's own memory."""

import uuid

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, AddNote
from desktop.domain.orders import Note
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.recorded_rows import RecordedRow, RecordedRows
from desktop.ui.steps.step_page import StepPage
from desktop.ui.widgets.card import Card
from desktop.ui.wording import moment_text


class NotePage(StepPage):
    """A remark, below those that are there."""

    draft_form = "note"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.text = TextArea("text", self.tr("备注"), lines=4, parent=self)
        card = FormCard(self.tr("添加备注"), self.tr("备注随工单上报，中心也能看到。"), self)
        card.add_field(self.text, required=True)
        earlier = Card(self.tr("已有的备注和消息"), self)
        self.rows = RecordedRows(self.tr("还没有备注。"), self, retractable=False)
        earlier.add(self.rows)
        self.frame.body.addWidget(card)
        self.frame.body.addWidget(earlier)
        self.use_fields(self.text)

    def refresh(self, card: OrderCard) -> None:
        """Show what has been noted."""
        self.rows.show_rows([_row(note) for note in reversed(card.working.order.notes)])

    def do_primary(self) -> None:
        """Add the remark."""
        if self.text.is_empty:
            self.complain(self.tr("请填写备注。"), self.text)
            return
        action = AddNote(entry_id=str(uuid.uuid4()), text=self.text.value().strip())
        self.perform(action, said=self.tr("备注已添加"))


def _row(note: Note) -> RecordedRow:
    return RecordedRow(
        entry_id=note.entry_id,
        when=moment_text(note.stamp.at),
        line=note.stamp.name,
        text=note.text,
        retracted=note.retracted,
    )
