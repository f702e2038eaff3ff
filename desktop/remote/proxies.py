"""The system's proxy: what the environment or the settings of Windows say."""

import base64
import os
import sys
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from requests.utils import get_environ_proxies, select_proxy

from desktop.remote.address import ServerAddress

if sys.platform == "win32":
    import winreg

_DEFAULT_PORT = 8080


@dataclass(frozen=True, slots=True)
class ProxyRoute:
    """A proxy on the way.

    Attributes:
        scheme: `http`, `https`, `socks5` …
        authorization: Value of `Proxy-Authorization`; empty for none. Never printed.
    """

    scheme: str
    host: str
    port: int
    authorization: str = field(default="", repr=False)


def system_proxies(address: ServerAddress) -> dict[str, str]:
    """Give the proxies for a platform, as `requests` wants them; this PC itself needs none."""
    if address.loopback:
        return {}
    return dict(get_environ_proxies(address.base))


def system_proxy(address: ServerAddress) -> ProxyRoute | None:
    """Tell which proxy leads to a platform; None when the way is direct."""
    chosen = select_proxy(address.base, system_proxies(address))
    if not chosen:
        return None
    parts = urlsplit(chosen if "://" in chosen else f"http://{chosen}")
    name, password = unquote(parts.username or ""), unquote(parts.password or "")
    packed = base64.b64encode(f"{name}:{password}".encode()).decode("ascii")
    return ProxyRoute(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or _DEFAULT_PORT,
        authorization=f"Basic {packed}" if name else "",
    )


def has_proxy_script() -> bool:
    """Tell whether the system wants proxies chosen by a script (PAC), which is not supported."""
    if os.environ.get("auto_proxy"):  # noqa: SIM112 - so the desktops of UOS and Kylin set it
        return True
    return _windows_script()


if sys.platform == "win32":

    def _windows_script() -> bool:
        place = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
                return bool(winreg.QueryValueEx(key, "AutoConfigURL")[0])
        except OSError:
            return False

else:

    def _windows_script() -> bool:
        return False
