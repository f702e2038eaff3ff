"""Print, sign, scan back: in memory and on the real store."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import (
    RESULT,
    RETURN_FORM,
    accepted_order,
    an_order,
    contacted,
    did,
    order_in,
    valid_action,
    warned_order,
)
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import Order, Signoff, Stage
from desktop.domain.traces import Trace
from desktop.services.history import history
from desktop.services.order_desk import RefusedError
from desktop.services.paper_ports import PrintedForm, PrintError, SheetPage
from desktop.services.print_notes import print_events
from desktop.services.proposals import Proposal
from desktop.services.scan_findings import ScanFinding, SheetMatch
from desktop.services.sheet_filing import Confirmation

_SIGNED_ON = date(2026, 9, 18)


def _return_order() -> Order:
    return did(accepted_order(), act.SaveReturnForm(RETURN_FORM))


def _scan(office: MemoryOffice, *signed: str, form: str = "F1") -> ScanFinding:
    """Print a form of the order, sign it in some boxes and scan it."""
    printed = office.paper.preview("o-1", form)
    office.paper.record_print("o-1", printed)
    (finding,), problems = office.scans.read_scans([office.tray.lay(printed, *signed)])
    assert problems == ()
    return finding


def _file(
    office: MemoryOffice,
    finding: ScanFinding,
    step: str,
    *,
    signer: str,
    signed_on: date,
    ink_seen: bool = False,
) -> None:
    confirmed = Confirmation(signer=signer, signed_on=signed_on, ink_seen=ink_seen)
    office.scans.file_signature(finding, step, confirmed)


def test_a_preview_records_nothing(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    assert (printed.form, printed.round) == ("F1", 1)
    assert office.order().prints == ()
    (context,) = office.printer.contexts
    assert (context.unit_name, context.operator, context.training) == ("第一居委会", "陈敏", True)
    assert office.paper.blank("F2") == b"F2"


def test_a_preview_of_what_is_being_typed(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    typed = office.paper.preview("o-1", "F1", typed=[act.SaveReturnForm(RETURN_FORM)])
    assert typed.codes != office.paper.preview("o-1", "F1").codes
    assert office.order().round.return_form is None


def test_a_print_is_an_action(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    office.paper.record_print("o-1", printed, copies=2)
    (row,) = office.order().prints
    assert (row.form, row.form_id, row.codes, row.copies) == (
        "F1",
        printed.form_id,
        printed.codes,
        2,
    )
    assert office.paper.preview("o-1", "F1").codes == printed.codes


def test_a_character_without_font_stops_the_print(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    office.printer.missing = "污"
    with pytest.raises(PrintError, match="污"):
        office.paper.preview("o-1", "F1")


def test_photos_go_onto_the_handling_record_only(office: MemoryOffice) -> None:
    office.cabinet.put(accepted_order())
    blob = office.cabinet.blobs.put(b"photo", name="p.jpg", media_type="image/jpeg")
    file = valid_action(act.AddAttachment, an_order(), accepted_order().dispatched_at)
    photo = structs.replace(file, sha256=blob.sha256, purpose="photo")
    office.desk.act("o-1", photo, blobs=[blob])
    office.paper.preview("o-1", "F2", copy="site")
    office.paper.preview("o-1", "F1")
    handling, request = office.printer.contexts
    assert (dict(handling.photos), handling.copy) == ({blob.sha256: b"photo"}, "site")
    assert dict(request.photos) == {}
    office.desk.act("o-1", act.Retract(photo.entry_id, "误传"))
    office.paper.preview("o-1", "F2")
    assert dict(office.printer.contexts[-1].photos) == {}


def test_a_signed_sheet_comes_back_to_its_order(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    finding = _scan(office, "head")
    assert (finding.match, finding.number) == (SheetMatch.CURRENT, "QP20260918001")
    assert "一致" in finding.message
    _file(office, finding, "head", signer="周建国", signed_on=_SIGNED_ON)
    order = office.order()
    (signature,) = order.signatures
    assert (signature.signer, signature.signed_on, signature.differs) == (
        "周建国",
        _SIGNED_ON,
        False,
    )
    (scan,) = order.attachments
    assert (scan.purpose, scan.sha256) == ("scan", signature.sha256)
    assert office.cabinet.blobs.get(scan.sha256) == finding.page.jpeg
    assert "王桂香" not in scan.name
    assert office.desk.act("o-1", act.RequestReturn()).order.stage is Stage.RETURN_PENDING


def test_a_changed_sheet_is_filed_and_marked(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    office.paper.record_print("o-1", printed)
    office.desk.act("o-1", act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    (finding,), _ = office.scans.read_scans([office.tray.lay(printed, "head")])
    assert finding.match is SheetMatch.CHANGED
    assert "与现有内容不一致" in finding.message
    _file(office, finding, "head", signer="周建国", signed_on=_SIGNED_ON)
    (signature,) = office.order().signatures
    assert signature.differs
    with pytest.raises(RefusedError) as caught:
        office.desk.act("o-1", act.RequestReturn())
    assert caught.value.code == "return.signature_differs"


def test_ink_is_looked_for_on_the_sheet_that_was_printed(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    office.paper.record_print("o-1", printed)
    office.desk.act("o-1", act.SaveReturnForm(structs.replace(RETURN_FORM, reason="改写")))
    office.scans.read_scans([office.tray.lay(printed, "head")])
    assert office.tray.compared == [printed.pdf]


def test_a_sheet_printed_elsewhere_is_compared_with_the_present_form(office: MemoryOffice) -> None:
    """A colleague printed it: this PC knows the print from the order, not the sheet itself."""
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    office.desk.act(
        "o-1",
        act.FormPrinted(
            entry_id="p", form="F1", form_id=printed.form_id, round=1, codes=printed.codes
        ),
    )
    (finding,), _ = office.scans.read_scans([office.tray.lay(printed, "head")])
    assert finding.match is SheetMatch.CURRENT
    assert office.tray.compared == [printed.pdf]


def test_a_foreign_sheet_is_refused(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    page = SheetPage(
        source="x.jpg", index=0, form_id="ZZZZZZZZZZZZ", page=1, pages=1, codes=("A",), jpeg=b"j"
    )
    office.tray.pages["x.jpg"] = page
    (finding,), _ = office.scans.read_scans([Path("x.jpg")])
    assert finding.match is SheetMatch.FOREIGN
    with pytest.raises(RefusedError) as caught:
        _file(office, finding, "head", signer="周建国", signed_on=_SIGNED_ON)
    assert caught.value.code == "scan.foreign"
    assert office.order() == _return_order()


def test_an_unsigned_sheet_never_counts_as_signed(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    finding = _scan(office)
    for confirmed in (False, True):
        with pytest.raises(RefusedError) as caught:
            _file(office, finding, "head", signer="周", signed_on=_SIGNED_ON, ink_seen=confirmed)
        assert caught.value.code == "scan.unsigned"
    order = office.order()
    assert (order.signatures, order.attachments) == ((), ())


def test_doubtful_ink_waits_for_a_look(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    office.tray.doubtful = {"head"}
    finding = _scan(office)
    with pytest.raises(RefusedError) as caught:
        _file(office, finding, "head", signer="周建国", signed_on=_SIGNED_ON)
    assert caught.value.code == "scan.doubtful"
    _file(office, finding, "head", signer="周建国", signed_on=_SIGNED_ON, ink_seen=True)
    assert len(office.order().signatures) == 1


def test_a_signer_is_confirmed(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    finding = _scan(office, "head")
    with pytest.raises(RefusedError) as caught:
        _file(office, finding, "head", signer=" ", signed_on=_SIGNED_ON)
    assert caught.value.code == "sign.signer_missing"
    assert office.order().attachments == ()


def test_a_step_that_is_not_on_the_page(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    finding = _scan(office, "head")
    with pytest.raises(RefusedError) as caught:
        _file(office, finding, "step3", signer="周", signed_on=_SIGNED_ON)
    assert caught.value.code == "scan.no_box"


def test_an_unread_page_is_assigned_by_hand_and_marked(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    path = office.tray.lay(printed, "head")
    office.tray.pages[path.name] = SheetPage(
        source=path.name, index=0, form_id="", page=1, pages=1, codes=(), jpeg=b"j"
    )
    (finding,), _ = office.scans.read_scans([path])
    assert finding.match is SheetMatch.UNREADABLE
    assigned = office.scans.assign(finding.page, "o-1", "F1")
    assert assigned.match is SheetMatch.CHANGED
    _file(office, assigned, "head", signer="周建国", signed_on=_SIGNED_ON)
    assert [row.differs for row in office.order().signatures] == [True]


def test_a_file_that_cannot_be_read_is_told(office: MemoryOffice) -> None:
    findings, problems = office.scans.read_scans([Path("broken.pdf")])
    assert findings == ()
    assert [problem.source for problem in problems] == ["broken.pdf"]


def test_a_sheet_is_signed_in_stages(office: MemoryOffice) -> None:
    """F3: the first signature stays good when the section and the second one follow."""
    office.cabinet.put(order_in(Stage.AWAITING_SIGNOFF))
    first = _scan(office, "step1", form="F3")
    assert first.match is SheetMatch.CURRENT
    _file(office, first, "step1", signer="主任", signed_on=_SIGNED_ON)
    office.desk.act(
        "o-1", act.SaveSignoff(Signoff(opinion="请办理", handling="已办", review="同意"))
    )
    second = _scan(office, "step1", "step3", form="F3")
    assert [(box.step, box.current) for box in second.boxes] == [("step1", True), ("step3", True)]
    _file(office, second, "step3", signer="副主任", signed_on=_SIGNED_ON)
    order = office.order()
    assert [(row.step, row.differs) for row in order.signatures] == [
        ("step1", False),
        ("step3", False),
    ]
    assert order.stage is Stage.HANDLING


def test_a_sheet_of_stages_is_judged_by_what_is_signed(office: MemoryOffice) -> None:
    """Only the empty second section has changed since: the first signature is current."""
    office.cabinet.put(order_in(Stage.AWAITING_SIGNOFF))
    printed = office.paper.preview("o-1", "F3")
    office.paper.record_print("o-1", printed)
    office.desk.act(
        "o-1", act.SaveSignoff(Signoff(opinion="请办理", handling="已办", review="同意"))
    )
    (finding,), _ = office.scans.read_scans([office.tray.lay(printed, "step1")])
    assert finding.match is SheetMatch.CURRENT


def test_the_rounds_have_sheets_of_their_own(office: MemoryOffice) -> None:
    office.cabinet.put(did(accepted_order(), contacted(), act.SaveResult(RESULT)))
    first = office.paper.preview("o-1", "F2")
    office.paper.record_print("o-1", first)
    office.desk.act("o-1", act.Submit())
    warned = did(office.order(), valid_action(act.RecordCallback, an_order(), office.clock.now()))
    office.cabinet.put(warned, version=9)
    assert office.order().round.number == 2
    (finding,), _ = office.scans.read_scans([office.tray.lay(first, "head")])
    assert finding.location is not None
    assert (finding.location.round, finding.match) == (1, SheetMatch.CURRENT)
    assert office.paper.preview("o-1", "F2", round_number=1).codes == first.codes
    assert office.paper.preview("o-1", "F2").codes != first.codes


@pytest.mark.parametrize(
    ("asked", "noted"),
    [({"in_full": True}, True), ({"copy": "site"}, True), ({}, False)],
)
def test_a_number_in_full_is_in_the_audit_log(
    office: MemoryOffice, asked: dict[str, Any], noted: bool
) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F2", **asked)
    assert office.cabinet.audits() == []
    office.paper.record_print("o-1", printed)
    whats = [line.what for line in office.cabinet.audits()]
    assert whats == (["form_printed", "phone_printed"] if noted else ["form_printed"])


def test_a_print_that_is_refused_leaves_no_note(office: MemoryOffice) -> None:
    office.cabinet.put(order_in(Stage.REMOVED))
    printed = structs.replace(office.paper.preview("o-1", "F2"), in_full=True)
    with pytest.raises(RefusedError):
        office.paper.record_print("o-1", printed, pages="1-2")
    assert office.order().prints == ()
    assert office.cabinet.audits() == []


def test_what_was_hidden_or_left_is_in_the_audit_log_without_its_text(
    office: MemoryOffice,
) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F2")
    found = [
        Proposal(kind=kind, text="孙丽萍", why="", context="", hidden=hidden)
        for kind, hidden in ((Trace.NAME, True), (Trace.NAME, True), (Trace.MAIL, False))
    ]
    told = PrintedForm(
        form=printed.form,
        form_id=printed.form_id,
        round=printed.round,
        codes=printed.codes,
        pdf=printed.pdf,
        pages=printed.pages,
        boxes=printed.boxes,
        file_name=printed.file_name,
        proposals=tuple(found),
    )
    office.paper.record_print("o-1", told)
    line = next(line for line in office.cabinet.audits() if line.what == "print_redaction")
    assert dict(line.detail) == {"form": "F2", "hidden": "姓名 2", "left": "电子邮箱 1"}


def test_a_form_of_the_whole_order_is_filed_under_its_first_round(office: MemoryOffice) -> None:
    office.cabinet.put(warned_order())
    assert office.paper.preview("o-1", "F7").round == 1
    assert office.paper.preview("o-1", "F2").round == 2


def test_a_form_of_the_unit_needs_no_order(office: MemoryOffice) -> None:
    printed = office.paper.of_unit("F15", {"item": "备案"})
    assert (printed.pdf, printed.round) == ("F15:item=备案".encode(), 0)


def test_the_history_tells_what_only_this_pc_knows_of_a_print(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    printed = office.paper.preview("o-1", "F1")
    hidden = Proposal(kind=Trace.LANDLINE, text="0539-6211234", why="座机", context="", hidden=True)
    told = structs.replace(printed, proposals=(hidden,), in_full=True)
    office.paper.record_print("o-1", told, pages="1-2")
    office.desk.note_access("o-1", "phone_revealed")
    card = office.desk.open("o-1")
    events = {event.what: event for event in history(card.working, print_events(card.noted))}
    assert events["打印部分页　F1 退单申请表"].text == "第 1-2 页，共 1 页"
    assert events["打印时隐去　F1 退单申请表"].text == f"隐去 {Trace.LANDLINE.words} 1"
    assert events["打印完整号码　F1 退单申请表"].who == office.desk.actor.name
    assert "打印 F1" in events
    assert len(card.noted) == 3


def test_a_date_that_has_not_come_is_not_taken(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    finding = _scan(office, "head")
    with pytest.raises(RefusedError) as caught:
        _file(office, finding, "head", signer="周建国", signed_on=_SIGNED_ON + timedelta(days=1))
    assert caught.value.code == "scan.future"
    assert office.order().signatures == ()


def test_a_return_form_dated_after_its_deadline_is_filed_with_a_caution(
    office: MemoryOffice,
) -> None:
    office.cabinet.put(_return_order())
    finding = _scan(office, "head")
    office.clock.moment += timedelta(days=30)
    late = Confirmation(signer="周建国", signed_on=office.clock.now().date())
    filed = office.scans.file_signature(finding, "head", late)
    assert "签字日期 10月18日 晚于退单截止时间" in office.scans.caution(filed)
    steps = {step.action: step for step in office.desk.open("o-1").steps}
    assert "sign.after_deadline" in {c.code for c in steps[act.RequestReturn].cautions}


def test_a_return_form_dated_in_time_needs_no_caution(office: MemoryOffice) -> None:
    office.cabinet.put(_return_order())
    confirmed = Confirmation(signer="周建国", signed_on=_SIGNED_ON)
    filed = office.scans.file_signature(_scan(office, "head"), "head", confirmed)
    assert office.scans.caution(filed) == ""
