"""工作台: what must be done next, by when, and what the centre said."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop.domain.clocks import Rules
from desktop.services.late_accepts import LateAcceptDesk, LateAccepts
from desktop.services.lists import Group, ListFilter, ListRow
from desktop.services.overview import Overview, OverviewDesk
from desktop.ui.dashboard.agenda_card import AgendaCard
from desktop.ui.dashboard.calendar_banner import CalendarBanner
from desktop.ui.dashboard.message_card import MessageCard
from desktop.ui.dashboard.month_card import MonthCard
from desktop.ui.dashboard.report_card import ReportCard
from desktop.ui.dashboard.warning_card import WarningCard
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.tasks import KnownError, message_of
from desktop.ui.widgets.scroll_column import ScrollColumn

_AGENDA_ROWS = 60
_WARNED_ROWS = 2
_NARROW = 860
_SOON_MS = 400
_LATER_MS = 4000
_PAINTED_MS = 150
_REST_MS = 400
_MINUTE_MS = 60_000


class _Today(Struct, frozen=True):
    agenda: Sequence[ListRow]
    warned: Sequence[ListRow]
    warned_count: int
    rules: Rules


class DashboardPage(QWidget):
    """The first screen of the day.

    Signals:
        order_wanted: Open an order; its id.
        step_wanted: Open an order at its next step; its id.
        warned_wanted: List all warned orders.
        list_wanted: List all orders.
        basis_wanted: Show the rules of a profile at a clause: profile id, rule id.
        print_wanted: Print what is due today.
    """

    order_wanted = Signal(str)
    step_wanted = Signal(str)
    warned_wanted = Signal()
    list_wanted = Signal()
    basis_wanted = Signal(str, str)
    print_wanted = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dashboard_page")
        set_role(self, "screen")
        self._office = office
        self._rules: Rules | None = None
        workplace = office.workplace
        self._overview = OverviewDesk(workplace.orders, workplace.lists, workplace.clock)
        self._late = LateAcceptDesk(workplace.orders, workplace.lists, workplace.clock)
        self._late_count = 0
        self._calendar = CalendarBanner()
        self._agenda = AgendaCard(is_fed=workplace.feed is not None)
        self._warnings = WarningCard()
        self._messages = MessageCard()
        self._reports = ReportCard(office)
        self._month = MonthCard()
        self._soon = self._timer(_SOON_MS, self._load_today)
        self._later = self._timer(_LATER_MS, self._load_overview)
        self._painted = self._timer(_PAINTED_MS, self._load_the_rest)
        self._rest = self._timer(_REST_MS, self._look_for_late_accepts)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self._load_today)
        self._minute.timeout.connect(self._load_reports)
        self._lay_out()
        for card in (self._agenda, self._warnings):
            card.step_wanted.connect(self.step_wanted)
            card.order_wanted.connect(self.order_wanted)
        self._agenda.list_wanted.connect(self.list_wanted)
        self._agenda.print_wanted.connect(self.print_wanted)
        self._warnings.all_wanted.connect(self.warned_wanted)
        self._messages.order_wanted.connect(self.order_wanted)
        self._reports.handed_in.connect(self._on_handed_in)
        self._reports.taken_back.connect(self._on_taken_back)
        self._reports.basis_wanted.connect(self.basis_wanted)
        office.news.orders_changed.connect(self._on_orders_changed)
        self._load_today()

    def showEvent(self, event: QShowEvent) -> None:
        """Be fresh when it comes into view."""
        super().showEvent(event)
        self._minute.start()
        self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen put the agenda above the rest."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        self._row.setContentsMargins(Space.L, Space.L, Space.L if narrow else 0, Space.L)

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.L, 0, Space.L)
        row.setSpacing(Space.L)
        row.addWidget(self._agenda, 6)
        scroll = ScrollColumn()
        column = scroll.column
        column.setContentsMargins(0, 0, Space.L, 0)
        for card in (self._calendar, self._warnings, self._messages, self._reports, self._month):
            column.addWidget(card)
        column.addStretch(1)
        row.addWidget(scroll, 5)

    def _timer(self, wait_ms: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(slot)
        return timer

    def _load_today(self) -> None:
        self._office.jobs.run(partial(_today, self._office), self._on_today, owner=self)

    def _load_the_rest(self) -> None:
        self._load_reports()
        self._load_overview()

    def _load_reports(self) -> None:
        duties = self._office.workplace.duties
        self._office.jobs.run(duties.read, self._reports.show_board, owner=self)

    def _on_handed_in(self, duty_id: str, due: date, on: date) -> None:
        duties = self._office.workplace.duties
        self._note(partial(duties.hand_in, duty_id, due, on))

    def _on_taken_back(self, duty_id: str, due: date) -> None:
        self._note(partial(self._office.workplace.duties.take_back, duty_id, due))

    def _note(self, call: Callable[[], None]) -> None:
        self._office.jobs.run(call, self._on_noted, self._on_note_failed, owner=self)

    def _on_noted(self, _nothing: None) -> None:
        self._load_reports()

    def _on_note_failed(self, error: KnownError) -> None:
        self._reports.show_problem(message_of(error))

    def _load_overview(self) -> None:
        self._office.jobs.run(self._overview.read, self._on_overview, owner=self, slow=True)

    def _on_today(self, today: _Today) -> None:
        now = self._office.workplace.clock.now()
        is_first, self._rules = self._rules is None, today.rules
        self._calendar.show_missing(now, today.rules.calendar)
        self._agenda.show_rows(today.agenda, now, today.rules)
        self._warnings.show_rows(today.warned, now, today.rules, count=today.warned_count)
        self._show_late_accepts()
        if is_first:
            # reading the month takes longer than all else: it waits until the agenda is painted
            self._painted.start()

    def _on_overview(self, overview: Overview) -> None:
        now = self._office.workplace.clock.now()
        self._month.show_figures(overview.figures, now, self._rules)
        self._messages.show_messages(overview.messages, now)
        if not self._rest.isActive():
            self._look_for_late_accepts()

    def _look_for_late_accepts(self) -> None:
        self._office.jobs.run(self._late.look, self._on_late_accepts, owner=self, slow=True)

    def _on_late_accepts(self, late: LateAccepts) -> None:
        if not late.complete:
            self._rest.start()
            return
        self._late_count = late.count
        self._show_late_accepts()

    def _show_late_accepts(self) -> None:
        """Show the count as soon as both it and the rules are there, whichever comes last."""
        if self._rules is not None:
            to_summons = self._rules.profile.late_accepts_to_summons
            self._month.show_late_accepts(self._late_count, to_summons)

    def _on_orders_changed(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()
        if not self._later.isActive():
            self._later.start()


def _today(office: Office) -> _Today:
    workplace = office.workplace
    warned = workplace.lists.keys(ListFilter(group=Group.WARNED), limit=_WARNED_ROWS)
    return _Today(
        agenda=workplace.lists.agenda(limit=_AGENDA_ROWS),
        warned=workplace.lists.rows(warned),
        warned_count=workplace.lists.counts().get(Group.WARNED, 0),
        rules=workplace.rules.rules_for(workplace.identity.profile, 0),
    )
