"""A field of photos: dropped, pasted or picked, saved at once, shown small."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QIcon,
    QImage,
    QImageWriter,
    QKeySequence,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.domain.orders import Attachment, Order
from desktop.services.attaching import attach_action, attach_bytes
from desktop.services.workplace import Workplace
from desktop.ui.fields.drop_zone import DropZone
from desktop.ui.fields.field import Field
from desktop.ui.office import Office
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.flow_buttons import FlowButtons

_SIDE = 96


@dataclass(frozen=True, slots=True)
class _Thumb:
    entry_id: str
    image: QImage


class PhotoField(Field):
    """Photos of one row; the value is the JSON list of their entry ids.

    Each is an attachment of the order as soon as it is added, so that no crash loses it.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        office: Use cases and workers.
        order_id: The order.
        parent: Owner.

    Signals:
        attached: Photos were saved.
    """

    attached = Signal()

    def __init__(
        self, name: str, label: str, office: Office, order_id: str, parent: QWidget | None = None
    ):
        super().__init__(name, label, parent)
        self._office = office
        self._order_id = order_id
        self._known: Mapping[str, Attachment] = {}
        self._entries: list[str] = []
        self.drop = DropZone(
            self.tr("把照片拖到这里，或按 Ctrl+V 粘贴截图"),
            self.tr("选择照片…"),
            self.tr("照片 (*.jpg *.jpeg *.png *.heic *.webp *.bmp)"),
            self,
        )
        self.drop.files_given.connect(self.add_files)
        self._thumbs = QListWidget(self)
        self._thumbs.setObjectName(f"{name}_thumbs")
        self._thumbs.setAccessibleName(self.tr("已添加的照片，Delete 键移出这一条"))
        self._thumbs.setViewMode(QListWidget.ViewMode.IconMode)
        self._thumbs.setIconSize(QSize(_SIDE, _SIDE))
        self._thumbs.setMovement(QListWidget.Movement.Static)
        self._thumbs.setFixedHeight(_SIDE + 40)
        self._thumbs.hide()
        self._buttons = FlowButtons(self)
        self._remove = self._buttons.add(self.tr("移出所选照片"), f"{name}_remove", "link")
        self._remove.clicked.connect(self._on_remove)
        self._buttons.hide()
        self.hold(self.drop)
        self._column.insertWidget(1, self._thumbs)
        self._column.insertWidget(2, self._buttons)
        self.setFocusProxy(self.drop.pick_button)
        for keys, slot in ((QKeySequence.StandardKey.Paste, self.paste),):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self._thumbs)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_remove)

    def value(self) -> str:
        """Give the entry ids as JSON; empty for none."""
        return json.dumps(self._entries) if self._entries else ""

    def set_value(self, value: str) -> None:
        """Put entry ids in; pictures follow with `show_order`."""
        self._entries = [str(entry) for entry in json.loads(value)] if value else []
        self._show()

    def entries(self) -> tuple[str, ...]:
        """Give the entry ids."""
        return tuple(self._entries)

    def show_order(self, order: Order) -> None:
        """Learn which attachments there are."""
        known = {entry.entry_id: entry for entry in order.attachments if not entry.retracted}
        if known.keys() != self._known.keys():
            self._known = known
            self._show()

    def add_files(self, paths: Sequence[Path]) -> None:
        """Attach photos from files."""
        self._run(partial(_attach_files, self._office.workplace, self._order_id, tuple(paths)))

    def paste(self) -> None:
        """Attach the picture or the files on the clipboard."""
        clipboard = QGuiApplication.clipboard()
        # None for an empty clipboard, whatever the stub says
        content: QMimeData | None = clipboard.mimeData()
        urls = content.urls() if content else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        image = clipboard.image()
        if paths:
            self.add_files(paths)
        elif not image.isNull():
            self._run(partial(_attach_image, self._office.workplace, self._order_id, image))
        else:
            self.show_problem(self.tr("剪贴板里没有图片。"))

    def _run(self, call: "partial[tuple[str, ...]]") -> None:
        self.drop.setEnabled(False)
        self.show_problem("")
        self._office.jobs.run(call, self._on_attached, self._on_failed, owner=self, slow=True)

    def _on_attached(self, entries: tuple[str, ...]) -> None:
        self.drop.setEnabled(True)
        self._entries += entries
        self._office.sync.poke()
        self._show()
        self.edited.emit()
        self.attached.emit()

    def _on_failed(self, error: KnownError) -> None:
        self.drop.setEnabled(True)
        self.show_problem(str(error))

    def _show(self) -> None:
        self._thumbs.clear()
        for entry in self._entries:
            attachment = self._known.get(entry)
            item = QListWidgetItem(attachment.name if attachment else self.tr("照片"))
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setToolTip(item.text())
            item.setSizeHint(QSize(_SIDE + 16, _SIDE + 30))
            self._thumbs.addItem(item)
            if attachment:
                call = partial(_thumb, self._office.workplace, entry, attachment.sha256)
                self._office.jobs.run(call, self._on_thumb, self._on_failed, owner=self, slow=True)
        self._thumbs.setVisible(bool(self._entries))
        self._buttons.setVisible(bool(self._entries))

    def _on_thumb(self, thumb: _Thumb) -> None:
        for place in range(self._thumbs.count()):
            item = self._thumbs.item(place)
            if item.data(Qt.ItemDataRole.UserRole) == thumb.entry_id and not thumb.image.isNull():
                item.setIcon(QIcon(QPixmap.fromImage(thumb.image)))

    def _on_remove(self) -> None:
        chosen = {item.data(Qt.ItemDataRole.UserRole) for item in self._thumbs.selectedItems()}
        if chosen:
            self._entries = [entry for entry in self._entries if entry not in chosen]
            self._show()
            self.edited.emit()


def _attach_files(workplace: Workplace, order_id: str, paths: Sequence[Path]) -> tuple[str, ...]:
    made = [attach_action(workplace.blobs, path, purpose="photo") for path in paths]
    workplace.orders.act(order_id, *(action for action, _ in made), blobs=[b for _, b in made])
    return tuple(action.entry_id for action, _ in made)


def _attach_image(workplace: Workplace, order_id: str, image: QImage) -> tuple[str, ...]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    content = bytes(buffer.data().data())
    stamp = workplace.clock.now()
    name = f"截图-{stamp:%m%d-%H%M%S}.png"
    action, blob = attach_bytes(workplace.blobs, content, name=name, purpose="photo")
    workplace.orders.act(order_id, action, blobs=[blob])
    return (action.entry_id,)


def _thumb(workplace: Workplace, entry_id: str, sha256: str) -> _Thumb:
    image = QImage.fromData(workplace.blobs.get(sha256))
    if image.isNull():
        return _Thumb(entry_id, image)
    size = QSize(_SIDE * 2, _SIDE * 2)
    scaled = image.scaled(
        size,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return _Thumb(entry_id, scaled)
