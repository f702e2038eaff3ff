"""A card: a titled surface that holds what belongs together."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.style import Space, set_role
from desktop.ui.widgets.section_title import SectionTitle


class Card(QFrame):
    """A surface with a title, room for small buttons beside it, and a body.

    Attributes:
        body: The layout to fill.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        outer.setSpacing(Space.S)
        self._header = QHBoxLayout()
        self._header.setSpacing(Space.S)
        self._title = SectionTitle(title)
        self._header.addWidget(self._title)
        self._header.addStretch(1)
        outer.addLayout(self._header)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.S)
        outer.addLayout(self.body, 1)
        self._title.setVisible(bool(title))
        if title:
            self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self.setAccessibleName(title)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a small widget at the right of the title."""
        self._header.addWidget(widget)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Add a widget to the body."""
        self.body.addWidget(widget, stretch)

    def add_text(self, text: str, role: str = "muted") -> QLabel:
        """Add a wrapped line of text to the body."""
        label = QLabel(text)
        label.setWordWrap(True)
        set_role(label, role)
        self.body.addWidget(label)
        return label
