"""The thread that syncs: when a clerk has saved, when the centre has news, and now and then."""

import logging
import random
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from desktop.services.ports import StorageError
from desktop.sync.ports import GatewayError, SyncState
from desktop.sync.status import GUARD, SyncPhase, SyncStatus, Uploading
from desktop.sync.status_board import StatusBoard
from desktop.sync.tally import RoundReport
from desktop.sync.trouble import phase_of
from desktop.sync.waiting import Backoff, Chance, EventWaiter, Waiter

_LOG = logging.getLogger(__name__)
_THREAD = "sync"

FIRST_POLL_S = 30.0
"""The first poll comes at random within this time, or a whole town calls at 08:30:00."""
INTERVAL_S = 60.0
"""Time between rounds when nothing calls for one."""
SOON_S = 1.0
"""Time to the next round when the last one left something over."""
LEAST_GAP_S = 5.0
"""After a failure, a clerk's next save brings the next attempt forward to this at most."""
INDEX_LOT = 1_000
"""Orders that one idle lot adds to the full-text index; fewer when a clerk waits."""
INDEX_GAP_S = 0.005
"""Pause between idle lots."""
QUIET_S = 60.0
"""A centre that said within this time that there is nothing new need not be asked again."""
LONGEST_S = 1800.0
"""It is asked all the same after this time."""
STUCK_S = 600.0
"""A worker with pending work and no attempt for so long is replaced."""


class Rounds(Protocol):
    """One round after the other; `SyncRound` is one."""

    def run(self) -> RoundReport:
        """Do one round."""


class LoopStore(Protocol):
    """What the loop itself asks the local database."""

    def state(self) -> SyncState:
        """Tell where this database stands."""

    def index_some(self, *, limit: int) -> int:
        """Add some orders to the full-text index; the number of those still waiting."""


class LoopClock(Protocol):
    """Time for the loop."""

    def now(self) -> datetime:
        """Tell the time, aware."""

    def monotonic(self) -> float:
        """Seconds on a clock that nobody sets."""


class LoopOptions(Struct, frozen=True):
    """What differs between offices, training and tests.

    Attributes:
        first_poll_s: 0 in training.
        interval_s: Time between rounds without a reason for one.
    """

    first_poll_s: float = FIRST_POLL_S
    interval_s: float = INTERVAL_S


_AS_USUAL = LoopOptions()


def _free() -> AbstractContextManager[bool]:
    return nullcontext(enter_result=True)


def _zero() -> int:
    return 0


def _nothing() -> bool:
    return False


class SyncLoop:
    """Runs rounds for ever; knows no Qt. Its listeners are called in its own thread.

    Args:
        rounds: The round.
        store: The local database.
        clock: Time.
        waiter: Waits between turns.
        options: Times.
        turn: Holds the sync lock for one round, so that two processes never push at once (I15);
            yields False when another process has it.
        count_attention: Counts the actions that a clerk must look at.
        after_round: Called after every round, such as to let the listener go on.
        chores: Done instead of a round while the centre has nothing new: what no order needs.
            Tells whether there is more to do soon.
        chance: Random numbers.
    """

    def __init__(
        self,
        rounds: Rounds,
        store: LoopStore,
        clock: LoopClock,
        *,
        waiter: Waiter | None = None,
        options: LoopOptions = _AS_USUAL,
        turn: Callable[[], AbstractContextManager[bool]] = _free,
        count_attention: Callable[[], int] = _zero,
        after_round: Callable[[], None] | None = None,
        chores: Callable[[], bool] = _nothing,
        chance: Chance | None = None,
    ) -> None:
        self._rounds = rounds
        self._store = store
        self._clock = clock
        self._waiter = waiter or EventWaiter()
        self._options = options
        self._turn = turn
        self._after_round = after_round
        self._chores = chores
        self._chance: Chance = chance or random.SystemRandom()
        self._backoff = Backoff(self._chance)
        self._lock = threading.Lock()
        self._is_idle = False
        self._has_chores = False
        self._was_called = False
        self._quiet_at = float("-inf")
        self._ran_at = float("-inf")
        self._thread: threading.Thread | None = None
        self._generation = 0
        self._paused = False
        self._stopped = False
        self._indexed = False
        self._attempted = clock.monotonic()
        self._due = clock.monotonic() + self._chance.uniform(0, options.first_poll_s)
        self._not_before = 0.0
        self._guard = ""
        self._agreed = ""
        self._board = StatusBoard(clock.now, store.state, count_attention)

    def status(self) -> SyncStatus:
        """Tell how sync stands."""
        return self._board.status

    def listen(self, listener: Callable[[SyncStatus], None]) -> None:
        """Call a listener, in the sync thread, with every new status."""
        self._board.listen(listener)

    def forget(self, listener: Callable[[SyncStatus], None]) -> None:
        """Stop calling a listener."""
        self._board.forget(listener)

    def start(self) -> None:
        """Start the thread; again, when an earlier one has ended or hangs."""
        with self._lock:
            self._generation += 1
            self._stopped = False
            self._attempted = self._clock.monotonic()
            self._thread = threading.Thread(
                target=self._live, args=(self._generation,), name=_THREAD, daemon=True
            )
            self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> bool:
        """End the thread after its present step; False when it has not ended in time."""
        with self._lock:
            self._generation += 1
            self._stopped = True
            thread = self._thread
        self._waiter.wake()
        if thread is None:
            return True
        thread.join(timeout_s)
        return not thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether a running round should end early: stopped, paused or replaced."""
        own = threading.current_thread()
        replaced = own.name == _THREAD and own is not self._thread
        return self._paused or self._stopped or replaced

    def poke(self) -> None:
        """Sync soon: a clerk has saved something, or the centre has news."""
        self._bring_forward(self._not_before)

    def sync_now(self) -> None:
        """Sync at once, whatever failed before: the clerk asks for it."""
        self._not_before = 0.0
        self._bring_forward(0.0)

    def heard_nothing_new(self) -> None:
        """The long poll was answered without news: as good as a round, and one call less."""
        if self._is_idle:
            self._quiet_at = self._clock.monotonic()
            self._board.publish(SyncPhase.SYNCED, "", last_success=self._clock.now())

    def show_upload(self, progress: Uploading | None) -> None:
        """Show how far attachments are."""
        self._board.show_upload(progress)

    def pause(self) -> None:
        """Make no more attempts until `resume`."""
        self._paused = True
        self._waiter.wake()

    def resume(self) -> None:
        """Go on, with a round at once."""
        self._paused = False
        self.sync_now()

    def confirm_reset(self) -> None:
        """Let the halted reset go on, with a round at once: a person has read what would go."""
        self._agreed = self._guard
        if self._agreed:
            self.sync_now()

    def is_confirmed(self, guard: str) -> bool:
        """Tell whether a person has agreed to just this halted reset."""
        return bool(guard) and guard == self._agreed

    def is_stuck(self) -> bool:
        """Tell whether the worker has pending work and has not tried for ten minutes.

        A paused or signed-out worker is not stuck: it has been told to wait.
        """
        if self._paused or self._board.status.phase is SyncPhase.SIGNED_OUT:
            return False
        thread = self._thread
        if thread is not None and not thread.is_alive():
            return True
        return self._clock.monotonic() - self._attempted > STUCK_S and bool(
            self._board.status.unsent
        )

    def revive(self) -> bool:
        """Replace a worker that is stuck (the watchdog); True when it was."""
        if not self.is_stuck():
            return False
        _LOG.warning("sync worker replaced: no attempt for %d s", STUCK_S)
        self.start()
        return True

    def step(self) -> float:
        """Do whatever is due, once.

        Returns:
            Seconds until there is something to do again.
        """
        if self._paused:
            self._board.publish(
                SyncPhase.PAUSED, "同步已暂停；办理内容保存在本机，恢复后自动上报。"
            )
            return self._options.interval_s
        left = self._due - self._clock.monotonic()
        if left <= 0:
            self._was_called = False
            wait = self._rest() if self._is_quiet() else self._attempt()
            self._due = self._clock.monotonic() + wait
            self._heed_a_call()
            left = self._due - self._clock.monotonic()
            self._indexed = False
        if not self._indexed and self._index_lot():
            return min(left, INDEX_GAP_S)
        return max(left, 0.0)

    def _live(self, generation: int) -> None:
        while generation == self._generation:
            self._waiter.wait(self.step())

    def _heed_a_call(self) -> None:
        """Let what a clerk has saved while the work went on follow soon, however the work ended."""
        if self._was_called and self._board.counts()[0]:
            soon = max(self._clock.monotonic() + SOON_S, self._not_before)
            self._due = min(self._due, soon)

    def _is_quiet(self) -> bool:
        """Whether nothing is to be done, and the centre has just said so."""
        now = self._clock.monotonic()
        # while chores are left, the round that left them is word enough
        asked_at = max(self._quiet_at, self._ran_at) if self._has_chores else self._quiet_at
        if not self._is_idle or now - asked_at > QUIET_S or now - self._ran_at > LONGEST_S:
            return False
        return self._board.counts()[0] == 0  # another process may have saved something

    def _rest(self) -> float:
        """Let a round be; the seconds until the next."""
        self._attempted = self._clock.monotonic()
        return self._in_turn(self._do_chores)

    def _do_chores(self) -> float:
        self._has_chores = self._chores()
        return SOON_S if self._has_chores else self._options.interval_s

    def _bring_forward(self, moment: float) -> None:
        self._is_idle = False
        self._was_called = True
        self._due = min(self._due, max(moment, self._clock.monotonic()))
        self._waiter.wake()

    def _attempt(self) -> float:
        """Run a round; the seconds until the next."""
        self._attempted = self._ran_at = self._clock.monotonic()
        self._is_idle = False
        try:
            return self._in_turn(self._do_round)
        finally:
            if self._after_round:
                self._after_round()

    def _do_round(self) -> float:
        self._board.publish(SyncPhase.SYNCING, "")
        return self._succeeded(self._rounds.run())

    def _in_turn(self, work: Callable[[], float]) -> float:
        """Work while no other process syncs; the seconds until there is more to do."""
        try:
            with self._turn() as mine:
                return work() if mine else SOON_S * 2
        except GatewayError as error:
            _LOG.info("sync round ended: %s", error.code)
            return self._failed(phase_of(error), error.code, error.message, error.retry_after_s)
        except StorageError as error:
            _LOG.warning("sync round ended: %s", error.code)
            return self._failed(SyncPhase.TROUBLE, error.code, error.message)
        except Exception as error:  # noqa: BLE001 - one of three places: the worker must live on
            # The message may hold an order's text: only the kind and the place are logged.
            _LOG.error("sync round failed: %s at %s", type(error).__name__, _place(error))
            return self._failed(
                SyncPhase.TROUBLE,
                "sync.internal",
                "同步出现内部错误，内容已保存在本机；请联系管理员。",
            )

    def _succeeded(self, report: RoundReport) -> float:
        self._backoff.succeeded()
        self._not_before = 0.0
        now = self._clock.now()
        self._guard, self._agreed = report.guard, ""
        self._has_chores = report.more_to_read
        if report.guard:
            self._board.publish(SyncPhase.TROUBLE, report.guard, code=GUARD, last_success=now)
            return self._options.interval_s
        if report.blob_failures:
            failure = report.blob_failures[0]
            self._board.publish(
                SyncPhase.TROUBLE, failure.message, code=failure.code, last_success=now
            )
            return self._backoff.failed(None) + LEAST_GAP_S
        self._board.publish(SyncPhase.SYNCED, "", last_success=now)
        # what a clerk has saved while the last of the round went on is not in its report
        self._is_idle = not (report.more_pending or self._board.counts()[0])
        is_done = self._is_idle and not self._has_chores
        return self._options.interval_s if is_done else SOON_S

    def _failed(
        self, phase: SyncPhase, code: str, message: str, retry_after_s: float | None = None
    ) -> float:
        self._is_idle = self._has_chores = False
        wait = self._backoff.failed(retry_after_s)
        least = max(min(LEAST_GAP_S, wait), retry_after_s or 0.0)
        self._not_before = self._clock.monotonic() + least
        self._board.publish(phase, message, code=code)
        return wait

    def _index_lot(self) -> bool:
        """Index a lot of orders; True when there is more to do."""
        try:
            self._indexed = self._store.index_some(limit=INDEX_LOT) == 0
        except StorageError as error:
            _LOG.warning("indexing ended: %s", error.code)
            self._indexed = True
        return not self._indexed


def _place(error: Exception) -> str:
    """Name the innermost place of an error: file and line, nothing of the data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    code = trace.tb_frame.f_code
    return f"{code.co_filename.rpartition('desktop')[2]}:{trace.tb_lineno} {code.co_name}"
