"""测试连接: what each trouble is called, and what to do about it."""

import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.office_proxy import OfficeProxy
from helpers.raw_server import RawServer, http
from helpers.tls_platform import ISSUER, tls_platform
from msgspec import structs

from desktop.contract.messages import Hello
from desktop.host.system_clock import mono_ms, wall_ms
from desktop.remote.address import parse_address
from desktop.remote.connection_check import ConnectionSteps, own_ca_words
from desktop.services.connection import CheckedStep, StepState, report_text
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.ports import GatewayError, Trouble

HOST = "platform.example.cn"


def _hello(protocol: int = 1) -> Hello:
    return Hello(
        protocol_min=protocol, protocol_max=protocol, epoch=1, client_min="0", unit_id="u",
        unit_name="示范居委会", user_id="u", user_name="陈敏", role="clerk", max_actions=1,
        max_push_bytes=1,
    )  # fmt: skip


def _never() -> bool:
    return False


def _run(
    url: str,
    ca_file: Path | None = None,
    *,
    hello: Callable[[], Hello] = _hello,
    cancelled: Callable[[], bool] = _never,
    estimate: ClockEstimate | None = None,
    version: str = "",
) -> list[CheckedStep]:
    heard: list[CheckedStep] = []
    clock = estimate or ClockEstimate(wall_ms, mono_ms)
    steps = ConnectionSteps(
        parse_address(url), ca_file, clock, hello, heard.append, cancelled, version
    )
    made = steps.run()
    assert heard == made
    return made


def _last(steps: list[CheckedStep]) -> tuple[str, StepState, str]:
    return steps[-1].code, steps[-1].state, steps[-1].message


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "auto_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "")


def test_all_is_well_and_can_be_sent_as_text(tmp_path: Path) -> None:
    with tls_platform(tmp_path) as platform:
        steps = _run(f"https://127.0.0.1:{platform.port}", platform.chain)
    assert {step.state for step in steps} == {StepState.PASSED}
    assert [step.code for step in steps] == [
        "proxy", "name", "line", "tls", "service", "clock", "sign_in", "protocol",
    ]  # fmt: skip
    text = report_text(steps)
    assert len(text.splitlines()) == len(steps)
    assert ISSUER in text
    assert "陈敏（示范居委会）" in text


@pytest.mark.parametrize(
    ("host", "days", "trusted", "words"),
    [
        ("127.0.0.1", 30, False, f"由“{ISSUER}”签发，本机不信任"),
        ("127.0.0.1", -1, True, "过期"),
        ("other.example.cn", 30, True, "不是给 127.0.0.1 的"),
    ],
)
def test_a_certificate_is_refused_with_its_issuer_and_the_reason(
    tmp_path: Path, host: str, days: int, trusted: bool, words: str
) -> None:
    with tls_platform(tmp_path, host, days=days) as platform:
        ca_file = platform.chain if trusted else None
        steps = _run(f"https://127.0.0.1:{platform.port}", ca_file)
    code, state, message = _last(steps)
    assert (code, state) == ("tls", StepState.FAILED)
    assert words in message


@pytest.mark.parametrize(("platform", "clicks"), [("win32", True), ("linux", False)])
def test_an_own_certificate_is_made_known_as_on_this_system(platform: str, clicks: bool) -> None:
    words = own_ca_words(platform)
    assert "在“设置”的“连接”里选它" in words
    for click in ("安装证书", "受信任的根证书颁发机构", "Windows"):
        assert (click in words) is clicks


def test_a_certificate_that_runs_out_soon_is_a_warning(tmp_path: Path) -> None:
    with tls_platform(tmp_path, days=5) as platform:
        steps = _run(f"https://127.0.0.1:{platform.port}", platform.chain)
    found = next(step for step in steps if step.code == "tls")
    assert found.state is StepState.WARNED
    assert "请提醒中心" in found.message
    assert steps[-1].code == "protocol"


@pytest.mark.parametrize(
    ("password", "scheme", "status", "words"),
    [
        ("desk:p", "Basic", 0, "要求用户名和密码"),
        ("desk:p", "NTLM", 0, "只接受 ntlm 方式"),
        ("", "Basic", 403, "不肯转发"),
    ],
)
def test_a_proxy_that_does_not_let_through_says_what_it_wants(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    scheme: str,
    status: int,
    words: str,
) -> None:
    with (
        tls_platform(tmp_path, HOST) as platform,
        OfficeProxy(platform.port, password, scheme=scheme, status=status) as proxy,
    ):
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        steps = _run(f"https://{HOST}", platform.chain)
    code, state, message = _last(steps)
    assert (code, state) == ("line", StepState.FAILED)
    assert words in message
    assert "网络管理员" in message


def test_through_a_proxy_with_a_password_all_is_well_and_the_password_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        tls_platform(tmp_path, HOST) as platform,
        OfficeProxy(platform.port, "desk:p@ss-word") as proxy,
    ):
        monkeypatch.setenv("https_proxy", f"http://desk:p%40ss-word@127.0.0.1:{proxy.port}")
        steps = _run(f"https://{HOST}", platform.chain)
    assert _last(steps)[:2] == ("protocol", StepState.PASSED)
    text = report_text(steps)
    assert "带用户名" in text
    assert "ss-word" not in text


def test_what_the_program_does_not_support_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    assert "socks5" in _last(_run(f"https://{HOST}"))[2]
    monkeypatch.delenv("https_proxy")
    monkeypatch.setenv("auto_proxy", "http://proxy.example.cn/a.pac")
    first = _run("https://no-such-host.invalid")[0]
    assert (first.code, first.state) == ("proxy", StepState.WARNED)
    assert "PAC" in first.message


def test_a_name_that_nobody_knows_and_a_port_where_nobody_listens() -> None:
    assert _last(_run("https://no-such-host.invalid"))[0] == "name"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code, state, message = _last(_run(f"https://127.0.0.1:{port}"))
    assert (code, state) == ("line", StepState.FAILED)
    assert f"127.0.0.1:{port}" in message


def test_a_portal_is_not_the_platform() -> None:
    page = http(200, b"<html>login</html>", {"Content-Type": "text/html"})
    with RawServer(lambda connection, _request: connection.sendall(page)) as server:
        code, state, message = _last(_run(server.url))
    assert (code, state) == ("service", StepState.FAILED)
    assert "登录网络" in message


def test_a_signed_out_user_and_another_protocol_are_said(tmp_path: Path) -> None:
    def signed_out() -> Hello:
        raise GatewayError(Trouble.SIGNED_OUT, "登录已失效，请重新登录。")

    with tls_platform(tmp_path) as platform:
        url = f"https://127.0.0.1:{platform.port}"
        out = _run(url, platform.chain, hello=signed_out)
        other = _run(url, platform.chain, hello=lambda: _hello(7))
    assert _last(out) == ("sign_in", StepState.FAILED, "登录已失效，请重新登录。")
    assert _last(other)[:2] == ("protocol", StepState.FAILED)


def test_a_wrong_clock_is_a_warning_only(tmp_path: Path) -> None:
    ahead = ClockEstimate(lambda: wall_ms() + 7_200_000, mono_ms)
    with tls_platform(tmp_path) as platform:
        steps = _run(f"https://127.0.0.1:{platform.port}", platform.chain, estimate=ahead)
    found = next(step for step in steps if step.code == "clock")
    assert found.state is StepState.WARNED
    assert "快" in found.message
    assert steps[-1].state is StepState.PASSED


def test_a_step_that_hangs_is_given_up_at_once_when_cancelled(tmp_path: Path) -> None:
    hanging, over = threading.Event(), threading.Event()

    def hang() -> Hello:
        hanging.set()
        over.wait(20)
        return _hello()

    with tls_platform(tmp_path) as platform:
        started = datetime.now(UTC)
        steps = _run(
            f"https://127.0.0.1:{platform.port}",
            platform.chain,
            hello=hang,
            cancelled=hanging.is_set,
        )
    over.set()
    assert steps[-1].code == "clock"
    assert (datetime.now(UTC) - started).total_seconds() < 10


def test_a_program_that_is_too_old_for_the_platform_is_told_which_version_will_do(
    tmp_path: Path,
) -> None:
    def hello() -> Hello:
        return structs.replace(_hello(), client_min="0.2.0")

    with tls_platform(tmp_path) as platform:
        address = f"https://127.0.0.1:{platform.port}"
        steps = _run(address, platform.chain, hello=hello, version="0.1.9")
        good = _run(address, platform.chain, hello=hello, version="0.2.0")
    code, state, message = _last(steps)
    assert (code, state) == ("protocol", StepState.FAILED)
    assert "平台要求 0.2.0 版" in message
    assert "已保存的内容照常上报" in message
    assert _last(good)[1] is StepState.PASSED
