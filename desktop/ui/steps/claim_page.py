"""不合规诉求: report it to have the order closed (LS-10, LS-26)."""

import uuid

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, ClaimIrregular
from desktop.domain.calendar import moment_text
from desktop.domain.orders import Confidentiality, Contact
from desktop.domain.paper_content import contacts_of
from desktop.domain.proceedings import IRREGULAR_NAMES, IrregularClass, LegalBasis, Talk
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.row_editor import Column, RowEditor
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.step_page import StepPage


class ClaimPage(StepPage):
    """Class, reason, policies, and how it was explained to the caller: what F6 shows."""

    draft_form = "claim_irregular"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        names = [(kind.value, name.partition("（")[0]) for kind, name in IRREGULAR_NAMES.items()]
        self.kind = Choice("irregular_class", self.tr("归类"), names, self)
        self.reason = TextArea(
            "reason", self.tr("不合规的理由"), self.tr("事实，为什么属于这一类"), 3, self
        )
        self.policies = RowEditor(
            "policies",
            self.tr("政策依据"),
            (
                Column("document", self.tr("文件名称"), 3),
                Column("number", self.tr("文号"), 2),
                Column("clause", self.tr("条款内容"), 4),
            ),
            parent=self,
        )
        self.talks = RowEditor(
            "talks",
            self.tr("沟通解释记录"),
            (
                Column("at", self.tr("时间"), 3),
                Column("means", self.tr("方式"), 2),
                Column("person", self.tr("对象"), 2),
                Column("points", self.tr("要点"), 5),
            ),
            parent=self,
        )
        self.explained = TextArea(
            "explained", self.tr("解释情况"), self.tr("怎样向来电人解释，结果如何"), 3, self
        )
        card = FormCard(
            self.tr("上报不合规诉求"),
            self.tr(
                "只限省级首次办理的工单，或者市级已重办一次的工单；材料由中心审核，失实的要扣分。"
            ),
            self,
        )
        card.add_field(self.kind, required=True)
        card.add_field(self.reason, required=True)
        card.add_field(self.policies)
        card.add_field(self.talks)
        card.add_field(self.explained, required=True)
        self.frame.body.addWidget(card)
        self.use_fields(self.kind, self.reason, self.policies, self.talks, self.explained)

    def fill(self, card: OrderCard) -> None:
        """Start with the contacts that are recorded: most of them were explanations."""
        order = card.working.order
        named = order.confidentiality is Confidentiality.NONE
        self.talks.set_rows([_talk(row, named=named) for row in contacts_of(order)])

    def do_primary(self) -> None:
        """Report."""
        for field in (self.kind, self.reason, self.explained):
            if field.is_empty:
                self.complain(self.tr("请填写{label}。").format(label=field.label), field)
                return
        self.perform(self.typed(), said=self.tr("不合规诉求已上报"))

    def typed(self) -> ClaimIrregular:
        """Give the action as it is on screen."""
        return ClaimIrregular(
            entry_id=str(uuid.uuid4()),
            irregular_class=IrregularClass(self.kind.value()),
            reason=self.reason.value().strip(),
            policies=tuple(LegalBasis(**row) for row in self.policies.rows()),
            talks=tuple(Talk(**row) for row in self.talks.rows()),
            explained=self.explained.value().strip(),
        )


def _talk(row: Contact, *, named: bool) -> dict[str, str]:
    """Put a contact into a row; who was spoken to stays out where he is unknown (KF-20)."""
    return {
        "at": moment_text(row.occurred_at),
        "means": row.way,
        "person": row.person if named else "",
        "points": row.summary,
    }
