"""The thread that holds the long poll and only says "something is new"."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from desktop.contract.messages import MAX_WAIT_S, PullReply, PullRequest
from desktop.services.ports import StorageError
from desktop.sync.ports import GatewayError, SyncState, Trouble
from desktop.sync.waiting import Backoff, EventWaiter, Waiter

_LOG = logging.getLogger(__name__)

QUIET_REST_S = 1.5
"""Pause between two polls: with it the rare other calls stay within one each 25 s."""
START_S = 2.0
"""Wait before the first call: loading the network library would slow the window's first paint."""
REST_S = 60.0
"""How long to wait for a round before asking again, when nobody says that it is over."""


class WaitingGateway(Protocol):
    """The part of the gateway that the listener needs."""

    def pull(self, request: PullRequest) -> PullReply:
        """Fetch changes; with `wait_s` it blocks until there is one."""

    def end_wait(self) -> None:
        """End a pull that is waiting in another thread, at once."""


def _nothing() -> None:
    return None


class NewsListener:
    """Waits at the centre for changes; applies nothing itself.

    Args:
        gateway: The way to the centre.
        state: Where this database stands.
        on_news: Called in the listener's thread when something is new.
        waiter: Waits between calls.
        backoff: Waits after failures.
        on_quiet: Called in the listener's thread when the centre has nothing new.
        monotonic: Seconds on a clock that nobody sets.
    """

    def __init__(
        self,
        gateway: WaitingGateway,
        state: Callable[[], SyncState],
        on_news: Callable[[], None],
        *,
        waiter: Waiter | None = None,
        backoff: Backoff | None = None,
        on_quiet: Callable[[], None] = _nothing,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gateway = gateway
        self._state = state
        self._on_news = on_news
        self._waiter = waiter or EventWaiter()
        self._backoff = backoff or Backoff()
        self._on_quiet = on_quiet
        self._monotonic = monotonic
        self._told = ""
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._stopping = False
        self._thread = threading.Thread(target=self._live, name="sync-news", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> bool:
        """End the waiting call at once and the thread with it; False when it did not end."""
        self._stopping = True
        self._gateway.end_wait()
        self._waiter.wake()
        thread = self._thread
        if thread is None:
            return True
        thread.join(timeout_s)
        return not thread.is_alive()

    def caught_up(self) -> None:
        """A round is over: wait for the next news."""
        self._waiter.wake()

    def step(self) -> float:
        """Make one call.

        Returns:
            Seconds to wait before the next; cut short by `caught_up`.
        """
        try:
            state = self._state()
            if not state.cursor or state.resetting:
                return REST_S
            asked = self._monotonic()
            reply = self._gateway.pull(_question(state))
        except GatewayError as error:
            return self._after(error)
        except StorageError as error:
            _LOG.warning("waiting for news ended: %s", error.code)
            return self._backoff.failed(None)
        self._backoff.succeeded()
        if not _is_news(reply, state):
            self._told = ""
            self._on_quiet()
            # a centre that does not wait, or a proxy that answers for it, is not asked in a loop
            return max(MAX_WAIT_S - (self._monotonic() - asked), 0.0) + QUIET_REST_S
        return self._tell(state.cursor)

    def _after(self, error: GatewayError) -> float:
        if error.code == Trouble.ENDED:
            return 0.0
        if error.code == Trouble.EPOCH_CHANGED:
            return self._tell(error.code)
        return self._backoff.failed(error.retry_after_s) + 1.0

    def _tell(self, mark: str) -> float:
        """Say it once; the same news again means that the rounds do not get on."""
        repeated = mark == self._told
        self._told = mark
        self._on_news()
        return REST_S + self._backoff.failed(None) if repeated else REST_S

    def _live(self) -> None:
        self._waiter.wait(START_S)
        while not self._stopping:
            self._waiter.wait(self.step())


def _question(state: SyncState) -> PullRequest:
    return PullRequest(
        client_id=state.client_id,
        epoch=state.epoch,
        cursor=state.cursor,
        ack=state.acked,
        limit=1,
        wait_s=MAX_WAIT_S,
    )


def _is_news(reply: PullReply, state: SyncState) -> bool:
    if reply.epoch != state.epoch or reply.reset or reply.last < state.acked:
        return True
    return bool(reply.changes) or reply.more
