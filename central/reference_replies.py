"""Pieces of reference data as they are sent: whole, not at all, or a slice of a large one."""

from starlette.requests import Request
from starlette.responses import Response

from central.problems import ProblemError
from central.reference import Document
from central.replies import reply
from desktop.contract.messages import (
    HEADER_WHOLE_DIGEST,
    HEADER_WHOLE_LENGTH,
    MAX_SLICE_BYTES,
    SLICE_TYPE,
)


def reference_reply(request: Request, document: Document) -> Response:
    """Send a piece: nothing when the client has it, a slice when it asks for one, else all of it.

    Raises:
        ProblemError: `malformed`.
    """
    fields = {"ETag": document.etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == document.etag:
        return reply(request, b"", status=304, headers=fields)
    if "offset" not in request.query_params:
        return reply(request, document.body, headers=fields)
    offset, size = _number(request, "offset"), _number(request, "size")
    if not 0 < size <= MAX_SLICE_BYTES:
        raise ProblemError("malformed", "size")
    fields[HEADER_WHOLE_LENGTH] = str(len(document.body))
    fields[HEADER_WHOLE_DIGEST] = document.digest
    # nothing lies behind the end of what has become shorter: its ETag says to begin anew
    part = document.body[offset : offset + size]
    return reply(request, part, media_type=SLICE_TYPE, headers=fields)


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise ProblemError("malformed", name)
    return int(text)
