"""Folders, clock, secrets and checks of this PC."""

import stat
import sys
from datetime import timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from desktop.domain.calendar import CST
from desktop.host.doctor import (
    check_clock,
    check_database,
    check_folder,
    check_fonts,
    check_glibc,
    check_keyring,
    check_printers,
    check_server,
)
from desktop.host.paths import data_folder
from desktop.host.secrets_safe import KeyringError, KeyringSafe, SafeCredentials
from desktop.host.system_clock import SystemClock, boot_id, mono_ms, wall_ms
from desktop.services.ports import StorageError
from desktop.sync.clock_estimate import ClockEstimate, ClockReading
from desktop.sync.credentials import Credentials
from desktop.sync.ports import GatewayError


def test_training_lies_apart_from_real_work(tmp_path: Path) -> None:
    folder = data_folder(tmp_path / "desk").make()
    assert folder.office(training=True) != folder.office(training=False)
    assert folder.centre(training=True).is_relative_to(folder.office(training=True))
    assert folder.logs.is_dir()
    assert folder.locks.is_dir()


def test_a_new_data_folder_is_the_owner_s_alone(tmp_path: Path) -> None:
    root = data_folder(tmp_path / "desk").make().root
    assert sys.platform == "win32" or stat.S_IMODE(root.stat().st_mode) == 0o700


def test_without_an_option_the_system_s_place_is_taken() -> None:
    assert data_folder(None).root.is_absolute()


def test_the_clock_is_corrected_and_says_so() -> None:
    clock = SystemClock(ClockEstimate(wall_ms, mono_ms))
    assert clock.now().utcoffset() == timedelta(hours=8)
    claimed = clock.claimed()
    assert claimed.error_ms == -1
    assert claimed.boot_id == boot_id()
    assert abs(claimed.wall_ms - clock.now().astimezone(CST).timestamp() * 1000) < 60_000
    assert clock.monotonic() <= clock.monotonic()


class _Tray(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0  # type: ignore[assignment]  # a class property in the base

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> _Tray:
    tray = _Tray()
    monkeypatch.setattr(keyring.core, "_keyring_backend", tray)
    return tray


@pytest.mark.usefixtures("tray")
def test_credentials_survive_in_the_keyring() -> None:
    keeper = SafeCredentials(KeyringSafe("a"))
    assert KeyringSafe.available()
    assert keeper.load() is None
    credentials = Credentials(device_id="d", device_secret="s", user_name="陈敏")
    keeper.keep(credentials)
    assert keeper.load() == credentials
    assert SafeCredentials(KeyringSafe("b")).load() is None
    keeper.forget()
    keeper.forget()
    assert keeper.load() is None


def test_damaged_credentials_mean_signing_in_again(tray: _Tray) -> None:
    safe = KeyringSafe("a")
    safe.put("credentials", "{half")
    assert SafeCredentials(safe).load() is None
    assert tray.kept


def test_a_pc_without_a_keyring_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", NoKeyring())
    assert not KeyringSafe.available()
    assert KeyringSafe("a").get("x") is None
    with pytest.raises(KeyringError, match="口令"):
        KeyringSafe("a").put("x", "y")
    assert not check_keyring().ok


def _broken() -> str:
    raise StorageError("storage.key", "密钥不对")


def _offline() -> None:
    raise GatewayError("net.offline", "连不上")


def test_the_doctor_says_what_works_and_what_to_do(tmp_path: Path) -> None:
    font = tmp_path / "a.ttf"
    font.touch()
    good = [
        check_fonts({"宋": font}),
        check_glibc("2.36"),
        check_keyring(lambda: True),
        check_database(lambda: "12 张工单"),
        check_server(lambda: None),
        check_clock(ClockReading(2_000, 10)),
        check_clock(ClockReading(0, -1)),
        check_printers(["hall"]),
    ]
    bad = [
        check_fonts({"宋": tmp_path / "none.ttf"}),
        check_glibc("2.17"),
        check_glibc(""),
        check_keyring(lambda: False),
        check_database(_broken),
        check_server(_offline),
        check_clock(ClockReading(-300_000, 10)),
        check_printers([]),
        check_folder(tmp_path / "none"),
    ]
    assert all(finding.ok for finding in good)
    assert not any(finding.ok for finding in bad)
    assert all(finding.message and finding.name and finding.code for finding in good + bad)
    assert "快 300 秒" in bad[6].message
