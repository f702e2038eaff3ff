"""Electronic signatures beside the wet ones: sign a form here, or take a signed one back.

A box counts as signed only when a certificate's key signed this very content.
"""

import hashlib
import uuid
from collections.abc import Sequence
from pathlib import Path

import msgspec

from desktop.contract.codec import encode
from desktop.domain.actions import AddAttachment, FormPrinted, Sign
from desktop.domain.calendar import CST
from desktop.domain.orders import Order, Signature
from desktop.domain.version_code import codes as current_codes
from desktop.services.order_desk import OrderDesk, RefusedError, Saved
from desktop.services.paper_desk import PaperDesk
from desktop.services.paper_ports import FormPrinter, InkBox, PrintedForm
from desktop.services.ports import BlobFiles, OrderStore, WallClock
from desktop.services.signing_ports import (
    Certificate,
    DocumentSigner,
    SignatureReport,
    SigningError,
    SigningKey,
    Token,
    TokenCertificate,
)

MEANS = "pades"
_NO_ISSUERS = (
    "还没有设置“签名证书颁发机构”：程序无法确认证书由谁签发，签了也不能算数。"
    "请向发放证书或 UKey 的机构索取它的根证书文件，在“设置”的“电子签名”里选上。"
)
_MOST_BYTES = 64 * 1024 * 1024
_END = b"%%EOF"
_NO_SHEET = b"no sheet of this office begins like this"


class SignedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A signed sheet, and what its signatures are worth.

    Attributes:
        order_id: The order it belongs to.
        number: Its number.
        printed: The sheet that was signed.
        pdf: The document with all its signatures.
        reports: One for each signature.
        current: Whether the office still has the same content.
    """

    order_id: str
    number: str
    printed: PrintedForm
    pdf: bytes
    reports: tuple[SignatureReport, ...]
    current: bool


class SigningDesk:
    """The use cases of electronic signatures.

    Args:
        desk: Saves what happened to an order.
        store: Keeps the sheets that are signed.
        paper: Renders the form as it stands now.
        printer: Draws the visible signature.
        blobs: Keeps signed documents.
        signer: Signs and checks.
        clock: The time on the visible signature.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: OrderStore,
        paper: PaperDesk,
        printer: FormPrinter,
        blobs: BlobFiles,
        signer: DocumentSigner,
        clock: WallClock,
    ) -> None:
        self._desk = desk
        self._store = store
        self._paper = paper
        self._printer = printer
        self._blobs = blobs
        self._signer = signer
        self._clock = clock

    def offer(self, order_id: str, form: str) -> tuple[PrintedForm, bytes]:
        """Give the document that is to be signed next, and keep the sheet it begins with.

        It already carries the electronic signatures of this very content. Whoever signs it with
        another program brings it back to `take`.

        Raises:
            RefusedError: There is no such order.
            PrintError: The form cannot be printed.
        """
        order = self._desk.open(order_id).working.order
        found = self._signed_before(order, form)
        if found is not None:
            return found
        printed = self._paper.preview(order_id, form)
        self._keep(order_id, printed)
        return printed, printed.pdf

    def holder(self, key: SigningKey) -> Certificate:
        """Tell whose key it is, before it signs.

        Raises:
            SigningError: It cannot be opened, or its certificate signs nothing today.
        """
        return self._signer.certificate(key)

    def on_token(self, token: Token) -> Sequence[TokenCertificate]:
        """List the certificates of a UKey, to choose one.

        Raises:
            SigningError: It cannot be opened.
        """
        return self._signer.on_token(token)

    def what_is_missing(self) -> str:
        """Say what has to be set before a signature can count; empty when nothing is missing."""
        try:
            known = self._signer.knows_issuers()
        except SigningError as error:
            return str(error)
        return "" if known else _NO_ISSUERS

    def sign(self, order_id: str, form: str, step: str, key: SigningKey) -> Saved:
        """Sign a box of a form and file the signature, in one action.

        Raises:
            RefusedError: The form has no such box, or the life cycle refuses it.
            SigningError: The key cannot sign, or its issuer is not trusted.
            PrintError: The form cannot be printed.
        """
        printed, pdf = self.offer(order_id, form)
        box = next((box for box in printed.boxes if box.name == step), None)
        if box is None:
            raise RefusedError("esign.box", "这张表上没有这一栏，或者这一栏已经签过。")
        signed = self._signer.sign(pdf, box, key, stamp=self._stamp(key, box))
        document = self._document(order_id, printed, signed)
        report = next(report for report in document.reports if report.box == step)
        if not report.counts:
            raise SigningError("esign.not_counted", f"没有签上：{report.words}")
        return self.file(document)

    def take(self, path: Path) -> SignedDocument:
        """Look at a document that was signed elsewhere.

        Raises:
            RefusedError: It is not one of this office's sheets.
            SigningError: It cannot be read, or holds no signature.
        """
        pdf = _read(path)
        kept = self._kept_of(pdf)
        if kept is None:
            raise RefusedError(
                "esign.foreign", "这个文件不是本机打印或导出的表，或者内容已被改动，没有存入。"
            )
        order_id, printed = kept
        document = self._document(order_id, printed, pdf)
        if not document.reports:
            raise SigningError(
                "esign.none", "文件里没有电子签名；画上去的签名或图片不算电子签名，没有存入。"
            )
        return document

    def reports_in(self, path: Path) -> tuple[SignatureReport, ...]:
        """Check the electronic signatures of any file, filing nothing; none where it is no PDF.

        Raises:
            SigningError: It cannot be read.
        """
        pdf = _read(path)
        if not pdf.startswith(b"%PDF") or b"/ByteRange" not in pdf:
            return ()
        kept = self._kept_of(pdf)
        return tuple(self._signer.check(pdf, original=kept[1].pdf if kept else _NO_SHEET))

    def file(self, document: SignedDocument) -> Saved:
        """File a signed document with its order: the document, and each new signature in it.

        Raises:
            RefusedError: None of its signatures counts or is new, or the life cycle refuses it.
        """
        order = self._desk.open(document.order_id).working.order
        new = [report for report in document.reports if report.counts and _is_new(report, order)]
        if not new:
            words = "；".join(report.words for report in document.reports)
            raise RefusedError("esign.nothing_new", f"没有新的有效签名，没有存入。{words}")
        printed = document.printed
        blob = self._blobs.put(
            document.pdf,
            name=printed.file_name.replace(".pdf", "-signed.pdf"),
            media_type="application/pdf",
        )
        attach = AddAttachment(
            entry_id=str(uuid.uuid4()),
            sha256=blob.sha256,
            name=blob.name,
            size=blob.size,
            media_type=blob.media_type,
            purpose="scan",
            caption=f"{printed.form} 电子签名文件",
        )
        signs = [self._sign_action(report, printed, blob.sha256) for report in new]
        is_known = _is_known(printed, order)
        first = () if is_known else (self._told(document),)
        notes = () if is_known else self._paper.notes(document.order_id, printed)
        return self._desk.act(document.order_id, *first, attach, *signs, blobs=[blob], notes=notes)

    def _sign_action(self, report: SignatureReport, printed: PrintedForm, sha256: str) -> Sign:
        at = report.stamped_at or report.signed_at or self._clock.now()
        certificate = report.certificate
        return Sign(
            entry_id=str(uuid.uuid4()),
            form=printed.form,
            form_id=printed.form_id,
            round=printed.round,
            step=report.box,
            code=dict(printed.codes).get(report.box, ""),
            signer=certificate.holder,
            signed_on=at.astimezone(CST).date(),
            sha256=sha256,
            means=MEANS,
            certificate=f"{certificate.issuer} {certificate.serial}",
        )

    def _told(self, document: SignedDocument) -> FormPrinted:
        return self._paper.kept(document.order_id, document.printed, copies=0)

    def _stamp(self, key: SigningKey, box: InkBox) -> bytes:
        holder = self._signer.certificate(key).holder
        at = self._clock.now().astimezone(CST)
        return self._printer.stamp(holder, ("电子签名", f"{at:%Y-%m-%d %H:%M}"), box)

    def _document(self, order_id: str, printed: PrintedForm, pdf: bytes) -> SignedDocument:
        order = self._desk.open(order_id).working.order
        return SignedDocument(
            order_id=order_id,
            number=order.number,
            printed=printed,
            pdf=pdf,
            reports=tuple(self._signer.check(pdf, original=printed.pdf)),
            current=_is_current(printed, order),
        )

    def _signed_before(self, order: Order, form: str) -> tuple[PrintedForm, bytes] | None:
        """Find the newest signed document of a form whose content is still the office's."""
        for row in reversed(order.signatures):
            if row.form != form or row.means != MEANS or row.retracted:
                continue
            pdf = self._blobs.get(row.sha256)
            kept = self._kept_of(pdf)
            if kept is not None and _is_current(kept[1], order):
                return kept[1], pdf
        return None

    def _keep(self, order_id: str, printed: PrintedForm) -> None:
        place = _place(printed.pdf)
        self._desk.keep_draft(order_id, place, encode(printed))
        self._desk.keep_draft("", place, order_id.encode())

    def _kept_of(self, pdf: bytes) -> tuple[str, PrintedForm] | None:
        """Find the sheet that a document begins with, byte for byte."""
        place = _place(pdf[: pdf.find(_END) + len(_END) + 1])
        order_id = (self._store.draft("", place) or b"").decode()
        content = self._store.draft(order_id, place) if order_id else None
        if content is None:
            return None
        printed = msgspec.json.decode(content, type=PrintedForm)
        return (order_id, printed) if pdf.startswith(printed.pdf) else None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            pdf = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SigningError("esign.unreadable", f"打不开文件 {path.name}，没有存入。") from error
    if len(pdf) > _MOST_BYTES:
        raise SigningError("esign.too_large", f"文件 {path.name} 太大，没有存入。")
    return pdf


def _place(pdf: bytes) -> str:
    return f"printed/esign/{hashlib.sha256(pdf).hexdigest()}"


def _is_current(printed: PrintedForm, order: Order) -> bool:
    return tuple(printed.codes) == tuple(current_codes(order, printed.form, printed.round))


def _is_known(printed: PrintedForm, order: Order) -> bool:
    return any(row.codes == printed.codes and row.form == printed.form for row in order.prints)


def _is_new(report: SignatureReport, order: Order) -> bool:
    return not any(_is_same(report, row) for row in order.signatures if not row.retracted)


def _is_same(report: SignatureReport, row: Signature) -> bool:
    certificate = f"{report.certificate.issuer} {report.certificate.serial}"
    return row.step == report.box and row.means == MEANS and row.certificate == certificate
