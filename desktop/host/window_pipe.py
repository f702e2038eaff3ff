"""How a command line talks to the window that is open beside it.

Requests and answers are JSON objects over a local pipe; nothing is ever unpickled. The pipe's
name and its password lie in a file that only the owner can read.
"""

import contextlib
import json
import logging
import os
import queue
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
_SILENCE_S = 10.0  # A caller who says nothing keeps the next one waiting no longer than this.
Message = dict[str, object]
"""A request or an answer: one JSON object."""

_STOP: Message = {"do": "pipe.stop"}
_BROKEN = (OSError, EOFError, AuthenticationError, ValueError)


class _Bytes(Protocol):
    """The part of a connection that carries bytes; Linux and Windows have classes of their own."""

    def send_bytes(self, buf: bytes, /) -> None: ...

    def recv_bytes(self, maxlength: int, /) -> bytes: ...

    def poll(self, timeout: float, /) -> bool: ...


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
        self._thread = threading.Thread(target=self._serve, name="window-pipe", daemon=True)
        self._write_card()
        self._thread.start()

    def close(self) -> None:
        """Stop answering and remove the card."""
        # A listener that waits does not notice its own closing: a last call ends its loop.
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
        # Only the thread itself ends the loop: whoever calls is then always heard, or nobody is
        # left whom he could wait for.
        stopped = False
        while not stopped:
            try:
                with self._listener.accept() as connection:
                    stopped = self._serve_one(connection)
            except _BROKEN as error:
                _LOG.info("a call to the window broke off: %s", type(error).__name__)

    def _serve_one(self, connection: _Bytes) -> bool:
        """Answer one call and say whether it was the last."""
        if not connection.poll(_SILENCE_S):
            return False
        request = json.loads(connection.recv_bytes(_MOST_BYTES))
        stopped = bool(request == _STOP)
        connection.send_bytes(_packed({} if stopped else self._answer(request)))
        return stopped


def ask(card: Path, request: Message, *, timeout_s: float = 30.0) -> Message | None:
    """Ask the window.

    Args:
        card: The card file of the data folder.
        request: What is wanted, with `do` as its verb.
        timeout_s: Longest wait for the answer, connecting included.

    Returns:
        The answer; None when no window answers.
    """
    # Connecting and the exchange of passwords know no time limit, so a thread of its own waits.
    answers: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
    threading.Thread(
        target=_exchange, args=(card, request, answers), name="ask-window", daemon=True
    ).start()
    try:
        return answers.get(timeout=timeout_s)
    except queue.Empty:
        return None


def _exchange(card: Path, request: Message, answers: queue.SimpleQueue[Message | None]) -> None:
    try:
        known = json.loads(card.read_text(encoding="utf-8"))
        password = bytes.fromhex(known["password"])
        with Client(known["address"], authkey=password) as connection:
            connection.send_bytes(_packed(request))
            answer = json.loads(connection.recv_bytes(_MOST_BYTES))
    except (*_BROKEN, KeyError):
        answers.put(None)
    else:
        answers.put(answer if isinstance(answer, dict) else None)


def _packed(message: Message) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode("utf-8")
