"""附件: a file of an order is saved where the clerk was last with what the program saves."""

from pathlib import Path

from helpers.office import OfficeForTests
from helpers.step_pages import order_of
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain import actions as act
from desktop.ui.orders.attachment_card import AttachmentCard
from desktop.ui.widgets.file_dialog import FileDialog


def test_an_attachment_is_saved_as_the_dialog_says(
    desk: OfficeForTests, qtbot: QtBot, tmp_path: Path
) -> None:
    workplace = desk.office.workplace
    blob = workplace.blobs.put(b"picture", name="现场.jpg", media_type="image/jpeg")
    attached = act.AddAttachment(
        entry_id="a-1",
        sha256=blob.sha256,
        name="现场.jpg",
        size=blob.size,
        media_type=blob.media_type,
        purpose="photo",
    )
    order_id = desk.order_ids()[0]
    workplace.orders.act(order_id, attached)
    card = AttachmentCard(desk.office)
    qtbot.addWidget(card)
    card.show_order(order_of(desk, order_id))
    rows = len(order_of(desk, order_id).attachments)
    button = card.findChild(QPushButton, f"attachment_save_{rows - 1}")
    assert button is not None
    button.click()
    dialog = card.findChild(FileDialog, "attachment_dialog")
    assert dialog is not None
    downloads = QStandardPaths.StandardLocation.DownloadLocation
    assert dialog.directory().path() != QStandardPaths.writableLocation(downloads)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["现场.jpg"]
    assert dialog.defaultSuffix() == "jpg"
    dialog.fileSelected.emit(str(tmp_path / "x.jpg"))
    dialog.done(0)
    desk.settle()
    assert (tmp_path / "x.jpg").read_bytes() == b"picture"
