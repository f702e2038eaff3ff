"""The shelf of the unit's own forms on disk; an older file keeps the forms that went out."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
from helpers.store_clerk import HANDS_ON
from helpers.stores import KEY, open_test_store

from desktop.services.paper_ports import InkBox, PrintedForm, SheetPage
from desktop.services.ports import UNIT
from desktop.services.scan_findings import SheetMatch
from desktop.services.scan_ports import TrayFile, TrayPage
from desktop.services.unit_sheets import SignedSheet, UnitSheet
from desktop.store import engine, migration
from desktop.store.database import FILE_NAME

_SHEET = UnitSheet(
    form="F15", at=HANDS_ON, code="ABCDE22222", copies=1, by="陈敏", content={"item": "居住证办理"}
)
_PRINTED = PrintedForm(
    form="F15",
    form_id="F",
    round=0,
    codes=(("", "ABCDE22222"),),
    pdf=b"%PDF",
    pages=1,
    boxes=(InkBox(0, "reviewer", 1, 2, 3, 4),),
    file_name="F15.pdf",
)


def _signed(pictures: tuple[str, ...]) -> SignedSheet:
    return SignedSheet(
        entry_id="e-1",
        form="F15",
        form_id="F",
        code="ABCDE22222",
        title="居住证办理",
        step="reviewer",
        signer="周建国",
        signed_on=date(2026, 9, 18),
        remark="",
        delegated=False,
        late=False,
        filed_at=HANDS_ON,
        filed_by="陈敏",
        match=SheetMatch.CURRENT,
        pictures=pictures,
    )


def test_what_went_out_and_came_back_reads_back_as_it_was(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    with store.shelf_writing() as transaction:
        transaction.put_unit_sheet(_SHEET, _PRINTED)
        transaction.put_signed_sheet(_signed(()))
    store.close()
    reopened = open_test_store(tmp_path)
    assert reopened.unit_sheets() == reopened.unit_sheets(form="F15") == [_SHEET]
    assert reopened.unit_sheets(form="F21") == []
    assert reopened.unit_sheets_with("ABCDE22222") == [_SHEET]
    assert reopened.printed_unit_sheet("ABCDE22222") == _PRINTED
    assert reopened.printed_unit_sheet("ZZZZZZZZZZ") is None
    changed = msgspec.structs.replace(_signed(()), taken_back="填错")
    with reopened.shelf_writing() as transaction:
        transaction.put_signed_sheet(changed)
        assert transaction.signed_sheet("e-1") == changed
        assert transaction.signed_sheet("e-2") is None
    assert reopened.signed_sheets("F15") == [changed]
    reopened.close()


def test_nothing_on_the_shelf_grows_too_old_to_be_found(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    with store.shelf_writing() as transaction:
        transaction.put_unit_sheet(msgspec.structs.replace(_SHEET, form_id="F"), _PRINTED)
        for number in range(60):
            other = msgspec.structs.replace(_SHEET, content={"item": f"F {number}"}, form_id="F2")
            transaction.put_unit_sheet(other, _PRINTED)
        for number in range(210):
            filed = msgspec.structs.replace(_signed(()), entry_id=f"e-{number}")
            transaction.put_signed_sheet(filed)
    found = store.latest_unit_sheet("F15", "居住证办理")
    assert found is not None
    assert (found.form_id, store.latest_unit_sheet("F21", "居住证办理")) == ("F", None)
    assert store.unit_sheets_of("F15", "F") == [found]
    assert store.unit_sheets_of("F21", "F") == []
    assert [sheet.entry_id for sheet in store.signed_sheets("F15")][-1] == "e-0"
    store.close()


def test_what_was_filed_from_a_picture_is_found_by_the_picture_alone(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    one, two = _signed(("a" * 64, "b" * 64)), _signed(("c" * 64,))
    # a picture's name in what the clerk typed is no picture
    named = msgspec.structs.replace(_signed(()), remark="a" * 64)
    with store.shelf_writing() as transaction:
        for number, sheet in enumerate((one, two, named)):
            row = msgspec.structs.replace(sheet, entry_id=f"e-{number}")
            transaction.put_signed_sheet(row)
    wanted = {"b" * 64, "c" * 64, "d" * 64}
    found = [sheet.entry_id for sheet in store.signed_sheets_with("F15", wanted)]
    assert found == ["e-1", "e-0"]
    assert [sheet.entry_id for sheet in store.signed_sheets_with("F15", {"a" * 64})] == ["e-0"]
    assert store.signed_sheets_with("F21", wanted) == []
    assert store.signed_sheets_with("F15", ()) == []
    store.close()


def test_a_page_on_the_shelf_outlives_its_original_and_is_not_sent(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    original = store.blobs.put(b"original", name="a.pdf", media_type="application/pdf")
    picture = store.blobs.put(b"picture", name="scan.jpg", media_type="image/jpeg")
    page = SheetPage(source="a", index=0, form_id="F", page=1, pages=1, codes=(), jpeg=b"")
    with store.shelf_writing() as transaction:
        store_page = TrayPage(
            key="k", file=original.sha256, page=page, image=picture.sha256, taken_at=HANDS_ON
        )
        file = TrayFile(sha256=original.sha256, name="a.pdf", size=8, taken_at=HANDS_ON)
        transaction.keep_here(original)
        transaction.keep_here(picture)
        transaction.put_file(file)
        transaction.put_page(store_page)
        transaction.keep_on_shelf(picture)
        transaction.put_signed_sheet(_signed((picture.sha256,)))
        transaction.settle_pages(["k"], at=HANDS_ON, filed=True)
    assert store.drop_originals(HANDS_ON + timedelta(days=99)) == 1
    assert not store.blobs.exists(original.sha256)
    assert store.blobs.get(picture.sha256) == b"picture"
    assert store.pending_blobs() == []
    with store.writing() as writing:
        writing.add_blob(picture)  # the same picture filed with an order: now it travels
    assert [blob.sha256 for blob in store.pending_blobs()] == [picture.sha256]
    store.close()


def test_0004_moves_the_forms_that_went_out_from_the_drafts(tmp_path: Path) -> None:
    old = engine.writer(tmp_path / FILE_NAME, KEY)
    migration.to_head(old, revision="0003")
    rows: list[dict[str, object]] = [
        {"at": "2026-09-12T09:00:00+08:00", "code": code, "copies": 1, "by": "陈敏", "content": {}}
        for code in ("NEWEST2222", "OLDER22222")
    ]
    with old.begin() as connection:
        for form, content in (
            ("F15/earlier", msgspec.json.encode(rows)),
            ("F21/earlier", b"broken"),
            ("F15", b"{}"),
        ):
            connection.exec_driver_sql("INSERT INTO drafts VALUES (?, ?, ?)", (UNIT, form, content))
    old.dispose()
    store = open_test_store(tmp_path)
    assert [sheet.code for sheet in store.unit_sheets(form="F15")] == ["NEWEST2222", "OLDER22222"]
    assert store.unit_sheets(form="F21") == []
    assert store.printed_unit_sheet("NEWEST2222") is None
    assert set(store.drafts(UNIT)) == {"F15"}
    store.close()
