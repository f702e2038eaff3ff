"""The child process: reads one file after the other and reports page by page.

Answers travel as MessagePack of known types, never as pickles: a file that takes the child over
must not be able to run anything in the program that asked.
"""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

import msgspec

from desktop.scanning.limits import limit_process
from desktop.scanning.pages import ScannedPage
from desktop.scanning.refusals import UnreadableError

# on top of what the loaded libraries take, some 90 MB; the largest page that is let in needs 340
_MEMORY_BYTES: Final = 400_000_000


class Pipe(Protocol):
    """One end of a pipe; the systems have different classes for it."""

    def send_bytes(self, buf: bytes, /) -> None:
        """Send a message."""

    def recv_bytes(self) -> bytes:
        """Wait for a message."""

    def poll(self, timeout: float, /) -> bool:
        """Wait so many seconds for a message to come."""

    def close(self) -> None:
        """Close this end."""


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The libraries are loaded, files may come."""


class Opened(msgspec.Struct, tag="opened", frozen=True):
    """The file is of a known type and has this many pages."""

    pages: int


class Page(msgspec.Struct, tag="page", frozen=True):
    """One page is finished."""

    page: ScannedPage


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """The file cannot be read; nothing else of it follows."""

    code: str


class Finished(msgspec.Struct, tag="finished", frozen=True):
    """All pages of the file have been reported."""


Answer = Ready | Opened | Page | Refused | Finished

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def decode(message: bytes) -> Answer:
    """Read an answer of the child.

    Args:
        message: Bytes from the pipe.

    Returns:
        The answer.

    Raises:
        OSError: The bytes are not an answer; the child is not to be trusted any more.
    """
    try:
        return _decoder.decode(message)
    except msgspec.MsgspecError as error:
        raise OSError("the scan reader sent something unknown") from error


def serve(pipe: Pipe) -> None:
    """Read files named through the pipe until it closes. Runs in the child.

    Args:
        pipe: The other end of the reader's pipe.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends us
    # one thread is enough for a page, and each further one reserves memory
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from desktop.scanning import conversion

    limit_process(_MEMORY_BYTES)
    try:
        _send(pipe, Ready())
        while True:
            _report(pipe, Path(os.fsdecode(pipe.recv_bytes())), conversion.convert)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the program has gone; so do we


def _report(pipe: Pipe, path: Path, convert: Callable[[Path], Iterator[int | ScannedPage]]) -> None:
    try:
        for answer in convert(path):
            _send(pipe, Opened(answer) if isinstance(answer, int) else Page(answer))
    except UnreadableError as refusal:
        _send(pipe, Refused(refusal.code))
    except MemoryError:
        _send(pipe, Refused("scan.too_large"))
    else:
        _send(pipe, Finished())


def _send(pipe: Pipe, answer: Answer) -> None:
    pipe.send_bytes(_encoder.encode(answer))
