"""What the screen shows of sync, and how a person steers it."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

GUARD = "sync.guard"
"""`SyncStatus.code` while a reset is halted because it would remove too much."""


class SyncPhase(StrEnum):
    """State of sync in one word."""

    SYNCED = "synced"
    SYNCING = "syncing"
    OFFLINE = "offline"
    TROUBLE = "trouble"
    SIGNED_OUT = "signed_out"
    PAUSED = "paused"


class Uploading(Struct, frozen=True, kw_only=True):
    """How far the attachments are that are being sent.

    Attributes:
        files: Files that are not at the centre yet.
        sent: Bytes of these that are.
        total: Bytes of these in all.
    """

    files: int
    sent: int
    total: int


class SyncStatus(Struct, frozen=True, kw_only=True):
    """State of sync, for the status area (已同步 14:02 · 3 项待上报 · 离线，自 13:40).

    Attributes:
        phase: The state.
        since: When it began.
        message: What happened, what is safe and what to do, in Chinese; empty when all is well.
        unsent: Actions that the centre has not answered.
        attention: Actions that were refused or clash.
        last_success: End of the last round that reached the centre.
        code: Machine word of the trouble.
        uploading: How far attachments are; None while none is being sent.
    """

    phase: SyncPhase
    since: datetime
    message: str = ""
    unsent: int = 0
    attention: int = 0
    last_success: datetime | None = None
    code: str = ""
    uploading: Uploading | None = None


class SyncControl(Protocol):
    """How a person steers sync. Thread-safe; never blocks."""

    def status(self) -> SyncStatus:
        """Tell the present state."""

    def poke(self) -> None:
        """Start a round soon: something was saved."""

    def sync_now(self) -> None:
        """Start a round at once, whatever failed before: a person asks for it."""

    def pause(self) -> None:
        """Make no further attempt until `resume`."""

    def resume(self) -> None:
        """Go on."""

    def confirm_reset(self) -> None:
        """Let the halted reset (`sync.guard`) go on: a person has read what would go.

        It holds for just what the status said. When it turns out to be something else by the
        time it is done, nothing goes and the status says the new figures.
        """

    def listen(self, listener: Callable[[SyncStatus], None]) -> None:
        """Call a listener, in the sync thread, with every new status."""
