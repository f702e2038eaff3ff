"""工作台: the month card says what late acceptances lead to."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from helpers.office import OfficeForTests
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.calendar import CST
from desktop.domain.orders import Stage, new_order
from desktop.domain.profile import Duty
from desktop.services.lists import Group, ListRow
from desktop.ui.dashboard.agenda_row import AgendaRow
from desktop.ui.dashboard.dashboard_page import DashboardPage
from desktop.ui.dashboard.month_card import MonthCard
from desktop.ui.widgets.elided_label import ElidedLabel


def _late(page: DashboardPage) -> QLabel:
    found = page.findChild(QLabel, "month_late_accepts")
    assert found is not None
    return found


def test_late_acceptances_of_the_year_are_said(desk: OfficeForTests, qtbot: QtBot) -> None:
    order = new_order(
        order_id="late",
        number="SF2603020001",
        title="楼道堆物",
        kind="normal",
        unit_id=desk.office.identity.actor.unit_id,
        dispatched_at=datetime(2026, 3, 2, 9, 0, tzinfo=CST),
        profile="xiayang",
        profile_version=1,
    )
    desk.store.put(order)  # a second one: the samples have one themselves
    page = DashboardPage(desk.office)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(_late(page).isVisible, timeout=5000)
    assert _late(page).text() == "今年未按时接单 2 次（满 3 次街道纪工委约谈，XY-01）"
    assert _late(page).property("tone") == "warning"


def test_nothing_is_said_where_it_leads_to_nothing(qtbot: QtBot, desk: OfficeForTests) -> None:
    card = MonthCard()
    qtbot.addWidget(card)
    label = card.findChild(QLabel, "month_late_accepts")
    assert label is not None
    for count, to_summons in ((0, 3), (4, 0)):
        card.show_late_accepts(count, to_summons)
        assert label.isHidden()
    card.show_late_accepts(3, 3)
    assert label.property("tone") == "danger"


@pytest.mark.parametrize(
    ("due_duty", "compact", "said"),
    [
        (Duty.REHANDLE, True, "再次处置并提交：没有时限"),
        (Duty.REHANDLE, False, "再次处置并提交：没有时限 · SF1"),
        (None, True, "没有时限"),
        (None, False, "没有时限 · SF1"),
    ],
)
def test_a_row_without_a_deadline_says_so(
    desk: OfficeForTests, qtbot: QtBot, due_duty: Duty | None, compact: bool, said: str
) -> None:
    row = ListRow(
        order_id="o", number="SF1", title="楼道堆物", kind="normal", urgency="",
        stage=Stage.WARNED, group=Group.WARNED, round=2, due_duty=due_duty,
        dispatched_at=desk.clock.moment,
    )  # fmt: skip
    shown = AgendaRow(compact=compact)
    qtbot.addWidget(shown)
    shown.show_order(row, desk.clock.moment, None)
    assert said in {label.text() for label in shown.findChildren(ElidedLabel)}


def test_the_tab_key_goes_down_the_agenda_before_it_leaves_it(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = DashboardPage(desk.office)
    qtbot.addWidget(page)
    page.show()
    desk.settle()
    rows = page._agenda._today._rows
    qtbot.waitUntil(lambda: len(rows) == len(page._agenda._today._wanted), timeout=5000)
    wanted: list[QWidget] = []
    for row in rows:
        wanted += [row, row._button]
    stops = _stops_after(page._agenda._print)
    assert [next(stops) for _ in wanted] == wanted


def _stops_after(widget: QWidget) -> Iterator[QWidget]:
    """Go where the Tab key goes."""
    while True:
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.isHidden():
            yield widget
