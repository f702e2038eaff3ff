"""Electronic signatures as lines of text at the end of a document, for tests of screens."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from desktop.services.paper_ports import InkBox
from desktop.services.signing_ports import (
    Certificate,
    KeyFile,
    SignatureReport,
    SigningError,
    SigningKey,
    Token,
    TokenCertificate,
)

PASSPHRASE = "对的口令"
PIN = "483920"
ON_TOKEN = {"sign": "周建国", "old": "旧证书"}
_MARK = b"%SIGNED "
_NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)


class HandSigner:
    """Signs with the name of the key's file: `周建国.p12` is the key of 周建国."""

    def __init__(self, *, issuers: bool = True) -> None:
        self.issuers = issuers

    def knows_issuers(self) -> bool:
        return self.issuers

    def on_token(self, token: Token) -> Sequence[TokenCertificate]:
        if token.pin != PIN:
            raise SigningError("esign.pin", "UKey 的 PIN 不对；连续输错会锁定，请核对后再试。")
        return [
            TokenCertificate(label=label, certificate=_certificate(holder))
            for label, holder in ON_TOKEN.items()
        ]

    def certificate(self, key: SigningKey) -> Certificate:
        if isinstance(key, Token) and key.pin == PIN and key.certificate in ON_TOKEN:
            return _certificate(ON_TOKEN[key.certificate])
        if not isinstance(key, KeyFile) or key.passphrase != PASSPHRASE:
            raise SigningError("esign.passphrase", "证书文件的口令不对。表格没有被签名。")
        return _certificate(key.path.stem)

    def sign(self, pdf: bytes, box: InkBox, key: SigningKey, *, stamp: bytes) -> bytes:
        del stamp
        return pdf + _MARK + f"{box.name} {self.certificate(key).holder}\n".encode()

    def check(self, pdf: bytes, *, original: bytes) -> Sequence[SignatureReport]:
        lines = [line for line in pdf.splitlines() if line.startswith(_MARK)]
        named = [line.removeprefix(_MARK).decode().split(" ", 1) for line in lines]
        return [
            SignatureReport(
                box=box,
                certificate=_certificate(holder),
                signed_at=_NOW,
                stamped_at=None,
                intact=True,
                is_own_sheet=pdf.startswith(original),
                trusted=not holder.startswith("路人"),
            )
            for box, holder in named
        ]


def _certificate(holder: str) -> Certificate:
    return Certificate(
        holder=holder,
        issuer="演练电子认证中心",
        serial="1f",
        valid_from=_NOW - timedelta(days=100),
        valid_to=_NOW + timedelta(days=100),
        fingerprint="00",
    )
