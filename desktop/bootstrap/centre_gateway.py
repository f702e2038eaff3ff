"""A gateway to a centre whose address is only known once it has been started."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from desktop.contract.client_versions import user_agent
from desktop.contract.messages import (
    CheckReply,
    CheckRequest,
    Hello,
    Ping,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    RescueBundle,
    RescueReply,
    RuleFile,
    UploadReply,
)
from desktop.host.child import ChildError
from desktop.remote.address import AddressError, ServerAddress
from desktop.sync.credentials import CredentialKeeper
from desktop.sync.ports import GatewayError, ReferenceSlice, Trouble

if TYPE_CHECKING:
    from desktop.remote.gateway import RequestsGateway


class LazyGateway:
    """Implements `Gateway`; looks the address up at each call.

    Args:
        address: Finds the address; may start a process.
        keeper: Where credentials are kept.
        ca_file: Certificates of the office beside the system's; empty for none.
        version: Of this program.
    """

    def __init__(
        self,
        address: Callable[[], ServerAddress],
        keeper: CredentialKeeper,
        *,
        ca_file: str = "",
        version: str = "",
    ) -> None:
        self.address = address
        self._version = version
        self._keeper = keeper
        self._ca_file = Path(ca_file) if ca_file else None
        self._lock = threading.Lock()
        self._made: tuple[ServerAddress, RequestsGateway] | None = None

    def ping(self) -> Ping:
        """See `Gateway.ping`."""
        return self._gateway().ping()

    def hello(self) -> Hello:
        """See `Gateway.hello`."""
        return self._gateway().hello()

    def push(self, request: PushRequest) -> PushReply:
        """See `Gateway.push`."""
        return self._gateway().push(request)

    def pull(self, request: PullRequest) -> PullReply:
        """See `Gateway.pull`."""
        return self._gateway().pull(request)

    def announce_blob(self, sha256: str, size: int) -> UploadReply:
        """See `Gateway.announce_blob`."""
        return self._gateway().announce_blob(sha256, size)

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        """See `Gateway.upload_part`."""
        return self._gateway().upload_part(upload_id, offset=offset, part=part)

    def fetch_blob(self, sha256: str) -> bytes:
        """See `Gateway.fetch_blob`."""
        return self._gateway().fetch_blob(sha256)

    def profiles(self) -> tuple[str, tuple[RuleFile, ...]]:
        """Fetch every version of the rules that open orders name, with the reply's ETag."""
        return self._rule_files("profile")

    def calendars(self) -> tuple[str, tuple[RuleFile, ...]]:
        """Fetch the holiday calendars that the platform knows, with the reply's ETag."""
        return self._rule_files("calendar")

    def check(self, request: CheckRequest) -> CheckReply:
        """Ask what this client should hold."""
        return self._gateway().check(request)

    def rescue(self, bundle: RescueBundle) -> RescueReply:
        """Hand work over that cannot be pushed."""
        return self._gateway().rescue(bundle)

    def reference_slice(
        self, name: str, *, offset: int, size: int, patient: bool = False
    ) -> ReferenceSlice:
        """Fetch a part of a piece of reference data."""
        return self._gateway().reference_slice(name, offset=offset, size=size, patient=patient)

    def _rule_files(self, name: str) -> tuple[str, tuple[RuleFile, ...]]:
        etag, raw = self._gateway().reference(name)
        try:
            return etag, msgspec.json.decode(raw, type=tuple[RuleFile, ...])
        except msgspec.MsgspecError:
            raise GatewayError(
                Trouble.BAD_REPLY, "平台发来的规则无法读取；已保存的内容仍在本机。"
            ) from None

    def end_wait(self) -> None:
        """See `Gateway.end_wait`."""
        with self._lock:
            made = self._made
        if made:
            made[1].end_wait()

    def end_calls(self) -> None:
        """End every call at once, and refuse new ones: the program quits."""
        with self._lock:
            made = self._made
        if made:
            made[1].end_calls()

    def close(self) -> None:
        """Close idle connections."""
        with self._lock:
            made, self._made = self._made, None
        if made:
            made[1].close()

    def _gateway(self) -> "RequestsGateway":
        # requests takes 0.2 s to load: in the sync thread, not at the start of the window

        try:
            address = self.address()
        except ChildError as error:
            raise GatewayError(Trouble.OFFLINE, f"{error}内容已保存在本机。") from error
        except AddressError as error:
            message = f"{error}请在设置中改正；内容已保存在本机。"
            raise GatewayError("net.address", message) from error
        with self._lock:
            if self._made is None or self._made[0] != address:
                self._made = (address, self._connected(address))
            return self._made[1]

    def _connected(self, address: ServerAddress) -> "RequestsGateway":
        from desktop.remote.gateway import RequestsGateway

        try:
            return RequestsGateway(
                address, self._keeper, ca_file=self._ca_file, client=user_agent(self._version)
            )
        except OSError as error:
            # a file that is missing, or (SSLError is one of these) holds no certificate
            raise GatewayError(
                Trouble.TLS,
                f"设置中的证书文件 {self._ca_file} 不能使用，没有发送任何内容。"
                "请在设置中改正；内容已保存在本机。",
            ) from error
