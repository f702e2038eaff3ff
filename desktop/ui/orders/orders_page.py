"""工单: the list on the left, the open order on the right."""

from functools import partial
from pathlib import Path

from msgspec import structs
from PySide6.QtCore import QByteArray, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.clocks import Rules
from desktop.services.lists import Group, ListFilter
from desktop.ui.office import Office
from desktop.ui.orders.batch import BatchOutcome, accept_all, waiting
from desktop.ui.orders.feed_panel import FeedPanel
from desktop.ui.orders.filter_bar import FilterBar
from desktop.ui.orders.order_detail import OrderDetail
from desktop.ui.orders.order_table import OrderTable
from desktop.ui.orders.selection_bar import SelectionBar
from desktop.ui.style import Tone, set_role
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState

_REFRESH_MS = 300
_NARROW = 850
_EMPTY: dict[Group | None, tuple[str, str]] = {
    None: ("本机还没有工单", "同步后，平台派来的工单会出现在这里。"),
    Group.TO_ACCEPT: ("没有待接单的工单", "新派来的工单会出现在这里。"),
    Group.TO_CONTACT: (
        "没有待联系的工单",
        "退单审核中的工单也要按时联系，联系以前列在这里，联系以后列在“退单与延期”里。",
    ),
    Group.RETURNING: (
        "没有等待退单的工单",
        "还没有联系诉求人的，退单审核中也列在“待联系”里，联系以后才列在这里。",
    ),
    Group.WARNED: ("没有预警重办的工单", ""),
}


class OrdersPage(QWidget):
    """List and detail; a step that is being done takes the whole width.

    Signals:
        print_wanted: Ids of orders to print.
        attention_wanted: Show what was not accepted of an order; its id.
        said: A sentence for the window's bar.
        basis_wanted: Show the rules of a profile at a clause: profile id, rule id.
    """

    print_wanted = Signal(list)
    attention_wanted = Signal(str)
    said = Signal(str)
    basis_wanted = Signal(str, str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("orders_page")
        self._office = office
        self._base = ListFilter()
        self._is_fed = office.workplace.feed is not None
        # each is born where it stands: moving a finished widget works its style out anew
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._left = QWidget(self._splitter)
        self._lists = QStackedWidget(self._left)
        self._filter = FilterBar(importing=self._is_fed, parent=self._left)
        self._banner = Banner(self._left)
        self._feed = FeedPanel(office, self._left)
        self.setAcceptDrops(self._is_fed)
        self._table = OrderTable(office, self._lists)
        self._empty = EmptyState(self.tr("没有工单"), parent=self._lists)
        self._selection = SelectionBar(self._left)
        self._detail = OrderDetail(office, self._splitter)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(_REFRESH_MS)
        self._refresh.timeout.connect(self._table.rows.reload)
        self._lay_out()
        self._connect()
        identity = office.workplace.identity
        call = partial(office.workplace.rules.rules_for, identity.profile, 0)
        office.jobs.run(call, self._on_rules, owner=self)

    @property
    def table(self) -> OrderTable:
        """The list."""
        return self._table

    @property
    def detail(self) -> OrderDetail:
        """The open order."""
        return self._detail

    def show_group(self, group: Group | None, text: str = "") -> None:
        """List a group, or everything that has some words in it."""
        self._detail.leave_step()
        self._filter.reset()
        wanted = self._table.rows.wanted
        self._base = ListFilter(group=group, text=text)
        shown = structs.replace(self._base, sort=wanted.sort, descending=wanted.descending)
        self._filter.show_filter(shown)
        self._table.rows.show_filter(shown)

    def open_order(self, order_id: str, *, go_on: bool = False) -> None:
        """Open an order, whatever the list shows; `go_on` opens its next step."""
        self._detail.show()
        self._arrange()
        self._detail.open_order(order_id, go_on=go_on)
        self._table.mark(order_id)

    def close_order(self) -> None:
        """Give the list the whole width."""
        self._detail.close_order()
        self._detail.hide()
        self._arrange()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_state(self) -> QByteArray:
        """Give the splitter's place, to be remembered."""
        return self._splitter.saveState()

    def restore_state(self, state: QByteArray) -> None:
        """Put the splitter where it was."""
        self._splitter.restoreState(state)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one export file."""
        if self._export_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import a dropped file."""
        path = self._export_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self._feed.take(path)

    def _export_in(self, data: QMimeData) -> Path | None:
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        fits = len(paths) == 1 and self._feed.takes(paths[0]) and not self._feed.is_busy
        return paths[0] if fits else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen show the list or the order, not half of each."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_open = not self._detail.isHidden()
        is_narrow = self.width() < _NARROW
        self._left.setHidden(is_open and (is_narrow or self._detail.is_stepping))

    def _lay_out(self) -> None:
        left = self._left
        set_role(left, "screen")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._lists.addWidget(self._table)
        self._lists.addWidget(self._empty)
        for part in (self._filter, self._banner, self._feed):
            column.addWidget(part)
        column.addWidget(self._lists, 1)
        column.addWidget(self._selection)
        self._splitter.setObjectName("orders_splitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._detail)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([470, 720])
        left.setMinimumWidth(360)
        self._detail.setMinimumWidth(480)
        self._detail.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._splitter)

    def _connect(self) -> None:
        self._table.order_chosen.connect(self._on_chosen)
        self._table.selection_counted.connect(self._on_selection)
        self._table.left.connect(self.close_order)
        self._table.rows.filled.connect(self._on_filled)
        self._filter.narrowed.connect(self._on_narrowed)
        self._filter.search_cleared.connect(self._on_search_cleared)
        self._filter.import_wanted.connect(self._feed.pick)
        self._empty.acted.connect(self._feed.pick)
        self._feed.busy_changed.connect(self._filter.set_importing)
        self._selection.accept_wanted.connect(self._on_accept_wanted)
        self._selection.print_wanted.connect(self._on_print_wanted)
        self._selection.copy_wanted.connect(self._table.copy_selection)
        self._detail.closed.connect(self.close_order)
        self._detail.stepping_changed.connect(self._on_stepping)
        self._detail.said.connect(self.said)
        self._detail.basis_wanted.connect(self.basis_wanted)
        self._detail.attention_wanted.connect(self.attention_wanted)
        self._office.news.orders_changed.connect(self._on_orders_changed)

    def _on_rules(self, rules: Rules) -> None:
        names = {kind.id: kind.name for kind in rules.profile.kinds}
        self._table.delegate.rules = rules
        self._table.rows.show_kinds(names)
        self._filter.show_kinds(names)
        self._table.viewport().update()

    def _on_chosen(self, order_id: str) -> None:
        self.open_order(order_id)

    def _on_filled(self, count: int) -> None:
        self._filter.show_count(count)
        self._lists.setCurrentWidget(self._table if count else self._empty)
        if count:
            return
        wanted = self._table.rows.wanted
        if wanted.text:
            title = self.tr("没有找到“{}”").format(wanted.text)
            self._empty.say(title, self.tr("可以搜编号、诉求人、地址和正文里任意连续的两个字。"))
        elif wanted.attention or wanted.overdue_at or wanted.kind:
            self._empty.say(self.tr("没有符合筛选条件的工单"))
        else:
            self._say_empty(wanted.group)

    def _say_empty(self, group: Group | None) -> None:
        if self._is_fed and group is None:
            hint = self.tr("从平台导出工单（.xlsx、.xls 或 .csv），在这里导入，或把文件拖到这里。")
            self._empty.say(self.tr("本机还没有工单"), hint, action=self.tr("导入工单…"))
            return
        self._empty.say(*_EMPTY.get(group, (self.tr("这里没有工单"), "")))

    def _on_narrowed(self) -> None:
        wanted = self._table.rows.wanted
        base = structs.replace(self._base, sort=wanted.sort, descending=wanted.descending)
        narrowed = self._filter.narrow(base, self._office.workplace.clock.now())
        self._table.rows.show_filter(narrowed)

    def _on_search_cleared(self) -> None:
        self.show_group(self._base.group)

    def _on_selection(self, count: int) -> None:
        rows = self._table.selected_rows() if 1 < count <= 2000 else ()
        self._selection.show_selection(count, len(waiting(rows)))

    def _on_accept_wanted(self) -> None:
        rows = waiting(self._table.selected_rows())
        call = partial(accept_all, self._office.workplace.orders, rows)
        self._office.jobs.run(call, self._on_batch, self._banner.say_error, owner=self)

    def _on_batch(self, outcome: BatchOutcome) -> None:
        tone = Tone.WARNING if outcome.refused else Tone.GOOD
        self._banner.say(tone, outcome.message)
        self._office.sync.poke()

    def _on_print_wanted(self) -> None:
        self.print_wanted.emit([row.order_id for row in self._table.selected_rows()])

    def _on_stepping(self, stepping: bool) -> None:
        del stepping
        self._arrange()

    def _on_orders_changed(self) -> None:
        """Load the list again, once for a burst of changes."""
        if not self._refresh.isActive():
            self._refresh.start()
