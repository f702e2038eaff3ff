"""The key: random, kept or wrapped, and never given for a wrong passphrase."""

import json
from pathlib import Path

import pytest

from desktop.services.ports import StorageError
from desktop.store.vault import FILE_NAME, KEY_BYTES, Vault, WrapCost

CHEAP = WrapCost(passes=1, memory_kib=64, lanes=1)


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    def load(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def keep(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret


def test_a_passphrase_gives_the_same_key_and_a_wrong_one_none(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert vault.kind == ""
    key = vault.create_with_passphrase("热线 12345", CHEAP)
    assert len(key) == KEY_BYTES
    assert vault.kind == "passphrase"
    assert Vault(tmp_path).unlock("热线 12345") == key
    for wrong in ("", "热线12345", "热线 12345 "):
        with pytest.raises(StorageError) as caught:
            vault.unlock(wrong)
        assert caught.value.code == "storage.key"
        assert "密码不对" in caught.value.message
    stored = (tmp_path / FILE_NAME).read_bytes()
    assert key not in stored
    assert key.hex().encode() not in stored


def test_changing_the_passphrase_keeps_the_key(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    key = vault.create_with_passphrase("old", CHEAP)
    with pytest.raises(StorageError):
        vault.change_passphrase("wrong", "new", CHEAP)
    vault.change_passphrase("old", "new", CHEAP)
    assert vault.unlock("new") == key
    with pytest.raises(StorageError):
        vault.unlock("old")


def test_the_keyring_keeps_the_key(tmp_path: Path) -> None:
    ring = Ring()
    key = Vault(tmp_path, ring).create_in_keyring()
    assert list(ring.secrets.values()) == [key]
    assert Vault(tmp_path, ring).unlock() == key
    for keeper in (None, Ring()):
        with pytest.raises(StorageError) as caught:
            Vault(tmp_path, keeper).unlock()
        assert caught.value.code == "storage.key"


def test_no_keyring_no_key(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        Vault(tmp_path).create_in_keyring()
    assert Vault(tmp_path).kind == ""


def test_training_data_opens_without_asking(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    key = vault.create_open()
    assert vault.kind == "open"
    assert Vault(tmp_path).unlock() == key
    assert key != Vault(tmp_path / "other").create_open()


def test_a_damaged_key_file_is_not_taken_for_a_wrong_passphrase(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{")
    with pytest.raises(StorageError) as caught:
        Vault(tmp_path).unlock("x")
    assert caught.value.code == "storage.broken"


def test_the_usual_cost_is_high_enough() -> None:
    usual = WrapCost()
    assert usual.memory_kib >= 46 * 1024
    assert usual.passes >= 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("salt", "!"),
        ("salt", ""),
        ("nonce", ""),
        ("wrapped", "字"),
        ("passes", 0),
        ("passes", 10**9),
        ("memory_kib", -1),
        ("memory_kib", 4_000_000_000),
        ("lanes", 0),
        ("lanes", 10**12),
        ("kind", "open"),
    ],
)
def test_a_damaged_key_file_is_told_as_such(name: str, value: object, tmp_path: Path) -> None:
    """Neither a bug nor a wrong passphrase: the clerk would type it again and again."""
    Vault(tmp_path).create_with_passphrase("口令", CHEAP)
    path = tmp_path / FILE_NAME
    file = json.loads(path.read_text())
    path.write_text(json.dumps({**file, name: value}))
    with pytest.raises(StorageError) as caught:
        Vault(tmp_path).unlock("口令")
    assert caught.value.code == "storage.broken"
