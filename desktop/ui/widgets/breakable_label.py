"""A label whose endless words go on in the next line, and are copied as they were written."""

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from desktop.ui.wording import breakable, unbroken


class BreakableLabel(QLabel):
    """Plain wrapped text; the breaks are for the eye and never reach the clipboard.

    A web address that was copied with them opens nothing, and a number is not found by them.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(breakable(text))

    def text(self) -> str:
        """Give the text as it was written."""
        return unbroken(super().text())

    def selectedText(self) -> str:
        """Give what is selected as it was written."""
        return unbroken(super().selectedText())

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        if self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selectedText())

    def select_all(self) -> None:
        """Select the whole text."""
        self.setSelection(0, len(super().text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy in place of the label's own way."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self.copy()
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where selecting copies already (X11), it copies the text as it was written."""
        super().mouseReleaseEvent(event)
        clipboard = QGuiApplication.clipboard()
        if self.hasSelectedText() and clipboard.supportsSelection():
            clipboard.setText(self.selectedText(), QClipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what the label's own menu offers."""
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            menu = self.menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())
            event.accept()

    def menu(self) -> QMenu:
        """Make the menu of the right button."""
        menu = QMenu(self)
        menu.setObjectName("label_menu")
        copying = menu.addAction(self.tr("复制(&C)"))
        copying.setEnabled(self.hasSelectedText())
        copying.triggered.connect(self.copy)
        menu.addAction(self.tr("全选(&A)")).triggered.connect(self.select_all)
        return menu
