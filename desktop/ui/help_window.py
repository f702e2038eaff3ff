"""F1: the page of the manual for a screen; 依据: a place's rules, scrolled to the clause."""

from PySide6.QtCore import QRegularExpression, Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from desktop.ui.style import Space
from resources.help_pages import help_text, page_names
from resources.rule_pages import clerk_page, page_for

_RULES_WIDTH = 820
_TABLE_STYLE = "table { border-collapse: collapse; } td, th { padding: 4px 6px; }"


class HelpWindow(QWidget):
    """One window that shows whatever page was asked for last; Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("help_window")
        self._text = QTextBrowser()
        self._text.setObjectName("help_text")
        self._text.setAccessibleName(self.tr("帮助正文"))
        self._text.setOpenLinks(False)
        self._text.document().setDocumentMargin(Space.M)
        self._text.document().setDefaultStyleSheet(_TABLE_STYLE)
        self._text.anchorClicked.connect(self._on_link)
        self._clause = QTextCursor()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._text)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        self.resize(560, 600)

    def show_page(self, page: str) -> None:
        """Show the page of a screen or a step."""
        self.setWindowTitle(self.tr("帮助"))
        self._clause = QTextCursor()
        self._text.setMarkdown(help_text(page))
        self.show()
        self.activateWindow()

    def show_rules(self, profile_id: str, rule: str) -> None:
        """Show the rules of a place, with the row of a clause at the top and marked.

        Args:
            profile_id: Profile that a deadline or a mark was computed by.
            rule: Rule id, such as `XY-02`; `platform`, for what has no clause, shows the top.
        """
        self.setWindowTitle(self.tr("规则依据"))
        self._text.setMarkdown(clerk_page(page_for(profile_id, rule)))
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
        self._clause = self._row_of(rule)
        if self.width() < _RULES_WIDTH:
            self.resize(_RULES_WIDTH, self.height())
        self.show()
        self.activateWindow()
        self._scroll_to_clause()

    def showEvent(self, event: QShowEvent) -> None:
        """Scroll again once the text has its real width."""
        super().showEvent(event)
        self._scroll_to_clause()

    def _row_of(self, rule: str) -> QTextCursor:
        """Find the clause where it is explained: in the first column of a table."""
        wanted = QRegularExpression(rf"{QRegularExpression.escape(rule)}(?![0-9a-z])")
        document = self._text.document()
        found = document.find(wanted)
        while not found.isNull():
            table = found.currentTable()
            if table is not None and table.cellAt(found).column() == 0:
                return found
            found = document.find(wanted, found)
        return found

    def _scroll_to_clause(self) -> None:
        if self._clause.isNull():
            self._text.verticalScrollBar().setValue(0)
            return
        self._text.setTextCursor(self._clause)
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.value() + self._text.cursorRect(self._clause).top() - Space.L)

    def _on_link(self, url: QUrl) -> None:
        page = url.fileName().removesuffix(".md")
        if page in page_names():
            self.show_page(page)
