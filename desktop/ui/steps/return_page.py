"""退单申请: fill in, print, have it signed, scan it back, send (XY-07)."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from desktop.domain.actions import Action, RequestReturn, SaveReturnForm
from desktop.domain.guide import PaperTask, paper_task
from desktop.domain.orders import LegalBasis, ReturnForm
from desktop.domain.profile import Profile, ReturnReason
from desktop.services.order_desk import OrderCard, Saved
from desktop.services.paper_ports import PrintedForm
from desktop.services.return_offer import form_problem
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.field import Field
from desktop.ui.fields.row_editor import Column, RowEditor
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.fields.unit_choice import UnitChoice
from desktop.ui.office import Office
from desktop.ui.paper.page_view import PageView
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.paper_buttons import PaperButtons
from desktop.ui.steps.step_page import StepPage
from desktop.ui.style import Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.card import Card

_SIDE = 400
_PREVIEW_HEIGHT = 560
_PAUSE_MS = 600


class ReturnPage(StepPage):
    """The return request; the large button is always the next thing to do with it."""

    draft_form = "return"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self._saving = False
        self._printing = False
        self._extra: dict[tuple[str, str], TextLine] = {}
        self._form = FormCard(self.tr("① 填写退单申请表"), parent=self)
        self.reason = TextArea(
            "reason", self.tr("退单理由"), self.tr("写清事实：为什么不属于本部门职责"), 4, self
        )
        self.basis = RowEditor(
            "basis",
            self.tr("职责或政策依据"),
            (
                Column("document", self.tr("文件名称"), 3),
                Column("number", self.tr("文号"), 2),
                Column("clause", self.tr("条款内容"), 4),
            ),
            parent=self,
        )
        self.unit = UnitChoice("suggested_unit", self.tr("建议派单方向"), office, self)
        self.person = TextLine("contact_person", self.tr("经办人"), parent=self)
        self.phone = TextLine("contact_phone", self.tr("联系电话"), parent=self)
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        set_role(self._note, "small")
        self.paper = PaperButtons(office, order_id, "F1", self)
        self.frame.body.addWidget(self._form)
        self.frame.body.addWidget(self.paper)
        self._preview_card = Card(self.tr("表样（随填随看）"), self)
        self.preview = PageView(office, self)
        self.preview.setMinimumHeight(_PREVIEW_HEIGHT)
        self._preview_card.add(self.preview)
        self.frame.side.insertWidget(1, self._preview_card)
        self.frame.set_side_width(_SIDE)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._show_preview)

    def fill(self, card: OrderCard) -> None:
        """Build the form of this jurisdiction and put in what is saved."""
        self._build(card.rules.profile)
        form = card.working.order.round.return_form
        if form is None:
            self.person.set_value(self.office.identity.actor.name)
            return
        self.reason_class.set_value(form.reason_class)
        self.reason.set_value(form.reason)
        self.basis.set_rows(
            [{"document": b.document, "number": b.number, "clause": b.clause} for b in form.basis]
        )
        self.unit.set_value(form.suggested_unit)
        self.person.set_value(form.contact_person)
        self.phone.set_value(form.contact_phone)
        for key, value in form.fields:
            field = self._extra.get((form.reason_class, key))
            if field is not None:
                field.set_value(value)

    def refresh(self, card: OrderCard) -> None:
        """Show signature, obstacles and the form as it would be printed."""
        hint = self.tr("② 打印 → ③ 负责人签字 → 扫描回来，签字与内容一致才能发送。")
        self.paper.show_order(card, hint)
        saved = card.working.order.round.return_form is not None
        self.paper.print_button.setEnabled(saved and not self.is_changed(card))
        self._show_reason()
        self._show_preview()
        self._say_printed(card)

    def typed(self) -> ReturnForm:
        """Give the form as it is on screen."""
        chosen = self.reason_class.value()
        basis = [LegalBasis(**row) for row in self.basis.rows()]
        return ReturnForm(
            reason_class=chosen,
            reason=self.reason.value().strip(),
            fields=tuple(
                (key, field.value().strip())
                for (reason, key), field in self._extra.items()
                if reason == chosen
            ),
            basis=tuple(basis),
            suggested_unit=self.unit.value().strip(),
            contact_person=self.person.value().strip(),
            contact_phone=self.phone.value().strip(),
        )

    def is_changed(self, card: OrderCard) -> bool:
        """Tell whether something on screen is not saved."""
        return self.typed() != card.working.order.round.return_form

    def primary_text(self, card: OrderCard) -> str:
        """Name the next thing to do."""
        if self.is_changed(card):
            return self.tr("保存申请表")
        if not self._waits_for_paper(card):
            return self.tr("发送退单申请")
        return self.tr("扫描件回来了") if self._is_printed(card) else self.tr("打印申请表")

    def primary_open(self, card: OrderCard) -> bool:
        """Tell whether the next thing can be done."""
        if self.is_changed(card):
            step = self.step_in(card, SaveReturnForm)
            return step is not None and step.refusal is None
        sending = self.step_in(card, RequestReturn)
        return self._waits_for_paper(card) or (sending is not None and sending.refusal is None)

    def do_primary(self) -> None:
        """Save, print, take the signed sheet back, or send."""
        card = self.card
        if card is None:
            return
        if self.is_changed(card):
            self._save(card)
        elif not self._waits_for_paper(card):
            self._saving = False
            self.perform(RequestReturn(), said=self.tr("退单申请已发送"))
        elif self._is_printed(card):
            self.paper.take_scans()
        else:
            self._printing = True
            self.paper.print_form()

    def saved(self, saved: Saved) -> None:
        """Stay for the paper after saving the form; leave after sending it."""
        if self._saving:
            self._printing = False
            self.frame.banner.say(Tone.GOOD, self._saved_words())
        else:
            super().saved(saved)

    def show_error(self, error: KnownError) -> None:
        """Put the error beside its field where there is one."""
        if getattr(error, "code", "") == "return.field_missing":
            for (reason, _key), field in self._extra.items():
                if reason == self.reason_class.value() and field.is_empty:
                    self.complain(str(error), field)
                    return
        super().show_error(error)

    def _build(self, profile: Profile) -> None:
        options = [(reason.id, reason.name) for reason in profile.return_reasons]
        self.reason_class = Choice("reason_class", self.tr("理由类别"), options, self)
        demanded = profile.return_demands
        self._form.add_field(self.reason_class, required="reason" in demanded)
        self._form.add_beside(self._note)
        for reason in profile.return_reasons:
            self._add_extra(reason)
        self._form.add_field(self.reason, required="reason" in demanded)
        self._form.add_field(self.basis, required="basis" in demanded)
        self._form.add_field(self.unit, required="suggestion" in demanded)
        self._form.add_field(self.person)
        self._form.add_field(self.phone)
        fields = (self.reason_class, self.reason, self.basis, self.unit, self.person, self.phone)
        self.use_fields(*fields, *self._extra.values())
        for field in (*fields, *self._extra.values()):
            field.edited.connect(self._on_edited)

    def _add_extra(self, reason: ReturnReason) -> None:
        for entry in reason.fields:
            field = TextLine(f"{reason.id}_{entry.key}", entry.label, parent=self)
            self._extra[reason.id, entry.key] = field
            self._form.add_field(field, required=True)

    def _show_reason(self) -> None:
        chosen = self.reason_class.value()
        for (reason, _key), field in self._extra.items():
            self._form.set_shown(field, shown=reason == chosen)
        found = self.card.rules.profile.return_reason(chosen) if self.card else None
        self._note.setText(found.note if found else "")
        self._note.setVisible(bool(found and found.note))

    def _waits_for_paper(self, card: OrderCard) -> bool:
        sending = self.step_in(card, RequestReturn)
        codes = {"return.signature_missing", "return.signature_differs"}
        return bool(sending and sending.refusal and sending.refusal.code in codes)

    def _is_printed(self, card: OrderCard) -> bool:
        return paper_task(card.working.order, "F1", card.rules) is PaperTask.TAKE_BACK

    def _saved_words(self) -> str:
        return self.tr("申请表已保存。下一步：打印，请负责人签字。")

    def _say_printed(self, card: OrderCard) -> None:
        """Say what comes after a print, over nothing else that the banner says."""
        banner = self.frame.banner
        words = self.tr("申请表已打印。下一步：请负责人签字，再扫描回来。")
        is_out = self._is_printed(card)
        # the large button has emptied the banner before it prints
        waits = banner.text == self._saved_words() or (self._printing and not banner.text)
        if is_out and waits and not self.is_changed(card):
            self._printing = False
            banner.say(Tone.GOOD, words)
        elif not is_out and banner.text == words:  # the printer refused it after all
            self._printing = True
            banner.clear()

    def drafted(self, card: OrderCard) -> ReturnForm | None:
        """What is on screen counts as there, unless the form is closed."""
        step = self.step_in(card, SaveReturnForm)
        return self.typed() if step and step.refusal is None else None

    def _save(self, card: OrderCard) -> None:
        problem = form_problem(card, self.typed())
        if problem is None:
            self._saving = True
            self.perform(SaveReturnForm(self.typed()))
        elif problem.code == "return.reason_missing" and self.reason_class.is_empty:
            self.complain(self.tr("请选择理由类别。"), self.reason_class)
        else:
            self.complain(problem.message, self._field_of(problem.code))

    def _field_of(self, code: str) -> Field | None:
        """Find the field that a refusal speaks of."""
        fields: dict[str, Field] = {
            "return.reason_missing": self.reason,
            "return.basis_missing": self.basis,
            "return.suggestion_missing": self.unit,
        }
        return fields.get(code)

    def _on_edited(self) -> None:
        self._show_reason()
        self.paper.print_button.setEnabled(False)
        self.update_primary()
        if self.card:
            self.show_demands(self.card)
        self._pause.start()

    def _show_preview(self) -> None:
        card = self.card
        if card is None:
            return
        step = self.step_in(card, SaveReturnForm)
        is_open = step is not None and step.refusal is None
        typed = (SaveReturnForm(self.typed()),) if is_open and self.is_changed(card) else ()
        call = partial(self.office.workplace.paper.preview, self.order_id, "F1", typed=typed)
        self.office.jobs.run(call, self._on_previewed, self._on_no_preview, owner=self, slow=True)

    def _on_previewed(self, printed: PrintedForm) -> None:
        self.preview.show_document(printed.pdf, printed.pages)

    def _on_no_preview(self, error: KnownError) -> None:
        self.preview.say(str(error))
