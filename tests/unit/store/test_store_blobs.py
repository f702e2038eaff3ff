"""Files are encrypted, named by their content, and damage is noticed."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from helpers.stores import open_test_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.services.ports import StorageError
from desktop.store.blob_files import CHUNK, BlobFolder
from desktop.store.store import Store


def folder_at(path: Path) -> BlobFolder:
    return BlobFolder(path, b"secret" * 6, lambda _sha256: None, lambda: None)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]),
    offset=st.integers(0, 4 * CHUNK),
    length=st.integers(0, 2 * CHUNK),
)
def test_parts_are_what_was_put(tmp_path: Path, size: int, offset: int, length: int) -> None:
    blobs = folder_at(tmp_path / "blobs")
    content = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    blob = blobs.put(content, name="a.jpg", media_type="image/jpeg")
    assert (blob.sha256, blob.size) == (hashlib.sha256(content).hexdigest(), size)
    assert blobs.size_of(blob.sha256) == size
    assert blobs.get(blob.sha256) == content
    assert blobs.part(blob.sha256, offset=offset, length=length) == content[offset:][:length]


def test_files_are_encrypted_and_put_once(tmp_path: Path) -> None:
    blobs = folder_at(tmp_path)
    first = blobs.put(b"a picture of a street", name="a", media_type="image/png")
    path = blobs.path_of(first.sha256)
    assert path == tmp_path / first.sha256[:2] / first.sha256
    stored = path.read_bytes()
    assert b"picture" not in stored
    again = blobs.put(b"a picture of a street", name="b", media_type="image/png")
    assert (again.sha256, again.key) == (first.sha256, first.key)
    assert path.read_bytes() == stored
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.parametrize("cut", [1, 16, CHUNK + 16, CHUNK + 17])
def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, cut: int) -> None:
    blobs = folder_at(tmp_path)
    blob = blobs.put(b"x" * (2 * CHUNK + 5), name="a", media_type="b")
    path = blobs.path_of(blob.sha256)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - cut)
    with pytest.raises(StorageError, match="已损坏"):
        blobs.get(blob.sha256)
    with pytest.raises(StorageError, match="已损坏"):
        blobs.part(blob.sha256, offset=2 * CHUNK - 40, length=50)


def test_swapped_chunks_and_changed_bytes_are_noticed(tmp_path: Path) -> None:
    blobs = folder_at(tmp_path)
    blob = blobs.put(os.urandom(3 * CHUNK), name="a", media_type="b")
    path = blobs.path_of(blob.sha256)
    stored = path.read_bytes()
    step = CHUNK + 16
    swapped = stored[:4] + stored[4 + step : 4 + 2 * step] + stored[4 : 4 + step]
    for damaged in (
        swapped + stored[4 + 2 * step :],
        stored[:100] + bytes([stored[100] ^ 1]) + stored[101:],
        b"????" + stored[4:],
        b"",
    ):
        path.write_bytes(damaged)
        with pytest.raises(StorageError) as caught:
            blobs.get(blob.sha256)
        assert caught.value.code == "storage.missing"


def test_a_damaged_file_is_healed_by_putting_it_again(tmp_path: Path) -> None:
    blobs = folder_at(tmp_path)
    blob = blobs.put(b"picture", name="a", media_type="b")
    blobs.path_of(blob.sha256).write_bytes(b"HDB1 nonsense nonsense")
    blobs.put(b"picture", name="a", media_type="b")
    assert blobs.get(blob.sha256) == b"picture"


def test_a_file_cut_at_the_end_of_a_chunk_is_noticed_by_its_new_last_chunk(tmp_path: Path) -> None:
    blobs = folder_at(tmp_path)
    blob = blobs.put(b"x" * (2 * CHUNK + 5), name="a", media_type="b")
    path = blobs.path_of(blob.sha256)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 5 - 16)
    with pytest.raises(StorageError, match="已损坏"):
        blobs.part(blob.sha256, offset=CHUNK, length=10)


@pytest.mark.parametrize("name", ["../../etc/passwd", "AB" * 32, "ab" * 31, ""])
def test_only_hashes_become_paths(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError):
        folder_at(tmp_path).get(name)


def test_old_leftovers_are_dropped_and_young_ones_kept(tmp_path: Path) -> None:
    folder_at(tmp_path)
    old, young = tmp_path / "tmp" / "old", tmp_path / "tmp" / "young"
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    os.utime(old, (1, 1))
    folder_at(tmp_path)
    assert not old.exists()
    assert young.exists()


def test_files_are_readable_after_a_restart(tmp_path: Path, store: Store) -> None:
    blob = store.blobs.put(b"picture", name="a", media_type="b")
    with store.writing() as transaction:
        transaction.add_blob(blob)
    unnamed = store.blobs.put(b"not named yet", name="a", media_type="b")
    store.close()
    again = open_test_store(tmp_path)
    assert again.blobs.get(blob.sha256) == b"picture"
    assert again.blobs.get(unnamed.sha256) == b"not named yet"
    assert again.pending_blobs()[0].sha256 == blob.sha256
    again.close()


def test_what_cannot_be_tidied_up_hides_no_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner may hold the unfinished file; the reserve is given up all the same."""
    released: list[bool] = []
    blobs = BlobFolder(tmp_path, b"s" * 48, lambda _name: None, lambda: released.append(True))

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, f"held by another program, {missing_ok}")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(StorageError) as raised:
            blobs.put(b"photo", name="a", media_type="b")
    assert raised.value.code == "storage.full"
    assert released == [True]


def test_a_file_that_may_not_be_looked_at_is_a_known_error(tmp_path: Path) -> None:
    blobs = folder_at(tmp_path)
    blob = blobs.put(b"photo", name="a", media_type="b")
    blobs.path_of(blob.sha256).unlink()
    blobs.path_of(blob.sha256).parent.rmdir()
    blobs.path_of(blob.sha256).parent.write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageError):
        blobs.size_of(blob.sha256)
