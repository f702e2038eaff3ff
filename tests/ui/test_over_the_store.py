"""The screens over the real encrypted database."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from helpers.sample_histories import CLERK, NOW, sample_histories
from helpers.stores import open_test_store, put_change
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.contract.messages import RescueBundle, RescueFate, RescueReply, RescueResult
from desktop.contract.rescue_file import unpack
from desktop.domain.actions import Accept
from desktop.services.attention_desk import AttentionDesk
from desktop.services.lists import Group
from desktop.services.order_desk import ChangeFeed, OrderDesk, RefusedError
from desktop.services.ports import OutboxState
from desktop.services.rescue_desk import RescueDesk
from desktop.store.store import Store
from desktop.ui.navigation import Place, Screen
from desktop.ui.office import Office, make_office
from desktop.ui.orders.order_table_model import Column
from desktop.ui.syncing.rescue_form import RescueForm
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.window import MainWindow


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_test_store(tmp_path / "store")
    made.bind_user(CLERK.user_id)
    yield made
    made.close()


@pytest.fixture
def stored(
    store: Store, styled: QApplication, tmp_path: Path
) -> Iterator[tuple[Office, OfficeForTests]]:
    """An office of 300 orders in the real database."""
    fakes = build_office(tmp_path, orders=0)
    orders = sample_histories(fakes.rules, now=NOW, count=300)
    for start in range(0, len(orders), 200):
        lot = [put_change(order, 1) for order in orders[start : start + 200]]
        store.apply_changes(lot, epoch=1, cursor=None)
    workplace = fakes.office.workplace
    changes = ChangeFeed()
    desk = OrderDesk(store, workplace.rules, fakes.clock, CLERK, changes)
    attention = AttentionDesk(desk, store, store, store, workplace.rules)
    desks = replace(fakes.desks, attention=attention)
    whole = replace(workplace, orders=desk, lists=store, desks=desks, changes=changes)
    office = make_office(whole, fakes.sync)
    office.jobs.crashed.connect(fakes.crashes.append)
    yield office, fakes
    office.jobs.settle()
    office.news.close()
    office.jobs.close()
    fakes.close()


@pytest.fixture
def window(stored: tuple[Office, OfficeForTests], qtbot: QtBot) -> MainWindow:
    made = MainWindow(stored[0])
    qtbot.addWidget(made)
    made.show()
    stored[0].jobs.settle()
    return made


def test_a_click_is_in_the_database_and_on_every_screen(
    window: MainWindow, stored: tuple[Office, OfficeForTests], store: Store
) -> None:
    office, _ = stored
    waiting = store.counts()[Group.TO_ACCEPT]
    window.go_on_with("o-000000")
    office.jobs.settle()
    page = window.orders.detail.page
    assert page is not None
    button = page.findChild(QPushButton, "step_primary")
    assert button is not None
    button.click()
    office.jobs.settle()
    office.jobs.settle()
    assert not window.orders.detail.is_stepping
    assert store.counts()[Group.TO_ACCEPT] == waiting - 1
    assert [entry.kind for entry in store.outbox()] == ["accept"]
    forward = window.orders.detail.findChild(QPushButton, "next_step")
    assert forward is not None
    assert forward.text().startswith("先行联系")


def test_all_words_of_an_order_can_be_searched(
    window: MainWindow, stored: tuple[Office, OfficeForTests]
) -> None:
    window._on_searched("皮球")
    stored[0].jobs.settle()
    rows = window.orders.table.rows
    assert rows.rowCount() >= 1
    first = rows.row_at(0)
    assert first is not None
    assert first.title == "楼上凌晨拍皮球，孩子睡不着"


def test_every_column_sorts(window: MainWindow, stored: tuple[Office, OfficeForTests]) -> None:
    window.navigation.go(Place(Screen.ORDERS))
    stored[0].jobs.settle()
    for column in (Column.NUMBER, Column.TITLE, Column.KIND, Column.STAGE, Column.DISPATCHED):
        window.orders.table.rows.sort(column)
        stored[0].jobs.settle()
        assert window.orders.table.rows.rowCount() == 300
        assert window.orders.table.rows.row_at(0) is not None


def _chosen(form: RescueForm, name: str, path: Path) -> None:
    """Answer the dialog that has come up."""
    dialog = form.findChild(FileDialog, name)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.done(0)
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)


def test_what_is_not_sent_is_exported_from_the_screen(
    window: MainWindow,
    stored: tuple[Office, OfficeForTests],
    store: Store,
    tmp_path: Path,
) -> None:
    office, fakes = stored
    place = office.workplace
    place.orders.act("o-000000", Accept())
    desk = RescueDesk(place.orders, store, store.blobs, fakes.clock, "1")
    form = RescueForm(office, desk, window)
    out = tmp_path / "out.rescue"
    passphrase, repeat = form.findChildren(QLineEdit)
    go = form.findChild(QPushButton, "rescue_go")
    assert go is not None
    passphrase.setText("八个字的一句口令")
    assert not go.isEnabled()
    repeat.setText("八个字的一句口令")
    go.click()
    _chosen(form, "rescue_export_dialog", out)
    office.jobs.settle()
    assert "操作 1 项" in form._banner.text
    assert (passphrase.text(), repeat.text()) == ("", "")
    rescued = unpack(out.read_bytes(), "八个字的一句口令")
    assert [action.kind for action in rescued.bundle.actions] == ["accept"]
    load, hand = (form.findChild(QPushButton, name) for name in ("rescue_load", "rescue_hand"))
    assert load is not None
    assert hand is None  # there is nobody to hand it to
    assert not load.isEnabled()
    passphrase.setText("八个字的一句口令")
    load.click()
    _chosen(form, "rescue_import_dialog", out)
    office.jobs.settle()
    assert "本机已有 1 项" in form._banner.text
    passphrase.setText("另一句不对的口令")
    load.click()
    _chosen(form, "rescue_import_dialog", out)
    office.jobs.settle()
    assert "口令" in form._banner.text
    load.click()
    _chosen(form, "rescue_import_dialog", tmp_path / "none")
    office.jobs.settle()
    nothing = "读不了文件：没有这个文件或文件夹。没有导入任何内容，请检查文件后再试。"
    assert form._banner.text == nothing  # in the clerk's language, not the system's


class _Courier:
    """Honours `Courier`; keeps what it gets, or refuses it."""

    def __init__(self) -> None:
        self.bundles: list[RescueBundle] = []
        self.refusal: RefusedError | None = None

    def hand_over(self, bundle: RescueBundle) -> RescueReply:
        if self.refusal:
            raise self.refusal
        self.bundles.append(bundle)
        results = tuple(
            RescueResult(op_id=action.op_id, fate=RescueFate.FILED) for action in bundle.actions
        )
        return RescueReply(client_id=bundle.client_id, epoch=1, results=results, server_time=NOW)


def test_what_the_platform_does_not_take_is_handed_over_from_the_screen(
    window: MainWindow, stored: tuple[Office, OfficeForTests], store: Store, qtbot: QtBot
) -> None:
    office, fakes = stored
    place, courier = office.workplace, _Courier()
    place.orders.act("o-000000", Accept())
    desk = RescueDesk(place.orders, store, store.blobs, fakes.clock, "1", courier)
    form = RescueForm(office, desk, window)
    hand = form.findChild(QPushButton, "rescue_hand")
    assert hand is not None
    courier.refusal = RefusedError("net.offline", "连不上中心平台。")
    hand.click()
    office.jobs.settle()
    assert form._banner.text == "连不上中心平台。"
    courier.refusal = None
    with qtbot.waitSignal(form.handed_over, timeout=5000):
        hand.click()
    assert "已交给中心 1 项" in form._banner.text
    assert [action.kind for action in courier.bundles[0].actions] == ["accept"]
    assert store.outbox()[0].state is OutboxState.PENDING
