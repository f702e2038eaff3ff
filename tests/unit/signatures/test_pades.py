"""Electronic signatures on a real form: who signed, this very content, several in order."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from helpers import form_samples
from helpers.certificates import PASSPHRASE, authority, person
from helpers.form_samples import FONTS
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from reportlab.pdfgen.canvas import Canvas

from desktop.services.paper_ports import InkBox
from desktop.services.signing_ports import KeyFile, SignatureReport, SigningError
from desktop.signatures.pades import PadesSigner
from forms import return_request

BOX = InkBox(0, "head", 100, 200, 120, 60)
SECOND = InkBox(0, "deputy", 300, 200, 120, 60)


def look() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(120, 60))
    canvas.drawString(8, 30, "signed")
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return return_request.render(form_samples.return_form(), FONTS).pdf


@pytest.fixture
def signer() -> PadesSigner:
    return PadesSigner([authority().pem])


def key(folder: Path, name: str = "王建国", **more: object) -> KeyFile:
    issued = person(name, **more)  # type: ignore[arg-type]  # passed on
    return KeyFile(path=issued.file(folder), passphrase=PASSPHRASE)


def test_a_signature_says_who_signed_this_very_sheet(
    signer: PadesSigner, sheet: bytes, tmp_path: Path
) -> None:
    signed = signer.sign(sheet, BOX, key(tmp_path), stamp=look())
    (report,) = signer.check(signed, original=sheet)
    assert report.counts
    assert report.box == "head"
    assert report.certificate.holder == "王建国"
    assert "王建国" in report.words
    assert "有效" in report.words


def test_the_printed_sheet_stays_the_beginning_of_the_file(
    signer: PadesSigner, sheet: bytes, tmp_path: Path
) -> None:
    assert signer.sign(sheet, BOX, key(tmp_path), stamp=look()).startswith(sheet)


def test_several_sign_in_order_and_all_signatures_hold(
    signer: PadesSigner, sheet: bytes, tmp_path: Path
) -> None:
    first = signer.sign(sheet, BOX, key(tmp_path), stamp=look())
    both = signer.sign(first, SECOND, key(tmp_path, "李红"), stamp=look())
    reports = signer.check(both, original=sheet)
    assert [(row.box, row.certificate.holder, row.counts) for row in reports] == [
        ("head", "王建国", True),
        ("deputy", "李红", True),
    ]


def test_a_box_is_signed_once(signer: PadesSigner, sheet: bytes, tmp_path: Path) -> None:
    signed = signer.sign(sheet, BOX, key(tmp_path), stamp=look())
    with pytest.raises(SigningError) as caught:
        signer.sign(signed, BOX, key(tmp_path, "李红"), stamp=look())
    assert caught.value.code == "esign.signed"


def test_the_visible_signature_stands_in_its_box(
    signer: PadesSigner, sheet: bytes, tmp_path: Path
) -> None:
    signed = signer.sign(sheet, BOX, key(tmp_path), stamp=look())
    with pikepdf.open(BytesIO(signed)) as pdf:
        (widget,) = pdf.pages[0].obj["/Annots"]
        assert [float(edge) for edge in widget["/Rect"]] == [100, 200, 220, 260]
        assert "/Look" in str(widget["/AP"]["/N"].keys()) or widget["/AP"]["/N"].read_bytes()


def test_another_sheet_signed_well_does_not_count(
    signer: PadesSigner, sheet: bytes, tmp_path: Path
) -> None:
    form = replace(form_samples.return_form(), reason_text="另一个理由")
    other = return_request.render(form, FONTS).pdf
    signed = signer.sign(other, BOX, key(tmp_path), stamp=look())
    (report,) = signer.check(signed, original=sheet)
    assert report.intact
    assert not report.counts
    assert "不是本单位打印的这张表" in report.words


def test_an_issuer_nobody_trusts_does_not_count(
    signer: PadesSigner, sheet: bytes, tmp_path: Path
) -> None:
    signed = signer.sign(sheet, BOX, key(tmp_path, issuer="自己做的"), stamp=look())
    (report,) = signer.check(signed, original=sheet)
    assert report.intact
    assert not report.trusted
    assert not report.counts


def readable(signer: PadesSigner, pdf: bytes, original: bytes) -> Sequence[SignatureReport]:
    """The signatures of a document; none when it cannot be read at all."""
    try:
        return signer.check(pdf, original=original)
    except SigningError:
        return ()


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9])
def test_one_changed_byte_is_noticed(
    signer: PadesSigner, sheet: bytes, tmp_path: Path, place: float
) -> None:
    signed = bytearray(signer.sign(sheet, BOX, key(tmp_path), stamp=look()))
    spot = int(len(sheet) * place)
    signed[spot] ^= 1
    assert not any(report.counts for report in readable(signer, bytes(signed), sheet))


def test_content_added_after_the_signature_is_noticed(
    signer: PadesSigner, sheet: bytes, tmp_path: Path
) -> None:
    signed = signer.sign(sheet, BOX, key(tmp_path), stamp=look())
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    reference = writer.root["/Pages"]["/Kids"].raw_get(0)
    page = reference.get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 500 500 re f"))
    writer.mark_update(reference)
    changed = BytesIO()
    writer.write(changed)
    (report,) = signer.check(changed.getvalue(), original=sheet)
    assert not report.intact
    assert "改动" in report.words


def test_a_picture_of_a_signature_is_no_signature(signer: PadesSigner, sheet: bytes) -> None:
    assert signer.check(sheet, original=sheet) == []


@pytest.mark.parametrize("rubbish", [b"", b"%PDF-1.7\n", b"\x89PNG....", b"%PDF-1.7" * 400])
def test_what_is_no_document_is_refused(signer: PadesSigner, rubbish: bytes) -> None:
    with pytest.raises(SigningError) as caught:
        signer.check(rubbish, original=b"x")
    assert caught.value.code == "esign.unreadable"


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("esign.file", lambda folder: KeyFile(path=folder / "none.p12", passphrase="x")),
        ("esign.passphrase", lambda folder: KeyFile(path=key(folder).path, passphrase="错")),
        ("esign.expired", lambda folder: key(folder, "过期", days=-1)),
        ("esign.usage", lambda folder: key(folder, "加密用", signs=False)),
    ],
)
def test_a_key_that_cannot_sign_says_why(
    signer: PadesSigner, sheet: bytes, tmp_path: Path, code: str, make: object
) -> None:
    assert callable(make)
    with pytest.raises(SigningError) as caught:
        signer.sign(sheet, BOX, make(tmp_path), stamp=look())
    assert caught.value.code == code


def test_secrets_do_not_show(tmp_path: Path) -> None:
    assert PASSPHRASE not in repr(KeyFile(path=tmp_path, passphrase=PASSPHRASE))


def test_an_issuer_file_that_is_no_certificate_says_so() -> None:
    with pytest.raises(SigningError) as caught:
        PadesSigner([b"no certificate"]).check(b"", original=b"")
    assert caught.value.code == "esign.issuers"
