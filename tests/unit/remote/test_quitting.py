"""Quitting while the line is busy: a long poll that waits, a push that nobody answers."""

import socket
import threading
import time
from collections.abc import Callable

import pytest
from helpers.centres import MemoryKeeper
from helpers.raw_server import RawServer, http

from desktop.contract.codec import digest_header, encode
from desktop.contract.messages import PullRequest, TokenReply
from desktop.remote.address import parse_address
from desktop.remote.gateway import RequestsGateway
from desktop.sync.credentials import Credentials
from desktop.sync.listener import NewsListener
from desktop.sync.ports import GatewayError, SyncState, Trouble

MOST_S = 1.0
DEVICE = Credentials(device_id="d", device_secret="s", user_id="u", refresh_token="r")
STATE = SyncState(client_id="c", user_id="u", epoch=1, cursor="1.0", acked=0, top=0)


class _Impatient:
    """Waits for nothing but to be woken."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def wait(self, seconds: float) -> bool:
        return seconds > MOST_S * 3 and self._event.wait(seconds)

    def wake(self) -> None:
        self._event.set()


def _state() -> SyncState:
    return STATE


def _nothing() -> None:
    """Nobody listens."""


def _silent(
    tokens: bytes, silence: threading.Event, asked: threading.Event
) -> Callable[[socket.socket, bytes], None]:
    def answer(connection: socket.socket, request: bytes) -> None:
        if b"POST /v1/token" in request:
            connection.sendall(tokens)
        else:
            asked.set()
            silence.wait(20)

    return answer


@pytest.fixture
def tokens() -> bytes:
    body = encode(
        TokenReply(
            user_id="u", user_name="陈敏", role="clerk", access_token="a", expires_s=900,
            refresh_token="r2",
        )
    )  # fmt: skip
    return http(200, body, {
        "X-Desk-Service": "1", "Content-Type": "application/json",
        "Content-Digest": digest_header(body),
    })  # fmt: skip


def test_a_listener_whose_poll_waits_ends_within_a_second(tokens: bytes) -> None:
    silence, asked = threading.Event(), threading.Event()
    with RawServer(_silent(tokens, silence, asked)) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        listener = NewsListener(gateway, _state, _nothing, waiter=_Impatient())
        listener.start()
        assert asked.wait(10)
        started = time.monotonic()
        assert listener.stop()
        took_s = time.monotonic() - started
        silence.set()
        gateway.close()
    assert took_s < MOST_S


def test_a_call_that_nobody_answers_ends_at_once_and_none_follows(tokens: bytes) -> None:
    silence, asked = threading.Event(), threading.Event()
    codes: list[str] = []
    with RawServer(_silent(tokens, silence, asked)) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        request = PullRequest(client_id="c", epoch=1, cursor="", ack=0)

        def pull_twice() -> None:
            for _ in range(2):
                with pytest.raises(GatewayError) as caught:
                    gateway.pull(request)
                codes.append(caught.value.code)

        thread = threading.Thread(target=pull_twice)
        thread.start()
        assert asked.wait(10)
        started = time.monotonic()
        gateway.end_calls()
        thread.join(10)
        took_s = time.monotonic() - started
        silence.set()
        gateway.close()
        pulls = [sent for sent in server.requests if b"/v1/pull" in sent]
    assert codes == [Trouble.ENDED, Trouble.ENDED]
    assert len(pulls) == 1
    assert took_s < MOST_S
