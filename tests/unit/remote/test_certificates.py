"""TLS: the system's certificates, an office's own, and never none at all."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop.contract.codec import digest_header, encode
from desktop.contract.messages import Ping
from desktop.remote.address import ServerAddress, parse_address
from desktop.remote.enrolment import Enrolment
from desktop.sync.ports import GatewayError, Trouble


def _own_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of one's own for 127.0.0.1; gives its file and the key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
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
        pass  # a refused handshake is what the test wants


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[ServerAddress, Path]]:
    chain, secret = _own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    server = _Quiet(("127.0.0.1", 0), _Platform)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield parse_address(f"https://127.0.0.1:{server.server_port}"), chain
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_an_unknown_certificate_is_refused_even_on_this_pc(
    secure: tuple[ServerAddress, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, chain = secure
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(chain))
    door = Enrolment(address)
    with pytest.raises(GatewayError) as caught:
        door.ping("n1")
    door.close()
    assert caught.value.code == Trouble.TLS
    assert "没有发送任何内容" in caught.value.message


def test_a_certificate_that_the_office_names_is_accepted(
    secure: tuple[ServerAddress, Path],
) -> None:
    address, chain = secure
    door = Enrolment(address, ca_file=chain)
    assert door.ping("n2").nonce == "n2"
    door.close()
