"""Replies that must not be believed, and calls that must end (I17)."""

import gzip
import socket
import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from helpers.centres import MemoryKeeper
from helpers.raw_server import RawServer, http
from msgspec import Raw, structs

from desktop.contract.codec import digest_header, encode
from desktop.contract.messages import (
    Claimed,
    Hello,
    Ping,
    Problem,
    PullReply,
    PullRequest,
    PushedAction,
    PushRequest,
    TokenReply,
)
from desktop.domain.calendar import CST
from desktop.remote.address import parse_address
from desktop.remote.gateway import RequestsGateway
from desktop.remote.replies import MOST_JSON_BYTES
from desktop.sync.credentials import Credentials
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.status import SyncPhase
from desktop.sync.trouble import phase_of

NOW = datetime(2026, 9, 18, 10, 0, tzinfo=CST)
PULL = PullRequest(client_id="c-1", epoch=1, cursor="", ack=0)
DEVICE = Credentials(
    device_id="d-1", device_secret="device-secret", user_id="u", refresh_token="refresh-1"
)


def good(body: bytes, **changes: str) -> bytes:
    headers = {
        "X-Desk-Service": "1",
        "Content-Type": "application/json",
        "Content-Digest": digest_header(body),
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    return http(200, body, headers)


def problem(status: int, code: str, **headers: str) -> bytes:
    body = encode(Problem(code=code, title="题", status=status))
    fields = {
        "X-Desk-Service": "1",
        "Content-Type": "application/problem+json",
        "Content-Digest": digest_header(body),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return http(status, body, fields)


def tokens(number: int = 1) -> bytes:
    return good(
        encode(
            TokenReply(
                user_id="u", user_name="陈敏", role="clerk", access_token=f"access-{number}",
                expires_s=900, refresh_token=f"refresh-{number + 1}",
            )
        )
    )  # fmt: skip


def pulled(client_id: str = "c-1") -> bytes:
    return encode(
        PullReply(client_id=client_id, epoch=1, changes=(), cursor="1.0", server_time=NOW)
    )


def answering(reply: bytes) -> Callable[[socket.socket, bytes], None]:
    """Give tokens when asked for, and one reply to everything else."""

    def answer(connection: socket.socket, request: bytes) -> None:
        connection.sendall(tokens() if b"POST /v1/token" in request else reply)

    return answer


def pull_code(reply: bytes) -> str:
    with RawServer(answering(reply)) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        with pytest.raises(GatewayError) as caught:
            gateway.pull(PULL)
        gateway.close()
    assert "本机" in caught.value.message or "自动核对" in caught.value.message
    return caught.value.code


def test_a_good_reply_is_believed_packed_or_not() -> None:
    body = pulled()
    packed = gzip.compress(body)
    replies_sent = [
        good(body),
        http(200, packed, {
            "X-Desk-Service": "1", "Content-Type": "application/json; charset=utf-8",
            "Content-Encoding": "gzip", "Content-Digest": digest_header(body),
        }),
    ]  # fmt: skip
    for reply in replies_sent:
        with RawServer(answering(reply)) as server:
            gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
            assert gateway.pull(PULL).cursor == "1.0"
            gateway.close()


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (http(200, b"<html>login</html>", {"Content-Type": "text/html"}), Trouble.PORTAL),
        (http(302, b"", {"Location": "http://portal.example/login"}), Trouble.PORTAL),
        (http(511, b"<html>", {"Content-Type": "text/html"}), Trouble.PORTAL),
        (http(404, b"nothing", {"Content-Type": "text/plain"}), Trouble.PORTAL),
        (http(200, pulled(), {"Content-Type": "application/json"}), Trouble.PORTAL),
        (http(503, b"down", {"Retry-After": "7"}), Trouble.BUSY),
        (good(pulled(), Content_Digest="sha-256=:AAAA:"), Trouble.BAD_REPLY),
        (good(pulled(), Content_Digest=""), Trouble.BAD_REPLY),
        (good(pulled(), Content_Type="text/plain"), Trouble.BAD_REPLY),
        (good(pulled("somebody-else")), Trouble.BAD_REPLY),
        (good(b'{"client_id":"c-1"}'), Trouble.BAD_REPLY),
        (good(b"[]"), Trouble.BAD_REPLY),
        (good(pulled()).replace(b" 200 ", b" 206 "), Trouble.BAD_REPLY),
        (problem(409, "epoch_changed"), Trouble.EPOCH_CHANGED),
        (problem(403, "forbidden"), Trouble.FORBIDDEN),
        (problem(403, "revoked"), "revoked"),
        (problem(429, "busy"), Trouble.BUSY),
        (problem(500, "internal"), "internal"),
    ],
)
def test_a_reply_that_is_not_the_platform_s_own_and_whole_is_refused(
    reply: bytes, code: str
) -> None:
    assert pull_code(reply) == code


def test_a_reply_cut_anywhere_is_refused() -> None:
    whole = good(pulled())
    for end in range(1, len(whole), 17):

        def answer(connection: socket.socket, request: bytes, end: int = end) -> None:
            if b"POST /v1/token" in request:
                connection.sendall(tokens())
            else:
                connection.sendall(whole[:end])
                connection.shutdown(socket.SHUT_RDWR)

        with RawServer(answer) as server:
            gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
            with pytest.raises(GatewayError):
                gateway.pull(PULL)
            gateway.close()


def test_a_packed_reply_without_its_end_is_refused() -> None:
    body = pulled() + b" " * 5000
    packed = gzip.compress(body)[:-20]
    reply = http(200, packed, {
        "X-Desk-Service": "1", "Content-Type": "application/json", "Content-Encoding": "gzip",
        "Content-Digest": digest_header(body),
    })  # fmt: skip
    assert pull_code(reply) in {Trouble.BAD_REPLY, Trouble.OFFLINE}


def test_a_bomb_is_not_unpacked() -> None:
    body = b" " * (MOST_JSON_BYTES + 1)
    reply = http(200, gzip.compress(body, 1), {
        "X-Desk-Service": "1", "Content-Type": "application/json", "Content-Encoding": "gzip",
        "Content-Digest": digest_header(body),
    })  # fmt: skip
    assert pull_code(reply) == Trouble.BAD_REPLY


@pytest.mark.parametrize("slow_part", ["head", "body"])
def test_a_dripping_server_is_cut_off_at_the_overall_limit(slow_part: str) -> None:
    over = threading.Event()

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"POST /v1/token" in request:
            connection.sendall(tokens())
            return
        whole = good(pulled() + b" " * 1000)
        start = 20 if slow_part == "head" else whole.index(b"\r\n\r\n") + 4
        connection.sendall(whole[:start])
        for byte in whole[start:]:
            if over.wait(0.05):
                return
            connection.sendall(bytes([byte]))

    with RawServer(answer) as server:
        gateway = RequestsGateway(
            parse_address(server.url), MemoryKeeper(DEVICE), overall_s=0.5, stall_s=5
        )
        with pytest.raises(GatewayError) as caught:
            gateway.pull(PULL)
        over.set()
        gateway.close()
    assert caught.value.code == Trouble.OFFLINE


def test_a_silent_server_is_given_up() -> None:
    over = threading.Event()

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"POST /v1/token" in request:
            connection.sendall(tokens())
        else:
            over.wait(20)

    with RawServer(answer) as server:
        gateway = RequestsGateway(
            parse_address(server.url), MemoryKeeper(DEVICE), stall_s=0.2, overall_s=20
        )
        with pytest.raises(GatewayError) as caught:
            gateway.pull(PULL)
        over.set()
        gateway.close()
    assert caught.value.code == Trouble.OFFLINE


def test_a_wait_under_way_ends_at_once_and_the_next_call_works() -> None:
    asked: list[bytes] = []
    over = threading.Event()

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"POST /v1/token" in request:
            connection.sendall(tokens())
        elif b'"wait_s":25' in request:
            asked.append(request)
            waiting.set()
            over.wait(20)
        else:
            connection.sendall(good(pulled()))

    waiting = threading.Event()
    codes: list[str] = []
    with RawServer(answer) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))

        def wait() -> None:
            with pytest.raises(GatewayError) as caught:
                gateway.pull(PullRequest(
                    client_id="c-1", epoch=1, cursor="1.0", ack=0, limit=1, wait_s=25
                ))  # fmt: skip
            codes.append(caught.value.code)

        thread = threading.Thread(target=wait)
        thread.start()
        assert waiting.wait(10)
        gateway.end_wait()
        thread.join(2)
        assert codes == [Trouble.ENDED]
        assert gateway.pull(PULL).cursor == "1.0"
        over.set()
        gateway.close()


def test_nobody_there_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gateway = RequestsGateway(parse_address(f"http://127.0.0.1:{port}"), MemoryKeeper(DEVICE))
    with pytest.raises(GatewayError) as caught:
        gateway.ping()
    assert caught.value.code == Trouble.OFFLINE
    assert "自动上报" in caught.value.message


def test_retry_after_reaches_the_loop() -> None:
    with RawServer(answering(problem(429, "busy", Retry_After="17"))) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        with pytest.raises(GatewayError) as caught:
            gateway.pull(PULL)
        gateway.close()
    assert caught.value.retry_after_s == 17


def test_a_ping_with_another_nonce_is_not_the_platform() -> None:
    with RawServer(answering(good(encode(Ping("old", NOW))))) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        with pytest.raises(GatewayError) as caught:
            gateway.ping()
        gateway.close()
    assert caught.value.code == Trouble.PORTAL


def _hello() -> bytes:
    return good(
        encode(
            Hello(
                protocol_min=1, protocol_max=1, epoch=1, client_min="0", unit_id="u",
                unit_name="一", user_id="u", user_name="陈", role="clerk", max_actions=1,
                max_push_bytes=1,
            )
        )
    )  # fmt: skip


class _TokenServer:
    """Refuses every access token but the newest."""

    def __init__(self, refresh: bytes | None = None) -> None:
        self.issued = 0
        self.good = ""
        self.refresh = refresh

    def __call__(self, connection: socket.socket, request: bytes) -> None:
        if b"POST /v1/token" in request:
            self.issued += 1
            connection.sendall(self.refresh or tokens(self.issued))
            return
        token = f"Bearer access-{self.issued}".encode()
        fine = token in request and self.issued >= 2
        connection.sendall(_hello() if fine else problem(401, "token_expired"))


def test_an_expired_token_is_renewed_once_and_kept() -> None:
    keeper = MemoryKeeper(DEVICE)
    answer = _TokenServer()
    with RawServer(answer) as server:
        gateway = RequestsGateway(parse_address(server.url), keeper)
        assert gateway.hello().epoch == 1
        gateway.close()
    assert answer.issued == 2
    assert keeper.kept is not None
    assert keeper.kept.refresh_token == "refresh-3"


def test_a_platform_that_does_not_name_the_unit_leaves_it_as_it_was() -> None:
    keeper = MemoryKeeper(structs.replace(DEVICE, unit_id="u1"))
    with RawServer(_TokenServer()) as server:
        gateway = RequestsGateway(parse_address(server.url), keeper)
        gateway.hello()
        gateway.close()
    assert keeper.kept is not None
    assert (keeper.kept.unit_id, keeper.kept.refresh_token) == ("u1", "refresh-3")


def test_a_slice_has_less_time_than_a_piece_that_comes_whole() -> None:
    over = threading.Event()

    def answer(connection: socket.socket, request: bytes) -> None:
        if b"POST /v1/token" not in request:
            over.wait(0.3)
            connection.sendall(good(b"[]"))
        else:
            connection.sendall(tokens())

    with RawServer(answer) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE), slice_s=0.1)
        with pytest.raises(GatewayError) as caught:
            gateway.reference_slice("units", offset=0, size=100)
        whole = gateway.reference_slice("units", offset=0, size=100, patient=True)
        gateway.close()
    assert caught.value.code == Trouble.OFFLINE
    assert (whole.content, whole.whole) == (b"[]", 2)


@pytest.mark.parametrize(
    ("said", "code"), [("unauthorised", Trouble.SIGNED_OUT), ("revoked", Trouble.REVOKED)]
)
def test_a_refresh_that_is_refused_signs_the_user_out_and_says_why(said: str, code: str) -> None:
    with RawServer(_TokenServer(problem(401, said))) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        with pytest.raises(GatewayError) as caught:
            gateway.hello()
        gateway.close()
    assert caught.value.code == code
    assert "本机" in caught.value.message
    assert phase_of(caught.value) is SyncPhase.SIGNED_OUT


def test_a_refresh_over_a_broken_line_does_not_sign_anybody_out() -> None:
    keeper = MemoryKeeper(DEVICE)
    with RawServer(_TokenServer(http(503, b"", {}))) as server:
        gateway = RequestsGateway(parse_address(server.url), keeper)
        with pytest.raises(GatewayError) as caught:
            gateway.hello()
        gateway.close()
    assert caught.value.code == Trouble.BUSY
    assert keeper.kept == DEVICE


def test_many_threads_renew_a_token_once() -> None:
    answer = _TokenServer()
    answer.issued = 1
    with RawServer(answer) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        threads = [threading.Thread(target=gateway.hello) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        gateway.close()
    assert answer.issued == 2


def test_nobody_enrolled_is_signed_out() -> None:
    with RawServer(_TokenServer()) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper())
        with pytest.raises(GatewayError) as caught:
            gateway.hello()
        gateway.close()
        assert server.requests == []
    assert caught.value.code == Trouble.SIGNED_OUT


def _push(size: int) -> PushRequest:
    action = PushedAction(
        seq=1, op_id="op", kind="add_note", order_id="o", claimed=Claimed(wall_ms=0),
        data=Raw(encode({"text": "王桂香" * size})),
    )  # fmt: skip
    return PushRequest(
        client_id="c-1", user_id="u", epoch=1, protocol=1, client_version="0", sent_at=NOW,
        actions=(action,),
    )  # fmt: skip


def test_large_requests_are_packed_and_small_ones_are_not() -> None:
    with RawServer(answering(problem(429, "busy"))) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        for size in (1, 2000):
            with pytest.raises(GatewayError):
                gateway.push(_push(size))
        gateway.close()
        sent = [request for request in server.requests if b"/v1/push" in request]
    assert b"content-encoding" not in sent[0].lower().partition(b"\r\n\r\n")[0]
    head, _, body = sent[1].partition(b"\r\n\r\n")
    assert b"content-encoding: gzip" in head.lower()
    assert "王桂香".encode() in gzip.decompress(body)


def test_no_secret_and_no_content_gets_into_errors_and_logs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    seen = []
    for reply in (problem(500, "internal"), http(200, b"<html>", {}), good(b"[]")):
        with RawServer(answering(reply)) as server:
            gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
            with pytest.raises(GatewayError) as caught:
                gateway.push(_push(3))
            gateway.close()
            seen += [str(caught.value), repr(caught.value), repr(caught.value.__cause__)]
    text = "".join(seen) + caplog.text + repr(DEVICE)
    for secret in ("王桂香", "access-1", "refresh-", "device-secret"):
        assert secret not in text


def test_loopback_is_never_asked_of_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    with RawServer(answering(_hello())) as server:
        gateway = RequestsGateway(parse_address(server.url), MemoryKeeper(DEVICE))
        assert gateway.hello().epoch == 1
        gateway.close()
