"""One action that was not accepted, and what can be done about it."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.attention_desk import AttentionDetail
from desktop.services.section_merge import Merge
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.syncing.comparison_grid import ComparisonGrid
from desktop.ui.syncing.line_list import LineList
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.flow_buttons import FlowButtons
from desktop.ui.widgets.scroll_column import ScrollColumn
from desktop.ui.wording import short_moment


class AttentionView(QFrame):
    """What was entered, beside the centre's version for a clash; the choice at the bottom.

    Signals:
        again_wanted: Send it again.
        merge_wanted: Save the two versions put together.
        merge_edited: What is put together has changed: `merge`.
        undo_wanted: It was put aside by mistake.
        theirs_wanted: Leave it at the centre's version.
        noted: It need not be shown any more.
        copy_wanted: Copy what was entered.
        order_wanted: Open the order.
        back_wanted: Back to the list.
    """

    again_wanted = Signal()
    merge_wanted = Signal()
    merge_edited = Signal()
    undo_wanted = Signal()
    theirs_wanted = Signal()
    noted = Signal()
    copy_wanted = Signal()
    order_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attention_view")
        set_role(self, "panel")
        self._title, self._order = QLabel(), QLabel()
        self._order.setWordWrap(True)
        set_role(self._title, "section")
        set_role(self._order, "muted")
        self._reason, self._problem = Banner(closable=False), Banner()
        self._problem.setObjectName("attention_problem")
        self._remark = QLabel()
        self._remark.setWordWrap(True)
        self._grid = ComparisonGrid()
        self._lines = LineList()
        self._back = self._button("attention_back", self.tr("返回列表(&B)"), "link")
        self._hint = QLabel(
            self.tr("只有一边改过的已替您选好，两边都改了的请看一下；底下的按钮按您选的保存。")
        )
        self._hint.setWordWrap(True)
        set_role(self._hint, "small")
        self._shown: AttentionDetail | None = None
        self._merge = self._button("attention_merge", self.tr("保存合并后的并上报(&M)"), "primary")
        self._undo = self._button("attention_undo", self.tr("撤销“已处理”(&U)"))
        self._again = self._button("attention_again", self.tr("再报一次(&Y)"), "primary")
        self._theirs = self._button("attention_theirs", self.tr("采用中心的(&T)"))
        self._noted = self._button("attention_noted", self.tr("我知道了，不再提醒(&D)"))
        self._copy = self._button("attention_copy", self.tr("复制我填写的内容(&C)"))
        self._open = self._button("attention_open", self.tr("打开工单(&O)"))
        self._lay_out()
        self._back.clicked.connect(self._on_back)
        self._again.clicked.connect(self._on_again)
        self._merge.clicked.connect(self._on_merge)
        self._undo.clicked.connect(self._on_undo)
        self._grid.merge_edited.connect(self.merge_edited)
        self._theirs.clicked.connect(self._on_theirs)
        self._noted.clicked.connect(self._on_noted)
        self._copy.clicked.connect(self._on_copy)
        self._open.clicked.connect(self._on_open)

    def show_detail(self, detail: AttentionDetail, now: datetime) -> None:
        """Show an action; what the clerk is putting together stays as he has it."""
        item = detail.item
        if self._is_shown(detail):
            self._shown = detail
            self.set_busy(busy=False)
            return
        earlier = self._shown
        is_same = earlier is not None and earlier.item.op_id == item.op_id
        merge = self.merge if is_same and self.is_merging else detail.merge
        self._shown = detail
        self._title.setText(f"{item.what}　{short_moment(item.at, now)}")
        self._order.setText(f"{item.number}　{item.title}")
        self._reason.say(Tone.WARNING if item.is_conflict else Tone.DANGER, item.message)
        self._remark.setText(detail.remark)
        self._remark.setVisible(bool(detail.remark))
        compared = bool(detail.comparisons)
        self._grid.show_rows(detail.comparisons, choosing=item.is_open, merge=merge)
        self._grid.setVisible(compared)
        self._hint.setVisible(self.is_merging)
        self._merge.setVisible(self.is_merging)
        self._undo.setVisible(item.resolution.is_put_aside)
        self._lines.show_lines(() if compared else detail.lines)
        self._lines.setVisible(not compared)
        self._name_again(is_conflict=item.is_conflict)
        set_role(self._again, "" if self.is_merging else "primary")
        self._again.setVisible(item.is_open)
        self._theirs.setVisible(item.is_open and item.is_conflict)
        self._noted.setVisible(item.is_open and not item.is_conflict)
        self._copy.setVisible(bool(detail.lines))
        self._problem.clear()
        self.set_busy(busy=False)

    @property
    def merge(self) -> Merge:
        """What the clerk has put together so far."""
        return self._grid.merge

    @property
    def is_merging(self) -> bool:
        """Whether there are two versions to be put together."""
        shown = self._shown
        return shown is not None and shown.item.is_open and bool(shown.comparisons)

    def _is_shown(self, detail: AttentionDetail) -> bool:
        """Tell whether nothing but the place of other things has changed: typing goes on."""
        shown = self._shown
        return (
            shown is not None
            and self.is_merging
            and (shown.item, shown.comparisons, shown.remark)
            == (detail.item, detail.comparisons, detail.remark)
        )

    def set_back_shown(self, *, shown: bool) -> None:
        """Show the way back to the list where the list is not beside it."""
        self._back.setVisible(shown)

    def set_busy(self, *, busy: bool) -> None:
        """Lock the choice while it is carried out: it is made once."""
        for button in (self._merge, self._again, self._theirs, self._noted, self._undo):
            button.setEnabled(not busy)

    def complain(self, message: str) -> None:
        """Say why the choice could not be carried out."""
        self._problem.say(Tone.DANGER, message)
        self.set_busy(busy=False)

    def say(self, message: str) -> None:
        """Say what has been done."""
        self._problem.say(Tone.GOOD, message)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        scroll = ScrollColumn(Space.M)
        scroll.setObjectName("attention_scroll")
        scroll.setAccessibleName(self.tr("未被接受的内容"))
        head = QVBoxLayout()
        head.setSpacing(Space.XS)
        head.addWidget(self._title)
        head.addWidget(self._order)
        scroll.column.addLayout(head)
        parts = (self._problem, self._reason, self._remark, self._hint, self._grid, self._lines)
        for part in parts:
            scroll.column.addWidget(part)
        scroll.column.addStretch(1)
        outer.addWidget(scroll, 1)
        bar = QFrame()
        set_role(bar, "actionbar")
        inner = QVBoxLayout(bar)
        inner.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row = FlowButtons()
        inner.addWidget(row)
        buttons = (
            self._back, self._merge, self._again, self._theirs, self._noted, self._undo,
            self._copy, self._open,
        )  # fmt: skip
        for button in buttons:
            row.add_widget(button)
        outer.addWidget(bar)

    def _button(self, name: str, text: str, role: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.partition("(")[0])
        if role:
            set_role(button, role)
        return button

    def _name_again(self, *, is_conflict: bool) -> None:
        text = self.tr("用我的再报一次(&Y)") if is_conflict else self.tr("再报一次(&Y)")
        self._again.setText(text)
        self._again.setAccessibleName(text.partition("(")[0])

    def _on_back(self) -> None:
        self.back_wanted.emit()

    def _on_again(self) -> None:
        self.again_wanted.emit()

    def _on_merge(self) -> None:
        self.merge_wanted.emit()

    def _on_undo(self) -> None:
        self.undo_wanted.emit()

    def _on_theirs(self) -> None:
        self.theirs_wanted.emit()

    def _on_noted(self) -> None:
        self.noted.emit()

    def _on_copy(self) -> None:
        self.copy_wanted.emit()

    def _on_open(self) -> None:
        self.order_wanted.emit()
