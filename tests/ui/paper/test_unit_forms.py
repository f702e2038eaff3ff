"""F15 and F21 in the window: typed, kept, printed, looked up again."""

import json
from dataclasses import fields
from pathlib import Path

from helpers.form_samples import FONTS
from helpers.full_orders import a_context
from helpers.office import OfficeForTests
from helpers.pdf_text import whole_text
from helpers.step_pages import shown
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.paper_forms import UNIT_FORMS
from desktop.domain.unit_forms import UNIT_FIELDS
from desktop.domain.version_code import unit_sheet
from desktop.printing.printer import PdfPrinter
from desktop.services.ports import StorageError
from desktop.services.unit_paper import UNIT
from desktop.ui.fields.row_editor import RowEditor
from desktop.ui.paper_page import PaperPage
from desktop.ui.unit_forms.unit_form_window import UnitFormWindow
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
    line = desk.store.audits[-1].what
    assert line.startswith("unit form F15 ")
    assert line.endswith("copies 2")
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
    assert desk.office.workplace.orders.draft(UNIT, "F15/earlier") is not None


def test_the_code_of_the_record_is_the_one_on_paper() -> None:
    context, content = a_context(), {"item": "居住证办理"}
    at = context.printed_at
    day = f"{at.year}年{at.month}月{at.day}日"
    _identity, code = unit_sheet("F15", context.unit_name, day, content)
    assert code in whole_text(PdfPrinter(FONTS).of_unit("F15", content, context))


def test_the_screen_of_paper_opens_them(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = PaperPage(desk.office)
    shown(qtbot, page)
    button = page.findChild(QPushButton, "fill_F21")
    button.click()
    desk.settle()
    assert page.findChild(UnitFormWindow).windowTitle() == "机构人员报备表"
