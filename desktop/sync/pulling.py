"""Fetching what has changed at the centre, page by page; the next while one is written."""

from collections.abc import Callable, Iterator

from desktop.contract.messages import Change, PullReply, PullRequest
from desktop.services.order_desk import ChangeFeed
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.lineage import Lineage, check_echo
from desktop.sync.page_ahead import PageAhead
from desktop.sync.ports import (
    Gateway,
    GatewayError,
    SweepGuardError,
    SyncState,
    SyncStore,
    Trouble,
)
from desktop.sync.tally import Tally

PAGE = 2_000
"""Most changes of one page."""
LOT = 2_000
"""Most changes handed to the database at once; it commits earlier as soon as a clerk waits."""
MOST_PAGES = 2_000
"""More pages than this in one round are left to the next one (I19)."""


class Pulling:
    """The pull phase of one round; the arguments are those of `Pushing`.

    Args:
        confirmed: Tells whether a person has agreed to a halted reset, given what it would do.
    """

    def __init__(
        self,
        store: SyncStore,
        gateway: Gateway,
        clock: ClockEstimate,
        changes: ChangeFeed,
        lineage: Lineage,
        tally: Tally,
        confirmed: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._changes = changes
        self._lineage = lineage
        self._tally = tally
        self._confirmed = confirmed

    def pull_all(self) -> None:
        """Fetch pages until there are no more, then finish a reset that has begun.

        Raises:
            GatewayError: A call failed; what was committed stays, the cursor is behind the rest.
        """
        with PageAhead(self._call) as ahead:
            for _ in range(MOST_PAGES):
                self._tally.turn()
                state = self._store.state()
                reply = self._fetch(state, ahead)
                if reply is None:
                    continue
                if reply.more and reply.cursor != state.cursor:
                    ahead.begin(_request(state, reply.cursor))
                self._apply(reply, state)
                if not reply.more:
                    self._finish_reset()
                    return
                if reply.cursor == state.cursor:
                    raise GatewayError(
                        Trouble.BAD_REPLY,
                        "中心平台重复发送同一页数据，已停止接收，稍后自动再试。",
                    )
        self._tally.unfinished = True

    def _call(self, request: PullRequest) -> PullReply:
        return self._clock.timed(lambda: self._gateway.pull(request))

    def _fetch(self, state: SyncState, ahead: PageAhead) -> PullReply | None:
        """Fetch a page; None when the server turned out to have another history."""
        try:
            reply = ahead.take(_request(state, state.cursor))
        except GatewayError as error:
            if error.code != Trouble.EPOCH_CHANGED:
                raise
            self._lineage.enter(error.epoch)
            return None
        check_echo(reply.client_id, state)
        if self._lineage.is_other(state, epoch=reply.epoch, last=reply.last):
            self._lineage.enter(reply.epoch)
            return None
        if reply.after != state.cursor:
            raise GatewayError(
                Trouble.BAD_REPLY, "收到一份过时的答复，没有采用；已保存的内容仍在本机。"
            )
        return reply

    def _apply(self, reply: PullReply, state: SyncState) -> None:
        """Take a page over; the cursor goes with the last lot, never ahead of its rows (I8)."""
        if reply.reset or not state.cursor:
            # A pull from the start brings everything: what it does not touch is gone at the
            # centre. Marking again after an interrupted first page is harmless.
            self._store.begin_reset(epoch=reply.epoch)
        for lot, is_last in _lots(reply.changes):
            if is_last:
                changed = self._store.apply_changes(
                    lot,
                    epoch=reply.epoch,
                    cursor=reply.cursor,
                    results=reply.results,
                    last=reply.last,
                )
            else:
                changed = self._store.apply_changes(lot, epoch=reply.epoch, cursor=None)
            self._tally.pulled += len(lot)
            self._changes.orders_changed(changed)
            self._tally.turn()

    def _finish_reset(self) -> None:
        if not self._store.state().resetting:
            return
        try:
            swept = self._store.finish_reset()
        except SweepGuardError as error:
            guard = f"本机没有移走任何工单，请先与中心核对。{error}"
            if not self._confirmed(guard):
                self._tally.guard = guard
                return
            swept = self._store.finish_reset(confirmed=True)
        self._changes.orders_changed(swept)


def _request(state: SyncState, cursor: str) -> PullRequest:
    """Ask for a page. Of one fetched ahead, `ack` is older than could be: results come twice."""
    return PullRequest(
        client_id=state.client_id,
        epoch=state.epoch,
        cursor=cursor,
        ack=state.acked,
        limit=PAGE,
    )


def _lots(changes: tuple[Change, ...]) -> Iterator[tuple[tuple[Change, ...], bool]]:
    """Cut a page into lots; an empty page is one empty lot, for its cursor and results."""
    last = max((len(changes) - 1) // LOT * LOT, 0)
    for start in range(0, last + 1, LOT):
        yield changes[start : start + LOT], start == last
