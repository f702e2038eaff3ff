"""Signed sheets come back: recognised, confirmed, filed, or refused with the reason."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from helpers.step_pages import order_in, order_of, shown
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.domain.orders import Stage
from desktop.services.ports import BoxInk, InkBox, PrintedForm, ScanProblem, SheetPage
from desktop.ui.paper.scan_tray import ScanTray
from desktop.ui.paper.sheet_card import SheetCard


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
    foreign = replace(sheet(printed_f2(desk, order_in(desk, Stage.HANDLING))), form_id="FREMD")
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
    unreadable = replace(sheet(printed_f2(desk, order_id)), form_id="", codes=(), page=0, pages=0)
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


def test_a_search_without_a_hit_says_so(desk: OfficeForTests, tray: ScanTray) -> None:
    unreadable = replace(
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
