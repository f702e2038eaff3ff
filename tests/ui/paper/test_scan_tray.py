"""Signed sheets come back: recognised, confirmed, filed, or refused with the reason."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import order_in, order_of, shown
from msgspec import structs
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Stage
from desktop.services.paper_ports import (
    BoxInk,
    InkBox,
    PrintedForm,
    ScanProblem,
    SheetPage,
)
from desktop.services.ports import StorageError
from desktop.services.scan_findings import SheetMatch
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.paper.scan_tray import ScanTray
from desktop.ui.paper.sheet_card import SheetCard
from desktop.ui.widgets.banner import Banner


@pytest.fixture
def tray(desk: OfficeForTests, qtbot: QtBot) -> ScanTray:
    made = ScanTray(desk.office)
    shown(qtbot, made)
    return made


def sheet(printed: PrintedForm, source: str = "扫描0001.pdf") -> SheetPage:
    return SheetPage(
        source=source,
        index=0,
        form_id=printed.form_id,
        page=1,
        pages=1,
        codes=tuple(code for _step, code in printed.codes),
        jpeg=b"jpeg",
    )


def printed_f2(desk: OfficeForTests, order_id: str) -> PrintedForm:
    printed = desk.office.workplace.paper.preview(order_id, "F2")
    desk.office.workplace.paper.record_print(order_id, printed)
    return printed


def take(desk: OfficeForTests, tray: ScanTray, *pages: SheetPage) -> SheetCard:
    """Take a file in that holds these pages."""
    desk.reader.pages = pages
    folder = desk.office.workplace.data_folder
    path = folder / f"扫描{len(tray._cards):04}.pdf"
    path.write_bytes(path.name.encode() + b"".join(page.jpeg for page in pages))
    tray.take([path])
    desk.settle()
    return tray.cards[-1]


def confirm(desk: OfficeForTests, card: SheetCard) -> None:
    assert card.signature is not None
    card.signature.signer.editor.setText("吴建国")
    card.signature.signed_on.set_value("2026-11-19")
    card.signature.go.click()
    desk.settle()


def test_a_signed_sheet_is_filed_with_its_order(desk: OfficeForTests, tray: ScanTray) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    card = take(desk, tray, sheet(printed_f2(desk, order_id)))
    confirm(desk, card)
    signature = order_of(desk, order_id).signatures[-1]
    assert (signature.form, signature.step, signature.signer) == ("F2", "head", "吴建国")
    assert signature.signed_on == date(2026, 11, 19)
    assert not signature.differs
    assert "已存入工单" in card.banner.text
    assert desk.sync.pokes == 1


def test_signer_and_date_are_asked_for(desk: OfficeForTests, tray: ScanTray) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    card = take(desk, tray, sheet(printed_f2(desk, order_id)))
    assert card.signature is not None
    card.signature.go.click()
    assert card.signature.signer._problem.text() == "请填写签字人。"
    card.signature.signer.editor.setText("吴建国")
    card.signature.go.click()
    assert card.signature.signed_on._problem.text() == "请按纸上写的日期填写。"
    desk.settle()
    assert order_of(desk, order_id).signatures == ()


def test_a_sheet_without_ink_cannot_be_filed(desk: OfficeForTests, tray: ScanTray) -> None:
    desk.reader.ink_found = False
    card = take(desk, tray, sheet(printed_f2(desk, order_in(desk, Stage.HANDLING))))
    assert card.signature is not None
    assert not card.signature.go.isEnabled()
    assert "没有笔迹" in card.signature.state.accessibleName()


def test_a_changed_sheet_is_filed_and_marked(desk: OfficeForTests, tray: ScanTray) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    printed = printed_f2(desk, order_id)
    measure = act.RecordMeasure(entry_id="m1", occurred_at=desk.clock.now(), text="又做了一项")
    desk.office.workplace.orders.act(order_id, measure)
    card = take(desk, tray, sheet(printed))
    assert "与现有内容不一致" in card.finding.message
    confirm(desk, card)
    assert order_of(desk, order_id).signatures[-1].differs


def test_a_foreign_sheet_is_refused_with_the_reason(desk: OfficeForTests, tray: ScanTray) -> None:
    foreign = structs.replace(
        sheet(printed_f2(desk, order_in(desk, Stage.HANDLING))), form_id="FREMD"
    )
    card = take(desk, tray, foreign)
    assert card.signature is None
    assert "不属于本机的任何工单" in card.finding.message
    card.findChildren(QPushButton, "sheet_dismiss")[0].click()
    desk.settle()
    assert tray.cards == []
    assert not tray._empty.isHidden()


def test_a_doubtful_signature_needs_a_look(
    desk: OfficeForTests, tray: ScanTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubtful(_page: SheetPage, _pdf: bytes, boxes: Sequence[InkBox]) -> Sequence[BoxInk]:
        return [BoxInk(box.name, ink=False, doubtful=True) for box in boxes]

    monkeypatch.setattr(desk.reader, "ink", doubtful)
    order_id = order_in(desk, Stage.HANDLING)
    card = take(desk, tray, sheet(printed_f2(desk, order_id)))
    assert card.signature is not None
    assert not card.signature.looked.isHidden()
    confirm(desk, card)
    assert "请看图确认" in card.banner.text
    assert order_of(desk, order_id).signatures == ()
    card.signature.looked.setChecked(True)
    card.signature.go.click()
    desk.settle()
    assert order_of(desk, order_id).signatures[-1].signer == "吴建国"


def test_an_unreadable_page_is_assigned_by_hand(desk: OfficeForTests, tray: ScanTray) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    number = order_of(desk, order_id).number
    unreadable = structs.replace(
        sheet(printed_f2(desk, order_id)), form_id="", codes=(), page=0, pages=0
    )
    card = take(desk, tray, unreadable)
    assignment = card.assignment
    assert assignment is not None
    assert not assignment.go.isEnabled()
    assignment.search.line.setText(number)
    assignment.search.look()
    desk.settle()
    assignment.search.found.itemActivated.emit(assignment.search.found.item(0))
    assignment.form.setCurrentIndex(assignment.form.findData("F2"))
    assignment.go.click()
    desk.settle()
    assert card.finding.number == number
    assert card.signature is not None
    card.signature.looked.setChecked(True)
    confirm(desk, card)
    signature = order_of(desk, order_id).signatures[-1]
    assert signature.differs
    assert signature.step == "head"


def test_a_typed_code_needs_no_order_to_be_looked_for(desk: OfficeForTests, tray: ScanTray) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    printed = printed_f2(desk, order_id)
    page = structs.replace(sheet(printed), form_id="", codes=(), page=0, pages=0)
    card = take(desk, tray, page)
    assert card.assignment is not None
    assert not card.assignment.go.isEnabled()
    card.assignment.code.set_value(printed.codes[0][1])
    card.assignment.code.edited.emit()
    assert card.assignment.go.text() == "按版本码归入"
    card.assignment.go.click()
    desk.settle()
    assert card.finding.location is not None
    assert card.finding.location.order_id == order_id


def test_a_search_without_a_hit_says_so(desk: OfficeForTests, tray: ScanTray) -> None:
    unreadable = structs.replace(
        sheet(printed_f2(desk, order_in(desk, Stage.HANDLING))), form_id="", codes=()
    )
    card = take(desk, tray, unreadable)
    assert card.assignment is not None
    search = card.assignment.search
    search.line.setText("没有这样的工单")
    search.look()
    desk.settle()
    assert search.found.isHidden()
    assert search._note.text() == "没有找到这样的工单。"


def test_two_signatures_of_one_sheet_are_filed_in_their_order(
    desk: OfficeForTests, tray: ScanTray
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    paper = desk.office.workplace.paper
    printed = paper.preview(order_id, "F3")
    paper.record_print(order_id, printed)
    card = take(desk, tray, sheet(printed))
    assert card.signature is not None
    assert card.signature.chosen == "step1"
    confirm(desk, card)
    assert not card.signature.isHidden()
    assert card.signature.chosen == "step3"
    confirm(desk, card)
    assert [entry.step for entry in order_of(desk, order_id).signatures] == ["step1", "step3"]
    assert card.signature.isHidden()


def test_a_damaged_file_is_listed_with_its_reason(desk: OfficeForTests, tray: ScanTray) -> None:
    desk.reader.problems = [ScanProblem(source="/x/坏.pdf", code="x", message="文件已加密。")]
    tray.take([Path("/x/坏.pdf")])
    desk.settle()
    assert [banner.text for banner in tray._cards] == ["坏.pdf：文件已加密。"]
    tray._cards[0]._close.click()
    assert tray._cards == []


def test_stopping_leaves_the_rest_unread(
    desk: OfficeForTests, tray: ScanTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []

    def read(
        paths: Sequence[Path], *, cancelled: Callable[[], bool]
    ) -> tuple[Sequence[SheetPage], Sequence[ScanProblem]]:
        seen.extend(paths)
        tray._stop.set()
        assert cancelled()
        return (), ()

    monkeypatch.setattr(desk.reader, "read", read)
    tray.take([Path("a.pdf"), Path("b.pdf"), Path("c.pdf")])
    assert not tray._progress.isHidden()
    tray.cancel()
    desk.settle()
    assert seen == [Path("a.pdf")]
    assert tray._progress.isHidden()
    assert tray.cards == []


def test_what_waits_is_there_again_after_a_restart(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    take(desk, tray, sheet(printed_f2(desk, order_id)))
    later = ScanTray(desk.office)
    shown(qtbot, later)
    desk.settle()
    (card,) = later.cards
    assert card.finding.number == order_of(desk, order_id).number
    confirm(desk, card)
    assert desk.office.workplace.tray.sheets() == ()


def test_a_second_page_joins_the_card_of_the_first(desk: OfficeForTests, tray: ScanTray) -> None:
    first = structs.replace(sheet(printed_f2(desk, order_in(desk, Stage.HANDLING))), pages=2)
    card = take(desk, tray, first)
    assert card.signature is not None
    assert not card.signature.incomplete.isHidden()
    assert "缺第 2 页" in card.findChildren(QLabel, "sheet_note")[0].text()
    confirm(desk, card)
    assert "缺第 2 页" in card.banner.text
    take(desk, tray, structs.replace(first, page=2, jpeg=b"second"))
    assert tray.cards == [card]
    assert [page.page.page for page in card.sheet.pages] == [1, 2]
    assert card.findChildren(QLabel, "sheet_note") == [] or card.sheet.notes == ()
    assert card.signature is not None
    assert card.signature.incomplete.isHidden()


def test_a_signature_on_behalf_asks_for_leader_and_reason(
    desk: OfficeForTests, tray: ScanTray
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    card = take(desk, tray, sheet(printed_f2(desk, order_id)))
    form = card.signature
    assert form is not None
    assert form.leader.isHidden()
    assert form.reason.isHidden()
    form.findChildren(QPushButton, "sign_kind_delegated")[0].click()
    assert not form.leader.isHidden()
    confirm(desk, card)
    assert form.leader.problem_text == "请写明受哪位负责人委托。"
    form.leader.set_value("李主任")
    form.go.click()
    assert form.reason.problem_text == "请写明原因，会记入工单的经过。"
    form.reason.set_value("外出开会")
    form.go.click()
    desk.settle()
    signature = order_of(desk, order_id).signatures[-1]
    assert (signature.delegated, signature.remark) == (True, "受李主任委托，外出开会")


def test_a_guess_is_taken_with_a_click(desk: OfficeForTests, tray: ScanTray) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    printed = printed_f2(desk, order_id)
    card = take(desk, tray, structs.replace(sheet(printed), form_id="", codes=(), page=0, pages=0))
    assert card.assignment is not None
    guess = card.assignment.findChildren(QPushButton, "sheet_guess_0")[0]
    assert "相似 60%" in guess.text()
    card.assignment.code.set_value("ABC")
    guess.click()
    desk.settle()
    assert "没有版本码 ABC" in card.banner.text
    card.assignment.code.set_value(printed.codes[0][1])
    guess.click()
    desk.settle()
    assert card.finding.match is SheetMatch.CURRENT
    assert card.signature is not None


def test_a_changed_sheet_shows_what_differs(
    desk: OfficeForTests, tray: ScanTray, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = order_in(desk, Stage.HANDLING)
    printed = printed_f2(desk, order_id)
    measure = act.RecordMeasure(entry_id="m1", occurred_at=desk.clock.now(), text="又做了一项")
    desk.office.workplace.orders.act(order_id, measure)
    texts = iter(["已责令停工。", "已责令停工。又做了一项。"])
    monkeypatch.setattr(desk.reader, "text", lambda _pdf: next(texts))
    card = take(desk, tray, sheet(printed))
    (changes,) = card.findChildren(QWidget, "sheet_changes")
    assert [label.text() for label in changes.findChildren(QLabel)] == [
        "纸上：（没有）\n现在：又做了一项。"
    ]


def test_a_file_on_the_clipboard_is_taken(desk: OfficeForTests, tray: ScanTray) -> None:
    desk.reader.pages = [sheet(printed_f2(desk, order_in(desk, Stage.HANDLING)))]
    path = desk.office.workplace.data_folder / "粘贴.pdf"
    path.write_bytes(b"pasted")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)
    tray.paste()
    desk.settle()
    assert len(tray.cards) == 1


def test_a_picture_on_the_clipboard_is_taken_and_leaves_no_file(
    desk: OfficeForTests, tray: ScanTray, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[tuple[str, bytes]] = []

    def read(
        paths: Sequence[Path], *, cancelled: Callable[[], bool]
    ) -> tuple[Sequence[SheetPage], Sequence[ScanProblem]]:
        assert not cancelled()
        seen.extend((path.name, path.read_bytes()[:4]) for path in paths)
        return (), ()

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(desk.reader, "read", read)
    image = QImage(20, 30, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    QGuiApplication.clipboard().setImage(image)
    tray.paste()
    desk.settle()
    assert seen == [("粘贴的图片.png", b"\x89PNG")]
    assert list(temporary.iterdir()) == []
    QGuiApplication.clipboard().setText("nothing")
    tray.paste()
    assert isinstance(tray._cards[-1], Banner)
    assert tray._cards[-1].text == "剪贴板里没有文件或图片。"


def test_the_folder_of_the_scanner_is_watched_when_one_is_chosen(
    desk: OfficeForTests, tray: ScanTray, tmp_path: Path
) -> None:
    assert not tray.folder._timer.isActive()
    assert tray.folder.forget.isHidden()
    folder = tmp_path / "scanner"
    folder.mkdir()
    desk.reader.pages = [sheet(printed_f2(desk, order_in(desk, Stage.HANDLING)))]
    (folder / "scan.pdf").write_bytes(b"scan")
    tray.folder.watch(str(folder))
    desk.settle()
    assert tray.folder._timer.isActive()
    for _ in range(2):
        tray.folder.due.emit()
        desk.settle()
    assert len(tray.cards) == 1
    tray.folder.forget.click()
    desk.settle()
    assert not tray.folder._timer.isActive()
    assert desk.options.get("scan.folder") == ""


def test_a_folder_that_cannot_be_remembered_is_not_watched_and_this_is_said(
    desk: OfficeForTests, tray: ScanTray, tmp_path: Path
) -> None:
    desk.options.refusal = StorageError("storage.setting", "这项设置没有写入磁盘。")
    tray.folder.watch(str(tmp_path))
    desk.settle()
    assert not tray.folder._timer.isActive()
    assert tray.folder._words.text() == "这项设置没有写入磁盘。"


def test_a_page_is_turned_and_stays_turned(desk: OfficeForTests, tray: ScanTray) -> None:
    printed = printed_f2(desk, order_in(desk, Stage.HANDLING))
    card = take(desk, tray, structs.replace(sheet(printed), form_id="", codes=(), page=0, pages=0))
    assert card.assignment is not None
    card.assignment.turn.click()
    desk.settle()
    assert card.finding.page.jpeg.endswith(b"turned 1")
    assert card.finding.match is SheetMatch.UNREADABLE


def test_every_other_empty_form_is_in_a_menu(
    desk: OfficeForTests, tray: ScanTray, qtbot: QtBot
) -> None:
    button = tray.findChild(QPushButton, "blank_others")
    forms = {action.data(): action for action in button.menu().actions()}
    assert {"F5", "F15", "F21", "F22"} <= set(forms)
    assert "F1" not in forms
    forms["F21"].trigger()
    desk.settle()
    (window,) = tray.window().findChildren(PrintWindow)
    assert "空白机构人员报备表" in window.windowTitle()
    window.close()
