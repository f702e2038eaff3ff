"""Several processes behind one address: what one commits, a long poll at another one hears."""

import contextlib
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import psutil
import pytest
import requests
from helpers.central_process import CentralProcess
from helpers.postgres import PostgresTemplates

from central import identity
from central.__main__ import main
from central.platform import Platform
from desktop.contract import codec
from desktop.contract.messages import EnrolReply, PullReply, PullRequest, TokenReply
from desktop.domain.actions import Remove

_Reply = TypeVar("_Reply")


@pytest.fixture(scope="module")
def central(
    postgres: PostgresTemplates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CentralProcess]:
    with postgres.database() as url:
        process = CentralProcess(
            tmp_path_factory.mktemp("central"), training=True, database=url, workers=2
        )
        with process:
            yield process
            assert process.hang_up() == 0


@pytest.fixture(scope="module")
def token(central: CentralProcess) -> str:
    code = new_code(central)
    device = post(central, "/v1/enrol", {"code": code, "device_name": "窗口"}, EnrolReply)
    asked = {
        "device_id": device.device_id,
        "device_secret": device.device_secret,
        "user_name": "演练承办员",
        "password": "yanlian-12345",
    }
    return post(central, "/v1/token", asked, TokenReply).access_token


def new_code(central: CentralProcess) -> str:
    platform = Platform(central.data, central.database)
    code = identity.make_code(platform.database, "shifan-juwei")
    platform.close()
    return code


def post(
    central: CentralProcess, path: str, body: object, kind: type[_Reply], token: str = ""
) -> _Reply:
    """Ask on a connection of its own: which worker answers is chance."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url, content = central.url + path, codec.encode(body)
    reply = requests.post(url, data=content, headers=headers, timeout=40)
    assert reply.status_code == 200, reply.text
    return msgspec.json.decode(reply.content, type=kind)


def pull(central: CentralProcess, token: str, cursor: str = "", wait_s: int = 0) -> PullReply:
    request = PullRequest(client_id=str(uuid.uuid4()), epoch=0, cursor=cursor, ack=0, wait_s=wait_s)
    return post(central, "/v1/pull", request, PullReply, token)


def workers_of(central: CentralProcess) -> list[int]:
    """Process ids of the workers."""
    found = []
    for child in psutil.Process(central.pid).children():
        with contextlib.suppress(psutil.Error):
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child.pid)
    return found


def test_a_commit_wakes_long_polls_at_every_worker(central: CentralProcess, token: str) -> None:
    first = pull(central, token)
    waiting = 8
    replies: list[tuple[float, PullReply]] = []

    def poll() -> None:
        replies.append((0.0, pull(central, token, first.cursor, wait_s=20)))
        replies[-1] = (time.monotonic(), replies[-1][1])

    threads = [threading.Thread(target=poll) for _ in range(waiting)]
    for thread in threads:
        thread.start()
    gone = first.changes[0].order_id
    centre = {"action": msgspec.Raw(codec.encode(Remove("派错了"))), "order_id": gone}
    started = time.monotonic()
    post(central, "/v1/centre/actions", centre, dict, centre_token(central))
    for thread in threads:
        thread.join()
    assert len(replies) == waiting
    for at, reply in replies:
        assert [change.order_id for change in reply.changes] == [gone]
        assert at - started < 10


def centre_token(central: CentralProcess) -> str:
    code = new_code(central)
    device = post(central, "/v1/enrol", {"code": code, "device_name": "中心"}, EnrolReply)
    asked = {
        "device_id": device.device_id,
        "device_secret": device.device_secret,
        "user_name": "演练中心",
        "password": "yanlian-12345",
    }
    return post(central, "/v1/token", asked, TokenReply).access_token


@pytest.mark.kill
def test_a_worker_that_dies_is_started_anew(central: CentralProcess, token: str) -> None:
    before = workers_of(central)
    assert len(before) == 2
    psutil.Process(before[0]).kill()
    deadline = time.monotonic() + 30
    while set(workers_of(central)) <= set(before) and time.monotonic() < deadline:
        pull(central, token)
    after = workers_of(central)
    assert len(after) == 2
    assert before[1] in after
    assert pull(central, token).changes


def test_several_workers_need_postgresql(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--data", str(tmp_path), "--workers", "2"]) == 1
    assert "workers.database" in capfd.readouterr().err
