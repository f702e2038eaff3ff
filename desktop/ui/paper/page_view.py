"""Pages of a document as pictures, below one another, with zoom."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.services.workplace import PageImages
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.tasks import KnownError

_A4 = 297 / 210
_WIDTH_100 = 794
"""An A4 page at 96 dots an inch."""
_LEAST, _MOST = 40, 300
_PAUSE_MS = 120


@dataclass(frozen=True, slots=True)
class _Picture:
    generation: int
    index: int
    image: QImage


class PageView(QScrollArea):
    """Shows a PDF; pages are rendered in a worker, and only the newest document is shown.

    Args:
        office: Gives pictures and workers.
        parent: Owner.

    Signals:
        shown: All pages of the document are on screen.
        zoomed: The zoom in per cent has changed.
    """

    shown = Signal()
    zoomed = Signal(int)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_view")
        self.setAccessibleName(self.tr("版面预览"))
        self._office = office
        self._pdf = b""
        self._zoom = 0
        self._generation = 0
        self._labels: list[QLabel] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        content = QWidget()
        set_role(content, "scrolled")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self._column.setSpacing(Space.M)
        self._message = QLabel(content)
        self._message.setWordWrap(True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self._message, "muted")
        self._column.addWidget(self._message)
        self._column.addStretch(1)
        self.setWidget(content)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._render)

    @property
    def page_count(self) -> int:
        """How many pages the document has."""
        return len(self._labels)

    @property
    def zoom(self) -> int:
        """Zoom in per cent, as it is on screen."""
        return round(100 * self._page_width() / _WIDTH_100)

    def say(self, message: str) -> None:
        """Show a sentence instead of pages."""
        self._generation += 1
        self._set_pages(0)
        self._message.setText(message)
        self._message.show()

    def show_document(self, pdf: bytes, pages: int) -> None:
        """Show another document from its first page; the same one stays where it is."""
        if pdf == self._pdf and self._labels:
            return
        self._pdf = pdf
        self._message.hide()
        if len(self._labels) != pages:
            self._set_pages(pages)
            self.verticalScrollBar().setValue(0)
        self._render()

    def fit_width(self) -> None:
        """Make a page as wide as the view, whatever its size."""
        self._set_zoom(0)

    def zoom_by(self, step: int) -> None:
        """Zoom in (1) or out (-1)."""
        self._set_zoom(max(_LEAST, min(_MOST, (self.zoom // 10 + step) * 10)))

    def go_to(self, index: int) -> None:
        """Scroll to a page."""
        if 0 <= index < len(self._labels):
            self.verticalScrollBar().setValue(self._labels[index].y() - Space.M)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Render anew for the new width while the page fits it."""
        super().resizeEvent(event)
        if self._labels and self._zoom == 0:
            self._size_labels()
            self._pause.start()

    def _set_zoom(self, zoom: int) -> None:
        self._zoom = zoom
        self._size_labels()
        self._render()
        self.zoomed.emit(self.zoom)

    def _set_pages(self, count: int) -> None:
        for label in self._labels:
            self._column.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for place in range(count):
            label = QLabel(self.widget())
            label.setScaledContents(True)
            label.setAccessibleName(self.tr("第 {n} 页").format(n=place + 1))
            set_role(label, "page")
            self._column.insertWidget(place, label, 0, Qt.AlignmentFlag.AlignHCenter)
            self._labels.append(label)
        self._size_labels()

    def _page_width(self) -> int:
        if self._zoom:
            return _WIDTH_100 * self._zoom // 100
        bar = self.verticalScrollBar().sizeHint().width()
        return max(120, self.width() - 2 * Space.M - bar)

    def _size_labels(self) -> None:
        width = self._page_width()
        for label in self._labels:
            label.setFixedSize(width, round(width * _A4))

    def _render(self) -> None:
        if not self._labels:
            return
        self._generation += 1
        width = round(self._page_width() * self.devicePixelRatioF())
        for index in range(len(self._labels)):
            call = partial(
                _picture,
                self._office.workplace.images,
                self._pdf,
                index,
                width,
                self._generation,
            )
            self._office.jobs.run(call, self._on_rendered, self._on_failed, owner=self, slow=True)

    def _on_rendered(self, picture: _Picture) -> None:
        if picture.generation != self._generation:
            return
        label = self._labels[picture.index]
        size = picture.image.size()
        label.setFixedHeight(round(label.width() * size.height() / max(1, size.width())))
        label.setPixmap(QPixmap.fromImage(picture.image))
        if picture.index == len(self._labels) - 1:
            self.shown.emit()

    def _on_failed(self, error: KnownError) -> None:
        self.say(str(error))


def _picture(images: PageImages, pdf: bytes, index: int, width: int, generation: int) -> _Picture:
    rgb, columns, rows = images.page(pdf, index, width=width)
    image = QImage(rgb, columns, rows, columns * 3, QImage.Format.Format_RGB888)
    return _Picture(generation, index, image.copy())
