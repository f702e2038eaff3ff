"""同步: has the centre received it, what waits, what was refused, what was taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.services.lists import Group, ListFilter, ListRow
from desktop.services.ports import OutboxEntry, OutboxState
from desktop.sync.ports import Trouble
from desktop.sync.status import GUARD, SyncPhase, SyncStatus
from desktop.ui import choices
from desktop.ui.office import Office
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.sync_words import phase_text, status_tone, upload_text
from desktop.ui.syncing.attention_panel import AttentionPanel
from desktop.ui.syncing.connection_window import ConnectionWindow
from desktop.ui.syncing.guard_bar import GuardBar
from desktop.ui.syncing.outbox_table import OutboxTable
from desktop.ui.syncing.removed_panel import RemovedPanel
from desktop.ui.syncing.sign_in_form import SignInForm
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.stat_row import StatRow
from desktop.ui.wording import short_moment

_SOON_MS = 300
_LISTS_LEAST = 110
_PROMISE = {
    SyncPhase.SYNCED: "本机与平台一致。保存的内容会自动上报。",
    SyncPhase.SYNCING: "正在与平台交换数据，可以照常办理。",
    SyncPhase.OFFLINE: "连不上平台。可以照常办理，保存的内容都在本机，联网后按顺序自动上报。",
    SyncPhase.TROUBLE: "同步没有成功。保存的内容都在本机，会自动重试。",
    SyncPhase.SIGNED_OUT: "登录已失效。可以照常办理，重新登录后自动上报。",
    SyncPhase.PAUSED: "同步已暂停。保存的内容都在本机，恢复后自动上报。",
}
_SHORT = 540
_HALTED = "其他内容照常上报和接收；有一步要等您确认。"


@dataclass(frozen=True, slots=True)
class _Lists:
    pending: Sequence[OutboxEntry]
    done: Sequence[OutboxEntry]
    removed: Sequence[ListRow]


class SyncPage(QWidget):
    """State at the top, lists below.

    Signals:
        order_wanted: Open an order; its id.
        said: A sentence for the window's bar.
    """

    order_wanted = Signal(str)
    said = Signal(str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync_page")
        set_role(self, "screen")
        self._office = office
        self._status = office.sync.status()
        self._state = QLabel()
        self._state.setObjectName("sync_words")
        set_role(self._state, "title")
        self._promise = QLabel()
        self._promise.setWordWrap(True)
        set_role(self._promise, "muted")
        self._facts = QLabel()
        self._facts.setObjectName("sync_facts")
        set_role(self._facts, "small")
        self._banner = Banner(closable=False)
        self.sign_in = SignInForm(office)
        self._figures = StatRow()
        self._retry = QPushButton(self.tr("立即同步(&R)"))
        self._pause = QPushButton()
        self._test = QPushButton(self.tr("测试连接(&J)"))
        self._tabs = QTabWidget()
        self._tables = {state: OutboxTable() for state in (OutboxState.PENDING, OutboxState.DONE)}
        self._stacks: dict[str, QStackedWidget] = {}
        self._guard = GuardBar()
        self._attention = AttentionPanel(office)
        self._removed = RemovedPanel(office)
        self._wanted_order = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._load)
        self._lay_out()
        self._retry.clicked.connect(self._on_retry)
        self._pause.clicked.connect(self._on_pause)
        self._test.clicked.connect(self._on_test)
        self._guard.confirmed.connect(self._on_confirmed)
        self._guard.put_off.connect(self._show_status)
        office.news.sync_changed.connect(self._on_sync_changed)
        office.news.orders_changed.connect(self._on_orders_changed)
        self._show_status()
        self._on_attention_counted(0)

    def showEvent(self, event: QShowEvent) -> None:
        """Be fresh when it comes into view."""
        super().showEvent(event)
        self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen leave room for what asks for a decision."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_short = self.height() < _SHORT
        panels = (self._attention, self._removed)
        alone = any(panel.parts.is_right_alone and panel.isVisible() for panel in panels)
        is_asking = not self._guard.isHidden()
        self._top.setHidden(is_short and (alone or is_asking))
        self._lower.setHidden(is_short and is_asking)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        outer.setSpacing(Space.L)
        self._top = self._state_card()
        outer.addWidget(self._top)
        outer.addWidget(self._guard)
        card = self._lower = Card()
        card.body.setContentsMargins(0, 0, 0, 0)
        self._tabs.setObjectName("sync_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        # on a small screen the lists give way, and what is said above them stays readable
        self._tabs.setMinimumHeight(_LISTS_LEAST)
        self._add_tab("pending", self._tables[OutboxState.PENDING], self.tr("没有等待上报的内容"))
        self._tabs.addTab(self._attention, "")
        self._add_tab("done", self._tables[OutboxState.DONE], self.tr("还没有上报过"))
        self._add_tab("removed", self._removed, self.tr("没有被移走的工单"))
        card.add(self._tabs, 1)
        outer.addWidget(card, 1)
        for table in self._tables.values():
            table.order_wanted.connect(self.order_wanted)
        self._removed.order_wanted.connect(self.order_wanted)
        self._attention.order_wanted.connect(self.order_wanted)
        self._attention.said.connect(self.said)
        self._removed.said.connect(self.said)
        self._tabs.currentChanged.connect(self._arrange)
        for parts in (self._attention.parts, self._removed.parts):
            parts.arranged.connect(self._arrange)
        self._attention.counted.connect(self._on_attention_counted)

    def _state_card(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self._state)
        words.addWidget(self._promise)
        words.addWidget(self._facts)
        row.addLayout(words, 1)
        self._retry.setObjectName("sync_retry")
        self._retry.setAccessibleName(self.tr("立即同步"))
        set_role(self._retry, "primary")
        self._pause.setObjectName("sync_pause")
        self._test.setObjectName("sync_test")
        self._test.setAccessibleName(self.tr("测试连接"))
        row.addWidget(self._figures)
        row.addSpacing(Space.M)
        row.addWidget(self._test)
        if self._office.workplace.connection is None:
            self._test.hide()
        row.addWidget(self._pause)
        row.addWidget(self._retry)
        card.body.addLayout(row)
        card.add(self._banner)
        card.add(self.sign_in)
        return card

    def _add_tab(self, key: str, table: QWidget, empty: str) -> None:
        stack = QStackedWidget()
        stack.addWidget(EmptyState(empty, picture="check"))
        stack.addWidget(table)
        self._stacks[key] = stack
        self._tabs.addTab(stack, "")

    def show_order(self, order_id: str) -> None:
        """Show what the centre did not accept of an order, or what is kept of a removed one."""
        self._wanted_order = order_id
        self._tabs.setCurrentWidget(self._attention)
        self._attention.show_order(order_id)
        self._load()

    def _load(self) -> None:
        if not self._wanted_order:
            self._attention.load()
        self._office.jobs.run(partial(_lists, self._office), self._on_lists, owner=self)

    def _on_lists(self, lists: _Lists) -> None:
        now = self._office.workplace.clock.now()
        self._tables[OutboxState.PENDING].show_entries(lists.pending, now)
        self._tables[OutboxState.DONE].show_entries(lists.done, now)
        self._removed.show_rows(lists.removed)
        counts = {
            "pending": (self.tr("待上报"), len(lists.pending)),
            "done": (self.tr("已上报"), len(lists.done)),
            "removed": (self.tr("已移走的工单"), len(lists.removed)),
        }
        for key, (name, count) in counts.items():
            place = self._tabs.indexOf(self._stacks[key])
            self._tabs.setTabText(place, f"{name} {count}" if count else name)
            self._stacks[key].setCurrentIndex(1 if count else 0)
        wanted, self._wanted_order = self._wanted_order, ""
        if any(row.order_id == wanted for row in lists.removed):
            self._tabs.setCurrentWidget(self._stacks["removed"])
            self._removed.show_order(wanted)

    def ask_to_sign_in(self) -> None:
        """Put the keyboard into the form, where there is one to fill in."""
        if not self.sign_in.isHidden():
            self.sign_in.start()

    def _show_status(self) -> None:
        status, now = self._status, self._office.workplace.clock.now()
        self._state.setText(phase_text(status, now))
        is_halted = status.code == GUARD
        self._promise.setText(_HALTED if is_halted else _PROMISE[status.phase])
        paused = status.phase is SyncPhase.PAUSED
        self._pause.setText(self.tr("恢复同步(&U)") if paused else self.tr("暂停(&U)"))
        self._pause.setAccessibleName(self.tr("恢复同步") if paused else self.tr("暂停同步"))
        self._retry.setEnabled(status.phase is not SyncPhase.SYNCING)
        self._guard.show_status(status)
        self._arrange()
        can_sign_in = self._office.workplace.sign_in is not None
        self.sign_in.setVisible(status.phase is SyncPhase.SIGNED_OUT and can_sign_in)
        self.sign_in.ask_for_code(asked=status.code == Trouble.REVOKED)
        # who was disabled must read so, beside the form: signing in may not help
        explained = self.sign_in.isHidden() or status.code == Trouble.REVOKED
        if status.message and self._guard.isHidden() and explained:
            self._banner.say(status_tone(status), status.message)
        else:
            self._banner.clear()
        last = short_moment(status.last_success, now) if status.last_success else self.tr("还没有")
        self._figures.set_figure("unsent", self.tr("待上报"), str(status.unsent))
        facts = self.tr("上次同步 {0} · {1}").format(last, self._server())
        if status.uploading is not None:
            facts = f"{upload_text(status.uploading)} · {facts}"
        self._facts.setText(facts)

    def _server(self) -> str:
        identity = self._office.identity
        if identity.training:
            return self.tr("演练平台（本机）")
        return identity.server.partition("://")[2] or identity.server

    def _on_attention_counted(self, count: int) -> None:
        name = self.tr("未被接受")
        tone = Tone.DANGER if count else Tone.NEUTRAL
        self._figures.set_figure("attention", name, str(count), tone)
        self._tabs.setTabText(
            self._tabs.indexOf(self._attention), f"{name} {count}" if count else name
        )

    def _on_confirmed(self) -> None:
        self._office.sync.confirm_reset()

    def _on_sync_changed(self, status: SyncStatus) -> None:
        self._status = status
        self._show_status()
        self._soon.start()

    def _on_orders_changed(self) -> None:
        if self.isVisible():
            self._soon.start()

    def _on_retry(self) -> None:
        if self._status.phase is SyncPhase.PAUSED:
            self._set_paused(paused=False)
        self._office.sync.sync_now()

    def _on_test(self) -> None:
        check = self._office.workplace.connection
        if check is not None:
            ConnectionWindow(self._office, check, self).open()

    def _on_pause(self) -> None:
        self._set_paused(paused=self._status.phase is not SyncPhase.PAUSED)

    def _set_paused(self, *, paused: bool) -> None:
        """Pause or go on, also after the next start."""
        sync, options = self._office.sync, self._office.workplace.options
        (sync.pause if paused else sync.resume)()
        keep = partial(options.set, choices.PAUSED, paused)
        self._office.jobs.run(keep, self._on_kept, owner=self)

    def _on_kept(self, nothing: None) -> None:
        """It is on disk."""


def _lists(office: Office) -> _Lists:
    lists = office.workplace.lists
    removed = lists.keys(ListFilter(group=Group.REMOVED), limit=200)
    return _Lists(
        pending=lists.outbox(state=OutboxState.PENDING),
        done=lists.outbox(state=OutboxState.DONE, limit=200),
        removed=lists.rows(removed),
    )
