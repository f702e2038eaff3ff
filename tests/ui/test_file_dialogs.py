"""A dialog for files begins where the clerk was last with that kind, else in his documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.office import OfficeForTests
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.fields.drop_zone import DropZone
from desktop.ui.last_folders import (
    Files,
    LastFolders,
    is_near,
    keep_folder,
    start_folder,
)
from desktop.ui.widgets.file_dialog import FileDialog


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def folders(desk: OfficeForTests, styled: QApplication) -> Iterator[LastFolders]:
    made = LastFolders(desk.office, styled)
    yield made
    made.setParent(None)
    made.deleteLater()


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clerk's own folders."""
    places = QStandardPaths.StandardLocation
    names = {places.DocumentsLocation: "Documents", places.DesktopLocation: "Desktop"}
    monkeypatch.setattr(
        QStandardPaths, "writableLocation", lambda place: str(tmp_path / names[place])
    )
    made = tmp_path / "Documents"
    made.mkdir()
    return made


def test_the_first_one_begins_in_the_documents(owner: QWidget, documents: Path) -> None:
    dialog = FileDialog(Files.SAVED, "存为 PDF", "PDF 文件 (*.pdf)", parent=owner)
    dialog.save_as("退单申请表.pdf", "pdf")
    assert Path(dialog.directory().path()) == documents
    assert [Path(name) for name in dialog.selectedFiles()] == [documents / "退单申请表.pdf"]


def test_without_documents_it_is_the_desktop(documents: Path) -> None:
    documents.rmdir()
    desktop = documents.with_name("Desktop")
    desktop.mkdir()
    assert start_folder(Files.SAVED) == desktop
    desktop.rmdir()
    assert start_folder(Files.SAVED) == Path.home()


def test_the_next_one_begins_where_the_last_ended(
    owner: QWidget, folders: LastFolders, documents: Path, tmp_path: Path, desk: OfficeForTests
) -> None:
    place = tmp_path / "退单"
    place.mkdir()
    (place / "a.pdf").write_bytes(b"%PDF")
    dialog = FileDialog(Files.SAVED, "存为 PDF", parent=owner)
    dialog.save_as("a.pdf", "pdf")
    dialog.setOption(FileDialog.Option.DontConfirmOverwrite)
    dialog.setDirectory(str(place))
    dialog.selectFile("a.pdf")
    dialog.accept()
    assert start_folder(Files.SAVED) == place
    assert start_folder(Files.KEYS) == documents
    desk.settle()
    again = LastFolders(desk.office, QApplication.instance())  # type: ignore[arg-type]  # it is one
    assert again.folder(Files.SAVED) == str(place)
    again.setParent(None)
    del folders


def test_a_chosen_folder_is_remembered_itself(
    owner: QWidget, folders: LastFolders, documents: Path
) -> None:
    dialog = FileDialog(Files.PAPER, "存到哪个文件夹？", parent=owner)
    dialog.ask_for_folder()
    dialog.filesSelected.emit([str(documents)])
    assert folders.folder(Files.PAPER) == str(documents)


def test_a_folder_that_is_gone_is_not_offered(
    folders: LastFolders, documents: Path, tmp_path: Path
) -> None:
    keep_folder(Files.ORDERS, tmp_path / "gone" / "a.xlsx")
    assert folders.folder(Files.ORDERS) == str(tmp_path / "gone")
    assert start_folder(Files.ORDERS) == documents


@pytest.mark.parametrize("share", ["//nas/scans", "\\\\nas\\scans"])
def test_no_dialog_begins_on_a_share(
    folders: LastFolders, owner: QWidget, documents: Path, share: str
) -> None:
    """One that is switched off would hold the window for half a minute."""
    folders.keep(Files.PAPER, share)  # as it was remembered before
    assert start_folder(Files.PAPER) == documents
    keep_folder(Files.SAVED, documents, is_folder=True)
    keep_folder(Files.SAVED, Path(share) / "a.pdf")
    dialog = FileDialog(Files.SAVED, "存为 PDF", parent=owner, start=share)
    assert Path(dialog.directory().path()) == documents


@pytest.mark.parametrize(
    ("folder", "kind", "near"),
    [
        ("C:/Users/chen", 3, True),
        ("Z:/扫描", 4, False),
        ("E:\\", 2, False),
        ("/home/chen", 4, True),
    ],
)
def test_only_a_built_in_drive_is_near(folder: str, kind: int, near: bool) -> None:
    asked: list[str] = []

    def drive_type(root: str) -> int:
        asked.append(root)
        return kind

    assert is_near(folder, drive_type) is near
    assert asked == ([] if folder.startswith("/") else [f"{folder[:2]}\\"])


def test_what_is_picked_for_a_drop_zone_is_remembered(
    qtbot: QtBot, folders: LastFolders, documents: Path
) -> None:
    zone = DropZone("拖到这里", "选文件…", "")
    qtbot.addWidget(zone)
    zone.pick_button.click()
    dialog = zone.findChild(FileDialog)
    assert dialog is not None
    with qtbot.waitSignal(zone.files_given):
        dialog.filesSelected.emit([str(documents / "a.jpg"), str(documents / "b.jpg")])
    assert folders.folder(Files.PAPER) == str(documents)
    dialog.reject()


def test_every_dialog_is_made_here() -> None:
    """Neither made elsewhere nor asked for by one of Qt's static functions."""
    screens = Path(__file__).parents[2] / "desktop" / "ui"
    elsewhere = re.compile(r"\bQFileDialog(\(|\s*\.\s*get[A-Z])")
    texts = {path.name: path.read_text(encoding="utf-8") for path in screens.rglob("*.py")}
    assert "file_dialog.py" in texts
    assert {name for name, text in texts.items() if elsewhere.search(text)} == set()
