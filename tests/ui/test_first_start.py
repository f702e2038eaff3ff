"""The first questions and the passphrase; wrong answers are said in place."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from desktop.services.founding import (
    FoundingChoices,
    FoundingError,
    KeyKeeping,
    Mode,
    ProfileOffer,
    Standing,
)
from desktop.services.workplace import Workplace
from desktop.sync.status import SyncControl
from desktop.ui import application
from desktop.ui.first_start.founding_dialog import FoundingDialog
from desktop.ui.first_start.quick_opening import QuickOpening
from desktop.ui.first_start.unlock_dialog import UnlockDialog
from desktop.ui.widgets.banner import Banner


class _Opened:
    def __init__(self, desk: OfficeForTests) -> None:
        self.workplace: Workplace = desk.office.workplace
        self.sync: SyncControl = desk.sync

    def start_sync(self) -> None: ...

    def close(self) -> None: ...


class _Founding:
    """Accepts one code and one passphrase."""

    def __init__(self, desk: OfficeForTests) -> None:
        self._opened = _Opened(desk)
        self.chosen: list[FoundingChoices] = []
        self.offices: set[bool] = set()
        self.turned: list[bool] = []

    def standing(self) -> Standing:
        return Standing.NEW

    def has_office(self, *, training: bool) -> bool:
        return training in self.offices

    def turn_to(self, *, training: bool) -> None:
        self.turned.append(training)

    def profiles(self) -> Sequence[ProfileOffer]:
        return (ProfileOffer("xiayang", "上海市青浦区夏阳街道", "青夏街〔2022〕22号"),)

    def import_profile(self, path: Path) -> ProfileOffer:
        if path.name != "good.toml":
            raise FoundingError("rules.unusable", f"{path.name}.fine：不认识的键", field="profile")
        return ProfileOffer("my_bureau", "示范局", "本局规定", 2, own=True)

    def has_keyring(self) -> bool:
        return False

    def test_address(self, address: str) -> str:
        if "example" not in address:
            raise FoundingError("founding.unreachable", "没有连上。", field="address")
        return "已连通。"

    def found(self, choices: FoundingChoices, said: Callable[[str], None]) -> _Opened:
        self.chosen.append(choices)
        said("正在建立加密数据库……")
        if choices.mode is Mode.REAL and choices.enrolment_code != "GOOD":
            raise FoundingError(
                "founding.code_used", "这个登记码已经用过了。", field="enrolment_code"
            )
        return self._opened

    def unlock(self, passphrase: str) -> _Opened:
        if passphrase != "correct horse":
            raise FoundingError("founding.passphrase_wrong", "口令不对。", field="passphrase")
        return self._opened

    def open(self) -> _Opened:
        return self._opened


@pytest.fixture
def founding(desk: OfficeForTests) -> _Founding:
    return _Founding(desk)


@pytest.fixture
def dialog(desk: OfficeForTests, founding: _Founding, qtbot: QtBot) -> FoundingDialog:
    made = FoundingDialog(founding, desk.office.jobs)
    qtbot.addWidget(made)
    made.show()
    desk.settle()
    return made


def _press(dialog: QDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    assert button.isEnabled(), name
    button.click()


def _type(dialog: QDialog, name: str, text: str) -> None:
    field = dialog.findChild(QLineEdit, name)
    assert field is not None
    field.setText(text)


def test_training_takes_two_questions_and_no_secret(
    dialog: FoundingDialog, desk: OfficeForTests, founding: _Founding
) -> None:
    _press(dialog, "founding_next")
    _press(dialog, "founding_next")
    desk.settle()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.opened is not None
    assert founding.chosen[0].mode is Mode.TRAINING
    assert founding.chosen[0].passphrase == ""


def _fill_platform(dialog: FoundingDialog, code: str) -> None:
    _press(dialog, "mode_real")
    _press(dialog, "founding_next")
    _type(dialog, "founding_address", "https://12345.example.gov.cn")
    _type(dialog, "founding_enrolment_code", code)
    _type(dialog, "founding_user_name", "chensiyu")
    _type(dialog, "founding_password", "a secret")
    _press(dialog, "founding_next")


def test_a_real_start_asks_for_everything_and_keeps_a_passphrase(
    dialog: FoundingDialog, desk: OfficeForTests, founding: _Founding
) -> None:
    _fill_platform(dialog, "GOOD")
    _type(dialog, "passphrase_first", "correct horse")
    _type(dialog, "passphrase_second", "correct horse")
    _press(dialog, "founding_next")
    desk.settle()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert founding.chosen[0].key_keeping is KeyKeeping.PASSPHRASE
    assert "secret" not in repr(founding.chosen[0])


def test_a_unit_without_an_interface_names_itself_and_its_person(
    dialog: FoundingDialog, desk: OfficeForTests, founding: _Founding
) -> None:
    _press(dialog, "mode_private")
    _press(dialog, "founding_next")
    forward = dialog.findChild(QPushButton, "founding_next")
    assert forward is not None
    _type(dialog, "founding_own_unit_name", "示范居委会")
    assert not forward.isEnabled()
    _type(dialog, "founding_own_user_name", " 陈思雨 ")
    _press(dialog, "founding_next")
    _type(dialog, "passphrase_first", "correct horse")
    _type(dialog, "passphrase_second", "correct horse")
    _press(dialog, "founding_next")
    desk.settle()
    chosen = founding.chosen[0]
    assert chosen.mode is Mode.PRIVATE
    assert (chosen.unit_name, chosen.user_name) == ("示范居委会", "陈思雨")
    assert (chosen.address, chosen.enrolment_code, chosen.password) == ("", "", "")
    assert chosen.passphrase == "correct horse"


def test_rules_of_ones_own_are_imported_and_chosen(
    dialog: FoundingDialog, desk: OfficeForTests, founding: _Founding
) -> None:
    _press(dialog, "founding_next")
    dialog._rules.import_wanted.emit("/anywhere/bad.toml")
    desk.settle()
    trouble = dialog.findChild(Banner, "founding_rules_trouble")
    assert trouble is not None
    assert trouble.text == "bad.toml.fine：不认识的键"
    dialog._rules.import_wanted.emit("/anywhere/good.toml")
    desk.settle()
    assert not trouble.isVisible()
    assert dialog._rules.profile_id == "my_bureau"
    _press(dialog, "founding_next")
    desk.settle()
    assert founding.chosen[0].profile_id == "my_bureau"


def test_the_button_asks_for_a_rule_file(dialog: FoundingDialog) -> None:
    _press(dialog, "founding_next")
    _press(dialog, "founding_import_rules")
    asked = dialog.findChild(QFileDialog, "rule_file_dialog")
    assert asked is not None
    asked.fileSelected.emit("/anywhere/good.toml")
    asked.close()


def test_at_a_platform_its_own_rules_hold(dialog: FoundingDialog, desk: OfficeForTests) -> None:
    dialog._rules.add_own(ProfileOffer("my_bureau", "示范局", "本局规定", 2, own=True))
    _fill_platform(dialog, "GOOD")
    desk.settle()
    button = dialog.findChild(QPushButton, "founding_import_rules")
    note = dialog.findChild(QLabel, "founding_note")
    assert button is not None
    assert note is not None
    assert not button.isVisible()
    assert note.text() == "平台按它自己的规则判定，不能用本单位的规则文件。"


def test_two_different_passphrases_do_not_go_on(dialog: FoundingDialog) -> None:
    _fill_platform(dialog, "GOOD")
    _type(dialog, "passphrase_first", "correct horse")
    _type(dialog, "passphrase_second", "correct house")
    note = dialog.findChild(QLabel, "founding_note")
    forward = dialog.findChild(QPushButton, "founding_next")
    assert note is not None
    assert forward is not None
    assert note.text() == "两次输入的口令不一致。"
    assert not forward.isEnabled()


def test_a_used_code_leads_back_to_its_field(dialog: FoundingDialog, desk: OfficeForTests) -> None:
    _fill_platform(dialog, "USED")
    _type(dialog, "passphrase_first", "correct horse")
    _type(dialog, "passphrase_second", "correct horse")
    _press(dialog, "founding_next")
    desk.settle()
    assert dialog.opened is None
    assert dialog._banner.text == "这个登记码已经用过了。"
    assert dialog._steps.currentWidget() is dialog._platform
    assert dialog._platform.fields["enrolment_code"].property("tone") == "danger"


def test_a_wrong_passphrase_can_be_tried_again(
    desk: OfficeForTests, founding: _Founding, qtbot: QtBot
) -> None:
    dialog = UnlockDialog(founding, desk.office.jobs)
    qtbot.addWidget(dialog)
    dialog.show()
    _type(dialog, "unlock_passphrase", "wrong")
    _press(dialog, "unlock_open")
    desk.settle()
    assert dialog._banner.text == "口令不对。"
    _type(dialog, "unlock_passphrase", "correct horse")
    _press(dialog, "unlock_open")
    desk.settle()
    assert dialog.opened is not None


class _Openings(_Founding):
    """Needs no passphrase; opens when it is let, after some failures."""

    def __init__(self, desk: OfficeForTests, failures: int = 0) -> None:
        super().__init__(desk)
        self.may_open = threading.Event()
        self.failures = failures

    def standing(self) -> Standing:
        return Standing.READY

    def open(self) -> _Opened:
        assert self.may_open.wait(10)
        if self.failures:
            self.failures -= 1
            raise FoundingError("store.busy", "数据库正在被另一个程序升级，请稍候。")
        return super().open()


def test_what_opens_at_once_shows_no_dialog(desk: OfficeForTests) -> None:
    founding = _Openings(desk)
    founding.may_open.set()
    opened = application._answered(founding, desk.office.jobs, ())
    assert opened is not None
    assert opened.workplace is desk.office.workplace
    asking = [one for one in QApplication.topLevelWidgets() if isinstance(one, UnlockDialog)]
    assert not any(dialog._founding is founding for dialog in asking)


def test_a_slow_opening_gets_a_dialog_that_ends_with_it(desk: OfficeForTests, qtbot: QtBot) -> None:
    founding = _Openings(desk)
    opening = QuickOpening(founding, desk.office.jobs)
    opening._patience.setInterval(0)
    assert opening.wait() is None
    assert opening.error is None
    dialog = UnlockDialog(founding, desk.office.jobs, opening)
    qtbot.addWidget(dialog)
    dialog.show()
    progress = dialog.findChild(QProgressBar)
    assert progress is not None
    assert progress.isVisible()
    founding.may_open.set()
    desk.settle()
    assert dialog.opened is opening.result is not None
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_a_failed_opening_says_why_and_can_be_tried_again(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    founding = _Openings(desk, failures=1)
    founding.may_open.set()
    opening = QuickOpening(founding, desk.office.jobs)
    opening._patience.setInterval(10_000)
    assert opening.wait() is None
    dialog = UnlockDialog(founding, desk.office.jobs, opening)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog._banner.text == "数据库正在被另一个程序升级，请稍候。"
    _press(dialog, "unlock_open")
    desk.settle()
    assert dialog.opened is not None
