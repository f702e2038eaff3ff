"""Every way in which a part of a file can be wrong, and what the platform makes of it."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.central_clerks import Clerk, open_platform

from central.platform import Platform
from central.problems import ProblemError
from central.uploads import MAX_FILE
from desktop.contract.messages import UploadReply, UploadRequest

CONTENT = bytes(range(251)) * 20
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HALF = 2_000


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    platform = open_platform(tmp_path)
    yield Clerk(platform)
    platform.close()


def announce(clerk: Clerk, size: int = len(CONTENT), sha256: str = SHA256) -> UploadReply:
    request = UploadRequest(sha256=sha256, size=size)
    return clerk.platform.uploads.announce(request, clerk.session)


def append(clerk: Clerk, upload_id: str, offset: int, part: bytes, checksum: str = "") -> int:
    return clerk.platform.uploads.append(upload_id, offset, part, clerk.session, checksum=checksum)


def checksum(part: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.sha256(part).digest()).decode()}"


@dataclass(frozen=True)
class Case:
    """A part that is sent when half of the file is there."""

    name: str
    offset: int
    part: bytes
    checksum: str
    code: str


REST = CONTENT[HALF:]
CASES = (
    Case("behind: a part once more", 0, CONTENT[:HALF], "", "upload_offset"),
    Case("ahead: a part is missing", HALF + 1, CONTENT[HALF + 1 :], "", "upload_offset"),
    Case("far beyond the end", 10**12, b"x", "", "upload_offset"),
    Case("longer than was announced", HALF, REST + b"!", "", "too_large"),
    Case("damaged on the way", HALF, REST, checksum(b"else"), "upload_hash"),
    Case("a checksum of another kind", HALF, REST, checksum(REST, "md5"), "upload_hash"),
    Case("a checksum that is none", HALF, REST, "sha256", "upload_hash"),
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_wrong_part_changes_nothing(clerk: Clerk, case: Case) -> None:
    started = announce(clerk)
    append(clerk, started.upload_id, 0, CONTENT[:HALF])
    with pytest.raises(ProblemError) as caught:
        append(clerk, started.upload_id, case.offset, case.part, case.checksum)
    assert caught.value.problem.code == case.code
    if case.code == "upload_offset":
        assert caught.value.offset == HALF
    size = len(CONTENT)
    assert clerk.platform.uploads.offset(started.upload_id, clerk.session) == (HALF, size)
    assert append(clerk, started.upload_id, HALF, REST, checksum(REST)) == size
    assert announce(clerk).present


def test_an_unknown_upload_is_not_found(clerk: Clerk) -> None:
    for call in (
        lambda: clerk.platform.uploads.offset("0" * 36, clerk.session),
        lambda: append(clerk, "0" * 36, 0, b"x"),
    ):
        with pytest.raises(ProblemError) as caught:
            call()
        assert caught.value.problem.code == "not_found"


def test_an_empty_part_moves_nothing(clerk: Clerk) -> None:
    started = announce(clerk)
    assert append(clerk, started.upload_id, 0, b"", checksum(b"")) == 0
    assert not announce(clerk).present


def test_the_last_part_once_more_after_its_reply_was_lost_finds_the_file_present(
    clerk: Clerk,
) -> None:
    started = announce(clerk)
    append(clerk, started.upload_id, 0, CONTENT)
    with pytest.raises(ProblemError) as caught:
        append(clerk, started.upload_id, 0, CONTENT)
    assert caught.value.problem.code == "not_found"
    assert announce(clerk).present


@pytest.mark.parametrize("size", [-1, MAX_FILE + 1])
def test_a_size_that_cannot_be_is_refused(clerk: Clerk, size: int) -> None:
    with pytest.raises(ProblemError):
        announce(clerk, size)


def test_another_size_for_the_same_file_begins_anew(clerk: Clerk) -> None:
    started = announce(clerk, len(CONTENT) + 7)
    append(clerk, started.upload_id, 0, CONTENT[:HALF])
    again = announce(clerk)
    assert (again.offset, again.upload_id != started.upload_id) == (0, True)


def test_of_parts_sent_at_once_each_byte_is_taken_once(clerk: Clerk) -> None:
    started = announce(clerk)
    platform: Platform = clerk.platform
    ends: list[str] = []
    barrier = threading.Barrier(4)

    def send() -> None:
        barrier.wait(10)
        try:
            platform.uploads.append(started.upload_id, 0, CONTENT[:HALF], clerk.session)
            ends.append("taken")
        except ProblemError as error:
            ends.append(error.problem.code)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(ends) == ["taken", *["upload_offset"] * 3]
    append(clerk, started.upload_id, HALF, REST)
    assert announce(clerk).present


def test_a_platform_that_was_started_anew_knows_where_it_stood(tmp_path: Path) -> None:
    first = open_platform(tmp_path)
    started = announce(Clerk(first))
    append(Clerk(first), started.upload_id, 0, CONTENT[:HALF])
    first.close()
    second = open_platform(tmp_path)
    clerk = Clerk(second)
    resumed = announce(clerk)
    assert (resumed.upload_id, resumed.offset) == (started.upload_id, HALF)
    append(clerk, resumed.upload_id, HALF, REST)
    assert announce(clerk).present
    second.close()


def test_a_file_that_a_scanner_looks_into_is_shelved_when_it_lets_go(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows does it: no file that somebody has open gets another name."""
    moved, refused = Path.replace, [PermissionError(13, "held by another program")] * 2

    def replace(written: Path, target: Path) -> Path:
        if refused:
            raise refused.pop()
        return moved(written, target)

    monkeypatch.setattr(Path, "replace", replace)
    begun = announce(clerk)
    append(clerk, begun.upload_id, 0, CONTENT)
    assert not refused
    assert announce(clerk).present
