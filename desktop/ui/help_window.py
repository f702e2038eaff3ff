"""F1: the page of the manual for a screen, beside the window and not over it."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from resources.help_pages import help_text, page_names


class HelpWindow(QWidget):
    """One window that shows whatever page was asked for last; Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("help_window")
        self.setWindowTitle(self.tr("帮助"))
        self._text = QTextBrowser()
        self._text.setObjectName("help_text")
        self._text.setAccessibleName(self.tr("帮助正文"))
        self._text.setOpenLinks(False)
        self._text.anchorClicked.connect(self._on_link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        self.resize(560, 600)

    def show_page(self, page: str) -> None:
        """Show the page of a screen or a step."""
        self._text.setMarkdown(help_text(page))
        self.show()
        self.activateWindow()

    def _on_link(self, url: QUrl) -> None:
        page = url.fileName().removesuffix(".md")
        if page in page_names():
            self.show_page(page)
