"""The office's proxy: used as the system says, with its password, and told apart from the rest."""

from pathlib import Path

import pytest
from helpers.office_proxy import OfficeProxy
from helpers.tls_platform import tls_platform

from desktop.remote.address import parse_address
from desktop.remote.enrolment import Enrolment
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.status import SyncPhase
from desktop.sync.trouble import phase_of

HOST = "platform.example.cn"


def _use(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")


def _refusal(ca_file: Path) -> GatewayError:
    door = Enrolment(parse_address(f"https://{HOST}"), ca_file=ca_file)
    with pytest.raises(GatewayError) as caught:
        door.ping("n")
    door.close()
    return caught.value


def test_the_platform_is_reached_through_a_proxy_that_wants_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tls_platform(tmp_path, HOST) as platform, OfficeProxy(platform.port, "desk:p@ss") as proxy:
        _use(monkeypatch, f"http://desk:p%40ss@127.0.0.1:{proxy.port}")
        door = Enrolment(parse_address(f"https://{HOST}"), ca_file=platform.chain)
        assert door.ping("n1").nonce == "n1"
        door.close()
        assert [line.split()[:2] for line in proxy.asked] == [["CONNECT", f"{HOST}:443"]]


def test_a_proxy_that_wants_a_password_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tls_platform(tmp_path, HOST) as platform, OfficeProxy(platform.port, "desk:p") as proxy:
        _use(monkeypatch, f"http://desk:secret-word@127.0.0.1:{proxy.port}")
        refused = _refusal(platform.chain)
    assert refused.code == Trouble.PROXY_LOGIN
    assert "用户名和密码" in refused.message
    assert phase_of(refused) is SyncPhase.OFFLINE
    assert "secret-word" not in repr(refused) + repr(refused.__cause__)


def test_a_proxy_that_refuses_or_is_not_there_is_not_called_a_broken_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tls_platform(tmp_path, HOST) as platform:
        with OfficeProxy(platform.port, status=403) as proxy:
            _use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
            refused = _refusal(platform.chain)
        gone = _refusal(platform.chain)
    assert [refused.code, gone.code] == [Trouble.PROXY, Trouble.PROXY]
    assert "代理服务器" in refused.message


def test_a_proxy_that_inspects_is_refused_until_the_office_names_its_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").mkdir()
    with (
        tls_platform(tmp_path / "ours", HOST) as ours,
        tls_platform(tmp_path / "theirs", HOST) as theirs,
        OfficeProxy(theirs.port) as proxy,
    ):
        _use(monkeypatch, f"http://127.0.0.1:{proxy.port}")
        refused = _refusal(ours.chain)
        assert refused.code == Trouble.TLS
        assert "检查加密流量" in refused.message
        door = Enrolment(parse_address(f"https://{HOST}"), ca_file=theirs.chain)
        assert door.ping("n").nonce == "n"
        door.close()
