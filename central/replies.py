"""Replies as the contract wants them: length, digest, service header, gzip, problem+json."""

import zlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from central.problems import ProblemError
from desktop.contract import codec
from desktop.contract.messages import HEADER_DIGEST, HEADER_SERVICE

JSON = "application/json"
PROBLEM = "application/problem+json"
BYTES = "application/octet-stream"
_GZIP_FROM = 1024
_GZIP_WINDOW = 31


def reply(
    request: Request,
    body: bytes,
    *,
    status: int = 200,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make a reply; large JSON is packed when the client accepts it."""
    fields = {
        HEADER_SERVICE: "1",
        HEADER_DIGEST: codec.digest_header(body),
        "Cache-Control": "no-store",
        **(headers or {}),
    }
    if media_type != BYTES and len(body) > _GZIP_FROM and _accepts_gzip(request):
        fields["Content-Encoding"] = "gzip"
        fields["Vary"] = "Accept-Encoding"
        body = _packed(body)
    return Response(body, status, headers=fields, media_type=media_type)


def message(request: Request, value: object, *, status: int = 200) -> Response:
    """Make a reply of a contract message."""
    return reply(request, codec.encode(value), status=status)


def problem(request: Request, error: ProblemError) -> Response:
    """Make an RFC 9457 reply."""
    headers = {}
    if error.retry_after_s:
        headers["Retry-After"] = str(error.retry_after_s)
    if error.problem.code == "upload_offset":
        headers["Upload-Offset"] = str(error.offset)
    return reply(
        request,
        codec.encode(error.problem),
        status=error.problem.status,
        media_type=PROBLEM,
        headers=headers,
    )


def _accepts_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=_GZIP_WINDOW)
    return packer.compress(body) + packer.flush()
