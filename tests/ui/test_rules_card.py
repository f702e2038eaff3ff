"""设置·规则: what is in force, importing a file, changing over, and a platform that decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.services.founding import ProfileOffer
from desktop.services.order_desk import RefusedError
from desktop.ui.settings.rules_card import RulesCard
from desktop.ui.widgets.banner import Banner

OURS = ProfileOffer("xiayang", "夏阳街道", "青夏街〔2022〕22号", 1)
OWN = ProfileOffer("my_bureau", "示范局", "本局规定", 2, own=True)


@dataclass
class HandShelf:
    """Knows one file."""

    is_free: bool = True
    known: list[ProfileOffer] = field(default_factory=lambda: [OURS])
    in_force: ProfileOffer = OURS
    refusal: str = ""

    def offers(self) -> Sequence[ProfileOffer]:
        return tuple(self.known)

    def current(self) -> ProfileOffer:
        return self.in_force

    def import_file(self, path: Path) -> ProfileOffer:
        if path.name != "good.toml":
            raise RefusedError("rules.unusable", f"{path.name}.clocks（第三条）：应为表")
        self.known.append(OWN)
        return OWN

    def use(self, profile_id: str) -> ProfileOffer:
        if self.refusal:
            raise RefusedError("rules.refused", self.refusal)
        self.in_force = next(offer for offer in self.known if offer.profile_id == profile_id)
        return self.in_force


@pytest.fixture
def shelf() -> HandShelf:
    return HandShelf()


@pytest.fixture
def card(desk: OfficeForTests, shelf: HandShelf, qtbot: QtBot) -> RulesCard:
    made = RulesCard(desk.office, shelf, is_free=True)
    qtbot.addWidget(made)
    made.show()
    desk.settle()
    return made


def _button(card: RulesCard, name: str) -> QPushButton:
    found = card.findChild(QPushButton, name)
    assert found is not None, name
    return found


def _said(card: RulesCard) -> str:
    banner = card.findChild(Banner, "rules_banner")
    assert banner is not None
    return banner.text


def _current(card: RulesCard) -> str:
    label = card.findChild(QLabel, "rules_current")
    assert label is not None
    return label.text()


def test_an_imported_file_is_chosen_but_not_yet_in_force(
    card: RulesCard, desk: OfficeForTests, shelf: HandShelf
) -> None:
    assert not _button(card, "rules_use").isEnabled()
    card.take(Path("/anywhere/good.toml"))
    desk.settle()
    assert _said(card) == "已导入 示范局（第 2 版，本单位的规则），还没有改用。"
    assert "夏阳街道（第 1 版）" in _current(card)
    choice = card.findChild(QComboBox, "rules_choice")
    assert choice is not None
    assert choice.currentData() == OWN
    _button(card, "rules_use").click()
    desk.settle()
    assert shelf.in_force == OWN
    assert "示范局（第 2 版，本单位的规则）" in _current(card)
    assert "已有的工单不变" in _said(card)
    choice.setCurrentIndex(0)
    _button(card, "rules_use").click()
    desk.settle()
    assert shelf.in_force == OURS


def test_an_error_is_shown_with_file_key_and_clause(card: RulesCard, desk: OfficeForTests) -> None:
    card.take(Path("/anywhere/bad.toml"))
    desk.settle()
    assert _said(card) == "bad.toml.clocks（第三条）：应为表"


def test_a_refusal_leaves_the_rules_as_they_are(
    card: RulesCard, desk: OfficeForTests, shelf: HandShelf
) -> None:
    shelf.refusal = "平台没有运行，恢复后自动上报。"
    card.take(Path("/anywhere/good.toml"))
    desk.settle()
    _button(card, "rules_use").click()
    desk.settle()
    assert _said(card) == "平台没有运行，恢复后自动上报。"
    assert "夏阳街道" in _current(card)


def test_the_button_asks_for_a_file(card: RulesCard, desk: OfficeForTests) -> None:
    _button(card, "rules_import").click()
    asked = card.window().findChild(QFileDialog, "rule_file_dialog")
    assert asked is not None
    asked.fileSelected.emit("/anywhere/good.toml")
    asked.close()
    desk.settle()
    assert "已导入" in _said(card)


def test_at_a_platform_nothing_can_be_chosen(
    desk: OfficeForTests, shelf: HandShelf, qtbot: QtBot
) -> None:
    card = RulesCard(desk.office, shelf, is_free=False)
    qtbot.addWidget(card)
    desk.settle()
    assert card.findChild(QPushButton, "rules_use") is None
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert any("请报平台添加" in text for text in texts)
