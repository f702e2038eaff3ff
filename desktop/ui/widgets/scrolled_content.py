"""What a scroll area shows: as high as its parts need at their width, and no higher."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.ui.style import set_role


class ScrolledContent(QWidget):
    """Leaves the height to `heightForWidth` where there is one.

    Otherwise Qt takes the height that wrapped cards would have at their smallest width, and
    leaves a screen of nothing at the end.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "scrolled")

    def minimumSizeHint(self) -> QSize:
        """Ask for the width only."""
        hint = super().minimumSizeHint()
        layout = self.layout()
        wraps = layout is not None and layout.hasHeightForWidth()
        return QSize(hint.width(), 0) if wraps else hint
