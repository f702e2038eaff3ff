"""The strip of alarms: one click confirms one, and what is no longer open leaves by itself."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from helpers.office import OfficeForTests
from helpers.sample_histories import NOW
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.profile import Duty
from desktop.domain.reporting import ReportDue
from desktop.services.alarms import Alarm, ReportAlarm
from desktop.services.confirmed_alarms import ConfirmedAlarms, Notice
from desktop.ui import choices
from desktop.ui.alarm_strip import AlarmStrip
from desktop.ui.window import MainWindow

_LONG_MS = 600_000


@pytest.fixture
def unhurried(styled: QApplication) -> Iterator[QApplication]:
    """A clerk whose every click is one of its own; a test may make him hasty."""
    before = styled.doubleClickInterval()
    styled.setDoubleClickInterval(0)
    yield styled
    styled.setDoubleClickInterval(before)


@pytest.fixture
def strip(unhurried: QApplication, qtbot: QtBot) -> AlarmStrip:
    del unhurried
    made = AlarmStrip()
    qtbot.addWidget(made)
    return made


def _alarm(place: int, *, hours: float = 1) -> Alarm:
    due = NOW + timedelta(hours=hours)
    return Alarm(f"o-{place:06}", f"SF{place}", Duty.CONTACT, due, Notice.HOUR)


def _button(strip: AlarmStrip) -> QPushButton:
    found = strip.findChild(QPushButton, "alarm_action")
    assert found is not None
    return found


def test_a_double_click_opens_and_confirms_one_order(
    strip: AlarmStrip, unhurried: QApplication, qtbot: QtBot
) -> None:
    first, second = _alarm(1), _alarm(2)
    strip.ring([first, second])
    wanted: list[str] = []
    strip.order_wanted.connect(wanted.append)
    with qtbot.waitSignal(strip.confirmed) as confirmed:
        _button(strip).click()
    assert confirmed.args == [(first,)]
    unhurried.setDoubleClickInterval(_LONG_MS)
    _button(strip).click()
    assert wanted == ["o-000001"]
    assert strip.text == second.message
    unhurried.setDoubleClickInterval(0)
    _button(strip).click()
    assert wanted == ["o-000001", "o-000002"]
    assert strip.isHidden()


def test_what_is_no_longer_open_leaves_and_the_most_urgent_comes_forward(
    strip: AlarmStrip,
) -> None:
    first, calm, urgent = _alarm(1), _alarm(2, hours=3), _alarm(3, hours=0.5)
    strip.ring([first, calm])
    strip.ring([urgent])
    assert strip.text == f"{first.message}，另有 2 项将到期"
    strip.keep({first.what, calm.what, urgent.what})
    assert strip.text == f"{first.message}，另有 2 项将到期"
    strip.keep({calm.what, urgent.what})
    assert strip.text == f"{urgent.message}，另有 1 项将到期"
    strip.keep(set())
    assert strip.isHidden()
    strip.ring([calm])
    assert strip.text == calm.message


def test_a_report_ends_with_its_day(strip: AlarmStrip, linshu_report: ReportDue) -> None:
    report = ReportAlarm(linshu_report, Notice.EARLY)
    strip.ring([report, _alarm(1)])
    assert strip.text.startswith("工单 SF1")


@pytest.fixture
def linshu_report(desk: OfficeForTests) -> ReportDue:
    lines = desk.office.workplace.duties.read().lines
    found = [line.report for line in lines if line.report.due >= NOW.date()]
    return found[0]


@pytest.fixture
def window(desk: OfficeForTests, unhurried: QApplication, qtbot: QtBot) -> MainWindow:
    del unhurried
    made = MainWindow(desk.office)
    qtbot.addWidget(made)
    made.show()
    desk.settle()
    return made


def test_an_order_that_was_dealt_with_leaves_the_strip(
    window: MainWindow, desk: OfficeForTests
) -> None:
    waiting = window._alarm._waiting
    assert waiting
    accepts = [alarm for alarm in waiting.values() if isinstance(alarm, Alarm)]
    chosen = next(alarm for alarm in accepts if alarm.duty is Duty.ACCEPT)
    desk.office.workplace.orders.act(chosen.order_id, act.Accept())
    window._bell.look()
    desk.settle()
    assert chosen.what not in waiting
    confirmed = ConfirmedAlarms(desk.office.workplace.options, desk.clock)
    assert not confirmed.has(chosen)


def test_where_alarms_are_switched_off_the_strip_is_empty(
    window: MainWindow, desk: OfficeForTests
) -> None:
    assert not window._alarm.isHidden()
    desk.office.workplace.options.set(choices.ALARMS, False)
    window._bell.look()
    desk.settle()
    assert window._alarm.isHidden()
    desk.office.workplace.options.set(choices.ALARMS, True)
    window._bell.look()
    desk.settle()
    assert not window._alarm.isHidden()  # nobody has seen them
