"""Every dialog for a file or folder: it begins where the clerk was last with that kind."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.last_folders import Files, is_near, keep_folder, start_folder


class FileDialog(QFileDialog):
    """Asks for one file; the caller listens to `fileSelected` and opens it.

    It is deleted once it has been answered.

    Args:
        kind: What is asked for.
        title: What the clerk is asked.
        pattern: Filter of names; empty for all files.
        parent: Owner.
        start: A folder that is known already, such as the one that is in use; begun in if near.
    """

    def __init__(
        self, kind: Files, title: str, pattern: str = "", *, parent: QWidget, start: str = ""
    ) -> None:
        begin = start if start and is_near(start) else str(start_folder(kind))
        super().__init__(parent, title, begin, pattern)
        self._kind = kind
        self.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.filesSelected.connect(self._on_chosen)
        self.finished.connect(self.deleteLater)

    def save_as(self, name: str, suffix: str) -> None:
        """Ask for a new file instead, and propose its name."""
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setDefaultSuffix(suffix)
        self.selectFile(name)

    def ask_for_folder(self) -> None:
        """Ask for a folder instead."""
        self.setFileMode(QFileDialog.FileMode.Directory)

    def _on_chosen(self, names: list[str]) -> None:
        is_folder = self.fileMode() is QFileDialog.FileMode.Directory
        if names:
            keep_folder(self._kind, Path(names[0]), is_folder=is_folder)
