"""An order to read: demand, way, deadlines, what happened, files, steps."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.order_desk import OrderCard
from desktop.services.ports import OutboxEntry
from desktop.ui import choices
from desktop.ui.office import Office
from desktop.ui.orders.appeal_card import AppealCard
from desktop.ui.orders.attachment_card import AttachmentCard
from desktop.ui.orders.clock_card import ClockCard
from desktop.ui.orders.cost_card import CostCard
from desktop.ui.orders.next_step_bar import NextStepBar
from desktop.ui.orders.order_header import OrderHeader
from desktop.ui.orders.rules_note import RulesNote
from desktop.ui.orders.step_card import StepCard
from desktop.ui.orders.timeline_card import TimelineCard
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.scroll_column import ScrollColumn


class OrderView(QWidget):
    """Shows one order after the other.

    Attributes:
        banner: What is wrong with the order: moved away, or something of it not accepted.

    Signals:
        closed: Back to the list.
        step_wanted: The action of the step that is to be done.
        attention_wanted: Show what was not accepted of the order, or is kept of it.
        basis_wanted: Show the rules of a profile at a clause: profile id, rule id.
    """

    closed = Signal()
    step_wanted = Signal(type)
    attention_wanted = Signal()
    basis_wanted = Signal(str, str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        set_role(self, "screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # each is born where it stands: moving a finished widget works its style out anew
        self._header = OrderHeader(self)
        self._scroll = ScrollColumn(Space.M, self)
        inner = self._scroll.widget()
        self.banner = Banner(inner)
        self.banner.setObjectName("order_banner")
        self._appeal = AppealCard(office, inner)
        self._clocks = ClockCard(inner)
        self._rules = RulesNote(office, inner)
        self._timeline = TimelineCard(inner)
        self._files = AttachmentCard(office, inner)
        self._cost = CostCard(office, inner)
        self._steps = StepCard(inner)
        self._next = NextStepBar(self)
        self._lay_out()
        self._header.closed.connect(self.closed)
        self.banner.acted.connect(self.attention_wanted)
        self._next.step_wanted.connect(self.step_wanted)
        self._steps.step_wanted.connect(self.step_wanted)
        self._clocks.basis_wanted.connect(self.basis_wanted)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.closed)

    def begin(self) -> None:
        """Turn to another order: from its top, without the words about the one before."""
        self.banner.clear()
        self._scroll.verticalScrollBar().setValue(0)

    def take_focus(self) -> None:
        """Take the keyboard, for scrolling and for Esc."""
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_card(self, card: OrderCard, now: datetime) -> None:
        """Show an order as it stands."""
        order = card.working.order
        options = self._office.workplace.options
        signs_off = choices.flag_choice(options, choices.SIGNOFF_SHEET, default=False)
        self._header.show_card(card, now, signs_off=signs_off)
        self._clocks.show_card(card, now)
        self._cost.show_card(card)
        self._rules.show_card(card)
        self._appeal.show_order(order, card.rules.profile)
        self._timeline.show_order(card, now)
        self._files.show_order(order)
        self._steps.show_steps(card.steps)
        self._next.show_card(card, now, signs_off=signs_off)
        self._complain(card)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        cards = self._scroll.column
        parts = (
            self.banner,
            self._appeal,
            self._clocks,
            self._rules,
            self._timeline,
            self._files,
            self._cost,
            self._steps,
        )
        for part in parts:
            cards.addWidget(part)
        cards.addStretch(1)
        self._scroll.setObjectName("order_scroll")
        self._scroll.setAccessibleName(self.tr("工单内容"))
        column.addWidget(self._header)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._next)

    def _complain(self, card: OrderCard) -> None:
        refused = [entry for entry in card.working.actions if entry.needs_attention]
        if card.working.removed_reason:
            text = self.tr("工单已移走：{}。已填写的内容仍保留。")
            self.banner.say(
                Tone.WARNING,
                text.format(card.working.removed_reason),
                action=self.tr("查看保留的内容"),
            )
        elif refused:
            self.banner.say(Tone.DANGER, self._refused(refused[-1]), action=self.tr("去处理"))
        else:
            self.banner.clear()

    def _refused(self, entry: OutboxEntry) -> str:
        reason = entry.message or entry.code
        return self.tr("中心没有接受您的操作：{}。内容仍保留在本机。").format(reason.rstrip("。"))
