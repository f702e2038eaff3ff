"""How every step page is laid out: head, form, what is demanded, and one large button."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop.ui.style import Space, set_role
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.due_label import DueLabel
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.scrolled_content import ScrolledContent

_SIDE_WIDTH = 324
_SIDE_MARGINS = (Space.S, Space.M, Space.L, Space.L)
_NARROW = 860


class StepFrame(QWidget):
    """The parts of a step page. On a narrow window the side goes below the form.

    Attributes:
        title: Name of the step.
        head: One line about the order.
        due: How much of the step's deadline is left.
        body: Layout of the form.
        side: Layout of the list of demands.
        banner: What went wrong, or what has just been done.
        note: State of the draft.
        extra: Layout for further buttons at the left of the footer.
        cancel: Back to the order; what is typed stays as a draft.
        primary: The one large button.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(self._make_middle(), 1)
        column.addWidget(self._make_foot())
        self._narrow = False
        self._held: QWidget | None = None

    def set_busy(self, *, busy: bool) -> None:
        """Show that something is being done; the form cannot be changed meanwhile."""
        self._busy.setVisible(busy)
        self._form.setEnabled(not busy)

    def hold_focus(self) -> None:
        """Keep the keyboard here: a form that is locked loses it, and with it every shortcut."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._held = focused
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_focus_back(self) -> None:
        """Put the keyboard where it was, unless somebody has gone elsewhere meanwhile."""
        held, self._held = self._held, None
        if held is None or not self.hasFocus():
            return
        can_take = isValid(held) and held.isEnabled() and held.isVisible()
        target = held if can_take else self.primary
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the side below the form when there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def settle_side(self) -> None:
        """Give the room of an empty side to the form."""
        items = [self.side.itemAt(place) for place in range(self.side.count())]
        widgets = [item.widget() for item in items if item is not None]
        shown = any(widget is not None and not widget.isHidden() for widget in widgets)
        self._side.setVisible(shown)
        beside = shown and not self._narrow
        self._side_scroll.setVisible(beside)
        self._outer.setContentsMargins(Space.L, Space.M, Space.S if beside else Space.L, Space.L)

    def set_side_width(self, width: int) -> None:
        """Give the side more room, such as for a preview."""
        self._side_scroll.setFixedWidth(width)

    def reveal(self, widget: QWidget) -> None:
        """Scroll a widget of the form into view and give it the focus."""
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(widget, 0, Space.XL)

    def _make_head(self) -> QWidget:
        bar = QFrame(self)
        set_role(bar, "topbar")
        column = QVBoxLayout(bar)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        column.setSpacing(Space.XS)
        self.title = QLabel(bar)
        self.title.setObjectName("step_title")
        set_role(self.title, "title")
        self.head = ElidedLabel(parent=bar)
        self.head.setObjectName("step_order")
        set_role(self.head, "muted")
        self.due = DueLabel(bar)
        first = QHBoxLayout()
        first.addWidget(self.title)
        first.addStretch(1)
        first.addWidget(self.due)
        column.addLayout(first)
        column.addWidget(self.head)
        return bar

    def _make_middle(self) -> QWidget:
        middle = QWidget(self)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._form = ScrolledContent()
        self._outer = outer = QVBoxLayout(self._form)
        outer.setContentsMargins(Space.L, Space.M, Space.S, Space.L)
        outer.setSpacing(Space.M)
        self.banner = Banner(self._form)
        self.banner.setObjectName("step_banner")
        outer.addWidget(self.banner)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.M)
        outer.addLayout(self.body)
        self._below = QVBoxLayout()
        outer.addLayout(self._below)
        outer.addStretch(1)
        self._scroll = _scroll_area(middle, self._form)
        self._side = ScrolledContent()
        self.side = QVBoxLayout(self._side)
        self.side.setContentsMargins(*_SIDE_MARGINS)
        self.side.setSpacing(Space.M)
        self._side_scroll = _scroll_area(middle, self._side)
        self._side_scroll.setFixedWidth(_SIDE_WIDTH)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._side_scroll)
        return middle

    def _make_foot(self) -> QWidget:
        bar = QFrame(self)
        set_role(bar, "actionbar")
        column = QVBoxLayout(bar)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._busy = QProgressBar(bar)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        column.addWidget(self._busy)
        row = QHBoxLayout()
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        self.extra = QHBoxLayout()
        self.extra.setSpacing(Space.S)
        row.addLayout(self.extra)
        self.note = QLabel(bar)
        self.note.setObjectName("step_note")
        set_role(self.note, "small")
        row.addWidget(self.note)
        row.addStretch(1)
        self.cancel = QPushButton(self.tr("返回 (Esc)"), bar)
        self.cancel.setObjectName("step_cancel")
        self.cancel.setAccessibleName(self.tr("返回，草稿保留"))
        self.primary = QPushButton(bar)
        self.primary.setObjectName("step_primary")
        self.primary.setToolTip(self.tr("Ctrl+Enter"))
        set_role(self.primary, "large")
        row.addWidget(self.cancel)
        row.addWidget(self.primary)
        column.addLayout(row)
        return bar

    def _arrange(self) -> None:
        if self._narrow:
            self._side_scroll.takeWidget()
            self.side.setContentsMargins(0, 0, 0, 0)
            self._below.addWidget(self._side)
        else:
            self._below.removeWidget(self._side)
            self.side.setContentsMargins(*_SIDE_MARGINS)
            self._side_scroll.setWidget(self._side)
        self.settle_side()


def _scroll_area(parent: QWidget, content: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area
