"""One call: send, check, read. One attempt; whoever calls owns the retries."""

import gzip
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.remote.failures import TRANSPORT_ERRORS, failure, transport_failure
from desktop.remote.lines import Deadline, Line
from desktop.remote.replies import JSON, Expected, Reply, read_reply
from desktop.sync.ports import GatewayError, Trouble

GZIP_FROM_BYTES = 1024
"""Requests from this size on are compressed."""
STALL_S = 30.0
"""Longest silence of the server within a call, in seconds."""
OVERALL_S = 120.0
"""Longest call in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to the platform.

    Attributes:
        token: Access token; empty for calls that need none. Never printed.
        stall_s: Longest silence; longer than the wait of a long poll.
    """

    method: str
    path: str
    body: bytes | None = None
    media_type: str = JSON
    token: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    expected: Expected = field(default_factory=Expected)
    stall_s: float = STALL_S
    overall_s: float = OVERALL_S


class Caller:
    """Makes calls over one line, one at a time.

    Args:
        line: The session.
        client: Name and version of this program, for the server's log.
        sticky: `cut` also ends the next call when none is under way: the line of the long poll.
    """

    def __init__(self, line: Line, client: str, *, sticky: bool = False) -> None:
        self._line = line
        self._client = client
        self._sticky = sticky
        self._ended = False
        self._lock = threading.Lock()

    def make(self, call: Call) -> Reply:
        """Make a call.

        Raises:
            GatewayError: It did not succeed; whether it took effect is unknown.
        """
        with self._lock:
            if self._sticky and self._line.is_cut:
                self._line.mend()
                raise failure(Trouble.ENDED)
            if not self._sticky:
                self._line.mend()
            if self._ended:
                raise failure(Trouble.ENDED)
            return self._made(call)

    def cut(self) -> None:
        """End the call that is under way, from another thread."""
        self._line.cut()

    def end(self) -> None:
        """End the call that is under way, and refuse all that follow."""
        self._ended = True
        self._line.cut()

    def close(self) -> None:
        """Close idle connections."""
        self._line.close()

    def _made(self, call: Call) -> Reply:
        headers, body = self._packed(call)
        until = time.monotonic() + call.overall_s
        with Deadline(self._line, call.overall_s) as deadline:
            try:
                response = self._line.send(
                    call.method, call.path, headers=headers, body=body, stall_s=call.stall_s
                )
                return read_reply(response, call.expected, until=until)
            except (GatewayError, *TRANSPORT_ERRORS) as error:
                # `from None`: the cause holds the address and maybe a proxy's password.
                raise self._named(error, late=deadline.expired) from None
            finally:
                if deadline.expired or self._line.is_cut:
                    self._line.mend()

    def _named(self, error: Exception, *, late: bool) -> GatewayError:
        """Tell what ended a call: its time, another thread, the reply, or the line."""
        if late:
            return failure(Trouble.OFFLINE)
        if self._line.is_cut:
            return failure(Trouble.ENDED)
        return error if isinstance(error, GatewayError) else transport_failure(error)

    def _packed(self, call: Call) -> tuple[dict[str, str], bytes | None]:
        headers = {"User-Agent": self._client, "Accept-Encoding": "gzip", **call.headers}
        if call.token:
            headers["Authorization"] = f"Bearer {call.token}"
        body = call.body
        if body is None:
            return headers, None
        headers["Content-Type"] = call.media_type
        if call.media_type == JSON and len(body) > GZIP_FROM_BYTES:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        return headers, body
