"""Buttons side by side that go on in the next line when a line is full."""

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.ui.style import set_role
from desktop.ui.widgets.flow_layout import FlowLayout


class FlowButtons(QWidget):
    """A row of buttons for narrow places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, text: str, name: str, role: str = "") -> QPushButton:
        """Add a button.

        Args:
            text: Its words.
            name: Its objectName.
            role: Such as `link` or `chip`.
        """
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.replace("&", ""))
        if role:
            set_role(button, role)
        self._flow.addWidget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Add anything else."""
        self._flow.addWidget(widget)

    def clear(self) -> None:
        """Remove everything."""
        while self._flow.count():
            widget = self._flow.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
