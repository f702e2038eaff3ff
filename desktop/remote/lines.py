"""Connections that can be cut from another thread, with the system's certificates.

`Session.close()` does not end a read that is under way; `socket.shutdown` does, at once, except
on Windows. So each line remembers the sockets that it has open, and on Windows a reply is read
through a stream that looks whether its line has been cut.
"""

import contextlib
import socket
import ssl
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from weakref import WeakSet

import requests
import truststore
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from desktop.remote.address import ServerAddress
from desktop.remote.proxies import system_proxies
from desktop.remote.reply_stream import cuttable_replies

CONNECT_S = 5.0
"""Longest wait for a connection, in seconds."""


class _Open:
    """The connections that a line has open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: WeakSet[HTTPConnection] = WeakSet()
        self._cut = False

    def add(self, connection: HTTPConnection) -> None:
        """Remember a connection; it is cut at once when the line has been cut meanwhile."""
        with self._lock:
            self._connections.add(connection)
            cut = self._cut
        if cut:
            _shut(connection)

    def cut(self) -> None:
        """Cut everything that is open, and whatever opens before `mend`."""
        with self._lock:
            self._cut = True
            connections = tuple(self._connections)
        for connection in connections:
            _shut(connection)

    def mend(self) -> None:
        """Allow connections again."""
        with self._lock:
            self._cut = False

    @property
    def is_cut(self) -> bool:
        """Whether the line has been cut and not mended."""
        return self._cut


def _shut(connection: HTTPConnection) -> None:
    """Shut a connection's socket down without touching the TLS state of the reading thread."""
    sock: Any = connection.sock
    if sock is None:
        return
    plain = sock if isinstance(sock, socket.socket) else getattr(sock, "socket", None)
    if isinstance(plain, socket.socket):
        with contextlib.suppress(OSError):
            socket.socket.shutdown(plain, socket.SHUT_RDWR)


def _pools(live: _Open) -> dict[str, type[HTTPConnectionPool]]:
    """Make pool classes whose connections report to `live`."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            live.add(self)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            live.add(self)

    if sys.platform == "win32":
        Plain.response_class = Secure.response_class = cuttable_replies(lambda: live.is_cut)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _Adapter(HTTPAdapter):
    """Transport with the system's certificate store; verification cannot be switched off."""

    def __init__(self, context: ssl.SSLContext, live: _Open) -> None:
        self._context = context
        self._live = live
        super().__init__(pool_connections=2, pool_maxsize=4, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["ssl_context"] = self._context
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._live)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        kwargs["ssl_context"] = self._context
        manager: PoolManager = super().proxy_manager_for(proxy, **kwargs)
        if not known:
            manager.pool_classes_by_scheme = _pools(self._live)
        return manager

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: object, cert: Any = None
    ) -> Any:
        # requests would add its own bundle of certificates, or drop verification, by `verify`.
        del verify
        host, pool = super().build_connection_pool_key_attributes(request, True, cert)
        pool["cert_reqs"] = "CERT_REQUIRED"
        pool.pop("ca_certs", None)
        pool.pop("ca_cert_dir", None)
        return host, pool

    def cert_verify(self, conn: Any, url: str | bytes, verify: object, cert: object) -> None:
        del url, verify, cert
        conn.cert_reqs = "CERT_REQUIRED"
        conn.ca_certs = None
        conn.ca_cert_dir = None


def tls_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Make a TLS context on the system's certificates and, beside them, an office's own."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        context.load_verify_locations(cafile=str(ca_file))
    return context


class _NoCookies(RequestsCookieJar):
    """Keeps no cookie: the contract has none, and a portal's would stick."""

    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:
        """Drop it."""


class Line:
    """A session with one platform that can be cut at once.

    Args:
        address: The platform.
        ca_file: Certificates of the office beside the system's.
    """

    def __init__(self, address: ServerAddress, ca_file: Path | None = None) -> None:
        self._address = address
        self._open = _Open()
        self._session = requests.Session()
        # Otherwise .netrc and variables of the environment decide about secrets and trust.
        self._session.trust_env = False
        self._session.cookies = _NoCookies()
        adapter = _Adapter(tls_context(ca_file), self._open)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        stall_s: float,
    ) -> requests.Response:
        """Send a request and return when the reply's head is there.

        Raises:
            requests.RequestException: It did not work.
        """
        url = self._address.url(path)
        return self._session.request(
            method,
            url,
            data=body,
            headers=dict(headers),
            timeout=(CONNECT_S, stall_s),
            allow_redirects=False,
            stream=True,
            proxies=system_proxies(self._address),
        )

    def cut(self) -> None:
        """End whatever goes on, from another thread, and refuse what follows until `mend`."""
        self._open.cut()

    def mend(self) -> None:
        """Allow calls again."""
        self._open.mend()

    @property
    def is_cut(self) -> bool:
        """Whether it has been cut and not mended."""
        return self._open.is_cut

    def close(self) -> None:
        """Close idle connections."""
        self._session.close()


class Deadline:
    """Cuts a line when a call takes too long in all.

    The time-outs of `requests` are for each read: a server that drips a byte now and then, be it
    in the head of the reply, would hold a call for ever.
    """

    def __init__(self, line: Line, seconds: float) -> None:
        self._line = line
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self.expired = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def _expire(self) -> None:
        self.expired = True
        self._line.cut()
