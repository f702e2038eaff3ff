"""Opens step pages over an office for tests."""

from helpers.office import OfficeForTests
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Order, Stage
from desktop.ui.steps.registry import step_page
from desktop.ui.steps.step_page import StepPage


def order_in(desk: OfficeForTests, stage: Stage, *, nth: int = 0) -> str:
    """Find an order in a stage."""
    found = [oid for oid in desk.order_ids() if order_of(desk, oid).stage is stage]
    return found[nth]


def order_of(desk: OfficeForTests, order_id: str) -> Order:
    """Load an order as the clerk sees it."""
    return desk.office.workplace.orders.open(order_id).working.order


def opened(desk: OfficeForTests, qtbot: QtBot, action: type[act.Action], order_id: str) -> StepPage:
    """Open a page and wait until it is filled."""
    page = step_page(action, desk.office, order_id)
    shown(qtbot, page)
    desk.settle()
    assert page.card is not None
    return page


def shown(qtbot: QtBot, widget: QWidget) -> None:
    """Show a widget that the test owns."""
    qtbot.addWidget(widget)
    widget.resize(1180, 690)
    widget.show()
