"""The folder that the office's scanner writes into: watched, so that nothing has to be picked."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.services.tray_desk import FOLDER_OPTION
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.tasks import KnownError, message_of
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.file_dialog import FileDialog

_LOOK_MS = 5000


class ScanFolderRow(QWidget):
    """Names the watched folder and lets the clerk choose or give it up.

    Args:
        office: Options.
        parent: Owner.

    Signals:
        due: It is time to look into the folder.
    """

    due = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._folder = str(office.workplace.options.get(FOLDER_OPTION) or "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self._words = ElidedLabel(parent=self)
        set_role(self._words, "small")
        self.choose = QPushButton(self.tr("选择扫描仪文件夹…"), self)
        self.choose.setObjectName("scan_folder_choose")
        self.choose.clicked.connect(self._on_choose)
        self.forget = QPushButton(self.tr("不再监视"), self)
        self.forget.setObjectName("scan_folder_forget")
        for button in (self.choose, self.forget):
            set_role(button, "link")
        self.forget.clicked.connect(self._on_forget)
        row.addWidget(self._words, 1)
        row.addWidget(self.choose)
        row.addWidget(self.forget)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.due)
        self._settle()

    @property
    def folder(self) -> str:
        """The watched folder; empty for none."""
        return self._folder

    def watch(self, folder: str) -> None:
        """Watch a folder from now on; an empty text for none."""
        self._folder = folder
        write = partial(self._office.workplace.options.set, FOLDER_OPTION, folder)
        self._office.jobs.run(write, self._on_kept, self._on_not_kept, owner=self)
        self._settle()

    def _on_kept(self, _none: None) -> None:
        """It is on disk; the row shows it already."""

    def _on_not_kept(self, error: KnownError) -> None:
        self._folder = str(self._office.workplace.options.get(FOLDER_OPTION) or "")
        self._settle()
        self._words.setText(message_of(error))

    def _settle(self) -> None:
        folder = self.folder
        if folder:
            words = self.tr("正在监视 {folder}：新扫描件会自动放进来，文件不会被删除。")
            self._words.setText(words.format(folder=folder))
            self._timer.start()
        else:
            words = self.tr(
                "也可以按 Ctrl+V 粘贴文件或图片；扫描仪存到固定文件夹的，可以自动读取。"
            )
            self._words.setText(words)
            self._timer.stop()
        self.forget.setVisible(bool(folder))

    def _on_choose(self) -> None:
        dialog = FileDialog(Files.PAPER, self.choose.text(), parent=self, start=self.folder)
        dialog.ask_for_folder()
        dialog.setOption(FileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.watch)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.open()

    def _on_forget(self) -> None:
        self.watch("")
