"""Electronic signatures: sign here, sign elsewhere and bring back, in memory and on the store.

Printer and signer are the real ones: the sheet's bytes are what is signed.
"""

from pathlib import Path

import pytest
from helpers.certificates import PASSPHRASE, authority, person
from helpers.form_samples import FONTS
from helpers.memory_office import MemoryOffice
from helpers.orders import RETURN_FORM, accepted_order, did
from helpers.pdf_text import whole_text
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import Order, Stage
from desktop.printing.printer import PdfPrinter
from desktop.services.history import history
from desktop.services.order_desk import RefusedError
from desktop.services.paper_desk import PaperDesk, PaperIdentity
from desktop.services.signing_desk import SigningDesk
from desktop.services.signing_ports import KeyFile, SigningError
from desktop.signatures.pades import PadesSigner


@pytest.fixture
def paper(office: MemoryOffice) -> PaperDesk:
    identity = PaperIdentity(unit_name="第一居委会", operator=lambda: "陈敏", training=False)
    return PaperDesk(office.desk, PdfPrinter(FONTS), office.cabinet.blobs, office.clock, identity)


@pytest.fixture
def signing(office: MemoryOffice, paper: PaperDesk) -> SigningDesk:
    printer = PdfPrinter(FONTS)
    return SigningDesk(
        office.desk,
        office.store,
        paper,
        printer,
        office.cabinet.blobs,
        PadesSigner([authority().pem]),
        office.clock,
    )


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return KeyFile(path=person("周建国").file(tmp_path), passphrase=PASSPHRASE)


def _return_order() -> Order:
    return did(accepted_order(), act.SaveReturnForm(RETURN_FORM))


def test_a_signature_here_counts_as_the_heads_signature(
    office: MemoryOffice, signing: SigningDesk, key: KeyFile
) -> None:
    office.cabinet.put(_return_order())
    signing.sign("o-1", "F1", "head", key)
    (row,) = office.order().signatures
    assert (row.signer, row.means, row.differs) == ("周建国", "pades", False)
    (file,) = office.order().attachments
    assert (file.sha256, file.media_type) == (row.sha256, "application/pdf")
    assert office.desk.act("o-1", act.RequestReturn()).order.stage is Stage.RETURN_PENDING


def test_history_and_paper_call_it_an_electronic_signature(
    office: MemoryOffice, signing: SigningDesk, paper: PaperDesk, key: KeyFile
) -> None:
    office.cabinet.put(_return_order())
    signing.sign("o-1", "F1", "head", key)
    working = office.store.working("o-1")
    assert working is not None
    (told,) = (event for event in history(working) if event.what == "F1 电子签名")
    assert "周建国" in told.text
    assert "证书由“演练电子认证中心”签发" in told.text
    printed = whole_text(paper.preview("o-1", "F1").pdf)
    assert "电子签名，证书由“演练电子认证中心”签发" in printed
    assert "纸质扫描件" not in printed


def test_it_is_one_action_for_the_clerk(
    office: MemoryOffice, signing: SigningDesk, key: KeyFile
) -> None:
    office.cabinet.put(_return_order())
    before = len(office.told)
    signing.sign("o-1", "F1", "head", key)
    assert len(office.told) == before + 1
    (told,) = office.order().prints
    assert told.copies == 0


def test_a_sheet_signed_with_another_program_comes_back(
    office: MemoryOffice, signing: SigningDesk, key: KeyFile, tmp_path: Path
) -> None:
    office.cabinet.put(_return_order())
    printed, pdf = signing.offer("o-1", "F1")
    box = next(box for box in printed.boxes if box.name == "head")
    stamp = PdfPrinter(FONTS).stamp("周建国", ("电子签名",), box)
    away = tmp_path / "signed.pdf"
    away.write_bytes(PadesSigner().sign(pdf, box, key, stamp=stamp))
    document = signing.take(away)
    assert (document.number, document.current) == ("QP20260918001", True)
    assert "有效" in document.reports[0].words
    signing.file(document)
    assert office.order().signatures[0].signer == "周建国"
    with pytest.raises(RefusedError) as caught:
        signing.file(signing.take(away))
    assert caught.value.code == "esign.nothing_new"


def test_a_sheet_whose_content_has_changed_is_filed_and_marked(
    office: MemoryOffice, signing: SigningDesk, key: KeyFile, tmp_path: Path
) -> None:
    office.cabinet.put(_return_order())
    printed, pdf = signing.offer("o-1", "F1")
    box = next(box for box in printed.boxes if box.name == "head")
    away = tmp_path / "signed.pdf"
    away.write_bytes(PadesSigner().sign(pdf, box, key, stamp=pdf))
    office.desk.act("o-1", act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    document = signing.take(away)
    assert not document.current
    signing.file(document)
    assert office.order().signatures[0].differs
    printed_now, pdf_now = signing.offer("o-1", "F1")
    assert printed_now.codes != printed.codes
    assert pdf_now == printed_now.pdf


def test_the_next_signer_signs_on_top_of_the_first(
    office: MemoryOffice, signing: SigningDesk, key: KeyFile
) -> None:
    office.cabinet.put(_return_order())
    printed, pdf = signing.offer("o-1", "F1")
    signing.sign("o-1", "F1", "head", key)
    again, signed = signing.offer("o-1", "F1")
    assert again == printed
    assert signed.startswith(pdf)
    assert len(signed) > len(pdf)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda pdf: pdf, "esign.none"),
        (lambda pdf: pdf[:2000] + b"x" + pdf[2001:], "esign.foreign"),
        (lambda _pdf: b"", "esign.foreign"),
        (lambda _pdf: b"%PDF-1.7 something else %%EOF\n", "esign.foreign"),
    ],
)
def test_what_is_not_a_signed_sheet_of_ours_is_refused(
    office: MemoryOffice, signing: SigningDesk, tmp_path: Path, spoil: object, code: str
) -> None:
    office.cabinet.put(_return_order())
    _, pdf = signing.offer("o-1", "F1")
    assert callable(spoil)
    away = tmp_path / "back.pdf"
    away.write_bytes(spoil(pdf))
    with pytest.raises((RefusedError, SigningError)) as caught:
        signing.take(away)
    assert caught.value.code == code
    assert office.order().signatures == ()


def test_a_certificate_of_nobody_signs_nothing(
    office: MemoryOffice, signing: SigningDesk, tmp_path: Path
) -> None:
    office.cabinet.put(_return_order())
    unknown = person("周建国", issuer="自己做的")
    own = KeyFile(path=unknown.file(tmp_path), passphrase=PASSPHRASE)
    with pytest.raises(SigningError) as caught:
        signing.sign("o-1", "F1", "head", own)
    assert caught.value.code == "esign.not_counted"
    assert office.order().signatures == ()


def test_a_box_that_is_not_there(office: MemoryOffice, signing: SigningDesk, key: KeyFile) -> None:
    office.cabinet.put(_return_order())
    with pytest.raises(RefusedError) as caught:
        signing.sign("o-1", "F1", "chief", key)
    assert caught.value.code == "esign.box"
