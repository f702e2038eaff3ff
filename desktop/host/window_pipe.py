"""How a command line talks to the window that is open beside it.

Requests and answers are JSON objects over a local pipe; nothing is ever unpickled. The pipe's
name and its password lie in a file that only the owner can read.
"""

import contextlib
import json
import logging
import os
import secrets
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Protocol

_LOG = logging.getLogger(__name__)
_MOST_BYTES = 4 * 1024 * 1024
Message = dict[str, object]
"""A request or an answer: one JSON object."""

_STOP: Message = {"do": "pipe.stop"}
_BROKEN = (OSError, EOFError, AuthenticationError, ValueError)


class _Bytes(Protocol):
    """The part of a connection that carries bytes; Linux and Windows have classes of their own."""

    def send_bytes(self, buf: bytes, /) -> None: ...

    def recv_bytes(self, maxlength: int, /) -> bytes: ...


if sys.platform == "win32":

    def _new_address() -> tuple[str, Path | None]:
        return rf"\\.\pipe\hotline-desk-{uuid.uuid4().hex}", None

else:

    def _new_address() -> tuple[str, Path | None]:
        # The data folder may be too deep for the 107 bytes of a socket's name.
        folder = Path(tempfile.mkdtemp(prefix="hotline-desk-"))
        return str(folder / "window"), folder


class WindowPipe:
    """The window's end.

    Args:
        card: File that says how to reach it; removed on close.
        answer: Answers a request, in the pipe's thread.
    """

    def __init__(self, card: Path, answer: Callable[[Message], Message]) -> None:
        self._card = card
        self._answer = answer
        self._password = secrets.token_bytes(32)
        address, self._folder = _new_address()
        self._listener = Listener(address, authkey=self._password)
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="window-pipe", daemon=True)
        self._write_card()
        self._thread.start()

    def close(self) -> None:
        """Stop answering and remove the card."""
        self._closing = True
        # A listener that waits does not notice its own closing: a last call wakes it.
        ask(self._card, _STOP, timeout_s=1.0)
        self._thread.join(2.0)
        self._card.unlink(missing_ok=True)
        self._listener.close()
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._folder.rmdir()

    def _write_card(self) -> None:
        card = {"address": self._listener.address, "password": self._password.hex()}
        handle = os.open(self._card, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(card, file)

    def _serve(self) -> None:
        while not self._closing:
            try:
                with self._listener.accept() as connection:
                    self._serve_one(connection)
            except _BROKEN as error:
                _LOG.info("a call to the window broke off: %s", type(error).__name__)

    def _serve_one(self, connection: _Bytes) -> None:
        request = json.loads(connection.recv_bytes(_MOST_BYTES))
        answer = {} if request == _STOP else self._answer(request)
        connection.send_bytes(_packed(answer))


def ask(card: Path, request: Message, *, timeout_s: float = 30.0) -> Message | None:
    """Ask the window.

    Args:
        card: The card file of the data folder.
        request: What is wanted, with `do` as its verb.
        timeout_s: Longest wait for the answer.

    Returns:
        The answer; None when no window answers.
    """
    try:
        known = json.loads(card.read_text(encoding="utf-8"))
        password = bytes.fromhex(known["password"])
        with Client(known["address"], authkey=password) as connection:
            connection.send_bytes(_packed(request))
            if not connection.poll(timeout_s):
                return None
            answer = json.loads(connection.recv_bytes(_MOST_BYTES))
    except (*_BROKEN, KeyError):
        return None
    return answer if isinstance(answer, dict) else None


def _packed(message: Message) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode("utf-8")
