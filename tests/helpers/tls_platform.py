"""A platform behind TLS that answers a ping, with a certificate of a test's choice."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop.contract.codec import digest_header, encode
from desktop.contract.messages import Ping

ISSUER = "示范单位流量检查"


@dataclass(frozen=True)
class TlsPlatform:
    """Where it listens, and the certificate that it shows."""

    port: int
    chain: Path


@contextmanager
def tls_platform(folder: Path, host: str = "127.0.0.1", *, days: int = 30) -> Iterator[TlsPlatform]:
    """Serve on loopback.

    Args:
        folder: Where certificate and key are written.
        host: Whom the certificate is for.
        days: How long it is good; negative when it has run out.
    """
    chain, secret = _certificate(folder, host, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    server = _Quiet(("127.0.0.1", 0), _Platform)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield TlsPlatform(server.server_port, chain)
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class _Platform(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        nonce = urlsplit(self.path).query.removeprefix("n=")
        body = encode(Ping(nonce, datetime.now(UTC)))
        self.send_response(200)
        self.send_header("X-Desk-Service", "1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Digest", digest_header(body))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


class _Quiet(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a refused handshake is what a test wants


def _certificate(folder: Path, host: str, days: int) -> tuple[Path, Path]:
    """Make a certificate that is its own issuer; gives its file and the key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, ISSUER)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "cert.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
