"""Zoom of a preview, by mouse and keyboard, remembered for the next one."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.office import Office
from desktop.ui.paper.page_view import Fit, PageView
from desktop.ui.style import Space, set_role

_REMEMBERED = "preview.zoom"
_LEAST, _MOST = 40, 300


class ZoomBar(QWidget):
    """Buttons above a page view, and which page is in view.

    Args:
        view: The pages.
        office: Among its options the zoom is remembered.
        parent: Owner; the shortcuts work while it, or what is in it, has the focus.
    """

    def __init__(self, view: PageView, office: Office, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._office = office
        bar = QHBoxLayout(self)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(Space.S)
        self.page = QLabel(self)
        self.page.setObjectName("preview_page")
        set_role(self.page, "muted")
        self.zoom = QLabel(self)
        self.zoom.setObjectName("preview_zoom")
        self.zoom.setMinimumWidth(48)
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zoom_out = self._button(self.tr("缩小"), "preview_zoom_out", "Ctrl+-")
        self.zoom_in = self._button(self.tr("放大"), "preview_zoom_in", "Ctrl++")
        self.fit = self._button(self.tr("适合宽度"), "preview_fit", "Ctrl+0")
        self.fit_page = self._button(self.tr("整页"), "preview_fit_page", "Ctrl+9")
        bar.addWidget(self.page)
        bar.addStretch(1)
        for widget in (self.zoom_out, self.zoom, self.zoom_in, self.fit, self.fit_page):
            bar.addWidget(widget)
        self._connect(parent)
        self._restore()

    def _connect(self, owner: QWidget) -> None:
        self.zoom_out.clicked.connect(self._on_zoom_out)
        self.zoom_in.clicked.connect(self._on_zoom_in)
        self.fit.clicked.connect(self._on_fit)
        self.fit_page.clicked.connect(self._on_fit_page)
        self._view.zoomed.connect(self._on_zoomed)
        self._view.shown.connect(self._on_shown)
        self._view.page_reached.connect(self._on_shown)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.ZoomIn), self._on_zoom_in),
            (QKeySequence("Ctrl+="), self._on_zoom_in),
            (QKeySequence(QKeySequence.StandardKey.ZoomOut), self._on_zoom_out),
            (QKeySequence("Ctrl+0"), self._on_fit),
            (QKeySequence("Ctrl+9"), self._on_fit_page),
        ):
            shortcut = QShortcut(keys, owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _button(self, text: str, name: str, keys: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(f"{text}　{keys}")
        button.setAutoDefault(False)
        return button

    def _restore(self) -> None:
        kept = self._office.workplace.options.get(_REMEMBERED)
        if isinstance(kept, int) and _LEAST <= kept <= _MOST:
            self._view.set_scale(kept)
        elif kept == Fit.PAGE.value:
            self._view.fit_page()
        self._on_zoomed()

    def _remember(self) -> None:
        scale = self._view.scale
        kept = scale.value if isinstance(scale, Fit) else scale
        write = partial(self._office.workplace.options.set, _REMEMBERED, kept)
        self._office.jobs.run(write, self._on_remembered, owner=self)

    def _on_remembered(self, _none: None) -> None:
        """The view shows it already."""

    def _on_zoom_in(self) -> None:
        self._view.zoom_by(1)
        self._remember()

    def _on_zoom_out(self) -> None:
        self._view.zoom_by(-1)
        self._remember()

    def _on_fit(self) -> None:
        self._view.fit_width()
        self._remember()

    def _on_fit_page(self) -> None:
        self._view.fit_page()
        self._remember()

    def _on_zoomed(self) -> None:
        self.zoom.setText(f"{self._view.zoom} %")

    def _on_shown(self) -> None:
        count = self._view.page_count
        words = self.tr("第 {n} 页，共 {count} 页").format(n=self._view.page + 1, count=count)
        self.page.setText(words if count > 1 else "")
