"""Forms of the unit itself come back signed, are recognised, compared, filed and taken back."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers.certificates import authority
from helpers.form_samples import FONTS
from helpers.memory_office import MemoryOffice
from helpers.scan_simulator import jpeg, signed_sheet
from msgspec import structs

from desktop.printing.printer import PdfPrinter
from desktop.printing.report_printer import PdfReportPrinter
from desktop.scanning.pages import SheetBox
from desktop.scanning.sheet_reader import ProcessSheetReader
from desktop.services.order_desk import RefusedError, Saved
from desktop.services.paper_desk import PaperDesk, PaperIdentity
from desktop.services.paper_ports import PrintContext, PrintedForm, SheetPage
from desktop.services.ports import UNIT, FormLocation
from desktop.services.report_period import read_period
from desktop.services.reports import HandoverReport, LooseEnd, PaperReport, RestDayReport
from desktop.services.scan_desk import ScanDesk
from desktop.services.scan_findings import ScannedSheet, SheetChange, SheetMatch, SignKind
from desktop.services.sheet_filing import Confirmation
from desktop.services.signing_desk import SigningDesk
from desktop.services.unit_sheets import SignedSheet
from desktop.services.unit_shelf import UnitShelf
from desktop.services.verify_desk import Verdict, VerifyDesk
from desktop.signatures.pades import PadesSigner

_CONFIRMED = Confirmation(signer="周建国", signed_on=date(2026, 9, 18))
_RESIDENCE = {"item": "居住证办理", "conditions": "在本市居住半年以上", "phone": "0539-6211234"}


def _print(
    office: MemoryOffice, content: dict[str, str] | None = None, form: str = "F15"
) -> PrintedForm:
    typed = _RESIDENCE if content is None else content
    printed = office.paper.of_unit(form, typed)
    office.shelf.record(printed, typed, copies=2)
    return printed


def _scanned(
    office: MemoryOffice, tmp_path: Path, printed: PrintedForm, *signed: str
) -> ScannedSheet:
    path = office.tray.lay(printed, *signed)
    (tmp_path / path.name).write_bytes(printed.pdf)
    (sheet,) = office.waiting.take([tmp_path / path.name]).sheets
    return sheet


def _filed(office: MemoryOffice, sheet: ScannedSheet, step: str = "reviewer") -> SignedSheet:
    filed = office.scans.file_signature(sheet, step, _CONFIRMED)
    assert not isinstance(filed, Saved)
    return filed


def test_a_signed_form_of_the_unit_is_recognised_and_filed(
    office: MemoryOffice, tmp_path: Path
) -> None:
    sheet = _scanned(office, tmp_path, _print(office), "reviewer")
    assert sheet.main.match is SheetMatch.CURRENT
    assert sheet.main.title == "2026年9月18日　居住证办理"
    assert "本单位的《知识库信息报送表》，内容与现在一致" in sheet.main.message
    filed = _filed(office, sheet)
    assert office.shelf.signed("F15") == [filed]
    assert office.shelf.signed("F21") == []
    assert filed.words == "周建国 2026-09-18 签字（审核人签字）"
    assert (filed.standing, filed.changes) == ("", ())
    assert office.shelf.pictures(filed) == (sheet.main.page.jpeg,)
    assert office.waiting.sheets() == ()
    entry = office.cabinet.audits()[-1]
    assert (entry.what, entry.order_id) == ("unit_form_signed", "")
    assert entry.detail == {"form": "F15", "code": filed.code, "step": "reviewer"}
    assert "周建国" not in str(office.cabinet.audits())


def test_what_waits_on_the_shelf_of_the_tray_is_the_same_after_a_restart(
    office: MemoryOffice, tmp_path: Path
) -> None:
    sheet = _scanned(office, tmp_path, _print(office), "reviewer")
    compared = len(office.tray.compared)
    assert office.waiting.sheets() == (sheet,)
    assert len(office.tray.compared) == compared


def test_a_later_print_about_the_same_makes_a_sheet_a_changed_one(
    office: MemoryOffice, tmp_path: Path
) -> None:
    printed = _print(office)
    _print(office, {"item": "养犬登记"})
    assert office.shelf.finding(_page(office, printed), _place(office, printed)).match is (
        SheetMatch.CURRENT
    )
    office.clock.moment += timedelta(days=3)
    _print(office, _RESIDENCE)  # the same content of another day: nothing has changed
    assert office.shelf.finding(_page(office, printed), _place(office, printed)).match is (
        SheetMatch.CURRENT
    )
    _print(office, {**_RESIDENCE, "conditions": "在本市居住一年以上"})
    sheet = _scanned(office, tmp_path, printed, "reviewer")
    assert sheet.main.match is SheetMatch.CHANGED
    assert "后来又打印过不同的内容" in sheet.main.message
    filed = _filed(office, sheet)
    assert filed.standing == "与后来打印的内容不一致"
    (change,) = filed.changes
    assert isinstance(change, SheetChange)
    assert ("半年" in change.on_paper, "一年" in change.now) == (True, True)


def _page(office: MemoryOffice, printed: PrintedForm) -> SheetPage:
    office.tray.lay(printed, "reviewer")
    return office.tray.pages["scan.jpg"]


def _place(office: MemoryOffice, printed: PrintedForm) -> FormLocation:
    found = office.shelf.location(_page(office, printed))
    assert found is not None
    return found


def test_a_colleagues_print_is_known_and_a_stranger_s_is_not(
    office: MemoryOffice, tmp_path: Path
) -> None:
    printed = office.paper.of_unit("F21", {"office": "综合科"})  # printed, and recorded elsewhere
    office.clock.moment += timedelta(days=400)
    sheet = _scanned(office, tmp_path, printed, "head")
    assert sheet.main.match is SheetMatch.ELSEWHERE
    assert [(box.step, box.doubtful) for box in sheet.main.boxes] == [("head", True)]
    with pytest.raises(RefusedError) as caught:
        office.scans.file_signature(sheet, "head", _CONFIRMED)
    assert caught.value.code == "scan.doubtful"
    looked = replace(_CONFIRMED, ink_seen=True)
    filed = office.scans.file_signature(sheet, "head", looked)
    assert isinstance(filed, SignedSheet)
    assert filed.standing == "本机没有打印记录，内容没有比对"
    stranger = structs.replace(printed, form_id="ABCDEFGHIJKL", codes=(("", "AAAAAAAAAA"),))
    other = _scanned(office, tmp_path, structs.replace(stranger, pdf=b"x"), "head")
    assert other.main.match is SheetMatch.FOREIGN


def test_an_unsigned_form_is_not_filed_as_signed(office: MemoryOffice, tmp_path: Path) -> None:
    sheet = _scanned(office, tmp_path, _print(office))
    with pytest.raises(RefusedError) as caught:
        office.scans.file_signature(sheet, "reviewer", _CONFIRMED)
    assert caught.value.code == "scan.unsigned"
    assert office.shelf.signed("F15") == []
    assert len(office.waiting.sheets()) == 1


def test_only_what_came_from_this_very_picture_counts_as_filed(
    office: MemoryOffice, tmp_path: Path
) -> None:
    first = _scanned(office, tmp_path, _print(office), "reviewer")
    _filed(office, first)
    other = structs.replace(first.main.page, jpeg=b"another picture")
    signed = structs.replace(first.main, page=other)
    assert office.shelf.unfiled(first.main).boxes == ()
    assert office.shelf.unfiled(signed).boxes == signed.boxes != ()


def test_missing_pages_are_asked_for_and_remembered(office: MemoryOffice, tmp_path: Path) -> None:
    sheet = _scanned(office, tmp_path, structs.replace(_print(office), pages=2), "reviewer")
    with pytest.raises(RefusedError) as caught:
        office.scans.file_signature(sheet, "reviewer", _CONFIRMED)
    assert caught.value.code == "scan.pages_missing"
    filed = office.scans.file_signature(sheet, "reviewer", replace(_CONFIRMED, incomplete=True))
    assert isinstance(filed, SignedSheet)
    assert filed.missing == (2,)


def test_a_signature_on_behalf_says_so(office: MemoryOffice, tmp_path: Path) -> None:
    sheet = _scanned(office, tmp_path, _print(office), "reviewer")
    confirmed = replace(_CONFIRMED, kind=SignKind.DELEGATED, leader="王芳", reason="出差")
    filed = office.scans.file_signature(sheet, "reviewer", confirmed)
    assert isinstance(filed, SignedSheet)
    assert (filed.remark, "委托签" in filed.words) == ("受王芳委托，出差", True)


def test_a_filing_is_taken_back_with_a_reason_and_stays_visible(
    office: MemoryOffice, tmp_path: Path
) -> None:
    filed = _filed(office, _scanned(office, tmp_path, _print(office), "reviewer"))
    with pytest.raises(RefusedError):
        office.shelf.take_back(filed, "  ")
    changed = office.shelf.take_back(filed, "签字人填错")
    assert office.shelf.signed("F15") == [changed]
    assert changed.standing == "已撤销：签字人填错"
    assert office.cabinet.audits()[-1].what == "unit_form_taken_back"
    with pytest.raises(RefusedError) as caught:  # another window still shows it as standing
        office.shelf.take_back(filed, "重复")
    assert (caught.value.code, "签字人填错" in caught.value.message) == ("shelf.taken_back", True)
    assert office.shelf.signed("F15") == [changed]
    assert [entry.what for entry in office.cabinet.audits()].count("unit_form_taken_back") == 1


def test_a_signed_form_of_long_ago_is_still_listed_and_still_known_for_filed(
    office: MemoryOffice, tmp_path: Path
) -> None:
    sheet = _scanned(office, tmp_path, _print(office), "reviewer")
    first = _filed(office, sheet)
    with office.store.shelf_writing() as transaction:
        for number in range(220):
            later = structs.replace(first, entry_id=f"later-{number}", pictures=())
            transaction.put_signed_sheet(later)
    assert office.shelf.signed("F15")[-1] == first
    assert len(office.shelf.signed()) == 221
    assert office.scans.unfiled(sheet.main).boxes == ()


def test_a_later_print_is_held_against_the_last_one_however_long_ago(office: MemoryOffice) -> None:
    old = _print(office)
    _print(office, {**_RESIDENCE, "conditions": "在本市居住一年以上"})
    for number in range(60):
        _print(office, {"item": f"别的事 {number}"})
    sheet = office.shelf.printed(old.codes[0][1])
    assert office.shelf.match(sheet) is SheetMatch.CHANGED


def test_its_pages_are_saved_into_a_folder(office: MemoryOffice, tmp_path: Path) -> None:
    filed = _filed(office, _scanned(office, tmp_path, _print(office), "reviewer"))
    (path,) = office.shelf.export(filed, tmp_path / "out")
    short = filed.entry_id[:8]
    assert path.name == f"知识库信息报送表-{filed.code}-签字件-审核人签字-{short}-1.jpg"
    assert path.read_bytes() == office.shelf.pictures(filed)[0]
    assert office.cabinet.audits()[-1].what == "unit_form_exported"


def test_a_page_without_a_code_is_guessed_and_taken(office: MemoryOffice, tmp_path: Path) -> None:
    printed = _print(office)
    lost = structs.replace(_page(office, printed), form_id="", codes=(), page=0, pages=0)
    office.tray.pages["scan.jpg"] = lost
    path = tmp_path / "scan.jpg"
    path.write_bytes(b"a scan")
    (sheet,) = office.waiting.take([path]).sheets
    assert sheet.main.match is SheetMatch.UNREADABLE
    guess = office.scans.guesses(sheet.main.page)[0]
    assert (guess.location.order_id, guess.title) == (UNIT, "2026年9月18日　居住证办理")
    code = printed.codes[0][1]
    found = office.waiting.accept(sheet.main, guess, code=code)
    assert found.match is SheetMatch.CURRENT
    assert office.waiting.sheets()[0].main.match is SheetMatch.CURRENT
    unsure = office.scans.accept(lost, guess)
    assert (unsure.match, unsure.title) == (SheetMatch.UNCOMPARED, guess.title)
    assert "没有核对版本码" in unsure.message


def _lost(office: MemoryOffice, printed: PrintedForm) -> SheetPage:
    """Scan a sheet whose QR code nobody can read."""
    return structs.replace(_page(office, printed), form_id="", codes=(), page=0, pages=0)


def test_a_guess_without_its_code_is_filed_under_the_print_it_looks_like(
    office: MemoryOffice, tmp_path: Path
) -> None:
    printed = _print(office)
    office.tray.pages["scan.jpg"] = _lost(office, printed)
    path = tmp_path / "scan.jpg"
    path.write_bytes(b"a scan")
    (sheet,) = office.waiting.take([path]).sheets
    guess = office.scans.guesses(sheet.main.page)[0]
    office.waiting.accept(sheet.main, guess)
    (waiting,) = office.waiting.sheets()  # read back from the tray, as after a restart
    confirmed = replace(_CONFIRMED, ink_seen=True)
    filed = office.scans.file_signature(waiting, "reviewer", confirmed)
    assert isinstance(filed, SignedSheet)
    assert (filed.form_id, filed.code) == (printed.form_id, "")
    assert filed.title == "2026年9月18日　居住证办理"
    assert filed.standing == "没有核对版本码，内容没有比对"


def test_prints_of_one_day_about_different_things_give_a_guess_only_their_day(
    office: MemoryOffice,
) -> None:
    printed = _print(office)
    _print(office, {"item": "养犬登记"})
    lost = _lost(office, printed)
    unsure = office.scans.accept(lost, office.scans.guesses(lost)[0])
    assert (unsure.match, unsure.title) == (SheetMatch.UNCOMPARED, "2026年9月18日")


def test_a_typed_code_says_which_sheet_a_page_is(office: MemoryOffice, tmp_path: Path) -> None:
    printed = _print(office)
    lost = structs.replace(_page(office, printed), form_id="", codes=(), page=0, pages=0)
    found = office.scans.assign_by_code(lost, f" {printed.codes[0][1].lower()} ")
    assert (found.match, found.title[-5:]) == (SheetMatch.CURRENT, "居住证办理")
    assert found.page.form_id == printed.form_id
    assert [(box.step, box.doubtful) for box in found.boxes] == [("reviewer", True)]
    with pytest.raises(RefusedError) as caught:
        office.scans.assign_by_code(lost, "AAAAAAAAAA")
    assert caught.value.code == "scan.code_unknown"


def test_the_verifier_knows_them(office: MemoryOffice, tmp_path: Path) -> None:
    printed = _print(office)
    _filed(office, _scanned(office, tmp_path, printed, "reviewer"))
    signer = PadesSigner([authority().pem])
    signing = SigningDesk(
        office.desk,
        office.store,
        office.paper,
        office.printer,
        office.cabinet.blobs,
        signer,
        office.clock,
    )
    verify = VerifyDesk(office.desk, office.store, office.tray, signing, office.shelf)
    (check,) = verify.check_code(printed.codes[0][1])
    assert check.verdict is Verdict.CURRENT
    assert check.lines[0] == "本单位的《知识库信息报送表》：内容与本单位现有的一致。"
    assert "2 份　居住证办理" in check.printed[0]
    assert check.sections[0].signatures == ("周建国 2026-09-18 签字（审核人签字）",)
    _print(office, {**_RESIDENCE, "phone": "0539-6215678"})
    (later,) = verify.check_code(printed.codes[0][1])
    assert later.verdict is Verdict.CHANGED


def test_a_list_that_two_people_sign_is_filed_twice_and_then_leaves_the_tray(
    office: MemoryOffice, tmp_path: Path
) -> None:
    report = HandoverReport(read_period("2026-09"), (), (), (), ())
    context = PrintContext(
        printed_at=office.clock.now(), operator="陈敏", unit_name="第一居委会", training=False
    )
    paper = PdfReportPrinter(FONTS).pdf(report, context)
    office.shelf.record_report(report, paper, copies=1)
    (kept,) = office.shelf.earlier("F24")
    assert (kept.code, kept.subject) == (paper.code, "2026年9月")
    printed = office.store.printed_unit_sheet(paper.code)
    assert printed is not None
    sheet = _scanned(office, tmp_path, printed, "giver", "taker")
    assert sheet.main.message == "已识别：本单位的《交接班清单》，内容与现在一致。"
    _filed(office, sheet, "giver")
    (waiting,) = office.waiting.sheets()
    assert [box.step for box in waiting.boxes] == ["taker"]
    _filed(office, waiting, "taker")
    assert office.waiting.sheets() == ()
    assert [filed.step for filed in office.shelf.signed()] == ["taker", "giver"]
    for filed in office.shelf.signed():
        office.shelf.export(filed, tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 2
    changed = replace(report, unsent=(LooseEnd("1", "漏水", "处理记录", "待发送"),))
    again = PdfReportPrinter(FONTS).pdf(changed, context)
    office.shelf.record_report(changed, again, copies=1)
    assert office.shelf.match(kept) is SheetMatch.CHANGED


def test_a_list_that_nobody_signs_is_not_kept(office: MemoryOffice) -> None:
    report = RestDayReport(read_period("2026-10"), ())
    office.shelf.record_report(report, PaperReport(b"pdf", 1), copies=1)
    assert office.shelf.earlier("F23") == []


def test_a_real_print_signed_and_scanned_is_filed(office: MemoryOffice, tmp_path: Path) -> None:
    """The real printer and reader: the QR code, the ink in the box, the pages of the shelf."""
    identity = PaperIdentity(unit_name="第一居委会", operator=lambda: "陈敏", training=False)
    paper = PaperDesk(office.desk, PdfPrinter(FONTS), office.cabinet.blobs, office.clock, identity)
    reader = ProcessSheetReader()
    shelf = UnitShelf(
        office.desk, office.store, paper, reader, office.cabinet.blobs, office.clock, "第一居委会"
    )
    scans = ScanDesk(office.desk, office.store, paper, reader, office.cabinet.blobs, shelf)
    printed = paper.of_unit("F15", _RESIDENCE)
    shelf.record(printed, _RESIDENCE, copies=1)
    boxes = [SheetBox(box.page, box.name, box.x, box.y, box.width, box.height)
             for box in printed.boxes]  # fmt: skip
    signed = tmp_path / "signed.jpg"
    signed.write_bytes(jpeg(signed_sheet(printed.pdf, boxes, {"reviewer"}, random.Random(3)), 80))
    (finding,), problems = scans.read_scans([signed])
    assert problems == ()
    assert (finding.match, finding.has_ink) == (SheetMatch.CURRENT, True)
    scans.file_signature(finding, "reviewer", _CONFIRMED)
    assert shelf.signed("F15")[0].code == printed.codes[0][1]
