"""Believing a reply only when it is the platform's own, whole and undamaged (I17)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from desktop.contract.codec import digest_header
from desktop.contract.messages import HEADER_DIGEST, HEADER_SERVICE
from desktop.remote.failures import failure, problem_failure
from desktop.sync.ports import Trouble

JSON = "application/json"
PROBLEM = "application/problem+json"
BINARY = "application/octet-stream"
MOST_JSON_BYTES = 64 * 1024 * 1024
"""A page of 1,000 orders has a few megabytes; more than this is no reply of ours."""
MOST_BLOB_BYTES = 512 * 1024 * 1024
_CHUNK = 64 * 1024
_MOST_RETRY_AFTER_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a good reply looks like.

    Attributes:
        statuses: Good status codes.
        media_type: Content type of the body; empty when there is none.
        most_bytes: Size limit of the uncompressed body.
    """

    statuses: frozenset[int] = frozenset({200})
    media_type: str = JSON
    most_bytes: int = MOST_JSON_BYTES


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that has been checked."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def read_reply(
    response: requests.Response,
    expected: Expected,
    *,
    until: float,
    clock: Callable[[], float] = time.monotonic,
) -> Reply:
    """Check the head, read the body within its limits, and check its digest.

    Args:
        response: The reply, its body not yet read.
        expected: What it should be.
        until: Moment of `clock` when the whole call must be over.
        clock: Monotonic seconds.

    Raises:
        GatewayError: It is somebody else's, damaged, too large, too slow, or a problem.
    """
    with response:
        retry_after_s = _retry_after(response)
        _check_origin(response, retry_after_s)
        body = _body(response, expected.most_bytes, until, clock)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if body or response.headers.get(HEADER_DIGEST):
        _check_digest(response, body)
    if media_type == PROBLEM or response.status_code >= 400:
        raise problem_failure(body, retry_after_s)
    if response.status_code not in expected.statuses:
        raise failure(Trouble.BAD_REPLY)
    if expected.media_type and response.status_code != 204 and media_type != expected.media_type:
        raise failure(Trouble.BAD_REPLY)
    return Reply(body, {name.lower(): value for name, value in response.headers.items()})


def _check_origin(response: requests.Response, retry_after_s: float | None) -> None:
    if response.headers.get(HEADER_SERVICE) == "1":
        return
    if response.status_code in {502, 503, 504}:
        raise failure(Trouble.BUSY, retry_after_s=retry_after_s)
    if response.status_code == 407:
        raise failure(Trouble.PROXY_LOGIN)
    if response.status_code < 300 and "Content-Type" not in response.headers:
        raise failure(Trouble.BAD_REPLY)  # a reply cut in its head, which http.client lets pass
    # a captive portal answers a POST with a page or a redirect; a wrong address with 404
    raise failure(Trouble.PORTAL)


def _body(
    response: requests.Response, most_bytes: int, until: float, clock: Callable[[], float]
) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > most_bytes:
            raise failure(Trouble.BAD_REPLY)
        if clock() > until:
            raise failure(Trouble.OFFLINE)
    return bytes(body)


def _check_digest(response: requests.Response, body: bytes) -> None:
    if response.headers.get(HEADER_DIGEST) != digest_header(body):
        raise failure(Trouble.BAD_REPLY)


def _retry_after(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    if not text.isascii() or not text.isdigit():
        return None
    return min(float(text), _MOST_RETRY_AFTER_S)
