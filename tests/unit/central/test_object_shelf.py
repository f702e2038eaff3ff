"""Files in an S3-compatible store: the same promises as in a folder, and a store that fails."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.object_store import ObjectStore, running

from central.object_shelf import ObjectShelf
from central.platform import shelf_of
from central.problems import ProblemError
from central.shelf import Shelf, StoreRefusedError


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectStore]:
    with running() as store:
        yield store


@pytest.fixture
def store(server: ObjectStore) -> ObjectStore:
    server.objects.clear()
    server.fail = ""
    return server


@pytest.fixture
def shelf(store: ObjectStore, tmp_path: Path) -> Shelf:
    return shelf_of(tmp_path, files=store.address)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(shelf: Shelf, name: str) -> bytes:
    return b"".join(shelf.blocks(name))


def test_parts_become_a_file_and_are_gone(shelf: Shelf, store: ObjectStore) -> None:
    parts = [b"a" * 100, b"b" * 33, b"c"]
    whole = b"".join(parts)
    reached = 0
    for part in parts:
        shelf.append("up", reached, part)
        reached += len(part)
    assert shelf.digest("up") == sha256(whole)
    shelf.keep("up", sha256(whole))
    assert read(shelf, sha256(whole)) == whole
    name = sha256(whole)
    assert store.names == [f"kreis/blobs/{name[:2]}/{name}"]
    assert shelf.plain_path(name) is None


def test_a_part_that_comes_again_with_other_bytes_replaces_what_was_not_acknowledged(
    shelf: Shelf,
) -> None:
    shelf.append("up", 0, b"eins")
    shelf.append("up", 4, b"never acknowledged")
    shelf.append("up", 4, b"zwei")
    shelf.append("up", 8, b"drei")
    assert shelf.digest("up") == sha256(b"einszweidrei")


def test_a_longer_part_in_place_of_an_old_one_leaves_nothing_of_it(shelf: Shelf) -> None:
    shelf.append("up", 0, b"12")
    shelf.append("up", 2, b"34")
    shelf.append("up", 0, b"abcdef")
    assert shelf.digest("up") == sha256(b"abcdef")


def test_a_large_file_goes_up_in_pieces(shelf: Shelf, store: ObjectStore) -> None:
    whole = os.urandom(1000) * 17_000
    middle = len(whole) // 2
    shelf.append("up", 0, whole[:middle])
    shelf.append("up", middle, whole[middle:])
    shelf.keep("up", sha256(whole))
    assert store.objects[f"kreis/blobs/{sha256(whole)[:2]}/{sha256(whole)}"] == whole


def test_an_empty_file_is_a_file(shelf: Shelf) -> None:
    assert shelf.digest("up") == sha256(b"")
    shelf.keep("up", sha256(b""))
    assert read(shelf, sha256(b"")) == b""


def test_uploads_do_not_see_each_other(shelf: Shelf, store: ObjectStore) -> None:
    shelf.append("up", 0, b"one")
    shelf.append("up-2", 0, b"two")
    shelf.drop("up")
    assert store.names == ["kreis/uploads/up-2/000000000000"]


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_a_store_that_is_away_means_try_again(
    shelf: Shelf, store: ObjectStore, method: str
) -> None:
    shelf.append("up", 0, b"content")
    store.fail = method
    with pytest.raises(ProblemError) as caught:
        {
            "PUT": lambda: shelf.append("up", 7, b"more"),
            "GET": lambda: shelf.digest("up"),
            "DELETE": lambda: shelf.drop("up"),
        }[method]()
    assert (caught.value.problem.code, caught.value.problem.status) == ("busy", 503)
    assert caught.value.retry_after_s > 0
    store.fail = ""
    assert shelf.digest("up") == sha256(b"content")


def test_a_wrong_secret_changes_nothing_and_shows_nothing(
    shelf: Shelf, store: ObjectStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.secret = "another"
    try:
        with pytest.raises(ProblemError):
            shelf.append("up", 0, b"content")
    finally:
        store.secret = ObjectStore().secret
    assert store.names == []
    assert "SignatureDoesNotMatch" in caplog.text
    assert "test-key" not in caplog.text


def test_a_missing_file_is_no_crash(shelf: Shelf) -> None:
    with pytest.raises(ProblemError):
        read(shelf, sha256(b"nobody has sent this"))


@pytest.mark.parametrize("address", ["s3://host", "s3:///desk", "http://host/desk", "desk"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(StoreRefusedError, match="s3://"):
        ObjectShelf(address)
