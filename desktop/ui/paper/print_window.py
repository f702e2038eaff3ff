"""A window with the preview of one form."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.paper_forms import PAPER_FORMS
from desktop.ui.office import Office
from desktop.ui.paper.form_words import form_name
from desktop.ui.paper.print_preview import PrintPreview
from desktop.ui.signing.sign_dialog import SignDialog
from desktop.ui.style import Space, set_role

_SIZE = QSize(1080, 700)


class PrintWindow(QDialog):
    """Preview and print; closes with Esc and is freed then.

    Args:
        office: Use cases and workers.
        order_id: The order; empty for an empty form.
        form: F1, F2 or F3.
        round_number: 0 for the current round.
        parent: Owner.

    Signals:
        printed: It went to a printer or a file; a sentence.
    """

    printed = Signal(str)

    def __init__(
        self,
        office: Office,
        order_id: str,
        form: str,
        *,
        round_number: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("print_window")
        self._office = office
        self._order_id = order_id
        self._form = form
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = form_name(form) if order_id else self.tr("空白") + form_name(form)
        self.setWindowTitle(self.tr("打印　{form}").format(form=name))
        self.preview = PrintPreview(office, order_id, form, round_number=round_number, parent=self)
        self.preview.printed.connect(self.printed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QFrame(self)
        set_role(bar, "topbar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        title = QLabel(name, bar)
        set_role(title, "title")
        row.addWidget(title)
        if office.identity.training:
            mark = QLabel(self.tr("演练"), bar)
            set_role(mark, "training")
            row.addWidget(mark)
        row.addStretch(1)
        if order_id and dict(PAPER_FORMS[form].steps):
            sign = QPushButton(self.tr("电子签名…(&E)"), bar)
            sign.setObjectName("print_sign")
            sign.setAccessibleName(self.tr("电子签名"))
            sign.setAutoDefault(False)
            sign.clicked.connect(self._on_sign)
            row.addWidget(sign)
        close = QPushButton(self.tr("关闭 (Esc)"), bar)
        close.setObjectName("print_close")
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row.addWidget(close)
        column.addWidget(bar)
        column.addWidget(self.preview, 1)
        self.resize(_fitting())
        self.preview.load()

    def _on_sign(self) -> None:
        dialog = SignDialog(self._office, self._order_id, self._form, self)
        dialog.signed.connect(self._on_signed)
        dialog.load()
        dialog.open()

    def _on_signed(self, _words: str) -> None:
        """The form shows the signature now."""
        self.preview.load()

    def reject(self) -> None:
        """Close, so that Esc frees the window as the button does."""
        super().reject()


def _fitting() -> QSize:
    screen = QGuiApplication.primaryScreen()
    room = screen.availableSize() if screen else _SIZE
    return _SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60))
