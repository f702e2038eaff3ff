"""A data folder with a key: nothing of a citizen lies in plain, and all else is as without."""

import hashlib
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import requests
from helpers.central_clerks import Clerk, add_orders, make_order, note, open_platform
from helpers.central_process import PASSWORD, ROOT, CentralProcess
from helpers.export_files import HEADINGS, plain_row, write_csv
from helpers.plain_traces import traces

from central.data_key import KeyRefusedError
from central.platform import Platform
from desktop.contract.messages import EnrolReply, TokenReply, UploadReply, UploadRequest
from desktop.domain.actions import Accept, AddAttachment
from desktop.domain.orders import Role

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF known bytes of a photo " + bytes(range(256)) * 700
COMING = b"\xff\xd8\xff\xe1 a photo of which only half has come " * 100
SECRETS: list[str | bytes] = [
    "周敏之",
    "13900001001",
    "楼道堆物",
    "钥匙藏在花盆",
    "known bytes of a photo",
    "only half has come",
    PHOTO[:20],
    PHOTO[-256:],
    "CREATE TABLE",
]


def announce(clerk: Clerk, content: bytes) -> UploadReply:
    request = UploadRequest(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    return clerk.platform.uploads.announce(request, clerk.session)


def worked_in(data: Path, key: bytes | None) -> Platform:
    """A platform with an order, a clerk's note, a whole photo and half of another."""
    platform = open_platform(data, key)
    order = make_order("A-1")
    add_orders(platform, order)
    clerk = Clerk(platform)
    started = announce(clerk, PHOTO)
    platform.uploads.append(started.upload_id, 0, PHOTO[:70_000], clerk.session)
    platform.uploads.append(started.upload_id, 70_000, PHOTO[70_000:], clerk.session)
    half = announce(clerk, COMING)
    platform.uploads.append(half.upload_id, 0, COMING[:2000], clerk.session)
    clerk.do(order, Accept())
    clerk.do(order, note("钥匙藏在花盆下面"))
    clerk.do(
        order,
        AddAttachment(
            entry_id="a1",
            sha256=hashlib.sha256(PHOTO).hexdigest(),
            name="周敏之家门口.jpg",
            size=len(PHOTO),
            media_type="image/jpeg",
        ),
    )
    return platform


def test_nothing_of_a_citizen_lies_in_plain_while_it_runs_and_after(tmp_path: Path) -> None:
    platform = worked_in(tmp_path, KEY)
    assert (tmp_path / "platform.sqlite-wal").stat().st_size > 0
    assert traces(tmp_path, SECRETS) == set()
    platform.close()
    assert traces(tmp_path, SECRETS) == set()


def test_the_search_finds_each_of_them_in_a_folder_without_a_key(tmp_path: Path) -> None:
    worked_in(tmp_path, None).close()
    assert {secret for _name, secret in traces(tmp_path, SECRETS)} == set(SECRETS)


def test_the_next_start_has_orders_photo_and_the_half_that_came(tmp_path: Path) -> None:
    worked_in(tmp_path, KEY).close()
    platform = Platform(tmp_path, key=KEY)
    clerk = Clerk(platform)
    order = clerk.order(make_order("A-1"))
    assert order.caller is not None
    assert order.caller.name == "周敏之"
    stored = platform.uploads.stored(hashlib.sha256(PHOTO).hexdigest(), clerk.session)
    assert b"".join(stored.blocks()) == PHOTO
    half = announce(clerk, COMING)
    assert half.offset == 2000
    platform.uploads.append(half.upload_id, 2000, COMING[2000:], clerk.session)
    assert announce(clerk, COMING).present
    platform.close()


@pytest.mark.parametrize(
    ("made_with", "opened_with", "word"),
    [(KEY, OTHER_KEY, "密钥不对"), (KEY, None, "--key-stdin"), (None, KEY, "没有加密")],
)
def test_a_folder_opens_only_as_it_was_made(
    tmp_path: Path, made_with: bytes | None, opened_with: bytes | None, word: str
) -> None:
    worked_in(tmp_path, made_with).close()
    with pytest.raises(KeyRefusedError, match=word):
        Platform(tmp_path, key=opened_with)
    platform = Platform(tmp_path, key=made_with)
    assert Clerk(platform).order(make_order("A-1")).number == "A-1"
    platform.close()


@pytest.mark.parametrize(
    ("line", "words", "status", "said"),
    [
        (OTHER_KEY.hex(), [], 1, "data.key: 密钥不对"),
        ("not a key", [], 1, "data.key: 标准输入的第一行"),
        (KEY.hex() + "00", [], 1, "data.key: 标准输入的第一行"),
        ("", [], 1, "data.key: 标准输入的第一行"),
        (KEY.hex(), ["--database", "sqlite:///other"], 2, "--database"),
    ],
)
def test_a_command_with_a_wrong_key_says_so_and_changes_nothing(
    tmp_path: Path, line: str, words: list[str], status: int, said: str
) -> None:
    open_platform(tmp_path, KEY).close()
    before = (tmp_path / "platform.sqlite").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "central", "orders", "--data", str(tmp_path), "--key-stdin", *words],
        cwd=ROOT,
        input=f"{line}\n".encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == status
    assert said in done.stderr.decode().splitlines()[-1]
    assert (tmp_path / "platform.sqlite").read_bytes() == before


def test_the_service_and_its_commands_take_the_key_from_their_first_line(tmp_path: Path) -> None:
    data = tmp_path / "centre"
    export = write_csv(tmp_path / "export.csv", [HEADINGS, plain_row("G-1", 标题="楼道堆物")])
    with CentralProcess(data, key=KEY) as central:
        central.add_unit("own", "一居委")
        central.add_user("张三", "own")
        central.run("import", str(export), "--unit", "own")
        with requests.Session() as http:
            sha256 = _attached(http, central)
            fetched = http.get(f"{central.url}/v1/blobs/{sha256}", timeout=30)
        assert fetched.content == PHOTO
        assert fetched.headers["Content-Length"] == str(len(PHOTO))
        assert fetched.headers["X-Desk-Service"] == "1"
        central.kill()
        assert traces(data, SECRETS) == set()
        central.start()
        assert central.show("G-1")["order"]["caller"]["name"] == "周敏之"  # type: ignore[index]  # JSON
        assert central.hang_up() == 0
    assert traces(data, SECRETS) == set()


def _attached(http: requests.Session, central: CentralProcess) -> str:
    """Sign in, hang the photo on the order, send it, and give its hash."""

    def post(path: str, body: dict[str, object]) -> bytes:
        reply = http.post(f"{central.url}/v1/{path}", json=body, timeout=30)
        assert reply.status_code == 200, reply.text
        return reply.content

    code = central.enrol_code("own")
    enrolled = post("enrol", {"code": code, "device_name": "电脑"})
    device = msgspec.json.decode(enrolled, type=EnrolReply)
    credentials = {"device_id": device.device_id, "device_secret": device.device_secret}
    signed_in = post("token", {**credentials, "user_name": "张三", "password": PASSWORD})
    tokens = msgspec.json.decode(signed_in, type=TokenReply)
    http.headers["Authorization"] = f"Bearer {tokens.access_token}"
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    platform = Platform(central.data, key=KEY)
    clerk = Clerk(platform, name="张三", unit="own", user_id=tokens.user_id, role=Role.CLERK)
    (change,) = clerk.pull().changes
    clerk.do(change.order_id, Accept())
    photo = AddAttachment(
        entry_id="a1", sha256=sha256, name="x.jpg", size=len(PHOTO), media_type="image/jpeg"
    )
    clerk.do(change.order_id, photo)
    platform.close()
    answer = post("blobs", {"sha256": sha256, "size": len(PHOTO)})
    started = msgspec.json.decode(answer, type=UploadReply)
    for offset in range(0, len(PHOTO), 100_000):
        http.patch(
            f"{central.url}/v1/uploads/{started.upload_id}",
            data=PHOTO[offset : offset + 100_000],
            headers={"Upload-Offset": str(offset)},
            timeout=30,
        ).raise_for_status()
    return sha256
