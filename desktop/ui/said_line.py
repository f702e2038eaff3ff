"""The line at the foot of the window: what was just done, and whether the centre has it."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStatusBar

from desktop.services.ports import OrderQueries, OutboxState
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui.office import Office
from desktop.ui.sync_words import REFUSED, SENDING, SENT

_SAID_MS = 8000
_LOT = 50
"""More actions than one click saves."""


class SaidLine(QObject):
    """Shows a sentence for a while; one that says "being sent" is made true when it is answered.

    The state of sync at the top of the window changes by itself, so an old sentence below would
    contradict it. The outbox is asked, not the state alone: a state that was told just before
    the clerk saved knows nothing of it yet.

    Args:
        office: State of sync, and the outbox.
        bar: Where the sentence stands; it keeps its room without one, so that no page moves.
    """

    def __init__(self, office: Office, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._office = office
        self._bar = bar
        office.news.sync_changed.connect(self._on_sync_changed)

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._bar.showMessage(text, _SAID_MS)
        self._on_sync_changed(self._office.sync.status())

    def _on_sync_changed(self, status: SyncStatus) -> None:
        if status.phase is SyncPhase.SYNCED and SENDING in self._bar.currentMessage():
            look = partial(_fate, self._office.workplace.lists)
            self._office.jobs.run(look, self._on_fate, owner=self)

    def _on_fate(self, words: str) -> None:
        text = self._bar.currentMessage()
        if words != SENDING and SENDING in text:
            self._bar.showMessage(text.replace(SENDING, words), _SAID_MS)


def _fate(lists: OrderQueries) -> str:
    """Say what became of what was saved last: one click saves its actions at one moment."""
    if lists.outbox(state=OutboxState.PENDING, limit=1):
        return SENDING
    newest = lists.outbox(limit=_LOT)
    lot = [entry for entry in newest if entry.clicked_at == newest[0].clicked_at]
    refused = any(entry.state is OutboxState.ATTENTION for entry in lot)
    return REFUSED if refused else SENT
