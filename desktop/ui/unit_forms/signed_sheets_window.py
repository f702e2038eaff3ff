"""All that came back signed and belongs to no order: forms of the unit, lists, reports."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.ui.office import Office
from desktop.ui.style import Space
from desktop.ui.unit_forms.signed_sheets import SignedSheets
from desktop.ui.widgets.scroll_column import ScrollColumn

_SIZE = QSize(760, 620)


class SignedSheetsWindow(QDialog):
    """Lists the shelf.

    Args:
        office: Use cases and workers.
        parent: Owner.
    """

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signed_sheets_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("本单位的签字件"))
        self.sheets = SignedSheets(office)
        scroll = ScrollColumn()
        scroll.column.addWidget(self.sheets)
        scroll.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, Space.S)
        column.addWidget(scroll)
        self.resize(_SIZE)
        self.sheets.load()

    def reject(self) -> None:
        """Close, so that Esc frees the window as its button does."""
        self.close()
