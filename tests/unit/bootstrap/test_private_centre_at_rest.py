"""Imported orders in the data folder: readable to who has the passphrase, and to nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.export_files import HEADINGS, plain_row, write_xlsx
from helpers.plain_traces import traces

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import OpenOffice, private_centre
from desktop.bootstrap.private_centre import CentreRefusedError, centre_key
from desktop.domain.actions import Accept, AddNote
from desktop.host.paths import DataFolder
from desktop.services.attaching import attach_bytes
from desktop.services.founding import FoundingChoices, KeyKeeping, Mode

PASSPHRASE = "桂花开在三月-12"
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF known bytes of a photo " + bytes(range(256)) * 700
SECRETS: list[str | bytes] = [
    "周敏之",
    "13900001001",
    "示范路路灯不亮",
    "路灯下长凳",
    "钥匙藏在花盆",
    "known bytes of a photo",
    PHOTO[:20],
    PHOTO[-256:],
    "CREATE TABLE",
    PASSPHRASE,
]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def office(folder: DataFolder) -> Iterator[OpenOffice]:
    choices = FoundingChoices(
        mode=Mode.PRIVATE,
        profile_id="xiayang",
        key_keeping=KeyKeeping.PASSPHRASE,
        unit_name="示范居委会",
        user_name="张三",
        passphrase=PASSPHRASE,
    )
    opened = DeskFounding(folder).found(choices, lambda _words: None)
    yield opened
    opened.close()


def worked_in(office: OpenOffice, export: Path) -> str:
    """Import an order, accept it, note something, take a photo, and send all of it."""
    work = office.workplace
    assert work.feed is not None
    rows = [HEADINGS, plain_row("G-1", 标题="路灯下长凳"), plain_row("G-2", 标题="路灯下长凳")]
    assert work.feed.import_file(write_xlsx(export, rows)).added == ("G-1", "G-2")
    assert office.sync_once()
    order_id = work.orders.find("G-1")
    attach, blob = attach_bytes(work.blobs, PHOTO, name="周敏之家门口.jpg", purpose="photo")
    work.orders.act(order_id, Accept())
    work.orders.act(order_id, AddNote(entry_id="n1", text="钥匙藏在花盆下面"))
    work.orders.act(order_id, attach, blobs=[blob])
    report = office.sync_once()
    assert report is not None
    assert (report.pushed, report.blobs) == (3, 1)
    return blob.sha256


def test_no_file_of_the_data_folder_tells_who_called_or_why(
    folder: DataFolder, office: OpenOffice, tmp_path: Path
) -> None:
    sha256 = worked_in(office, tmp_path / "export.xlsx")
    centre = folder.centre(training=False)
    assert (centre / "platform.sqlite-wal").stat().st_size > 0
    assert (centre / "blobs" / sha256[:2] / sha256).is_file()
    assert traces(folder.root, SECRETS) == set()
    office.close()
    assert traces(folder.root, SECRETS) == set()


def test_the_passphrase_opens_the_office_and_its_centre_again(
    folder: DataFolder, office: OpenOffice, tmp_path: Path
) -> None:
    sha256 = worked_in(office, tmp_path / "export.xlsx")
    office.close()
    again = DeskFounding(folder).unlock(PASSPHRASE)
    try:
        assert again.sync_once() is not None
        assert again.gateway.fetch_blob(sha256) == PHOTO
        assert again.centre is not None
        shown = again.centre.command(["show", "G-1", "--json"])
        assert "周敏之" in shown
        assert "钥匙藏在花盆" in shown
    finally:
        again.close()


def test_another_database_key_does_not_open_the_centre(
    folder: DataFolder, office: OpenOffice, tmp_path: Path
) -> None:
    worked_in(office, tmp_path / "export.xlsx")
    other = private_centre(folder, b"another key".ljust(32), training=False)
    with pytest.raises(CentreRefusedError, match="密钥不对"):
        other.command(["orders"])


def test_the_key_of_the_centre_does_not_give_the_key_of_the_database_away() -> None:
    assert centre_key(b"a" * 32) not in {b"a" * 32, centre_key(b"b" * 32)}
    assert centre_key(b"a" * 32) == centre_key(b"a" * 32)
    assert len(centre_key(b"a" * 32)) == 32
