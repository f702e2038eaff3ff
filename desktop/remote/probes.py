"""The parts of a connection, each on its own: name, line, proxy, certificate."""

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from desktop.remote.address import ServerAddress
from desktop.remote.lines import CONNECT_S
from desktop.remote.proxies import ProxyRoute

_HTTPS = 443
_MOST_HEAD = 16 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect to."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """What a certificate says of itself.

    Attributes:
        issuer: Who signed it: organisation, or common name.
    """

    issuer: str
    since: datetime
    until: datetime


class ProxyRefusedError(Exception):
    """A proxy did not open the way.

    Attributes:
        status: Its answer; 0 when it was none of HTTP.
        schemes: How it wants users to prove who they are, in lower case.
    """

    def __init__(self, status: int, schemes: tuple[str, ...] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.schemes = schemes


def platform_place(address: ServerAddress) -> Place:
    """Tell host and port of a platform."""
    parts = urlsplit(address.base)
    return Place(parts.hostname or "", parts.port or (_HTTPS if parts.scheme == "https" else 80))


def resolve(place: Place) -> tuple[str, ...]:
    """Look a name up.

    Raises:
        OSError: It is not known.
    """
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(target: Place, proxy: ProxyRoute | None) -> socket.socket:
    """Open a line to the platform, through the proxy where there is one.

    Raises:
        OSError: Nobody answers.
        ProxyRefusedError: The proxy does not let through.
    """
    first = Place(proxy.host, proxy.port) if proxy else target
    line = socket.create_connection((first.host, first.port), CONNECT_S)
    line.settimeout(CONNECT_S)
    if proxy is None:
        return line
    try:
        _open_tunnel(line, target, proxy)
    except BaseException:
        line.close()
        raise
    return line


def trusted_certificate(
    line: socket.socket, host: str, context: ssl.SSLContext
) -> ShownCertificate:
    """Shake hands as every call does, and read the certificate.

    Raises:
        ssl.SSLCertVerificationError: It is not trusted.
        OSError: The line broke, or the other end speaks no TLS.
    """
    with context.wrap_socket(line, server_hostname=host) as own:
        return _read(own.getpeercert(binary_form=True))


def untrusted_certificate(line: socket.socket, host: str) -> ShownCertificate:
    """Read a certificate that was refused, to tell whose it is; nothing is sent over this line.

    Raises:
        OSError: It cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with context.wrap_socket(line, server_hostname=host) as own:
        return _read(own.getpeercert(binary_form=True))


def _open_tunnel(line: socket.socket, target: Place, proxy: ProxyRoute) -> None:
    name = f"{target.host}:{target.port}"
    fields = [f"CONNECT {name} HTTP/1.1", f"Host: {name}"]
    if proxy.authorization:
        fields.append(f"Proxy-Authorization: {proxy.authorization}")
    line.sendall("\r\n".join([*fields, "", ""]).encode("ascii", "replace"))
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _MOST_HEAD:
        more = line.recv(4096)
        if not more:
            break
        head += more
    status, schemes = _answer(head)
    if status != 200:
        raise ProxyRefusedError(status, schemes)


def _answer(head: bytes) -> tuple[int, tuple[str, ...]]:
    """Read a proxy's status, and the ways of authentication that it offers."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split()
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isdigit():
        return 0, ()
    offered = [
        value.split()[0].lower()
        for name, _, value in (line.partition(":") for line in lines)
        if name.lower() == "proxy-authenticate" and value.strip()
    ]
    return int(words[1]), tuple(offered)


def _read(der: bytes | None) -> ShownCertificate:
    if not der:
        raise ssl.SSLError("no certificate")
    try:
        certificate = x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise ssl.SSLError("unreadable certificate") from error
    return ShownCertificate(
        _issuer(certificate), certificate.not_valid_before_utc, certificate.not_valid_after_utc
    )


def _issuer(certificate: x509.Certificate) -> str:
    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        found = certificate.issuer.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return "未写明"
