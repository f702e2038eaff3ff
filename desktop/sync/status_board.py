"""The present state of sync, told to whoever listens."""

import threading
from collections.abc import Callable
from datetime import datetime

from desktop.services.ports import StorageError
from desktop.sync.ports import SyncState
from desktop.sync.status import SyncPhase, SyncStatus, Uploading


class StatusBoard:
    """Keeps the status and calls its listeners with every new one, in the thread that tells it.

    Args:
        now: Time, aware.
        state: Tells where the local database stands.
        count_attention: Counts the actions that a clerk must look at.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        state: Callable[[], SyncState],
        count_attention: Callable[[], int],
    ) -> None:
        self._now = now
        self._state = state
        self._count_attention = count_attention
        self._telling = threading.RLock()
        self._uploading: Uploading | None = None
        self._listeners: list[Callable[[SyncStatus], None]] = []
        self._status = SyncStatus(
            phase=SyncPhase.OFFLINE, since=now(), message="还没有与中心平台联系。"
        )

    @property
    def status(self) -> SyncStatus:
        """The present state."""
        return self._status

    def listen(self, listener: Callable[[SyncStatus], None]) -> None:
        """Call a listener with every new status."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[SyncStatus], None]) -> None:
        """Stop calling a listener."""
        self._listeners.remove(listener)

    def show_upload(self, progress: Uploading | None) -> None:
        """Show how far attachments are."""
        self._uploading = progress
        self.publish(self._status.phase, self._status.message, code=self._status.code)

    def publish(
        self,
        phase: SyncPhase,
        message: str,
        *,
        code: str = "",
        last_success: datetime | None = None,
    ) -> None:
        """Tell a state, unless it is the present one to the last figure."""
        with self._telling:
            self._publish_one(phase, message, code, last_success)

    def counts(self) -> tuple[int, int]:
        """Count what is not sent, and what needs attention; the last figures if none can be had."""
        try:
            state = self._state()
            return max(state.top - state.acked, 0), self._count_attention()
        except StorageError:
            return self._status.unsent, self._status.attention

    def _publish_one(
        self, phase: SyncPhase, message: str, code: str, last_success: datetime | None
    ) -> None:
        unsent, attention = self.counts()
        same = (phase, code) == (self._status.phase, self._status.code)
        status = SyncStatus(
            phase=phase,
            since=self._status.since if same else self._now(),
            message=message,
            unsent=unsent,
            last_success=last_success or self._status.last_success,
            attention=attention,
            code=code,
            uploading=self._uploading,
        )
        if status == self._status:
            return
        self._status = status
        for listener in tuple(self._listeners):
            listener(status)
