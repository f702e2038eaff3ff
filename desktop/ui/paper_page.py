"""打印与扫描: find an order and print a form, and take signed sheets back."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from desktop.domain.paper_forms import UNIT_FORMS
from desktop.services.order_desk import OrderCard
from desktop.services.print_batch import PrintBatches
from desktop.ui.office import Office
from desktop.ui.paper.batch_window import BatchWindow, Sheets
from desktop.ui.paper.form_picker import FormPicker
from desktop.ui.paper.order_search import OrderSearch
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.paper.scan_tray import ScanTray
from desktop.ui.signing.verify_dialog import VerifyDialog
from desktop.ui.style import Space, set_role
from desktop.ui.unit_forms.signed_sheets_window import SignedSheetsWindow
from desktop.ui.unit_forms.unit_form_window import UnitFormWindow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.flow_buttons import FlowButtons
from desktop.ui.widgets.scroll_column import ScrollColumn

_OFTEN = ("F2",)
"""The form that a selection of orders is mostly printed for."""


class PaperPage(QWidget):
    """Two halves of one errand: paper goes out, paper comes back."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper_page")
        set_role(self, "screen")
        self._office = office
        workplace = office.workplace
        self._batches = PrintBatches(workplace.orders, workplace.lists, workplace.clock)
        self.tray = ScanTray(office)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("paper_tabs")
        self._tabs.addTab(self._printing(), self.tr("打印表单"))
        self._tabs.addTab(self.tray, self.tr("签字表扫描件"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.addWidget(self._tabs)
        self.check_button = QPushButton(self.tr("核对表格…(&V)"))
        self.check_button.setObjectName("paper_verify")
        self.check_button.setAccessibleName(self.tr("核对表格"))
        self.check_button.clicked.connect(self._on_verify)
        corner = QWidget()
        beside = QHBoxLayout(corner)
        beside.setContentsMargins(0, 0, Space.L, 0)
        beside.addWidget(self.check_button)
        self._tabs.setCornerWidget(corner)

    def show_orders(self, order_ids: list[str]) -> None:
        """Offer the forms of orders that were selected in the list."""
        self._tabs.setCurrentIndex(0)
        self._clear()
        for order_id in order_ids:
            self._open(order_id)

        if len(order_ids) > 1:
            self._show_batch(
                self.tr("批量打印"), partial(self._batches.of_orders, order_ids), ticked=_OFTEN
            )

    def show_due_today(self) -> None:
        """Offer what the duties that end today demand on paper."""
        self._tabs.setCurrentIndex(0)
        self._show_batch(self.tr("打印今天要交的表"), self._batches.due_today, ticked=None)

    def show_tray(self) -> None:
        """Show the tray for signed sheets."""
        self._tabs.setCurrentWidget(self.tray)

    def _on_verify(self) -> None:
        VerifyDialog(self._office, self.window()).open()

    def _printing(self) -> QWidget:
        scroll = ScrollColumn()
        column = scroll.column
        card = Card(self.tr("要打印哪张工单的表？"))
        search = OrderSearch(self._office)
        search.picked.connect(self._on_picked)
        card.add(search)
        due = QPushButton(self.tr("打印今天要交的表(&D)"))
        due.setObjectName("print_due_today")
        due.setAccessibleName(self.tr("打印今天要交的表"))
        due.setToolTip(self.tr("今天到期的工单里，按规定要有、还没有打印的表"))
        due.clicked.connect(self.show_due_today)
        card.add_to_header(due)
        column.addWidget(card)
        column.addWidget(self._unit_card())
        self._banner = Banner()
        column.addWidget(self._banner)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(Space.M)
        column.addLayout(self._cards)
        self._empty = EmptyState(
            self.tr("还没有选工单"),
            self.tr("在上面查找，或在工单列表里选几张后点“批量打印”。"),
            picture="print",
        )
        column.addWidget(self._empty)
        column.addStretch(1)
        return scroll

    def _show_batch(
        self, title: str, read: Callable[[], Sheets], *, ticked: Sequence[str] | None
    ) -> None:
        window = BatchWindow(self._office, title, read, ticked=ticked, parent=self)
        window.show()

    def _unit_card(self) -> Card:
        card = Card(self.tr("本单位自己的表"))
        buttons = FlowButtons()
        for form in UNIT_FORMS:
            button = buttons.add(self.tr("填写{name}").format(name=form.name), f"fill_{form.id}")
            button.setProperty("form", form.id)
            button.clicked.connect(self._on_unit_form)
        signed = buttons.add(self.tr("签字件…"), "unit_signed", "link")
        signed.setAccessibleName(self.tr("本单位的签字件"))
        signed.setToolTip(self.tr("签了字的本单位自己的表、月报清单、交接班清单和报告"))
        signed.clicked.connect(self._on_signed)
        card.add(buttons)
        return card

    def _on_unit_form(self) -> None:
        form = str(self.sender().property("form"))
        UnitFormWindow(self._office, form, parent=self).show()

    def _on_signed(self) -> None:
        SignedSheetsWindow(self._office, self).show()

    def _clear(self) -> None:
        self._banner.clear()
        while self._cards.count():
            widget = self._cards.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _open(self, order_id: str) -> None:
        call = partial(self._office.workplace.orders.open, order_id)
        self._office.jobs.run(call, self._on_opened, self._banner.say_error, owner=self)

    def _on_picked(self, order_id: str) -> None:
        self._clear()
        self._open(order_id)

    def _on_opened(self, card: OrderCard) -> None:
        order = card.working.order
        picker = FormPicker()
        picker.show_order(card)
        picker.set_title(f"{order.number}　{order.title}")
        picker.setProperty("order_id", order.order_id)
        picker.picked.connect(self._on_form_picked)
        picker.blank_picked.connect(self._on_blank_picked)
        self._empty.hide()
        self._cards.addWidget(picker)

    def _on_form_picked(self, form: str, round_number: int) -> None:
        order_id = str(self.sender().property("order_id"))
        PrintWindow(self._office, order_id, form, round_number=round_number, parent=self).show()

    def _on_blank_picked(self, form: str) -> None:
        PrintWindow(self._office, "", form, parent=self).show()
