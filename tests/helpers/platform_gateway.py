"""A platform in this process, reached through its own push and pull, without the web."""

from dataclasses import dataclass

from central import pulling, pushing
from central.identity import Session
from central.platform import Platform
from desktop.contract.messages import (
    CheckReply,
    CheckRequest,
    Hello,
    Ping,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    UploadReply,
)


@dataclass
class PlatformGateway:
    """Honours `sync.ports.Gateway` for orders and actions; there are no files here.

    Attributes:
        pushed: How many actions went out.
    """

    platform: Platform
    session: Session
    pushed: int = 0

    def ping(self) -> Ping:
        raise NotImplementedError

    def hello(self) -> Hello:
        return Hello(
            protocol_min=1,
            protocol_max=1,
            epoch=self.platform.database.epoch,
            client_min="0",
            unit_id=self.session.unit_id,
            unit_name=self.session.unit_name,
            user_id=self.session.user_id,
            user_name=self.session.user_name,
            role=self.session.role,
            max_actions=100,
            max_push_bytes=1_000_000,
        )

    def push(self, request: PushRequest) -> PushReply:
        self.pushed += len(request.actions)
        return pushing.push(self.platform.database, self.platform.rulebook, request, self.session)

    def pull(self, request: PullRequest) -> PullReply:
        return pulling.pull(self.platform.database, request, self.session)

    def check(self, request: CheckRequest) -> CheckReply:
        return pulling.check(self.platform.database, request, self.session)

    def announce_blob(self, sha256: str, size: int) -> UploadReply:
        raise NotImplementedError

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        raise NotImplementedError

    def fetch_blob(self, sha256: str) -> bytes:
        raise NotImplementedError

    def end_wait(self) -> None:
        """Nothing waits."""
