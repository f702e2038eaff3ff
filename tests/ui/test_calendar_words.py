"""What the window says about years whose holidays are not known."""

from datetime import datetime

from helpers.office import OfficeForTests
from helpers.rulebook import bundled_calendar, xiayang_rules
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.calendar import CST
from desktop.domain.clocks import clocks_for
from desktop.services.duty_states import DutyState
from desktop.ui.dashboard.calendar_banner import CalendarBanner
from desktop.ui.dashboard.dashboard_page import DashboardPage
from desktop.ui.orders.clock_row import ClockRow


def test_the_dashboard_asks_for_the_next_year_from_november(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = DashboardPage(desk.office)
    qtbot.addWidget(page)
    page.show()
    banner = page.findChild(CalendarBanner, "calendar_banner")
    assert banner is not None
    calendar = bundled_calendar()
    banner.show_missing(datetime(2026, 10, 31, tzinfo=CST), calendar)
    assert banner.isHidden()
    banner.show_missing(datetime(2026, 11, 1, tzinfo=CST), calendar)
    assert not banner.isHidden()
    assert "2027 年的放假安排" in banner.text


def test_closed_by_hand_it_stays_closed(desk: OfficeForTests, qtbot: QtBot) -> None:
    banner = CalendarBanner()
    qtbot.addWidget(banner)
    now = datetime(2026, 11, 20, tzinfo=CST)
    banner.show_missing(now, bundled_calendar())
    close = banner.findChild(QToolButton, "banner_close")
    assert close is not None
    close.click()
    banner.show_missing(now, bundled_calendar())
    assert banner.isHidden()


def test_a_provisional_deadline_shows_its_bounds(desk: OfficeForTests, qtbot: QtBot) -> None:
    rules = xiayang_rules()
    start = datetime(2026, 12, 30, 10, tzinfo=CST)
    for clock in clocks_for("normal", rules, dispatched_at=start):
        row = ClockRow(clock, rules, start, state=DutyState.OPEN)
        qtbot.addWidget(row)
        label = row.findChild(QLabel, f"clock_bounds_{clock.duty.value}")
        assert (label is None) is clock.certain
        if clock.duty == "handle":
            assert label is not None
            assert label.text() == "暂定，最早 1月5日(周二) 最晚 1月7日(周四)"
