"""A sheet is checked in the window, and what signing needs is set."""

from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import order_in, shown
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.orders import Stage
from desktop.services.paper_ports import PrintedForm, SheetPage
from desktop.ui.paper_page import PaperPage
from desktop.ui.settings.signing_card import SigningCard
from desktop.ui.signing.verify_dialog import VerifyDialog
from desktop.ui.widgets.banner import Banner


@pytest.fixture
def printed(desk: OfficeForTests) -> PrintedForm:
    order_id = order_in(desk, Stage.HANDLING)
    paper = desk.office.workplace.paper
    form = paper.preview(order_id, "F2")
    paper.record_print(order_id, form)
    return form


@pytest.fixture
def dialog(desk: OfficeForTests, qtbot: QtBot) -> VerifyDialog:
    made = VerifyDialog(desk.office)
    shown(qtbot, made)
    return made


def _said(dialog: VerifyDialog) -> list[str]:
    answers = dialog.findChildren(Banner)[1:]
    return [banner.text for banner in answers if banner.isVisible()]


def test_a_typed_code_is_answered(
    desk: OfficeForTests, dialog: VerifyDialog, printed: PrintedForm
) -> None:
    dialog.code.setText(printed.codes[0][1].lower())
    dialog.go.click()
    desk.settle()
    (said,) = _said(dialog)
    assert "与本单位现有的一致" in said
    words = dialog.findChild(QLabel, "verify_words")
    assert words is not None
    assert "打印，1 页 × 1 份" in words.text()


def test_a_file_is_read_and_the_answer_before_goes(
    desk: OfficeForTests, dialog: VerifyDialog, printed: PrintedForm, tmp_path: Path
) -> None:
    page = SheetPage(
        source="a.jpg",
        index=0,
        form_id="ABCDEFGHIJKL",
        page=1,
        pages=1,
        codes=("AAAAAAAAAA",),
        jpeg=b"",
    )
    (tmp_path / "a.jpg").write_bytes(b"picture")
    desk.reader.pages = (page,)
    for _ in range(2):
        dialog.check_file(tmp_path / "a.jpg")
        desk.settle()
    (said,) = _said(dialog)
    assert "不能确认" in said


def test_what_is_no_code_is_said_in_place(desk: OfficeForTests, dialog: VerifyDialog) -> None:
    dialog.code.setText("12")
    dialog.go.click()
    desk.settle()
    assert "不是版本码" in dialog.banner.text
    assert dialog.go.isEnabled()


def test_the_page_of_paper_opens_it(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = PaperPage(desk.office)
    shown(qtbot, page)
    page.check_button.click()
    opened = page.window().findChild(VerifyDialog)
    assert opened is not None
    opened.reject()


def test_issuers_are_kept_and_what_is_missing_is_said(desk: OfficeForTests, qtbot: QtBot) -> None:
    desk.signer.issuers = False
    card = SigningCard(desk.office)
    shown(qtbot, card)
    desk.settle()
    assert "还没有设置" in card.missing.text()
    desk.signer.issuers = True
    card.keep_issuers("/certs")
    desk.settle()
    assert desk.options.values["sign.issuers"] == "/certs"
    assert "已认出" in card.missing.text()
    card.stamp.setText("http://tsa.example.cn")
    card.stamp.editingFinished.emit()
    card.keep_module("/lib/ukey.so")
    desk.settle()
    assert desk.options.values["sign.stamp_url"] == "http://tsa.example.cn"
    assert desk.options.values["sign.module"] == "/lib/ukey.so"
