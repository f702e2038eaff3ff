"""Fetching the next page while the one before is written to the database."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from desktop.contract.messages import PullReply, PullRequest

_THREAD = "sync-page-ahead"


class PageAhead:
    """At most one page ahead, in a thread that ends before the `with` block does.

    The network and the disk are waited for at the same time, which makes a first pull a third
    faster. The thread is a daemon: a call that hangs does not keep the program from ending.

    Args:
        fetch: Makes the call; called by one thread at a time.
    """

    def __init__(self, fetch: Callable[[PullRequest], PullReply]) -> None:
        self._fetch = fetch
        self._begun: tuple[PullRequest, Future[PullReply]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drop()

    def begin(self, request: PullRequest) -> None:
        """Begin to fetch what will be asked for next."""
        self._drop()
        future: Future[PullReply] = Future()
        self._begun = (request, future)
        threading.Thread(
            target=self._run, args=(request, future), name=_THREAD, daemon=True
        ).start()

    def take(self, request: PullRequest) -> PullReply:
        """Give the page: the one begun when it is from the same place, else fetched now.

        Raises:
            GatewayError: The call failed, now or in the other thread.
        """
        begun = self._begun
        if begun is None or _place(begun[0]) != _place(request):
            self._drop()
            return self._fetch(request)
        self._begun = None
        return begun[1].result()

    def _drop(self) -> None:
        """Wait for a page that nobody wants any more."""
        begun, self._begun = self._begun, None
        if begun:
            begun[1].exception()

    def _run(self, request: PullRequest, future: Future[PullReply]) -> None:
        try:
            future.set_result(self._fetch(request))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that takes it
            future.set_exception(error)


def _place(request: PullRequest) -> tuple[str, int, str]:
    return request.client_id, request.epoch, request.cursor
