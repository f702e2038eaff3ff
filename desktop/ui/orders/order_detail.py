"""One order in full: demand, way, deadlines, what happened, files, steps."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.order_desk import OrderCard
from desktop.services.ports import OutboxEntry
from desktop.ui import choices
from desktop.ui.office import Office
from desktop.ui.orders.appeal_card import AppealCard
from desktop.ui.orders.attachment_card import AttachmentCard
from desktop.ui.orders.clock_card import ClockCard
from desktop.ui.orders.cost_card import CostCard
from desktop.ui.orders.next_step_bar import NextStepBar
from desktop.ui.orders.order_header import OrderHeader
from desktop.ui.orders.rules_note import RulesNote
from desktop.ui.orders.step_card import StepCard
from desktop.ui.orders.timeline_card import TimelineCard
from desktop.ui.steps.registry import step_page
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.scroll_column import ScrollColumn


class OrderDetail(QStackedWidget):
    """Shows an order, and in its place the page of the step that is being done.

    Signals:
        closed: Back to the list.
        attention_wanted: Show what was not accepted of an order, or is kept of it; its id.
        stepping_changed: A step page was opened (True) or left (False).
        said: A sentence for the window's bar.
        shown: An order is on screen; its id.
        basis_wanted: Show the rules of a profile at a clause: profile id, rule id.
    """

    closed = Signal()
    attention_wanted = Signal(str)
    stepping_changed = Signal(bool)
    said = Signal(str)
    shown = Signal(str)
    basis_wanted = Signal(str, str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("order_detail")
        self._office = office
        self._order_id = ""
        self._going_on = False
        self._page: QWidget | None = None
        self._empty = EmptyState(
            self.tr("没有打开工单"), self.tr("在左边选择一张工单。"), picture="orders"
        )
        self._view = QWidget()
        set_role(self._view, "screen")
        self._view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._header = OrderHeader()
        self._banner = Banner()
        self._banner.setObjectName("order_banner")
        self._appeal = AppealCard(office)
        self._clocks = ClockCard()
        self._rules = RulesNote(office)
        self._cost = CostCard(office)
        self._timeline = TimelineCard()
        self._files = AttachmentCard(office)
        self._steps = StepCard()
        self._next = NextStepBar()
        self._lay_out()
        self.addWidget(self._empty)
        self.addWidget(self._view)
        self._header.closed.connect(self.closed)
        self._banner.acted.connect(self._on_banner_acted)
        self._next.step_wanted.connect(self.open_step)
        self._steps.step_wanted.connect(self.open_step)
        self._clocks.basis_wanted.connect(self.basis_wanted)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), self._view)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.closed)
        office.news.orders_changed.connect(self._on_orders_changed)

    @property
    def order_id(self) -> str:
        """The order on screen; empty for none."""
        return self._order_id

    @property
    def is_stepping(self) -> bool:
        """Whether a step page is open."""
        return self._page is not None

    @property
    def page(self) -> QWidget | None:
        """The open step page."""
        return self._page

    def open_order(self, order_id: str, *, go_on: bool = False) -> None:
        """Load an order and show it.

        Args:
            order_id: The order.
            go_on: Open the page of its next step at once.
        """
        self.leave_step()
        if order_id != self._order_id:
            self._banner.clear()
            self._scroll.verticalScrollBar().setValue(0)
        self._order_id = order_id
        self._going_on = go_on
        self._load()

    def close_order(self) -> None:
        """Show no order."""
        self.leave_step()
        self._order_id = ""
        self.setCurrentWidget(self._empty)

    def open_step(self, action: type) -> None:
        """Open the page of a step in place of the order."""
        self.leave_step()
        page = step_page(action, self._office, self._order_id, self)
        page.finished.connect(self._on_finished)
        page.cancelled.connect(self._on_cancelled)
        page.step_wanted.connect(self.open_step)
        self._page = page
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stepping_changed.emit(True)

    def leave_step(self) -> None:
        """Close the step page; what was typed stays as a draft."""
        page, self._page = self._page, None
        if page is None:
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (page is focused or page.isAncestorOf(focused))
        page.hide()
        self.removeWidget(page)
        page.deleteLater()
        if self._order_id:
            self.setCurrentWidget(self._view)
        if had_focus:
            # otherwise the keyboard is nowhere: no Esc, no scrolling
            self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)
        self.stepping_changed.emit(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._scroll = ScrollColumn(Space.M)
        cards = self._scroll.column
        parts = (
            self._banner,
            self._appeal,
            self._clocks,
            self._rules,
            self._timeline,
            self._files,
            self._cost,
            self._steps,
        )
        for part in parts:
            cards.addWidget(part)
        cards.addStretch(1)
        self._scroll.setObjectName("order_scroll")
        self._scroll.setAccessibleName(self.tr("工单内容"))
        column.addWidget(self._header)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._next)

    def _load(self) -> None:
        call = partial(self._office.workplace.orders.open, self._order_id)
        self._office.jobs.run(call, self._on_loaded, self._on_failed, owner=self)

    def _on_loaded(self, card: OrderCard) -> None:
        if card.working.order.order_id != self._order_id:
            return
        self._show(card)
        if self._page is None:
            self.setCurrentWidget(self._view)
        going_on, self._going_on = self._going_on, False
        following = next((step for step in card.steps if step.primary), None)
        if going_on and following:
            self.open_step(following.action)
        self.shown.emit(self._order_id)

    def _show(self, card: OrderCard) -> None:
        now = self._office.workplace.clock.now()
        order = card.working.order
        options = self._office.workplace.options
        signs_off = choices.flag_choice(options, choices.SIGNOFF_SHEET, default=False)
        self._header.show_card(card, now, signs_off=signs_off)
        self._clocks.show_card(card, now)
        self._cost.show_card(card)
        self._rules.show_card(card)
        self._appeal.show_order(order, card.rules.profile)
        self._timeline.show_order(card, now)
        self._files.show_order(order)
        self._steps.show_steps(card.steps)
        self._next.show_card(card, now, signs_off=signs_off)
        self._complain(card)

    def _complain(self, card: OrderCard) -> None:
        refused = [entry for entry in card.working.actions if entry.needs_attention]
        if card.working.removed_reason:
            text = self.tr("工单已移走：{}。已填写的内容仍保留。")
            self._banner.say(
                Tone.WARNING,
                text.format(card.working.removed_reason),
                action=self.tr("查看保留的内容"),
            )
        elif refused:
            self._banner.say(Tone.DANGER, self._refused(refused[-1]), action=self.tr("去处理"))
        else:
            self._banner.clear()

    def _refused(self, entry: OutboxEntry) -> str:
        reason = entry.message or entry.code
        return self.tr("中心没有接受您的操作：{}。内容仍保留在本机。").format(reason.rstrip("。"))

    def _on_banner_acted(self) -> None:
        self.attention_wanted.emit(self._order_id)

    def _on_failed(self, error: KnownError) -> None:
        self._empty.say(str(error))
        self.setCurrentWidget(self._empty)

    def _on_orders_changed(self, order_ids: frozenset[str]) -> None:
        if self._order_id and (not order_ids or self._order_id in order_ids):
            self._load()

    def _on_finished(self, said: str) -> None:
        self.leave_step()
        self._office.sync.poke()
        if said:
            self.said.emit(said)

    def _on_cancelled(self) -> None:
        self.leave_step()
