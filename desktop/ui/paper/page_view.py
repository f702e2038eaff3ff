"""Pages of a document as pictures, below one another, with zoom."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent, QWheelEvent
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
_MOST_PIXELS = 2400
"""Width of a picture at most: beyond it is stretched, so that memory stays bounded."""
_KEPT_AROUND = 1
"""Pages kept beside those in view."""
_STEP = 10


class Fit(StrEnum):
    """A zoom that follows the size of the view."""

    WIDTH = "width"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class _Picture:
    generation: int
    index: int
    image: QImage


class PageView(QScrollArea):
    """Shows a PDF; the pages in view are rendered in a worker, the others are let go.

    Args:
        office: Gives pictures and workers.
        parent: Owner.

    Signals:
        shown: What is in view of the document is on screen.
        zoomed: The zoom in per cent has changed.
        page_reached: Another page, from 0, is in the middle of the view.
    """

    shown = Signal()
    zoomed = Signal(int)
    page_reached = Signal(int)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_view")
        self.setAccessibleName(self.tr("版面预览"))
        self._office = office
        self._pdf = b""
        self._scale: int | Fit = Fit.WIDTH
        self._generation = 0
        self._labels: list[QLabel] = []
        self._sizes: list[QSize] = []
        self._ratios: list[float] = []
        self._fresh: set[int] = set()
        self._asked = self._told = False
        self._page = 0
        self._anchor: float | None = None
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
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)

    @property
    def page_count(self) -> int:
        """How many pages the document has."""
        return len(self._labels)

    @property
    def page(self) -> int:
        """The page in the middle of the view, from 0."""
        return self._page

    @property
    def zoom(self) -> int:
        """Zoom in per cent, as it is on screen."""
        return round(100 * self._page_width() / _WIDTH_100)

    @property
    def scale(self) -> int | Fit:
        """The zoom that was chosen: per cent, or what it follows."""
        return self._scale

    def say(self, message: str) -> None:
        """Show a sentence instead of pages."""
        self._generation += 1
        self._ratios = []
        self._set_pages()
        self._message.setText(message)
        self._message.show()

    def show_document(
        self, pdf: bytes, pages: int, sizes: Sequence[tuple[float, float]] = ()
    ) -> None:
        """Show another document from its first page; the same one stays where it is.

        Args:
            pdf: The document.
            pages: How many pages it has.
            sizes: Width and height of each; A4 upright without them.
        """
        if pdf == self._pdf and self._labels:
            return
        self._pdf = pdf
        self._message.hide()
        self._ratios = [height / width for width, height in sizes] or [_A4] * pages
        if len(self._labels) != len(self._ratios):
            self._set_pages()
            self.verticalScrollBar().setValue(0)
        self._told = False
        self._size_labels()
        self._render()

    def fit_width(self) -> None:
        """Make a page as wide as the view, whatever its size."""
        self.set_scale(Fit.WIDTH)

    def fit_page(self) -> None:
        """Make a whole page visible, whatever the size of the view."""
        self.set_scale(Fit.PAGE)

    def zoom_by(self, step: int) -> None:
        """Zoom in (1) or out (-1)."""
        self.set_scale(max(_LEAST, min(_MOST, (self.zoom // _STEP + step) * _STEP)))

    def set_scale(self, scale: int | Fit) -> None:
        """Choose a zoom, and stay at the same place of the document."""
        self._scale = scale
        bar = self.verticalScrollBar()
        height = max(1, bar.maximum() + bar.pageStep())
        self._anchor = (bar.value() + bar.pageStep() / 2) / height
        self._size_labels()
        self._render()
        self.zoomed.emit(self.zoom)

    def go_to(self, index: int) -> None:
        """Scroll to a page."""
        if 0 <= index < len(self._labels):
            self._anchor = None
            self.verticalScrollBar().setValue(self._top(index) - Space.M)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Render anew for the new size while the page fits it."""
        super().resizeEvent(event)
        if self._labels and isinstance(self._scale, Fit):
            self._size_labels()
            self.zoomed.emit(self.zoom)
        self._pause.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, otherwise scroll."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned:
            self.zoom_by(1 if turned > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the first, last, next or previous page."""
        with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        places = {
            (Qt.Key.Key_Home, with_ctrl): 0,
            (Qt.Key.Key_End, with_ctrl): len(self._labels) - 1,
            (Qt.Key.Key_PageDown, True): self._page + 1,
            (Qt.Key.Key_PageUp, True): self._page - 1,
        }
        place = places.get((Qt.Key(event.key()), with_ctrl))
        if place is None:
            super().keyPressEvent(event)
        else:
            self.go_to(place)

    def _set_pages(self) -> None:
        for label in self._labels:
            self._column.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        self._sizes = []
        self._fresh = set()
        self._page = 0
        for place in range(len(self._ratios)):
            label = QLabel(self.widget())
            label.setScaledContents(True)
            label.setAccessibleName(self.tr("第 {n} 页").format(n=place + 1))
            set_role(label, "page")
            self._column.insertWidget(place, label, 0, Qt.AlignmentFlag.AlignHCenter)
            self._labels.append(label)

    def _page_width(self) -> int:
        if isinstance(self._scale, int):
            return _WIDTH_100 * self._scale // 100
        bar = self.verticalScrollBar().sizeHint().width()
        width = self.width() - 2 * Space.M - bar
        if self._scale is Fit.PAGE:
            highest = max(self._ratios, default=_A4)
            width = min(width, int((self.height() - 2 * Space.M) / highest))
        return max(120, width)

    def _size_labels(self) -> None:
        width = self._page_width()
        self._sizes = [QSize(width, round(width * ratio)) for ratio in self._ratios]
        for label, size in zip(self._labels, self._sizes, strict=True):
            label.setFixedSize(size)

    def _top(self, index: int) -> int:
        """Where a page begins; asked of the sizes, because the layout works later."""
        above = sum(size.height() + Space.M for size in self._sizes[:index])
        return Space.M + above

    def _in_view(self) -> range:
        """The pages of which something is in view."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        found = [
            index
            for index, size in enumerate(self._sizes)
            if self._top(index) < bottom and self._top(index) + size.height() > top
        ]
        return range(found[0], found[-1] + 1) if found else range(0)

    def _render(self) -> None:
        self._generation += 1
        self._fresh = set()
        self._ask()

    def _ask(self) -> None:
        """Ask for one page: those in view first, then their neighbours; let the others go."""
        view = self._in_view()
        first, last = view.start - _KEPT_AROUND, view.stop + _KEPT_AROUND
        kept = range(max(0, first), min(len(self._labels), last))
        for index in self._fresh.difference(kept):
            self._labels[index].clear()
        self._fresh.intersection_update(kept)
        if not self._told and self._labels and self._fresh.issuperset(view):
            self._told = True
            self.shown.emit()
        missing = [index for index in (*view, *kept) if index not in self._fresh]
        if self._asked or not missing:
            return
        self._asked = True
        width = min(_MOST_PIXELS, round(self._page_width() * self.devicePixelRatioF()))
        images = self._office.workplace.images
        call = partial(_picture, images, self._pdf, missing[0], width, self._generation)
        self._office.jobs.run(call, self._on_rendered, self._on_failed, owner=self, slow=True)

    def _on_rendered(self, picture: _Picture) -> None:
        self._asked = False
        if picture.generation == self._generation:
            self._labels[picture.index].setPixmap(QPixmap.fromImage(picture.image))
            self._fresh.add(picture.index)
        self._ask()

    def _on_failed(self, error: KnownError) -> None:
        self._asked = False
        self.say(str(error))

    def _on_scrolled(self, value: int) -> None:
        middle = value + self.viewport().height() // 2
        reached = sum(self._top(index) <= middle for index in range(len(self._sizes))) - 1
        if reached != self._page and reached >= 0:
            self._page = reached
            self.page_reached.emit(reached)
        self._ask()

    def _on_range_changed(self, _least: int, most: int) -> None:
        """The layout has taken the new sizes: go back to where the reader was."""
        bar = self.verticalScrollBar()
        if self._anchor is not None:
            bar.setValue(round(self._anchor * (most + bar.pageStep()) - bar.pageStep() / 2))
            self._anchor = None
        self._ask()


def _picture(images: PageImages, pdf: bytes, index: int, width: int, generation: int) -> _Picture:
    rgb, columns, rows = images.page(pdf, index, width=width)
    image = QImage(rgb, columns, rows, columns * 3, QImage.Format.Format_RGB888)
    return _Picture(generation, index, image.copy())
