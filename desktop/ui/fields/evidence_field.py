"""Files that prove an entry: dropped, picked or pasted, and saved together with the entry."""

import base64
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.services.evidence import GivenFile
from desktop.ui.fields.drop_zone import DropZone
from desktop.ui.fields.field import Field
from desktop.ui.tasks import Jobs, KnownError
from desktop.ui.widgets.flow_buttons import FlowButtons

_SHOWN = 4


class EvidenceField(Field):
    """Nothing is attached before the entry itself is saved: cancelling leaves no file behind.

    The draft keeps where the files lie, and a pasted picture itself, because it lies nowhere.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        jobs: Workers.
        parent: Owner.
    """

    def __init__(self, name: str, label: str, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent)
        self._jobs = jobs
        self._files: list[GivenFile] = []
        self.drop = DropZone(
            self.tr("把照片、扫描件拖到这里，或按 Ctrl+V 粘贴截图"),
            self.tr("选择文件…"),
            self.tr("所有文件 (*)"),
            self,
        )
        self.drop.files_given.connect(self.add_files)
        self.list = QListWidget(self)
        self.list.setObjectName(f"{name}_files")
        self.list.setAccessibleName(self.tr("随同登记的文件，Delete 键移出"))
        self._buttons = FlowButtons(self)
        remove = self._buttons.add(self.tr("移出所选文件"), f"{name}_remove", "link")
        remove.clicked.connect(self._on_remove)
        self.hold(self.drop)
        self._column.insertWidget(1, self.list)
        self._column.insertWidget(2, self._buttons)
        self.setFocusProxy(self.drop.pick_button)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_remove)
        self._show()

    def value(self) -> str:
        """Give the files as JSON; empty for none."""
        return json.dumps([_plain(file) for file in self._files]) if self._files else ""

    def set_value(self, value: str) -> None:
        """Put files in, as `value` gave them."""
        rows = json.loads(value) if value else []
        self._files = [_given(row) for row in rows]
        self._show()

    def files(self) -> tuple[GivenFile, ...]:
        """Give the files."""
        return tuple(self._files)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Put files on the list."""
        known = {file.path for file in self._files}
        new = [path for path in dict.fromkeys(paths) if path not in known]
        self._add([GivenFile(path.name, path) for path in new])

    def paste(self) -> None:
        """Take the picture or the files on the clipboard."""
        clipboard = QGuiApplication.clipboard()
        # None for an empty clipboard, whatever the stub says
        content: QMimeData | None = clipboard.mimeData()
        urls = content.urls() if content else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        image = clipboard.image()
        if paths:
            self.add_files(paths)
        elif not image.isNull():
            self.drop.setEnabled(False)
            call = partial(_picture, image, self._picture_name())
            self._jobs.run(call, self._on_picture, self._on_failed, owner=self, slow=True)
        else:
            self.show_problem(self.tr("剪贴板里没有图片。"))

    def _picture_name(self) -> str:
        count = sum(file.path is None for file in self._files)
        return self.tr("截图{}.png").format(count + 1)

    def _on_picture(self, file: GivenFile) -> None:
        self.drop.setEnabled(True)
        self._add([file])

    def _on_failed(self, error: KnownError) -> None:
        self.drop.setEnabled(True)
        self.show_problem(str(error))

    def _add(self, files: Sequence[GivenFile]) -> None:
        self.show_problem("")
        self._files += files
        self._show()
        self.edited.emit()

    def _on_remove(self) -> None:
        chosen = {self.list.row(item) for item in self.list.selectedItems()}
        if chosen:
            self._files = [file for row, file in enumerate(self._files) if row not in chosen]
            self._show()
            self.edited.emit()

    def _show(self) -> None:
        self.list.clear()
        for file in self._files:
            item = QListWidgetItem(file.name)
            item.setToolTip(str(file.path or file.name))
            self.list.addItem(item)
        shown = min(len(self._files), _SHOWN)
        self.list.setFixedHeight(shown * (self.list.fontMetrics().height() + 8) + 4)
        self.list.setVisible(bool(self._files))
        self._buttons.setVisible(bool(self._files))


def _picture(image: QImage, name: str) -> GivenFile:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return GivenFile(name, content=bytes(buffer.data().data()))


def _plain(file: GivenFile) -> dict[str, str]:
    if file.path is not None:
        return {"path": str(file.path)}
    return {"name": file.name, "content": base64.b64encode(file.content).decode()}


def _given(row: dict[str, str]) -> GivenFile:
    if "path" in row:
        path = Path(row["path"])
        return GivenFile(path.name, path)
    return GivenFile(row["name"], content=base64.b64decode(row["content"]))
