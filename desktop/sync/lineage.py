"""Noticing that the server's data has another history than this database remembers.

A server restored from a backup has forgotten actions that it had acknowledged. It normally says
so with a new epoch; a reply that knows less of us than we remember means the same.
"""

from desktop.contract.messages import PROTOCOL, PullReply, PullRequest
from desktop.sync.ports import Gateway, GatewayError, SyncState, SyncStore, Trouble

MOST_TURNS = 3
"""Starting over more often than this in one round would be a loop without progress (I19)."""


class Lineage:
    """Keeps the local database in the server's present lineage. One object a round."""

    def __init__(self, store: SyncStore, gateway: Gateway) -> None:
        self._store = store
        self._gateway = gateway
        self._turns = 0

    def enter_first(self) -> None:
        """Learn the epoch at the first contact.

        Raises:
            GatewayError: `protocol_too_old` when the two do not speak the same contract.
        """
        hello = self._gateway.hello()
        if not hello.protocol_min <= PROTOCOL <= hello.protocol_max:
            raise GatewayError(
                "protocol_too_old",
                "本程序的版本与中心平台不一致，请升级程序。已保存的内容仍在本机。",
            )
        self._store.enter_epoch(epoch=hello.epoch, last=0)

    def is_other(self, state: SyncState, *, epoch: int, last: int) -> bool:
        """Tell whether a reply belongs to a lineage that forgot what this one remembers."""
        return epoch != state.epoch or last < state.acked

    def enter(self, epoch: int, *, forced: bool = False) -> None:
        """Ask the server where it stands and start over from there.

        Nothing that was recorded here is lost: what the server no longer has becomes unanswered
        and is sent again, and what it still has is recognised by its op_id (I22).

        Args:
            epoch: The server's epoch as far as it is known.
            forced: Start over even when the server remembers everything.

        Raises:
            GatewayError: It was a stale reply after all, or this goes round in circles.
        """
        self._turns += 1
        if self._turns > MOST_TURNS:
            raise GatewayError(
                Trouble.BAD_REPLY, "中心平台的答复前后不一致，已保存的内容仍在本机，稍后自动再试。"
            )
        state = self._store.state()
        reply = self._ask(state, epoch)
        if not forced and not self.is_other(state, epoch=reply.epoch, last=reply.last):
            raise GatewayError(
                Trouble.BAD_REPLY, "收到一份过时的答复，没有采用；已保存的内容仍在本机。"
            )
        self._store.enter_epoch(epoch=reply.epoch, last=reply.last)

    def _ask(self, state: SyncState, epoch: int) -> PullReply:
        wanted = epoch or self._gateway.hello().epoch
        reply = self._gateway.pull(
            PullRequest(client_id=state.client_id, epoch=wanted, cursor="", ack=0, limit=0)
        )
        check_echo(reply.client_id, state)
        return reply


def check_echo(client_id: str, state: SyncState) -> None:
    """Refuse a reply that was made for somebody else (a proxy's cache, a mixed-up line).

    Raises:
        GatewayError: It was.
    """
    if client_id != state.client_id:
        raise GatewayError(
            Trouble.BAD_REPLY, "收到的答复不是给本机的，没有采用；已保存的内容仍在本机。"
        )
