"""F15 and F21 in the window: typed, kept, printed, looked up again."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from helpers.form_samples import FONTS
from helpers.full_orders import a_context
from helpers.office import OfficeForTests
from helpers.pdf_text import whole_text
from helpers.step_pages import shown
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.paper_forms import UNIT_FORMS
from desktop.domain.unit_forms import UNIT_FIELDS
from desktop.domain.version_code import unit_sheet
from desktop.printing.printer import PdfPrinter
from desktop.services.paper_ports import PrintedForm, PrintError, SheetPage
from desktop.services.ports import StorageError
from desktop.ui.fields.row_editor import RowEditor
from desktop.ui.paper.scan_tray import ScanTray
from desktop.ui.paper.sheet_card import SheetCard
from desktop.ui.paper.sheet_picture import SheetPicture
from desktop.ui.paper_page import PaperPage
from desktop.ui.unit_forms.signed_sheets_window import SignedSheetsWindow
from desktop.ui.unit_forms.unit_form_window import UnitFormWindow
from desktop.ui.widgets.badge import Badge
from forms.knowledge_entry import KnowledgeEntryForm
from forms.staff_report import StaffReportForm, StaffRow

_FRAME = {"head", "foot", "training", "signature"}


def opened(desk: OfficeForTests, qtbot: QtBot, form: str = "F15") -> UnitFormWindow:
    window = UnitFormWindow(desk.office, form)
    shown(qtbot, window)
    desk.settle()
    return window


def put(window: UnitFormWindow, **values: str) -> None:
    for field in window.fields:
        if field.name in values:
            field.set_value(values[field.name])
            field.edited.emit()
    window.render_form()


def test_every_field_of_the_form_can_be_typed() -> None:
    assert set(UNIT_FIELDS) == {form.id for form in UNIT_FORMS}
    for form, kind in (("F15", KnowledgeEntryForm), ("F21", StaffReportForm)):
        names = {entry.name for entry in fields(kind)} - _FRAME
        assert {entry.key for entry in UNIT_FIELDS[form]} == names
    staff = next(entry for entry in UNIT_FIELDS["F21"] if entry.columns)
    assert [column.key for column in staff.columns] == [entry.name for entry in fields(StaffRow)]


def test_a_typed_form_is_printed_recorded_and_found_again(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    window = opened(desk, qtbot)
    assert not window.earlier.isVisible()
    put(window, item="居住证办理", phone="0539-6211234")
    desk.settle()
    window.settings.copies.setValue(2)
    with qtbot.waitSignal(window.printed, timeout=5000):
        window.settings.print_button.click()
    desk.settle()
    assert len(desk.printers.sent) == 1
    entry = desk.store.audits[-1]
    assert entry.what == "unit_form_printed"
    assert (entry.detail["form"], entry.detail["copies"]) == ("F15", "2")
    put(window, item="别的")
    window.earlier.activated.emit(1)
    assert window.content() == {"item": "居住证办理", "phone": "0539-6211234"}


def test_what_is_typed_survives_the_window(desk: OfficeForTests, qtbot: QtBot) -> None:
    first = opened(desk, qtbot, "F21")
    rows = json.dumps([{"name": "陈思雨", "post": "联络员"}], ensure_ascii=False)
    put(first, office="综合科", staff=rows)
    first.reject()
    desk.settle()
    again = opened(desk, qtbot, "F21")
    content = again.content()
    assert content["office"] == "综合科"
    staff = next(field for field in again.fields if isinstance(field, RowEditor))
    assert staff.rows()[0]["name"] == "陈思雨"


def test_nothing_is_printed_that_could_not_be_recorded(desk: OfficeForTests, qtbot: QtBot) -> None:
    window = opened(desk, qtbot)
    desk.store.broken = StorageError("storage.full", "磁盘已满。")
    window.settings.print_button.click()
    desk.settle()
    assert desk.printers.sent == []
    assert window.banner.text == "磁盘已满。"


def test_a_form_is_saved_as_a_file(desk: OfficeForTests, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(desk, qtbot)
    with qtbot.waitSignal(window.printed, timeout=5000):
        window.save_to(tmp_path / "F15.pdf")
    assert (tmp_path / "F15.pdf").read_bytes().startswith(b"F15")
    assert len(desk.office.workplace.shelf.earlier("F15")) == 1


def test_the_code_of_the_record_is_the_one_on_paper() -> None:
    context, content = a_context(), {"item": "居住证办理"}
    at = context.printed_at
    day = f"{at.year}年{at.month}月{at.day}日"
    _identity, code = unit_sheet("F15", context.unit_name, day, content)
    printed = PdfPrinter(FONTS).of_unit("F15", content, context)
    assert printed.codes == (("", code),)
    assert code in whole_text(printed.pdf)
    assert "reviewer" in {box.name for box in printed.boxes}


def test_the_screen_of_paper_opens_them(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = PaperPage(desk.office)
    shown(qtbot, page)
    button = page.findChild(QPushButton, "fill_F21")
    button.click()
    desk.settle()
    assert page.findChild(UnitFormWindow).windowTitle() == "机构人员报备表"


def print_one(desk: OfficeForTests, **content: str) -> PrintedForm:
    paper, shelf = desk.office.workplace.paper, desk.office.workplace.shelf
    printed = paper.of_unit("F15", content)
    shelf.record(printed, dict(content), copies=1)
    return printed


@pytest.fixture
def tray(desk: OfficeForTests, qtbot: QtBot) -> ScanTray:
    made = ScanTray(desk.office)
    shown(qtbot, made)
    return made


def scan_one(desk: OfficeForTests, tray: ScanTray, printed: PrintedForm) -> SheetCard:
    """Scan a signed sheet into the tray."""
    code = printed.codes[0][1]
    page = SheetPage(
        source="扫描.pdf",
        index=0,
        form_id=printed.form_id,
        page=1,
        pages=1,
        codes=(code,),
        jpeg=b"jpeg",
    )
    desk.reader.pages = [page]
    path = desk.office.workplace.data_folder / "扫描.pdf"
    path.write_bytes(code.encode())
    tray.take([path])
    desk.settle()
    return tray.cards[0]


def file_one(desk: OfficeForTests, card: SheetCard) -> None:
    assert card.signature is not None
    card.signature.signer.editor.setText("吴建国")
    card.signature.signed_on.set_value("2026-11-19")
    card.signature.go.click()
    desk.settle()


def test_a_signed_form_is_filed_and_listed_in_its_window(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot, tmp_path: Path
) -> None:
    card = scan_one(desk, tray, print_one(desk, item="居住证办理"))
    assert card.signature is not None
    assert card.signature.go.text() == "存入本单位的签字件"
    file_one(desk, card)
    assert card.banner.text == "已存入本单位的《知识库信息报送表》签字件：审核人签字，吴建国"
    window = opened(desk, qtbot)
    (row,) = window.signed.rows
    assert "居住证办理　吴建国 2026-11-19 签字（审核人签字）" in texts(row)
    row.look.click()
    desk.settle()
    assert row.findChild(SheetPicture) is not None
    row.save_to(tmp_path)
    desk.settle()
    assert [path.read_bytes() for path in tmp_path.glob("知识库*.jpg")] == [b"jpeg"]
    assert window.signed.banner.text.startswith("已存为 知识库信息报送表-")


def test_a_filing_is_taken_back_with_its_reason(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot
) -> None:
    file_one(desk, scan_one(desk, tray, print_one(desk, item="居住证办理")))
    window = opened(desk, qtbot)
    (row,) = window.signed.rows
    row.undo.click()
    row.go.click()
    assert row.reason._problem.text() == "请写明原因，撤销后仍然看得到这一条。"
    row.reason.set_value("签字人填错")
    row.go.click()
    desk.settle()
    (after,) = window.signed.rows
    assert badge(after) == "已撤销"
    assert "撤销原因：签字人填错" in texts(after)
    assert after.undo.isHidden()


def test_a_filing_is_taken_back_once_whatever_another_window_shows(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot
) -> None:
    file_one(desk, scan_one(desk, tray, print_one(desk, item="居住证办理")))
    window = opened(desk, qtbot)
    (row,) = window.signed.rows
    shelf = desk.office.workplace.shelf
    shelf.take_back(shelf.signed()[0], "签字人填错")
    row.undo.click()
    row.reason.set_value("重复存入")
    row.go.click()
    assert not row.go.isEnabled()
    desk.settle()
    assert "已经撤销过了，原因是“签字人填错”" in window.signed.banner.text
    assert "撤销原因：签字人填错" in texts(window.signed)


def test_signed_forms_of_long_ago_are_made_in_lots_when_asked_for(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot
) -> None:
    file_one(desk, scan_one(desk, tray, print_one(desk, item="居住证办理")))
    (first,) = desk.store.signed_sheets()
    for number in range(23):
        later = structs.replace(first, entry_id=f"later-{number}", title=f"<b>{number}</b>")
        desk.store.put_signed_sheet(later)
    window = opened(desk, qtbot)
    signed = window.signed
    assert len(signed.rows) < 20
    qtbot.waitUntil(lambda: len(signed.rows) == 20, timeout=5000)
    assert signed.earlier.text() == "更早的（还有 4 件）"
    assert signed.rows[-1].go.nextInFocusChain() is signed.earlier
    signed.earlier.click()
    qtbot.waitUntil(lambda: len(signed.rows) == 24, timeout=5000)
    assert signed.earlier.isHidden()
    assert "居住证办理" in texts(signed.rows[-1])
    assert signed.body.indexOf(signed.rows[-1]) == signed.body.count() - 2
    labels = [label for row in signed.rows for label in row.findChildren(QLabel)]
    told = [label.textFormat() for label in labels if "存入" in label.text()]
    assert told == [Qt.TextFormat.PlainText] * 24


def test_what_could_not_be_rendered_leaves_nothing_to_print(
    desk: OfficeForTests, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(desk, qtbot)
    put(window, item="居住证办理")
    desk.settle()
    assert window.settings.print_button.isEnabled()

    def without_glyph(form: str, content: object) -> PrintedForm:
        raise PrintError(f"{form} 里有字体中没有的字：{content}")

    monkeypatch.setattr(desk.office.workplace.paper, "of_unit", without_glyph)
    window.show_content({"item": "养犬登记"})
    desk.settle()
    assert not window.settings.print_button.isEnabled()
    window.settings.print_asked.emit()
    desk.settle()
    assert desk.printers.sent == []


def test_a_rendering_that_comes_late_is_not_shown(desk: OfficeForTests, qtbot: QtBot) -> None:
    window = opened(desk, qtbot)
    old = desk.office.workplace.paper.of_unit("F15", {"item": "旧的"})
    window.show_content({"item": "新的"})
    window._on_rendered((window._asked - 1, old))
    assert not window.settings.print_button.isEnabled()
    desk.settle()
    assert window.settings.print_button.isEnabled()
    assert window._document is not None
    assert "新的".encode() in window._document.pdf


def test_a_form_that_was_printed_anew_is_marked_and_compared(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot
) -> None:
    old = print_one(desk, item="居住证办理", phone="0539-6211234")
    print_one(desk, item="居住证办理", phone="0539-6219999")
    card = scan_one(desk, tray, old)
    assert "后来又打印过不同的内容" in card.finding.message
    assert card.findChild(QPushButton, "sheet_compare") is None
    file_one(desk, card)
    window = opened(desk, qtbot)
    (row,) = window.signed.rows
    assert "6211234" in texts(row)
    assert badge(row) == "与后来打印的内容不一致"


def test_nothing_signed_says_how_it_gets_there(desk: OfficeForTests, qtbot: QtBot) -> None:
    window = opened(desk, qtbot)
    assert window.signed.rows == []
    assert "签字表扫描件" in texts(window.signed)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def badge(widget: QWidget) -> str:
    (found,) = widget.findChildren(Badge)
    return found.accessibleName()


def test_all_that_came_back_signed_is_listed_from_the_screen_of_paper(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot
) -> None:
    file_one(desk, scan_one(desk, tray, print_one(desk, item="居住证办理")))
    page = PaperPage(desk.office)
    shown(qtbot, page)
    button = page.findChild(QPushButton, "unit_signed")
    assert button is not None
    button.click()
    desk.settle()
    window = page.findChild(SignedSheetsWindow)
    assert window is not None
    assert "知识库信息报送表　2026年" in texts(window.sheets)
    window.reject()
