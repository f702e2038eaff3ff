"""Letting other work go before a long upload: bytes have a queue of their own."""

from collections.abc import Callable

from desktop.sync.ports import SyncStore
from desktop.sync.tally import RoundStoppedError, Tally

TURN_MS = 30_000
"""After so long the round ends and the next one fetches what is new, then the upload goes on."""
_FIRST_CALLS = 2
"""A file is announced, then its first part is sent: so much is done in every round."""


class UploadTurn:
    """Asked before every call of the uploads; one object a round.

    A film on a slow line takes an hour: what a clerk saves meanwhile goes out after the part that
    is under way, and new orders are fetched in between.

    Args:
        store: Tells whether something was saved meanwhile.
        tally: The round.
        mono_ms: Measures the time.
    """

    def __init__(self, store: SyncStore, tally: Tally, mono_ms: Callable[[], int]) -> None:
        self._store = store
        self._tally = tally
        self._mono_ms = mono_ms
        self._top = 0
        self._since = 0
        self._calls = 0

    def __call__(self) -> None:
        """Go on, or end the round.

        Raises:
            RoundStoppedError: Other work is waiting; the upload resumes in the next round.
        """
        self._tally.turn()
        if not self._calls:
            self._top = self._store.state().top
            self._since = self._mono_ms()
        self._calls += 1
        if self._calls <= _FIRST_CALLS:
            return
        is_long = self._mono_ms() - self._since > TURN_MS
        if is_long or self._store.state().top > self._top:
            raise RoundStoppedError
