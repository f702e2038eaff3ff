"""The title of a section."""

from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.style import set_role


class SectionTitle(QLabel):
    """A heading inside a screen."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_role(self, "section")
