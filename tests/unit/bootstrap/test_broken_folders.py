"""A data folder after an accident: what is there is found again, nothing is made in its place."""

import os
import sys
from pathlib import Path

import pytest

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.private_centre import PRIVATE
from desktop.host.paths import DataFolder
from desktop.host.secrets_safe import SafeCredentials
from desktop.host.settings import Settings
from desktop.remote.address import parse_address
from desktop.services.founding import (
    FoundingChoices,
    FoundingError,
    KeyKeeping,
    Mode,
    Standing,
)
from desktop.store.vault import Vault, WrapCost
from desktop.sync.ports import GatewayError

CHEAP = WrapCost(passes=1, memory_kib=64, lanes=1)
NOBODY_LISTENS = "http://127.0.0.1:9"


class NoSecrets:
    """A safe with nothing in it."""

    def get(self, _name: str) -> str | None:
        return None

    def put(self, _name: str, _value: str) -> None: ...

    def drop(self, _name: str) -> None: ...


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data").make()


def real_work(address: str = NOBODY_LISTENS) -> FoundingChoices:
    return FoundingChoices(
        mode=Mode.REAL,
        profile_id="xiayang",
        address=address,
        enrolment_code="AAAAA-BBBBB",
        user_name="张三",
        password="p",
        key_keeping=KeyKeeping.PASSPHRASE,
        passphrase="一二三四五六七八九十",
    )


@pytest.mark.parametrize("is_private", [True, False])
def test_lost_settings_do_not_hide_the_office(folder: DataFolder, is_private: bool) -> None:
    place = folder.office(training=False)
    Vault(place).create_with_passphrase("口令", CHEAP)
    if is_private:
        folder.centre(training=False).mkdir()
    folder.settings.write_text('{"mode": "re', encoding="utf-8")
    assert DeskFounding(folder).standing() is Standing.LOCKED
    settings = Settings(folder.settings)
    assert settings.text("mode") == Mode.REAL
    assert settings.text("server.address") == (PRIVATE if is_private else "")


def test_a_first_start_that_was_killed_can_be_made_again(folder: DataFolder) -> None:
    place = folder.office(training=False)
    Vault(place).create_with_passphrase("口令", CHEAP)
    (place / "unfinished").touch()
    founding = DeskFounding(folder)
    assert founding.standing() is Standing.NEW
    assert not founding.has_office(training=False)
    with pytest.raises(FoundingError) as caught:
        founding.found(real_work(), lambda _words: None)
    assert caught.value.code == "net.offline"
    assert not place.exists()


@pytest.mark.parametrize("left", ["key.json", "desk.db"])
def test_a_new_start_never_removes_what_may_be_work(folder: DataFolder, left: str) -> None:
    place = folder.office(training=False)
    place.mkdir()
    (place / left).write_bytes(b"?")
    with pytest.raises(FoundingError) as caught:
        DeskFounding(folder).found(real_work(), lambda _words: None)
    assert caught.value.code == "founding.exists"
    assert (place / left).read_bytes() == b"?"


def test_a_missing_database_is_not_replaced_by_an_empty_one(folder: DataFolder) -> None:
    place = folder.office(training=True)
    Vault(place).create_open()
    Settings(folder.settings).choose(mode="training")
    with pytest.raises(FoundingError) as caught:
        DeskFounding(folder).open()
    assert caught.value.code == "storage.gone"
    assert [path.name for path in place.iterdir()] == ["key.json"]


@pytest.mark.parametrize("certificate", ["missing.pem", "empty.pem"])
def test_a_certificate_file_that_cannot_be_used_is_told(certificate: str, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()
    gateway = LazyGateway(
        lambda: parse_address("https://zwfw.example.cn"),
        SafeCredentials(NoSecrets()),
        ca_file=str(tmp_path / certificate),
    )
    with pytest.raises(GatewayError) as caught:
        gateway.ping()
    assert caught.value.code == "net.tls"
    assert certificate in caught.value.message


@pytest.mark.parametrize("address", ["", "http://192.0.2.1", "https://a:b"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    gateway = LazyGateway(lambda: parse_address(address), SafeCredentials(NoSecrets()))
    with pytest.raises(GatewayError) as caught:
        gateway.ping()
    assert caught.value.code == "net.address"


def test_a_start_deletes_what_a_killed_print_has_left(folder: DataFolder) -> None:
    old, fresh = folder.spool / "old.pdf", folder.spool / "fresh.pdf"
    for path in (old, fresh):
        path.write_bytes(b"%PDF-")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    folder.make()
    assert list(folder.spool.iterdir()) == [fresh]


if sys.platform != "win32":

    def test_others_of_this_pc_cannot_look_into_a_given_folder(tmp_path: Path) -> None:
        before = os.umask(0o022)
        try:
            tmp_path.chmod(0o755)
            folder = DataFolder(tmp_path).make()
        finally:
            os.umask(before)
        made = (folder.logs, folder.locks, folder.spool)
        assert {oct(place.stat().st_mode & 0o777) for place in made} == {"0o700"}
        assert oct(tmp_path.stat().st_mode & 0o777) == "0o755"
