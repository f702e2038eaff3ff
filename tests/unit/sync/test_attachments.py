"""Sending the bytes of attachments."""

import contextlib
import hashlib
from collections.abc import Callable

import pytest
from helpers.fake_centre import FakeGateway, Fault
from helpers.sync_bench import Client, a_centre
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.contract.messages import UploadReply
from desktop.domain.actions import AddNote
from desktop.sync.attachments import (
    FIRST_PART,
    MAX_PART,
    MIN_PART,
    PART_MS,
    Attachments,
    next_part_size,
)
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.status import Uploading


def _file(client: Client, size: int, seed: int = 1) -> str:
    content = bytes((seed + index) % 251 for index in range(size))
    sha256 = hashlib.sha256(content).hexdigest()
    client.store.add_blob(sha256, content)
    return sha256


def _attachments(client: Client, mono_ms: Callable[[], int] = lambda: 0) -> Attachments:
    return Attachments(client.store, client.gateway, mono_ms, lambda: None)


def test_files_arrive_whole_the_small_ones_first() -> None:
    client = Client(a_centre())
    large = _file(client, 3 * 1024 * 1024, seed=2)
    small = _file(client, 10)
    empty = _file(client, 0)
    sent, failures = _attachments(client).send_all()
    assert (sent, failures) == (3, ())
    assert list(client.centre.data.blobs) == [empty, small, large]
    assert client.store.pending_blobs() == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([Fault.NONE, Fault.BEFORE, Fault.LOST]), max_size=12))
def test_an_upload_resumes_wherever_the_line_broke(faults: list[Fault]) -> None:
    client = Client(a_centre())
    sha256 = _file(client, 5 * MIN_PART + 7)
    client.gateway.fail(faults)
    for _ in range(len(faults) + 1):
        attachments = _attachments(client, iter(range(0, 10**9, 60_000)).__next__)
        with contextlib.suppress(GatewayError):
            attachments.send_all()
    assert hashlib.sha256(client.centre.data.blobs[sha256]).hexdigest() == sha256
    assert client.store.pending_blobs() == []


def test_a_file_that_fails_does_not_hold_up_the_others() -> None:
    client = Client(a_centre())
    lying = hashlib.sha256(b"something else").hexdigest()
    client.store.add_blob(lying, b"1")
    good = _file(client, 100)
    sent, failures = _attachments(client).send_all()
    assert sent == 1
    assert [failure.code for failure in failures] == [Trouble.UPLOAD_HASH]
    assert list(client.centre.data.blobs) == [good]
    assert [blob.sha256 for blob in client.store.pending_blobs()] == [lying]


def test_a_file_that_has_vanished_from_the_disk_is_reported() -> None:
    client = Client(a_centre())
    gone = _file(client, 10)

    class Vanishing(FakeGateway):
        def announce_blob(self, sha256: str, size: int) -> object:  # type: ignore[override]
            del client.store.data.blobs[gone]
            client.store.blob_started = lambda *_a, **_k: None  # type: ignore[method-assign]
            return super().announce_blob(sha256, size)

    client.gateway = Vanishing(client.centre, client.actor)
    _sent, failures = _attachments(client).send_all()
    assert [failure.code for failure in failures] == ["storage.missing"]


def test_a_line_that_is_down_ends_the_round_at_once() -> None:
    client = Client(a_centre())
    _file(client, 10)
    _file(client, 20)
    client.gateway.fail([Fault.BEFORE])
    with pytest.raises(GatewayError):
        _attachments(client).send_all()
    assert client.centre.requests["announce"] == 1


@given(st.integers(MIN_PART, MAX_PART), st.integers(0, 10**6))
def test_part_sizes_stay_in_bounds_and_follow_the_line(size: int, took_ms: int) -> None:
    following = next_part_size(size, took_ms)
    assert MIN_PART <= following <= MAX_PART
    if took_ms > 2 * PART_MS and size >= 2 * MIN_PART:
        assert following < size
    if took_ms < PART_MS // 2 and size <= MAX_PART // 2:
        assert following > size


def test_an_old_reply_about_another_file_makes_none_present() -> None:
    client = Client(a_centre())
    first, second = _file(client, 10), _file(client, 20)

    class MixedUp(FakeGateway):
        def announce_blob(self, sha256: str, size: int) -> UploadReply:
            own = super().announce_blob(sha256, size)
            return super().announce_blob(first, 10) if sha256 == second else own

    client.gateway = MixedUp(client.centre, client.actor)
    sent, failures = _attachments(client).send_all()
    assert (sent, [failure.code for failure in failures]) == (1, [Trouble.BAD_REPLY])
    assert [blob.sha256 for blob in client.store.pending_blobs()] == [second]


class _Meanwhile(FakeGateway):
    """Something happens after each part."""

    happen: Callable[[], None]

    def upload_part(self, upload_id: str, *, offset: int, part: bytes) -> int:
        reached = super().upload_part(upload_id, offset=offset, part=part)
        self.happen()
        return reached


def test_what_is_saved_during_an_upload_goes_before_the_rest_of_it() -> None:
    client = Client(a_centre(1))
    client.sync()
    sha256 = _file(client, 4 * FIRST_PART)
    gateway = _Meanwhile(client.centre, client.actor)
    saved: list[int] = []

    def save_once() -> None:
        if not saved:
            client.store.click("o-1", AddNote(entry_id="n-1", text="又来电"))
            saved.append(1)

    gateway.happen = save_once
    client.gateway = gateway
    work = client.round()
    report = work.run()
    assert report.more_pending
    assert sha256 not in client.centre.data.blobs
    report = work.run()
    assert report.pushed == 1
    assert sha256 in client.centre.data.blobs
    # the parts that had arrived were not sent again
    assert client.centre.requests["part"] == 3


def test_a_long_upload_gives_way_and_each_round_gets_on() -> None:
    client = Client(a_centre(1))
    client.sync()
    sha256 = _file(client, 3 * FIRST_PART)
    ticks = iter(range(0, 10**9, 40_000))
    work = client.round(mono_ms=ticks.__next__)
    rounds = 0
    while work.run().more_pending:
        rounds += 1
        assert rounds < 20
    assert rounds > 2
    assert client.centre.data.blobs[sha256]


def test_a_file_that_always_fails_does_not_use_up_every_round() -> None:
    client = Client(a_centre(1))
    client.sync()
    lying = hashlib.sha256(b"something else").hexdigest()
    client.store.add_blob(lying, b"1")
    good = _file(client, 100)
    ticks = iter(range(0, 10**9, 40_000))
    work = client.round(mono_ms=ticks.__next__)
    for _ in range(3):
        work.run()
    assert list(client.centre.data.blobs) == [good]


def test_progress_is_told_and_ends() -> None:
    client = Client(a_centre())
    _file(client, 2 * FIRST_PART)
    _file(client, 10)
    told: list[Uploading | None] = []
    Attachments(client.store, client.gateway, lambda: 0, lambda: None, told=told.append).send_all()
    whole = 2 * FIRST_PART
    assert told == [
        Uploading(files=2, sent=0, total=whole + 10),
        Uploading(files=1, sent=0, total=whole),
        Uploading(files=1, sent=FIRST_PART, total=whole),
        None,
    ]
