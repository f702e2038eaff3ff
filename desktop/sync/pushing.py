"""Sending what clerks have done, in order, until nothing is left."""

from collections.abc import Sequence

from desktop.contract.messages import (
    MAX_ACTIONS,
    MAX_PUSH_BYTES,
    PROTOCOL,
    PushedAction,
    PushReply,
    PushRequest,
)
from desktop.services.order_desk import ChangeFeed
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.lineage import MOST_TURNS, Lineage, check_echo
from desktop.sync.ports import Gateway, GatewayError, SyncState, SyncStore, Trouble
from desktop.sync.tally import Tally

_ENVELOPE_BYTES = 100_000
"""Room in a push for what surrounds the actions' data: ids, claimed times, hashes."""
_UNREADABLE = frozenset({"malformed", "too_large", "internal"})
"""Complaints that may be about one action: smaller batches keep the others going (I20)."""


class Pushing:
    """The push phase of one round.

    Args:
        store: The local database.
        gateway: The way to the centre.
        clock: Learns the server's time.
        changes: Told which orders have changed.
        lineage: Reacts to a restored server.
        tally: Counts, and says when to stop.
        client_version: Version of this program.
    """

    def __init__(
        self,
        store: SyncStore,
        gateway: Gateway,
        clock: ClockEstimate,
        changes: ChangeFeed,
        lineage: Lineage,
        tally: Tally,
        client_version: str,
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._changes = changes
        self._lineage = lineage
        self._tally = tally
        self._client_version = client_version
        self._limit = MAX_ACTIONS
        self._forks = 0

    def push_all(self) -> None:
        """Send batches until nothing is outgoing; every pass settles something or ends it.

        Raises:
            GatewayError: A call failed; what was not answered stays pending.
        """
        while True:
            self._tally.turn()
            state = self._store.state()
            actions = self._store.outgoing(
                limit=self._limit, max_bytes=MAX_PUSH_BYTES - _ENVELOPE_BYTES
            )
            if not actions:
                return
            try:
                reply = self._send(state, actions)
            except GatewayError as error:
                self._react(error, state, actions)
                continue
            if self._lineage.is_other(state, epoch=reply.epoch, last=reply.last):
                self._lineage.enter(reply.epoch)
            elif not self._record(reply, state):
                return

    def _send(self, state: SyncState, actions: Sequence[PushedAction]) -> PushReply:
        request = PushRequest(
            client_id=state.client_id,
            user_id=state.user_id,
            epoch=state.epoch,
            protocol=PROTOCOL,
            client_version=self._client_version,
            sent_at=self._clock.now(),
            actions=tuple(actions),
        )
        reply = self._clock.timed(lambda: self._gateway.push(request))
        check_echo(reply.client_id, state)
        return reply

    def _record(self, reply: PushReply, state: SyncState) -> bool:
        """Store the answers; False when the server stopped without taking anything."""
        changed = self._store.record_results(reply.results, last=reply.last)
        self._tally.count(reply.results)
        self._changes.orders_changed(changed)
        if self._store.state().acked > state.acked:
            self._limit = MAX_ACTIONS
            return True
        if reply.stopped:
            self._tally.unfinished = True
            return False
        raise GatewayError(
            Trouble.BAD_REPLY, "中心平台没有答复已上报的内容；内容仍在本机，稍后自动再报。"
        )

    def _react(
        self, error: GatewayError, state: SyncState, actions: Sequence[PushedAction]
    ) -> None:
        """Mend what the server complains about, or give up with its error."""
        if error.code == Trouble.EPOCH_CHANGED:
            self._lineage.enter(error.epoch)
        elif error.code == Trouble.GAP and error.expected <= actions[0].seq:
            self._lineage.enter(error.epoch or state.epoch, forced=error.expected > state.acked)
        elif error.code in {Trouble.SEQ_REUSED, Trouble.CLIENT_FORKED}:
            self._fork(error)
        elif error.code in _UNREADABLE and len(actions) > 1:
            self._limit = max(len(actions) // 2, 1)
        else:
            raise error

    def _fork(self, error: GatewayError) -> None:
        """Take a new identity: this database was copied, or its PC's image restored."""
        self._forks += 1
        if self._forks > MOST_TURNS:
            raise error
        self._store.fork()
