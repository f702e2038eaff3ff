"""Before a confidential order is printed, the clerk looks through what will be hidden."""

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import order_in, order_of, shown
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.domain.orders import Confidentiality, Stage
from desktop.ui.paper.print_preview import PrintPreview

_TEXT = "举报人孙丽萍反映夜间排污，孙丽萍家住东关小区3号楼502室，固话0536-8221390。"


@pytest.fixture
def page(desk: OfficeForTests, qtbot: QtBot) -> PrintPreview:
    order = order_of(desk, order_in(desk, Stage.HANDLING))
    secret = replace(order, confidentiality=Confidentiality.REPORT, content=_TEXT)
    desk.store.put(secret)
    page = PrintPreview(desk.office, order.order_id, "F2")
    shown(qtbot, page)
    page.load()
    desk.settle()
    return page


def test_everything_found_is_listed_and_ticked(page: PrintPreview) -> None:
    rows = page.redactions.rows
    assert page.redactions.isVisible()
    texts = [rows.item(place).text() for place in range(rows.count())]
    assert [text.split("：")[0] for text in texts] == ["姓名", "住址", "座机号"]
    assert "孙丽萍" in texts[0]
    assert all(
        rows.item(place).checkState() == Qt.CheckState.Checked for place in range(rows.count())
    )


def test_what_is_left_is_printed_and_noted(desk: OfficeForTests, page: PrintPreview) -> None:
    page.redactions.rows.item(0).setCheckState(Qt.CheckState.Unchecked)
    desk.settle()
    assert page.redactions.rows.item(0).checkState() == Qt.CheckState.Unchecked
    page.settings.print_button.click()
    desk.settle()
    (line,) = [line for line in desk.store.audits if line.what == "print_redaction"]
    assert dict(line.detail) == {"form": "F2", "hidden": "住址 1、座机号 1", "left": "姓名 1"}
    assert "孙丽萍" not in str(desk.store.audits)


def test_other_orders_propose_nothing(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = PrintPreview(desk.office, order_in(desk, Stage.HANDLING, nth=1), "F2")
    shown(qtbot, page)
    page.load()
    desk.settle()
    assert not page.redactions.isVisible()
