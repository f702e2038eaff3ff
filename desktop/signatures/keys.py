"""Keys that sign: from a PKCS#12 file, or on a UKey behind PKCS#11."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pkcs11.exceptions import (
    NoSuchToken,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desktop.services.signing_ports import (
    Certificate,
    KeyFile,
    SigningError,
    SigningKey,
    Token,
    TokenCertificate,
)

_SAFE = "表格没有被签名，内容没有受影响。"
_MOST_BYTES = 4 * 1024 * 1024
_WRONG_PIN = (PinIncorrect, PinInvalid, PinLenRange)


@contextmanager
def opened(key: SigningKey) -> Iterator[Signer]:
    """Open a key for as long as it is used.

    Raises:
        SigningError: It cannot be opened, or its certificate is not valid today.
    """
    if isinstance(key, KeyFile):
        signer = _from_file(key)
        _demand_valid(signer.signing_cert)
        yield signer
    else:
        with _session(key) as session:
            signer = _on_token(session, key)
            _demand_valid(signer.signing_cert)
            yield signer


def listed(key: Token) -> Sequence[TokenCertificate]:
    """List the certificates of a UKey.

    Raises:
        SigningError: It cannot be opened.
    """
    with _session(key) as session:
        return [
            TokenCertificate(label=label, certificate=described(_loaded(entry)))
            for label, _, entry in _certificates(session)
        ]


def described(certificate: x509.Certificate) -> Certificate:
    """Say what a certificate says about its holder."""
    return Certificate(
        holder=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before,
        valid_to=certificate.not_valid_after,
        fingerprint=certificate.sha256.hex(),
    )


def _from_file(key: KeyFile) -> Signer:
    try:
        with key.path.open("rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError as error:
        raise SigningError("esign.file", f"打不开证书文件 {key.path.name}。{_SAFE}") from error
    try:
        private, own, others = pkcs12.load_key_and_certificates(content, key.passphrase.encode())
    except ValueError as error:
        raise SigningError(
            "esign.passphrase", f"证书文件的口令不对，或者它不是 .p12/.pfx 文件。{_SAFE}"
        ) from error
    if private is None or own is None:
        raise SigningError("esign.no_key", f"证书文件里没有私钥，不能用来签名。{_SAFE}")
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library's own
    store.register_multiple(
        x509.Certificate.load(other.public_bytes(Encoding.DER)) for other in others
    )
    return SimpleSigner(
        signing_cert=x509.Certificate.load(own.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=store,
    )


@contextmanager
def _session(key: Token) -> Iterator[pkcs11.Session]:
    try:
        session = _token(key.module).open(user_pin=key.pin)
    except PinLocked as error:
        raise SigningError(
            "esign.pin_locked", f"UKey 已被锁定，请联系发证机构解锁。{_SAFE}"
        ) from error
    except _WRONG_PIN as error:
        raise SigningError(
            "esign.pin", f"UKey 的 PIN 不对；连续输错会锁定，请核对后再试。{_SAFE}"
        ) from error
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise SigningError(
            "esign.token", f"没有读到 UKey：请确认已插好，并且驱动文件选对了。{_SAFE}"
        ) from error
    try:
        yield session
    finally:
        session.close()


def _token(module: Path) -> pkcs11.Token:
    for slot in pkcs11.lib(str(module)).get_slots(token_present=True):
        token: pkcs11.Token = slot.get_token()
        if pkcs11.TokenFlag.TOKEN_INITIALIZED in token.flags:
            return token
    raise NoSuchToken


def _on_token(session: pkcs11.Session, key: Token) -> Signer:
    found = _certificates(session)
    chosen = [entry for entry in found if key.certificate in {"", entry[0]}]
    if len(chosen) != 1:
        names = "、".join(str(label) for label, _, _ in found) or "无"
        raise SigningError(
            "esign.certificate", f"请指明用 UKey 里的哪张证书；里面有：{names}。{_SAFE}"
        )
    _, identity, entry = chosen[0]
    return PKCS11Signer(
        session,
        signing_cert=_loaded(entry),
        key_id=identity,
    )


def _certificates(session: pkcs11.Session) -> list[tuple[str, bytes, pkcs11.Object]]:
    return [
        (entry[pkcs11.Attribute.LABEL], entry[pkcs11.Attribute.ID], entry)
        for entry in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
    ]


def _loaded(entry: pkcs11.Object) -> x509.Certificate:
    return x509.Certificate.load(entry[pkcs11.Attribute.VALUE])


def _demand_valid(certificate: x509.Certificate | None) -> None:
    if certificate is None:
        raise SigningError("esign.no_key", f"没有找到能签名的证书。{_SAFE}")
    now = datetime.now(UTC)
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        until = f"{certificate.not_valid_after:%Y-%m-%d}"
        raise SigningError(
            "esign.expired", f"这张证书不在有效期内（有效期至 {until}），不能用来签名。{_SAFE}"
        )
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        raise SigningError("esign.usage", f"这张证书不是签名证书。{_SAFE}")


def _common_name(name: x509.Name) -> str:
    native = name.native
    return str(native.get("common_name") or native.get("organization_name") or "（无名称）")
