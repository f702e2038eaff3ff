"""The service over a real socket, as a client meets it."""

import base64
import gzip
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import requests
from helpers.central_process import PASSWORD, CentralProcess

from central.moments import now, to_ms
from desktop.contract import codec
from desktop.contract.messages import (
    ActionResult,
    Change,
    Claimed,
    EnrolReply,
    Hello,
    Problem,
    PullReply,
    PullRequest,
    PushedAction,
    PushReply,
    PushRequest,
    RescueBundle,
    RescueFate,
    RescueReply,
    TokenReply,
    UploadReply,
)
from desktop.domain.actions import Accept, Action, AddAttachment, AddNote, Remove

HOME = "shifan-juwei"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentralProcess]:
    with CentralProcess(tmp_path_factory.mktemp("central"), training=True) as process:
        yield process


@dataclass
class Caller:
    """One logged-in device with a plain HTTP client."""

    central: CentralProcess
    http: requests.Session
    tokens: TokenReply
    client_id: str
    sent: int = 0

    def post(self, path: str, body: object, **headers: str) -> requests.Response:
        content = body if isinstance(body, bytes) else codec.encode(body)
        url = self.central.url + path
        return self.http.post(url, data=content, headers=headers, timeout=30)

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.http.get(self.central.url + path, headers=headers, timeout=30)

    def pull(self, cursor: str = "", wait_s: int = 0) -> PullReply:
        request = PullRequest(
            client_id=self.client_id, epoch=0, cursor=cursor, ack=self.sent, wait_s=wait_s
        )
        return msgspec.json.decode(self.post("/v1/pull", request).content, type=PullReply)

    def request(self, *actions: tuple[str, Action]) -> PushRequest:
        pushed = []
        for order_id, action in actions:
            self.sent += 1
            pushed.append(
                PushedAction(
                    seq=self.sent,
                    op_id=str(uuid.uuid4()),
                    kind=codec.kind_of(action),
                    order_id=order_id,
                    data=msgspec.Raw(codec.encode(action)),
                    claimed=Claimed(to_ms(now())),
                )
            )
        return PushRequest(
            client_id=self.client_id,
            user_id=self.tokens.user_id,
            epoch=self.central.epoch,
            protocol=1,
            client_version="0.1.0",
            sent_at=now(),
            actions=tuple(pushed),
        )

    def push(self, *actions: tuple[str, Action]) -> PushReply:
        reply = self.post("/v1/push", self.request(*actions))
        return msgspec.json.decode(reply.content, type=PushReply)


def log_in(central: CentralProcess, name: str, password: str) -> Caller:
    http = requests.Session()
    code = central.enrol_code(HOME)
    enrolled = http.post(
        central.url + "/v1/enrol", json={"code": code, "device_name": "电脑"}, timeout=30
    )
    device = msgspec.json.decode(enrolled.content, type=EnrolReply)
    reply = http.post(
        central.url + "/v1/token",
        json={
            "device_id": device.device_id,
            "device_secret": device.device_secret,
            "user_name": name,
            "password": password,
        },
        timeout=30,
    )
    tokens = msgspec.json.decode(reply.content, type=TokenReply)
    http.headers["Authorization"] = f"Bearer {tokens.access_token}"
    return Caller(central, http, tokens, str(uuid.uuid4()))


@pytest.fixture(scope="module")
def clerk(central: CentralProcess) -> Iterator[Caller]:
    caller = log_in(central, "演练承办员", "yanlian-12345")
    yield caller
    caller.http.close()


@pytest.fixture(scope="module")
def changes(clerk: Caller) -> tuple[Change, ...]:
    return clerk.pull().changes


def problem_of(reply: requests.Response) -> Problem:
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem = msgspec.json.decode(reply.content, type=Problem)
    assert problem.status == reply.status_code
    assert problem.title
    return problem


def test_a_ping_gives_the_nonce_back(clerk: Caller) -> None:
    reply = clerk.get("/v1/ping?n=%E4%BD%A0%E5%A5%BD")
    assert json.loads(reply.content)["nonce"] == "你好"


REFERENCE = ("profile", "calendar", "units", "categories", "knowledge", "scores")


def test_hello_tells_who_and_what(clerk: Caller) -> None:
    hello = msgspec.json.decode(clerk.get("/v1/hello").content, type=Hello)
    assert (hello.unit_name, hello.user_name, hello.role) == ("示范居委会", "演练承办员", "clerk")
    assert hello.training
    assert set(hello.reference) == set(REFERENCE)


@pytest.mark.parametrize(
    "path", ["/v1/ping?n=1", "/v1/hello", "/v1/nothing", "/v1/reference/profile"]
)
def test_every_reply_names_the_service_and_the_digest_of_its_plain_body(
    clerk: Caller, path: str
) -> None:
    reply = clerk.get(path)
    assert reply.headers["X-Desk-Service"] == "1"
    assert reply.headers["Content-Digest"] == codec.digest_header(reply.content)
    assert int(reply.headers["Content-Length"]) > 0


def test_a_large_reply_is_packed_only_when_asked(clerk: Caller) -> None:
    packed = clerk.get("/v1/reference/profile")
    plain = clerk.get("/v1/reference/profile", **{"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])


def test_reference_data_is_sent_once(clerk: Caller) -> None:
    for name in REFERENCE:
        first = clerk.get(f"/v1/reference/{name}")
        again = clerk.get(f"/v1/reference/{name}", **{"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_small_reply_takes_no_delayed_packet(clerk: Caller) -> None:
    """Without TCP_NODELAY every reply costs 40 ms."""
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        clerk.get("/v1/ping?n=1")
        times.append(time.perf_counter() - begun)
    assert sorted(times)[10] < 0.030


@pytest.mark.parametrize(
    ("path", "token", "code"),
    [
        ("/v1/hello", "", "unauthorised"),
        ("/v1/hello", "Bearer made-up", "unauthorised"),
        ("/v1/hello", "Basic abc", "unauthorised"),
        ("/v1/nothing", "", "not_found"),
        ("/v1/push", "", "method"),
        ("/v1/reference/secrets", "own", "not_found"),
        ("/v1/blobs/../../etc/passwd", "own", "not_found"),
        ("/v1/blobs/" + "0" * 64, "own", "not_found"),
    ],
)
def test_problems_are_told_as_such(clerk: Caller, path: str, token: str, code: str) -> None:
    own = str(clerk.http.headers["Authorization"])
    reply = clerk.get(path, Authorization=own if token == "own" else token)
    assert problem_of(reply).code == code


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"not json", {}, "malformed"),
        (b'{"client_id":"x"}', {}, "malformed"),
        (b"\x1f\x8bbroken", {"Content-Encoding": "gzip"}, "malformed"),
        (gzip.compress(b"{}", mtime=0)[:-6], {"Content-Encoding": "gzip"}, "malformed"),
        (b"{}", {"Content-Encoding": "br"}, "malformed"),
        (b"{}", {"Content-Digest": "sha-256=:AAAA:"}, "malformed"),
        (b" " * 1_000_001, {}, "too_large"),
        (gzip.compress(b" " * 50_000_000, mtime=0), {"Content-Encoding": "gzip"}, "too_large"),
    ],
)
def test_a_bad_body_is_turned_away(
    clerk: Caller, body: bytes, headers: dict[str, str], code: str
) -> None:
    assert problem_of(clerk.post("/v1/push", body, **headers)).code == code


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/push"), ("PATCH", "/v1/uploads/" + "0" * 36)]
)
def test_a_strangers_large_body_is_not_kept_and_gets_its_answer(
    clerk: Caller, method: str, path: str
) -> None:
    """Who has no token must not be able to fill the memory of the platform."""
    reply = requests.request(method, clerk.central.url + path, data=b" " * 17_000_000, timeout=30)
    assert problem_of(reply).code == "unauthorised"


def test_a_packed_push_is_applied_and_seen_by_a_pull(
    clerk: Caller, changes: tuple[Change, ...]
) -> None:
    request = clerk.request((changes[0].order_id, Accept()))
    body = codec.encode(request)
    reply = clerk.post(
        "/v1/push",
        gzip.compress(body, mtime=0),
        **{"Content-Encoding": "gzip", "Content-Digest": codec.digest_header(body)},
    )
    answer = msgspec.json.decode(reply.content, type=PushReply)
    assert (answer.client_id, answer.last) == (clerk.client_id, clerk.sent)
    assert [told.status for told in answer.results] == ["applied"]
    number = codec.decode_order(changes[0].order).number
    history = clerk.central.show(number)["history"]
    assert isinstance(history, list)
    assert [line["op_id"] for line in history] == [request.actions[0].op_id]


def test_a_gap_is_a_problem_with_the_number_expected(
    clerk: Caller, changes: tuple[Change, ...]
) -> None:
    request = clerk.request((changes[0].order_id, AddNote(entry_id="n", text="x")))
    clerk.sent -= 1
    gap = msgspec.structs.replace(request.actions[0], seq=clerk.sent + 5)
    reply = clerk.post("/v1/push", msgspec.structs.replace(request, actions=(gap,)))
    problem = problem_of(reply)
    assert (problem.status, problem.code, problem.expected) == (409, "gap", clerk.sent + 1)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_long_poll_ends_with_a_change(
    clerk: Caller, changes: tuple[Change, ...], elsewhere: bool
) -> None:
    """By this service, and by a command of the centre in another process."""
    cursor = clerk.pull().cursor
    waiting = log_in(clerk.central, "演练负责人", "yanlian-12345")
    found: list[PullReply] = []
    thread = threading.Thread(target=lambda: found.append(waiting.pull(cursor, wait_s=20)))
    begun = time.perf_counter()
    thread.start()
    order = codec.decode_order(changes[3 if elsewhere else 2].order)
    if elsewhere:
        path = clerk.central.data / "remove.json"
        path.write_bytes(codec.encode(Remove("派错了")))
        clerk.central.run("act", order.number, str(path))
    else:
        clerk.push((order.order_id, Accept()))
    thread.join()
    waiting.http.close()
    assert time.perf_counter() - begun < 10
    assert [change.order_id for change in found[0].changes] == [order.order_id]


def test_a_restored_platform_is_another_one_at_once(tmp_path: Path) -> None:
    with CentralProcess(tmp_path, training=True) as central:
        clerk = log_in(central, "演练承办员", "yanlian-12345")
        waiting = log_in(central, "演练负责人", "yanlian-12345")
        cursor, before = clerk.pull().cursor, central.epoch
        found: list[PullReply] = []
        thread = threading.Thread(target=lambda: found.append(waiting.pull(cursor, wait_s=20)))
        begun = time.perf_counter()
        thread.start()
        epoch = json.loads(central.run("restored"))["epoch"]
        assert epoch > before
        # the very next call knows; whoever waits is told with the next look
        assert (clerk.pull(cursor).epoch, clerk.pull(cursor).reset) == (epoch, True)
        thread.join()
        assert time.perf_counter() - begun < 10
        assert (found[0].epoch, found[0].reset) == (epoch, True)
        for each in (clerk, waiting):
            each.http.close()


def test_a_long_poll_ends_with_its_time(clerk: Caller) -> None:
    begun = time.perf_counter()
    reply = clerk.pull(clerk.pull().cursor, wait_s=1)
    assert reply.changes == ()
    assert 0.9 < time.perf_counter() - begun < 5


def test_an_attachment_goes_up_in_parts_and_comes_down(
    clerk: Caller, changes: tuple[Change, ...]
) -> None:
    content = b"\x89PNG" + bytes(5000)
    sha256 = hashlib.sha256(content).hexdigest()
    reply = clerk.post("/v1/blobs", {"sha256": sha256, "size": len(content)})
    started = msgspec.json.decode(reply.content, type=UploadReply)
    url = f"{clerk.central.url}/v1/uploads/{started.upload_id}"

    def patch(offset: int, part: bytes) -> requests.Response:
        digest = base64.b64encode(hashlib.sha256(part).digest()).decode()
        headers = {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {digest}"}
        return clerk.http.patch(url, data=part, headers=headers, timeout=30)

    first = patch(0, content[:3000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "3000")
    wrong = patch(0, content)
    assert (problem_of(wrong).code, wrong.headers["Upload-Offset"]) == ("upload_offset", "3000")
    head = clerk.http.head(url, timeout=30)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("3000", "5004")
    assert (head.headers["Tus-Resumable"], head.headers["Cache-Control"]) == ("1.0.0", "no-store")
    for name, value in (
        ("Content-Type", "application/json"),
        ("Tus-Resumable", "0.2.2"),
        ("Upload-Offset", "-1"),
        ("Upload-Offset", ""),
    ):
        fields = {"Upload-Offset": "3000", name: value}
        odd = clerk.http.patch(url, data=content[3000:], headers=fields, timeout=30)
        assert problem_of(odd).code == "malformed", name
    assert patch(3000, content[3000:]).headers["Upload-Offset"] == "5004"
    order_id = changes[5].order_id
    attach = AddAttachment(
        entry_id="a1", sha256=sha256, name="x.png", size=len(content), media_type="image/png"
    )
    clerk.push((order_id, Accept()), (order_id, attach))
    fetched = clerk.get(f"/v1/blobs/{sha256}")
    assert fetched.content == content
    assert fetched.headers["Content-Digest"] == codec.digest_header(content)
    assert fetched.headers["X-Desk-Service"] == "1"


def test_only_centre_staff_act_for_the_centre(clerk: Caller, changes: tuple[Change, ...]) -> None:
    order_id = changes[6].order_id
    action = {"kind": "remove", "reason": "派错了"}
    assert problem_of(clerk.post("/v1/centre/actions", {"order_id": order_id, "action": action}))
    centre = log_in(clerk.central, "演练中心", "yanlian-12345")
    body = {"order_id": order_id, "action": action, "op_id": str(uuid.uuid4())}
    told = [
        msgspec.json.decode(centre.post("/v1/centre/actions", body).content, type=ActionResult)
        for _ in range(2)
    ]
    missing = centre.post("/v1/centre/actions", {"number": "none", "action": action})
    centre.http.close()
    assert [(result.status, result.replayed) for result in told] == [
        ("applied", False),
        ("applied", True),
    ]
    assert problem_of(missing).code == "not_found"


def test_a_killed_platform_holds_what_it_answered_for(tmp_path: Path) -> None:
    with CentralProcess(tmp_path, training=True) as central:
        caller = log_in(central, "演练承办员", "yanlian-12345")
        order = codec.decode_order(caller.pull().changes[0].order)
        request = caller.request((order.order_id, Accept()))
        caller.post("/v1/push", request)
        central.kill()
        central.start()
        again = msgspec.json.decode(caller.post("/v1/push", request).content, type=PushReply)
        caller.http.close()
        assert [told.replayed for told in again.results] == [True]
        history = central.show(order.number)["history"]
        assert isinstance(history, list)
        assert [line["seq"] for line in history] == [1]
        assert central.stop() == 0


def test_users_and_codes_by_command(tmp_path: Path) -> None:
    with CentralProcess(tmp_path) as central:
        central.add_unit(HOME, "示范居委会")
        central.add_user("张三", HOME)
        caller = log_in(central, "张三", PASSWORD)
        assert caller.pull().changes == ()
        caller.http.close()


def test_rescued_work_is_taken_from_its_own_user_only(clerk: Caller) -> None:
    order_id = clerk.pull().changes[0].order_id
    lost = clerk.request((order_id, AddNote(entry_id=str(uuid.uuid4()), text="留存")))
    clerk.sent -= 1
    bundle = RescueBundle(
        client_id=clerk.client_id,
        user_id=clerk.tokens.user_id,
        epoch=clerk.central.epoch,
        client_version="0.1.0",
        made_at=now(),
        actions=lost.actions,
    )
    reply = msgspec.json.decode(clerk.post("/v1/rescue", bundle).content, type=RescueReply)
    assert [told.fate for told in reply.results] == [RescueFate.FILED]
    listed = json.loads(clerk.central.run("late", "--json"))
    assert lost.actions[0].op_id in [entry["op_id"] for entry in listed]
    foreign = msgspec.structs.replace(bundle, user_id="somebody else")
    assert clerk.post("/v1/rescue", foreign).status_code == 403
    assert clerk.post("/v1/rescue", {}).status_code == 400


def test_a_program_that_is_too_old_cannot_pull_but_can_push(clerk: Caller) -> None:
    request = PullRequest(client_id=clerk.client_id, epoch=0, cursor="", ack=clerk.sent)
    old = {"User-Agent": "HotlineDesk/0.0.9 (protocol 1)"}
    assert problem_of(clerk.post("/v1/pull", request, **old)).code == "protocol_too_old"
    order_id = clerk.pull().changes[0].order_id
    pushed = clerk.request((order_id, AddNote(entry_id=str(uuid.uuid4()), text="旧版本")))
    assert clerk.post("/v1/push", pushed, **old).status_code == 200
    where = msgspec.structs.replace(request, limit=0)
    told = msgspec.json.decode(clerk.post("/v1/pull", where, **old).content, type=PullReply)
    assert (told.changes, told.cursor, told.more, told.last) == ((), "", True, clerk.sent)
    new = {"User-Agent": "HotlineDesk/0.1.0 (protocol 1)"}
    assert clerk.post("/v1/pull", request, **new).status_code == 200
    others = {"User-Agent": "another-desk/0.0.1"}
    assert clerk.post("/v1/pull", request, **others).status_code == 200
