"""A certification authority and signing keys, invented and made anew for every test run."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSPHRASE = "只有本人知道-12"
_NOW = dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM)

    def file(self, folder: Path) -> Path:
        """Write both as PKCS#12."""
        path = folder / f"{self.certificate.serial_number:x}.p12"
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                "签名".encode(),
                self.key,
                self.certificate,
                None,
                BestAvailableEncryption(PASSPHRASE.encode()),
            )
        )
        return path


def authority(name: str = "演练电子认证中心") -> Issued:
    """Give an issuer; always the same of one name."""
    return _authority(name)


@cache
def _authority(name: str) -> Issued:
    key = _key()
    subject = _name(name)
    builder = _builder(subject, subject, key, days=3650).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    return Issued(builder.sign(key, hashes.SHA256()), key)


@cache
def person(
    name: str, issuer: str = "演练电子认证中心", *, days: int = 365, signs: bool = True
) -> Issued:
    """Issue a person's certificate; negative days have run out."""
    root, key = authority(issuer), _key()
    usage = x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _builder(_name(name), root.certificate.subject, key, days=days)
    return Issued(builder.add_extension(usage, critical=True).sign(root.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, *, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOW - dt.timedelta(days=400))
        .not_valid_after(_NOW + dt.timedelta(days=days))
    )


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
