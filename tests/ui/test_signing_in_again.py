"""Signed out by the platform: name and password in place, and sync goes on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.services.founding import FoundingError
from desktop.sync.ports import Trouble
from desktop.sync.status import SyncPhase, SyncStatus
from desktop.ui.navigation import Screen
from desktop.ui.syncing.sync_page import SyncPage
from desktop.ui.window import MainWindow


@dataclass
class _Door:
    """Lets one person in."""

    tried: list[tuple[str, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def sign_in(self, user_name: str, password: str, enrolment_code: str = "") -> None:
        self.tried.append((user_name, password))
        self.codes.append(enrolment_code)
        if enrolment_code == "USED":
            raise FoundingError("code_used", "这个登记码已经用过。", field="enrolment_code")
        if user_name != "陈思雨":
            raise FoundingError("founding.other_person", "这是另一位同事。", field="user_name")
        if password != "right":
            raise FoundingError("unauthorised", "用户名或密码不正确。", field="password")


@pytest.fixture
def door() -> _Door:
    return _Door()


@pytest.fixture
def office(styled: QApplication, tmp_path: Path, door: _Door) -> Iterator[OfficeForTests]:
    made = build_office(tmp_path, orders=3, training=False, sign_in=door)
    yield made
    made.settle()
    made.close()


def _signed_out(office: OfficeForTests) -> SyncStatus:
    return SyncStatus(
        phase=SyncPhase.SIGNED_OUT, since=office.clock.now(), message="登录已失效，请重新登录。"
    )


@pytest.fixture
def page(office: OfficeForTests, qtbot: QtBot) -> SyncPage:
    made = SyncPage(office.office)
    qtbot.addWidget(made)
    made.show()
    made._on_sync_changed(_signed_out(office))
    return made


def _field(page: SyncPage, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, f"sign_in_{name}")
    assert found is not None
    return found


def _go(page: SyncPage, office: OfficeForTests) -> str:
    button = page.findChild(QPushButton, "sign_in_go")
    said = page.findChild(QLabel, "sign_in_said")
    assert button is not None
    assert said is not None
    assert button.isEnabled()
    button.click()
    assert not button.isEnabled()
    office.settle()
    return said.text()


def test_the_form_is_there_only_while_signed_out(page: SyncPage, office: OfficeForTests) -> None:
    assert page.sign_in.isVisible()
    page._on_sync_changed(SyncStatus(phase=SyncPhase.SYNCED, since=office.clock.now()))
    assert not page.sign_in.isVisible()


def test_a_wrong_password_is_said_at_its_field(
    page: SyncPage, office: OfficeForTests, door: _Door
) -> None:
    _field(page, "password").setText("wrong")
    assert _go(page, office) == "用户名或密码不正确。"
    assert _field(page, "password").property("tone") == "danger"
    _field(page, "password").setText("right")
    assert _field(page, "password").property("tone") == "neutral"
    assert _go(page, office) == "已登录，继续同步。"
    assert door.tried == [("陈思雨", "wrong"), ("陈思雨", "right")]
    assert _field(page, "password").text() == ""


def test_a_disabled_pc_asks_for_a_new_code_as_well(
    page: SyncPage, office: OfficeForTests, door: _Door
) -> None:
    code = _field(page, "enrolment_code")
    assert not code.isVisible()
    revoked = SyncStatus(
        phase=SyncPhase.SIGNED_OUT,
        since=office.clock.now(),
        message="中心已停用这台电脑。",
        code=Trouble.REVOKED,
    )
    page._on_sync_changed(revoked)
    assert code.isVisible()
    _field(page, "password").setText("right")
    code.setText(" USED ")
    assert _go(page, office) == "这个登记码已经用过。"
    assert code.property("tone") == "danger"
    code.setText("FRESH-CODE")
    assert _go(page, office) == "已登录，继续同步。"
    assert door.codes == ["USED", "FRESH-CODE"]
    assert code.text() == ""


def test_another_person_is_refused_at_the_name(page: SyncPage, office: OfficeForTests) -> None:
    _field(page, "user_name").setText("李想")
    _field(page, "password").setText("right")
    assert _go(page, office) == "这是另一位同事。"
    assert _field(page, "user_name").property("tone") == "danger"


def test_enter_signs_in(page: SyncPage, office: OfficeForTests, qtbot: QtBot, door: _Door) -> None:
    _field(page, "password").setText("right")
    qtbot.keyClick(_field(page, "password"), Qt.Key.Key_Return)
    office.settle()
    assert door.tried == [("陈思雨", "right")]


def test_the_bar_of_the_window_leads_to_the_form(office: OfficeForTests, qtbot: QtBot) -> None:
    window = MainWindow(office.office)
    qtbot.addWidget(window)
    window.show()
    window._on_sync_changed(_signed_out(office))
    office.sync._status = _signed_out(office)
    button = window.findChild(QPushButton, "condition_action")
    assert button is not None
    assert button.text() == "重新登录"
    button.click()
    assert window.screen_name is Screen.SYNC
    field = window.findChild(QLineEdit, "sign_in_password")
    assert field is not None
    assert window.focusWidget() is field
    office.settle()


def test_who_was_disabled_reads_so_beside_the_form(page: SyncPage, office: OfficeForTests) -> None:
    page._on_sync_changed(
        SyncStatus(
            phase=SyncPhase.SIGNED_OUT,
            since=office.clock.now(),
            message="中心已停用这台电脑。没有上报的内容都还在本机。",
            code=Trouble.REVOKED,
        )
    )
    assert "停用" in page._banner.text
    assert not page.sign_in.isHidden()
