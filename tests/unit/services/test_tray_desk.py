"""What came back on paper waits, whole sheets together, until a clerk has settled it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import RETURN_FORM, accepted_order, did, order_in
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import Order, Signoff, Stage
from desktop.services.order_desk import RefusedError
from desktop.services.paper_ports import PrintedForm, SheetPage
from desktop.services.scan_findings import ScanFinding, SheetMatch, SignKind, joined
from desktop.services.sheet_filing import Confirmation
from desktop.services.tray_desk import FOLDER_OPTION, KEEP_DAYS_OPTION

_DAY = date(2026, 9, 18)
_CONFIRMED = Confirmation(signer="周建国", signed_on=_DAY)


def _return_order() -> Order:
    return did(accepted_order(), act.SaveReturnForm(RETURN_FORM))


@pytest.fixture
def printed(office: MemoryOffice) -> PrintedForm:
    office.cabinet.put(_return_order())
    made = office.paper.preview("o-1", "F1")
    office.paper.record_print("o-1", made)
    return made


def _file(office: MemoryOffice, tmp_path: Path, printed: PrintedForm, **changes: object) -> Path:
    """Lay a sheet on the scanner, signed, as a file of its own."""
    name = str(changes.pop("name", "scan.jpg"))
    office.tray.lay(printed, "head", name=name)
    page = structs.replace(office.tray.pages[name], **changes)  # type: ignore[arg-type]
    office.tray.pages[name] = page
    path = tmp_path / name
    path.write_bytes(b"file " + name.encode())
    return path


def test_a_page_waits_until_it_is_filed(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed)
    (sheet,) = office.waiting.take([path]).sheets
    assert sheet.main.match is SheetMatch.CURRENT
    (again,) = office.waiting.sheets()
    assert again == sheet
    assert again.main.page.jpeg == sheet.main.page.jpeg != b""
    office.scans.file_signature(sheet, "head", _CONFIRMED)
    assert office.waiting.sheets() == ()
    assert path.exists()


def test_ink_is_looked_for_once(office: MemoryOffice, printed: PrintedForm, tmp_path: Path) -> None:
    office.waiting.take([_file(office, tmp_path, printed)])
    before = len(office.tray.compared)
    office.waiting.sheets()
    assert len(office.tray.compared) == before


def test_the_same_file_is_not_read_twice_while_it_waits(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed)
    office.waiting.take([path])
    report = office.waiting.take([path])
    assert report.sheets == ()
    assert "已经在列表里" in report.notes[0]
    office.waiting.put_aside(office.waiting.sheets()[0])
    assert office.waiting.sheets() == ()
    assert len(office.waiting.take([path]).sheets) == 1


def test_empty_backs_are_left_out_with_a_word(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed, blank=True, index=1)
    report = office.waiting.take([path])
    assert report.sheets == ()
    assert report.notes == ("scan.jpg：全是空白页，没有放进来。",)
    assert office.waiting.sheets() == ()


def test_pages_of_several_files_become_one_sheet_in_order(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    paths = [
        _file(office, tmp_path, printed, name=f"{n}.jpg", page=n, pages=3, jpeg=b"page %d" % n)
        for n in (3, 1)
    ]
    (sheet,) = office.waiting.take(paths).sheets
    assert [page.page.page for page in sheet.pages] == [1, 3]
    assert sheet.missing == (2,)
    assert sheet.notes == ("共 3 页，缺第 2 页：请补扫，或确认后照样存入。",)
    with pytest.raises(RefusedError) as caught:
        office.scans.file_signature(sheet, "head", _CONFIRMED)
    assert caught.value.code == "scan.pages_missing"
    last = _file(office, tmp_path, printed, name="2.jpg", page=2, pages=3, jpeg=b"page 2")
    (whole,) = office.waiting.take([last]).sheets
    assert whole.missing == ()
    office.scans.file_signature(whole, "head", _CONFIRMED)
    order = office.order()
    assert [entry.caption for entry in order.attachments] == [
        f"F1 签字扫描件 第 {n} 页" for n in (1, 2, 3)
    ]
    assert office.cabinet.blobs.get(order.signatures[0].sha256) == b"page 1"
    assert office.waiting.sheets() == ()


def test_an_incomplete_sheet_is_filed_when_the_clerk_says_so(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed, pages=2)
    (sheet,) = office.waiting.take([path]).sheets
    office.scans.file_signature(sheet, "head", replace(_CONFIRMED, incomplete=True))
    assert len(office.order().signatures) == 1


def test_of_a_page_that_came_twice_the_signed_one_counts(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    signed = _file(office, tmp_path, printed, name="signed.jpg", jpeg=b"signed")
    office.waiting.take([signed])
    office.tray.ink_in = set()
    empty = _file(office, tmp_path, printed, name="empty.jpg", jpeg=b"empty")
    office.tray.ink_in = set()
    (sheet,) = office.waiting.take([empty]).sheets
    assert [page.page.jpeg for page in sheet.pages] == [b"signed"]
    assert [page.page.jpeg for page in sheet.duplicates] == [b"empty"]
    assert "重复" in sheet.notes[0]
    office.scans.file_signature(sheet, "head", _CONFIRMED)
    assert office.waiting.sheets() == ()


def test_two_prints_of_a_form_are_two_sheets(office: MemoryOffice, printed: PrintedForm) -> None:
    office.tray.lay(printed, "head")
    page = office.tray.pages["scan.jpg"]
    pages = [
        page,
        structs.replace(page, codes=("ANDERSANDE",)),
        structs.replace(page, form_id="", page=0),
    ]
    findings = [ScanFinding(page=one, match=SheetMatch.CURRENT) for one in [*pages, pages[2]]]
    assert len(joined(findings)) == 4


def test_an_unreadable_page_stays_assigned_after_a_restart(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed, form_id="", codes=(), page=0, pages=0)
    (sheet,) = office.waiting.take([path]).sheets
    assert sheet.main.match is SheetMatch.UNREADABLE
    code = printed.codes[0][1]
    assigned = office.waiting.assign(sheet.main, "o-1", "F1", code=f" {code.lower()} ")
    assert assigned.match is SheetMatch.CURRENT
    (kept,) = office.waiting.sheets()
    assert kept.main == assigned
    assert kept.boxes[0].doubtful
    office.scans.file_signature(kept, "head", replace(_CONFIRMED, ink_seen=True))
    assert [row.differs for row in office.order().signatures] == [False]


def test_a_mistyped_code_is_refused(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed, form_id="", codes=(), page=0, pages=0)
    (sheet,) = office.waiting.take([path]).sheets
    with pytest.raises(RefusedError) as caught:
        office.waiting.assign(sheet.main, "o-1", "F1", code="AAAAAAAAAA")
    assert caught.value.code == "scan.code_unknown"
    (guess,) = office.scans.guesses(sheet.main.page)
    with pytest.raises(RefusedError):
        office.waiting.accept(sheet.main, guess, code="AAAAAAAAAA")


def test_the_sheet_it_looks_like_is_offered_first(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    office.desk.act("o-1", act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    other = office.paper.preview("o-1", "F1")
    office.paper.record_print("o-1", other)
    path = _file(office, tmp_path, printed, form_id="", codes=(), page=0, pages=0)
    (sheet,) = office.waiting.take([path]).sheets
    first, second = office.scans.guesses(sheet.main.page)
    assert (first.codes[0], second.codes[0]) == (printed.codes[0][1], other.codes[0][1])
    accepted = office.waiting.accept(sheet.main, first)
    assert accepted.match is SheetMatch.CHANGED
    assert accepted.page.jpeg.endswith(b"turned 2")
    assert [(box.ink, box.current) for box in accepted.boxes] == [(True, False)]
    assert office.tray.compared[-1] == printed.pdf
    read = office.waiting.accept(sheet.main, second, code=second.codes[0])
    assert read.match is SheetMatch.CURRENT


def test_a_page_is_turned_by_hand(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed, form_id="", codes=())
    (sheet,) = office.waiting.take([path]).sheets
    office.waiting.turn(sheet.main)
    assert office.waiting.sheets()[0].main.page.jpeg.endswith(b"turned 1")


def test_a_changed_sheet_says_what_differs(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    office.desk.act("o-1", act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    now = office.paper.preview("o-1", "F1")
    (sheet,) = office.waiting.take([_file(office, tmp_path, printed)]).sheets
    assert sheet.main.match is SheetMatch.CHANGED
    assert printed.pdf != now.pdf
    assert office.scans.difference(sheet.main) == ()  # the fake's text holds the codes only


@pytest.mark.parametrize(
    ("confirmed", "code"),
    [
        (replace(_CONFIRMED, kind=SignKind.DELEGATED, reason="出差"), "scan.leader_missing"),
        (replace(_CONFIRMED, kind=SignKind.DELEGATED, leader="李"), "scan.reason_missing"),
        (replace(_CONFIRMED, kind=SignKind.LATE), "scan.reason_missing"),
    ],
)
def test_who_signs_for_another_or_late_says_why(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path, confirmed: Confirmation, code: str
) -> None:
    (sheet,) = office.waiting.take([_file(office, tmp_path, printed)]).sheets
    with pytest.raises(RefusedError) as caught:
        office.scans.file_signature(sheet, "head", confirmed)
    assert caught.value.code == code
    assert len(office.waiting.sheets()) == 1


def test_a_signature_on_behalf_is_recorded(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    (sheet,) = office.waiting.take([_file(office, tmp_path, printed)]).sheets
    behalf = replace(_CONFIRMED, kind=SignKind.DELEGATED, leader="李主任", reason="外出开会")
    office.scans.file_signature(sheet, "head", behalf)
    (signature,) = office.order().signatures
    assert (signature.delegated, signature.late) == (True, False)
    assert signature.remark == "受李主任委托，外出开会"


def test_a_watched_folder_is_taken_in_once_and_left_alone(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    assert office.waiting.take_arrived().sheets == ()
    folder = tmp_path / "scanner"
    folder.mkdir()
    office.options[FOLDER_OPTION] = str(folder)
    path = _file(office, folder, printed)
    (folder / "Thumbs.db").write_bytes(b"x")
    broken = folder / "broken.pdf"
    broken.write_bytes(b"broken")
    assert office.waiting.take_arrived().sheets == ()  # it may still be written
    report = office.waiting.take_arrived()
    assert len(report.sheets) == 1
    assert [problem.source for problem in report.problems] == ["broken.pdf"]
    office.waiting.put_aside(report.sheets[0])
    again = MemoryOffice(office.cabinet)
    again.options[FOLDER_OPTION] = str(folder)
    again.tray.pages = office.tray.pages
    for _ in range(3):
        assert again.waiting.take_arrived() == office.waiting.take_arrived()
    assert (path.exists(), broken.exists()) == (True, True)
    assert again.waiting.sheets() == ()


def test_originals_are_kept_encrypted_until_long_after_the_match(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed)
    (sheet,) = office.waiting.take([path]).sheets
    office.options[KEEP_DAYS_OPTION] = 30
    start = office.clock.now()
    office.clock.moment = start + timedelta(days=400)
    assert office.waiting.drop_originals() == 0  # it still waits
    office.scans.file_signature(sheet, "head", _CONFIRMED)
    office.clock.moment = start + timedelta(days=420)
    assert office.waiting.drop_originals() == 0
    office.clock.moment = start + timedelta(days=431)
    assert office.waiting.drop_originals() == 1  # the page itself belongs to the order now
    assert office.waiting.drop_originals() == 0
    sha256 = office.order().signatures[0].sha256
    assert office.cabinet.blobs.get(sha256) == sheet.main.page.jpeg
    assert path.exists()


def test_a_sheet_with_two_signatures_waits_for_the_second(
    office: MemoryOffice, tmp_path: Path
) -> None:
    office.cabinet.put(order_in(Stage.AWAITING_SIGNOFF))
    signoff = Signoff(opinion="请办理", handling="已办", review="同意")
    office.desk.act("o-1", act.SaveSignoff(signoff))
    printed = office.paper.preview("o-1", "F3")
    office.paper.record_print("o-1", printed)
    path = tmp_path / "scan.jpg"
    path.write_bytes(b"both")
    office.tray.lay(printed, "step1", "step3")
    (sheet,) = office.waiting.take([path]).sheets
    office.scans.file_signature(sheet, "step1", _CONFIRMED)
    (left,) = office.waiting.sheets()
    assert [box.step for box in left.boxes] == ["step3"]
    office.scans.file_signature(sheet, "step3", _CONFIRMED)
    assert office.waiting.sheets() == ()
    order = office.order()
    assert [row.step for row in order.signatures] == ["step1", "step3"]
    assert len(order.attachments) == 1


def test_a_foreign_page_is_shown_and_cannot_be_filed(office: MemoryOffice, tmp_path: Path) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(b"x")
    office.tray.pages["x.jpg"] = SheetPage(
        source="x.jpg", index=0, form_id="ZZZZZZZZZZZZ", page=1, pages=1, codes=("A",), jpeg=b"j"
    )
    (sheet,) = office.waiting.take([path]).sheets
    assert sheet.main.match is SheetMatch.FOREIGN
    with pytest.raises(RefusedError) as caught:
        office.scans.file_signature(sheet, "head", _CONFIRMED)
    assert caught.value.code == "scan.foreign"


def test_a_typed_code_alone_finds_the_order(
    office: MemoryOffice, printed: PrintedForm, tmp_path: Path
) -> None:
    path = _file(office, tmp_path, printed, form_id="", codes=(), page=0, pages=0)
    (sheet,) = office.waiting.take([path]).sheets
    found = office.waiting.assign_by_code(sheet.main, printed.codes[0][1])
    assert (found.match, found.number) == (SheetMatch.CURRENT, "QP20260918001")
    (waiting,) = office.waiting.sheets()
    assert waiting.main.number == "QP20260918001"
