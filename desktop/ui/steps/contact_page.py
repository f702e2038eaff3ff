"""先行联系: attempts as rows, and one click where nobody can be reached (XY-02)."""

import uuid

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.actions import Action, RecordContact, Retract
from desktop.domain.clocks import has_contact
from desktop.domain.orders import Confidentiality, Contact, ContactOutcome, Order
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.moment import Moment
from desktop.ui.fields.phrases import Phrases
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.marks import Mark, Shape
from desktop.ui.office import Office
from desktop.ui.steps.demand_text import DemandText
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.order_words import (
    CONTACT_PHRASES,
    OUTCOMES,
    WAYS,
    unreachable_reason,
    word,
)
from desktop.ui.steps.recorded_rows import RecordedRow, RecordedRows
from desktop.ui.steps.step_page import StepPage
from desktop.ui.style import Tone
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.phone_label import PhoneLabel
from desktop.ui.wording import moment_text


class ContactPage(StepPage):
    """Records attempts to reach the caller."""

    draft_form = "contact"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.text = DemandText(office, self, phone=False)
        self.phone = PhoneLabel(office, self)
        self._unreachable = Card(self.tr("没有可用的联系方式"), self)
        self._reason = self._unreachable.add_text("", "body")
        self.no_means_button = QPushButton(self.tr("登记“无法联系”(&U)"), self)
        self.no_means_button.setObjectName("contact_no_means")
        self.no_means_button.clicked.connect(self._on_no_means)
        self._unreachable.body.addWidget(self.no_means_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._recorded = Card(self.tr("已登记的联系"), self)
        self.rows = RecordedRows(self.tr("还没有联系记录。"), self)
        self.rows.retract_asked.connect(self._on_retract_asked)
        self._recorded.add(self.rows)
        self.occurred_at = Moment("occurred_at", self.tr("联系时间"), self.now, self)
        self.way = Choice("way", self.tr("方式"), WAYS, self)
        self.person = TextLine("person", self.tr("联系人"), self.tr("与谁通话，可不填"), self)
        self.outcome = Choice("outcome", self.tr("结果"), OUTCOMES, self)
        self.summary = TextArea(
            "summary", self.tr("要点"), self.tr("谈了什么；没有联系上的，写明原因"), parent=self
        )
        self.phrases = Phrases(self.summary, self)
        form = FormCard(self.tr("登记一次联系"), parent=self)
        # the number is dialled first, so it stands where the eye begins
        self._phone_name = form.add_row(self.tr("联系电话"), self.phone)
        form.add_field(self.occurred_at, required=True)
        form.add_field(self.way, required=True)
        form.add_field(self.outcome, required=True)
        form.add_field(self.person)
        form.add_field(self.summary)
        form.add_beside(self.phrases)
        for card in (self._unreachable, self._recorded, form, self.text):
            self.frame.body.addWidget(card)
        self.use_fields(self.occurred_at, self.way, self.outcome, self.person, self.summary)
        self.outcome.edited.connect(self._on_outcome_edited)

    def fill(self, card: OrderCard) -> None:
        """Start with the likely case: a telephone call, now."""
        order = card.working.order
        self.occurred_at.set_moment(self.now())
        self.way.set_value("电话")
        known = order.caller is not None and not order.anonymous
        self.person.set_value(order.caller.name if known and order.caller else "")

    def refresh(self, card: OrderCard) -> None:
        """Show what is recorded."""
        order = card.working.order
        self.text.show_order(order)
        self._show_phone(order)
        reason = "" if has_contact(order) else unreachable_reason(order)
        self._unreachable.setVisible(bool(reason))
        self._reason.setText(
            reason
            + self.tr("无法联系也要在时限内登记一条并写明原因，视为已履行先行联系（XY-02）。")
        )
        self.no_means_button.setEnabled(self.primary_open(card))
        rows = [_row(contact) for contact in _contacts(order)]
        self.rows.show_rows(rows)
        self._recorded.setVisible(bool(rows))
        self._on_outcome_edited()

    def _show_phone(self, order: Order) -> None:
        phone = order.caller.phone if order.caller else ""
        self.phone.set_phone(order.order_id, phone)
        shown = bool(phone) and order.confidentiality is Confidentiality.NONE
        self.phone.setVisible(shown)
        self._phone_name.setVisible(shown)

    def primary_text(self, card: OrderCard) -> str:
        """Say that a row will be added."""
        del card
        return self.tr("登记联系")

    def do_primary(self) -> None:
        """Record the attempt."""
        moment = self.occurred_at.moment()
        if moment is None:
            self.complain(self.tr("请填写联系时间。"), self.occurred_at)
            return
        if self.outcome.is_empty:
            self.complain(self.tr("请选择联系结果。"), self.outcome)
            return
        self.perform(
            RecordContact(
                entry_id=str(uuid.uuid4()),
                occurred_at=moment,
                way=self.way.value(),
                outcome=ContactOutcome(self.outcome.value()),
                person=self.person.value().strip(),
                summary=self.summary.value().strip(),
            ),
            said=self.tr("联系情况已登记"),
        )

    def show_error(self, error: KnownError) -> None:
        """Put the error beside its field where there is one."""
        fields = {
            "contact.way_missing": self.way,
            "contact.reason_missing": self.summary,
            "time.future": self.occurred_at,
            "time.before_dispatch": self.occurred_at,
        }
        field = fields.get(getattr(error, "code", ""))
        if field is None:
            super().show_error(error)
        else:
            self.complain(str(error), field)

    def _on_no_means(self) -> None:
        order = self.card.working.order if self.card else None
        if order is None:
            return
        self.perform(
            RecordContact(
                entry_id=str(uuid.uuid4()),
                occurred_at=self.now(),
                way="其他",
                outcome=ContactOutcome.NO_MEANS,
                summary=unreachable_reason(order),
            ),
            said=self.tr("已登记“无法联系”和原因"),
        )

    def _on_outcome_edited(self) -> None:
        self.phrases.set_phrases(CONTACT_PHRASES.get(self.outcome.value(), ()))

    def _on_retract_asked(self, entry_id: str, reason: str) -> None:
        self.perform_aside(Retract(target=entry_id, reason=reason))


def _contacts(order: Order) -> list[Contact]:
    rows = [contact for the_round in order.rounds for contact in the_round.contacts]
    return sorted(rows, key=_occurred_at, reverse=True)


def _occurred_at(contact: Contact) -> float:
    return contact.occurred_at.timestamp()


def _row(contact: Contact) -> RecordedRow:
    reached = contact.outcome is ContactOutcome.REACHED
    return RecordedRow(
        entry_id=contact.entry_id,
        when=moment_text(contact.occurred_at),
        line="　".join(part for part in (contact.way, contact.person) if part),
        text=contact.summary,
        stamp=f"{contact.stamp.name} {moment_text(contact.stamp.at)} 登记",
        mark=Mark(
            word(OUTCOMES, contact.outcome),
            Tone.GOOD if reached else Tone.WARNING,
            Shape.TICK if reached else Shape.RING,
        ),
        retracted=contact.retracted,
    )
