"""PAdES signatures on a PDF: one revision a signature, each in the box of the person who signs.

A revision is added at the end of the file, so the sheet that was printed stays its beginning,
byte for byte: whoever compares that beginning knows that this very content was signed.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from asn1crypto import pem, x509
from pyhanko.pdf_utils import content, generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints, LayoutError
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps, validation
from pyhanko.sign.general import SigningError as EngineError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from desktop.services.paper_ports import InkBox
from desktop.services.signing_ports import (
    Certificate,
    SignatureReport,
    SigningError,
    SigningKey,
    Token,
    TokenCertificate,
)
from desktop.signatures.keys import described, listed, opened

_LOG = logging.getLogger(__name__)
_BROKEN = (PdfError, ValueError, KeyError, IndexError, RecursionError)
_WHOLE = {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}


class PadesSigner:
    """Signs and checks; safe to call from any thread, one document a call.

    Args:
        issuers: Certificates of the issuers that the office trusts, PEM or DER each.
        stamp_url: Address of a time-stamp server; "" signs without one.

    Raises:
        SigningError: One of the issuers' certificates is none.
    """

    def __init__(self, issuers: Sequence[bytes] = (), *, stamp_url: str = "") -> None:
        try:
            self._issuers = [_certificate(entry) for entry in issuers]
        except ValueError as error:
            raise SigningError(
                "esign.issuers", "设置里指定的“签名证书颁发机构”文件不是证书，没有签名。"
            ) from error
        self._timestamper = timestamps.HTTPTimeStamper(stamp_url, timeout=20) if stamp_url else None

    def certificate(self, key: SigningKey) -> Certificate:
        """Tell whose key it is; see `DocumentSigner.certificate`."""
        with opened(key) as signer:
            assert signer.signing_cert is not None  # noqa: S101 - `opened` has looked
            return described(signer.signing_cert)

    def knows_issuers(self) -> bool:
        """Tell whether the office trusts anybody; see `DocumentSigner.knows_issuers`."""
        return bool(self._issuers)

    def on_token(self, token: Token) -> Sequence[TokenCertificate]:
        """List the certificates of a UKey; see `DocumentSigner.on_token`."""
        return listed(token)

    def sign(self, pdf: bytes, box: InkBox, key: SigningKey, *, stamp: bytes) -> bytes:
        """Sign a document in one of its boxes; see `DocumentSigner.sign`."""
        field = fields.SigFieldSpec(
            box.name,
            on_page=box.page,
            box=tuple(round(edge) for edge in _edges(box)),  # type: ignore[arg-type]  # four
        )
        meta = signers.PdfSignatureMetadata(
            field_name=box.name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        try:
            writer = IncrementalPdfFileWriter(BytesIO(pdf))
            if box.name in dict(_signed_fields(writer.prev)):
                raise SigningError("esign.signed", "这一栏已经有电子签名，不能再签一次。")
            with opened(key) as signer:
                engine = signers.PdfSigner(
                    meta,
                    signer,
                    timestamper=self._timestamper,
                    stamp_style=_style(stamp),
                    new_field_spec=field,
                )
                signed: bytes = engine.sign_pdf(writer).getvalue()
                return signed
        except (EngineError, timestamps.TimestampRequestError, LayoutError, *_BROKEN) as error:
            _LOG.warning("signing failed: %s", type(error).__name__)
            raise SigningError(
                "esign.failed", "签名没有成功（证书、UKey 或时间戳服务器出错）；表格没有改动。"
            ) from error

    def check(self, pdf: bytes, *, original: bytes) -> Sequence[SignatureReport]:
        """Check every signature of a document; see `DocumentSigner.check`."""
        try:
            reader = PdfFileReader(BytesIO(pdf))
            found = list(reader.embedded_regular_signatures)
            is_own = pdf.startswith(original)
            return [self._report(entry, is_own=is_own) for entry in found]
        except _BROKEN as error:
            raise SigningError(
                "esign.unreadable", "这个文件不是能读的 PDF，没有检查签名，也没有存入。"
            ) from error

    def _report(self, entry: EmbeddedPdfSignature, *, is_own: bool) -> SignatureReport:
        certificate = described(entry.signer_cert)
        try:
            status = validation.validate_pdf_signature(
                entry, self._context(), self._context() if self._timestamper else None
            )
        except SignatureValidationError as error:
            _LOG.info("a signature could not be read: %s", type(error).__name__)
            status = None
        return SignatureReport(
            box=str(entry.field_name),  # the engine's own kind of text goes no further
            certificate=certificate,
            signed_at=entry.self_reported_timestamp,
            stamped_at=_stamped(status),
            intact=_is_intact(status),
            is_own_sheet=is_own,
            trusted=bool(status and status.trusted),
        )

    def _context(self) -> ValidationContext:
        # without the network: revocation is the issuer's word of a day, and is not asked for here
        return ValidationContext(trust_roots=self._issuers, allow_fetching=False)


class _StampPage(content.PdfContent):
    """The page of a small PDF, as the look of a signature."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        """Take the page over into the document that is being signed."""
        look = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        self.resources.xobject[generic.pdf_name("/Look")] = look
        left, lower, right, upper = look.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=upper - lower)
        return b"/Look Do"


def _style(stamp: bytes) -> StaticStampStyle:
    return StaticStampStyle(border_width=0, background=_StampPage(stamp))


def _edges(box: InkBox) -> tuple[float, float, float, float]:
    return box.x, box.y, box.x + box.width, box.y + box.height


def _signed_fields(reader: PdfFileReader) -> Sequence[tuple[str, EmbeddedPdfSignature]]:
    return [(entry.field_name, entry) for entry in reader.embedded_regular_signatures]


def _is_intact(status: PdfSignatureStatus | None) -> bool:
    return bool(
        status and status.intact and status.valid and status.docmdp_ok and status.coverage in _WHOLE
    )


def _stamped(status: PdfSignatureStatus | None) -> datetime | None:
    stamp = status.timestamp_validity if status else None
    return stamp.timestamp if stamp and stamp.valid and stamp.trusted else None


def _certificate(content_bytes: bytes) -> x509.Certificate:
    der = pem.unarmor(content_bytes)[2] if pem.detect(content_bytes) else content_bytes
    return x509.Certificate.load(der)
