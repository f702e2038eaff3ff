"""A window with the tray for signed sheets, opened from a step."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.ui.office import Office
from desktop.ui.paper.scan_tray import ScanTray

_SIZE = QSize(960, 660)


class ScanWindow(QDialog):
    """Takes scans of signed sheets; closes with Esc and is freed then.

    Args:
        office: Use cases and workers.
        parent: Owner.
    """

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("签字表扫描件")
        self.setWindowTitle(title + self.tr("（演练）") if office.identity.training else title)
        self.tray = ScanTray(office, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tray)
        screen = QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen else _SIZE
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))

    def reject(self) -> None:
        """Close, so that Esc frees the window."""
        self.tray.cancel()
        super().reject()
