"""An open order keeps its version of the rules; what is other under the present one is said."""

import pytest
from helpers.office import OfficeForTests
from helpers.rule_samples import OneRuleBook
from helpers.rulebook import profile_rules, rules_of, xiayang_content, xiayang_rules
from helpers.step_pages import order_in
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.clocks import Rules
from desktop.domain.orders import Stage
from desktop.ui.orders.order_detail import OrderDetail
from desktop.ui.orders.rules_note import RulesNote


def _newer() -> Rules:
    content = xiayang_content()
    content["version"] = 2
    for clock in content["clocks"]:
        if clock["duty"] == "handle":
            clock["limits"] = [{"count": 6, "unit": "wd"}]
    return rules_of(content)


def _opened(desk: OfficeForTests, qtbot: QtBot, present: Rules, stage: Stage) -> OrderDetail:
    book = desk.office.workplace.rules
    assert isinstance(book, OneRuleBook)
    book.rules, book.older = present, {1: xiayang_rules()}
    detail = OrderDetail(desk.office)
    qtbot.addWidget(detail)
    detail.resize(720, 640)
    detail.show()
    detail.open_order(order_in(desk, stage))
    desk.settle()
    return detail


def _is_hidden(detail: OrderDetail) -> bool:
    note = detail.findChild(RulesNote)
    assert note is not None
    return note.isHidden()


def _text(detail: OrderDetail, name: str) -> str:
    label = detail.findChild(QLabel, name)
    assert label is not None
    return label.text()


def _click(detail: OrderDetail, name: str) -> None:
    button = detail.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_an_order_of_an_older_version_says_what_is_other_now(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    detail = _opened(desk, qtbot, _newer(), Stage.HANDLING)
    assert not _is_hidden(detail)
    assert "仍按规则第 1 版办理；现行为第 2 版" in _text(detail, "rules_note_said")
    text = detail.findChild(QLabel, "rules_note_text")
    assert text is not None
    assert text.isHidden()
    _click(detail, "rules_note_more")
    assert not text.isHidden()
    assert "首次处置并提交（一般）：派单起 5 个工作日 → 派单起 6 个工作日（XY-03" in text.text()
    assert "时限不同的有 1 个" in text.text()
    _click(detail, "rules_note_copy")
    assert QGuiApplication.clipboard().text() == text.text()


def test_another_place_is_named(desk: OfficeForTests, qtbot: QtBot) -> None:
    detail = _opened(desk, qtbot, profile_rules("kaifeng"), Stage.HANDLING)
    assert "现行的“河南省开封市”只用于新派的工单" in _text(detail, "rules_note_said")


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.HANDLING])
def test_nothing_is_said_of_a_closed_order_or_the_same_version(
    desk: OfficeForTests, qtbot: QtBot, stage: Stage
) -> None:
    present = _newer() if stage is Stage.CLOSED else xiayang_rules()
    detail = _opened(desk, qtbot, present, stage)
    assert _is_hidden(detail)
