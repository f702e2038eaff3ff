"""考核与统计: the tree down to the orders, the figures to enter, export, and one order's cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from helpers.taken_names import take_the_name
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeView,
)
from pytestqt.qtbot import QtBot

from desktop.bootstrap.report_room import score_rules_of
from desktop.services.score_desk import ScoreDesk
from desktop.services.score_tables import order_line
from desktop.ui.orders.order_detail import OrderDetail
from desktop.ui.statistics.score_model import ScoreModel
from desktop.ui.statistics.statistics_page import StatisticsPage
from desktop.ui.widgets.banner import Banner


@pytest.fixture
def page(desk: OfficeForTests, qtbot: QtBot) -> StatisticsPage:
    made = StatisticsPage(desk.office)
    qtbot.addWidget(made)
    made.show()
    desk.settle()
    return made


@pytest.fixture
def county(styled: QApplication, tmp_path: Path) -> Iterator[OfficeForTests]:
    """An office whose score goes by 临沭's assessment, with figures to enter."""
    del styled
    office = build_office(tmp_path)
    _assess_by(office, "linshu")
    yield office
    office.settle()
    office.close()


def _assess_by(office: OfficeForTests, place: str) -> None:
    scores: ScoreDesk = office.office.workplace.scores
    scores._score_rules = lambda: score_rules_of(place)  # as if the rules in force were others


@pytest.fixture
def linshu(county: OfficeForTests, qtbot: QtBot) -> StatisticsPage:
    made = StatisticsPage(county.office)
    qtbot.addWidget(made)
    made.show()
    county.settle()
    return made


def _button(page: StatisticsPage | OrderDetail, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None, name
    return found


def _label(page: StatisticsPage | OrderDetail, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def _tree(page: StatisticsPage) -> tuple[QTreeView, ScoreModel]:
    tree = page.findChild(QTreeView, "statistics_tree")
    assert tree is not None
    model = tree.model()
    assert isinstance(model, ScoreModel)
    return tree, model


def _find(model: ScoreModel, text: str, above: QModelIndex | None = None) -> QModelIndex:
    above = above or QModelIndex()
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        if text in str(index.data()):
            return index
        below = _find(model, text, index)
        if below.isValid():
            return below
    return QModelIndex()


def test_the_tree_is_a_sound_model(page: StatisticsPage) -> None:
    _tree_view, model = _tree(page)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_score(None)
    assert model.rowCount() == 0


def test_the_six_lists_unfold_to_orders_and_one_opens(page: StatisticsPage, qtbot: QtBot) -> None:
    tree, model = _tree(page)
    root = model.index(0, 0)
    assert root.data() == "双月通报"
    assert model.rowCount(root) == 6
    order = _find(model, "工单 SF")
    assert order.isValid()
    with qtbot.waitSignal(page.order_wanted) as told:
        tree.activated.emit(order)
    assert told.args is not None
    assert str(told.args[0]).startswith("o-")


def test_the_orders_behind_a_figure_are_named_and_copied_with_their_titles(
    page: StatisticsPage, desk: OfficeForTests
) -> None:
    tree, model = _tree(page)
    button = page.findChild(QPushButton, "statistics_orders_copy")
    assert button is not None
    assert button.isHidden()
    index = _find(model, "工单 SF")
    item = model.item(index)
    assert item is not None
    title = next(
        row.title
        for row in desk.office.workplace.lists.agenda(limit=99)
        if row.number == item.order
    )
    assert index.data() == f"工单 {order_line(item.order, title)}"
    assert title[:20] in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    tree.setCurrentIndex(index)
    assert not button.isHidden()
    button.click()
    head, *lines = QGuiApplication.clipboard().text().splitlines()
    assert head == f"{item.node.name}（工单 {len(item.node.orders)} 张）"
    assert len(lines) == len(item.node.orders)
    assert order_line(item.order, title) in lines


def test_a_long_title_is_one_short_line() -> None:
    assert order_line("A-1", "第一行\n第二行") == "A-1　第一行 第二行"
    assert order_line("A-1", "") == "A-1"
    assert order_line("A-1", "长" * 90) == f"A-1　{'长' * 39}…"


def test_an_item_says_how_it_was_computed_and_leads_to_its_clause(
    page: StatisticsPage, qtbot: QtBot
) -> None:
    tree, model = _tree(page)
    tree.setCurrentIndex(_find(model, "未先行联系", model.index(1, 0, model.index(0, 0))))
    text = _label(page, "statistics_item_text")
    assert "采用的读法：A" in text
    assert "另一读法：" in text
    with qtbot.waitSignal(page.basis_wanted) as told:
        _button(page, "statistics_basis").click()
    assert told.args == ["xiayang", "XY-02"]


def test_both_readings_stand_side_by_side(page: StatisticsPage) -> None:
    _view, model = _tree(page)
    contact = _find(model, "未先行联系", model.index(1, 0, model.index(0, 0)))
    other = contact.siblingAtColumn(3).data()
    assert str(other).startswith("B ")
    whole = contact.data(Qt.ItemDataRole.AccessibleTextRole)
    assert str(whole).startswith("未先行联系，")


def test_another_period_is_another_score(page: StatisticsPage, desk: OfficeForTests) -> None:
    span = page.findChild(QComboBox, "statistics_span")
    before = page.findChild(QToolButton, "statistics_before")
    assert span is not None
    assert before is not None
    assert _label(page, "statistics_period") == "2026年11—12月"
    span.setCurrentIndex(span.findText("季度"))
    desk.settle()
    assert _label(page, "statistics_period") == "2026年第四季度"
    before.click()
    desk.settle()
    assert _label(page, "statistics_period") == "2026年第三季度"
    assert "派来 0 张工单" in _label(page, "statistics_title")


def test_without_the_group_there_are_ranges_and_with_it_marks(
    linshu: StatisticsPage, county: OfficeForTests
) -> None:
    _view, model = _tree(linshu)
    assert _find(model, "承办量").siblingAtColumn(1).data() == "8–10 / 10 分"
    _button(linshu, "statistics_enter").click()
    for name, text in (("published.1.min", "4"), ("published.1.max", "24")):
        field = linshu.findChild(QLineEdit, f"figure_{name}")
        assert field is not None
        field.setText(text)
    _button(linshu, "figures_keep").click()
    county.settle()
    assert _find(model, "承办量").siblingAtColumn(1).data() == "10 / 10 分"
    assert [entry.what for entry in county.store.audits] == ["score_figures_entered"]
    assert "若再有一张工单超期回复" in _label(linshu, "statistics_case_text")


def test_the_figures_are_entered_and_left_by_keyboard(
    linshu: StatisticsPage, county: OfficeForTests, qtbot: QtBot
) -> None:
    linshu.activateWindow()
    _button(linshu, "statistics_enter").click()
    first = next(iter(linshu._form._fields.values()))
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert linshu._stack.currentIndex() == 1


def test_a_wrong_figure_is_said_in_place(linshu: StatisticsPage, county: OfficeForTests) -> None:
    _button(linshu, "statistics_enter").click()
    field = linshu.findChild(QLineEdit, "figure_own.unresponsive")
    banner = linshu.findChild(Banner, "figures_banner")
    assert field is not None
    assert banner is not None
    field.setText("两张")
    _button(linshu, "figures_keep").click()
    county.settle()
    assert banner.text == "没有保存：未响应工单数：“两张”应为件数"
    assert field.text() == "两张"
    assert county.store.facts == {}


def test_published_figures_are_imported_from_a_file(
    linshu: StatisticsPage, county: OfficeForTests, tmp_path: Path
) -> None:
    table = tmp_path / "公布.csv"
    table.write_text("单位,承办量\nB镇,4\n", encoding="utf-8")
    _button(linshu, "statistics_enter").click()
    _button(linshu, "figures_import").click()
    asked = linshu.window().findChild(QFileDialog, "figures_dialog")
    assert asked is not None
    asked.fileSelected.emit(str(table))
    asked.close()
    county.settle()
    county.settle()
    _view, model = _tree(linshu)
    assert _find(model, "承办量").siblingAtColumn(1).data() == "10 / 10 分"
    assert _label(linshu, "figures_source") == "已导入：公布.csv"
    _button(linshu, "figures_drop").click()
    county.settle()
    assert _find(model, "承办量").siblingAtColumn(1).data() == "8–10 / 10 分"


def test_copy_and_export(page: StatisticsPage, desk: OfficeForTests, tmp_path: Path) -> None:
    _button(page, "statistics_copy").click()
    assert QGuiApplication.clipboard().text().startswith("夏阳街道12345市民服务热线双月通报")
    for name, mark in (("a.csv", b"\xef\xbb\xbf"), ("a.xlsx", b"PK")):
        page.export(tmp_path / name)
        desk.settle()
        assert (tmp_path / name).read_bytes().startswith(mark)
    page.export(tmp_path / "a.xlsx" / "b.csv")
    desk.settle()
    banner = page.findChild(Banner, "statistics_banner")
    assert banner is not None
    assert "文件“b.csv”没有写成" in banner.text
    assert "原有的文件也没有变" in banner.text
    exported = [entry.what for entry in desk.store.audits]
    assert len(exported) == 2  # what could not be written was not recorded either
    assert exported == ["score 2026-11-01至2026-12-31 csv", "score 2026-11-01至2026-12-31 xlsx"]


def test_a_score_that_was_recorded_and_not_written_after_all_is_marked(
    page: StatisticsPage,
    desk: OfficeForTests,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_the_name(desk, tmp_path / "a.csv", monkeypatch)
    page.export(tmp_path / "a.csv")
    desk.settle()
    last = desk.store.audits[-1]
    assert (last.what, last.detail["form"]) == ("export_refused", "score")


def test_a_place_without_an_assessment_says_so(county: OfficeForTests, qtbot: QtBot) -> None:
    _assess_by(county, "zizhiqu")
    made = StatisticsPage(county.office)
    qtbot.addWidget(made)
    county.settle()
    texts = [label.text() for label in made.findChildren(QLabel)]
    assert "这套规则没有考核办法" in texts
    assert not _button(made, "statistics_copy").isEnabled()


def test_a_stopped_computation_can_be_started_again(
    page: StatisticsPage, desk: OfficeForTests
) -> None:
    page._sheet = None
    page._on_sheet(None)
    again = page.findChildren(QPushButton, "empty_state_action")
    assert [button.text() for button in again] == ["重新计算"]
    again[0].click()
    desk.settle()
    assert "派来 24 张工单" in _label(page, "statistics_title")


def test_an_open_order_says_what_it_costs(desk: OfficeForTests, qtbot: QtBot) -> None:
    detail = OrderDetail(desk.office)
    qtbot.addWidget(detail)
    detail.show()
    detail.open_order("o-000000")
    desk.settle()
    _button(detail, "cost_ask").click()
    desk.settle()
    text = _label(detail, "cost_text")
    assert "若再有一张工单未按时先行接单" in text
    assert "若超过退单时限才申请退单" in text
    assert text.endswith("按本月工单试算：夏阳街道12345市民服务热线双月通报。")
    _assess_by(desk, "zizhiqu")
    _button(detail, "cost_ask").click()
    desk.settle()
    assert "XY-01" in _label(detail, "cost_text")
    assert "试算" not in _label(detail, "cost_text")
