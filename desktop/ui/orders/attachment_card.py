"""附件: files of an order, to look at and to save."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.domain.orders import Attachment, Order
from desktop.services.attaching import file_name_of
from desktop.services.ports import BlobFiles
from desktop.services.print_desk import write_file
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.wording import size_text, tip_text

_PURPOSES = {"photo": "照片", "scan": "签字扫描件", "recording": "录音", "evidence": "佐证"}


class AttachmentCard(Card):
    """A row a file."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("附件"), parent)
        self.setObjectName("attachment_card")
        self._office = office
        self._banner = Banner(self)
        self.add(self._banner)
        self._holder: QWidget | None = None

    def show_order(self, order: Order) -> None:
        """Show the files of an order; hidden when it has none."""
        if self._holder is not None:
            self._holder.hide()
            self._holder.deleteLater()
        self._banner.clear()
        files = [entry for entry in order.attachments if not entry.retracted]
        self.setVisible(bool(files))
        self.set_title(self.tr("附件（{}）").format(len(files)))
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setColumnStretch(0, 1)
        for row, entry in enumerate(files):
            self._put(grid, row, entry)
        self.add(self._holder)

    def _put(self, grid: QGridLayout, row: int, entry: Attachment) -> None:
        name = QLabel(entry.caption or entry.name)
        name.setToolTip(tip_text(entry.name))
        name.setTextFormat(Qt.TextFormat.PlainText)
        facts = QLabel(f"{_PURPOSES.get(entry.purpose, entry.purpose)} · {size_text(entry.size)}")
        set_role(facts, "small")
        save = QPushButton(self.tr("另存为…"))
        save.setObjectName(f"attachment_save_{row}")
        save.setAccessibleName(self.tr("另存附件 {}").format(entry.name))
        save.setProperty("sha256", entry.sha256)
        save.setProperty("file_name", entry.name)
        set_role(save, "link")
        save.clicked.connect(self._on_save)
        grid.addWidget(name, row, 0)
        grid.addWidget(facts, row, 1)
        grid.addWidget(save, row, 2)

    def _on_save(self) -> None:
        button = self.sender()
        name = file_name_of(str(button.property("file_name")))
        dialog = FileDialog(Files.SAVED, self.tr("另存附件"), parent=self)
        dialog.setObjectName("attachment_dialog")
        dialog.setProperty("sha256", button.property("sha256"))
        dialog.save_as(name, Path(name).suffix.lstrip("."))
        dialog.fileSelected.connect(self._on_target)
        dialog.open()

    def _on_target(self, path: str) -> None:
        sha256 = str(self.sender().property("sha256"))
        call = partial(_copy_out, self._office.workplace.blobs, sha256, Path(path))
        jobs = self._office.jobs
        jobs.run(call, self._on_saved, self._banner.say_error, owner=self, slow=True)

    def _on_saved(self, path: Path) -> None:
        self._banner.say(Tone.GOOD, self.tr("已存为 {}").format(path))


def _copy_out(blobs: BlobFiles, sha256: str, path: Path) -> Path:
    write_file(path, blobs.get(sha256))
    return path
