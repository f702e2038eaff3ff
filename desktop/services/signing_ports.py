"""What the use cases of electronic signatures need from the world."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from desktop.services.paper_ports import InkBox


class SigningError(Exception):
    """Signing or checking was not possible; nothing has been changed.

    Attributes:
        code: Machine code, such as `esign.passphrase`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate with its key in a PKCS#12 file (.p12, .pfx).

    Attributes:
        path: The file.
        passphrase: Opens it; never kept.
    """

    path: Path
    passphrase: str

    def __repr__(self) -> str:
        """Keep the passphrase out of logs."""
        return f"KeyFile({self.path})"


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A key on a UKey or smart card, through its PKCS#11 library.

    Attributes:
        module: The vendor's PKCS#11 library (.so, .dll).
        pin: Opens it; never kept.
        certificate: Label of the certificate; "" takes the only one.
    """

    module: Path
    pin: str
    certificate: str = ""

    def __repr__(self) -> str:
        """Keep the PIN out of logs."""
        return f"Token({self.module})"


SigningKey = KeyFile | Token


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate says about its holder.

    Attributes:
        holder: Common name of the holder.
        issuer: Common name of who issued it.
        serial: Serial number, hexadecimal.
        valid_from: First moment it is valid.
        valid_to: Last moment.
        fingerprint: SHA-256 of the certificate, hexadecimal.
    """

    holder: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    fingerprint: str


class TokenCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate on a UKey.

    Attributes:
        label: Its name on the UKey; chooses it in `Token.certificate`.
        certificate: What it says.
    """

    label: str
    certificate: Certificate


class SignatureReport(msgspec.Struct, frozen=True, kw_only=True):
    """One electronic signature of a document, checked.

    Attributes:
        box: Signature box it stands for, such as `head`.
        certificate: Whose key signed.
        signed_at: When, by the clock of the signing PC; None when it is not said.
        stamped_at: When, by a time-stamp server; None without one.
        intact: What was signed has not been changed, and nothing but signatures was added.
        is_own_sheet: The signed document is byte for byte the sheet that was printed.
        trusted: The certificate leads to an issuer that the office trusts.
    """

    box: str
    certificate: Certificate
    signed_at: datetime | None
    stamped_at: datetime | None
    intact: bool
    is_own_sheet: bool
    trusted: bool

    @property
    def counts(self) -> bool:
        """Whether the box is signed: this key, this very content, a known issuer."""
        return self.intact and self.is_own_sheet and self.trusted

    @property
    def words(self) -> str:
        """Say in a sentence what was found."""
        who = f"{self.certificate.holder}（证书由“{self.certificate.issuer}”签发）"
        if not self.intact:
            return f"{who}的电子签名无效：签名后文件被改动过。"
        if not self.is_own_sheet:
            return f"{who}签的不是本单位打印的这张表，不能作为本表的签名。"
        if not self.trusted:
            return f"{who}的签名与内容相符，但无法确认证书由本单位认可的机构签发。"
        when = "，带可信时间戳" if self.stamped_at else ""
        return f"{who}的电子签名有效，签的正是这张表的内容{when}。"


class DocumentSigner(Protocol):
    """Signs PDF documents and checks signatures; knows nothing of orders."""

    def knows_issuers(self) -> bool:
        """Tell whether the office has said whose certificates it trusts.

        Raises:
            SigningError: What it has said cannot be read.
        """

    def on_token(self, token: Token) -> Sequence[TokenCertificate]:
        """List the certificates of a UKey.

        Raises:
            SigningError: It cannot be opened.
        """

    def certificate(self, key: SigningKey) -> Certificate:
        """Tell whose key it is.

        Raises:
            SigningError: It cannot be opened, or holds no usable certificate.
        """

    def sign(self, pdf: bytes, box: InkBox, key: SigningKey, *, stamp: bytes) -> bytes:
        """Sign a document in one of its boxes; earlier signatures stay valid.

        Args:
            pdf: The document.
            box: Where the visible signature goes; its name becomes the name of the field.
            key: What signs.
            stamp: A one-page PDF of the box's size: what the visible signature looks like.

        Returns:
            The document with a revision added at its end.

        Raises:
            SigningError: The key cannot sign, or the box has been signed already.
        """

    def check(self, pdf: bytes, *, original: bytes) -> Sequence[SignatureReport]:
        """Check every signature of a document.

        Args:
            pdf: The document.
            original: The sheet as it was printed.

        Raises:
            SigningError: It is no document that could be read.
        """
