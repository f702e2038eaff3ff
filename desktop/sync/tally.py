"""What a round has done so far, and whether it should stop."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from desktop.contract.messages import ActionResult
from desktop.sync.attachments import BlobFailure


class RoundStoppedError(Exception):
    """The round was asked to stop; everything done so far is committed."""


class RoundReport(Struct, frozen=True, kw_only=True):
    """What one round did.

    Attributes:
        pushed: Actions that the centre has answered.
        applied: Of these, how many are in its history.
        attention: Of these, how many a clerk must look at.
        pulled: Changes of orders that were taken over.
        blobs: Files that are now at the centre.
        more_pending: Something is left for the next round.
        more_to_read: Reference data is left that no order needs; it may come between rounds.
        blob_failures: Files that did not go through.
        guard: Why a reset was halted before it emptied the mirror; empty normally.
    """

    pushed: int = 0
    applied: int = 0
    attention: int = 0
    pulled: int = 0
    blobs: int = 0
    more_pending: bool = False
    more_to_read: bool = False
    blob_failures: tuple[BlobFailure, ...] = ()
    guard: str = ""

    @property
    def unfinished(self) -> bool:
        """Whether orders or actions are left over; not so by a file or a guard alone."""
        return self.more_pending and not (self.blob_failures or self.guard)


class Tally:
    """Counts while a round goes on.

    Args:
        cancelled: Asked between transactions and calls.
        give_way: Called there as well, so that others get their turn.
    """

    def __init__(self, cancelled: Callable[[], bool], give_way: Callable[[], None]) -> None:
        self._cancelled = cancelled
        self._give_way = give_way
        self.pushed = 0
        self.applied = 0
        self.attention = 0
        self.pulled = 0
        self.blobs = 0
        self.guard = ""
        self.blob_failures: tuple[BlobFailure, ...] = ()
        self.unfinished = False

    def turn(self) -> None:
        """Give way, and stop here when asked to.

        Raises:
            RoundStoppedError: The round was cancelled.
        """
        self._give_way()
        if self._cancelled():
            raise RoundStoppedError

    def count(self, results: Sequence[ActionResult]) -> None:
        """Count answers."""
        settled = sum(1 for result in results if result.status.settled)
        self.pushed += len(results)
        self.applied += settled
        self.attention += len(results) - settled

    def report(self) -> RoundReport:
        """Say what was done."""
        return RoundReport(
            pushed=self.pushed,
            applied=self.applied,
            attention=self.attention,
            pulled=self.pulled,
            blobs=self.blobs,
            more_pending=self.unfinished or bool(self.blob_failures or self.guard),
            blob_failures=self.blob_failures,
            guard=self.guard,
        )
