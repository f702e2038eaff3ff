"""经过: what happened to an order, and whether the centre has it."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.services.history import Event, Weight, history
from desktop.services.order_desk import OrderCard
from desktop.services.ports import OutboxState
from desktop.services.print_notes import print_events
from desktop.ui.marks import outbox_mark
from desktop.ui.style import Tone
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.timeline import Timeline, TimelineEntry
from desktop.ui.wording import short_moment

_TONES = {
    Weight.PLAIN: Tone.INFO,
    Weight.CENTRE: Tone.NEUTRAL,
    Weight.GOOD: Tone.GOOD,
    Weight.BAD: Tone.DANGER,
}


class TimelineCard(Card):
    """Newest first; what the centre does not have yet is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("经过"), parent)
        self.setObjectName("timeline_card")
        self._timeline = Timeline(self)
        self.add(self._timeline)
        self._note = self.add_text("", "small")

    def show_order(self, card: OrderCard, now: datetime) -> None:
        """Show what happened."""
        working = card.working
        events = history(working, print_events(card.noted))
        self._timeline.set_entries([self._entry(event, now) for event in events])
        waiting = sum(entry.state is OutboxState.PENDING for entry in working.actions)
        self._note.setText(
            self.tr("没有标记的都已在中心。有 {} 项等待上报，联网后自动发送。").format(waiting)
            if waiting
            else self.tr("以上都已在中心。")
        )

    def _entry(self, event: Event, now: datetime) -> TimelineEntry:
        text = event.text
        if event.retracted:
            text = self.tr("{0}（已撤销：{1}）").format(text, event.retracted)
        return TimelineEntry(
            when=short_moment(event.at, now),
            what=event.what,
            who=event.who,
            text=text,
            mark=outbox_mark(event.own) if event.own else None,
            tone=_TONES[event.weight],
            struck=bool(event.retracted),
        )
