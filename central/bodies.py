"""Request bodies: limited while they are read, unpacked within the same limit, checked, decoded."""

import zlib
from typing import TypeVar

import msgspec
from starlette.requests import Request

from central.problems import ProblemError
from desktop.contract import codec
from desktop.contract.messages import HEADER_DIGEST

_GZIP_WINDOW = 31
_Message = TypeVar("_Message")


async def read(request: Request, *, limit: int) -> bytes:
    """Read a request's body.

    Raises:
        ProblemError: `too_large`, packed or unpacked; `malformed` when the packing or the
            digest is wrong.
    """
    body = bytearray()
    async for block in request.stream():
        body += block
        if len(body) > limit:
            raise ProblemError("too_large")
    plain = _unpacked(bytes(body), request.headers.get("content-encoding", ""), limit)
    digest = request.headers.get(HEADER_DIGEST)
    if digest and digest != codec.digest_header(plain):
        raise ProblemError("malformed", HEADER_DIGEST)
    return plain


async def skip(request: Request, *, limit: int) -> None:
    """Let a body pass without keeping it, up to twice its limit."""
    passed = 0
    async for block in request.stream():
        passed += len(block)
        if passed > 2 * limit:
            return


def decode(body: bytes, kind: type[_Message]) -> _Message:
    """Decode a contract message.

    Raises:
        ProblemError: `malformed`, naming the place but no content.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise ProblemError("malformed", str(error)) from error


def _unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    if not encoding:
        return body
    if encoding != "gzip":
        raise ProblemError("malformed", "Content-Encoding")
    unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise ProblemError("malformed", "gzip") from error
    if len(plain) > limit:
        raise ProblemError("too_large")
    if not unpacker.eof:
        raise ProblemError("malformed", "gzip")
    return plain
