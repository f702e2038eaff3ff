"""TLS: the system's certificates, an office's own, and never none at all."""

from pathlib import Path

import pytest
from helpers.tls_platform import TlsPlatform, tls_platform

from desktop.remote.address import parse_address
from desktop.remote.enrolment import Enrolment
from desktop.sync.ports import GatewayError, Trouble


def _door(platform: TlsPlatform, ca_file: Path | None = None) -> Enrolment:
    return Enrolment(parse_address(f"https://127.0.0.1:{platform.port}"), ca_file=ca_file)


def _refusal(door: Enrolment) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        door.ping("n1")
    door.close()
    return caught.value


def test_an_unknown_certificate_is_refused_even_on_this_pc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tls_platform(tmp_path) as platform:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(platform.chain))
        refused = _refusal(_door(platform))
    assert refused.code == Trouble.TLS
    assert "没有发送任何内容" in refused.message


def test_a_certificate_that_the_office_names_is_accepted(tmp_path: Path) -> None:
    with tls_platform(tmp_path) as platform:
        door = _door(platform, platform.chain)
        assert door.ping("n2").nonce == "n2"
        door.close()


@pytest.mark.parametrize(("host", "days"), [("127.0.0.1", -1), ("other.example.cn", 30)])
def test_a_trusted_certificate_that_has_run_out_or_is_another_s_is_refused(
    tmp_path: Path, host: str, days: int
) -> None:
    with tls_platform(tmp_path, host, days=days) as platform:
        assert _refusal(_door(platform, platform.chain)).code == Trouble.TLS
