"""A form is signed with a certificate, and signed documents come back."""

import gc
import weakref
from pathlib import Path

import pytest
from helpers.hand_signer import PASSPHRASE, PIN
from helpers.office import OfficeForTests
from helpers.step_pages import order_in, order_of, shown
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import ReturnForm, Stage
from desktop.ui.signing.key_form import FILE, UKEY
from desktop.ui.signing.sign_dialog import SignDialog
from desktop.ui.steps.paper_buttons import PaperButtons


@pytest.fixture
def order_id(desk: OfficeForTests) -> str:
    found = order_in(desk, Stage.HANDLING)
    form = ReturnForm(reason_class="not_our_duty", reason="属于水务站职责")
    desk.office.workplace.orders.act(found, act.SaveReturnForm(form))
    return found


@pytest.fixture
def dialog(desk: OfficeForTests, qtbot: QtBot, order_id: str) -> SignDialog:
    made = SignDialog(desk.office, order_id, "F1")
    shown(qtbot, made)
    made.load()
    desk.settle()
    return made


def _with_file(dialog: SignDialog, passphrase: str = PASSPHRASE) -> None:
    dialog.keys.choose_file("/keys/周建国.p12")
    dialog.keys.passphrase.setText(passphrase)
    dialog.keys.changed.emit()


def test_the_holder_is_shown_before_it_signs(
    desk: OfficeForTests, dialog: SignDialog, order_id: str
) -> None:
    assert not dialog.look.isEnabled()
    _with_file(dialog)
    assert not dialog.go.isEnabled()
    dialog.look.click()
    desk.settle()
    assert "周建国" in dialog.holder.text()
    assert "演练电子认证中心" in dialog.holder.text()
    assert order_of(desk, order_id).signatures == ()
    dialog.go.click()
    desk.settle()
    (row,) = order_of(desk, order_id).signatures
    assert (row.signer, row.is_electronic) == ("周建国", True)
    assert "已电子签名" in dialog.banner.text
    assert dialog.keys.passphrase.text() == ""


def test_another_key_has_to_be_looked_at_again(desk: OfficeForTests, dialog: SignDialog) -> None:
    _with_file(dialog)
    dialog.look.click()
    desk.settle()
    assert dialog.go.isEnabled()
    dialog.keys.choose_file("/keys/别人.p12")
    assert not dialog.go.isEnabled()
    assert not dialog.holder.isVisible()


def test_a_wrong_passphrase_is_said_in_place(desk: OfficeForTests, dialog: SignDialog) -> None:
    _with_file(dialog, "不对")
    dialog.look.click()
    desk.settle()
    assert "口令不对" in dialog.banner.text
    assert dialog.look.isEnabled()


def test_a_ukey_offers_its_certificates_and_its_driver_is_remembered(
    desk: OfficeForTests, dialog: SignDialog, order_id: str
) -> None:
    dialog.keys.kind.setCurrentIndex(dialog.keys.kind.findData(UKEY))
    dialog.keys.choose_module("/usr/lib/ukey.so")
    dialog.keys.pin.setText(PIN)
    dialog.keys.changed.emit()
    dialog.look.click()
    desk.settle()
    assert desk.options.values["sign.module"] == "/usr/lib/ukey.so"
    assert dialog.keys.certificate.count() == 2
    assert "周建国" in dialog.holder.text()
    dialog.go.click()
    desk.settle()
    assert order_of(desk, order_id).signatures[-1].signer == "周建国"
    assert PIN not in str(desk.options.values)


def test_missing_issuers_are_explained(desk: OfficeForTests, qtbot: QtBot, order_id: str) -> None:
    desk.signer.issuers = False
    dialog = SignDialog(desk.office, order_id, "F1")
    shown(qtbot, dialog)
    dialog.load()
    desk.settle()
    assert "签名证书颁发机构" in dialog.banner.text


def test_a_document_goes_out_and_comes_back(
    desk: OfficeForTests, dialog: SignDialog, order_id: str, tmp_path: Path
) -> None:
    away = tmp_path / "待签.pdf"
    dialog.offer_to(away)
    desk.settle()
    assert "已导出" in dialog.banner.text
    away.write_bytes(away.read_bytes() + "%SIGNED head 周建国\n".encode())
    dialog.take_file(away)
    desk.settle()
    assert "周建国" in dialog.found.text()
    assert "有效" in dialog.found.text()
    assert order_of(desk, order_id).signatures == ()
    dialog.file.click()
    desk.settle()
    assert order_of(desk, order_id).signatures[-1].signer == "周建国"


def test_a_picture_of_a_signature_is_none(
    desk: OfficeForTests, dialog: SignDialog, tmp_path: Path
) -> None:
    away = tmp_path / "待签.pdf"
    dialog.offer_to(away)
    desk.settle()
    dialog.take_file(away)
    desk.settle()
    assert "不算电子签名" in dialog.banner.text
    assert not dialog.file.isVisible()


def test_a_closed_dialog_is_freed_and_forgets(
    desk: OfficeForTests, qtbot: QtBot, order_id: str
) -> None:
    dialog = SignDialog(desk.office, order_id, "F1")
    dialog.load()
    dialog.show()
    desk.settle()
    dialog.keys.passphrase.setText(PASSPHRASE)
    field = dialog.keys.passphrase
    gone = weakref.ref(dialog)
    dialog.reject()
    assert field.text() == ""
    del dialog, field
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None


def test_the_buttons_of_a_form_open_the_dialog(
    desk: OfficeForTests, qtbot: QtBot, order_id: str
) -> None:
    buttons = PaperButtons(desk.office, order_id, "F1")
    shown(qtbot, buttons)
    button = buttons.findChild(QPushButton, "paper_sign_F1")
    assert button is not None
    button.click()
    desk.settle()
    dialog = buttons.window().findChild(SignDialog)
    assert dialog is not None
    assert dialog.step.count() == 1
    assert dialog.keys.kind.currentData() == FILE
    dialog.reject()
