"""A column of cards that scrolls."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.style import Space, set_role


class ScrollColumn(QScrollArea):
    """Scrolls upright only, and is as high as its cards need at its width.

    Attributes:
        column: The layout to fill; add a stretch at its end.
    """

    def __init__(self, margin: int = Space.L, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = _Inner()
        set_role(inner, "scrolled")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(margin)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)


class _Inner(QWidget):
    """Leaves the height to `heightForWidth` where there is one.

    Otherwise Qt takes the height that wrapped cards would have at their smallest width, and
    leaves a screen of nothing at the end.
    """

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        layout = self.layout()
        wraps = layout is not None and layout.hasHeightForWidth()
        return QSize(hint.width(), 0) if wraps else hint
