"""Batches: which sheets, in which order they leave, and what is said about the others."""

import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from helpers.step_pages import order_of
from msgspec import structs

from desktop.cli.outcome import CommandError
from desktop.cli.paper_commands import _printed
from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.guide import PaperTask, paper_task
from desktop.domain.orders import Stage
from desktop.services.paper_ports import PrintError
from desktop.services.ports import StorageError
from desktop.services.print_batch import PrintBatches
from desktop.services.print_desk import BatchSheet, BatchWatch, PrintDesk, UnwrittenError
from desktop.services.print_notes import print_events
from desktop.services.print_ports import PrintSetup
from desktop.services.unit_paper import UnitPaper

SETUP = PrintSetup(printer="二楼复印机", copies=2)


@dataclass
class Follower:
    """Watches a batch and may end it after some sheets."""

    after: int = 99
    told: list[tuple[int, int]] = field(default_factory=list)

    def progress(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def cancelled(self) -> bool:
        return len(self.told) >= self.after

    @property
    def watch(self) -> BatchWatch:
        return BatchWatch(self.progress, self.cancelled)


@pytest.fixture
def desk(styled: object, tmp_path: Path) -> Iterator[OfficeForTests]:
    del styled
    office = build_office(tmp_path)
    yield office
    office.close()


def batches(desk: OfficeForTests) -> PrintBatches:
    workplace = desk.office.workplace
    return PrintBatches(workplace.orders, workplace.lists, workplace.clock)


def in_hand(desk: OfficeForTests) -> list[str]:
    return [oid for oid in desk.order_ids() if order_of(desk, oid).stage is Stage.HANDLING]


def records(desk: OfficeForTests, count: int = 3) -> tuple[BatchSheet, ...]:
    found = batches(desk).of_orders(desk.order_ids())
    return tuple(sheet for sheet in found if sheet.form == "F2")[:count]


def test_the_sheets_of_chosen_orders_are_of_their_present_round(desk: OfficeForTests) -> None:
    for order_id in desk.order_ids():
        for sheet in batches(desk).of_orders([order_id]):
            order = order_of(desk, order_id)
            assert sheet.number == order.number
            assert sheet.round in {order.round.number, 1}
    assert {"F1", "F2", "F3"} <= {s.form for s in batches(desk).of_orders(in_hand(desk))}


def test_a_batch_lies_behind_its_list_and_each_sheet_is_recorded(desk: OfficeForTests) -> None:
    sheets, follower = records(desk), Follower()
    outcome = PrintDesk(desk.office.workplace).batch_to_printer(sheets, SETUP, follower.watch)
    assert outcome.sent == sheets
    assert outcome.to_repeat == ()
    cover, *forms = desk.printers.contents
    assert cover.decode() == "\n".join(f"{sheet.number} F2" for sheet in sheets)
    assert [sheet.number in form.decode() for sheet, form in zip(sheets, forms, strict=True)]
    assert {setup for _, setup in desk.printers.sent} == {SETUP}
    for sheet in sheets:
        last = order_of(desk, sheet.order_id).prints[-1]
        assert (last.form, last.copies) == ("F2", 2)
    assert follower.told[-1] == (3, 3)
    assert outcome.job == "二楼复印机-4"


def test_a_cancelled_batch_says_what_is_out_already(desk: OfficeForTests) -> None:
    sheets = records(desk)
    outcome = PrintDesk(desk.office.workplace).batch_to_printer(sheets, SETUP, Follower(1).watch)
    assert outcome.sent == sheets[:1]
    assert outcome.left == outcome.to_repeat == sheets[1:]
    assert order_of(desk, sheets[1].order_id).prints == ()


def test_one_sheet_that_cannot_be_set_does_not_hold_up_the_rest(
    desk: OfficeForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = records(desk)
    paper = desk.office.workplace.paper
    real: Callable[..., object] = paper.preview

    def fail_second(order_id: str, form: str, **more: object) -> object:
        if order_id == sheets[1].order_id:
            raise PrintError("“𠅤”没有字形")
        return real(order_id, form, **more)

    monkeypatch.setattr(paper, "preview", fail_second)
    outcome = PrintDesk(desk.office.workplace).batch_to_printer(sheets, SETUP, Follower().watch)
    assert outcome.sent == (sheets[0], sheets[2])
    assert [failure.reason for failure in outcome.failed] == ["“𠅤”没有字形"]
    assert outcome.to_repeat == (sheets[1],)


def test_a_printer_that_refuses_ends_the_batch(desk: OfficeForTests) -> None:
    sheets = records(desk)
    desk.printers.refusal = "打印机缺纸"
    outcome = PrintDesk(desk.office.workplace).batch_to_printer(sheets, SETUP, Follower().watch)
    assert outcome.sent == ()
    assert outcome.stopped == "打印机缺纸"
    assert outcome.to_repeat == sheets
    # the list in front was refused: no sheet is recorded that never was on its way
    assert all(order_of(desk, sheet.order_id).prints == () for sheet in sheets)


def test_a_print_that_did_not_go_out_is_marked_so_in_the_history(
    desk: OfficeForTests, tmp_path: Path
) -> None:
    (sheet,) = records(desk, 1)
    workplace = desk.office.workplace
    printing = PrintDesk(workplace)
    printed = workplace.paper.preview(sheet.order_id, sheet.form)
    printing.to_printer(sheet.order_id, printed, SETUP)
    assert _unmade(desk, sheet.order_id) == []
    desk.printers.refusal = "打印机缺纸"
    with pytest.raises(PrintError):
        printing.to_printer(sheet.order_id, printed, SETUP)
    assert _unmade(desk, sheet.order_id) == ["没有打出　F2 工单处理记录表"]
    with pytest.raises(UnwrittenError, match="这个名称是一个文件夹。工单的内容没有受影响"):
        printing.to_file(sheet.order_id, printed, tmp_path)
    assert len(_unmade(desk, sheet.order_id)) == 1
    assert len(order_of(desk, sheet.order_id).prints) == 2


def _away(desk: OfficeForTests, path: Path) -> None:
    """Take the name of a file away at the moment at which the print has been recorded."""

    def take(_changed: frozenset[str]) -> None:
        path.mkdir(exist_ok=True)

    desk.office.workplace.changes.listen(take)


def test_a_sheet_that_was_recorded_and_not_written_after_all_is_marked(
    desk: OfficeForTests, tmp_path: Path
) -> None:
    (sheet,) = records(desk, 1)
    workplace = desk.office.workplace
    _away(desk, tmp_path / "x.pdf")
    printed = workplace.paper.preview(sheet.order_id, sheet.form)
    with pytest.raises(UnwrittenError):
        PrintDesk(workplace).to_file(sheet.order_id, printed, tmp_path / "x.pdf")
    (row,) = order_of(desk, sheet.order_id).prints
    assert row.retracted == "没有打出"
    assert _unmade(desk, sheet.order_id) == ["没有打出　F2 工单处理记录表"]


def test_the_command_marks_what_was_recorded_and_not_written(
    desk: OfficeForTests, tmp_path: Path
) -> None:
    (sheet,) = records(desk, 1)
    out = tmp_path / "x.pdf"
    _away(desk, out)
    asked = Namespace(
        form="F2", number=sheet.number, out=out, blank=False, round=0, copy="archive",
        full_number=False,
    )  # fmt: skip
    with pytest.raises(CommandError, match="工单的内容没有受影响") as caught:
        _printed(desk.office.workplace, asked)
    assert caught.value.code == "print.file"
    (row,) = order_of(desk, sheet.order_id).prints
    assert row.retracted
    assert len(_unmade(desk, sheet.order_id)) == 1


def test_what_the_printer_refused_is_still_to_be_printed(desk: OfficeForTests) -> None:
    workplace = desk.office.workplace
    order_id = next(
        oid
        for oid in desk.order_ids()
        if paper_task(order_of(desk, oid), "F1", _rules(desk, oid)) is PaperTask.PRINT
    )
    printed = workplace.paper.preview(order_id, "F1")
    desk.printers.refusal = "打印机缺纸"
    with pytest.raises(PrintError):
        PrintDesk(workplace).to_printer(order_id, printed, SETUP)
    refused = order_of(desk, order_id)
    assert paper_task(refused, "F1", _rules(desk, order_id)) is PaperTask.PRINT
    assert [row.retracted for row in refused.prints] == ["没有打出"]
    desk.printers.refusal = ""
    PrintDesk(workplace).to_printer(order_id, printed, SETUP)
    order = order_of(desk, order_id)
    assert paper_task(order, "F1", _rules(desk, order_id)) is PaperTask.TAKE_BACK
    # a sheet that was only ever signed electronically is no paper that could come back
    unprinted = structs.replace(order, prints=(structs.replace(order.prints[-1], copies=0),))
    assert paper_task(unprinted, "F1", _rules(desk, order_id)) is PaperTask.PRINT


def test_a_batch_that_the_printer_refused_is_asked_for_again(desk: OfficeForTests) -> None:
    sheets = records(desk, 1)
    workplace = desk.office.workplace
    printed = workplace.paper.preview(sheets[0].order_id, "F2")
    desk.printers.refusal = "打印机缺纸"
    with pytest.raises(PrintError):
        PrintDesk(workplace).to_printer(sheets[0].order_id, printed, SETUP)
    again = next(s for s in records(desk, 9) if s.order_id == sheets[0].order_id)
    assert again.printed == 0


def _rules(desk: OfficeForTests, order_id: str) -> Rules:
    return desk.office.workplace.orders.open(order_id).rules


def test_a_form_of_the_unit_that_did_not_go_out_is_marked(desk: OfficeForTests) -> None:
    desk.printers.refusal = "打印机缺纸"
    paper = UnitPaper(desk.office.workplace)
    content: dict[str, object] = {"item": "备案"}
    with pytest.raises(PrintError):
        paper.to_printer(paper.preview("F15", content), content, SETUP)
    whats = [entry.what for entry in desk.store.audits]
    assert whats[-2:] == ["unit_form_printed", "print_refused"]


def _unmade(desk: OfficeForTests, order_id: str) -> list[str]:
    noted = desk.office.workplace.orders.open(order_id).noted
    return [event.what for event in print_events(noted) if event.what.startswith("没有打出")]


def test_what_cannot_be_recorded_does_not_go_out(desk: OfficeForTests) -> None:
    sheets = records(desk)
    desk.store.broken = StorageError("storage.full", "磁盘已满。")
    outcome = PrintDesk(desk.office.workplace).batch_to_printer(sheets, SETUP, Follower().watch)
    assert (outcome.sent, outcome.stopped) == ((), "磁盘已满。")
    assert len(desk.printers.contents) == 1


def test_a_folder_gets_a_file_for_each_sheet(desk: OfficeForTests) -> None:
    sheets = records(desk)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "今天"
        PrintDesk(desk.office.workplace).batch_to_folder(sheets, folder, Follower().watch)
        assert {path.name for path in folder.iterdir()} == {
            "打印清单.pdf",
            *(f"F2-{sheet.number}.pdf" for sheet in sheets),
        }


def test_what_is_due_today_is_demanded_with_content_and_not_printed_yet(
    desk: OfficeForTests,
) -> None:
    row = next(
        row
        for row in desk.office.workplace.lists.agenda(limit=99)
        if row.due and row.due_duty and row.due_duty.value == "handle"
    )
    assert row.due
    desk.clock.moment = row.due - timedelta(minutes=30)
    today = batches(desk).due_today()
    assert (row.number, "F2") in {(sheet.number, sheet.form) for sheet in today}
    now = desk.clock.moment.astimezone(CST).date()
    due = {r.order_id: r.due for r in desk.office.workplace.lists.agenda(limit=99)}
    for sheet in today:
        ends = due[sheet.order_id]
        assert ends is not None
        assert ends.astimezone(CST).date() <= now
        assert sheet.form != "F1" or order_of(desk, sheet.order_id).round.return_form
    PrintDesk(desk.office.workplace).batch_to_printer(today, SETUP, Follower().watch)
    assert batches(desk).due_today() == ()
    # what is written after the print is not on that paper: the sheet is asked for again
    desk.office.workplace.orders.act(
        row.order_id,
        act.RecordMeasure(entry_id="m-new", occurred_at=desk.clock.moment, text="已加装隔音垫"),
    )
    again = {(sheet.number, sheet.form): sheet.printed for sheet in batches(desk).due_today()}
    assert again[row.number, "F2"] == 1


def test_a_second_round_stands_in_the_name(desk: OfficeForTests) -> None:
    sheet = replace(records(desk)[0], round=2)
    assert sheet.name.endswith("F2 工单处理记录表（第 1 次再次处置）")
