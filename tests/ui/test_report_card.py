"""定期报送 on the workbench: what is due, noting it as handed in, taking that back."""

from datetime import datetime

from helpers.office import OfficeForTests
from helpers.rule_samples import OneRuleBook
from helpers.rulebook import profile_rules
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.calendar import CST
from desktop.services.ports import StorageError
from desktop.ui.alarm_bell import AlarmBell
from desktop.ui.dashboard.dashboard_page import DashboardPage
from desktop.ui.dashboard.report_card import ReportCard
from desktop.ui.dashboard.report_row import ReportRow
from desktop.ui.fields.day import Day
from desktop.ui.icons import application_icon


def _page(
    desk: OfficeForTests,
    qtbot: QtBot,
    place: str,
    now: datetime = datetime(2026, 8, 14, 9, 30, tzinfo=CST),
) -> DashboardPage:
    book = desk.office.workplace.rules
    assert isinstance(book, OneRuleBook)
    book.rules = profile_rules(place)
    desk.clock.moment = now
    page = DashboardPage(desk.office)
    qtbot.addWidget(page)
    page.resize(1180, 690)
    page.show()
    page._load_reports()
    desk.settle()
    return page


def _child(qtbot: QtBot, page: DashboardPage, name: str) -> QWidget:
    """Find a widget once it has been laid out; those that were replaced are hidden."""

    def visible() -> list[QWidget]:
        return [child for child in page.findChildren(QWidget, name) if child.isVisible()]

    qtbot.waitUntil(lambda: bool(visible()), timeout=5000)
    return visible()[0]


def _click(qtbot: QtBot, page: DashboardPage, name: str) -> None:
    button = _child(qtbot, page, name)
    assert isinstance(button, QPushButton)
    button.click()


def _text(qtbot: QtBot, page: DashboardPage, name: str) -> str:
    label = _child(qtbot, page, name)
    assert isinstance(label, QLabel)
    return label.text()


def _rows(page: DashboardPage) -> int:
    return sum(row.isVisible() for row in page.findChildren(ReportRow))


def test_a_report_is_noted_and_taken_back(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, "linshu")
    _click(qtbot, page, "report_done_onsite_sheet")
    day = _child(qtbot, page, "report_day_onsite_sheet")
    assert isinstance(day, Day)
    assert day.value() == "2026-08-14"
    _click(qtbot, page, "report_save_onsite_sheet")
    desk.settle()
    assert "2026-08-14" in desk.store.facts["report onsite_sheet 2026-08-15"]
    _click(qtbot, page, "report_undo_onsite_sheet")
    desk.settle()
    assert desk.store.facts["report onsite_sheet 2026-08-15"] == ""
    assert [entry.what for entry in desk.store.audits] == ["report_handed_in", "report_taken_back"]
    assert _child(qtbot, page, "report_done_onsite_sheet").isEnabled()


def test_a_day_in_the_future_is_refused_in_place(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, "linshu")
    _click(qtbot, page, "report_done_onsite_sheet")
    day = _child(qtbot, page, "report_day_onsite_sheet")
    assert isinstance(day, Day)
    day.set_value("2026-08-15")
    _click(qtbot, page, "report_save_onsite_sheet")
    desk.settle()
    problem = _text(qtbot, page, "report_problem")
    assert "晚于今天" in problem
    assert "report onsite_sheet 2026-08-15" not in desk.store.facts


def test_it_says_how_the_day_was_found_and_from_which_clause(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = _page(desk, qtbot, "linshu")
    _click(qtbot, page, "report_why_onsite_sheet")
    how = _text(qtbot, page, "report_how_onsite_sheet")
    with qtbot.waitSignal(page.basis_wanted) as told:
        _click(qtbot, page, "report_basis_onsite_sheet")
    assert told.args == ["linshu", "LS-11"]
    assert "每月15日以前，当日计入" in how
    assert "8月14日（周五）" in how
    assert "附件 三(二)4" in how
    as_needed = _text(qtbot, page, "report_as_needed")
    assert "知识库信息（LS-12）" in as_needed


def test_many_reports_are_folded_and_copied_whole(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, "kaifeng")
    qtbot.waitUntil(lambda: _rows(page) == 4, timeout=5000)
    _click(qtbot, page, "report_more")
    qtbot.waitUntil(lambda: _rows(page) == 6, timeout=5000)
    _click(qtbot, page, "report_copy")
    copied = QGuiApplication.clipboard().text()
    for words in ("书面自查报告", "奖惩情况月报", "办理材料整理归档", "随时　综合分析和热点问题"):
        assert words in copied


def test_whether_all_are_shown_is_remembered(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, "kaifeng")
    _click(qtbot, page, "report_more")
    qtbot.waitUntil(lambda: _rows(page) == 6, timeout=5000)
    desk.settle()
    again = _page(desk, qtbot, "kaifeng")
    qtbot.waitUntil(lambda: _rows(again) == 6, timeout=5000)
    more = _child(qtbot, again, "report_more")
    assert isinstance(more, QPushButton)
    assert more.text() == "只显示几项"
    _click(qtbot, again, "report_more")
    qtbot.waitUntil(lambda: _rows(again) == 4, timeout=5000)
    assert more.text() == "还有 2 项"


def test_where_nothing_is_reported_there_is_no_card(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, "platform")
    card = page.findChild(ReportCard)
    assert card is not None
    assert card.isHidden()


def test_the_bell_rings_for_a_report(desk: OfficeForTests, qtbot: QtBot) -> None:
    page = _page(desk, qtbot, "linshu")
    assert page.isVisible()
    bell = AlarmBell(desk.office, application_icon())
    with qtbot.waitSignal(bell.rung, timeout=5000) as rung:
        bell.look()
    [alarm] = [alarm for alarm in rung.args[0] if not alarm.order_id]
    assert "现场督办情况表" in alarm.message
    bell.deleteLater()


def test_a_disk_that_takes_nothing_is_told_and_the_card_unfolds_all_the_same(
    desk: OfficeForTests, qtbot: QtBot
) -> None:
    page = _page(desk, qtbot, "kaifeng")
    qtbot.waitUntil(lambda: _rows(page) == 4, timeout=5000)
    said: list[str] = []
    desk.office.jobs.failed_unheard.connect(said.append)
    desk.options.refusal = StorageError("storage.setting", "这项设置没有写入磁盘。")
    _click(qtbot, page, "report_more")
    desk.settle()
    assert _rows(page) == 6
    assert said == ["这项设置没有写入磁盘。"]
