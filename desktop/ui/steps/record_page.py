"""处理记录: visits, measures, the head's part, findings, answer; with a self-check (XY-03)."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.domain.actions import (
    Action,
    RecordContact,
    RecordHeadPart,
    RecordMeasure,
    RecordVisit,
    Retract,
    SavePlan,
    SaveResult,
)
from desktop.domain.clocks import is_feedback_owed
from desktop.domain.orders import HandlingResult, Order
from desktop.services.order_desk import OrderCard, Saved
from desktop.services.self_check import self_check
from desktop.ui.fields.field import Field
from desktop.ui.office import Office
from desktop.ui.steps.answer_tab import AnswerTab
from desktop.ui.steps.finding_tab import FindingTab
from desktop.ui.steps.head_part_tab import HeadPartTab
from desktop.ui.steps.measure_tab import MeasureTab
from desktop.ui.steps.objection_list import ObjectionList
from desktop.ui.steps.order_words import parsed
from desktop.ui.steps.paper_buttons import PaperButtons
from desktop.ui.steps.row_tab import RowTab
from desktop.ui.steps.step_page import StepPage
from desktop.ui.steps.visit_tab import VisitTab
from desktop.ui.style import Tone

_PAUSE_MS = 300
_ROW_OF_CODE: dict[str, type[Action]] = {
    "visit.missing": RecordVisit,
    "measure.missing": RecordMeasure,
    "head_part.missing": RecordHeadPart,
}


class RecordPage(StepPage):
    """The handling record in tabs; the large button saves what the tab is about."""

    draft_form = "record"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.visits = VisitTab(office, order_id, self.now, self)
        self.measures = MeasureTab(self.now, self)
        self.head_parts = HeadPartTab(self.now, self)
        self.finding = FindingTab(self)
        self.answer = AnswerTab(office, self.now, self)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("record_tabs")
        self.tabs.setAccessibleName(self.tr("处理记录的各部分"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self._pages: tuple[QWidget, ...] = (
            self.visits,
            self.measures,
            self.head_parts,
            self.finding,
            self.answer,
        )
        self._names = (
            self.tr("现场核实"),
            self.tr("处理措施"),
            self.tr("负责人参与"),
            self.tr("认定与结果"),
            self.tr("答复与反馈"),
        )
        self.frame.body.addWidget(self.tabs)
        for page, name in zip(self._pages, self._names, strict=True):
            self.tabs.addTab(name)
            self.frame.body.addWidget(page)
        self.check = ObjectionList(self)
        self.paper = PaperButtons(office, order_id, "F2", self)
        self.frame.side.insertWidget(1, self.check)
        self.frame.side.insertWidget(2, self.paper)
        self._row_saved: RowTab | None = None
        self.use_fields(
            *self.visits.fields,
            *self.measures.fields,
            *self.head_parts.fields,
            *self.finding.fields,
            *self.answer.fields,
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._check)
        for field in (*self.finding.fields, *self.answer.fields):
            field.edited.connect(self._pause.start)
        for tab in self._row_tabs():
            tab.retract_asked.connect(self._on_retract_asked)
        self.check.picked.connect(self._on_objection_picked)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self._open_tab(action)

    def fill(self, card: OrderCard) -> None:
        """Put in what is saved."""
        order = card.working.order
        result = order.round.result or HandlingResult()
        self.finding.fill(order, result)
        self.answer.fill(result)
        if self.action is SaveResult and is_feedback_owed(order, card.rules.profile):
            self.tabs.setCurrentIndex(self._pages.index(self.answer))
        if order.round.result is None:
            self.finding.handlers.set_value(self.office.identity.actor.name)

    def refresh(self, card: OrderCard) -> None:
        """Show rows, self-check, paper."""
        order = card.working.order
        for tab in self._row_tabs():
            tab.show_order(order)
        self.finding.show_order(order)
        self.answer.knowledge.show_order(order)
        self.tabs.setTabVisible(2, order.round.number > 1)
        self._count(order)
        self.paper.show_order(card, "")
        self.frame.title.setText(self.tr("处理记录"))
        self._check()

    def typed(self) -> HandlingResult:
        """Give the result section as it is on screen."""
        fields: dict[str, object] = {
            field.name: field.value().strip()
            for field in (*self.finding.fields, *self.answer.fields)
        }
        fields["answered_at"] = parsed(self.answer.answered_at.value())
        return HandlingResult(**fields)  # type: ignore[arg-type]  # names and types are the fields'

    def primary_text(self, card: OrderCard) -> str:
        """Say what the large button saves."""
        del card
        tab = self._row_tab()
        if tab is None:
            return self.tr("保存处理记录")
        return self.tr("登记这一条")

    def primary_open(self, card: OrderCard) -> bool:
        """Ask the guide about what this tab saves."""
        tab = self._row_tab()
        step = self.step_in(card, tab.kind if tab else SaveResult)
        return step is not None and step.refusal is None

    def do_primary(self) -> None:
        """Save the row, or the result section."""
        tab = self._row_tab()
        if tab is None:
            self.perform(SaveResult(self.typed()), said=self.tr("处理记录填好了"))
            return
        problem = tab.problem()
        if problem:
            field, words = problem
            self.complain(words, field)
            return
        self._row_saved = tab
        self.perform_aside(tab.action())

    def saved(self, saved: Saved) -> None:
        """Leave, unless a row is begun and not recorded yet."""
        for place, tab in enumerate(self._row_tabs()):
            if tab.is_started:
                self.keep_draft()
                self.tabs.setCurrentIndex(place)
                words = self.tr("处理结果已保存。“{tab}”里还有一条没有登记。")
                self.frame.banner.say(Tone.WARNING, words.format(tab=self._names[place]))
                return
        super().saved(saved)

    def saved_aside(self, saved: Saved) -> None:
        """Empty the form of the row that was recorded."""
        del saved
        if self._row_saved:
            self._row_saved.clear()
            self._row_saved = None
            self.keep_draft()
            self.frame.banner.say(Tone.GOOD, self.tr("已登记。") + self.sending_words())

    def _row_tabs(self) -> tuple[RowTab, ...]:
        return (self.visits, self.measures, self.head_parts)

    def _row_tab(self) -> RowTab | None:
        page = self._pages[self.tabs.currentIndex()]
        return page if isinstance(page, RowTab) else None

    def _open_tab(self, action: type[Action]) -> None:
        kinds: list[type[Action]] = [tab.kind for tab in self._row_tabs()]
        place = kinds.index(action) if action in kinds else 3
        self.tabs.setCurrentIndex(place)
        self._on_tab_changed(place)

    def _on_tab_changed(self, place: int) -> None:
        for number, page in enumerate(self._pages):
            page.setVisible(number == place)
        tab = self._row_tab()
        self.action = tab.kind if tab else SaveResult
        if self.card:
            self.show_demands(self.card)
            self.frame.settle_side()
        self.update_primary()

    def _count(self, order: Order) -> None:
        rows = (order.round.visits, order.round.measures, order.round.head_parts)
        for place, entries in enumerate(rows):
            standing = sum(not entry.retracted for entry in entries)
            suffix = f"（{standing}）" if standing else ""
            self.tabs.setTabText(place, self._names[place] + suffix)

    def _check(self) -> None:
        if self.card:
            found = self_check(self.card.working.order, self.card.rules, self.typed(), self.now())
            self.check.show_objections(found)

    def _on_objection_picked(self, name: str, code: str) -> None:
        kind = _ROW_OF_CODE.get(code)
        if kind is not None:
            self._open_tab(kind)
            self.frame.reveal(self._first_field())
        elif code.startswith("contact."):
            self.step_wanted.emit(RecordContact)
        elif code == "plan.missing":
            self.step_wanted.emit(SavePlan)
        else:
            self._go_to(name)

    def _first_field(self) -> Field:
        tab = self._row_tab()
        return tab.fields[1] if tab else self.finding.cause

    def _go_to(self, name: str) -> None:
        for place, tab in ((3, self.finding), (4, self.answer)):
            for field in tab.fields:
                if field.name == name:
                    self.tabs.setCurrentIndex(place)
                    self.frame.reveal(field)

    def _on_retract_asked(self, entry_id: str, reason: str) -> None:
        self.perform_aside(Retract(target=entry_id, reason=reason))
