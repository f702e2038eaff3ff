"""Replies that are read in short waits, as on Windows, where a shut-down socket wakes nobody."""

import io
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from helpers.raw_server import RawServer, http

from desktop.remote.reply_stream import CuttableStream, cuttable_replies

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_bytes_come_as_they_are_sent_and_end_with_the_connection(pair: Pair) -> None:
    ours, theirs = pair
    ours.settimeout(5)
    late = threading.Timer(0.25, theirs.close)  # more than two waits of silence
    with io.BufferedReader(CuttableStream(ours, lambda: False)) as stream:
        theirs.sendall("王".encode() * 5000)
        late.start()
        assert stream.read() == "王".encode() * 5000
    late.join()


def test_a_read_under_way_ends_soon_after_the_cut(pair: Pair) -> None:
    ours, _theirs = pair
    ours.settimeout(30)
    cut = threading.Event()
    threading.Timer(0.1, cut.set).start()
    started = time.monotonic()
    with CuttableStream(ours, cut.is_set) as stream, pytest.raises(ConnectionAbortedError):
        stream.read(1)
    assert time.monotonic() - started < 5
    assert ours.gettimeout() == 30


def test_silence_lasts_no_longer_than_the_socket_s_own_limit(pair: Pair) -> None:
    ours, _theirs = pair
    ours.settimeout(0.15)
    with CuttableStream(ours, lambda: False) as stream, pytest.raises(TimeoutError):
        stream.read(1)
    assert ours.gettimeout() == 0.15


def test_the_socket_is_closed_after_the_stream_not_before(pair: Pair) -> None:
    ours, theirs = pair
    stream = CuttableStream(ours, lambda: False)
    ours.close()
    theirs.sendall(b"x")
    assert stream.read(1) == b"x"
    stream.close()
    stream.close()
    theirs.settimeout(5)
    assert theirs.recv(1) == b""


def test_replies_are_read_through_it_and_their_connection_is_used_again() -> None:
    def answer(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(http(200, b"ok", {}))

    with RawServer(answer) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.response_class = cuttable_replies(lambda: False)
        for _ in range(2):
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"ok"
        connection.close()
    assert len(server.requests) == 2
