"""已移走的工单: the orders, and the work that is kept with the picked one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.services.attention_desk import KeptPiece
from desktop.services.handover import handover_text
from desktop.services.lists import ListRow
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.syncing.line_list import LineList
from desktop.ui.syncing.removed_list import RemovedList
from desktop.ui.syncing.two_parts import TwoParts
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.emptying import empty
from desktop.ui.widgets.flow_buttons import FlowButtons
from desktop.ui.widgets.scroll_column import ScrollColumn
from desktop.ui.wording import short_moment


class RemovedPanel(QWidget):
    """Shows what the clerk had entered, in words, to be copied.

    Signals:
        order_wanted: Open an order; its id.
        said: A sentence for the window's bar.
    """

    order_wanted = Signal(str)
    said = Signal(str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("removed_panel")
        self._office = office
        self._pieces: tuple[KeptPiece, ...] = ()
        self.list = RemovedList()
        self._work = QWidget()
        self._scroll = ScrollColumn(Space.M)
        self._scroll.setAccessibleName(self.tr("保留的内容"))
        self._back = self._button("removed_back", self.tr("返回列表(&B)"), "link")
        self._copy = self._button("removed_copy", self.tr("复制保留的内容(&C)"))
        self._handover = self._button("removed_handover", self.tr("复制交接说明(&H)"), "primary")
        self._let_go = self._button("removed_let_go", self.tr("已交接，不再提醒(&D)"))
        self._open = self._button("removed_open", self.tr("打开工单(&O)"))
        self._lay_out()
        self.parts = TwoParts(self.list, self._work)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.parts)
        self.list.picked.connect(self._on_picked)
        self.list.order_wanted.connect(self.order_wanted)
        self._back.clicked.connect(self.parts.open_left)
        self._copy.clicked.connect(self._on_copy)
        self._open.clicked.connect(self._on_open)
        self._handover.clicked.connect(self._on_handover)
        self._let_go.clicked.connect(self._on_let_go)

    def show_rows(self, rows: Sequence[ListRow]) -> None:
        """Show other orders."""
        self.list.show_rows(rows, self._office.workplace.clock.now())
        if not self.list.current_id and rows and not self.parts.is_narrow:
            self.list.pick(rows[0].order_id)
        self.parts.fill_right(filled=bool(self.list.current_id))

    def show_order(self, order_id: str) -> None:
        """Pick an order."""
        if self.list.pick(order_id):
            self.parts.open_right()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the way back where the list is not beside it."""
        super().resizeEvent(event)
        self._back.setVisible(self.parts.is_narrow)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        bar = QFrame()
        set_role(bar, "actionbar")
        inner = QVBoxLayout(bar)
        inner.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row = FlowButtons()
        buttons = (self._back, self._handover, self._copy, self._let_go, self._open)
        for button in buttons:
            row.add_widget(button)
        inner.addWidget(row)
        column.addWidget(bar)

    def _button(self, name: str, text: str, role: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.partition("(")[0])
        if role:
            set_role(button, role)
        return button

    def _on_picked(self, order_id: str) -> None:
        self.parts.open_right()
        call = partial(self._office.workplace.attention.kept_work, order_id)
        self._office.jobs.run(call, self._on_pieces, owner=self)

    def _on_pieces(self, pieces: tuple[KeptPiece, ...]) -> None:
        self._pieces = pieces
        column = self._scroll.column
        empty(column)
        for piece in pieces:
            column.addWidget(self._card(piece))
        if not pieces:
            note = Card()
            note.add_text(self.tr("您填写的内容中心都已收到，没有另外保留的。"))
            column.addWidget(note)
        column.addStretch(1)
        self._copy.setVisible(bool(pieces))
        self._let_go.setVisible(bool(pieces))

    def _card(self, piece: KeptPiece) -> Card:
        card = Card(piece.what)
        now = self._office.workplace.clock.now()
        when = f"{short_moment(piece.at, now)}　" if piece.at else ""
        card.add_text(f"{when}{piece.state}", "small")
        card.add(LineList(piece.lines))
        return card

    def _on_copy(self) -> None:
        head = self.list.current_text
        QGuiApplication.clipboard().setText(
            "\n\n".join([head, *(piece.text for piece in self._pieces)])
        )
        call = partial(self._office.workplace.attention.note_copy, self.list.current_id)
        self._office.jobs.run(call, self._on_noted_copy, owner=self)

    def _on_noted_copy(self, _nothing: object) -> None:
        """The audit log has it; there is nothing to show."""

    def _on_handover(self) -> None:
        call = partial(_handover, self._office, self.list.current_id)
        self._office.jobs.run(call, self._on_composed, self._on_failed, owner=self)

    def _on_composed(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(self.tr("交接说明已复制，可以粘贴到文档里打印，或发给接手的单位"))

    def _on_let_go(self) -> None:
        call = partial(self._office.workplace.attention.let_go, self.list.current_id)
        self._office.jobs.run(call, self._on_gone, self._on_failed, owner=self)

    def _on_gone(self, _nothing: object) -> None:
        self.said.emit(self.tr("已记下；未被接受的内容仍可在“也显示已处理的”中查看"))
        self._on_picked(self.list.current_id)

    def _on_failed(self, error: KnownError) -> None:
        self.said.emit(str(error))

    def _on_open(self) -> None:
        if self.list.current_id:
            self.order_wanted.emit(self.list.current_id)


def _handover(office: Office, order_id: str) -> str:
    """Compose the text, which is copied as soon as it is there."""
    workplace = office.workplace
    working = workplace.attention.working(order_id)
    if working is None:
        return ""
    kept = workplace.attention.kept_work(order_id)
    workplace.attention.note_copy(order_id)
    return handover_text(working, kept, workplace.identity, workplace.clock.now())
