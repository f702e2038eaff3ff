"""签批: the sign-off sheet, who has to sign in which order, print and scan (LS-02)."""

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, RequestSignoff, SaveSignoff
from desktop.domain.guide import PaperTask, paper_task
from desktop.domain.orders import Signoff, Stage
from desktop.services.order_desk import OrderCard, Saved
from desktop.services.order_way import is_sheet_demanded
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.paper_buttons import PaperButtons
from desktop.ui.steps.step_page import StepPage
from desktop.ui.style import Tone


class SignoffPage(StepPage):
    """The sign-off sheet; the large button is always the next thing to do with it."""

    draft_form = "signoff"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self._saving = False
        self.opinion = TextArea("opinion", self.tr("签批意见"), lines=2, parent=self)
        self.section = TextLine("section", self.tr("转交科室"), parent=self)
        self.handling = TextArea(
            "handling", self.tr("办理情况"), self.tr("业务科室办理的经过和结果"), 4, self
        )
        self.review = TextArea("review", self.tr("审核意见"), lines=2, parent=self)
        self.reply = TextArea(
            "reply",
            self.tr("回复回访"),
            self.tr("牵头负责人、具体办理人员、联系时间与方式、答复内容"),
            3,
            self,
        )
        first = FormCard(self.tr("① 主要负责人签批"), parent=self)
        first.add_field(self.opinion)
        first.add_field(self.section)
        second = FormCard(self.tr("② 业务科室办理"), parent=self)
        second.add_field(self.handling)
        third = FormCard(self.tr("③ 业务分管负责人审核"), parent=self)
        third.add_field(self.review)
        fourth = FormCard(self.tr("④ 回复回访"), parent=self)
        fourth.add_field(self.reply)
        self.paper = PaperButtons(office, order_id, "F3", self)
        for card in (first, second, third, fourth):
            self.frame.body.addWidget(card)
        self.frame.side.insertWidget(1, self.paper)
        self.use_fields(self.opinion, self.section, self.handling, self.review, self.reply)
        for field in self._fields:
            field.edited.connect(self._on_edited)

    def fill(self, card: OrderCard) -> None:
        """Put in what is saved; the handling starts with what the record says."""
        signoff = card.working.order.round.signoff
        result = card.working.order.round.result
        if signoff is None and result:
            self.handling.set_value(result.cause)
            self.reply.set_value(result.answer)
        for field in self._fields if signoff else ():
            field.set_value(str(getattr(signoff, field.name)))

    def refresh(self, card: OrderCard) -> None:
        """Show the signatures."""
        hint = self.tr("按顺序签字，前一处签好才能登记后一处。")
        if not is_sheet_demanded(card.rules.profile):
            hint += self.tr("本地区不强制签批，供单位内部使用。")
        self.paper.show_order(card, hint)
        saved = card.working.order.round.signoff is not None
        self.paper.print_button.setEnabled(saved and not self.is_changed(card))

    def typed(self) -> Signoff:
        """Give the sheet as it is on screen."""
        return Signoff(**{field.name: field.value().strip() for field in self._fields})

    def is_changed(self, card: OrderCard) -> bool:
        """Tell whether something on screen is not saved."""
        return self.typed() != card.working.order.round.signoff

    def primary_text(self, card: OrderCard) -> str:
        """Name the next thing to do."""
        if self.is_changed(card):
            return self.tr("保存签批单")
        if card.working.order.stage is Stage.AWAITING_SIGNOFF:
            return self.tr("扫描件回来了") if self._is_printed(card) else self.tr("打印签批单")
        return self.tr("送签批")

    def primary_open(self, card: OrderCard) -> bool:
        """Tell whether the next thing can be done."""
        if not self.is_changed(card) and card.working.order.stage is Stage.AWAITING_SIGNOFF:
            return True
        step = self.step_in(card, SaveSignoff if self.is_changed(card) else RequestSignoff)
        return step is not None and step.refusal is None

    def do_primary(self) -> None:
        """Save, hand in, or print."""
        card = self.card
        if card is None:
            return
        self._saving = self.is_changed(card)
        if self._saving:
            self.perform(SaveSignoff(self.typed()))
        elif card.working.order.stage is Stage.AWAITING_SIGNOFF:
            self._go_on_with_paper(card)
        else:
            self.perform(RequestSignoff(), said=self.tr("已送签批"))

    def saved(self, saved: Saved) -> None:
        """Stay for the paper after saving."""
        if self._saving:
            self.frame.banner.say(
                Tone.GOOD, self.tr("签批单已保存。下一步：送签批，打印后按顺序签字。")
            )
        else:
            super().saved(saved)

    def drafted(self, card: OrderCard) -> Signoff | None:
        """What is on screen counts as there, unless the sheet is closed or empty."""
        step = self.step_in(card, SaveSignoff)
        typed = self.typed()
        return typed if step and step.refusal is None and typed != Signoff() else None

    def _is_printed(self, card: OrderCard) -> bool:
        return paper_task(card.working.order, "F3", card.rules) is PaperTask.TAKE_BACK

    def _go_on_with_paper(self, card: OrderCard) -> None:
        if self._is_printed(card):
            self.paper.take_scans()
        else:
            self.paper.print_form()

    def _on_edited(self) -> None:
        self.paper.print_button.setEnabled(False)
        self.update_primary()
        if self.card:
            self.show_demands(self.card)
