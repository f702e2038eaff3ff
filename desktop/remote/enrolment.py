"""First contact: a one-time code makes this PC a device, a password makes a person its user."""

from pathlib import Path

import msgspec

from desktop.contract.codec import encode
from desktop.contract.messages import EnrolReply, EnrolRequest, Ping, TokenRequest
from desktop.remote.address import ServerAddress
from desktop.remote.calls import Call, Caller
from desktop.remote.failures import failure
from desktop.remote.lines import Line
from desktop.remote.tokens import credentials_of, exchange
from desktop.sync.credentials import Credentials
from desktop.sync.ports import Trouble

_FIRST_S = 20.0
"""Overall limit of a call that a person waits for, in seconds."""


class Enrolment:
    """Calls that come before there are tokens.

    Args:
        address: The platform.
        ca_file: Certificates of the office beside the system's.
        client: Name and version of this program.
    """

    def __init__(
        self, address: ServerAddress, *, ca_file: Path | None = None, client: str = "HotlineDesk"
    ) -> None:
        self._caller = Caller(Line(address, ca_file), client)

    def ping(self, nonce: str) -> Ping:
        """Prove that the platform answers at this address.

        Raises:
            GatewayError: Nothing answers, or something else.
        """
        path = f"/v1/ping?n={nonce}"
        reply = self._caller.make(Call(method="GET", path=path, overall_s=_FIRST_S))
        try:
            ping = msgspec.json.decode(reply.body, type=Ping)
        except msgspec.MsgspecError:
            raise failure(Trouble.BAD_REPLY) from None
        if ping.nonce != nonce:
            raise failure(Trouble.PORTAL)
        return ping

    def enrol(self, code: str, device_name: str) -> EnrolReply:
        """Exchange a one-time code for this device's own secret.

        Raises:
            GatewayError: `code_used`, `code_unknown`, or the line is down.
        """
        body = encode(EnrolRequest(code=code.strip(), device_name=device_name))
        call = Call(method="POST", path="/v1/enrol", body=body, overall_s=_FIRST_S)
        try:
            return msgspec.json.decode(self._caller.make(call).body, type=EnrolReply)
        except msgspec.MsgspecError:
            raise failure(Trouble.BAD_REPLY) from None

    def login(self, device: Credentials, user_name: str, password: str) -> Credentials:
        """Sign a user in on this device.

        Returns:
            Credentials with the first refresh token, to be kept at once.

        Raises:
            GatewayError: `unauthorised`, `revoked`, `net.busy`, or the line is down.
        """
        request = TokenRequest(
            device_id=device.device_id,
            device_secret=device.device_secret,
            user_name=user_name.strip(),
            password=password,
        )
        return credentials_of(device, exchange(self._caller, request))

    def close(self) -> None:
        """Close idle connections."""
        self._caller.close()


def device_of(reply: EnrolReply) -> Credentials:
    """Make the credentials of a device that has just been enrolled, nobody signed in yet."""
    return Credentials(device_id=reply.device_id, device_secret=reply.device_secret)
