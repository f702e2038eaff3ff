"""The list of orders: pages on demand, sorting in the database, selection that stays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.office import OfficeForTests
from helpers.sample_histories import NOW
from msgspec import structs
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.actions import Accept
from desktop.domain.orders import Stage
from desktop.services.lists import Group, ListFilter, ListRow, SortBy
from desktop.ui.office import Office
from desktop.ui.orders.batch import waiting
from desktop.ui.orders.order_table_model import PAGE_ROWS, Column, OrderTableModel
from desktop.ui.orders.orders_page import OrdersPage


class _ManyRows:
    """A hundred thousand orders, of which only the asked rows are ever made."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def keys(self, wanted: ListFilter, *, limit: int | None = None) -> Sequence[int]:
        del limit
        keys = range(1, 100_001)
        return keys[::-1] if wanted.descending else keys

    def rows(self, keys: Sequence[int]) -> Sequence[ListRow]:
        self.asked += keys
        return [_row(key) for key in keys]


def _row(key: int) -> ListRow:
    return ListRow(
        key=key,
        order_id=f"o-{key}",
        number=f"SF{key:08}",
        title=f"第 {key} 张",
        kind="normal",
        urgency="普通",
        stage=Stage.DISPATCHED,
        group=Group.TO_ACCEPT,
        dispatched_at=NOW - timedelta(minutes=key),
        round=1,
    )


@pytest.fixture
def many(desk: OfficeForTests) -> tuple[Office, _ManyRows]:
    lists = _ManyRows()
    workplace = replace(desk.office.workplace, lists=lists)  # type: ignore[arg-type]
    return replace(desk.office, workplace=workplace), lists


def test_of_a_hundred_thousand_orders_only_the_visible_pages_are_loaded(
    desk: OfficeForTests, many: tuple[Office, _ManyRows]
) -> None:
    office, lists = many
    model = OrderTableModel(office)
    model.show_filter(ListFilter())
    desk.settle()
    assert model.rowCount() == 100_000
    assert len(lists.asked) == PAGE_ROWS
    assert model.index(99_999, Column.TITLE).data() == "…"
    desk.settle()
    assert model.index(99_999, Column.TITLE).data() == "第 100000 张"
    assert len(lists.asked) <= 2 * PAGE_ROWS


def test_memory_stays_small_when_somebody_scrolls_through_everything(
    desk: OfficeForTests, many: tuple[Office, _ManyRows]
) -> None:
    office, _ = many
    model = OrderTableModel(office)
    model.show_filter(ListFilter())
    desk.settle()
    for place in range(0, 100_000, PAGE_ROWS):
        model.row_at(place)
    desk.settle()
    assert len(model._pages) <= 16
    first = model.row_at(0)
    desk.settle()
    assert first is None
    assert model.row_at(0) == _row(1)


@pytest.mark.parametrize("renewed", ["refresh_rows", "reload"])
def test_a_page_on_its_way_still_comes_when_the_list_is_renewed_meanwhile(
    desk: OfficeForTests, many: tuple[Office, _ManyRows], renewed: str
) -> None:
    office, _ = many
    model = OrderTableModel(office)
    model.show_filter(ListFilter())
    desk.settle()
    assert model.row_at(50_000) is None
    getattr(model, renewed)()
    told: list[int] = []
    model.dataChanged.connect(lambda first, _last: told.append(first.row()))
    desk.settle()
    assert 50_000 // PAGE_ROWS * PAGE_ROWS in told


def test_sorting_is_asked_of_the_database(
    desk: OfficeForTests, many: tuple[Office, _ManyRows]
) -> None:
    office, _ = many
    model = OrderTableModel(office)
    model.show_filter(ListFilter())
    model.sort(Column.NUMBER, Qt.SortOrder.DescendingOrder)
    desk.settle()
    assert model.wanted.sort is SortBy.NUMBER
    assert model.index(0, Column.NUMBER).data() == "SF00100000"


def test_the_model_keeps_the_rules_of_qt(desk: OfficeForTests) -> None:
    model = OrderTableModel(desk.office)
    reporting = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, reporting)
    model.show_filter(ListFilter())
    desk.settle()
    model.show_filter(ListFilter(group=Group.WARNED))
    desk.settle()
    assert model.rowCount() == desk.store.counts()[Group.WARNED]
    assert tester.model() is model


@pytest.fixture
def page(desk: OfficeForTests, qtbot: QtBot) -> OrdersPage:
    made = OrdersPage(desk.office)
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    made.show_group(None)
    desk.settle()
    return made


def test_copied_rows_paste_into_a_sheet(page: OrdersPage) -> None:
    page.table.selectRow(0)
    page.table.copy_selection()
    cells = QGuiApplication.clipboard().text().split("\t")
    row = page.table.rows.row_at(0)
    assert row is not None
    assert len(cells) == len(Column)
    assert cells[Column.NUMBER] == row.number


def test_selection_follows_its_orders_when_new_ones_arrive(
    page: OrdersPage, desk: OfficeForTests
) -> None:
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in (2, 5):
        page.table.selectionModel().select(page.table.rows.index(place, 0), flags)
    before = [row.order_id for row in page.table.selected_rows()]
    working = desk.store.working(before[0])
    assert working is not None
    new = replace_order(working.order, "o-new", NOW - timedelta(days=30))
    desk.store.put(new)
    page.table.rows.reload()
    desk.settle()
    first = page.table.rows.row_at(0)
    assert first is not None
    assert first.order_id == "o-new"
    assert [row.order_id for row in page.table.selected_rows()] == before


def replace_order(order, order_id, dispatched_at):  # type: ignore[no-untyped-def]
    from msgspec import structs

    return structs.replace(
        order, order_id=order_id, number="SF99999999", dispatched_at=dispatched_at
    )


def test_several_orders_are_accepted_at_once(page: OrdersPage, desk: OfficeForTests) -> None:
    waiting = desk.store.counts()[Group.TO_ACCEPT]
    page.show_group(Group.TO_ACCEPT)
    desk.settle()
    page.table.selectAll()
    button = page.findChild(QPushButton, "selection_accept")
    assert button is not None
    button.click()
    desk.settle()
    assert desk.store.counts()[Group.TO_ACCEPT] == 0
    assert len(desk.store.outbox()) == waiting
    assert desk.sync.pokes == 1


def test_only_what_waits_to_be_accepted_is_accepted_with_it() -> None:
    """By the same table that opens the step of one order."""
    rows = [structs.replace(_row(1), stage=stage) for stage in Stage]
    assert {row.stage for row in waiting(rows)} == {Stage.DISPATCHED, Stage.WARNED}


def test_an_empty_list_of_returns_says_where_the_others_are(
    page: OrdersPage, desk: OfficeForTests
) -> None:
    order_ids = [row.order_id for row in desk.store._rows() if row.group is Group.RETURNING]
    for order_id in order_ids:
        desk.store.put(structs.replace(desk.store.base[order_id][0], stage=Stage.CLOSED))
    page.show_group(Group.RETURNING)
    desk.settle()
    assert page._lists.currentWidget() is page._empty
    texts = [label.text() for label in page._empty.findChildren(QLabel)]
    assert any("列在“待联系”里" in text for text in texts)


def test_escape_in_the_list_closes_the_open_order(
    page: OrdersPage, desk: OfficeForTests, qtbot: QtBot
) -> None:
    page.table.choose(0)
    desk.settle()
    assert page.detail.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()


def test_beside_an_open_order_no_filter_is_cut(
    page: OrdersPage, desk: OfficeForTests, qtbot: QtBot
) -> None:
    page.resize(1196, 680)
    page.show_group(None, "没有这样一张很长很长很长很长的工单&")
    page.open_order("o-000000")
    desk.settle()
    bar = page._filter
    qtbot.waitUntil(lambda: bar.width() < 600)
    for button in bar.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()
            assert button.geometry().right() <= bar.width()


def test_searching_for_what_is_not_there_says_so(page: OrdersPage, desk: OfficeForTests) -> None:
    page.show_group(None, "没有这几个字")
    desk.settle()
    assert page._empty._title.text() == "没有找到“没有这几个字”"
    assert page._lists.currentWidget() is page._empty


def test_a_change_by_somebody_else_shows_in_the_row(page: OrdersPage, desk: OfficeForTests) -> None:
    page.show_group(Group.TO_ACCEPT)
    desk.settle()
    row = page.table.rows.row_at(0)
    assert row is not None
    desk.office.workplace.orders.act(row.order_id, Accept())
    page.table.rows.reload()
    desk.settle()
    assert page.table.rows.places_of({row.key}) == []
