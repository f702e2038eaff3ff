"""A column of cards that scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.style import Space
from desktop.ui.widgets.scrolled_content import ScrolledContent


class ScrollColumn(QScrollArea):
    """Scrolls upright only, and is as high as its cards need at its width.

    Attributes:
        column: The layout to fill; add a stretch at its end.
    """

    def __init__(self, margin: int = Space.L, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = ScrolledContent(self)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(margin)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
