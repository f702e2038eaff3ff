"""What the status bar says about sync."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.sync.ports import GatewayError, Trouble

KEPT = "已保存在本机，联网后自动上报"


class SyncMode(StrEnum):
    """How sync stands."""

    SYNCED = "synced"
    SYNCING = "syncing"
    OFFLINE = "offline"
    TROUBLE = "trouble"
    SIGNED_OUT = "signed_out"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """How sync stands, for the status bar and the sync page.

    Attributes:
        state: One of `SyncMode`; a string, so that it can be compared with one.
        since: Since when.
        message: One sentence for the clerk, in Chinese.
        unsent: Actions that the centre has not answered.
        last_success: End of the last round that went through.
        attention: Actions that a clerk must look at.
        code: Machine word of the trouble; empty without.
    """

    state: SyncMode
    since: datetime
    message: str
    unsent: int = 0
    last_success: datetime | None = None
    attention: int = 0
    code: str = ""


_OFFLINE = frozenset({Trouble.OFFLINE, Trouble.BUSY, Trouble.PORTAL, Trouble.ENDED})
_SIGNED_OUT = frozenset({Trouble.SIGNED_OUT, "revoked", "unauthorised"})


def mode_of(error: GatewayError) -> SyncMode:
    """Tell how sync stands after an error: a condition, a sign-out, or real trouble."""
    if error.code in _OFFLINE:
        return SyncMode.OFFLINE
    if error.code in _SIGNED_OUT:
        return SyncMode.SIGNED_OUT
    return SyncMode.TROUBLE
