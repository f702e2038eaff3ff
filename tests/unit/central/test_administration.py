"""What runs a platform: lists, audit, backup and restore, on both databases."""

import hashlib
import io
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.central_clerks import Clerk, add_orders, make_order, note, open_platform
from helpers.postgres import BOTH, TOOLS
from msgspec import structs

from central import admitting, identity, late_entries, rescue, tokens
from central.__main__ import main
from central.late_entries import LateState
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract import codec
from desktop.contract.messages import (
    EnrolRequest,
    RescueFate,
    ResultStatus,
    TokenRequest,
    UploadRequest,
)
from desktop.contract.rescue_file import DeskPart, Rescued, RescuedFile, pack
from desktop.domain.actions import Accept, Submit
from desktop.domain.orders import Role

ON_BOTH = pytest.mark.parametrize("database_url", BOTH, indirect=True)
PASSWORD = "korrekt-pferd"


@dataclass
class Centre:
    """A platform and its command line, in this process."""

    data: Path
    url: str
    capture: pytest.CaptureFixture[str]
    platform: Platform

    def run(self, *words: str, expect: int = 0) -> str:
        split = 2 if words[0] in {"user", "rescue"} else 1
        home = ["--data", str(self.data)] + (["--database", self.url] if self.url else [])
        self.capture.readouterr()
        status = main([*words[:split], *home, *words[split:]])
        told = self.capture.readouterr()
        assert status == expect, told.err
        return told.out if expect == 0 else told.err

    def reopened(self) -> Platform:
        self.platform.close()
        self.platform = Platform(self.data, self.url)
        return self.platform


@pytest.fixture
def centre(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Centre]:
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    data = tmp_path / "data"
    made = Centre(data, database_url, capsys, open_platform(data, url=database_url))
    yield made
    made.platform.close()


@ON_BOTH
def test_units_users_and_devices_are_listed(centre: Centre) -> None:
    database = centre.platform.database
    user_id = identity.add_user(database, "u1", "张三", Role.CLERK, PASSWORD)
    request = EnrolRequest(code=identity.make_code(database, "u1"), device_name="窗口一")
    device = identity.enrol(database, request, profile="xiayang", training=False)
    assert "u2\t二居委" in centre.run("units")
    assert centre.run("users", "--unit", "u2") == "\n"
    assert json.loads(centre.run("users", "--json"))[0]["user_id"] == user_id
    assert "从未登录" in centre.run("devices")
    tokens.issue(
        database,
        TokenRequest(
            device_id=device.device_id,
            device_secret=device.device_secret,
            user_name="张三",
            password=PASSWORD,
        ),
    )
    assert "从未登录" not in centre.run("devices", "--unit", "u1")
    centre.run("user", "join", user_id, "u2", "--role", "head")
    assert f"{user_id}\tu1\t张三\tclerk\t启用\t兼 u2（head）" in centre.run("users", "--unit", "u2")
    centre.run("user", "leave", user_id, "u2")
    assert centre.run("users", "--unit", "u2") == "\n"
    assert "not_found" in centre.run("user", "leave", user_id, "u2", expect=1)
    centre.run("revoke", device.device_id)
    centre.run("user", "disable", user_id)
    assert "已停用" in centre.run("devices")
    assert "停用" in centre.run("users")
    centre.run("user", "enable", user_id)
    assert "停用" not in centre.run("users")
    with pytest.raises(ProblemError, match="revoked"):
        identity.check_device(database, device.device_id, device.device_secret)


@ON_BOTH
def test_the_audit_tells_who_did_what(centre: Centre) -> None:
    database = centre.platform.database
    order = make_order("A-1")
    add_orders(centre.platform, order)
    centre.run("unit", "u9", "九居委")
    Clerk(centre.platform, name="李四").do(order, Accept())
    identity.add_user(database, "u1", "张三", Role.CLERK, PASSWORD)
    for _ in range(5):
        with pytest.raises(ProblemError):
            identity.check_password(database, "u1", "张三", "wrong")
    lines = json.loads(centre.run("audit", "--json"))
    assert [(line["what"], line["about"]) for line in lines[:2]] == [
        ("unit", "u9"),
        ("accept", "A-1"),
    ]
    assert lines[0]["who"].startswith("命令行")
    assert [
        line["what"] for line in json.loads(centre.run("audit", "--json", "--who", "张三"))
    ] == ["locked"]
    assert len(json.loads(centre.run("audit", "--json", "--limit", "1"))) == 1
    assert json.loads(centre.run("audit", "--json", "--since", "2999-01-01")) == []
    assert "李四\taccept\tA-1\tapplied u1" in centre.run("audit", "--who", "李四")


@ON_BOTH
def test_a_backup_restored_twice_gives_two_lineages_and_loses_no_later_work(
    centre: Centre, tmp_path: Path
) -> None:
    order = make_order("A-1")
    add_orders(centre.platform, order)
    clerk = Clerk(centre.platform)
    content = b"photo" * 1000
    name = hashlib.sha256(content).hexdigest()
    request = UploadRequest(sha256=name, size=len(content))
    begun = centre.platform.uploads.announce(request, clerk.session)
    centre.platform.uploads.append(begun.upload_id, 0, content, clerk.session)
    clerk.do(order, note("vorher"))
    folder = tmp_path / "backup"
    assert "附件 1 个" in centre.run("backup", str(folder))
    assert "附件 0 个" in centre.run("backup", str(folder))
    late = clerk.made(order, note("nachher"))
    version = clerk.push(late).results[0].version
    seen = clerk.pull()
    centre.platform.close()
    epochs = []
    for _ in range(2):
        told = json.loads(centre.run("restore", str(folder)))
        epochs.append(told["epoch"])
        assert told["missing_files"] == 0
    assert seen.epoch < epochs[0] < epochs[1]
    clerk.platform = centre.reopened()
    reply = clerk.pull(seen.cursor, epoch=seen.epoch)
    assert (reply.reset, reply.epoch, reply.last) == (True, epochs[1], 1)
    assert [entry.text for entry in clerk.order(order).notes] == ["vorher"]
    again = clerk.push(late).results[0]
    assert (again.status, again.version > version) == (ResultStatus.APPLIED, True)
    assert centre.platform.uploads.announce(request, clerk.session).present
    assert "restore" in centre.run("audit")


def test_a_file_that_is_lost_is_not_called_present(centre: Centre, tmp_path: Path) -> None:
    clerk = Clerk(centre.platform)
    request = UploadRequest(sha256=hashlib.sha256(b"x").hexdigest(), size=1)
    begun = centre.platform.uploads.announce(request, clerk.session)
    centre.platform.uploads.append(begun.upload_id, 0, b"x", clerk.session)
    centre.run("backup", str(tmp_path / "backup"))
    centre.platform.close()
    for folder in (tmp_path / "backup", centre.data):
        for path in (folder / "blobs").glob("*/*"):
            path.unlink()
    told = json.loads(centre.run("restore", str(tmp_path / "backup")))
    assert told["missing_files"] == 1
    assert not centre.reopened().uploads.announce(request, clerk.session).present


def test_without_a_backup_nothing_is_touched(centre: Centre, tmp_path: Path) -> None:
    add_orders(centre.platform, make_order("A-1"))
    epoch = centre.platform.database.epoch
    assert "backup.refused" in centre.run("restore", str(tmp_path / "nowhere"), expect=1)
    assert centre.reopened().database.epoch == epoch
    assert len(Clerk(centre.platform).pull().changes) == 1


@ON_BOTH
def test_a_sealed_file_is_opened_by_its_passphrase_and_brings_its_attachments(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = make_order("A-1")
    add_orders(centre.platform, order)
    user_id = identity.add_user(centre.platform.database, "u1", "张三", Role.CLERK, PASSWORD)
    clerk = Clerk(centre.platform, user_id=user_id)
    photo = b"jpeg " * 40_000
    sha256 = hashlib.sha256(photo).hexdigest()
    bundle = clerk.bundle(structs.replace(clerk.made(order, note()), blobs=(sha256,)))
    desk = DeskPart(files=(RescuedFile(sha256, len(photo), "照片.jpg", "image/jpeg"),))
    file = tmp_path / "rescue.bin"
    file.write_bytes(pack(Rescued(bundle, desk, {sha256: photo}), PASSWORD))
    words = ("rescue", "import", str(file), "--passphrase-stdin")
    monkeypatch.setattr("sys.stdin", io.StringIO("another-one\n"))
    assert "口令不对" in centre.run(*words, expect=1)
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        assert "留存 1 项" in centre.run(*words)
    assert len(late_entries.entries(centre.platform.database)) == 1
    asked = UploadRequest(sha256=sha256, size=len(photo))
    assert centre.platform.uploads.announce(asked, clerk.session).present


def test_rescued_work_is_filed_once_and_admitted_by_a_person(
    centre: Centre, tmp_path: Path
) -> None:
    order = make_order("A-1")
    add_orders(centre.platform, order)
    user_id = identity.add_user(centre.platform.database, "u1", "张三", Role.CLERK, PASSWORD)
    clerk = Clerk(centre.platform, user_id=user_id)
    sent = clerk.made(order, Accept())
    clerk.push(sent)
    lost, unknown = clerk.made(order, note("liegt noch")), clerk.made("nowhere", note())
    broken = structs.replace(clerk.made(order, note()), op_id="")
    bundle = clerk.bundle(sent, lost, unknown, broken)
    file = tmp_path / "rescue.json"
    file.write_bytes(codec.encode(bundle))
    for _ in range(2):
        told = json.loads(centre.run("rescue", "import", str(file), "--json"))
        assert [result["fate"] for result in told["results"]] == [
            "known", "filed", "filed", "unreadable",
        ]  # fmt: skip
    entries = late_entries.entries(centre.platform.database)
    assert [(entry.op_id, entry.code, entry.user_name) for entry in entries] == [
        (lost.op_id, "rescue", "张三"),
        (unknown.op_id, "rescue", "张三"),
    ]
    assert clerk.order(order).notes == ()
    centre.run("late", "--admit", lost.op_id)
    assert [entry.text for entry in clerk.order(order).notes] == ["liegt noch"]
    assert "留存 1 项，平台已有 2 项" in centre.run("rescue", "import", str(file))


@ON_BOTH
@pytest.mark.parametrize("admitted", [False, True])
def test_rescued_work_that_is_pushed_after_all_counts_once(centre: Centre, admitted: bool) -> None:
    platform, order = centre.platform, make_order("A-1")
    add_orders(platform, order)
    clerk = Clerk(platform)
    lost, refused = clerk.made(order, note("einmal")), clerk.made(order, Submit())
    bundle = clerk.bundle(lost, refused)
    rescue.file_bundle(platform.database, bundle, clerk.session.actor, who="x")
    if admitted:
        admitting.admit(platform.database, platform.rulebook, lost.op_id)
    done, not_done = clerk.push(lost, refused).results
    assert done.status is ResultStatus.APPLIED
    assert done.version == clerk.pull().changes[0].version
    assert not_done.status is ResultStatus.REFUSED
    assert [entry.text for entry in clerk.order(order).notes] == ["einmal"]
    entries = {entry.op_id: entry for entry in late_entries.entries(platform.database)}
    assert entries[lost.op_id].state is (LateState.ADMITTED if admitted else LateState.ARRIVED)
    assert entries[refused.op_id].state is LateState.OPEN
    with pytest.raises(ProblemError, match="not_found"):
        admitting.admit(platform.database, platform.rulebook, lost.op_id)


def test_a_bundle_of_nobody_known_needs_a_person(centre: Centre, tmp_path: Path) -> None:
    order = make_order("A-1")
    add_orders(centre.platform, order)
    clerk = Clerk(centre.platform)
    file = tmp_path / "rescue.json"
    file.write_bytes(codec.encode(clerk.bundle(clerk.made(order, note()))))
    assert "not_found" in centre.run("rescue", "import", str(file), expect=1)
    assert late_entries.entries(centre.platform.database) == []
    user_id = identity.add_user(centre.platform.database, "u1", "李四", Role.CLERK, PASSWORD)
    centre.run("rescue", "import", str(file), "--user", user_id)
    assert [entry.user_name for entry in late_entries.entries(centre.platform.database)] == ["李四"]
    file.write_bytes(b"{}")
    assert "malformed" in centre.run("rescue", "import", str(file), expect=1)


def test_a_bundle_has_its_limits(centre: Centre) -> None:
    clerk = Clerk(centre.platform)
    one = clerk.made("id", note())
    many = tuple(structs.replace(one, op_id=str(uuid.uuid4())) for _ in range(2001))
    with pytest.raises(ProblemError, match="too_large"):
        rescue.file_bundle(
            centre.platform.database, clerk.bundle(*many), clerk.session.actor, who="x"
        )
    reply = rescue.file_bundle(
        centre.platform.database, clerk.bundle(*many[:2000]), clerk.session.actor, who="x"
    )
    assert {told.fate for told in reply.results} == {RescueFate.FILED}
