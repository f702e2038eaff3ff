"""What may not be filed is refused alike, for a sheet of an order and for a form of the unit."""

from dataclasses import replace
from datetime import date

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import RETURN_FORM, accepted_order, did
from msgspec import structs

from desktop.domain import actions as act
from desktop.services.order_desk import RefusedError
from desktop.services.scan_findings import (
    BoxFinding,
    ScanFinding,
    ScannedSheet,
    SheetMatch,
    SignKind,
)
from desktop.services.sheet_filing import Confirmation

_CONFIRMED = Confirmation(signer="周建国", signed_on=date(2026, 9, 18))


def _of_order(office: MemoryOffice) -> ScanFinding:
    office.cabinet.put(did(accepted_order(), act.SaveReturnForm(RETURN_FORM)))
    printed = office.paper.preview("o-1", "F1")
    office.paper.record_print("o-1", printed)
    (finding,), _ = office.scans.read_scans([office.tray.lay(printed, "head")])
    return finding


def _of_unit(office: MemoryOffice) -> ScanFinding:
    content = {"item": "居住证办理"}
    printed = office.paper.of_unit("F15", content)
    office.shelf.record(printed, content, copies=1)
    (finding,), _ = office.scans.read_scans([office.tray.lay(printed, "reviewer")])
    return finding


_MAKERS = {"order": _of_order, "unit": _of_unit}


def _box(sheet: ScannedSheet, **changes: bool) -> ScannedSheet:
    """Change what was read in every box."""

    def changed(box: BoxFinding) -> BoxFinding:
        return structs.replace(box, **changes)

    pages = tuple(
        structs.replace(page, boxes=tuple(changed(box) for box in page.boxes))
        for page in sheet.pages
    )
    return structs.replace(sheet, pages=pages)


@pytest.mark.parametrize("kind", _MAKERS)
@pytest.mark.parametrize(
    "code",
    [
        "scan.no_box",
        "scan.unsigned",
        "scan.doubtful",
        "scan.leader_missing",
        "scan.reason_missing",
        "scan.future",
        "scan.pages_missing",
    ],
)
def test_both_are_refused_for_the_same_reasons(office: MemoryOffice, kind: str, code: str) -> None:
    finding = _MAKERS[kind](office)
    whole = ScannedSheet(pages=(finding,))
    step = next(box.step for box in finding.boxes if box.ink)
    delegated = replace(_CONFIRMED, kind=SignKind.DELEGATED, reason="出差")
    sheet, wanted, confirmed = {
        "scan.no_box": (whole, "nobody", _CONFIRMED),
        "scan.unsigned": (_box(whole, ink=False, doubtful=False), step, _CONFIRMED),
        "scan.doubtful": (_box(whole, doubtful=True), step, _CONFIRMED),
        "scan.leader_missing": (whole, step, delegated),
        "scan.reason_missing": (whole, step, replace(_CONFIRMED, kind=SignKind.LATE)),
        "scan.future": (whole, step, replace(_CONFIRMED, signed_on=date(2036, 9, 18))),
        "scan.pages_missing": (structs.replace(whole, missing=(2,)), step, _CONFIRMED),
    }[code]
    with pytest.raises(RefusedError) as caught:
        office.scans.file_signature(sheet, wanted, confirmed)
    assert caught.value.code == code
    office.scans.file_signature(whole, step, _CONFIRMED)


def test_a_sheet_whose_print_was_taken_back_is_filed_all_the_same(office: MemoryOffice) -> None:
    """The printer refused, says the system, and then there it lay: signed by now."""
    office.cabinet.put(did(accepted_order(), act.SaveReturnForm(RETURN_FORM)))
    printed = office.paper.preview("o-1", "F1")
    (row,) = office.paper.record_print("o-1", printed).order.prints
    office.desk.act("o-1", act.Retract(target=row.entry_id, reason="没有打出"))
    (finding,), _ = office.scans.read_scans([office.tray.lay(printed, "head")])
    assert finding.match is SheetMatch.CURRENT
    step = next(box.step for box in finding.boxes if box.ink)
    office.scans.file_signature(finding, step, _CONFIRMED)
    assert office.desk.open("o-1").working.order.signatures[-1].code == dict(printed.codes)[step]
