"""The access token, renewed once for all who need it."""

import threading
import time
from collections.abc import Callable

import msgspec

from desktop.contract.codec import encode
from desktop.contract.messages import TokenReply, TokenRequest
from desktop.remote.calls import Call, Caller
from desktop.remote.failures import failure
from desktop.sync.credentials import CredentialKeeper, Credentials
from desktop.sync.ports import GatewayError, Trouble

_SIGNED_OUT = frozenset({"unauthorised", "token_expired", Trouble.FORBIDDEN})
_MARGIN_S = 30.0
"""A token this close to its end is renewed before it is used."""


class Tokens:
    """Hands out access tokens and renews them; the access token is never stored.

    Args:
        caller: The way to the platform.
        keeper: Where the refresh token is kept.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        caller: Caller,
        keeper: CredentialKeeper,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._caller = caller
        self._keeper = keeper
        self._clock = clock
        self._lock = threading.Lock()
        self._access = ""
        self._good_until = 0.0

    def current(self) -> str:
        """Give the access token, renewed when it is about to end.

        Raises:
            GatewayError: The user has to sign in again, or the line is down.
        """
        with self._lock:
            if not self._access or self._clock() > self._good_until:
                self._renew()
            return self._access

    def after_refusal(self, refused: str) -> str:
        """Give a token other than the refused one; whoever comes first renews it for all.

        Raises:
            GatewayError: The user has to sign in again, or the line is down.
        """
        with self._lock:
            if self._access == refused:
                self._renew()
            return self._access

    def _renew(self) -> None:
        kept = self._keeper.load()
        if kept is None or not kept.refresh_token:
            raise failure(Trouble.SIGNED_OUT)
        request = TokenRequest(
            device_id=kept.device_id,
            device_secret=kept.device_secret,
            refresh_token=kept.refresh_token,
        )
        reply = self._exchanged(request)
        if kept.unit_id and reply.unit_id not in {"", kept.unit_id}:
            # what is done here would be done for another unit: whoever signs in anew is told so
            self._access = ""
            raise failure(Trouble.SIGNED_OUT)
        # Kept before it is used: the server drops the old token once it sees the new one.
        self._keeper.keep(credentials_of(kept, reply))
        self._access = reply.access_token
        self._good_until = self._clock() + max(reply.expires_s - _MARGIN_S, 0.0)

    def _exchanged(self, request: TokenRequest) -> TokenReply:
        try:
            return exchange(self._caller, request)
        except GatewayError as error:
            if error.code in _SIGNED_OUT:
                self._access = ""
                raise failure(Trouble.SIGNED_OUT) from None
            raise


def exchange(caller: Caller, request: TokenRequest) -> TokenReply:
    """Exchange a password or a refresh token for tokens.

    Raises:
        GatewayError: It was refused, or the line is down.
    """
    reply = caller.make(Call(method="POST", path="/v1/token", body=encode(request)))
    try:
        return msgspec.json.decode(reply.body, type=TokenReply)
    except msgspec.MsgspecError:
        raise failure(Trouble.BAD_REPLY) from None


def credentials_of(device: Credentials, reply: TokenReply) -> Credentials:
    """Put a token reply and the device's own secret together.

    A platform that does not say for which unit a token is leaves the unit as it was.
    """
    return Credentials(
        device_id=device.device_id,
        device_secret=device.device_secret,
        user_id=reply.user_id,
        user_name=reply.user_name,
        role=reply.role,
        unit_id=reply.unit_id or device.unit_id,
        refresh_token=reply.refresh_token,
    )
