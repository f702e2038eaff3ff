"""What an error of the gateway means for the state of sync."""

from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.status import SyncPhase

_OFFLINE = frozenset(
    {
        Trouble.OFFLINE,
        Trouble.BUSY,
        Trouble.PORTAL,
        Trouble.PROXY,
        Trouble.PROXY_LOGIN,
        Trouble.ENDED,
    }
)
_SIGNED_OUT = frozenset({Trouble.SIGNED_OUT, Trouble.REVOKED, "unauthorised"})


def phase_of(error: GatewayError) -> SyncPhase:
    """Tell how sync stands after an error: a condition, a sign-out, or real trouble."""
    if error.code in _OFFLINE:
        return SyncPhase.OFFLINE
    if error.code in _SIGNED_OUT:
        return SyncPhase.SIGNED_OUT
    return SyncPhase.TROUBLE
