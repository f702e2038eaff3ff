"""Encrypted files: any parts give the same file, and no damage passes as content."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from central.sealed_shelf import CHUNK, SealedShelf

KEY = b"k" * 32
_SEALED = CHUNK + 16
_HEAD = 4


def shelved(folder: Path, content: bytes, cuts: Iterable[int] = ()) -> tuple[SealedShelf, str]:
    """Bring a file in parts that end at the cuts."""
    shelf = SealedShelf(folder, KEY)
    reached = 0
    for end in [*sorted(cuts), len(content)]:
        shelf.append("u1", reached, content[reached:end])
        reached = end
    sha256 = hashlib.sha256(content).hexdigest()
    assert shelf.digest("u1") == sha256
    shelf.keep("u1", sha256)
    return shelf, sha256


def stored(folder: Path, sha256: str) -> Path:
    return folder / "blobs" / sha256[:2] / sha256


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(
        st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK]),
        st.integers(0, 4 * CHUNK),
    ),
    st.data(),
)
def test_any_parts_give_the_same_file(size: int, data: st.DataObject) -> None:
    content = hashlib.shake_128(b"x").digest(size)
    cuts = data.draw(st.lists(st.integers(0, size), max_size=5))
    with tempfile.TemporaryDirectory() as name:
        shelf, sha256 = shelved(Path(name), content, cuts)
        assert b"".join(shelf.blocks(sha256)) == content
        assert stored(Path(name), sha256).stat().st_size == _HEAD + size + 16 * max(
            1, -(-size // CHUNK)
        )
        assert list((Path(name) / "uploads").iterdir()) == []


def test_the_same_content_becomes_the_same_file_and_another_key_another(tmp_path: Path) -> None:
    files = []
    for name, key in (("a", KEY), ("b", KEY), ("c", b"l" * 32)):
        (tmp_path / name).mkdir()
        shelf = SealedShelf(tmp_path / name, key)
        shelf.append("u1", 0, b"content")
        sha256 = hashlib.sha256(b"content").hexdigest()
        shelf.keep("u1", sha256)
        files.append(stored(tmp_path / name, sha256).read_bytes())
    assert files[0] == files[1] != files[2]


def test_a_part_that_comes_again_with_other_bytes_takes_the_place_of_the_first(
    tmp_path: Path,
) -> None:
    shelf = SealedShelf(tmp_path, KEY)
    shelf.append("u1", 0, b"first")
    shelf.append("u1", 5, b"never acknowledged")
    shelf.append("u1", 5, b" second")
    assert shelf.digest("u1") == hashlib.sha256(b"first second").hexdigest()


@pytest.mark.parametrize("tail", [b"\0" * 500, b"\xff" * 9000, b"\0" * 7])
def test_what_a_power_cut_left_behind_the_last_part_does_not_stay(
    tmp_path: Path, tail: bytes
) -> None:
    shelf = SealedShelf(tmp_path, KEY)
    shelf.append("u1", 0, b"first")
    with (tmp_path / "uploads" / "u1.part").open("ab") as file:
        file.write(tail)
    shelf.append("u1", 5, b" second")
    assert shelf.digest("u1") == hashlib.sha256(b"first second").hexdigest()


@pytest.mark.parametrize("place", [0, 9, 30, 60, 75])
def test_a_damaged_part_gives_another_hash(tmp_path: Path, place: int) -> None:
    shelf = SealedShelf(tmp_path, KEY)
    shelf.append("u1", 0, b"first part")
    shelf.append("u1", 10, b"second part")
    path = tmp_path / "uploads" / "u1.part"
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    assert shelf.digest("u1") != hashlib.sha256(b"first partsecond part").hexdigest()


def test_a_lost_part_is_not_made_up_for(tmp_path: Path) -> None:
    shelf = SealedShelf(tmp_path, KEY)
    shelf.append("u1", 0, b"first")
    (tmp_path / "uploads" / "u1.part").write_bytes(b"")
    shelf.append("u1", 5, b" second")
    assert shelf.digest("u1") != hashlib.sha256(b"first second").hexdigest()


def _swapped(raw: bytes) -> bytes:
    first, second = raw[_HEAD : _HEAD + _SEALED], raw[_HEAD + _SEALED : _HEAD + 2 * _SEALED]
    return raw[:_HEAD] + second + first + raw[_HEAD + 2 * _SEALED :]


@pytest.mark.parametrize(
    "damage",
    [
        _swapped,
        lambda raw: raw[: _HEAD + 2 * _SEALED],
        lambda raw: raw[: _HEAD + _SEALED],
        lambda raw: raw[:_HEAD],
        lambda _raw: b"",
        lambda raw: raw + bytes(16),
        lambda raw: b"XXXX" + raw[_HEAD:],
        lambda raw: raw[:5000] + bytes([raw[5000] ^ 1]) + raw[5001:],
    ],
)
def test_a_file_that_was_tampered_with_is_not_read_as_content(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    shelf, sha256 = shelved(tmp_path, b"content " * 20_000)
    path = stored(tmp_path, sha256)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InvalidTag):
        list(shelf.blocks(sha256))


def test_a_file_cannot_stand_for_another(tmp_path: Path) -> None:
    shelf, sha256 = shelved(tmp_path, b"one")
    other = hashlib.sha256(b"two").hexdigest()
    stored(tmp_path, other).parent.mkdir(exist_ok=True)
    stored(tmp_path, sha256).rename(stored(tmp_path, other))
    with pytest.raises(InvalidTag):
        list(shelf.blocks(other))
