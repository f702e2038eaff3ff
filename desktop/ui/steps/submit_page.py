"""提交: what is demanded, there and missing, what will be sent, and send it (XY-03, XY-05)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.domain.actions import (
    Action,
    RecordContact,
    RecordHeadPart,
    SaveResult,
    SaveSignoff,
    Submit,
    WithdrawReturn,
)
from desktop.domain.orders import HandlingResult, Order, Round
from desktop.services.demands import Demand, signoff_advice
from desktop.services.order_desk import OrderCard
from desktop.services.self_check import self_check
from desktop.sync.status import SyncPhase
from desktop.ui import choices
from desktop.ui.office import Office
from desktop.ui.steps.objection_list import ObjectionList
from desktop.ui.steps.order_words import FACTS, FEEDBACK, RESULTS, word
from desktop.ui.steps.step_page import StepPage
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.wording import moment_text, size_text

_GROUNDWORK: dict[str, type[Action]] = {
    "submit.contact_missing": RecordContact,
    "submit.result_missing": SaveResult,
    "submit.head_part_missing": RecordHeadPart,
    "submit.return_pending": WithdrawReturn,
}


class SubmitPage(StepPage):
    """Hands the order in."""

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.network = Banner(self, closable=False)
        self.network.setObjectName("submit_network")
        self.frame.body.addWidget(self.network)
        self.signoff = Banner(self, closable=False)
        self.signoff.setObjectName("submit_signoff")
        self.signoff.acted.connect(self._on_signoff_wanted)
        self.frame.body.addWidget(self.signoff)
        self._summary = Card(self.tr("将要提交的内容"), self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(1, 1)
        self._summary.body.addLayout(self._grid)
        self.frame.body.addWidget(self._summary)
        self.check = ObjectionList(self)
        self.check.picked.connect(self._on_objection_picked)
        self.frame.body.addWidget(self.check)
        office.news.sync_changed.connect(self._on_sync_changed)

    def refresh(self, card: OrderCard) -> None:
        """Show what will be sent and what an auditor would object to."""
        order = card.working.order
        self._clear()
        for row, (label, text) in enumerate(self._rows(order)):
            name = QLabel(label, self._summary)
            set_role(name, "fieldlabel")
            value = QLabel(text or self.tr("（没有填写）"), self._summary)
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if not text:
                set_tone(value, Tone.WARNING)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
        result = order.round.result or HandlingResult()
        self.check.show_objections(self_check(order, card.rules, result, self.now()))
        self._show_network()
        self._show_signoff(card)

    def demands_in(self, card: OrderCard) -> Sequence[Demand]:
        """List what is demanded, and the sign-off where the office wants one."""
        advice = self._advice(card)
        return (*super().demands_in(card), *((advice,) if advice else ()))

    def primary_text(self, card: OrderCard) -> str:
        """Name the groundwork while it is missing."""
        kind = self._waiting_for(card)
        step = self.step_in(card, kind) if kind else None
        return step.name if step else super().primary_text(card)

    def primary_open(self, card: OrderCard) -> bool:
        """Lead to the groundwork, or hand in."""
        return self._waiting_for(card) is not None or super().primary_open(card)

    def do_primary(self) -> None:
        """Hand in, or go to what has to be done before."""
        kind = self._waiting_for(self.card) if self.card else None
        if kind is not None:
            self.step_wanted.emit(kind)
        else:
            self.perform(Submit(), said=self.tr("工单已提交"))

    def _advice(self, card: OrderCard) -> Demand | None:
        options = self.office.workplace.options
        if not choices.flag_choice(options, choices.SIGNOFF_SHEET, default=False):
            return None
        return signoff_advice(card.working.order, card.rules)

    def _show_signoff(self, card: OrderCard) -> None:
        advice = self._advice(card)
        if advice is None or advice.met:
            self.signoff.clear()
            return
        self.signoff.say(
            Tone.WARNING,
            self.tr("还没有签批。本单位设置为提交前使用《工单签批单》；没有签批也可以提交。"),
            action=self.tr("先签批"),
        )

    def _on_signoff_wanted(self) -> None:
        self.step_wanted.emit(SaveSignoff)

    def _waiting_for(self, card: OrderCard) -> type[Action] | None:
        step = self.step_in(card)
        return _GROUNDWORK.get(step.refusal.code) if step and step.refusal else None

    def _clear(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _rows(self, order: Order) -> list[tuple[str, str]]:
        the_round = order.round
        result = the_round.result or HandlingResult()
        answered = moment_text(result.answered_at) if result.answered_at else ""
        rows = [
            (self.tr("先行联系"), _contacts(the_round)),
            (self.tr("现场核实"), self._counted(the_round.visits)),
            (self.tr("处理措施"), "\n".join(m.text for m in the_round.measures if not m.retracted)),
            (self.tr("事实认定"), _joined(word(FACTS, result.fact), result.fact_note)),
            (self.tr("处理结果"), _joined(word(RESULTS, result.outcome), result.outcome_note)),
            (self.tr("答复市民"), _joined(answered, result.answer_way, result.answer)),
            (self.tr("市民反馈"), _joined(word(FEEDBACK, result.feedback), result.feedback_note)),
            (self.tr("办理人员"), _joined(result.lead_person, result.handlers)),
            (self.tr("附件"), self._attachments(order)),
        ]
        if the_round.number > 1:
            parts = [part for part in the_round.head_parts if not part.retracted]
            text = "\n".join(f"{part.head}　{part.text}" for part in parts)
            rows.insert(3, (self.tr("负责人参与"), text))
        return rows

    def _counted(self, rows: tuple[object, ...]) -> str:
        standing = [row for row in rows if not getattr(row, "retracted", "")]
        return self.tr("{n} 条记录").format(n=len(standing)) if standing else ""

    def _attachments(self, order: Order) -> str:
        files = [entry for entry in order.attachments if not entry.retracted]
        if not files:
            return self.tr("没有附件")
        size = size_text(sum(entry.size for entry in files))
        return self.tr("{n} 个，共 {size}").format(n=len(files), size=size)

    def _show_network(self) -> None:
        phase = self.office.sync.status().phase
        if phase in {SyncPhase.SYNCED, SyncPhase.SYNCING}:
            self.network.clear()
            return
        words = self.tr("现在没有连上中心。可以照常提交：先保存在本机，联网后自动上报。")
        if self.card and self.card.rules.profile.record_time == "platform":
            words += self.tr("时限以平台收到的时间为准，请尽快联网。")
        self.network.say(Tone.WARNING, words)

    def _on_sync_changed(self) -> None:
        self._show_network()

    def _on_objection_picked(self, _name: str, code: str) -> None:
        is_contact = code.startswith("contact.")
        self.step_wanted.emit(RecordContact if is_contact else SaveResult)


def _contacts(the_round: Round) -> str:
    standing = [row for row in the_round.contacts if not row.retracted]
    lines = [f"{moment_text(row.occurred_at)}　{row.way}　{row.summary}" for row in standing]
    return "\n".join(lines)


def _joined(*parts: str) -> str:
    return "　".join(part for part in parts if part)
