"""Small pictures of the pages of a document, to jump to one."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from desktop.services.workplace import PageImages
from desktop.ui.office import Office

_WIDTH, _HEIGHT = 72, 102
_STRIP = 116


@dataclass(frozen=True, slots=True)
class _Thumb:
    generation: int
    index: int
    image: QImage


class PageStrip(QListWidget):
    """Pages of a document, hidden for one page.

    Args:
        office: Gives pictures and workers.
        parent: Owner.

    Signals:
        page_picked: A page's index, from 0.
    """

    page_picked = Signal(int)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_strip")
        self.setAccessibleName(self.tr("页"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setMovement(QListWidget.Movement.Static)
        self.setFlow(QListWidget.Flow.TopToBottom)
        self.setWrapping(False)
        self.setIconSize(QSize(_WIDTH, _HEIGHT))
        self.setFixedWidth(_STRIP)
        self._office = office
        self._generation = 0
        self._pdf = b""
        self._next = 0
        self.currentRowChanged.connect(self._on_row_changed)
        self.hide()

    def show_document(self, pdf: bytes, pages: int) -> None:
        """Show the pages of another document."""
        self._generation += 1
        self.clear()
        self.setVisible(pages > 1)
        if pages < 2:
            return
        self._pdf, self._next = pdf, 0
        for index in range(pages):
            item = QListWidgetItem(self.tr("第 {n} 页").format(n=index + 1))
            item.setSizeHint(QSize(_WIDTH + 24, _HEIGHT + 30))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.addItem(item)
        self._ask()

    def show_page(self, index: int) -> None:
        """Mark the page that is in view, without asking for it."""
        self.blockSignals(True)
        self.setCurrentRow(index)
        self.blockSignals(False)

    def _ask(self) -> None:
        """Ask for the next picture only when the last is here: the pages themselves come first."""
        if self._next >= self.count():
            return
        images = self._office.workplace.images
        call = partial(_thumb, images, self._pdf, self._next, self._generation)
        self._next += 1
        self._office.jobs.run(call, self._on_rendered, self._on_failed, owner=self, slow=True)

    def _on_rendered(self, thumb: _Thumb) -> None:
        item = self.item(thumb.index)
        if thumb.generation == self._generation and item is not None:
            item.setIcon(QIcon(QPixmap.fromImage(thumb.image)))
            self._ask()

    def _on_failed(self, _error: Exception) -> None:
        """The page itself says what went wrong."""

    def _on_row_changed(self, row: int) -> None:
        if row >= 0:
            self.page_picked.emit(row)


def _thumb(images: PageImages, pdf: bytes, index: int, generation: int) -> _Thumb:
    rgb, columns, rows = images.page(pdf, index, width=_WIDTH * 2)
    image = QImage(rgb, columns, rows, columns * 3, QImage.Format.Format_RGB888)
    return _Thumb(generation, index, image.copy())
