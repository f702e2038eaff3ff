"""Checking a sheet: whose it is, who printed it, and whether it still holds."""

from pathlib import Path

import pytest
from helpers.certificates import PASSPHRASE, authority, person
from helpers.form_samples import FONTS
from helpers.memory_office import MemoryOffice
from helpers.orders import RETURN_FORM, accepted_order, did
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import Order
from desktop.printing.printer import PdfPrinter
from desktop.scanning.sheet_reader import ProcessSheetReader
from desktop.services.order_desk import RefusedError
from desktop.services.paper_desk import PaperDesk, PaperIdentity
from desktop.services.paper_ports import PrintedForm, SheetPage
from desktop.services.signing_desk import SigningDesk
from desktop.services.signing_ports import KeyFile
from desktop.services.verify_desk import Verdict, VerifyDesk
from desktop.signatures.pades import PadesSigner


def _signing(office: MemoryOffice, paper: PaperDesk, printer: PdfPrinter) -> SigningDesk:
    blobs, signer = office.cabinet.blobs, PadesSigner([authority().pem])
    return SigningDesk(office.desk, office.store, paper, printer, blobs, signer, office.clock)


@pytest.fixture
def verify(office: MemoryOffice) -> VerifyDesk:
    signing = _signing(office, office.paper, PdfPrinter(FONTS))
    return VerifyDesk(office.desk, office.store, office.tray, signing, office.shelf)


def _return_order() -> Order:
    return did(accepted_order(), act.SaveReturnForm(RETURN_FORM))


def _laid(office: MemoryOffice, printed: PrintedForm, folder: Path) -> Path:
    path = folder / office.tray.lay(printed).name
    path.write_bytes(b"a picture")
    return path


def _printed(office: MemoryOffice) -> PrintedForm:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    office.paper.record_print("o-1", printed, copies=2)
    return printed


def test_a_sheet_that_still_holds(office: MemoryOffice, verify: VerifyDesk, tmp_path: Path) -> None:
    path = _laid(office, _printed(office), tmp_path)
    (check,) = verify.check_file(path)
    assert (check.verdict, check.number, check.form) == (
        Verdict.CURRENT, "QP20260918001", "F1",
    )  # fmt: skip
    (told,) = check.printed
    assert "打印，1 页 × 2 份" in told
    assert [section.current for section in check.sections] == [True]


def test_a_sheet_whose_content_has_changed(
    office: MemoryOffice, verify: VerifyDesk, tmp_path: Path
) -> None:
    path = _laid(office, _printed(office), tmp_path)
    office.desk.act("o-1", act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    (check,) = verify.check_file(path)
    assert check.verdict is Verdict.CHANGED
    assert check.printed
    assert "与现有内容不一致" in "\n".join(check.lines)


def test_a_sheet_that_came_out_of_a_printer_that_had_refused_is_no_foreign_one(
    office: MemoryOffice, verify: VerifyDesk, tmp_path: Path
) -> None:
    printed = _printed(office)
    path = _laid(office, printed, tmp_path)
    row = office.desk.open("o-1").working.order.prints[-1]
    office.desk.act("o-1", act.Retract(target=row.entry_id, reason="没有打出"))
    for check in (*verify.check_file(path), *verify.check_code(printed.codes[0][1])):
        assert check.verdict is Verdict.CURRENT
        assert "（已撤销：没有打出）" in "\n".join(check.lines)


def test_a_typed_code_finds_the_sheet(office: MemoryOffice, verify: VerifyDesk) -> None:
    ((_, code),) = _printed(office).codes
    (check,) = verify.check_code(f" {code[:5].lower()} {code[5:]} ")
    assert (check.verdict, check.number) == (Verdict.CURRENT, "QP20260918001")


def test_a_code_that_a_colleague_printed_is_found(office: MemoryOffice, verify: VerifyDesk) -> None:
    """The print came with the order; nothing of it was done on this PC."""
    order = _return_order()
    office.cabinet.put(order)
    printed = office.paper.preview("o-1", "F1")
    told = act.FormPrinted(
        entry_id="p", form="F1", form_id=printed.form_id, round=1, codes=printed.codes
    )
    office.cabinet.put(did(order, told), version=2)
    ((_, code),) = printed.codes
    assert verify.check_code(code)[0].verdict is Verdict.CURRENT


def test_a_signature_stands_beside_its_section(
    office: MemoryOffice, verify: VerifyDesk, tmp_path: Path
) -> None:
    printed = _printed(office)
    office.desk.act(
        "o-1",
        act.Sign(
            entry_id="s",
            form="F1",
            form_id=printed.form_id,
            round=1,
            step="head",
            code=dict(printed.codes)["head"],
            signer="周建国",
            signed_on=office.clock.now().date(),
            sha256="",
        ),
    )
    (check,) = verify.check_file(_laid(office, printed, tmp_path))
    assert "周建国" in check.sections[0].signatures[0]
    assert "纸质扫描件" in check.sections[0].signatures[0]


@pytest.mark.parametrize("typed", ["AAAAAAAAAA", "OOOOO IIIII"])
def test_a_code_nobody_printed(office: MemoryOffice, verify: VerifyDesk, typed: str) -> None:
    _printed(office)
    assert [check.verdict for check in verify.check_code(typed)] == [Verdict.FOREIGN]


@pytest.mark.parametrize("typed", ["", "ABC", "这不是码", "%%%%%%%%%%", "ABCDEFGHIJK"])
def test_what_is_no_code_is_refused(verify: VerifyDesk, typed: str) -> None:
    with pytest.raises(RefusedError) as caught:
        verify.check_code(typed)
    assert caught.value.code == "verify.code"


def test_files_that_say_nothing(office: MemoryOffice, verify: VerifyDesk, tmp_path: Path) -> None:
    path = _laid(office, _printed(office), tmp_path)
    page = office.tray.pages[path.name]
    for changed, verdict in (("ABCDEFGHIJKL", Verdict.FOREIGN), ("", Verdict.UNREADABLE)):
        office.tray.pages[path.name] = _page_with(page, changed)
        assert [check.verdict for check in verify.check_file(path)] == [verdict]
    (broken,) = verify.check_file(tmp_path / "nothing.pdf")
    assert (broken.verdict, broken.message) == (Verdict.UNREADABLE, "读不出这个文件。")


def _page_with(page: SheetPage, form_id: str) -> SheetPage:
    return SheetPage(
        source=page.source,
        index=page.index,
        form_id=form_id,
        page=page.page,
        pages=page.pages,
        codes=page.codes,
        jpeg=page.jpeg,
    )


def test_a_signed_pdf_is_read_and_its_signatures_told(office: MemoryOffice, tmp_path: Path) -> None:
    """The real printer, signer and reader: the QR code is read from the signed file itself."""
    printer = PdfPrinter(FONTS)
    identity = PaperIdentity(unit_name="第一居委会", operator=lambda: "陈敏", training=False)
    paper = PaperDesk(office.desk, printer, office.cabinet.blobs, office.clock, identity)
    signing = _signing(office, paper, printer)
    office.cabinet.put(_return_order())
    file = person("周建国").file(tmp_path)
    signing.sign("o-1", "F1", "head", KeyFile(path=file, passphrase=PASSPHRASE))
    path = tmp_path / "签好的.pdf"
    path.write_bytes(office.cabinet.blobs.get(office.order().signatures[0].sha256))
    verify = VerifyDesk(office.desk, office.store, ProcessSheetReader(), signing, office.shelf)
    (check,) = verify.check_file(path)
    assert check.verdict is Verdict.CURRENT
    assert "电子签名有效" in check.electronic[0]
    assert "电子签名" in check.sections[0].signatures[0]
