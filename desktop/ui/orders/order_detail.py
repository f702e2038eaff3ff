"""One order in full: demand, way, deadlines, what happened, files, steps."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from desktop.services.order_desk import OrderCard
from desktop.ui.office import Office
from desktop.ui.orders.order_view import OrderView
from desktop.ui.steps.registry import step_page
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.empty_state import EmptyState


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
        self._view: OrderView | None = None
        self.addWidget(self._empty)
        office.news.orders_changed.connect(self._on_orders_changed)

    @property
    def order_id(self) -> str:
        """The order on screen; empty for none."""
        return self._order_id

    @property
    def view(self) -> OrderView:
        """The order to read; made when it is first wanted."""
        if self._view is None:
            self._view = OrderView(self._office, self)
            self._view.closed.connect(self.closed)
            self._view.step_wanted.connect(self.open_step)
            self._view.attention_wanted.connect(self._on_attention_wanted)
            self._view.basis_wanted.connect(self.basis_wanted)
            self.addWidget(self._view)
        return self._view

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
            self.view.begin()
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
            self.setCurrentWidget(self.view)
        if had_focus:
            # otherwise the keyboard is nowhere: no Esc, no scrolling
            self.view.take_focus()
        self.stepping_changed.emit(False)

    def _load(self) -> None:
        call = partial(self._office.workplace.orders.open, self._order_id)
        self._office.jobs.run(call, self._on_loaded, self._on_failed, owner=self)

    def _on_loaded(self, card: OrderCard) -> None:
        if card.working.order.order_id != self._order_id:
            return
        self.view.show_card(card, self._office.workplace.clock.now())
        if self._page is None:
            self.setCurrentWidget(self.view)
        going_on, self._going_on = self._going_on, False
        following = next((step for step in card.steps if step.primary), None)
        if going_on and following:
            self.open_step(following.action)
        self.shown.emit(self._order_id)

    def _on_attention_wanted(self) -> None:
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
