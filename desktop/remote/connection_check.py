"""测试连接: each part of the way to the platform on its own, in words with what to do."""

import queue
import secrets
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from desktop.contract.client_versions import is_older
from desktop.contract.messages import PROTOCOL, Hello
from desktop.domain.calendar import CST
from desktop.remote import probes
from desktop.remote.address import ServerAddress
from desktop.remote.enrolment import Enrolment
from desktop.remote.lines import tls_context
from desktop.remote.probes import ProxyRefusedError, ShownCertificate
from desktop.remote.proxies import ProxyRoute, has_proxy_script, system_proxy
from desktop.services.connection import CheckedStep, StepState, Told
from desktop.services.ports import StorageError
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.ports import GatewayError

_T = TypeVar("_T")
_LONGEST_S = 25.0
_LOOK_S = 0.05
_SKEW_MS = 60_000
_SOON_OVER_DAYS = 14
_OTHER_NAME = frozenset({62, 64, 0x800B010F})
"""Verify codes for a certificate of another host or address: OpenSSL's two, and Windows' own."""


class _EndedError(Exception):
    """A step failed that all the others stand on, or the test was cancelled."""


class ConnectionSteps:
    """One run of the test.

    Args:
        address: The platform.
        ca_file: Certificates of the office beside the system's.
        estimate: Learns the platform's time from the ping.
        hello: Greets the platform as the signed-in user.
        told: Called with each step.
        cancelled: Asked all the time.
        version: Of this program.
    """

    def __init__(
        self,
        address: ServerAddress,
        ca_file: Path | None,
        estimate: ClockEstimate,
        hello: Callable[[], Hello],
        told: Told,
        cancelled: Callable[[], bool],
        version: str = "",
    ) -> None:
        self._version = version
        self._address = address
        self._ca_file = ca_file
        self._estimate = estimate
        self._hello = hello
        self._told = told
        self._cancelled = cancelled
        self._target = probes.platform_place(address)
        self.steps: list[CheckedStep] = []

    def run(self) -> list[CheckedStep]:
        """Go through the steps until one fails that the rest stands on."""
        try:
            proxy = self._route()
            self._name(proxy)
            self._line(proxy)
            self._certificate(proxy)
            self._service()
            self._clock()
            self._sign_in()
        except _EndedError:
            pass
        return self.steps

    def _say(self, code: str, state: StepState, message: str) -> None:
        step = CheckedStep(name=_NAMES[code], state=state, message=message, code=code)
        self.steps.append(step)
        self._told(step)

    def _fail(self, code: str, message: str) -> _EndedError:
        self._say(code, StepState.FAILED, message)
        return _EndedError()

    def _bounded(self, call: Callable[[], _T]) -> _T:
        """Make a blocking call that may be given up: looking up a name knows no time limit."""
        answers: queue.SimpleQueue[tuple[_T | None, Exception | None]] = queue.SimpleQueue()

        def work() -> None:
            try:
                answers.put((call(), None))
            except (OSError, UnicodeError, GatewayError, StorageError, ProxyRefusedError) as error:
                answers.put((None, error))

        threading.Thread(target=work, name="connection-check", daemon=True).start()
        until = time.monotonic() + _LONGEST_S
        while True:
            if self._cancelled():
                raise _EndedError
            try:
                result, error = answers.get(timeout=_LOOK_S)
            except queue.Empty:
                if time.monotonic() > until:
                    raise TimeoutError from None
                continue
            if error is not None:
                raise error
            return result  # type: ignore[return-value]  # None only beside an error, or it is _T

    def _route(self) -> ProxyRoute | None:
        proxy = system_proxy(self._address)
        if proxy is None:
            script = has_proxy_script() and not self._address.loopback
            self._say("proxy", *(_SCRIPT if script else _DIRECT))
            return None
        if proxy.scheme not in {"http", "https"}:
            raise self._fail(
                "proxy",
                f"系统设置的是 {proxy.scheme} 代理，本程序不支持。"
                "请改用 HTTP 代理，或让中心平台直接连接。",
            )
        with_name = "，带用户名" if proxy.authorization else ""
        self._say(
            "proxy",
            StepState.PASSED,
            f"经过系统设置的代理 {proxy.host}:{proxy.port}{with_name}。",
        )
        return proxy

    def _name(self, proxy: ProxyRoute | None) -> None:
        place = probes.Place(proxy.host, proxy.port) if proxy else self._target
        try:
            found = self._bounded(lambda: probes.resolve(place))
        except (OSError, UnicodeError):
            raise self._fail(
                "name",
                f"找不到“{place.host}”。请核对地址有没有写错；"
                "打不开别的网站时是网络或 DNS 的问题，请联系网络管理员。",
            ) from None
        self._say("name", StepState.PASSED, f"{place.host} 是 {'、'.join(found[:3])}。")

    def _line(self, proxy: ProxyRoute | None) -> None:
        where = f"{self._target.host}:{self._target.port}"
        first = f"代理 {proxy.host}:{proxy.port}" if proxy else where
        try:
            self._bounded(lambda: probes.connect(self._target, proxy)).close()
        except ProxyRefusedError as error:
            raise self._fail("line", _proxy_words(error, where)) from None
        except TimeoutError:
            raise self._fail(
                "line", f"{first} 没有回应。多半是防火墙没有放行，请联系网络管理员。"
            ) from None
        except OSError:
            whom = "请联系网络管理员。" if proxy else "平台可能停机，请向中心确认，稍后再试。"
            raise self._fail("line", f"连不上 {first}。请核对地址和端口；{whom}") from None
        self._say("line", StepState.PASSED, f"可以连到 {where}。")

    def _certificate(self, proxy: ProxyRoute | None) -> None:
        if self._address.base.startswith("http://"):
            self._say("tls", StepState.SKIPPED, "平台就在本机，不经过网络，不需要证书。")
            return
        try:
            shown = self._bounded(lambda: self._handshake(proxy))
        except ssl.SSLCertVerificationError as error:
            raise self._fail("tls", self._distrust(proxy, error)) from None
        except (OSError, ProxyRefusedError):
            raise self._fail(
                "tls",
                "对方没有按加密方式应答。请核对地址和端口；也可能被防火墙拦截，请联系网络管理员。",
            ) from None
        until = shown.until.astimezone(CST).date()
        left = (shown.until - self._estimate.now()).days
        text = f"证书可信，由“{shown.issuer}”签发，有效至 {until}。"
        if left < _SOON_OVER_DAYS:
            self._say("tls", StepState.WARNED, f"{text}只剩 {left} 天，请提醒中心换新证书。")
        else:
            self._say("tls", StepState.PASSED, text)

    def _handshake(self, proxy: ProxyRoute | None) -> ShownCertificate:
        with closing(probes.connect(self._target, proxy)) as line:
            return probes.trusted_certificate(line, self._target.host, tls_context(self._ca_file))

    def _distrust(self, proxy: ProxyRoute | None, why: ssl.SSLCertVerificationError) -> str:
        """Tell whose certificate it was and why it is not trusted."""
        try:
            shown = self._bounded(lambda: self._shown(proxy))
        except (OSError, ProxyRefusedError):
            return "证书不能确认，没有发送任何内容。请检查电脑日期，再联系管理员。"
        now, until = self._estimate.now(), shown.until.astimezone(CST).date()
        if now > shown.until:
            return f"证书已于 {until} 过期。请先核对电脑日期；日期没错时请中心换新证书。"
        if now < shown.since:
            return "证书还没有生效，多半是电脑日期不对。请校准日期后再试。"
        if why.verify_code in _OTHER_NAME:
            return (
                f"证书（“{shown.issuer}”签发）不是给 {self._target.host} 的。"
                "请核对地址；地址没错时连接可能被转到了别处，请联系网络管理员。"
            )
        return (
            f"证书由“{shown.issuer}”签发，本机不信任它，没有发送任何内容。"
            f"如果是本单位检查流量的设备或自建证书，{own_ca_words()}"
            "不认识这个名称时不要继续，请联系管理员。"
        )

    def _shown(self, proxy: ProxyRoute | None) -> ShownCertificate:
        with closing(probes.connect(self._target, proxy)) as line:
            return probes.untrusted_certificate(line, self._target.host)

    def _service(self) -> None:
        door = Enrolment(self._address, ca_file=self._ca_file)
        nonce = secrets.token_hex(16)
        try:
            self._bounded(lambda: self._estimate.timed(lambda: door.ping(nonce)))
        except GatewayError as error:
            raise self._fail("service", error.message) from None
        except TimeoutError:
            raise self._fail("service", "平台没有在时限内答复，请稍后再试。") from None
        finally:
            door.close()
        self._say("service", StepState.PASSED, "答复的确实是中心平台。")

    def _clock(self) -> None:
        offset_ms = self._estimate.reading().offset_ms
        seconds = abs(offset_ms) // 1000
        if abs(offset_ms) <= _SKEW_MS:
            self._say("clock", StepState.PASSED, f"本机时钟与平台相差 {seconds} 秒。")
            return
        way = "慢" if offset_ms > 0 else "快"
        self._say(
            "clock",
            StepState.WARNED,
            f"本机时钟比平台{way} {seconds} 秒。不影响上报，时限按平台时间计算；请校准本机时间。",
        )

    def _sign_in(self) -> None:
        try:
            hello = self._bounded(self._hello)
        except (GatewayError, StorageError) as error:
            raise self._fail("sign_in", error.message) from None
        except TimeoutError:
            raise self._fail("sign_in", "平台没有在时限内答复，请稍后再试。") from None
        self._say(
            "sign_in", StepState.PASSED, f"以 {hello.user_name}（{hello.unit_name}）的身份登录。"
        )
        self._versions(hello)

    def _versions(self, hello: Hello) -> None:
        spoken = f"平台使用协议 {hello.protocol_min}—{hello.protocol_max}，本程序是 {PROTOCOL}"
        if is_older(self._version, hello.client_min):
            self._say(
                "protocol",
                StepState.FAILED,
                f"本程序是 {self._version} 版，平台要求 {hello.client_min} 版或更新的，"
                "不再发来新工单；已保存的内容照常上报。请升级程序。",
            )
        elif hello.protocol_min <= PROTOCOL <= hello.protocol_max:
            self._say("protocol", StepState.PASSED, f"{spoken}，可以互通。")
        else:
            self._say(
                "protocol",
                StepState.FAILED,
                f"{spoken}，不能互通。请升级程序；已保存的内容仍在本机。",
            )


def own_ca_words(platform: str = sys.platform) -> str:
    """Say how a certificate of the office's own is made known, as it is done on this system."""
    words = "请向管理员要证书文件，在“设置”的“连接”里选它，重启程序后生效。"
    if platform == "win32":
        words += (
            "也可以装进 Windows 的证书存储：双击证书文件，点“安装证书”，存储位置选“当前用户”，"
            "选“将所有的证书都放入下列存储”，浏览到“受信任的根证书颁发机构”，完成后再测试。"
        )
    return words


_NAMES = {
    "proxy": "代理服务器",
    "name": "域名解析",
    "line": "网络连接",
    "tls": "安全证书",
    "service": "中心平台",
    "clock": "时钟",
    "sign_in": "登录",
    "protocol": "版本",
}
_DIRECT = (StepState.PASSED, "没有代理，直接连接。")
_SCRIPT = (
    StepState.WARNED,
    (
        "系统设置了代理脚本（PAC），本程序不支持，按直接连接处理。"
        "连不上时请在系统里填写固定的代理地址。"
    ),
)
_BASIC = "basic"


def _proxy_words(error: ProxyRefusedError, where: str) -> str:
    if error.status == 407 and error.schemes and _BASIC not in error.schemes:
        return (
            f"代理只接受 {'、'.join(error.schemes)} 方式登录，本程序不支持。"
            f"请网络管理员把 {where} 设为免登录。"
        )
    if error.status == 407:
        return (
            f"代理要求用户名和密码。请网络管理员把 {where} 设为免登录，"
            "或用环境变量 HTTPS_PROXY 写明 http://用户名:密码@代理:端口。"
        )
    answer = f"（{error.status}）" if error.status else ""
    return f"代理不肯转发到 {where}{answer}。请联系网络管理员放行。"
