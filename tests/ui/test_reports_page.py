"""台账与报表: a report is made, seen, saved, printed and cancelled."""

from pathlib import Path

import openpyxl
import pytest
from helpers.office import OfficeForTests
from helpers.taken_names import take_the_name
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from desktop.services.print_ports import PrintSetup
from desktop.services.report_desk import UNWATCHED, ReportRequest, ReportWatch
from desktop.services.report_names import REPORT_NAMES, ReportForm
from desktop.services.report_period import read_period
from desktop.ui.navigation import Place, Screen
from desktop.ui.reports.report_errand import ReportErrand, ReportProgress
from desktop.ui.reports.reports_page import ReportsPage
from desktop.ui.window import MainWindow


@pytest.fixture
def page(desk: OfficeForTests, qtbot: QtBot) -> ReportsPage:
    shown = ReportsPage(desk.office)
    qtbot.addWidget(shown)
    shown.resize(1100, 640)
    shown.show()
    desk.settle()
    return shown


def pick(page: ReportsPage, form: ReportForm) -> None:
    page.choice.form.setCurrentIndex(page.choice.form.findData(str(form)))


def make(desk: OfficeForTests, page: ReportsPage) -> None:
    page.make.click()
    desk.settle()


def test_every_report_is_offered_with_its_usual_period(page: ReportsPage) -> None:
    periods = {}
    for form in REPORT_NAMES:
        pick(page, form)
        periods[form] = page.choice.period.text()
    assert periods == {
        ReportForm.ONSITE: "2026-10",
        ReportForm.ARCHIVE: "2026-10",
        ReportForm.SELF_REPORT: "2026",
        ReportForm.REWARDS: "2026-10",
        ReportForm.TOPICS: "2026-10",
        ReportForm.REST_DAYS: "2026-11",
        ReportForm.HANDOVER: "2026-11-20",
    }


def test_before_there_is_paper_nothing_can_be_zoomed(
    desk: OfficeForTests, page: ReportsPage
) -> None:
    assert not page.zoom_bar.isVisible()
    assert not page.view.isVisible()
    make(desk, page)
    assert page.zoom_bar.isVisible()
    assert page.view.isVisible()
    pick(page, ReportForm.ARCHIVE)
    assert not page.zoom_bar.isVisible()


def test_what_a_report_needs_beside_is_asked_only_there(page: ReportsPage) -> None:
    pick(page, ReportForm.ARCHIVE)
    assert page.choice.retention.isVisible()
    assert not page.choice.roster.isVisible()
    pick(page, ReportForm.REST_DAYS)
    assert page.choice.roster.isVisible()
    assert not page.choice.retention.isVisible()


def test_a_report_is_seen_and_saved_in_each_kind(
    desk: OfficeForTests, page: ReportsPage, tmp_path: Path
) -> None:
    pick(page, ReportForm.ARCHIVE)
    assert not page.to_xlsx.isEnabled()
    make(desk, page)
    assert page.view.page_count == 2
    for kind in ("pdf", "xlsx", "csv"):
        page.save_to(tmp_path / f"台账.{kind}")
        desk.settle()
        assert page.banner.text == f"已保存 台账.{kind}。"
    assert (tmp_path / "台账.pdf").read_bytes() == b"F13"
    assert openpyxl.load_workbook(tmp_path / "台账.xlsx").sheetnames == ["F13"]
    assert [entry.what for entry in desk.store.audits] == [
        f"report F13 2026-10 {kind}" for kind in ("pdf", "xlsx", "csv")
    ]


def test_another_choice_closes_what_would_save_the_old_report(
    desk: OfficeForTests, page: ReportsPage, tmp_path: Path
) -> None:
    make(desk, page)
    assert page.settings.save_button.isEnabled()
    page.choice.period.textEdited.emit("2026-09")
    assert not page.settings.save_button.isEnabled()
    page.save_to(tmp_path / "old.pdf")
    desk.settle()
    assert not (tmp_path / "old.pdf").exists()


def test_a_period_that_cannot_be_read_is_said(desk: OfficeForTests, page: ReportsPage) -> None:
    page.choice.period.setText("十月")
    make(desk, page)
    assert "“十月”不是期间" in page.banner.text
    pick(page, ReportForm.REST_DAYS)
    page.choice.roster.setPlainText("王海")
    make(desk, page)
    assert "“王海”不是值班安排" in page.banner.text


def test_a_report_goes_to_the_printer(desk: OfficeForTests, page: ReportsPage) -> None:
    make(desk, page)
    page.settings.copies.setValue(3)
    page.settings.print_button.click()
    desk.settle()
    ((path, setup),) = desk.printers.sent
    assert setup == PrintSetup(printer="办公室激光打印机", copies=3)
    assert not path.exists()
    assert desk.store.audits[-1].what == "report F4 2026-10 print"


def test_a_report_that_the_printer_did_not_take_is_marked(
    desk: OfficeForTests, page: ReportsPage
) -> None:
    make(desk, page)
    desk.printers.refusal = "打印机缺纸"
    page.settings.print_button.click()
    desk.settle()
    assert desk.printers.sent == []
    assert "打印机缺纸" in page.banner.text
    assert desk.store.audits[-1].what == "print_refused"


def test_the_empty_form_is_saved(desk: OfficeForTests, page: ReportsPage, tmp_path: Path) -> None:
    pick(page, ReportForm.HANDOVER)
    page.save_blank_to(tmp_path / "空白.pdf")
    desk.settle()
    assert (tmp_path / "空白.pdf").read_bytes() == b"blank F24"


def test_a_folder_that_takes_no_file_is_said(
    desk: OfficeForTests, page: ReportsPage, tmp_path: Path
) -> None:
    make(desk, page)
    (tmp_path / "taken").write_text("")
    before = [entry.what for entry in desk.store.audits]
    page.save_to(tmp_path / "taken" / "x.pdf")
    desk.settle()
    assert "没有写成" in page.banner.text
    assert [entry.what for entry in desk.store.audits] == before


@pytest.mark.parametrize(
    ("name", "mark"),
    [("x.pdf", "print_refused"), ("x.xlsx", "export_refused"), ("x.csv", "export_refused")],
)
def test_what_was_recorded_and_not_written_after_all_is_marked(
    desk: OfficeForTests,
    page: ReportsPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    mark: str,
) -> None:
    make(desk, page)
    path = tmp_path / name
    take_the_name(desk, path, monkeypatch)
    page.save_to(path)
    desk.settle()
    assert "没有写成" in page.banner.text
    assert desk.store.audits[-1].what == mark
    assert sum(entry.what.endswith("_refused") for entry in desk.store.audits) == 1


def test_a_cancelled_report_ends_without_one(desk: OfficeForTests) -> None:
    progress = ReportProgress()
    progress.cancel()
    errand = ReportErrand(desk.office.workplace)
    request = ReportRequest(form=ReportForm.TOPICS, period=read_period("2026-11"))
    assert errand.read(request, progress.watch) is None
    progress.begin()
    assert errand.read(request, progress.watch) is not None
    assert errand.read(request, UNWATCHED) is not None


def test_progress_is_brought_to_the_bar(
    desk: OfficeForTests, page: ReportsPage, qtbot: QtBot
) -> None:
    bar = page.findChild(QProgressBar, "report_progress")
    assert bar is not None
    watch: ReportWatch = page._progress.watch
    with qtbot.waitSignal(page._progress.advanced):
        watch.progress(256, 900)
    assert (bar.value(), bar.maximum()) == (256, 900)


def test_the_rail_leads_to_it(desk: OfficeForTests, qtbot: QtBot) -> None:
    window = MainWindow(desk.office)
    qtbot.addWidget(window)
    window.navigation.go(Place(Screen.REPORTS))
    pages = window.findChildren(ReportsPage)
    assert [shown.objectName() for shown in pages] == ["reports_page"]
    desk.settle()
    assert pages[0].isVisibleTo(window)
