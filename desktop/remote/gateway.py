"""The central platform over HTTP (protocol 1 of the sync contract)."""

import base64
import hashlib
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from desktop.contract.codec import encode
from desktop.contract.messages import (
    HEADER_WHOLE_DIGEST,
    HEADER_WHOLE_LENGTH,
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
    UploadReply,
    UploadRequest,
)
from desktop.remote.address import ServerAddress
from desktop.remote.calls import OVERALL_S, STALL_S, Call, Caller
from desktop.remote.failures import failure
from desktop.remote.lines import Line
from desktop.remote.replies import BINARY, JSON, MOST_BLOB_BYTES, Expected, Reply
from desktop.remote.tokens import Tokens
from desktop.sync.credentials import CredentialKeeper
from desktop.sync.ports import GatewayError, ReferenceSlice, Trouble

_T = TypeVar("_T")
_PART_TYPE = "application/offset+octet-stream"
_TUS = {"Tus-Resumable": "1.0.0"}
_PART_OK = Expected(statuses=frozenset({200, 204}), media_type="")
_SLICE_OVERALL_S = 10.0
_WAIT_MARGIN_S = 10.0
"""How much longer than its wait a long poll may be silent."""
_TOKEN_TROUBLE = frozenset({"token_expired", "unauthorised"})
"""Mended by a renewal; a server that was restored may not know a token that is still good."""


class RequestsGateway:
    """Implements `Gateway`; one attempt a call, thread-safe.

    Args:
        address: The platform.
        keeper: Where credentials are kept.
        ca_file: Certificates of the office beside the system's.
        client: Name and version of this program, as `User-Agent`.
        stall_s: Longest silence of the server.
        overall_s: Longest call.
        slice_s: Longest call for a slice of reference data.
    """

    def __init__(
        self,
        address: ServerAddress,
        keeper: CredentialKeeper,
        *,
        ca_file: Path | None = None,
        client: str = "HotlineDesk",
        stall_s: float = STALL_S,
        overall_s: float = OVERALL_S,
        slice_s: float = _SLICE_OVERALL_S,
    ) -> None:
        self._caller = Caller(Line(address, ca_file), client)
        # The long poll has a line of its own, or ending it would end a push.
        self._waiting = Caller(Line(address, ca_file), client, sticky=True)
        self._tokens = Tokens(self._caller, keeper)
        self._stall_s = stall_s
        self._overall_s = overall_s
        self._slice_s = min(overall_s, slice_s)

    def ping(self) -> Ping:
        """Prove that the platform answers: only it knows the nonce."""
        nonce = secrets.token_hex(16)
        ping = _decoded(self._open("GET", f"/v1/ping?n={nonce}"), Ping)
        if ping.nonce != nonce:
            raise failure(Trouble.PORTAL)
        return ping

    def hello(self) -> Hello:
        """Learn what the platform speaks."""
        return _decoded(self._signed(self._call("GET", "/v1/hello")), Hello)

    def push(self, request: PushRequest) -> PushReply:
        """Send actions."""
        call = self._call("POST", "/v1/push", encode(request))
        return _echoed(_decoded(self._signed(call), PushReply), request.client_id)

    def pull(self, request: PullRequest) -> PullReply:
        """Fetch changes; with `wait_s` it blocks until there is one."""
        call = self._call("POST", "/v1/pull", encode(request))
        if request.wait_s:
            silence_s = max(self._stall_s, request.wait_s + _WAIT_MARGIN_S)
            reply = self._signed(replace(call, stall_s=silence_s), self._waiting)
        else:
            reply = self._signed(call)
        return _echoed(_decoded(reply, PullReply), request.client_id)

    def check(self, request: CheckRequest) -> CheckReply:
        """Ask what this client should hold."""
        call = self._call("POST", "/v1/check", encode(request))
        return _echoed(_decoded(self._signed(call), CheckReply), request.client_id)

    def announce_blob(self, sha256: str, size: int) -> UploadReply:
        """Say that a file is coming, and learn where its upload stands."""
        body = encode(UploadRequest(sha256=sha256, size=size))
        reply = self._signed(self._call("POST", "/v1/blobs", body))
        return _decoded(reply, UploadReply)

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        """Send a part of a file and return the server's new offset."""
        checksum = base64.b64encode(hashlib.sha256(part).digest()).decode("ascii")
        call = Call(
            method="PATCH",
            path=f"/v1/uploads/{upload_id}",
            body=part,
            media_type=_PART_TYPE,
            headers={
                **_TUS,
                "Upload-Offset": str(offset),
                "Upload-Checksum": f"sha256 {checksum}",
            },
            expected=_PART_OK,
            stall_s=self._stall_s,
            overall_s=max(self._overall_s, len(part) / 4096),
        )
        reached = self._signed(call).headers.get("upload-offset", "")
        if not reached.isdigit() or int(reached) != offset + len(part):
            raise failure(Trouble.UPLOAD_OFFSET)
        return int(reached)

    def fetch_blob(self, sha256: str) -> bytes:
        """Fetch a whole file; its hash has been checked."""
        expected = Expected(media_type=BINARY, most_bytes=MOST_BLOB_BYTES)
        body = self._signed(self._call("GET", f"/v1/blobs/{sha256}", None, expected)).body
        if hashlib.sha256(body).hexdigest() != sha256:
            raise failure(Trouble.BAD_REPLY)
        return body

    def rescue(self, bundle: RescueBundle) -> RescueReply:
        """Hand work over that cannot be pushed; a person at the platform looks at it."""
        call = self._call("POST", "/v1/rescue", encode(bundle))
        return _echoed(_decoded(self._signed(call), RescueReply), bundle.client_id)

    def reference(self, name: str) -> tuple[str, bytes]:
        """Fetch reference data, such as `profile`: the ETag of this reply, and its JSON.

        The ETag is empty where the platform tells none.
        """
        reply = self._signed(self._call("GET", f"/v1/reference/{name}"))
        # a proxy that packs replies makes the ETag a weak one; the content is the same
        return reply.headers.get("etag", "").removeprefix("W/"), reply.body

    def reference_slice(
        self, name: str, *, offset: int, size: int, patient: bool = False
    ) -> ReferenceSlice:
        """Fetch a part of a piece of reference data.

        The time for it is short: a clerk's work must not wait behind a slice that does not come.

        Args:
            name: The piece.
            offset: Where the part begins.
            size: Its length; a platform that knows no slices answers with all of the piece.
            patient: Give it the time of any other call.
        """
        call = replace(
            self._call("GET", f"/v1/reference/{name}?offset={offset}&size={size}"),
            expected=Expected(media_type=""),
            overall_s=self._overall_s if patient else self._slice_s,
        )
        reply = self._signed(call)
        etag = reply.headers.get("etag", "").removeprefix("W/")
        if reply.headers.get("content-type", "").partition(";")[0].strip().lower() == JSON:
            return ReferenceSlice(etag=etag, content=reply.body, whole=len(reply.body))
        length = reply.headers.get(HEADER_WHOLE_LENGTH.lower(), "")
        digest = reply.headers.get(HEADER_WHOLE_DIGEST.lower(), "")
        if not (length.isascii() and length.isdigit() and digest):
            raise failure(Trouble.BAD_REPLY)
        return ReferenceSlice(
            etag=etag, content=reply.body, offset=offset, whole=int(length), digest=digest
        )

    def end_wait(self) -> None:
        """End a pull that is waiting in another thread, at once; else the next one."""
        self._waiting.cut()

    def end_calls(self) -> None:
        """End every call at once, and refuse new ones."""
        self._caller.end()
        self._waiting.end()

    def close(self) -> None:
        """Close idle connections."""
        self._caller.close()
        self._waiting.close()

    def _call(
        self, method: str, path: str, body: bytes | None = None, expected: Expected | None = None
    ) -> Call:
        return Call(
            method=method,
            path=path,
            body=body,
            expected=expected or Expected(),
            stall_s=self._stall_s,
            overall_s=self._overall_s,
        )

    def _open(self, method: str, path: str) -> Reply:
        return self._caller.make(self._call(method, path))

    def _signed(self, call: Call, caller: Caller | None = None) -> Reply:
        """Make a call with a token; once more when only the token was too old."""
        way = caller or self._caller
        token = self._tokens.current()
        try:
            return way.make(replace(call, token=token))
        except GatewayError as error:
            if error.code not in _TOKEN_TROUBLE:
                raise
        renewed = self._tokens.after_refusal(token)
        try:
            return way.make(replace(call, token=renewed))
        except GatewayError as error:
            if error.code in _TOKEN_TROUBLE:
                raise failure(Trouble.SIGNED_OUT) from None
            raise


def _decoded(reply: Reply, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except msgspec.MsgspecError:
        # the decoder's message may quote an order
        raise failure(Trouble.BAD_REPLY) from None


class _Echoing(Protocol):
    @property
    def client_id(self) -> str: ...


_E = TypeVar("_E", bound=_Echoing)


def _echoed(reply: _E, client_id: str) -> _E:
    """Refuse a reply that was made for somebody else."""
    if reply.client_id != client_id:
        raise failure(Trouble.BAD_REPLY)
    return reply
