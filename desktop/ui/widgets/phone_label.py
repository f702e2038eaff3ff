"""A telephone number that is hidden until somebody asks for it, and that is recorded."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.wording import masked_phone


class PhoneLabel(QWidget):
    """Shows a number masked; the click that reveals it goes to the audit log first."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._order_id = ""
        self._phone = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        self._number = QLabel()
        self._number.setObjectName("phone_number")
        self._reveal = QPushButton(self.tr("显示号码"))
        self._reveal.setObjectName("phone_reveal")
        self._reveal.setAccessibleName(self.tr("显示来电号码"))
        self._reveal.setToolTip(self.tr("查看号码会记入操作日志"))
        set_role(self._reveal, "link")
        self._reveal.clicked.connect(self._on_reveal)
        layout.addWidget(self._number)
        layout.addWidget(self._reveal)
        layout.addStretch(1)

    @property
    def text(self) -> str:
        """What is on screen."""
        return self._number.text()

    def set_phone(self, order_id: str, phone: str) -> None:
        """Show a number masked; with the same number it stays as it is."""
        if (order_id, phone) == (self._order_id, self._phone):
            return
        self._order_id, self._phone = order_id, phone
        self._number.setText(masked_phone(phone) if phone else self.tr("未留电话"))
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._reveal.setVisible(bool(phone))

    def _on_reveal(self) -> None:
        self._reveal.setEnabled(False)
        note = partial(self._office.workplace.orders.note_access, self._order_id, "phone_revealed")
        self._office.jobs.run(note, self._on_noted, self._on_failed, owner=self)

    def _on_noted(self, nothing: None) -> None:
        del nothing
        self._number.setText(self._phone)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reveal.setEnabled(True)
        self._reveal.hide()

    def _on_failed(self, error: Exception) -> None:
        self._reveal.setEnabled(True)
        self._reveal.setToolTip(str(error))
