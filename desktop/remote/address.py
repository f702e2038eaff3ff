"""The address of a central platform, and what may be typed for one."""

import ipaddress
from urllib.parse import urlsplit

from msgspec import Struct


class AddressError(ValueError):
    """What was typed is no address of a platform; the message is for the clerk, in Chinese."""


class ServerAddress(Struct, frozen=True):
    """Where a platform is.

    Attributes:
        base: Scheme, host, port and path without a slash at the end.
        loopback: It is this PC itself: plain HTTP is allowed, and no proxy is asked.
    """

    base: str
    loopback: bool

    def url(self, path: str) -> str:
        """Make the full address of a call."""
        return f"{self.base}{path}"

    @property
    def host(self) -> str:
        """Host and port, for display."""
        return urlsplit(self.base).netloc


def parse_address(text: str) -> ServerAddress:
    """Read what a person typed; without a scheme it is https.

    Raises:
        AddressError: It is no address, or would send personal data in the clear.
    """
    typed = text.strip()
    if not typed:
        raise AddressError("请填写中心平台的地址。")
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    try:
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise AddressError("地址中的端口不正确。") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise AddressError("地址不正确，应类似 https://zwfw.example.cn 。")
    if parts.username or parts.query or parts.fragment:
        raise AddressError("地址中不能有用户名、问号或井号。")
    loopback = is_loopback(host)
    if parts.scheme == "http" and not loopback:
        raise AddressError("地址必须以 https:// 开头：工单内容不能明文传输。")
    return ServerAddress(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", loopback)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this PC itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
