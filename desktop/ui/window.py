"""The window: rail at the left, bar at the top, one screen in the middle.

Only the first screen of the day is loaded with it. The others, with all step pages, paper and
settings behind them, are a fifth of the program: each is imported when it is first wanted.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.services.lists import Group
from desktop.services.ports import StorageError
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui import choices, screens_ahead
from desktop.ui.alarm_bell import AlarmBell
from desktop.ui.alarm_strip import AlarmStrip
from desktop.ui.dashboard.dashboard_page import DashboardPage
from desktop.ui.foot_line import FootLine
from desktop.ui.icons import application_icon
from desktop.ui.navigation import Navigation, Place, Screen
from desktop.ui.office import Office
from desktop.ui.said_line import SaidLine
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.sync_words import status_tone
from desktop.ui.top_bar import TopBar
from desktop.ui.widgets.strip import Strip

if TYPE_CHECKING:
    from desktop.ui.help_window import HelpWindow
    from desktop.ui.orders.orders_page import OrdersPage
    from desktop.ui.paper_page import PaperPage

_COUNT_MS = 250
_FOREIGN_MS = 3000
_LOUD = {SyncPhase.TROUBLE, SyncPhase.SIGNED_OUT}


class MainWindow(QMainWindow):
    """Puts the screens together and leads from one to the other.

    Args:
        office: Use cases, sync, workers.

    Signals:
        office_left: The clerk wants to go from training to real work, or the other way.
    """

    office_left = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._office = office
        identity = office.identity
        title = self.tr("12345 承办工单台 — {}").format(identity.unit_name)
        self.setWindowTitle(title + (self.tr("（演练）") if identity.training else ""))
        self.setWindowIcon(application_icon())
        self.resize(1280, 760)
        self.setMinimumSize(880, 480)  # 1366 × 768 at 150 %
        self.navigation = Navigation()
        self._top = TopBar(identity)
        self._condition = Strip("condition")
        self._alarm = AlarmStrip()
        self._screens = QStackedWidget()
        self._pages: dict[Screen, QWidget] = {}
        self._screen = Screen.WORKBENCH
        self._help: HelpWindow | None = None
        self._data_version = -1
        self._lay_out()
        self._bell = AlarmBell(office, application_icon(), self)
        self._count = QTimer(self)
        self._count.setSingleShot(True)
        self._count.setInterval(_COUNT_MS)
        self._count.timeout.connect(self._load_counts)
        self._foreign = QTimer(self)
        self._foreign.setInterval(_FOREIGN_MS)
        self._foreign.timeout.connect(self._look_for_foreign_writes)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.setInterval(screens_ahead.AFTER_MS)
        self._ahead.timeout.connect(self._load_ahead)
        self._connect()
        self._add_shortcuts()
        self._restore()
        self.navigation.go(Place(Screen.WORKBENCH))
        self._load_counts()
        self._foreign.start()
        self._ahead.start()
        self._bell.look()

    @property
    def orders(self) -> "OrdersPage":
        """The screen of orders."""
        from desktop.ui.orders.orders_page import OrdersPage

        page = self._page(Screen.ORDERS)
        assert isinstance(page, OrdersPage)  # noqa: S101 - made by `_made`
        return page

    @property
    def paper(self) -> "PaperPage":
        """The screen of paper."""
        from desktop.ui.paper_page import PaperPage

        page = self._page(Screen.PAPER)
        assert isinstance(page, PaperPage)  # noqa: S101 - made by `_made`
        return page

    @property
    def screen_name(self) -> Screen:
        """The screen in view."""
        return self._screen

    def open_order(self, order_id: str) -> None:
        """Show an order."""
        self._show_orders()
        self.orders.open_order(order_id)

    def go_on_with(self, order_id: str) -> None:
        """Show an order at its next step."""
        self._show_orders()
        self.orders.open_order(order_id, go_on=True)

    def come_forward(self) -> None:
        """Raise the window: a second start does this."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        """Go on by Tab; the foot comes after the page, though it was made before."""
        self._foot.come_last()
        return super().focusNextPrevChild(next)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the window's place; what is being typed is written as a draft."""
        self._foreign.stop()
        self._ahead.stop()
        self._keep_place()
        if Screen.ORDERS in self._pages:
            self.orders.detail.leave_step()
        super().closeEvent(event)

    def _keep_place(self) -> None:
        """Remember where the window stood; no work is lost when a full disk does not let it."""
        options = self._office.workplace.options
        with suppress(StorageError):
            options.set(choices.WINDOW, _text(self.saveGeometry()))
            if Screen.ORDERS in self._pages:
                options.set(choices.SPLITTER, _text(self.orders.save_state()))

    def _lay_out(self) -> None:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail())
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._screens, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(whole)
        self._foot = FootLine(self._condition, self._alarm)
        self.setStatusBar(self._foot)
        self._said = SaidLine(self._office, self._foot)

    def _rail(self) -> QFrame:
        rail = QFrame()
        set_role(rail, "rail")
        column = QVBoxLayout(rail)
        column.setContentsMargins(0, Space.M, 0, Space.S)
        column.setSpacing(Space.S)
        name = QLabel(self.tr("12345 承办工单台"))
        name.setContentsMargins(Space.L, 0, Space.L, 0)
        set_role(name, "strong")
        column.addWidget(name)
        column.addWidget(self.navigation, 1)
        hint = QLabel(self.tr("F1 帮助　F5 同步"))
        hint.setContentsMargins(Space.L, 0, Space.L, 0)
        set_role(hint, "small")
        column.addWidget(hint)
        rail.setFixedWidth(self.navigation.width())
        return rail

    def _connect(self) -> None:
        office = self._office
        self.navigation.place_chosen.connect(self._on_place_chosen)
        self._top.searched.connect(self._on_searched)
        self._top.sync_wanted.connect(self._on_sync_wanted)
        self._condition.acted.connect(self._on_condition_acted)
        self._alarm.order_wanted.connect(self._on_alarmed_wanted)
        self._alarm.confirmed.connect(self._bell.confirm)
        self._bell.looked.connect(self._alarm.keep)
        self._bell.rung.connect(self._alarm.ring)
        self._bell.pressed.connect(self.come_forward)
        office.news.sync_changed.connect(self._on_sync_changed)
        office.news.orders_changed.connect(self._on_orders_changed)
        office.jobs.failed_unheard.connect(self._on_failed_unheard)
        self._on_sync_changed(office.sync.status())

    def _add_shortcuts(self) -> None:
        slots = {
            "F1": self._on_help,
            "F5": self._on_sync_now,
            "Ctrl+1": self._on_workbench,
            "Ctrl+2": self._on_orders,
            "Ctrl+3": self._on_paper,
            "Ctrl+4": self._on_sync_wanted,
            "Ctrl+5": self._on_settings,
        }
        for keys, slot in slots.items():
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _restore(self) -> None:
        text = choices.text_choice(self._office.workplace.options, choices.WINDOW, "")
        if text:
            self.restoreGeometry(_bytes(text))

    def _page(self, screen: Screen) -> QWidget:
        page = self._pages.get(screen)
        if page is None:
            page = self._pages[screen] = self._made(screen)
            self._screens.addWidget(page)
        return page

    def _made(self, screen: Screen) -> QWidget:
        """Make a screen when it is first wanted: the window opens sooner."""
        office = self._office
        if screen is Screen.WORKBENCH:
            dashboard = DashboardPage(office)
            dashboard.order_wanted.connect(self.open_order)
            dashboard.step_wanted.connect(self.go_on_with)
            dashboard.list_wanted.connect(self._on_orders)
            dashboard.basis_wanted.connect(self._on_basis_wanted)
            dashboard.print_wanted.connect(self._on_due_today_wanted)
            dashboard.warned_wanted.connect(self._on_warned_wanted)
            return dashboard
        if screen is Screen.ORDERS:
            return self._made_orders()
        if screen is Screen.PAPER:
            from desktop.ui.paper_page import PaperPage

            return PaperPage(office)
        if screen is Screen.REPORTS:
            from desktop.ui.reports.reports_page import ReportsPage

            return ReportsPage(office)
        if screen is Screen.STATISTICS:
            return self._made_statistics()
        return self._made_sync() if screen is Screen.SYNC else self._made_settings()

    def _made_statistics(self) -> QWidget:
        from desktop.ui.statistics.statistics_page import StatisticsPage

        statistics = StatisticsPage(self._office)
        statistics.order_wanted.connect(self.open_order)
        statistics.basis_wanted.connect(self._on_basis_wanted)
        statistics.said.connect(self._on_said)
        return statistics

    def _made_sync(self) -> QWidget:
        from desktop.ui.syncing.sync_page import SyncPage

        sync = SyncPage(self._office)
        sync.order_wanted.connect(self.open_order)
        sync.said.connect(self._on_said)
        return sync

    def _made_settings(self) -> QWidget:
        from desktop.ui.settings.settings_page import SettingsPage

        settings = SettingsPage(self._office)
        settings.office_left.connect(self.office_left)
        return settings

    def _made_orders(self) -> "OrdersPage":
        from desktop.ui.orders.orders_page import OrdersPage

        orders = OrdersPage(self._office, self._screens)
        orders.print_wanted.connect(self._on_print_wanted)
        orders.said.connect(self._on_said)
        orders.attention_wanted.connect(self._on_attention_wanted)
        orders.basis_wanted.connect(self._on_basis_wanted)
        text = choices.text_choice(self._office.workplace.options, choices.SPLITTER, "")
        if text:
            orders.restore_state(_bytes(text))
        # whoever opens an order first from elsewhere sees it beside a list, not beside nothing
        orders.show_group(None)
        return orders

    def _show(self, screen: Screen) -> None:
        self._screen = screen
        self._screens.setCurrentWidget(self._page(screen))

    def _show_orders(self) -> None:
        if self._screen is not Screen.ORDERS:
            self.navigation.mark(Place(Screen.ORDERS))
        self._show(Screen.ORDERS)

    def _load_ahead(self) -> None:
        self._office.jobs.run(screens_ahead.load, self._on_loaded_ahead, owner=self, slow=True)

    def _on_loaded_ahead(self, _none: None) -> None:
        """Make the screen of orders out of sight: it is what a clerk opens next.

        What shows an order follows in a turn of its own: both at once would stop the window.
        """
        if self.isVisible():
            self._page(Screen.ORDERS)
            QTimer.singleShot(screens_ahead.BETWEEN_MS, self._make_order_ahead)

    def _make_order_ahead(self) -> None:
        if self.isVisible():
            _ = self.orders.detail.view

    def _load_counts(self) -> None:
        self._office.jobs.run(self._office.workplace.lists.counts, self._on_counts, owner=self)

    def _look_for_foreign_writes(self) -> None:
        lists = self._office.workplace.lists
        self._office.jobs.run(lists.data_version, self._on_data_version, owner=self)

    def _on_place_chosen(self, place: Place) -> None:
        self._show(place.screen)
        if place.screen is Screen.ORDERS:
            self._top.clear_search()
            self.orders.close_order()
            self.orders.show_group(place.group)
            self.navigation.setFocus()

    def _on_searched(self, text: str) -> None:
        if not text and self._screen is not Screen.ORDERS:
            return
        self.navigation.mark(Place(Screen.ORDERS))
        self._show(Screen.ORDERS)
        self.orders.show_group(None, text)
        if text:
            self.orders.focus_list()

    def _on_counts(self, counts: Mapping[Group, int]) -> None:
        self.navigation.show_counts(counts)

    def _on_data_version(self, version: int) -> None:
        if self._data_version not in {-1, version}:
            self._office.news.orders_changed.emit(frozenset())
        self._data_version = version

    def _on_orders_changed(self) -> None:
        if not self._count.isActive():
            self._count.start()

    def _on_sync_changed(self, status: SyncStatus) -> None:
        self._top.show_sync(status, self._office.workplace.clock.now())
        self.navigation.show_unsent(status.attention)
        if status.phase in _LOUD and status.message:
            can_sign_in = self._office.workplace.sign_in is not None
            asks = status.phase is SyncPhase.SIGNED_OUT and can_sign_in
            action = self.tr("重新登录") if asks else self.tr("查看同步")
            self._condition.say(status_tone(status), status.message, action=action)
        else:
            self._condition.hide()

    def _on_failed_unheard(self, message: str) -> None:
        self._condition.say(Tone.DANGER, message)

    def _on_alarmed_wanted(self, order_id: str) -> None:
        if order_id:
            self.open_order(order_id)
        else:
            self.navigation.mark(Place(Screen.WORKBENCH))
            self._show(Screen.WORKBENCH)

    def _on_print_wanted(self, order_ids: list[str]) -> None:
        self.navigation.mark(Place(Screen.PAPER))
        self.paper.show_orders(order_ids)
        self._show(Screen.PAPER)

    def _on_due_today_wanted(self) -> None:
        self.navigation.mark(Place(Screen.PAPER))
        self._show(Screen.PAPER)
        self.paper.show_due_today()

    def _on_attention_wanted(self, order_id: str) -> None:
        from desktop.ui.syncing.sync_page import SyncPage

        self.navigation.mark(Place(Screen.SYNC))
        self._show(Screen.SYNC)
        page = self._page(Screen.SYNC)
        if isinstance(page, SyncPage):
            page.show_order(order_id)

    def _on_said(self, text: str) -> None:
        self._said.say(text)

    def _helper(self) -> "HelpWindow":
        if self._help is None:
            from desktop.ui.help_window import HelpWindow

            self._help = HelpWindow(self)
        return self._help

    def _on_help(self) -> None:
        self._helper().show_page(self._help_page())

    def _on_basis_wanted(self, profile_id: str, rule: str) -> None:
        self._helper().show_rules(profile_id, rule)

    def _help_page(self) -> str:
        from desktop.ui.steps.help_names import help_page_of
        from desktop.ui.steps.step_page import StepPage

        page = self.orders.detail.page if self._screen is Screen.ORDERS else None
        return help_page_of(page.action) if isinstance(page, StepPage) else self._screen.value

    def _on_sync_now(self) -> None:
        self._office.sync.sync_now()

    def _on_workbench(self) -> None:
        self.navigation.go(Place(Screen.WORKBENCH))

    def _on_orders(self) -> None:
        self.navigation.go(Place(Screen.ORDERS))

    def _on_paper(self) -> None:
        self.navigation.go(Place(Screen.PAPER))

    def _on_sync_wanted(self) -> None:
        self.navigation.go(Place(Screen.SYNC))

    def _on_condition_acted(self) -> None:
        from desktop.ui.syncing.sync_page import SyncPage

        self._on_sync_wanted()
        self._condition.hide()  # the page says it as well, and has the form
        page = self._page(Screen.SYNC)
        if isinstance(page, SyncPage):
            page.ask_to_sign_in()

    def _on_warned_wanted(self) -> None:
        self.navigation.go(Place(Screen.ORDERS, Group.WARNED))

    def _on_settings(self) -> None:
        self.navigation.go(Place(Screen.SETTINGS))


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii"))
