"""未被接受: the list, and the choice about what is picked."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.services.attention_desk import AttentionDetail, AttentionItem
from desktop.services.order_desk import Saved
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.sync_words import SENDING
from desktop.ui.syncing.attention_list import AttentionList
from desktop.ui.syncing.attention_view import AttentionView
from desktop.ui.syncing.rescue_form import RescueForm
from desktop.ui.syncing.two_parts import TwoParts
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.empty_state import EmptyState

_KEEP_MS = 400


class AttentionPanel(QWidget):
    """Loads itself; every choice is carried out by the attention desk.

    Signals:
        counted: How many wait for the clerk.
        order_wanted: Open an order; its id.
        said: A sentence for the window's bar.
    """

    counted = Signal(int)
    order_wanted = Signal(str)
    said = Signal(str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attention_panel")
        self._office = office
        self._detail: AttentionDetail | None = None
        self._items: tuple[AttentionItem, ...] = ()
        self._wanted_order = ""
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(_KEEP_MS)
        self._keep_soon.timeout.connect(self._keep_merge)
        self.list = AttentionList()
        self.view = AttentionView()
        self._resolved = QCheckBox(self.tr("也显示已处理的(&H)"))
        self._resolved.setObjectName("attention_resolved")
        self._resolved.setAccessibleName(self.tr("也显示已处理的"))
        left = QFrame()
        set_role(left, "panel")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, Space.S)
        column.setSpacing(Space.S)
        self._lists = QStackedWidget()
        self._lists.addWidget(EmptyState(self.tr("没有被中心拒绝的操作"), picture="check"))
        self._lists.addWidget(self.list)
        column.addWidget(self._lists, 1)
        below = QHBoxLayout()
        below.setContentsMargins(Space.S, 0, Space.S, 0)
        below.addWidget(self._resolved)
        column.addLayout(below)
        self._export = QPushButton(self.tr("发不出去的内容(&X)…"))
        self._export.setObjectName("attention_export")
        self._export.setAccessibleName(self.tr("发不出去的内容"))
        set_role(self._export, "link")
        desk = office.workplace.rescue
        self._rescue = RescueForm(office, desk) if desk else None
        column.addWidget(self._export)  # first: what has no parent is shown as a window
        self._export.setVisible(desk is not None)
        left.setFocusProxy(self.list)
        self.parts = TwoParts(left, self.view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        if self._rescue:
            self._rescue.hide()
            self._rescue.handed_over.connect(self.load)
            outer.addWidget(self._rescue)
        outer.addWidget(self.parts, 1)
        self._connect()

    def load(self) -> None:
        """Load the list again, and what is picked with it."""
        desk = self._office.workplace.attention
        call = partial(desk.entries, resolved=self._resolved.isChecked())
        self._office.jobs.run(call, self._on_items, owner=self)

    def show_order(self, order_id: str) -> None:
        """Pick the newest item of an order as soon as the list is there."""
        self._wanted_order = order_id
        self.load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the way back where the list is not beside it."""
        super().resizeEvent(event)
        self.view.set_back_shown(shown=self.parts.is_narrow)

    def _connect(self) -> None:
        self.list.picked.connect(self._on_picked)
        self._export.clicked.connect(self._on_export)
        self._resolved.toggled.connect(self._on_resolved_toggled)
        self.view.again_wanted.connect(self._on_again)
        self.view.merge_wanted.connect(self._on_merge)
        self.view.merge_edited.connect(self._keep_soon.start)
        self.view.undo_wanted.connect(self._on_undo)
        self.view.theirs_wanted.connect(self._on_theirs)
        self.view.noted.connect(self._on_noted)
        self.view.copy_wanted.connect(self._on_copy)
        self.view.order_wanted.connect(self._on_open)
        self.view.back_wanted.connect(self.parts.open_left)

    def _on_items(self, items: tuple[AttentionItem, ...]) -> None:
        self._items = items
        self.counted.emit(sum(item.is_open for item in items))
        self._lists.setCurrentIndex(1 if items else 0)
        self.list.show_items(items, self._office.workplace.clock.now())
        self._pick_wanted()
        if not self.list.current_id and items and not self.parts.is_narrow:
            self.list.pick(items[0].op_id)
        if not self.list.current_id:
            self._detail = None
            self.parts.open_left()
        self.parts.fill_right(filled=bool(self.list.current_id))

    def _pick_wanted(self) -> None:
        wanted, self._wanted_order = self._wanted_order, ""
        found = next((item for item in self._items if item.order_id == wanted), None)
        if found:
            self.list.pick(found.op_id)
            self.parts.open_right()

    def _on_picked(self, op_id: str) -> None:
        self._keep_now()
        self.parts.open_right()
        call = partial(self._office.workplace.attention.look_at, op_id)
        self._office.jobs.run(call, self._on_detail, self._on_gone, owner=self)

    def _on_detail(self, detail: AttentionDetail) -> None:
        if detail.item.op_id != self.list.current_id:
            return
        self._detail = detail
        self.view.show_detail(detail, self._office.workplace.clock.now())

    def _on_gone(self, error: KnownError) -> None:
        self.said.emit(str(error))
        self.load()

    def _on_resolved_toggled(self, _checked: bool) -> None:
        self.load()

    def _on_again(self) -> None:
        detail = self._detail
        if detail:
            desk = self._office.workplace.attention
            call = partial(desk.send_again, detail.item.op_id, detail.sight)
            self._carry_out(call, self._on_sent)

    def _on_merge(self) -> None:
        detail = self._detail
        if detail and detail.sight:
            desk = self._office.workplace.attention
            call = partial(desk.send_merged, detail.item.op_id, self.view.merge, detail.sight)
            self._carry_out(call, self._on_sent)

    def _on_undo(self) -> None:
        if self._detail:
            desk = self._office.workplace.attention
            call = partial(desk.undo_dismissal, self._detail.item.op_id)
            self._carry_out(call, self._on_undone)

    def _on_undone(self, _nothing: object) -> None:
        self._settled(self.tr("已放回“未被接受”，请重新决定"))

    def _keep_now(self) -> None:
        if self._keep_soon.isActive():
            self._keep_soon.stop()
            self._keep_merge()

    def _keep_merge(self) -> None:
        """What is put together is a draft: it survives a crash and a look at something else."""
        if self._detail and self.view.is_merging:
            desk = self._office.workplace.attention
            call = partial(desk.keep_merge, self._detail.item.op_id, self.view.merge)
            self._office.jobs.run(call, self._on_merge_kept, self._on_refused, owner=self)

    def _on_merge_kept(self, _nothing: object) -> None:
        """It is on disk."""

    def _on_theirs(self) -> None:
        if self._detail:
            desk = self._office.workplace.attention
            self._carry_out(partial(desk.keep_theirs, self._detail.item.op_id), self._on_kept)

    def _on_noted(self) -> None:
        if self._detail:
            desk = self._office.workplace.attention
            self._carry_out(partial(desk.dismiss, self._detail.item.op_id), self._on_kept)

    def _carry_out(self, call: Callable[[], object], done: Callable[[object], None]) -> None:
        self._keep_soon.stop()
        self.view.set_busy(busy=True)
        self._office.jobs.run(call, done, self._on_refused, owner=self)

    def _on_sent(self, saved: object) -> None:
        is_sent = isinstance(saved, Saved) and bool(saved.seqs)
        words = SENDING if is_sent else self.tr("工单中已是这个内容，不用再报")
        self._settled(words)

    def _on_kept(self, _nothing: object) -> None:
        self._settled(self.tr("已处理；您填写的内容仍可在“也显示已处理的”中查看"))

    def _settled(self, words: str) -> None:
        self.said.emit(words)
        self._office.sync.poke()  # its figures are counted anew with the next round
        self.parts.open_left()
        self.load()

    def _on_refused(self, error: KnownError) -> None:
        self.view.complain(str(error))

    def _on_copy(self) -> None:
        detail = self._detail
        if detail is None:
            return
        QGuiApplication.clipboard().setText(detail.text)
        self.view.say(self.tr("已复制，可以粘贴到别处"))
        call = partial(self._office.workplace.attention.note_copy, detail.item.order_id)
        self._office.jobs.run(call, self._on_noted_copy, owner=self)

    def _on_noted_copy(self, _nothing: object) -> None:
        """The audit log has it; there is nothing to show."""

    def _on_export(self) -> None:
        if self._rescue:
            self._rescue.setVisible(self._rescue.isHidden())

    def _on_open(self) -> None:
        if self._detail:
            self.order_wanted.emit(self._detail.item.order_id)
