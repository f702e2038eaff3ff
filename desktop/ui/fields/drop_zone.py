"""A place to drop files on, or to pick them."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.last_folders import Files
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.tints import tint
from desktop.ui.widgets.file_dialog import FileDialog


class DropZone(QFrame):
    """Takes files by drag and drop, or through a file dialog.

    Args:
        hint: What can be dropped here.
        pick: Words of the button.
        pattern: Filter of the file dialog.
        parent: Owner.

    Signals:
        files_given: A list of paths.
    """

    files_given = Signal(list)

    def __init__(self, hint: str, pick: str, pattern: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._pattern = pattern
        set_role(self, "banner")
        set_tone(self, Tone.NEUTRAL)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        row.setSpacing(Space.M)
        picture = QLabel(self)
        tint(picture, "clip", "muted")
        words = QLabel(hint, self)
        words.setWordWrap(True)
        self.pick_button = QPushButton(pick, self)
        self.pick_button.setObjectName("drop_pick")
        self.pick_button.setAccessibleName(pick)
        self.pick_button.clicked.connect(self._on_pick)
        row.addWidget(picture)
        row.addWidget(words, 1)
        row.addWidget(self.pick_button)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, nothing else."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            set_tone(self, Tone.INFO)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        set_tone(self, Tone.NEUTRAL)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Give the dropped files on."""
        set_tone(self, Tone.NEUTRAL)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self.files_given.emit(paths)

    def _on_pick(self) -> None:
        dialog = FileDialog(Files.PAPER, self.pick_button.text(), self._pattern, parent=self)
        dialog.setFileMode(FileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.open()

    def _on_files_selected(self, names: list[str]) -> None:
        self.files_given.emit([Path(name) for name in names])
