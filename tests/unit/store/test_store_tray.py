"""Scans in the tray stay on this PC until they are filed, and an older file gets a tray."""

from datetime import datetime, timedelta
from pathlib import Path

from helpers.store_clerk import HANDS_ON
from helpers.stores import KEY, open_test_store

from desktop.services.paper_ports import SheetPage
from desktop.services.scan_ports import TrayFile, TrayPage
from desktop.store import engine, migration
from desktop.store.database import FILE_NAME
from desktop.store.store import Store

_PAGE = SheetPage(
    source="扫描.pdf", index=0, form_id="F", page=1, pages=1, codes=("A", "B"), jpeg=b""
)


def _fill(store: Store, at: datetime = HANDS_ON) -> tuple[str, str]:
    """Put one page into the tray; hashes of its original and of its picture."""
    original = store.blobs.put(b"original", name="a.pdf", media_type="application/pdf")
    picture = store.blobs.put(b"picture", name="scan.jpg", media_type="image/jpeg")
    row = TrayPage(
        key="k", file=original.sha256, page=_PAGE, image=picture.sha256, taken_at=at,
        inks=(("head", True, False),),
    )  # fmt: skip
    with store.tray_writing() as transaction:
        transaction.keep_here(original)
        transaction.keep_here(picture)
        transaction.put_file(TrayFile(sha256=original.sha256, name="a.pdf", size=8, taken_at=at))
        transaction.put_page(row)
    return original.sha256, picture.sha256


def test_a_page_reads_back_as_it_was_written(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    original, picture = _fill(store)
    store.close()
    reopened = open_test_store(tmp_path)
    (row,) = reopened.tray_pages()
    assert (row.page, row.inks, row.image) == (_PAGE, (("head", True, False),), picture)
    assert row.taken_at == HANDS_ON
    known = reopened.tray_file(original)
    assert known is not None
    assert (known.name, known.kept) == ("a.pdf", True)
    assert reopened.tray_file("0" * 64) is None
    assert reopened.waiting_of(original) == 1
    reopened.close()


def test_what_waits_is_not_sent_and_what_is_filed_is(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    _, picture = _fill(store)
    assert store.pending_blobs() == []
    filed = store.blobs.put(b"picture", name="F1-r1-signed.jpg", media_type="image/jpeg")
    with store.writing() as transaction:
        transaction.add_blob(filed)
        transaction.settle_pages(["k"], at=HANDS_ON, filed=True)
    assert [blob.sha256 for blob in store.pending_blobs()] == [picture]
    assert store.tray_pages() == []
    with store.tray_writing() as transaction:
        transaction.keep_here(filed)  # the same page scanned again: it is the order's already
    assert [blob.sha256 for blob in store.pending_blobs()] == [picture]
    store.close()


def test_originals_go_with_their_pages_and_files_when_their_time_is_over(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    original, picture = _fill(store)
    late = HANDS_ON + timedelta(days=99)
    assert store.drop_originals(late) == 0
    with store.tray_writing() as transaction:
        transaction.settle_pages(["k"], at=HANDS_ON, filed=False)
    assert store.drop_originals(HANDS_ON) == 0
    assert store.drop_originals(late) == 2
    assert not store.blobs.exists(original)
    assert not store.blobs.exists(picture)
    known = store.tray_file(original)
    assert known is not None
    assert not known.kept
    store.close()


def test_a_settled_page_is_settled_once(tmp_path: Path) -> None:
    store = open_test_store(tmp_path)
    _fill(store)
    with store.tray_writing() as transaction:
        transaction.settle_pages(["k", "unknown"], at=HANDS_ON, filed=True)
        transaction.settle_pages(["k"], at=HANDS_ON + timedelta(days=50), filed=False)
    assert store.drop_originals(HANDS_ON + timedelta(days=1)) == 2
    store.close()


def test_a_file_without_a_tray_gets_one_and_keeps_its_blobs(tmp_path: Path) -> None:
    old = engine.writer(tmp_path / FILE_NAME, KEY)
    migration.to_head(old, revision="0002")
    with old.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO blobs (sha256, size, name, media_type, key, state) "
            "VALUES (?, 3, 'a', 'b', x'00', 'waiting')",
            ("a" * 64,),
        )
    old.dispose()
    store = open_test_store(tmp_path)
    assert store.tray_pages() == []
    assert [blob.sha256 for blob in store.pending_blobs()] == ["a" * 64]
    _fill(store)
    assert len(store.tray_pages()) == 1
    store.close()
