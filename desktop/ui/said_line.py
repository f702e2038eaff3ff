"""The line at the foot of the window: what was just done, and whether the centre has it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStatusBar

from desktop.services.ports import OutboxEntry, OutboxState
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui.office import Office
from desktop.ui.sync_words import SENDING, SENT

_SAID_MS = 8000


class SaidLine(QObject):
    """Shows a sentence for a while; one that says "being sent" is made true when it has been.

    The state of sync at the top of the window changes by itself, so an old sentence below would
    contradict it. The outbox is asked, not the state alone: a state that was told just before
    the clerk saved knows nothing of it yet.

    Args:
        office: State of sync, and the outbox.
        bar: Where the sentence stands; hidden without one.
    """

    def __init__(self, office: Office, bar: QStatusBar) -> None:
        super().__init__(bar)
        self._office = office
        self._bar = bar
        bar.hide()
        bar.messageChanged.connect(self._on_message_changed)
        office.news.sync_changed.connect(self._on_sync_changed)

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._bar.showMessage(text, _SAID_MS)
        self._on_sync_changed(self._office.sync.status())

    def _on_sync_changed(self, status: SyncStatus) -> None:
        if status.phase is SyncPhase.SYNCED and SENDING in self._bar.currentMessage():
            lists = self._office.workplace.lists
            look = partial(lists.outbox, state=OutboxState.PENDING, limit=1)
            self._office.jobs.run(look, self._on_waiting, owner=self)

    def _on_waiting(self, waiting: Sequence[OutboxEntry]) -> None:
        text = self._bar.currentMessage()
        if not waiting and SENDING in text:
            self._bar.showMessage(text.replace(SENDING, SENT), _SAID_MS)

    def _on_message_changed(self, text: str) -> None:
        self._bar.setVisible(bool(text))
