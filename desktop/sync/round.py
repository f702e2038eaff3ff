"""One round of sync: push, pull, attachments."""

from collections.abc import Callable

from desktop.services.order_desk import ChangeFeed
from desktop.sync.attachments import Attachments, UploadPace
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.lineage import Lineage
from desktop.sync.ports import Gateway, GatewayError, SyncStore, Trouble
from desktop.sync.pulling import Pulling
from desktop.sync.pushing import Pushing
from desktop.sync.status import Uploading
from desktop.sync.tally import RoundReport, RoundStoppedError, Tally
from desktop.sync.upload_turn import UploadTurn

_PULL_ANYWAY = frozenset({"malformed", "too_large", "internal", Trouble.FORBIDDEN})
"""Push failures that say nothing against fetching what has changed."""


def _never() -> bool:
    return False


def _unconfirmed(_guard: str) -> bool:
    return False


def _unheard(_progress: Uploading | None) -> None:
    return None


def _nothing() -> None:
    return None


class SyncRound:
    """Brings the local database and the centre together once.

    It may be killed at any point and run again: every transaction leaves a state from which the
    next round goes on, and repeating any call changes nothing (I14).

    Args:
        store: The local database.
        gateway: The way to the centre.
        clock: Learns the server's time from every answer.
        changes: Told after every commit which orders have changed.
        client_version: Version of this program, for the centre's records.
        mono_ms: Measures the speed of uploads.
        cancelled: Asked between transactions and calls; True ends the round early.
        give_way: Called there as well.
        confirmed: Tells whether a person has agreed to a halted reset, given what it would do.
        uploading: Called with the progress of attachments; None when none is under way.
    """

    def __init__(
        self,
        store: SyncStore,
        gateway: Gateway,
        clock: ClockEstimate,
        changes: ChangeFeed,
        *,
        client_version: str = "0",
        mono_ms: Callable[[], int] = lambda: 0,
        cancelled: Callable[[], bool] = _never,
        give_way: Callable[[], None] = _nothing,
        confirmed: Callable[[str], bool] = _unconfirmed,
        uploading: Callable[[Uploading | None], None] = _unheard,
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._changes = changes
        self._client_version = client_version
        self._mono_ms = mono_ms
        self._cancelled = cancelled
        self._give_way = give_way
        self._confirmed = confirmed
        self._uploading = uploading
        self._pace = UploadPace()

    def run(self) -> RoundReport:
        """Push until nothing is outgoing, pull until nothing is new, then send files.

        Returns:
            What was done; `more_pending` when something is left.

        Raises:
            GatewayError: The centre could not be reached or complained. What was committed
                until then stays, the rest is pending.
            StorageError: The local database or files could not be read or written.
        """
        tally = Tally(self._cancelled, self._give_way)
        try:
            self._run_phases(tally)
        except RoundStoppedError:
            tally.unfinished = True
        state = self._store.state()
        tally.unfinished = tally.unfinished or state.top > state.acked
        return tally.report()

    def _run_phases(self, tally: Tally) -> None:
        lineage = Lineage(self._store, self._gateway)
        if not self._store.state().epoch:
            lineage.enter_first()
        held_up = self._push(lineage, tally)
        outdated = self._pull(lineage, tally)
        attachments = Attachments(
            self._store,
            self._gateway,
            self._mono_ms,
            UploadTurn(self._store, tally, self._mono_ms),
            self._pace,
            self._uploading,
        )
        try:
            tally.blobs, tally.blob_failures = attachments.send_all()
            if tally.blobs and not outdated:
                # an order that waited for these files is submitted now: the screen should say so
                self._pull(lineage, tally)
        finally:
            trouble = held_up or outdated
            if trouble:
                raise trouble

    def _pull(self, lineage: Lineage, tally: Tally) -> GatewayError | None:
        """Pull; that the program is too old for it is raised after the files of saved work."""
        try:
            Pulling(
                self._store,
                self._gateway,
                self._clock,
                self._changes,
                lineage,
                tally,
                self._confirmed,
            ).pull_all()
        except GatewayError as error:
            if error.code != Trouble.OUTDATED:
                raise
            return error
        return None

    def _push(self, lineage: Lineage, tally: Tally) -> GatewayError | None:
        """Push; what only concerns the push itself is raised after the pull."""
        try:
            Pushing(
                self._store,
                self._gateway,
                self._clock,
                self._changes,
                lineage,
                tally,
                self._client_version,
            ).push_all()
        except GatewayError as error:
            if error.code not in _PULL_ANYWAY:
                raise
            return error
        return None
